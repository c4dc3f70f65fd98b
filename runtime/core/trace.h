/* What the trace prints, and the names of subsystems that it knows. Needs no lock. */
#ifndef MIGRT_CORE_TRACE_H
#define MIGRT_CORE_TRACE_H

#include <migrt/migrt.h>
#include <stdbool.h>
#include <stdio.h>

enum migrt_trace mr_trace_wanted(void);

struct mr_routine_name {
	const char *subsystem;
	const char *routine;
	bool is_reply;
};

/* Looks a message id up among the registered subsystems. */
bool mr_trace_find(int32_t id, struct mr_routine_name *ret_name);

/* A right that is sent with this disposition, or arrives as it. */
const char *mr_right_name(uint32_t disposition);
/* The routine of an id, or which notification it is; and the id. */
void mr_trace_print_id(FILE *out, int32_t id);
/* A port of a header; nothing where there is none. */
void mr_trace_print_port(FILE *out, const char *label, uint32_t name, uint32_t type);

#endif
