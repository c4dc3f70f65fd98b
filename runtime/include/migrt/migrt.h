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

#ifdef __cplusplus
}
#endif

#endif
