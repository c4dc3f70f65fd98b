/*
 * What travels through a session: frames, each one packet of a SOCK_SEQPACKET socket. Both ends are
 * processes of one machine, so numbers have its byte order; a message's body keeps the layout of
 * its dialect and word size, which the frame states.
 *
 * A frame is never empty, for an empty packet cannot be told from the end of a connection. Nothing
 * in one is used before it was checked.
 */
#ifndef MIGRT_TRANSPORT_WIRE_H
#define MIGRT_TRANSPORT_WIRE_H

#include <stdint.h>

/* Memory goes in pieces of this size, so that pages stay pages. Fewer and larger ones cost less; a
 * system of 32 bits has less room for them. */
#define MR_PIECE_BYTES      ((sizeof(void *) == 8 ? 192u : 128u) * 1024u)
/* Bytes of one frame at most; a frame of this size fits into the default send buffer, unless the
 * system's administrator made that smaller. */
#define MR_FRAME_BYTES_MAX  (MR_PIECE_BYTES + 4096u)
/* A frame of this size, a page and its header, fits into the smallest send buffer that there is. */
#define MR_FRAME_BYTES_SAFE (4096u + 64u)
/* The kernel takes 253 descriptors with a packet. */
#define MR_FRAME_FDS_MAX    253u

#define MR_PORT_ID_BYTES    16

enum mr_frame_kind {
	/* A message, or its beginning: struct mr_wire_message, then the stream described there. */
	MR_FRAME_MESSAGE = 1,
	/* More of the message begun before: bytes of its stream, descriptors. */
	MR_FRAME_MORE,
	/* The rest of the message begun before will not come. */
	MR_FRAME_ABORT,
	/* Messages were taken out of the queue (ack, window). */
	MR_FRAME_CREDIT,
	/* The holder gives up rights of this session: value is how many send-once rights, flags
	 * MR_FRAME_SEND for the send right, MR_FRAME_SILENT if they live on elsewhere. */
	MR_FRAME_DROP,
	/* The right that tag stands for was given up. */
	MR_FRAME_TAG_DROP,
	/* The descriptor is the port's end of a new session. MR_FRAME_SEND: with a send right;
	 * MR_FRAME_TAKE: with a send-once right of this session. In a moving channel: with a send
	 * right and value send-once rights that exist already. */
	MR_FRAME_ADOPT,
	/* The descriptor is the port's end of a new session, which holds what tag stands for. */
	MR_FRAME_TAG_ADOPT,
	/* The port is dead, or its receive right gone; the session lives on for replies. */
	MR_FRAME_DEAD,
	/* The first frame of a connection made by name: struct mr_wire_right without descriptor. */
	MR_FRAME_HELLO,
	/* All that a moved receive right had has been sent. MR_FRAME_SEND: among it send rights. */
	MR_FRAME_MOVED,
	/* In a moving channel: a struct mr_wire_right, to which value (MR_REQUEST_*) is to be told.
	 */
	MR_FRAME_REQUEST,
};

#define MR_REQUEST_NO_SENDERS 1u
#define MR_REQUEST_DESTROYED  2u

#define MR_FRAME_SEND         0x01u
#define MR_FRAME_SILENT       0x02u
#define MR_FRAME_TAKE         0x04u
/* A message that fills the window: its sender wants to know of room soon. */
#define MR_FRAME_FULL         0x08u
/* A message that uses one of the session's send-once rights. */
#define MR_FRAME_ONCE         0x10u

struct mr_frame {
	uint8_t kind;
	uint8_t flags;
	uint8_t fd_count;
	uint8_t ack;    /* messages of the other side that left the queue since the last frame */
	uint32_t tag;   /* of a message: the reply right that it uses, or 0 */
	uint32_t value; /* of a credit: the window */
	uint32_t size_bytes; /* of the whole frame */
};

#define MR_WIRE_COMPLEX    0x01u

/* Word sizes do not mix: the body of a message is for programs of one. */
#define MR_WIRE_WORD_BYTES ((uint8_t)sizeof(void *))

/*
 * Begins a message. The stream follows, over as many frames as it takes: right_count entries (the
 * reply right first if has_reply), region_count entries, body, and the bytes of those regions that
 * have no descriptor. Descriptors come in the order of the entries.
 */
struct mr_wire_message {
	uint8_t dialect; /* enum mr_wire */
	uint8_t word_bytes;
	uint8_t flags;
	uint8_t has_reply;
	int32_t id;
	uint32_t reply_tag; /* the reply right is a tag of this session, or 0 */
	uint32_t value;     /* of a notification */
	uint32_t body_bytes;
	uint32_t right_count;
	uint32_t region_count;
	uint32_t fd_count;
};

enum mr_wire_right_kind {
	MR_WIRE_NO_RIGHT,
	MR_WIRE_DEAD_RIGHT,
	MR_WIRE_SEND,      /* a session end */
	MR_WIRE_SEND_ONCE, /* a session end */
	MR_WIRE_RECEIVE,   /* a moving channel */
};

struct mr_wire_right {
	uint8_t kind;
	uint8_t dialects; /* that the port takes: bit mask, 0 for any */
	uint16_t type;    /* MACH_MSG_TYPE_PORT_*, also of what is no right */
	uint16_t window;  /* messages that may wait in its queue */
	uint16_t waiting; /* of them, those that wait already */
	uint8_t id[MR_PORT_ID_BYTES];
};

struct mr_wire_region {
	uint64_t size_bytes;
	uint64_t offset_bytes; /* in the descriptor's file */
	uint32_t has_fd;
	uint32_t unused;
};

#endif
