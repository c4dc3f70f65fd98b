/*
 * NDR messages as text: one line for each, and on demand its bytes with their meaning. Only
 * descriptors are understood here, not interfaces, so that no layout file is needed; names of
 * routines come from the registry.
 */
#include "ndr/trace.h"
#include "ndr/ndr.h"

#include <inttypes.h>
#include <mach/mach_error.h>
#include <mach/ndr.h>
#include <mach/notify.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BYTES_IN_ROW   16
#define DATA_BYTES_MAX 256 /* in the full form */

static void print_item(FILE *out, const struct mr_item *item)
{
	const char *moved = item->deallocate ? " (moved)" : "";

	if (item->is_inline)
		fprintf(out, "%s 0x%x", mr_right_name(item->type), mr_ndr_dialect.port(item, 0));
	else if (item->is_port)
		fprintf(out, "%s[%u] out of line%s", mr_right_name(item->type), item->number,
			moved);
	else
		fprintf(out, "byte[%u] out of line%s", item->number, moved);
}

/* The descriptors of a message, and where its plain data begin. */
struct view {
	struct mr_cursor cursor;
	const unsigned char *bytes;
	size_t size_bytes;
};

static struct view view_of(const mach_msg_header_t *msg, size_t size_bytes)
{
	struct view view = {{NULL, 0, 0, 0}, (const unsigned char *)msg, size_bytes};

	/* The walker takes bytes that it could change, but changes none by itself. */
	if (MACH_MSGH_BITS_IS_COMPLEX(msg->msgh_bits) && size_bytes >= sizeof(mach_msg_base_t))
		view.cursor = mr_ndr_dialect.begin(
			(unsigned char *)(uintptr_t)(msg + 1), size_bytes - sizeof *msg);
	return view;
}

static void print_line(FILE *out, const char *verb, const mach_msg_header_t *msg, struct view view)
{
	const char *separator = ": ";
	struct mr_item item;
	enum mr_step step;
	size_t data_bytes;

	fprintf(out, "migrt: %s ", verb);
	mr_trace_print_id(out, msg->msgh_id);
	fprintf(out, ", %zu bytes", view.size_bytes);
	mr_trace_print_port(
		out, "remote", msg->msgh_remote_port, MACH_MSGH_BITS_REMOTE(msg->msgh_bits));
	mr_trace_print_port(
		out, "local", msg->msgh_local_port, MACH_MSGH_BITS_LOCAL(msg->msgh_bits));
	if (MACH_MSGH_BITS_IS_COMPLEX(msg->msgh_bits))
		fprintf(out, ", complex");
	while ((step = mr_ndr_dialect.next(&view.cursor, &item)) == MR_STEP_ITEM) {
		fprintf(out, "%s", separator);
		print_item(out, &item);
		separator = ", ";
	}
	data_bytes = view.size_bytes - sizeof *msg - view.cursor.offset_bytes;
	if (step != MR_STEP_END)
		fprintf(out, "%sa descriptor that makes no sense", separator);
	else if (data_bytes > 0)
		fprintf(out, "%s%zu bytes of data", separator, data_bytes);
	fprintf(out, "\n");
}

/* One row: offset and bytes, and room for what they mean. */
static void print_bytes(FILE *out, const struct view *view, size_t offset_bytes, size_t count)
{
	size_t i;

	fprintf(out, "  %5zu ", offset_bytes);
	for (i = 0; i < count; i++)
		fprintf(out, " %02x", view->bytes[offset_bytes + i]);
	for (; i < BYTES_IN_ROW; i++)
		fprintf(out, "   ");
	fprintf(out, "  ");
}

