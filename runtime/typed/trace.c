/*
 * Typed messages as text: one line for each, and on demand its bytes with their meaning. Only
 * descriptors are understood here, not interfaces, so that no layout file is needed; names of
 * routines come from the registry.
 */
#include "typed/trace.h"
#include "core/memory.h"
#include "typed/typed.h"

#include <inttypes.h>
#include <mach/notify.h>
#include <mach_error.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BYTES_IN_ROW   16
#define DATA_BYTES_MAX 256 /* of one item, in the full form */
#define TEXT_MAX       40

static const char *type_name(mach_msg_type_name_t name)
{
	static const char *const names[] = {
		[MACH_MSG_TYPE_UNSTRUCTURED] = "boolean",
		[MACH_MSG_TYPE_INTEGER_16] = "int16",
		[MACH_MSG_TYPE_INTEGER_32] = "int32",
		[MACH_MSG_TYPE_CHAR] = "char",
		[MACH_MSG_TYPE_BYTE] = "byte",
		[MACH_MSG_TYPE_REAL] = "real",
		[MACH_MSG_TYPE_INTEGER_64] = "int64",
		[MACH_MSG_TYPE_STRING] = "string",
		[MACH_MSG_TYPE_PORT_NAME] = "port-name",
	};

	if (MACH_MSG_TYPE_PORT_ANY(name))
		return mr_right_name(name);
	if (name < sizeof names / sizeof names[0] && names[name])
		return names[name];
	return "data";
}

static void print_shape(FILE *out, const struct mr_item *item)
{
	fprintf(out, "%s", type_name(item->type));
	if (item->number != 1)
		fprintf(out, "[%u]", item->number);
	if (!item->is_inline)
		fprintf(out, " out of line%s", item->deallocate ? " (moved)" : "");
}

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
	while ((step = mr_typed_dialect.next(&cursor, &item)) == MR_STEP_ITEM) {
		fprintf(out, "%s", separator);
		print_shape(out, &item);
		separator = ", ";
	}
	if (step != MR_STEP_END)
		fprintf(out, "%suntyped", separator);
	fprintf(out, "\n");
}

/* One row: offset, bytes, and what they mean. */
static void print_row(FILE *out, size_t offset_bytes, const unsigned char *bytes, size_t count,
	const char *format, ...) __attribute__((format(printf, 5, 6)));

static void print_row(FILE *out, size_t offset_bytes, const unsigned char *bytes, size_t count,
	const char *format, ...)
{
	va_list arguments;
	size_t i;

	fprintf(out, "  %5zu ", offset_bytes);
	for (i = 0; i < count; i++)
		fprintf(out, " %02x", bytes[i]);
	for (; i < BYTES_IN_ROW; i++)
		fprintf(out, "   ");
	fprintf(out, "  ");
	va_start(arguments, format);
	vfprintf(out, format, arguments);
	va_end(arguments);
	fprintf(out, "\n");
}

static void print_header_rows(FILE *out, const mach_msg_header_t *msg)
{
	const unsigned char *bytes = (const unsigned char *)msg;
	mach_msg_type_name_t remote_type = MACH_MSGH_BITS_REMOTE(msg->msgh_bits);
	mach_msg_type_name_t local_type = MACH_MSGH_BITS_LOCAL(msg->msgh_bits);

	print_row(out, 0, bytes, 4, "bits: remote %s, local %s%s",
		remote_type ? type_name(remote_type) : "none",
		local_type ? type_name(local_type) : "none",
		msg->msgh_bits & MACH_MSGH_BITS_COMPLEX ? ", complex" : "");
	print_row(out, 4, bytes + 4, 4, "size %u", msg->msgh_size);
	print_row(out, 8, bytes + 8, sizeof(uintptr_t), "remote port 0x%x", msg->msgh_remote_port);
	print_row(out, offsetof(mach_msg_header_t, msgh_local_port),
		bytes + offsetof(mach_msg_header_t, msgh_local_port), sizeof(uintptr_t),
		"local port 0x%x", msg->msgh_local_port);
	print_row(out, offsetof(mach_msg_header_t, msgh_seqno),
		bytes + offsetof(mach_msg_header_t, msgh_seqno), 4, "sequence number %u",
		msg->msgh_seqno);
	print_row(out, offsetof(mach_msg_header_t, msgh_id),
		bytes + offsetof(mach_msg_header_t, msgh_id), 4, "id %d", msg->msgh_id);
}

