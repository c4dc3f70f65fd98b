/*
 * What libmigrt offers beyond Mach's own interface. All functions are thread-safe.
 *
 * With the environment variable MIGRT_TRACE=1 the library prints each message that is sent or
 * received as one line on standard error, with MIGRT_TRACE=full also its bytes, with their meaning
 * beside them.
 */
#ifndef MIGRT_MIGRT_H
#define MIGRT_MIGRT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What the trace prints. */
enum migrt_trace {
	MIGRT_TRACE_OFF,
	MIGRT_TRACE_LINE, /* a line for each message */
	MIGRT_TRACE_FULL  /* and its bytes */
};

/*
 * Tells the trace the names of a subsystem: routine_names[i] is the routine whose requests have
 * msgh_id base + i and whose replies have base + i + 100; NULL for skipped numbers. The strings and
 * the array are not copied and must stay valid. Returns 0, or -1 if there is no memory to remember
 * it. A subsystem registered later goes before an earlier one where ids overlap.
 */
int migrt_register_subsystem(
	const char *name, int32_t base, const char *const routine_names[], size_t routine_count);

/* Sets what the trace prints, in place of the environment variable. */
void migrt_set_trace(enum migrt_trace trace);

/* ---- Meeting ---- */

/*
 * Dialects of messages, as a bit mask. A port takes messages of those that it was made for; a
 * message of another one is refused when it is sent (MACH_SEND_INVALID_DATA).
 */
#define MIGRT_DIALECT_TYPED 1u
#define MIGRT_DIALECT_NDR   2u

/*
 * Makes a port that other processes of this user can find under that name, and stores the name of
 * its receive right. If this program was started with a listening socket for it (LISTEN_FDS, with
 * LISTEN_FDNAMES unless it is the only one), that is used; else there is an entry in the folder
 * MIGRT_BOOTSTRAP_DIR or XDG_RUNTIME_DIR/migrt, until the port is destroyed. dialects: what the
 * port takes, 0 for any.
 *
 * Returns a kern_return_t. KERN_NAME_EXISTS: a living server has that name; of several that check
 * in at once, one gets it. KERN_INVALID_ARGUMENT: not a good name (at most 63 characters, no slash,
 * no dot at the beginning), or the folder's path is too long for a socket. KERN_FAILURE: neither
 * variable is set, or the folder cannot be made. KERN_NO_ACCESS: others could write to the folder,
 * or this user cannot. KERN_RESOURCE_SHORTAGE: no memory, descriptors or room.
 */
int migrt_check_in(const char *service, unsigned dialects, uint32_t *ret_port);

/*
 * Stores the name of a send right of the port of that name; the same name each time.
 * KERN_INVALID_NAME: there is none. KERN_FAILURE: the server does not accept the connection, or one
 * that is being started does not answer, for 5 seconds; other threads go on meanwhile.
 * KERN_INVALID_ARGUMENT, KERN_NO_ACCESS, KERN_RESOURCE_SHORTAGE.
 */
int migrt_look_up(const char *service, uint32_t *ret_port);

/* Changes what a port takes, by its receive right; rights that others hold already keep what they
 * know. KERN_INVALID_NAME, KERN_INVALID_RIGHT. */
int migrt_port_set_dialects(uint32_t port, unsigned dialects);

/*
 * Turns a right into a descriptor, to be taken over by another program: a child after exec (the
 * descriptor stays open across it), or whoever gets the descriptor by a socket. disposition is
 * MACH_MSG_TYPE_*, as in a message. The right ends if the descriptor is closed instead.
 * KERN_INVALID_NAME, KERN_INVALID_RIGHT, KERN_INVALID_VALUE, KERN_RESOURCE_SHORTAGE.
 */
int migrt_hand_over(uint32_t name, unsigned disposition, int *ret_fd);

/*
 * Turns such a descriptor back into a right, and closes it. KERN_INVALID_ARGUMENT: it is none.
 * KERN_RESOURCE_SHORTAGE: no memory or descriptors. After an error the descriptor is as before.
 */
int migrt_take_over(int fd, uint32_t *ret_name);

/*
 * Waits until a receive right or port set has a message, and stores its dialect, or 0 for a
 * notification, which can be received in either. The message stays where it is, so that a server of
 * both dialects can receive it with the right set of functions; if several threads do so, what one
 * was told of may go to another. timeout_ms: MIGRT_FOREVER, or how long to wait. Returns what a
 * receive would: MACH_MSG_SUCCESS, MACH_RCV_TIMED_OUT, MACH_RCV_INVALID_NAME...
 */
#define MIGRT_FOREVER UINT32_MAX
int migrt_next_dialect(uint32_t name, uint32_t timeout_ms, unsigned *ret_dialect);

/* ---- Event loops ---- */

/*
 * Stores a new descriptor, the caller's to close, for poll, select or epoll: it is readable while a
 * receive right or port set has a message, and sometimes without one. So when it is, receive with
 * MACH_RCV_TIMEOUT and a time of 0 until that says MACH_RCV_TIMED_OUT; what others in the process
 * wait for is dealt with by the way. It stays readable once the right or set has gone.
 *
 * Descriptors of one name are cheap beside the first. An event loop takes at most some hundred
 * names (the kernel bounds how epoll sets nest): have it watch a port set.
 * KERN_INVALID_NAME, KERN_INVALID_RIGHT, KERN_RESOURCE_SHORTAGE.
 */
int migrt_receive_descriptor(uint32_t name, int *ret_fd);

/*
 * The same for a send right (or the receive right that its name denotes): readable while there may
 * be room for a message. After MACH_SEND_TIMED_OUT with a time of 0 it is not until there is, or
 * something else came in; so watch it only while there is something to send.
 */
int migrt_send_descriptor(uint32_t name, int *ret_fd);

/* ---- Limits and trust ---- */

/* Who sent a message, as the kernel says. pid 0: not known; it grants nothing. */
struct migrt_sender {
	int32_t pid;
	uint32_t uid;
	uint32_t gid;
};

/* Stores who sent the message that the calling thread received last. Returns 0, or -1 if it has
 * received none. */
int migrt_get_sender(struct migrt_sender *ret_sender);

/*
 * What this process takes from others, and sends. A larger message is not sent
 * (MACH_SEND_NO_BUFFER); who sends one all the same loses the right.
 */
struct migrt_limits {
	size_t message_bytes;  /* of one message; at first 1 GiB, with 32 bits 256 MiB */
	size_t message_rights; /* of one message, and its regions; at first 16,384, at most 2^20 */
	/*
	 * Bytes that the process keeps for others: of messages of which a part is still to come, of
	 * those that wait for their receiver here, and of answers that their receiver elsewhere
	 * does not read. At first 4 GiB, with 32 bits 512 MiB. From a half on, who has messages
	 * waiting here sends no more until one of them is received; who sends parts beyond the
	 * limit, or leaves half of it unread, loses the right.
	 */
	size_t process_bytes;
	/*
	 * Rights that cross to or from other processes, each of which costs a descriptor; at first
	 * as many as the system has. At the limit a right is not sent (MACH_SEND_NO_BUFFER) or
	 * arrives dead, and connections by name wait.
	 */
	size_t process_descriptors;
};

void migrt_get_limits(struct migrt_limits *ret_limits);
/* Values beyond what there can be are taken as the largest. What is kept already stays. */
void migrt_set_limits(const struct migrt_limits *limits);

/* ---- Seeing it ---- */

/* Prints the names of this task and what they denote on standard error. */
void migrt_dump_ports(void);

#ifdef __cplusplus
}
#endif

#endif
