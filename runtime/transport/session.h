/*
 * Sessions: the ends of private socket pairs that rights are, where they leave a process.
 *
 * One end is held by exactly one process other than the port's (the holder): it is that process's
 * send right, or a send-once right, or both. The other end is with the port (home) and is a send
 * right in flight there, or send-once rights, as far as the core can see. When the holder ends, so
 * do the rights; when home ends, the port has died.
 *
 * A session also carries reply rights, in both directions, without any descriptor: the side that
 * sends a message gives its reply right a tag, and the other side answers to the tag, or drops it.
 * Functions are called with the core's lock held, and never wait.
 */
#ifndef MIGRT_TRANSPORT_SESSION_H
#define MIGRT_TRANSPORT_SESSION_H

#include "core/remote.h"
#include "core/source.h"
#include "transport/socket.h"

struct mr_tag {
	struct mr_port *port; /* a counted send-once right of a port here, or NULL: free */
	uint32_t tag;
	uint32_t next_free; /* of a free one: the slot to take after it, or MR_NO_SLOT */
};
#define MR_NO_SLOT UINT32_MAX

struct mr_session {
	struct mr_source source;
	unsigned reference_count; /* the open socket, messages that came through it, calls */
	struct mr_list all_link;
	struct mr_port
		*port; /* a counted reference; NULL once the session only waits for replies */
	bool is_home;
	bool is_channel;          /* home of a receive right that is on its way here */
	bool is_unproven;         /* nobody has looked yet whether its descriptor can be an end */
	struct mr_list port_link; /* in mr_port.sessions, at home */
	bool has_send;            /* the holder has a send right through it */
	unsigned once_count;      /* send-once rights that the holder has through it */
	unsigned window;          /* holder's: messages that may wait at home */
	unsigned waiting;         /* of them, those that do, as far as this side knows */
	unsigned credit_due;      /* messages that left the queue without the holder's knowledge */
	bool wants_credit;
	struct mr_tag *tags; /* given to the other side */
	size_t tag_capacity;
	uint32_t free_tag; /* the slot to take first, or MR_NO_SLOT */
	unsigned tag_count;
	struct mr_list
		tags_held;      /* ports that stand for tags of the other side, by their set_link */
	bool sending;           /* a thread is in the middle of a message */
	size_t frame_bytes;     /* that fit into the socket, or 0: not known yet */
	bool is_full;           /* there was no room */
	bool is_wide;           /* it has as much room as a large message needs */
	bool lets_wait;         /* its reader was slow: answers go into memory at once */
	bool is_paused;         /* too much of it waits already; not read for now */
	bool is_late;           /* a frame of it is put off; not read for now */
	struct mr_list writers; /* struct mr_waiter: threads that wait for credit or room */
	struct mr_list unsent;  /* frames that found no room */
	size_t unsent_bytes;    /* of these, and of those in later */
	bool owes_credit;       /* to be sent behind them */
	struct mr_list later;   /* frames of messages, to go when no other message is half sent */
	struct mr_incoming *incoming; /* a message of which only a part is there */
	struct mr_port *trails;       /* the port whose trailing session this is, or NULL */
	bool has_hello;               /* the other side has said which port it is */
	uint8_t hello_id[MR_PORT_ID_BYTES];
};

/*
 * Takes fd over; on failure (NULL) it is closed. Counts a reference of port, if given. Of a remote
 * port (not is_home) it becomes the session.
 */
struct mr_session *mr_session_create(int fd, struct mr_port *port, bool is_home);
static inline void mr_session_reference(struct mr_session *session)
{
	session->reference_count++;
}
/* Frees the session whose last reference has gone. */
void mr_session_free(struct mr_session *session);
static inline void mr_session_dereference(struct mr_session *session)
{
	if (--session->reference_count == 0)
		mr_session_free(session);
}
static inline bool mr_session_is_open(const struct mr_session *session)
{
	return session->source.fd >= 0;
}

/* Whether its descriptor can be an end: to be asked before anything else is done with it. */
bool mr_session_prove(struct mr_session *session);

/* Sends a frame now or as soon as there is room. Takes the descriptors over, and closes them. */
void mr_session_send(struct mr_session *session, struct mr_frame frame, const void *payload,
	size_t payload_bytes, const int *fds, size_t fd_count);

/* The same for a frame that is all there is to say. */
static inline void mr_session_tell(struct mr_session *session, struct mr_frame frame)
{
	mr_session_send(session, frame, NULL, 0, NULL, 0);
}