static void print_header_rows(FILE *out, const mach_msg_header_t *msg, const struct view *view)
{
	print_bytes(out, view, 0, 4);
	fprintf(out, "bits: remote %s, local %s%s\n",
		mr_right_name(MACH_MSGH_BITS_REMOTE(msg->msgh_bits)),
		mr_right_name(MACH_MSGH_BITS_LOCAL(msg->msgh_bits)),
		MACH_MSGH_BITS_IS_COMPLEX(msg->msgh_bits) ? ", complex" : "");
	print_bytes(out, view, 4, 4);
	fprintf(out, "size %u\n", msg->msgh_size);
	print_bytes(out, view, 8, 4);
	fprintf(out, "remote port 0x%x\n", msg->msgh_remote_port);
	print_bytes(out, view, 12, 4);
	fprintf(out, "local port 0x%x\n", msg->msgh_local_port);
	print_bytes(out, view, 16, 4);
	fprintf(out, "voucher 0x%x\n", msg->msgh_voucher_port);
	print_bytes(out, view, 20, 4);
	fprintf(out, "id %d\n", msg->msgh_id);
}

static void print_descriptor_rows(FILE *out, struct view *view)
{
	struct mr_item item;
	size_t start = sizeof(mach_msg_header_t);

	if (view->cursor.offset_bytes > 0) {
		print_bytes(out, view, start, sizeof(mach_msg_body_t));
		fprintf(out, "%zu descriptors\n", view->cursor.left_count);
	}
	start += view->cursor.offset_bytes;
	while (mr_ndr_dialect.next(&view->cursor, &item) == MR_STEP_ITEM) {
		size_t end = sizeof(mach_msg_header_t) + view->cursor.offset_bytes;

		print_bytes(out, view, start, end - start);
		print_item(out, &item);
		if (!item.is_inline)
			fprintf(out, " at 0x%" PRIxPTR, item.address);
		fprintf(out, "\n");
		start = end;
	}
}

static void print_data_rows(FILE *out, const struct view *view)
{
	size_t at = sizeof(mach_msg_header_t) + view->cursor.offset_bytes;
	size_t data_bytes = view->size_bytes - at;
	size_t end = at + (data_bytes < DATA_BYTES_MAX ? data_bytes : DATA_BYTES_MAX);

	if (end - at >= sizeof NDR_record &&
		memcmp(view->bytes + at, &NDR_record, sizeof NDR_record) == 0) {
		print_bytes(out, view, at, sizeof NDR_record);
		fprintf(out, "NDR record\n");
		at += sizeof NDR_record;
	}
	while (at < end) {
		size_t count = end - at < BYTES_IN_ROW ? end - at : BYTES_IN_ROW;
		size_t i;

		print_bytes(out, view, at, count);
		for (i = 0; i + sizeof(int32_t) <= count; i += sizeof(int32_t)) {
			int32_t value;

			memcpy(&value, view->bytes + at + i, sizeof value);
			fprintf(out, "%s%" PRId32, i ? " " : "", value);
		}
		fprintf(out, "\n");
		at += count;
	}
	if (end < view->size_bytes)
		fprintf(out, "         ... %zu more bytes\n", view->size_bytes - end);
}

void mr_ndr_trace(enum migrt_trace trace, const char *verb, const mach_msg_header_t *msg,
	mach_msg_size_t size_bytes)
{
	struct view view;
	char *text = NULL;
	size_t text_bytes = 0;
	FILE *out;

	if (size_bytes < sizeof *msg)
		return;
	view = view_of(msg, size_bytes);
	/* In one piece, so that messages of several threads do not run into each other. */
	out = open_memstream(&text, &text_bytes);
	if (!out)
		return;
	print_line(out, verb, msg, view);
	if (trace == MIGRT_TRACE_FULL) {
		print_header_rows(out, msg, &view);
		print_descriptor_rows(out, &view);
		print_data_rows(out, &view);
	}
	fclose(out);
	fwrite(text, 1, text_bytes, stderr);
	free(text);
}

void mr_ndr_trace_error(const char *verb, mach_msg_return_t error)
{
	fprintf(stderr, "migrt: %s failed: %s\n", verb, mach_error_string(error));
}
