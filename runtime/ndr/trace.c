/* Bodies of NDR messages as text. */
#include "both/trace.h"

#include <inttypes.h>
#include <mach/ndr.h>
#include <string.h>

void mr_trace_item(FILE *out, const struct mr_item *item)
{
	const char *moved = item->deallocate ? " (moved)" : "";

	if (item->is_inline)
		fprintf(out, "%s 0x%x", mr_right_name(item->type), MR_DIALECT.port(item, 0));
	else if (item->is_port)
		fprintf(out, "%s[%u] out of line%s", mr_right_name(item->type), item->number,
			moved);
	else
		fprintf(out, "byte[%u] out of line%s", item->number, moved);
}

void mr_trace_rest(FILE *out, const char *separator, enum mr_step last_step, size_t left_bytes)
{
	if (last_step != MR_STEP_END)
		fprintf(out, "%sa descriptor that makes no sense", separator);
	else if (left_bytes > 0)
		fprintf(out, "%s%zu bytes of data", separator, left_bytes);
}

/* Plain data, which often begin with an NDR record. */
static void print_data(
	FILE *out, const mach_msg_header_t *msg, const unsigned char *data, size_t data_bytes)
{
	size_t record_bytes = 0;

	if (data_bytes >= sizeof NDR_record && memcmp(data, &NDR_record, sizeof NDR_record) == 0) {
		record_bytes = sizeof NDR_record;
		mr_trace_print_row(out, msg, data, record_bytes, "NDR record");
	}
	mr_trace_print_data(out, msg, data + record_bytes, data_bytes - record_bytes,
		MR_TRACE_DATA_BYTES_MAX - record_bytes, mr_trace_print_int32s, NULL);
}

void mr_trace_body(FILE *out, const mach_msg_header_t *msg, struct mr_cursor cursor)
{
	struct mr_item item;

	if (cursor.offset_bytes > 0)
		mr_trace_print_row(out, msg, cursor.body, cursor.offset_bytes, "%zu descriptors",
			cursor.left_count);
	while (MR_DIALECT.next(&cursor, &item) == MR_STEP_ITEM) {
		const unsigned char *end = cursor.body + cursor.offset_bytes;

		mr_trace_print_bytes(out, msg, item.descriptor, (size_t)(end - item.descriptor));
		mr_trace_item(out, &item);
		if (!item.is_inline)
			fprintf(out, " at 0x%" PRIxPTR, item.address);
		fprintf(out, "\n");
	}
	print_data(out, msg, cursor.body + cursor.offset_bytes,
		cursor.size_bytes - cursor.offset_bytes);
}