/* Queues a frame of a message, behind those that wait; copies it. Takes the descriptors over. */
void mr_session_send_later(struct mr_session *session, struct mr_frame frame, const void *payload,
	size_t payload_bytes, const int *fds, size_t fd_count);

/* How many bytes a frame may have. */
size_t mr_session_frame_bytes(struct mr_session *session);

/* After EMSGSIZE: whether the socket now takes more, or it has shown that it takes less than was
 * thought, so that another try is worth while. */
bool mr_session_measure(struct mr_session *session);

/* There is more to send through it than goes in one frame. */
void mr_session_widen(struct mr_session *session);

/* Asks for word when there is room again. */
void mr_session_want_room(struct mr_session *session);

/* There may be room or credit again: whoever waits for it looks. */
void mr_session_wake_writers(struct mr_session *session);

/* The thread that was in the middle of a message is through. */
void mr_session_sending_ends(struct mr_session *session);

/*
 * Sends a frame at once: 0 or an errno value. EAGAIN also while others are to go first. The frame
 * is the beginning of the parts; what of it is the session's is filled in. Keeps the descriptors.
 */
int mr_session_try_send(struct mr_session *session, struct mr_frame *frame, struct iovec *parts,
	size_t part_count, int *fds, size_t fd_count);

/* A copy of a descriptor, for exec to close. */
int mr_fd_duplicate(int fd);

/* The holder may send no more until it hears of room: it does so of every message that leaves the
 * queue, until it sends again and has room left. */
void mr_session_want_credit(struct mr_session *session);

/* Tells the holder which messages left the queue, and how many may wait there. */
void mr_session_send_credit(struct mr_session *session);

/* Stops reading until some of the messages that came have left their queue. */
void mr_session_pause(struct mr_session *session);

/* Stops reading, or goes on: a frame is put off. */
void mr_session_set_late(struct mr_session *session, bool is_late);

/* Reads and deals with what has come, not with all that may yet come. */
void mr_session_drain(struct mr_session *session);

/* Ends the session: what its rights were to both sides ends with it. */
void mr_session_died(struct mr_session *session);

/* In the child of a fork: closes every session without a word to the other side. */
void mr_sessions_forget(void);

/* All has been read that a port's trailing session brought, or will not come. */
void mr_port_caught_up(struct mr_port *port);

/* The session no longer leads to or from its port, but replies may still come through it. At home,
 * what the holder had is released. */
void mr_session_leave_port(struct mr_session *session);

/* Closes it if neither side needs it any more. */
void mr_session_check(struct mr_session *session);

/* Ends the session without telling the other side, and returns its end for somebody else to hold.
 */
int mr_session_detach(struct mr_session *session);

/* Whether its end can be given to another process as it is. */
bool mr_session_is_movable(const struct mr_session *session);

/* Gives the send-once right of a port here a tag, and consumes it. 0: no memory; nothing done. */
uint32_t mr_session_give_tag(struct mr_session *session, struct mr_port *port);
/* Takes a tag back: the port whose send-once right the caller now has, or NULL. */
struct mr_port *mr_session_take_tag(struct mr_session *session, uint32_t tag);
/* The tag of the other side as a port, with one send-once right that the caller has. NULL: no
 * memory. */
struct mr_port *mr_session_hold_tag(struct mr_session *session, uint32_t tag);
/* The tag was used or given up; consumes what mr_session_hold_tag gave. */
void mr_session_release_tag(struct mr_port *port);

/* The same for a send-once right that is a session's. */
void mr_session_release_once(struct mr_port *port);

/* Makes the port's end of a new session a session here; both arguments are taken over. */
void mr_session_adopt(struct mr_port *port, int fd, bool has_send, unsigned once_count);

/* The port of that id, or NULL. */
struct mr_port *mr_port_find(const uint8_t id[MR_PORT_ID_BYTES]);
void mr_port_set_id(struct mr_port *port, const uint8_t id[MR_PORT_ID_BYTES]);
/* Gives a port here its id, at its first journey. */
void mr_port_need_id(struct mr_port *port);
void mr_port_clear_id(struct mr_port *port);

/* How many there are that are open. */
extern size_t mr_session_count;

/* ---- What frames bring (receive.c) ---- */

/* Reads one frame and deals with it. False: nothing there (wait: a signal came). */
bool mr_session_read(struct mr_session *session, bool wait);
void mr_incoming_free(struct mr_incoming *incoming);

/* A frame that found no memory is kept, and tried again; or not, when its session ends. */
void mr_session_try_late(void);
void mr_session_forget_late(struct mr_session *session);

#endif
