/*
 * Targets as rows of data. Everything that depends on the machine or the system whose messages
 * are described stands here; code asks the row, never for a name of a target.
 *
 * Facts: the layout of GNU Mach's <mach/message.h>, of the peers' output, and of XNU's headers.
 */
#ifndef MIGC_MODEL_ABI_H
#define MIGC_MODEL_ABI_H

#include "support/str.h"

#include <stdbool.h>
#include <stdint.h>

enum wire {
	WIRE_TYPED, /* Mach 3: a descriptor before every item */
	WIRE_NDR,   /*   Darwin: descriptors, NDR record, plain data */
};

/* A field of the first 64 bits of a type word, counted from the least significant bit. */
struct abi_bits {
	uint8_t shift;
	uint8_t width; /* 0: there is none */
};

/* A typed descriptor in one of its forms. Booleans are fields of width 1. */
struct abi_word {
	uint32_t bytes;
	struct abi_bits name, size, number, in_line, long_form, deallocate;
	/* Long forms that do not fit 64 bits keep name, size and number at bytes of their own. */
	uint32_t name_at_bytes, size_at_bytes, number_at_bytes; /* 0: as the bits say */
};

struct abi {
	const char *name; /* "x86_64-gnu" */
	enum wire wire;
	bool is_kernel;  /* the row of the kernel's own structures */
	const char *cpu; /* "x86_64" */

	/* C */
	uint32_t pointer_bytes;
	uint32_t long_bytes;
	uint32_t natural_align_cap_bytes; /* the most that C aligns a member of a structure to */

	/* header */
	uint32_t header_bytes;
	uint32_t bits_at, size_at, remote_at, local_at, seqno_at,
		id_at; /* seqno: voucher on Darwin */
	uint32_t header_port_bytes;
	uint32_t error_reply_bytes; /* header and return code, as the demultiplexer sends it */

	/* data */
	uint32_t align_bytes; /* every item starts at a multiple of this */
	uint32_t port_in_line_bytes, port_in_line_bits; /* a right in the data */
	uint32_t port_out_of_line_bytes,
		port_out_of_line_bits; /* a right in an out-of-line array */
	uint32_t port_name_bytes;      /* mach_port_t in C, outside messages */
	uint32_t in_line_limit_bytes;  /* of an indefinite array; 0: always out of line */

	/* typed wire */
	struct abi_word word_short, word_long;

	/* NDR wire */
	uint32_t body_bytes, ndr_bytes, trailer_bytes;
	uint32_t port_descriptor_bytes, ool_descriptor_bytes, ool_ports_descriptor_bytes;
};

/* The row of a target, for user programs or for the kernel. NULL: no such target. */
const struct abi *abi_find(const char *name, bool is_kernel);

/* All user rows in the order they are listed to people; ends with NULL. */
const struct abi *const *abi_all(void);

/* The number of an IPC type name (MACH_MSG_TYPE_INTEGER_64 is 11 or 3); false: unknown here. */
struct ipc_name {
	const char *text;
	uint32_t send; /* IPC_POLYMORPHIC: known at run time */
	uint32_t receive;
	const char *receive_text; /* the name that the receiver sees */
	uint32_t size_bits;       /* 0: none of its own; IPC_SIZE_PORT: that of a right */
};

#define IPC_POLYMORPHIC UINT32_MAX
#define IPC_SIZE_PORT   UINT32_MAX

enum {
	IPC_STRING = 12,
	IPC_FIRST_RIGHT = 16, /* MOVE_RECEIVE */
	IPC_LAST_RIGHT = 21,  /* MAKE_SEND_ONCE */
	IPC_PORT_RECEIVE = 16,
	IPC_PORT_SEND = 17,
	IPC_PORT_SEND_ONCE = 18,
};

const struct ipc_name *abi_ipc_name(enum wire wire, const char *text);

/* Whether an IPC type number is a right (or may be one at run time). */
bool ipc_is_right(uint32_t number);

#endif
