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

const char *received_count(struct writer *w, const char *pointer, const struct field *field)
{
	const char *number = word_number(w, pointer, field->data_word);

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

const char *request_pointer(struct writer *w, const struct field *field)
{
	return field->segment == 0 ? "In0P" : text_of(w, "In%uP", field->segment);
}

const struct field *data_field(const struct form *form, const struct argument *arg)
{
	size_t i;

	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];

		if (field->arg == arg && field->data_word && field->kind != FIELD_COUNT)
			return field;
	}
	return NULL;
}
