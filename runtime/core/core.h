/*
 * The port core: ports, the rights of this task and their names, queues of messages. It knows no
 * wire dialect.
 *
 * A dialect (both/, typed/, ndr/) reads a user's message, takes its rights and memory out of the
 * task into a struct mr_message, and hands that over; at the other end it does the reverse. A
 * message in flight therefore holds rights as references to ports, never as names, and a transport
 * to another process can stand between the two halves.
 *
 * One lock guards everything here: functions are called with it held unless their comment says
 * otherwise. They never wait with it held, except mr_send and mr_receive, which give it up
 * meanwhile.
 *
 * Of Mach's headers the core uses only scalar names that have the same value in every header set:
 * KERN_*, MACH_PORT_*, MACH_MSG_TYPE_* of rights, MACH_SEND_*, MACH_RCV_*. Never a structure of a
 * message.
 */
#ifndef MIGRT_CORE_H
#define MIGRT_CORE_H

#include "core/list.h"
#include "core/wait.h"

#include <mach/kern_return.h>
#include <mach/message.h>
#include <mach/notify.h>
#include <mach/port.h>
#include <migrt/migrt.h>
#include <stdbool.h>
#include <stddef.h>

#define MR_UREFS_MAX  65535u
/* The larger of what the header sets allow, MACH_PORT_QLIMIT_MAX. */
#define MR_QLIMIT_MAX 1024u

void mr_lock(void);
/* The same with a limit. False: somebody holds it too long. */
bool mr_lock_within(uint32_t timeout_ms);
/* Also wakes the threads that became ready while the lock was held. */
void mr_unlock(void);

/* ---- Ports and port sets ---- */

/*
 * A right that is in no task: in a message, or on its way there. It owns one reference of its port,
 * and counts as one of the port's send or send-once rights. Instead of a right there may be no port
 * (NULL, for MACH_PORT_NULL) or &mr_dead_port (for MACH_PORT_DEAD); these own nothing.
 */
struct mr_right {
	struct mr_port *port;
	mach_msg_type_name_t
		type; /* MACH_MSG_TYPE_PORT_*; 0 only for a header's field that is not used */
};

extern struct mr_port mr_dead_port;

/* What a message is written in. */
enum mr_wire {
	MR_WIRE_TYPED,
	MR_WIRE_NDR,
	MR_WIRE_NOTIFICATION, /* made by the core; whoever receives it writes it in its own dialect
			       */
	MR_WIRE_LAST = MR_WIRE_NOTIFICATION
};

struct mr_port {
	unsigned reference_count; /* names, rights in flight, requests */
	bool dead;
	bool is_task;                /* stands for a task; no message goes there */
	struct mr_name *name;        /* of its receive and send rights in this task, or NULL */
	bool receiver_here;          /* name denotes the receive right as well */
	struct mr_port *in_transit;  /* the receive right is in a message to that port */
	struct mr_list once_names;   /* names of its send-once rights in this task */
	struct mr_port_set *set;     /* contains this port */
	struct mr_list set_link;     /* in mr_port_set.members */
	struct mr_list messages;     /* waiting to be received, oldest first */
	struct mr_list receivers;    /* struct mr_waiter: threads that wait for a message */
	struct mr_list senders;      /* struct mr_waiter: threads that wait for room */
	mach_port_msgcount_t qlimit; /* messages that may wait before senders do */
	mach_port_msgcount_t msgcount;
	mach_port_seqno_t seqno;
	mach_port_mscount_t mscount;
	unsigned srights;  /* send rights: one for a name, one for each in flight */
	unsigned sorights; /* send-once rights */
	/* Send-once rights to notify, each a counted reference, or NULL. */
	struct mr_port *no_senders_request;
	struct mr_port *destroyed_request;
	uint8_t dialects; /* that its messages may have, 1 << enum mr_wire; 0: any */

	/* What follows is for ports that are known to more than one process (remote.h). A remote
	 * port's receive right is elsewhere; this process has send rights, counted in srights, or a
	 * send-once right. */
	bool remote;
	struct mr_session *session; /* of a remote port: where its messages go */
	uint32_t tag;               /* the right is a reply right of that session, or 0 */
	struct mr_list sessions;    /* of a port here: those of its holders */
	/* Of a port whose receive right came to where a send right was: what was sent through that
	 * before is still to be read, and comes before what this process sends now. Else NULL. */
	struct mr_session *trailing;
	bool has_id;
	uint8_t id[16];
	struct mr_port *id_next;

	struct mr_watch
		*message_watch; /* descriptors that users have asked for (watch.h), or NULL */
	struct mr_watch *room_watch;
};

/* Whether the port's receiver reads that dialect. */
static inline bool mr_port_takes(const struct mr_port *port, enum mr_wire wire)
{
	return port->dialects == 0 || wire == MR_WIRE_NOTIFICATION ||
	       (port->dialects & 1u << wire) != 0;
}

