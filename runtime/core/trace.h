/* What the trace prints, and the names of subsystems that it knows. Needs no lock. */
#ifndef MIGRT_CORE_TRACE_H
#define MIGRT_CORE_TRACE_H

#include <migrt/migrt.h>
#include <stdbool.h>

enum migrt_trace mr_trace_wanted(void);

struct mr_routine_name {
	const char *subsystem;
	const char *routine;
	bool is_reply;
};

/* Looks a message id up among the registered subsystems. */
bool mr_trace_find(int32_t id, struct mr_routine_name *ret_name);

#endif
