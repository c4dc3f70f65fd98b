/* Demultiplexers under test, as functions.py describes them. */
#ifndef MIGC_TESTS_FUZZ_DEMUX_H
#define MIGC_TESTS_FUZZ_DEMUX_H

#include <mach/message.h>
#include <stddef.h>
#include <stdint.h>

struct demux_routine {
	uint32_t reply_bytes; /* of the longest reply; 0: there is no such routine */
	unsigned char is_simple;
};

struct demux {
	const char *name;
	uint16_t key; /* by which inputs name it */
	boolean_t (*serve)(mach_msg_header_t *request, mach_msg_header_t *reply);
	int base;
	unsigned routine_count;
	const struct demux_routine *routines;
};

extern const struct demux *const demuxes[];
extern const size_t demux_count;

#endif
