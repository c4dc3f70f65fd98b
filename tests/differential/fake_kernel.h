/* A Mach kernel's message call for one process: the client's stub sends, the server's demultiplexer
 * is called, the client receives. Messages are checked to walk, translated as a kernel does, and
 * written to a log.
 *
 * The other half of this file is what client and server functions of generated tests use to make
 * arguments and to check what arrived: both sides derive every value from the call at hand, so
 * neither tells the other. */
#ifndef MIGC_TESTS_FAKE_KERNEL_H
#define MIGC_TESTS_FAKE_KERNEL_H

#include <mach/mig_errors.h>
#include <mach/mig_support.h>
#include <stddef.h>
#include <stdint.h>

/* ---- The interface under test, as its description says ---- */

struct routine {
	const char *name;
	int id;
	int simple;
	const char *const *request_fields; /* names of the typed fields, then NULL */
	const char *const *reply_fields;
	int payload_to_port; /* the server can be called with a protected payload */
	int bounded_in;      /* it sends a bounded array, so that a count can be too large */
	void (*call)(void);
};

extern const struct routine routines[];
extern const size_t routine_count;
extern const int unknown_ids[];
extern const size_t unknown_id_count;
boolean_t test_demux(mach_msg_header_t *in, mach_msg_header_t *out);
mig_routine_t test_routine(const mach_msg_header_t *in); /* the server header's look-up function */
extern mig_routine_t *const test_table;
extern const int test_base, test_last;

/* ---- A call and how it is meant to go ---- */

enum mode {
	MODE_EMPTY,     /* counts 0, empty strings */
	MODE_ONE,       /* counts 1 */
	MODE_FULL,      /* counts at their maximum, longest strings */
	MODE_FAILURE,   /* the server function fails */
	MODE_TOO_LARGE, /* a bounded in array is larger than its bound */
	MODE_SMALL,     /* the caller's buffers are small */
	MODE_NO_SEND,   /* mach_msg fails */
	MODE_PAYLOAD,   /* the request port arrives as a protected payload */
	MODE_RANDOM
};

enum way { IN, OUT };

enum { SERVER_FAILURE = 1234, SEND_FAILURE = 0x10000003, PAYLOAD_OFFSET = 0x1000 };

extern struct call {
	const struct routine *routine;
	int iteration;
	enum mode mode;
	int server_calls;
	int too_large; /* 1: the client's stub returned MIG_ARRAY_TOO_LARGE; 2: and an out argument
			  explains it */
	mach_port_t reply_port;
	unsigned int seqno;
} now;

void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* ---- Values ---- */

struct random {
	uint64_t state;
};
uint64_t draw(struct random *random);
void fill_bytes(struct random *random, void *bytes, size_t size);

/* What a value consists of: how one is made and compared. Padding inside it is zero. */
struct element {
	size_t size;
	void (*fill)(struct random *random, void *value);
	int (*same)(const void *a, const void *b);
};

/* Each is a function of the call and of (argument, way): */
void make(const struct element *element, int argument, enum way way, void *values, size_t count);
size_t count_of(int argument, enum way way, size_t bound); /* of a bounded array */
size_t open_count_of(
	int argument, enum way way, size_t in_line); /* of an indefinite or out-of-line array */
size_t capacity_of(int argument, size_t bound, int counted); /* of the caller's buffer */
int flag_of(int argument, enum way way);
int name_of(int argument, enum way way, const int *names, size_t count);
int received_name(int name);
void make_string(int argument, enum way way, char *buffer, size_t size, int may_overflow);
mach_port_t port_of(int argument);
size_t smaller(size_t a, size_t b);

/* ---- Checks; each complains with routine, argument and side ---- */

void expect_values(const struct element *element, int argument, enum way way, const void *values,
	size_t count, const char *name);
void expect_number(const char *name, uint64_t expected, uint64_t got);
void expect_string(int argument, enum way way, const char *got, size_t size, int may_overflow,
	const char *name);

/* At the start of a server function; returns the result it should have at once, or KERN_SUCCESS. */
kern_return_t server_entered(const struct routine *routine);

/* After the client's stub returned: whether out arguments are to be checked. */
int check_result(kern_return_t result);
/* Checks a bounded out array; whether out arguments after it are to be checked. */
int expect_bounded(const struct element *element, int argument, const void *values, size_t count,
	size_t capacity, size_t produced, const char *name);

/* What the stub had no reason to write to is still as untouched() left it. */
void untouched(void *bytes, size_t size);
void expect_untouched(const void *bytes, size_t size, const char *name);

/* ---- Memory that travels out of line ---- */

void *sender_block(size_t size); /* memory of a sender, which gives or lends it */
void release_block(const void *block, size_t size,
	const char *name); /* the receiver is done with memory it owns */

#endif
