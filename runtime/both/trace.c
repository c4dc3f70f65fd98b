/*
 * Messages as text: one line for each, and on demand its bytes with their meaning. Only descriptors
 * are understood here, not interfaces, so that no layout file is needed; names of routines come
 * from the registry.
 */
#include "both/trace.h"

#include <stdlib.h>

static void print_line(FILE *out, const char *verb, const mach_msg_header_t *msg,
	mach_msg_size_t size_bytes, struct mr_cursor cursor)
{
	struct mr_item item;
	enum mr_step step;
	const char *separator = ": ";

	fprintf(out, "migrt: %s ", verb);
	mr_trace_print_id(out, msg->msgh_id);
	fprintf(out, ", %u bytes", size_bytes);
	mr_trace_print_port(
		out, "remote", msg->msgh_remote_port, MACH_MSGH_BITS_REMOTE(msg->msgh_bits));
	mr_trace_print_port(
		out, "local", msg->msgh_local_port, MACH_MSGH_BITS_LOCAL(msg->msgh_bits));
	if (msg->msgh_bits & MACH_MSGH_BITS_COMPLEX)
		fprintf(out, ", complex");
	while ((step = MR_DIALECT.next(&cursor, &item)) == MR_STEP_ITEM) {
		fprintf(out, "%s", separator);
		mr_trace_item(out, &item);
		separator = ", ";
	}
	mr_trace_rest(out, separator, step, cursor.size_bytes - cursor.offset_bytes);
	fprintf(out, "\n");
}

static void print_header(FILE *out, const mach_msg_header_t *msg)
{
	const size_t port_bytes = offsetof(mach_msg_header_t, msgh_local_port) -
				  offsetof(mach_msg_header_t, msgh_remote_port);

	mr_trace_print_row(out, msg, &msg->msgh_bits, sizeof msg->msgh_bits,
		"bits: remote %s, local %s%s", mr_right_name(MACH_MSGH_BITS_REMOTE(msg->msgh_bits)),
		mr_right_name(MACH_MSGH_BITS_LOCAL(msg->msgh_bits)),
		msg->msgh_bits & MACH_MSGH_BITS_COMPLEX ? ", complex" : "");
	mr_trace_print_row(
		out, msg, &msg->msgh_size, sizeof msg->msgh_size, "size %u", msg->msgh_size);
	mr_trace_print_row(out, msg, &msg->msgh_remote_port, port_bytes, "remote port 0x%x",
		msg->msgh_remote_port);
	mr_trace_print_row(out, msg, &msg->msgh_local_port, port_bytes, "local port 0x%x",
		msg->msgh_local_port);
	mr_trace_print_row(out, msg, &msg->MR_HEADER_FIELD, sizeof msg->MR_HEADER_FIELD,
		MR_HEADER_FIELD_FORMAT, msg->MR_HEADER_FIELD);
	mr_trace_print_row(out, msg, &msg->msgh_id, sizeof msg->msgh_id, "id %d", msg->msgh_id);
}

void mr_trace(enum migrt_trace trace, const char *verb, const mach_msg_header_t *msg,
	mach_msg_size_t size_bytes)
{
	/* The walker takes bytes that it could change, but changes none by itself. */
	struct mr_cursor cursor = {.body = (unsigned char *)(uintptr_t)(msg + 1)};
	char *text = NULL;
	size_t text_bytes = 0;
	FILE *out;

	if (size_bytes < sizeof *msg)
		return;
	cursor.size_bytes = size_bytes - sizeof *msg;
	if ((msg->msgh_bits & MACH_MSGH_BITS_COMPLEX) &&
		cursor.size_bytes >= MR_DIALECT.start_bytes)
		cursor = MR_DIALECT.begin(cursor.body, cursor.size_bytes);

	/* In one piece, so that messages of several threads do not run into each other. */
	out = open_memstream(&text, &text_bytes);
	if (!out)
		return;
	print_line(out, verb, msg, size_bytes, cursor);
	if (trace == MIGRT_TRACE_FULL) {
		print_header(out, msg);
		mr_trace_body(out, msg, cursor);
	}
	fclose(out);
	fwrite(text, 1, text_bytes, stderr);
	free(text);
}

void mr_trace_error(const char *verb, mach_msg_return_t error)
{
	fprintf(stderr, "migrt: %s failed: %s\n", verb, mach_error_string(error));
}

void mr_trace_receive(
	enum migrt_trace trace, const mach_msg_header_t *msg, mach_msg_return_t result)
{
	if (result == MACH_MSG_SUCCESS)
		mr_trace(trace, "receive", msg, msg->msgh_size);
	else
		mr_trace_error("receive", result);
}