struct mr_port_set {
	struct mr_name *name;           /* its only one */
	struct mr_list members;         /* struct mr_port */
	struct mr_list messages;        /* of all members, in order of arrival */
	struct mr_list receivers;       /* struct mr_waiter */
	struct mr_watch *message_watch; /* as a port's */
};

/* A port with one reference, the caller's. NULL: no memory. */
struct mr_port *mr_port_create(void);
static inline void mr_port_reference(struct mr_port *port)
{
	port->reference_count++;
}
/* The port gets one send right more, of which somebody is to have the reference. */
static inline void mr_port_add_send_right(struct mr_port *port)
{
	port->srights++;
	mr_port_reference(port);
}
/* Frees the port whose last reference has gone. */
void mr_port_free(struct mr_port *port);
static inline void mr_port_dereference(struct mr_port *port)
{
	if (--port->reference_count == 0)
		mr_port_free(port);
}

/*
 * Ends the port whose receive right no name denotes any more: its messages and requests go, its
 * other rights turn into dead names. Or, if somebody asked for it, sends the receive right off in a
 * port-destroyed notification.
 */
void mr_port_destroy(struct mr_port *port);

/* All rights of the port die: names turn dead, waiting senders go on, messages are released. Its
 * one reference that stands for the receive right is consumed. */
void mr_port_die(struct mr_port *port);

/* The receive right leaves the task's names: threads waiting for messages are told, and it leaves
 * its set. */
void mr_port_clear_receiver(struct mr_port *port);

/* The receive right is in a message to that port, or in none any more (NULL). */
void mr_port_set_transit(struct mr_port *port, struct mr_port *destination);

/* Changes how many messages may wait. */
void mr_port_set_qlimit(struct mr_port *port, mach_port_msgcount_t qlimit);

struct mr_port_set *mr_port_set_create(void);
void mr_port_set_destroy(struct mr_port_set *set);
/* Moves the port into set, or only out of the one that it is in (NULL). */
void mr_port_set_move(struct mr_port *port, struct mr_port_set *set);

/* ---- Names ---- */

/* What one name of this task denotes. */
struct mr_name {
	struct mr_name *hash_next;
	mach_port_name_t name;
	mach_port_type_t type;    /* MACH_PORT_TYPE_* of rights */
	mach_port_urefs_t urefs;  /* of the send right or the dead name */
	struct mr_port *port;     /* counted reference, or NULL */
	struct mr_port_set *set;  /* owned, or NULL */
	struct mr_list once_link; /* in mr_port.once_names */
	/* Send-once right to notify when the name turns dead, a counted reference, or NULL. */
	struct mr_port *dead_name_request;
};

/* NULL: the name denotes nothing. */
struct mr_name *mr_name_find(mach_port_name_t name);
/* Whether a message to that name goes out through a socket before the call returns. */
bool mr_name_leaves_process(mach_port_name_t name);
/* A new entry that denotes nothing yet, under a name that was never used or not for long. NULL: no
 * memory. */
struct mr_name *mr_name_create(void);
/* The same under a given name, which is not in use. */
struct mr_name *mr_name_create_as(mach_port_name_t name);
/* Whether the next one will find memory. */
bool mr_name_have_room(void);
/* Takes the entry out of the table; what it denoted is dealt with. A request for its death is
 * answered. */
void mr_name_free(struct mr_name *entry);
/* Gives the entry another name, which is not in use. */
void mr_name_change(struct mr_name *entry, mach_port_name_t name);
/* Makes a receive right, port set or dead name, and has the new entry denote it. Without memory for
 * it, or an entry (NULL), KERN_RESOURCE_SHORTAGE, and the entry is freed. */
kern_return_t mr_name_furnish(struct mr_name *entry, mach_port_right_t right);
size_t mr_name_count(void);
/* Calls visit for each entry. visit does not change the table. */
void mr_name_each(void (*visit)(const struct mr_name *entry, void *context), void *context);

/* ---- Rights ---- */

/*
 * Takes a right from the task as the disposition says. name may be MACH_PORT_NULL or
 * MACH_PORT_DEAD: these travel as they are. dead_ok: so does a right whose port has died; else it
 * is KERN_INVALID_RIGHT. KERN_INVALID_NAME, KERN_INVALID_RIGHT; then nothing has changed.
 */
kern_return_t mr_right_copyin(mach_port_name_t name, mach_msg_type_name_t disposition, bool dead_ok,
	struct mr_right *ret_right);

/* Whether mr_right_copyin would succeed; changes nothing. */
kern_return_t mr_right_copyin_check(
	mach_port_name_t name, mach_msg_type_name_t disposition, bool dead_ok);

