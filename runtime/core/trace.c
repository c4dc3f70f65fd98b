/* The switch of the trace (MIGRT_TRACE, migrt_set_trace) and the registry of subsystems. */
#include "core/trace.h"

#include <inttypes.h>
#include <mach/message.h>
#include <mach/notify.h>
#include <mach/port.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define REPLY_ID_OFFSET 100
#define BYTES_IN_ROW    16

struct subsystem {
	struct subsystem *next;
	const char *name;
	int32_t base;
	const char *const *routine_names;
	size_t routine_count;
};

struct routine_name {
	const char *subsystem;
	const char *routine;
	bool is_reply;
};

#define NOT_ASKED -1
static atomic_int wanted = NOT_ASKED;

/* Entries are only ever added, at the front, and never change. */
static _Atomic(struct subsystem *) subsystems;

static int ask_environment(void)
{
	const char *value = getenv("MIGRT_TRACE");

	if (!value || strcmp(value, "") == 0 || strcmp(value, "0") == 0)
		return MIGRT_TRACE_OFF;
	return strcmp(value, "full") == 0 ? MIGRT_TRACE_FULL : MIGRT_TRACE_LINE;
}

enum migrt_trace mr_trace_wanted(void)
{
	int trace = atomic_load_explicit(&wanted, memory_order_relaxed);

	if (trace == NOT_ASKED) {
		int answer = ask_environment();

		/* What the program asks for counts more. */
		if (atomic_compare_exchange_strong(&wanted, &trace, answer))
			trace = answer;
	}
	return (enum migrt_trace)trace;
}

void migrt_set_trace(enum migrt_trace trace)
{
	wanted = (int)trace;
}

int migrt_register_subsystem(
	const char *name, int32_t base, const char *const routine_names[], size_t routine_count)
{
	struct subsystem *subsystem = malloc(sizeof *subsystem);

	if (!subsystem)
		return -1;
	*subsystem = (struct subsystem){
		.next = subsystems,
		.name = name,
		.base = base,
		.routine_names = routine_names,
		.routine_count = routine_count,
	};
	while (!atomic_compare_exchange_weak(&subsystems, &subsystem->next, subsystem))
		continue;
	return 0;
}

static const char *routine_at(const struct subsystem *subsystem, int64_t id)
{
	int64_t index = id - subsystem->base;

	if (index < 0 || (uint64_t)index >= subsystem->routine_count)
		return NULL;
	return subsystem->routine_names[index];
}

/* Looks a message id up among the registered subsystems. */
static bool find(int32_t id, struct routine_name *ret_name)
{
	const struct subsystem *subsystem;

	for (subsystem = subsystems; subsystem; subsystem = subsystem->next) {
		ret_name->subsystem = subsystem->name;
		ret_name->is_reply = false;
		ret_name->routine = routine_at(subsystem, id);
		if (ret_name->routine)
			return true;
		ret_name->is_reply = true;
		ret_name->routine = routine_at(subsystem, (int64_t)id - REPLY_ID_OFFSET);
		if (ret_name->routine)
			return true;
	}
	return false;
}

/* ---- What both dialects print ---- */

const char *mr_right_name(uint32_t disposition)
{
	switch (disposition) {
	case MACH_MSG_TYPE_MOVE_RECEIVE: return "receive";
	case MACH_MSG_TYPE_MOVE_SEND: return "send";
	case MACH_MSG_TYPE_MOVE_SEND_ONCE: return "send-once";
	case MACH_MSG_TYPE_COPY_SEND: return "copy-send";
	case MACH_MSG_TYPE_MAKE_SEND: return "make-send";
	case MACH_MSG_TYPE_MAKE_SEND_ONCE: return "make-send-once";
	default: return "none";
	}
}

static const char *notification_name(int32_t id)
{
	switch (id) {
	case MACH_NOTIFY_PORT_DELETED: return "port-deleted";
	case MACH_NOTIFY_PORT_DESTROYED: return "port-destroyed";
	case MACH_NOTIFY_NO_SENDERS: return "no-senders";
	case MACH_NOTIFY_SEND_ONCE: return "send-once";
	case MACH_NOTIFY_DEAD_NAME: return "dead-name";
	default: return NULL;
	}
}

void mr_trace_print_id(FILE *out, int32_t id)
{
	struct routine_name name;

	if (find(id, &name))
		fprintf(out, "%s.%s %s", name.subsystem, name.routine,
			name.is_reply ? "reply" : "request");
	else if (notification_name(id))
		fprintf(out, "%s notification", notification_name(id));
	else
		fprintf(out, "message");
	fprintf(out, " (id %d)", id);
}

void mr_trace_print_port(FILE *out, const char *label, uint32_t name, uint32_t type)
{
	if (type == 0 && name == MACH_PORT_NAME_NULL)
		return;
	if (name == MACH_PORT_NAME_NULL)
		fprintf(out, ", %s null", label);
	else if (name == MACH_PORT_NAME_DEAD)
		fprintf(out, ", %s dead", label);
	else
		fprintf(out, ", %s 0x%x %s", label, name, mr_right_name(type));
}

/* ---- Rows ---- */

void mr_trace_print_bytes(FILE *out, const void *message, const void *bytes, size_t count)
{
	const unsigned char *row = bytes;
	size_t i;

	fprintf(out, "  %5zu ", (size_t)(row - (const unsigned char *)message));
	for (i = 0; i < count; i++)
		fprintf(out, " %02x", row[i]);
	for (; i < BYTES_IN_ROW; i++)
		fprintf(out, "   ");
	fprintf(out, "  ");
}

void mr_trace_print_row(
	FILE *out, const void *message, const void *bytes, size_t count, const char *format, ...)
{
	va_list arguments;

	mr_trace_print_bytes(out, message, bytes, count);
	va_start(arguments, format);
	vfprintf(out, format, arguments);
	va_end(arguments);
	fprintf(out, "\n");
}

void mr_trace_print_int32s(FILE *out, const unsigned char *bytes, size_t count, const void *context)
{
	int32_t value;
	size_t i;

	(void)context;
	for (i = 0; i + sizeof value <= count; i += sizeof value) {
		memcpy(&value, bytes + i, sizeof value);
		fprintf(out, "%s%" PRId32, i ? " " : "", value);
	}
}

void mr_trace_print_data(FILE *out, const void *message, const unsigned char *data,
	size_t data_bytes, size_t shown_bytes_max, mr_trace_meaning meaning, const void *context)
{
	size_t shown_bytes = data_bytes < shown_bytes_max ? data_bytes : shown_bytes_max;
	size_t at;

	for (at = 0; at < shown_bytes; at += BYTES_IN_ROW) {
		size_t left_bytes = shown_bytes - at;
		size_t count = left_bytes < BYTES_IN_ROW ? left_bytes : BYTES_IN_ROW;

		mr_trace_print_bytes(out, message, data + at, count);
		meaning(out, data + at, count, context);
		fprintf(out, "\n");
	}
	mr_trace_print_more(out, data_bytes - shown_bytes, "more");
}

void mr_trace_print_more(FILE *out, size_t count, const char *kind)
{
	if (count > 0)
		fprintf(out, "         ... %zu %s bytes\n", count, kind);
}
