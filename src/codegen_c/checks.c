/*
 * The checks of a received message, the same text for requests and replies but for what a failure
 * does. Counts are compared with their bounds before they are multiplied, so no product wraps.
 */
#include "codegen_c/internal.h"
#include "support/bug.h"

#include <inttypes.h>

/* More of a condition: that the bit contradicts what the message must be; "" if nothing does. */
static const char *or_wrong_complexity(enum complexity complexity)
{
	switch (complexity) {
	case COMPLEX_NEVER: return " || !msgh_simple";
	case COMPLEX_ALWAYS: return " || msgh_simple";
	case COMPLEX_AT_RUN_TIME: return "";
	}
	return "";
}

/*
 * Ends in the statement that refuses the message. The condition is a literal for emit(), with the
 * caller's bindings, and may take several lines.
 */
static void emit_refusal(struct writer *w, const struct step *step, const char *condition)
{
	size_t scope = emit_scope(&w->e);

	emit(&w->e, "if (mig_unlikely(");
	emit(&w->e, condition);
	emit_let(&w->e, "error", error_text(step->error));
	emit(&w->e, w->view == VIEW_USER ? "))\n"
					   "	return $error$;\n"
					 : "))\n"
					   "	return;\n");
	emit_end(&w->e, scope);
}

/* Size and complex bit are one comparison where both are known and a word holds both. */
bool has_fixed_shape(const struct form *form)
{
	return form->is_fixed && form->complexity != COMPLEX_AT_RUN_TIME &&
	       form->abi->pointer_bytes == 8;
}

static void emit_shape_check(struct writer *w, const struct step *step)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "head", w->view == VIEW_USER ? "&OutP->Head" : "InHeadP");
	emit_letu(&w->e, "shape", 2 * step->bytes + (step->complexity == COMPLEX_ALWAYS));
	if (step->accepts_error_form)
		emit_refusal(w, step,
			"MIG_SHAPE($head$) != $shape$U &&\n"
			"    (MIG_SHAPE($head$) != 2 * sizeof(mig_reply_header_t) ||\n"
			"     OutP->RetCode == KERN_SUCCESS)");
	else
		emit_refusal(w, step, "MIG_SHAPE($head$) != $shape$U");
	emit_end(&w->e, scope);
}

static void emit_size_check(struct writer *w, const struct step *step)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "is_not", step->check == CHECK_SIZE_EXACT ? "!=" : "<");
	emit_letu(&w->e, "bytes", step->bytes);
	emit_let(&w->e, "or_bit", or_wrong_complexity(step->complexity));
	if (step->accepts_error_form)
		emit_refusal(w, step,
			"(msgh_size $is_not$ $bytes$U$or_bit$) &&\n"
			"    (msgh_size != sizeof(mig_reply_header_t) || !msgh_simple ||\n"
			"     OutP->RetCode == KERN_SUCCESS)");
	else
		emit_refusal(w, step, "msgh_size $is_not$ $bytes$U$or_bit$");
	emit_end(&w->e, scope);
}

static void emit_word_equal(struct writer *w, const struct step *step, const char *pointer)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "pointer", pointer);
	emit_let(&w->e, "word", step->field->c_name);
	emit_let(&w->e, "item", step->field->word_data->c_name);
	emit_refusal(w, step, "BAD_TYPECHECK(&$pointer$->$word$, &$item$Check)");
	emit_end(&w->e, scope);
}

/* Rights that may stand in line or out of line have another size there. */
static const char *size_condition(struct writer *w, const char *pointer, const struct field *field)
{
	const struct word *word = &field->word;
	const char *size = word_part(w, pointer, field, "size");

	if (!word->in_line_at_run_time || word->size_bits == word->size_bits_out_of_line)
		return text_of(w, "%s != %" PRIu32, size, word->size_bits);
	return text_of(w, "%s != (%s ? %" PRIu32 " : %" PRIu32 ")", size,
		word_flag(w, pointer, field, "inline"), word->size_bits,
		word->size_bits_out_of_line);
}

/*
 * A name known at run time must agree with the complex bit: rights and pointers in a message that
 * the kernel took for plain data are forged.
 */
static const char *name_condition(struct writer *w, const char *pointer, const struct field *field,
	enum complexity complexity)
{
	const char *name = word_part(w, pointer, field, "name");

	if (type_is_polymorphic(&field->word.received) && complexity != COMPLEX_AT_RUN_TIME)
		return NULL;
	if (type_is_polymorphic(&field->word.received))
		return text_of(w, "(MACH_MSG_TYPE_PORT_ANY(%s) && msgh_simple)", name);
	return text_of(w, "%s != %s", name, field->word.received.text);
}

static void emit_word_parts(
	struct writer *w, const struct step *step, const struct form *form, const char *pointer)
{
	const struct field *field = step->field;
	const struct word *word = &field->word;
	const char *in_line = word_flag(w, pointer, field, "inline");
	const char *condition = text_of(w, "%s != %s", word_flag(w, pointer, field, "longform"),
		word->is_long ? "TRUE" : "FALSE");
	const char *name;
	size_t scope = emit_scope(&w->e);

	if (!word->in_line_at_run_time)
		condition = text_of(w, "%s != %s ||\n    %s", in_line,
			word->in_line ? "TRUE" : "FALSE", condition);
	name = name_condition(w, pointer, field, form->complexity);
	if (name)
		condition = text_of(w, "%s ||\n    %s", condition, name);
	if (!word->number_at_run_time)
		condition = text_of(w, "%s ||\n    %s != %" PRIu32, condition,
			word_number(w, pointer, field), word->number);
	condition = text_of(w, "%s ||\n    %s", condition, size_condition(w, pointer, field));
	if (word->in_line_at_run_time && form->complexity == COMPLEX_AT_RUN_TIME)
		condition = text_of(w, "%s ||\n    (!%s && msgh_simple)", condition, in_line);
	emit_let(&w->e, "parts", condition);
	emit_refusal(w, step, "$parts$");
	emit_end(&w->e, scope);
}