/* What a row of in-line data says, by the kind of its elements. */
static void describe_data(const struct mr_item *item, const unsigned char *bytes, size_t count,
	char *text, size_t text_bytes)
{
	size_t used = 0;
	size_t i;

	text[0] = '\0';
	if (item->is_port) {
		for (i = 0; i + MR_TYPED_INLINE_PORT_BYTES <= count;
			i += MR_TYPED_INLINE_PORT_BYTES) {
			mach_port_name_t name;

			memcpy(&name, bytes + i, sizeof name);
			used += (size_t)snprintf(
				text + used, text_bytes - used, "%s0x%x", i ? " " : "port ", name);
		}
	} else if (item->type == MACH_MSG_TYPE_CHAR || item->type == MACH_MSG_TYPE_STRING) {
		text[used++] = '"';
		for (i = 0; i < count; i++)
			text[used++] = bytes[i] >= ' ' && bytes[i] < 0x7f ? (char)bytes[i] : '.';
		text[used++] = '"';
		text[used] = '\0';
	} else if (item->size_bits == 32) {
		for (i = 0; i + 4 <= count; i += 4) {
			int32_t value;

			memcpy(&value, bytes + i, sizeof value);
			used += (size_t)snprintf(
				text + used, text_bytes - used, "%s%" PRId32, i ? " " : "", value);
		}
	} else if (item->size_bits == 64) {
		for (i = 0; i + 8 <= count; i += 8) {
			int64_t value;

			memcpy(&value, bytes + i, sizeof value);
			used += (size_t)snprintf(
				text + used, text_bytes - used, "%s%" PRId64, i ? " " : "", value);
		}
	}
}

static void print_data_rows(FILE *out, const struct mr_item *item, size_t offset_bytes)
{
	size_t shown_bytes = item->data_bytes < DATA_BYTES_MAX ? item->data_bytes : DATA_BYTES_MAX;
	size_t at;

	for (at = 0; at < shown_bytes; at += BYTES_IN_ROW) {
		size_t count = shown_bytes - at < BYTES_IN_ROW ? shown_bytes - at : BYTES_IN_ROW;
		char text[4 * TEXT_MAX];

		describe_data(item, item->data + at, count, text, sizeof text);
		print_row(out, offset_bytes + at, item->data + at, count, "%s", text);
	}
	if (shown_bytes < item->data_bytes)
		fprintf(out, "         ... %zu more bytes\n", item->data_bytes - shown_bytes);
}

static void print_body_rows(FILE *out, struct mr_cursor cursor)
{
	struct mr_item item;
	enum mr_step step;
	size_t start = cursor.offset_bytes;

	while ((step = mr_typed_dialect.next(&cursor, &item)) == MR_STEP_ITEM) {
		size_t descriptor_bytes = (size_t)(item.data - item.descriptor);
		size_t data_offset = start + descriptor_bytes;
		size_t data_bytes = item.is_inline ? item.data_bytes : sizeof(uintptr_t);
		size_t end = cursor.offset_bytes;

		print_row(out, sizeof(mach_msg_header_t) + start, item.descriptor, descriptor_bytes,
			"type: %u x %s of %u bits, %s%s%s", item.number, type_name(item.type),
			item.size_bits, item.is_inline ? "in line" : "out of line",
			item.is_long ? ", long form" : "", item.deallocate ? ", deallocate" : "");
		if (item.is_inline)
			print_data_rows(out, &item, sizeof(mach_msg_header_t) + data_offset);
		else
			print_row(out, sizeof(mach_msg_header_t) + data_offset, item.data,
				data_bytes, "%zu bytes at 0x%" PRIxPTR, item.data_bytes,
				item.address);
		if (data_offset + data_bytes < end)
			print_row(out, sizeof(mach_msg_header_t) + data_offset + data_bytes,
				cursor.body + data_offset + data_bytes,
				end - data_offset - data_bytes, "padding");
		start = end;
	}
	if (step != MR_STEP_END)
		fprintf(out, "         ... %zu untyped bytes\n", cursor.size_bytes - start);
}

void mr_typed_trace(enum migrt_trace trace, const char *verb, const mach_msg_header_t *msg,
	mach_msg_size_t size_bytes)
{
	struct mr_cursor cursor = {.body = NULL};
	char *text = NULL;
	size_t text_bytes = 0;
	FILE *out;

	if (size_bytes < sizeof *msg)
		return;
	/* The walker takes bytes that it could change, but changes none by itself. */
	cursor.body = (unsigned char *)(uintptr_t)(msg + 1);
	cursor.size_bytes = size_bytes - sizeof *msg;

	/* In one piece, so that messages of several threads do not run into each other. */
	out = open_memstream(&text, &text_bytes);
	if (!out)
		return;
	print_line(out, verb, msg, size_bytes, cursor);
	if (trace == MIGRT_TRACE_FULL) {
		print_header_rows(out, msg);
		print_body_rows(out, cursor);
	}
	fclose(out);
	fwrite(text, 1, text_bytes, stderr);
	free(text);
}

void mr_typed_trace_error(const char *verb, mach_msg_return_t error)
{
	fprintf(stderr, "migrt: %s failed: %s\n", verb, mach_error_string(error));
}
