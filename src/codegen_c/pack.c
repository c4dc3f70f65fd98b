/* Packing that is the same for a request and a reply: type words, counts, slots, padding. */
#include "codegen_c/helpers.h"

/* What the sender has: a user's parameter, behind a pointer if it comes back, or a local. */
const char *sender_value(struct writer *w, const struct param *param)
{
	bool is_pointer = w->view == VIEW_USER && param->by_reference;

	return is_pointer ? arena_join(&w->scratch, "*", param->c_name, "", "") : param->c_name;
}

void pack_word(struct writer *w, const char *pointer, const struct field *field)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "pointer", pointer);
	emit_let(&w->e, "word", field->c_name);
	emit(&w->e, "$pointer$->$word$ = $word$;\n");
	emit_end(&w->e, scope);
}

void pack_word_parts(
	struct writer *w, const char *pointer, const struct form *form, const struct field *field)
{
	const struct word *word = &field->word;
	size_t scope = emit_scope(&w->e);

	if (word->name_from) {
		emit_let(&w->e, "poly", sender_value(w, word->name_from));
		emit_let(&w->e, "name", word_part(w, pointer, field, "name"));
		emit(&w->e, "$name$ = (unsigned char) $poly$;\n");
		if (form->complexity == COMPLEX_AT_RUN_TIME)
			emit(&w->e, "if (MACH_MSG_TYPE_PORT_ANY($poly$))\n"
				    "	msgh_simple = FALSE;\n");
	}
	if (word->deallocate_from) {
		emit_let(&w->e, "dealloc", sender_value(w, word->deallocate_from));
		emit_let(&w->e, "flag", word_flag(w, pointer, field, "deallocate"));
		emit(&w->e, "$flag$ = $dealloc$ != FALSE;\n");
	}
	emit_end(&w->e, scope);
}

uint32_t number_mask(const struct abi *abi, const struct field *word)
{
	const struct abi_bits *number =
		word->word.is_long ? &abi->word_long.number : &abi->word_short.number;

	return number->width < 32 ? (1U << number->width) - 1 : 0;
}

void pack_number(
	struct writer *w, const char *pointer, const struct field *field, const char *count)
{
	uint32_t mask = number_mask(writer_abi(w), field->data_word);
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "number", word_number(w, pointer, field->data_word));
	emit_let(&w->e, "value", product(w, field->count.units, count));
	if (mask != 0) {
		emit_letf(&w->e, "mask", "0x%xU", mask);
		emit(&w->e, field->count.units == 1 ? "$number$ = $value$ & $mask$;\n"
						    : "$number$ = ($value$) & $mask$;\n");
	} else {
		emit(&w->e, "$number$ = $value$;\n");
	}
	emit_end(&w->e, scope);
}

const char *right_type(const struct writer *w, const struct type *type, enum side side)
{
	while (type->element)
		type = type->element;
	if (!type->name)
		return writer_abi(w)->is_kernel ? "ipc_port_t" : "mach_port_t";
	return side == SIDE_USER ? type->user_type : type->server_type;
}

bool holds_groups(const struct type *type)
{
	return type->c_class == C_ARRAY && type->element && type->element->element;
}

const char *flat_rights(
	struct writer *w, const struct type *type, enum side side, bool is_const, const char *value)
{
	const char *qualifier = is_const ? "const " : "";

	if (type->c_class != C_VALUE && !holds_groups(type))
		return value;
	return text_of(w, "((%s%s *) (%svoid *) %s)", qualifier, right_type(w, type, side),
		qualifier, value);
}

/* All of a slot is stored: the name, and nothing in its other half. */
void pack_slots(struct writer *w, const char *pointer, const struct field *field, const char *value,
	const char *count)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "pointer", pointer);
	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "value", value);
	emit_let(&w->e, "count", count);
	if (writer_abi(w)->is_kernel)
		emit(&w->e, "for (msgh_index = 0; msgh_index < $count$; msgh_index++)\n"
			    "	$pointer$->$name$[msgh_index] = $value$[msgh_index];\n");
	else
		emit(&w->e, "for (msgh_index = 0; msgh_index < $count$; msgh_index++)\n"
			    "	$pointer$->$name$[msgh_index].kernel_port_do_not_use =\n"
			    "		$value$[msgh_index];\n");
	emit_end(&w->e, scope);
}

/* A value of half a unit is stored with its padding, as one unit. */
bool is_put_with_padding(const struct writer *w, const struct field *field)
{
	bool is_assigned = field->kind == FIELD_VALUE && field->copy == COPY_ASSIGN;

	return (is_assigned || field->kind == FIELD_COUNT) && field->pad &&
	       field->size_bytes == sizeof(uint32_t) &&
	       writer_abi(w)->align_bytes == sizeof(uint64_t);
}

void put_padded(struct writer *w, const char *pointer, const struct field *field, const char *value)
{
	size_t scope = emit_scope(&w->e);

	use_helper(w, HELPER_PUT_PADDED);
	emit_let(&w->e, "type", field->c_type);
	emit_let(&w->e, "pointer", pointer);
	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "value", value);
	emit(&w->e, "MIG_PUT_PADDED($type$, $pointer$->$name$, $value$);\n");
	emit_end(&w->e, scope);
}

void pack_pad(struct writer *w, const char *pointer, const struct field *field)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "pointer", pointer);
	emit_let(&w->e, "name", field->c_name);
	emit(&w->e, "MIG_CLEAR($pointer$->$name$);\n");
	emit_end(&w->e, scope);
}
