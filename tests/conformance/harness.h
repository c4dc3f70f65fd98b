/*
 * What a generated test program consists of besides the stubs: calls with their values, and one
 * file for each wire that stands in for the kernel. The program prints every message, and a line
 * that starts with FAIL for everything that is not as it should be.
 */
#ifndef MIGC_TESTS_CONFORMANCE_HARNESS_H
#define MIGC_TESTS_CONFORMANCE_HARNESS_H

#include <mach/mach.h>
#include <mach/mig_errors.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- The generated part ---- */

struct test_call {
	const char *routine;
	kern_return_t (*run)(void); /* the client's stub, with values before and checks after */
	bool is_simple;             /* there is no reply */
};

extern const struct test_call calls[];
extern const unsigned call_count;
boolean_t test_demux(mach_msg_header_t *in, mach_msg_header_t *out);

/* ---- For the generated part ---- */

/* What trailers hold. */
#define TEST_SENDER             \
	{                       \
		{               \
			501, 20 \
		}               \
	}
#define TEST_AUDIT                                                     \
	{                                                              \
		{                                                      \
			0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7 \
		}                                                      \
	}
#define TEST_CONTEXT     \
	{                \
		0xc0ffee \
	}
#define TEST_SEQNO \
	{          \
		77 \
	}

enum { REQUEST_PORT = 0x103, REPLY_PORT = 0x903 };

extern unsigned now;          /* index of the call that runs */
extern unsigned server_calls; /* how often the server's function ran in it */
extern bool is_hostile;       /* messages are broken on the way: values are not compared */

void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
void expect_number(const char *name, long long expected, long long got);
void expect_bytes(const char *name, const void *expected, const void *got, size_t size);
void touch(const void *bytes, size_t size); /* reads them, for sanitizers */

/* Memory that travels out of line: made by a sender, given up or kept by it, given back by the
 * receiver. */
void *lend(const void *bytes, size_t size);
void give_back(const void *block, size_t size, const char *name);

/* ---- Between harness.c and the kernel of a wire ---- */

enum side { CLIENT, SERVER };

extern bool in_server; /* the server's half runs */
extern unsigned char poison;

void *new_block(size_t size, enum side owner);
bool free_block_of(const void *address, size_t size, enum side owner);
void print_message(const char *what, const void *bytes, size_t size, const bool *is_address);

/* A change of a message on its way. */
struct change {
	unsigned offset, width;
	uint64_t value;
};

/* What is to be done to the request or the reply of this call; size < 0: unchanged. */
extern struct script {
	bool on_request, on_reply;
	int size;
	int trailer; /* -1: the kernel's own; else its size */
	unsigned change_count;
	struct change changes[80];
} script;

#endif
