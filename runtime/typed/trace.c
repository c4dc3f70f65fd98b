/* Bodies of typed messages as text. */
#include "both/trace.h"

#include <inttypes.h>
#include <string.h>

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

void mr_trace_item(FILE *out, const struct mr_item *item)
{
	fprintf(out, "%s", type_name(item->type));
	if (item->number != 1)
		fprintf(out, "[%u]", item->number);
	if (!item->is_inline)
		fprintf(out, " out of line%s", item->deallocate ? " (moved)" : "");
}

void mr_trace_rest(FILE *out, const char *separator, enum mr_step last_step, size_t left_bytes)
{
	(void)left_bytes;
	if (last_step != MR_STEP_END)
		fprintf(out, "%suntyped", separator);
}

static void print_ports(FILE *out, const unsigned char *bytes, size_t count)
{
	size_t i;

	for (i = 0; i + sizeof(mach_port_name_inlined_t) <= count;
		i += sizeof(mach_port_name_inlined_t)) {
		mach_port_name_t name;

		memcpy(&name, bytes + i, sizeof name);
		fprintf(out, "%s0x%x", i ? " " : "port ", name);
	}
}

static void print_string(FILE *out, const unsigned char *bytes, size_t count)
{
	size_t i;

	fputc('"', out);
	for (i = 0; i < count; i++)
		fputc(bytes[i] >= ' ' && bytes[i] < 0x7f ? bytes[i] : '.', out);
	fputc('"', out);
}

static void print_int64s(FILE *out, const unsigned char *bytes, size_t count)
{
	int64_t value;
	size_t i;

	for (i = 0; i + sizeof value <= count; i += sizeof value) {
		memcpy(&value, bytes + i, sizeof value);
		fprintf(out, "%s%" PRId64, i ? " " : "", value);
	}
}

/* What a row of in-line data says, by the kind of its elements. context: the item. */
static void print_meaning(FILE *out, const unsigned char *bytes, size_t count, const void *context)
{
	const struct mr_item *item = context;

	if (item->is_port)
		print_ports(out, bytes, count);
	else if (item->type == MACH_MSG_TYPE_CHAR || item->type == MACH_MSG_TYPE_STRING)
		print_string(out, bytes, count);
	else if (item->size_bits == 32)
		mr_trace_print_int32s(out, bytes, count, NULL);
	else if (item->size_bits == 64)
		print_int64s(out, bytes, count);
}

void mr_trace_body(FILE *out, const mach_msg_header_t *msg, struct mr_cursor cursor)
{
	struct mr_item item;

	while (MR_DIALECT.next(&cursor, &item) == MR_STEP_ITEM) {
		const unsigned char *end = cursor.body + cursor.offset_bytes;
		const unsigned char *data_end =
			item.data + (item.is_inline ? item.data_bytes : sizeof item.address);

		mr_trace_print_row(out, msg, item.descriptor, (size_t)(item.data - item.descriptor),
			"type: %u x %s of %u bits, %s%s%s", item.number, type_name(item.type),
			item.size_bits, item.is_inline ? "in line" : "out of line",
			item.is_long ? ", long form" : "", item.deallocate ? ", deallocate" : "");
		if (item.is_inline)
			mr_trace_print_data(out, msg, item.data, item.data_bytes,
				MR_TRACE_DATA_BYTES_MAX, print_meaning, &item);
		else
			mr_trace_print_row(out, msg, item.data, sizeof item.address,
				"%zu bytes at 0x%" PRIxPTR, item.data_bytes, item.address);
		if (data_end < end)
			mr_trace_print_row(out, msg, data_end, (size_t)(end - data_end), "padding");
	}
	mr_trace_print_more(out, cursor.size_bytes - cursor.offset_bytes, "untyped");
}