static void emit_count_max(struct writer *w, const struct step *step, const char *pointer)
{
	const struct field *field = step->field;
	const struct field *word = field->data_word;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "number", word_number(w, pointer, word));
	emit_letu(&w->e, "most", field->count.max * field->count.units);
	if (field->kind == FIELD_EITHER) {
		emit_let(&w->e, "in_line", word_flag(w, pointer, word, "inline"));
		emit_refusal(w, step, "$in_line$ && $number$ > $most$U");
	} else {
		emit_refusal(w, step, "$number$ > $most$U");
	}
	emit_end(&w->e, scope);
}

static void emit_count_whole(struct writer *w, const struct step *step, const char *pointer)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "number", word_number(w, pointer, step->field->data_word));
	emit_letu(&w->e, "units", step->field->count.units);
	emit_refusal(w, step, "$number$ % $units$U != 0");
	emit_end(&w->e, scope);
}

/* The bytes that a variable field takes in this message. */
static const char *actual_bytes(struct writer *w, const char *pointer, const struct field *field)
{
	const char *number = word_number(w, pointer, field->data_word);
	const char *in_line = padded_bytes(w, field->size_bytes / field->count.units, number);

	if (field->kind != FIELD_EITHER)
		return in_line;
	return text_of(w, "%s ? %s : %" PRIu32 "U",
		word_flag(w, pointer, field->data_word, "inline"), in_line,
		writer_abi(w)->pointer_bytes);
}

/* Whether fields stand behind a variable one, so that its size matters without checks too. */
bool form_moves(const struct form *form)
{
	size_t i;

	for (i = 0; i + 1 < form->fields.count; i++)
		if (form->fields.items[i]->kind == FIELD_ARRAY ||
			form->fields.items[i]->kind == FIELD_EITHER)
			return true;
	return false;
}

static void emit_rest(
	struct writer *w, const struct step *step, const struct form *form, const char *pointer)
{
	bool is_last_field = step->field == form->fields.items[form->fields.count - 1];
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "is_not", step->check == CHECK_REST_EXACT ? "!=" : "<");
	emit_letu(&w->e, "before", step->bytes);
	emit_let(&w->e, "bytes", actual_bytes(w, pointer, step->field));
	if (is_last_field) {
		type_check(w, true);
		emit_refusal(w, step, "msgh_size $is_not$ $before$U + ($bytes$)");
	} else {
		type_check(w, false);
		emit(&w->e, "msgh_size_delta = $bytes$;\n");
		type_check(w, true);
		emit_refusal(w, step, "msgh_size $is_not$ $before$U + msgh_size_delta");
		if (!step->is_last)
			emit(&w->e, "msgh_size -= msgh_size_delta;\n");
	}
	emit_end(&w->e, scope);
}

static void emit_string_end(struct writer *w, const struct step *step, const char *pointer)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "number", word_number(w, pointer, step->field->data_word));
	emit_let(&w->e, "pointer", pointer);
	emit_let(&w->e, "name", step->field->c_name);
	emit_refusal(w, step, "$number$ == 0 || $pointer$->$name$[$number$ - 1] != '\\0'");
	emit_end(&w->e, scope);
}

void emit_check(
	struct writer *w, const struct step *step, const struct form *form, const char *pointer)
{
	if (step->check != CHECK_REST_EXACT && step->check != CHECK_REST_AT_LEAST)
		type_check(w, step->is_type_check);
	switch (step->check) {
	case CHECK_REPLY_ID: return; /* with the result of the call, see emit_on_send_error() */
	case CHECK_SIZE_EXACT:
	case CHECK_SIZE_RANGE:
		if (has_fixed_shape(form))
			emit_shape_check(w, step);
		else
			emit_size_check(w, step);
		return;
	case CHECK_WORD_EQUAL: emit_word_equal(w, step, pointer); return;
	case CHECK_WORD_PART: emit_word_parts(w, step, form, pointer); return;
	case CHECK_COUNT_MAX: emit_count_max(w, step, pointer); return;
	case CHECK_COUNT_WHOLE: emit_count_whole(w, step, pointer); return;
	case CHECK_REST_EXACT:
	case CHECK_REST_AT_LEAST: emit_rest(w, step, form, pointer); return;
	case CHECK_STRING_TERMINATED: emit_string_end(w, step, pointer); return;
	case CHECK_RETCODE_ZERO:
		emit(&w->e, "if (OutP->RetCode != KERN_SUCCESS)\n"
			    "	return OutP->RetCode;\n\n");
		return;
	case CHECK_RESULT_COUNT_MAX:
	case CHECK_NOTIFY_SEND_ONCE:
	case CHECK_COMPLEX_BIT:
	case CHECK_ERROR_FORM:
	case CHECK_DESCRIPTOR_COUNT:
	case CHECK_REMOTE_NULL:
	case CHECK_DESC_TYPE:
	case CHECK_DESC_DISPOSITION:
	case CHECK_DESC_SIZE:
	case CHECK_DESC_UNUSED:
	case CHECK_COUNT_AGREES:
	case CHECK_SUBCOUNT_AGREES:
	case CHECK_ROOM:
	case CHECK_TRAILER_SIZE: break;
	}
	bug("check '%s' in a typed stub", check_kind_words(step->check));
}
