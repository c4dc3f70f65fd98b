/* C expressions for the things of the model. */
#include "codegen_c/internal.h"
#include "support/bug.h"

#include <inttypes.h>

const char *error_text(enum mig_error error)
{
	switch (error) {
	case MIG_ERROR_TYPE: return "MIG_TYPE_ERROR";
	case MIG_ERROR_REPLY_MISMATCH: return "MIG_REPLY_MISMATCH";
	case MIG_ERROR_BAD_ID: return "MIG_BAD_ID";
	case MIG_ERROR_BAD_ARGUMENTS: return "MIG_BAD_ARGUMENTS";
	case MIG_ERROR_ARRAY_TOO_LARGE: return "MIG_ARRAY_TOO_LARGE";
	case MIG_ERROR_SERVER_DIED: return "MIG_SERVER_DIED";
	case MIG_ERROR_TRAILER: return "MIG_TRAILER_ERROR";
	case MIG_ERROR_RETCODE:
	case MIG_ERROR_NONE: break;
	}
	bug("no text for error %d", (int)error);
}

const struct abi *writer_abi(const struct writer *w)
{
	return w->model->view_abi[w->view];
}

/* Short words have msgt_ members; long ones keep name, size and number under msgtl_ names. */
const char *word_part(
	struct writer *w, const char *pointer, const struct field *word, const char *part)
{
	return arena_join(&w->scratch, arena_join(&w->scratch, pointer, "->", word->c_name, ""),
		word->word.is_long ? ".msgtl_" : ".msgt_", part, "");
}

const char *word_number(struct writer *w, const char *pointer, const struct field *word)
{
	return word_part(w, pointer, word, "number");
}

const char *word_flag(
	struct writer *w, const char *pointer, const struct field *word, const char *flag)
{
	return arena_join(&w->scratch, arena_join(&w->scratch, pointer, "->", word->c_name, ""),
		word->word.is_long ? ".msgtl_header.msgt_" : ".msgt_", flag, "");
}

const char *product(struct writer *w, uint32_t factor, const char *x)
{
	return factor == 1 ? x : text_of(w, "%" PRIu32 "U * %s", factor, x);
}

/*
 * NDR: the count of an array stands beside it, that of out-of-line data in its descriptor too,
 * where the kernel vouches for it.
 */
static const char *ndr_received_count(
	struct writer *w, const char *pointer, const struct field *field)
{
	uint32_t each = field->element_out_of_line_bytes;
	const char *count_pointer;

	if (field->count_field && (!is_descriptor(field) || field->kind == FIELD_PORT)) {
		count_pointer = w->view == VIEW_USER
					? text_of(w, "Out%uP", field->count_field->segment)
					: request_pointer(w, field->count_field);
		return text_of(w, "%s->%s", count_pointer, field->count_field->c_name);
	}
	if (field->kind == FIELD_OOL_PORTS)
		each /= writer_abi(w)->port_out_of_line_bytes;
	return text_of(w, each == 1 ? "%s->%s.%s" : "%s->%s.%s / %" PRIu32, pointer, field->c_name,
		field->kind == FIELD_OOL_PORTS ? "count" : "size", each);
}

const char *received_count(struct writer *w, const char *pointer, const struct field *field)
{
	const char *number;

	if (writer_abi(w)->wire == WIRE_NDR)
		return ndr_received_count(w, pointer, field);
	number = word_number(w, pointer, field->data_word);

	if (field->count.units == 1)
		return number;
	return text_of(w, "%s / %" PRIu32 "U", number, field->count.units);
}

bool needs_tail(const struct writer *w, uint32_t element_bytes)
{
	return element_bytes % writer_abi(w)->align_bytes != 0;
}

const char *padded_bytes(struct writer *w, uint32_t element_bytes, const char *count)
{
	uint32_t mask = writer_abi(w)->align_bytes - 1;
	const char *bytes = product(w, element_bytes, count);

	if (!needs_tail(w, element_bytes))
		return bytes;
	return text_of(w, "(%s + %" PRIu32 "U) & ~%" PRIu32 "U", bytes, mask, mask);
}

bool is_split(const struct writer *w)
{
	return w->options->mach_msg2 && w->view == VIEW_SERVER;
}

const char *linkage_name(struct writer *w, const char *name)
{
	return w->options->name_suffix ? text_of(w, "%s%s", name, w->options->name_suffix) : name;
}

bool is_descriptor(const struct field *field)
{
	return field->kind == FIELD_PORT || field->kind == FIELD_OOL ||
	       field->kind == FIELD_OOL_PORTS;
}

const char *request_pointer(struct writer *w, const struct field *field)
{
	if (!is_split(w))
		return field->segment == 0 ? "In0P" : text_of(w, "In%uP", field->segment);
	return is_descriptor(field) ? "InKP" : text_of(w, "In%uUP", field->segment);
}

const struct field *sub_counts_field(const struct form *form, const struct argument *arg)
{
	const struct field *field = form_fields_of(form, arg);

	while (field && !field->is_sub_counts)
		field = field->next_of_arg;
	return field;
}