/* The kind of right that arrives if it is sent with this disposition; 0 if it is none. */
static inline mach_msg_type_name_t mr_right_arriving(mach_msg_type_name_t disposition)
{
	static const unsigned char types[] = {
		[MACH_MSG_TYPE_MOVE_RECEIVE] = MACH_MSG_TYPE_PORT_RECEIVE,
		[MACH_MSG_TYPE_MOVE_SEND] = MACH_MSG_TYPE_PORT_SEND,
		[MACH_MSG_TYPE_COPY_SEND] = MACH_MSG_TYPE_PORT_SEND,
		[MACH_MSG_TYPE_MAKE_SEND] = MACH_MSG_TYPE_PORT_SEND,
		[MACH_MSG_TYPE_MOVE_SEND_ONCE] = MACH_MSG_TYPE_PORT_SEND_ONCE,
		[MACH_MSG_TYPE_MAKE_SEND_ONCE] = MACH_MSG_TYPE_PORT_SEND_ONCE,
	};

	return disposition < sizeof types ? types[disposition] : 0;
}

/* What a message's header says of its rights. */
struct mr_header {
	mach_port_name_t remote;
	mach_msg_type_name_t remote_type; /* disposition */
	mach_port_name_t local;
	mach_msg_type_name_t local_type; /* disposition, or 0 */
};

/* Whether the dispositions of a header make sense: MACH_SEND_INVALID_HEADER. */
mach_msg_return_t mr_header_check(const struct mr_header *header);

struct mr_message;

/* Takes the rights of a checked header. MACH_SEND_INVALID_DEST, MACH_SEND_INVALID_REPLY: nothing
 * was taken. */
mach_msg_return_t mr_header_copyin(const struct mr_header *header, struct mr_message *message);

/*
 * Gives the task a right and consumes it. *ret_name is MACH_PORT_DEAD if the port has died.
 * KERN_RESOURCE_SHORTAGE, KERN_UREFS_OVERFLOW: the right was released instead, *ret_name is
 * MACH_PORT_NULL.
 */
kern_return_t mr_right_copyout(struct mr_right right, mach_port_name_t *ret_name);

/* Gives name the right that poly and the disposition stand for; the meaning of
 * mach_port_insert_right. */
kern_return_t mr_right_insert(
	mach_port_name_t name, mach_port_name_t poly, mach_msg_type_name_t disposition);

/* Ends a right that nobody will hold: notifications fire, a receive right takes its port along. */
void mr_right_release(struct mr_right right);

/* Ends a send-once right that has done its work: nobody is told. */
static inline void mr_right_used(struct mr_right right)
{
	right.port->sorights--;
	mr_port_dereference(right.port);
}

/* Makes a send-once right, for instance for a notification. */
struct mr_right mr_right_make_send_once(struct mr_port *port);

/* What mach_port_destroy and mach_port_mod_refs do. */
void mr_name_destroy(struct mr_name *entry);
kern_return_t mr_name_mod_refs(
	struct mr_name *entry, mach_port_right_t right, mach_port_delta_t delta);

/* ---- Notifications ---- */

/* Each consumes the send-once right that it is sent to. When there is no memory, and a good many
 * wait already, it is lost. */
void mr_notify_send_once(struct mr_port *notify);
void mr_notify_no_senders(struct mr_port *notify, mach_port_mscount_t mscount);
void mr_notify_port_destroyed(struct mr_port *notify, struct mr_port *port);
void mr_notify_dead_name(struct mr_port *notify, mach_port_name_t name);
void mr_notify_port_deleted(struct mr_port *notify, mach_port_name_t name);

/* ---- Messages ---- */

struct mr_message;

/*
 * Checks a message that came from another process: that its body, walked as its dialect does, takes
 * exactly the rights and regions that the message has, of the right kinds and sizes.
 */
bool mr_message_check(struct mr_message *message);

/* Out-of-line memory in flight: pages that belong to the message. */
struct mr_region {
	void *address; /* NULL: no bytes, or there was no memory for those that came */
	size_t size_bytes;
	bool is_borrowed; /* still the sender's, who waits until the message has gone */
};

struct mr_message {
	struct mr_list port_link; /* in mr_port.messages, or in a list of messages to destroy */
	struct mr_list set_link;  /* in mr_port_set.messages if the port is in a set */
	enum mr_wire wire;
	struct mr_right destination;
	struct mr_right reply;
	mach_msg_id_t id;
	mach_port_seqno_t seqno; /* once received */
	bool complex;
	struct mr_right *rights; /* of the body, in order */
	size_t right_count;
	size_t right_capacity;
	struct mr_region *regions; /* of the body, in order */
	size_t region_count;
	size_t region_capacity;
	uint32_t value;             /* of a notification: a name or a count */
	struct mr_session *origin;  /* came through it and counts as waiting there, or NULL */
	size_t charged_bytes;       /* what it counts in this process as long */
	bool from_outside;          /* another process made it, also if it is a notification */
	struct migrt_sender sender; /* of a message from outside */
	size_t body_size_bytes;
	/* Up to here a new message is zero. Room for a few without memory of their own: */
	struct mr_right few_rights[2];
	struct mr_region few_regions[1];
	/* What follows the header, as sent; names and pointers in it mean nothing any more. */
	_Alignas(8) unsigned char body[];
};

/* NULL: no memory. */
struct mr_message *mr_message_create(enum mr_wire wire, size_t body_size_bytes);
/* One for a notification, for which there is memory nearly always. */
struct mr_message *mr_notification_create(void);
/* Makes room for that many more rights or regions. False: no memory. Needs no lock. */
bool mr_message_reserve_rights(struct mr_message *message, size_t count);
bool mr_message_reserve_regions(struct mr_message *message, size_t count);
/* Appends to what the message carries, in room made before, and so takes it over. Needs no lock. */
void mr_message_add_right(struct mr_message *message, struct mr_right right);
void mr_message_add_region(struct mr_message *message, struct mr_region region);
/* Frees the message alone; its rights and regions have been dealt with. */
void mr_message_free(struct mr_message *message);
/* Copies the body; gives the lock up meanwhile if it is large. */
void mr_message_set_body(struct mr_message *message, const void *body);
void mr_message_get_body(const struct mr_message *message, void *place);
/* Releases what the message carries, its destination included. */
void mr_message_strip(struct mr_message *message);
/* The same, and frees it. */
void mr_message_destroy(struct mr_message *message);
/*
 * The same for a received message that its receiver cannot read: the destination has done its work
 * all the same, so that the receiver's own port is not told of a right that ended unused.
 */
void mr_message_refuse(struct mr_message *message);
/*
 * Consumes the destination of a received message, whose right has done its work. Returns the
 * receiver's name for the port, MACH_PORT_DEAD if it died just now.
 */
mach_port_name_t mr_message_consume_destination(struct mr_message *message);

/*
 * Sends a message to the port of its destination. On success the message is consumed. After
 * MACH_SEND_TIMED_OUT, MACH_SEND_INTERRUPTED and MACH_SEND_NO_BUFFER it still has all that it
 * carries, after MACH_SEND_INVALID_DEST (a port elsewhere has died), MACH_SEND_INVALID_MEMORY (what
 * was borrowed is not there) and MACH_SEND_INVALID_DATA (the port takes another dialect) nothing of
 * it. deadline NULL: waits for ever. interruptible: a signal
 * ends the wait.
 */
mach_msg_return_t mr_send(
	struct mr_message *message, const struct mr_deadline *deadline, bool interruptible);

/* The same for a message from elsewhere or made by the library: never waits, whatever the queue
 * limit, and always consumes it. */
void mr_send_now(struct mr_message *message);

/* What a receiver asks for. */
struct mr_receive_request {
	mach_port_name_t name;
	size_t limit_bytes;
	bool keep_large; /* a larger message stays in the queue */
	bool interruptible;
	const struct mr_deadline *deadline; /* NULL: waits for ever */
	enum mr_wire wire;                  /* the receiver's dialect */
	size_t header_bytes;                /* of its messages; 0: unknown */
	/* The size that any other message has for the receiver. */
	size_t (*size_bytes)(const struct mr_message *message);
};

/*
 * Takes the next message of a receive right or port set. The caller consumes *ret_message, which
 * may be larger than the limit unless keep_large is set; with it MACH_RCV_TOO_LARGE sets
 * *ret_size_bytes and takes nothing.
 */
mach_msg_return_t mr_receive(const struct mr_receive_request *request,
	struct mr_message **ret_message, size_t *ret_size_bytes);

/* Remembers for the calling thread who sent the message that it has just received. */
void mr_sender_note(const struct mr_message *message);

/* ---- Threads that wait ---- */

struct mr_waiter {
	struct mr_list link;          /* in one of the lists of waiters; empty once woken */
	struct mr_list follower_link; /* while it waits for other threads alone (source.h) */
	bool polling;                 /* it waits for sockets as well */
	struct mr_event event;
	mach_msg_return_t result;
	const struct mr_receive_request *request; /* of a receiver */
	struct mr_message *message;               /* handed to a receiver */
	size_t size_bytes;                        /* of a message too large for a receiver */
};

/* Takes the waiter off its list and lets it go on with that result. */
void mr_waiter_wake(struct mr_waiter *waiter, mach_msg_return_t result);
void mr_waiters_wake_all(struct mr_list *waiters, mach_msg_return_t result);
/* Lets threads that wait for room at a port here look again. */
void mr_port_wake_senders(struct mr_port *port);
/* Lets the waiter, which stays on its list, look round. */
void mr_waiter_poke(struct mr_waiter *waiter);

#endif
