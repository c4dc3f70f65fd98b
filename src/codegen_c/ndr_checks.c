/*
 * Check functions: all checks of a received message in one function, whose name and parameters
 * tools know (docs/apple-compat.md), and which also finds where the fields behind variable ones
 * are. What keeps the stub inside its buffers is checked in every build, the rest unless
 * __MigTypeCheck is 0.
 */
#include "codegen_c/ndr.h"
#include "support/bug.h"

#include <inttypes.h>

/* ---- Which message ---- */

static bool is_request(const struct writer *w)
{
	return w->view == VIEW_SERVER;
}

const char *ndr_direction(const struct writer *w)
{
	return is_request(w) ? "Request" : "Reply";
}

const struct form *ndr_received_form(const struct writer *w)
{
	return is_request(w) ? &w->routine->request.views[VIEW_SERVER]
			     : &w->routine->reply.views[VIEW_USER];
}

/* A reply without results ends in its return code. */
bool ndr_has_values(const struct form *form)
{
	return form->complexity == COMPLEX_ALWAYS ||
	       form->fields.items[form->fields.count - 1]->arg != NULL;
}

static const char *head(const struct writer *w)
{
	if (!is_request(w))
		return "Out0P";
	return is_split(w) ? "InKP" : "In0P";
}

const char *ndr_received_pointer(struct writer *w, const struct field *field)
{
	return is_request(w) ? request_pointer(w, field) : text_of(w, "Out%uP", field->segment);
}

/* "In1P", "In1UP", "Out1P" */
static const char *segment_pointer(struct writer *w, unsigned segment)
{
	return text_of(
		w, "%s%u%s", is_request(w) ? "In" : "Out", segment, is_split(w) ? "UP" : "P");
}

static unsigned last_segment(const struct form *form)
{
	return form->fields.items[form->fields.count - 1]->segment;
}

/* Whether something stands behind a variable field. */
static bool is_followed(const struct form *form, const struct field *field)
{
	return form->fields.items[form->fields.count - 1] != field;
}

/* ---- Conditions ---- */

static void emit_refusal(struct writer *w, const struct step *step, const char *condition)
{
	size_t scope = emit_scope(&w->e);

	type_check(w, step->is_type_check);
	emit_let(&w->e, "condition", condition);
	emit_let(&w->e, "error", error_text(step->error));
	emit(&w->e, "if ($condition$)\n"
		    "	return $error$;\n");
	emit_end(&w->e, scope);
}

static const char *size_text(struct writer *w, bool is_least)
{
	return is_least ? ndr_least_size(
				  w, text_of(w, "__%s", ndr_direction(w)), ndr_received_form(w))
			: text_of(w, "(mach_msg_size_t) sizeof(__%s)", ndr_direction(w));
}

/* Messages of one size need no variable for it. */
static const char *received_size(struct writer *w)
{
	return ndr_received_form(w)->is_fixed ? text_of(w, "%s->Head.msgh_size", head(w))
					      : "msgh_size";
}

static void emit_size(struct writer *w, const struct step *step)
{
	const char *size = received_size(w);
	const char *condition;

	if (step->check == CHECK_SIZE_EXACT)
		condition = text_of(w, "%s != %s", size, size_text(w, false));
	else
		condition = text_of(w, "msgh_size < %s || msgh_size > %s", size_text(w, true),
			size_text(w, false));
	if (step->accepts_error_form && step->complexity == COMPLEX_ALWAYS)
		condition = text_of(w,
			"msgh_simple\n"
			"    ? %s != (mach_msg_size_t) sizeof(mig_reply_error_t) ||\n"
			"      ((mig_reply_error_t *) (void *) %s)->RetCode == KERN_SUCCESS\n"
			"    : %s",
			size, head(w), condition);
	else if (step->accepts_error_form)
		condition = text_of(w,
			"(%s->Head.msgh_bits & MACH_MSGH_BITS_COMPLEX) ||\n"
			"    ((%s) &&\n"
			"     (%s != (mach_msg_size_t) sizeof(mig_reply_error_t) ||\n"
			"      %s->RetCode == KERN_SUCCESS))",
			head(w), condition, size, head(w));
	else if (step->complexity == COMPLEX_NEVER)
		condition = text_of(w, "(%s->Head.msgh_bits & MACH_MSGH_BITS_COMPLEX) ||\n    %s",
			head(w), condition);
	emit_refusal(w, step, condition);
}

static void emit_descriptor_count(struct writer *w, const struct step *step)
{
	const char *wrong =
		text_of(w, "%s->msgh_body.msgh_descriptor_count != %" PRIu32, head(w), step->bytes);

	if (!is_request(w))
		wrong = text_of(w, "!msgh_simple && %s", wrong);
	else
		wrong = text_of(w, "!(%s->Head.msgh_bits & MACH_MSGH_BITS_COMPLEX) ||\n    %s",
			head(w), wrong);
	emit_refusal(w, step, wrong);
}

static void emit_reply_id(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	emit_letf(&w->e, "id", "%" PRId32, (int32_t)w->routine->reply_id);
	emit(&w->e, "if (Out0P->Head.msgh_id != $id$)\n"
		    "	return Out0P->Head.msgh_id == MACH_NOTIFY_SEND_ONCE\n"
		    "		? MIG_SERVER_DIED : MIG_REPLY_MISMATCH;\n");
	if (ndr_received_form(w)->complexity == COMPLEX_ALWAYS)
		emit(&w->e, "msgh_simple = !(Out0P->Head.msgh_bits & MACH_MSGH_BITS_COMPLEX);\n");
	if (!ndr_received_form(w)->is_fixed) {
		type_check(w, true);
		emit(&w->e, "msgh_size = Out0P->Head.msgh_size;\n");
	}
	emit_end(&w->e, scope);
}

/* A reply without results is no more than its code. */
static void emit_return_code(struct writer *w, const struct step *step)
{
	const struct form *form = ndr_received_form(w);

	type_check(w, false);
	if (!ndr_has_values(form)) {
		if (w->options->ndr_conversion)
			ndr_convert_early(w, form->fields.items[form->fields.count - 1]);
		emit(&w->e, "return Out0P->RetCode;\n");
		return;
	}
	if (step->complexity == COMPLEX_ALWAYS)
		emit(&w->e, "if (msgh_simple) {\n"
			    "	mig_reply_error_t *error = (mig_reply_error_t *) (void *) Out0P;\n"
			    "\n");
	else if (w->options->ndr_conversion)
		emit(&w->e, "if (Out0P->RetCode != KERN_SUCCESS) {\n");
	else
		emit(&w->e, "if (Out0P->RetCode != KERN_SUCCESS)\n");
	emit_indent(&w->e);
	ndr_convert_error(w, "Out0P");
	if (step->complexity == COMPLEX_ALWAYS)
		emit(&w->e, "return error->RetCode != KERN_SUCCESS ? error->RetCode : "
			    "MIG_TYPE_ERROR;\n");
	else
		emit(&w->e, "return Out0P->RetCode;\n");
	emit_outdent(&w->e);
	if (step->complexity == COMPLEX_ALWAYS || w->options->ndr_conversion)
		emit(&w->e, "}\n");
}

/* ---- Descriptors ---- */

/* A condition for a descriptor, or for each of an array; $item$ stands for one. */
static void refuse_descriptor(
	struct writer *w, const struct step *step, const char *condition, const char *used)
{
	const struct field *field = step->field;
	bool is_array = field->c_form == C_FORM_ARRAY;
	size_t scope = emit_scope(&w->e);

	type_check(w, step->is_type_check);
	emit_let(&w->e, "condition", condition);
	emit_let(&w->e, "error", error_text(step->error));
	emit_let(&w->e, "used", used);
	if (is_array)
		emit(&w->e, "for (msgh_index = 0; msgh_index < $used$; msgh_index++)\n"
			    "	if ($condition$)\n"
			    "		return $error$;\n");
	else
		emit(&w->e, "if ($condition$)\n"
			    "	return $error$;\n");
	emit_end(&w->e, scope);
}

static const char *item(struct writer *w, const struct field *field)
{
	return text_of(w, "%s->%s%s", ndr_received_pointer(w, field), field->c_name,
		field->c_form == C_FORM_ARRAY ? "[msgh_index]" : "");
}

static const char *all_items(struct writer *w, const struct field *field)
{
	return text_of(w, "%" PRIu32, field->repeat);
}

static const char *fixed_size(struct writer *w, const struct field *field)
{
	if (field->kind != FIELD_OOL_PORTS)
		return text_of(
			w, "%s.size != %" PRIu32, item(w, field), field->element_out_of_line_bytes);
	return text_of(w, "%s.count != %" PRIu32, item(w, field),
		field->element_out_of_line_bytes / writer_abi(w)->port_out_of_line_bytes);
}

/* Null entries of a variable array may be unused, and say nothing about themselves then. */
static const char *wrong_disposition(struct writer *w, const struct field *field)
{
	const char *one = item(w, field);
	const char *condition = text_of(w, "%s.disposition != %s", one, field->word.received.text);

	if (field->kind == FIELD_PORT && field->count_field)
		return text_of(w, "(%s.name != MACH_PORT_NULL && %s)", one, condition);
	return condition;
}

static const char *descriptor_condition(struct writer *w, const struct step *step)
{
	if (step->check == CHECK_DESC_SIZE)
		return fixed_size(w, step->field);
	if (step->check == CHECK_DESC_DISPOSITION)
		return wrong_disposition(w, step->field);
	return text_of(w, "%s.type != %s", item(w, step->field), ndr_descriptor_tag(step->field));
}

/* What a descriptor says of its data: bytes, or rights; and how many make a counted element. */
static const char *described(struct writer *w, const struct field *field)
{
	return text_of(
		w, "%s.%s", item(w, field), field->kind == FIELD_OOL_PORTS ? "count" : "size");
}

static uint32_t described_unit(const struct writer *w, const struct field *field)
{
	bool is_ports = field->kind == FIELD_OOL_PORTS;

	return field->element_out_of_line_bytes /
	       (is_ports ? writer_abi(w)->port_out_of_line_bytes : 1);
}

/* The number of counted elements that a descriptor holds. */
static const char *described_count(struct writer *w, const struct field *field)
{
	uint32_t unit = described_unit(w, field);

	return unit == 1 ? described(w, field)
			 : text_of(w, "%s / %" PRIu32, described(w, field), unit);
}

/* That it does not hold just so many. What is left over nobody would release. */
static const char *described_otherwise(
	struct writer *w, const struct field *field, const char *count)
{
	uint32_t unit = described_unit(w, field);

	return unit == 1
		       ? text_of(w, "%s != %s", described(w, field), count)
		       : text_of(w, "%s != %s * %" PRIu32 "ULL", described(w, field), count, unit);
}

static const char *count_text(struct writer *w, const struct field *field)
{
	return text_of(w, "%s->%s", ndr_received_pointer(w, field->count_field),
		field->count_field->c_name);
}

/* With -n. Without it there is a hook for counts of data in line only. */
static void convert_own_count(struct writer *w, const struct field *field)
{
	if (!w->options->ndr_conversion || field->arg->same_count)
		return;
	type_check(w, false);
	ndr_convert_early(w, field->count_field);
}

static void emit_count_agrees(struct writer *w, const struct step *step)
{
	const struct field *field = step->field;
	const char *condition = described_otherwise(w, field, count_text(w, field));

	if (field->count.max > 0)
		condition = text_of(w, "%s ||\n    %s > %" PRIu32, condition, count_text(w, field),
			field->count.max);
	convert_own_count(w, field);
	emit_refusal(w, step, condition);
}

static void emit_sub_counts_agree(struct writer *w, const struct step *step)
{
	const struct field *field = step->field;
	const struct field *subs = sub_counts_field(ndr_received_form(w), field->arg);
	const char *condition;

	if (subs) {
		type_check(w, false);
		ndr_convert_early(w, subs);
		condition = described_otherwise(w, field,
			text_of(w, "%s->%s[msgh_index]", ndr_received_pointer(w, subs),
				subs->c_name));
		if (field->count.max > 0)
			condition = text_of(w, "%s ||\n    %s > %" PRIu32, condition,
				described_count(w, field), field->count.max);
		refuse_descriptor(w, step, condition,
			field->count_field ? count_text(w, field) : all_items(w, field));
		return;
	}
	refuse_descriptor(w, step, fixed_size(w, field), count_text(w, field));
}

/* The entries of an array behind those that are counted hold nothing. */
static void emit_unused_items(struct writer *w, const struct step *step)
{
	const struct field *field = step->field;
	size_t scope = emit_scope(&w->e);

	type_check(w, step->is_type_check);
	emit_let(&w->e, "used", count_text(w, field));
	emit_let(&w->e, "all", all_items(w, field));
	emit_let(&w->e, "one", item(w, field));
	emit_let(&w->e, "error", error_text(step->error));
	emit_let(&w->e, "what", field->kind == FIELD_PORT ? "name != MACH_PORT_NULL" : "size != 0");
	emit(&w->e, "for (msgh_index = $used$; msgh_index < $all$; msgh_index++)\n"
		    "	if ($one$.$what$)\n"
		    "		return $error$;\n");
	emit_end(&w->e, scope);
}

/* ---- Counts and strings ---- */

static void emit_count_max(struct writer *w, const struct step *step)
{
	const struct field *field = step->field;
	uint32_t max =
		field->kind == FIELD_ARRAY ? field->count.max : field->count_field->count.max;

	type_check(w, false);
	if (!field->arg->same_count)
		ndr_convert_early(w, field->count_field);
	emit_refusal(w, step, text_of(w, "%s > %" PRIu32, count_text(w, field), max));
}

static void emit_rest(struct writer *w, const struct step *step)
{
	const struct field *field = step->field;
	const struct form *form = ndr_received_form(w);
	const char *padded = ndr_padded(w, field, count_text(w, field));
	const char *compare = step->check == CHECK_REST_EXACT ? "!=" : "<";
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "padded", padded);
	if (is_followed(form, field)) {
		type_check(w, false);
		emit(&w->e, "msgh_size_delta = $padded$;\n");
		padded = "msgh_size_delta";
	}
	emit_refusal(
		w, step, text_of(w, "msgh_size %s %s + %s", compare, size_text(w, true), padded));
	if (step->check == CHECK_REST_AT_LEAST)
		emit(&w->e, "msgh_size -= msgh_size_delta;\n");
	emit_end(&w->e, scope);
}

static void emit_advance(struct writer *w, const struct field *field)
{
	unsigned after = field->segment + 1;
	size_t scope = emit_scope(&w->e);

	type_check(w, false);
	if (is_followed(ndr_received_form(w), field)) {
		emit_let(&w->e, "after", segment_pointer(w, after));
		ndr_advance(w, segment_pointer(w, field->segment), segment_pointer(w, after),
			text_of(w, "__%s%s", ndr_direction(w), is_split(w) ? "U" : ""), field);
		emit(&w->e, "*$after$P = $after$;\n\n");
	}
	emit_end(&w->e, scope);
}

/* The NUL stands among the bytes that the count, checked before, says are there. */
static void emit_terminated(struct writer *w, const struct step *step)
{
	const struct field *field = step->field;
	const char *room = field->kind == FIELD_ARRAY ? count_text(w, field)
						      : text_of(w, "%" PRIu32, field->size_bytes);

	emit_refusal(w, step,
		text_of(w, "memchr(%s->%s, '\\0', %s) == NULL", ndr_received_pointer(w, field),
			field->c_name, room));
}

static bool is_of_descriptor(const struct step *step)
{
	return step->check == CHECK_DESC_TYPE || step->check == CHECK_DESC_DISPOSITION ||
	       step->check == CHECK_DESC_SIZE;
}

/* What is wrong with a descriptor, as one condition; the number of steps that it stands for. */
static size_t emit_descriptor(struct writer *w, const struct stub *stub, size_t first)
{
	const struct step *steps = stub->steps.items;
	const struct field *field = steps[first].field;
	const char *condition = NULL;
	size_t i;

	for (i = first; i < stub->steps.count && steps[i].kind == STEP_CHECK &&
			is_of_descriptor(&steps[i]) && steps[i].field == field;
		i++) {
		const char *one = descriptor_condition(w, &steps[i]);

		condition = condition ? text_of(w, "%s ||\n    %s", condition, one) : one;
	}
	refuse_descriptor(w, &steps[first], condition, all_items(w, field));
	return i - first;
}

static void emit_check_step(struct writer *w, const struct step *step)
{
	switch (step->check) {
	case CHECK_REPLY_ID: emit_reply_id(w); return;
	case CHECK_DESCRIPTOR_COUNT: emit_descriptor_count(w, step); return;
	case CHECK_SIZE_EXACT:
	case CHECK_SIZE_RANGE: emit_size(w, step); return;
	case CHECK_REMOTE_NULL:
		emit_refusal(w, step, "Out0P->Head.msgh_request_port != MACH_PORT_NULL");
		return;
	case CHECK_RETCODE_ZERO: emit_return_code(w, step); return;
	case CHECK_COUNT_MAX: emit_count_max(w, step); return;
	case CHECK_REST_EXACT:
	case CHECK_REST_AT_LEAST: emit_rest(w, step); return;
	case CHECK_COUNT_AGREES: emit_count_agrees(w, step); return;
	case CHECK_SUBCOUNT_AGREES: emit_sub_counts_agree(w, step); return;
	case CHECK_DESC_UNUSED: emit_unused_items(w, step); return;
	case CHECK_STRING_TERMINATED: emit_terminated(w, step); return;
	case CHECK_DESC_TYPE:
	case CHECK_DESC_DISPOSITION:
	case CHECK_DESC_SIZE:
	case CHECK_TRAILER_SIZE:
	case CHECK_NOTIFY_SEND_ONCE:
	case CHECK_COMPLEX_BIT:
	case CHECK_ERROR_FORM:
	case CHECK_WORD_EQUAL:
	case CHECK_WORD_PART:
	case CHECK_COUNT_WHOLE:
	case CHECK_ROOM:
	case CHECK_RESULT_COUNT_MAX: break;
	}
	bug("check '%s' in a check function", check_kind_words(step->check));
}

/* ---- The function ---- */

bool ndr_is_of_check_function(const struct step *step)
{
	return (step->kind == STEP_CHECK && step->check != CHECK_TRAILER_SIZE) ||
	       step->kind == STEP_ADVANCE;
}

static bool is_first(const struct step *step)
{
	return step->kind == STEP_CHECK && step->check != CHECK_TRAILER_SIZE;
}

static void emit_steps(struct writer *w)
{
	const struct stub *stub = is_request(w) ? &w->routine->server_stub : &w->routine->user_stub;
	size_t i = 0;

	while (i < stub->steps.count && !is_first(&stub->steps.items[i]))
		i++;
	while (i < stub->steps.count && ndr_is_of_check_function(&stub->steps.items[i])) {
		const struct step *step = &stub->steps.items[i];

		if (step->kind == STEP_CHECK && is_of_descriptor(step)) {
			i += emit_descriptor(w, stub, i);
			continue;
		}
		if (step->kind == STEP_ADVANCE)
			emit_advance(w, step->field);
		else
			emit_check_step(w, step);
		i++;
	}
	type_check(w, false);
}

static bool has_descriptor_arrays(const struct form *form)
{
	size_t i;

	for (i = 0; i < form->fields.count; i++)
		if (is_descriptor(form->fields.items[i]) &&
			form->fields.items[i]->c_form == C_FORM_ARRAY)
			return true;
	return false;
}

static void declare_locals(struct writer *w)
{
	const struct form *form = ndr_received_form(w);
	unsigned segment;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", w->routine->name);
	emit_let(&w->e, "direction", ndr_direction(w));
	emit(&w->e, "typedef __$direction$__$name$_t __$direction$ __attribute__((unused));\n");
	if (is_split(w))
		emit(&w->e, "typedef __RequestUData__$name$_t __RequestU "
			    "__attribute__((unused));\n");
	emit_let(&w->e, "u", is_split(w) ? "U" : "");
	for (segment = 1; segment <= last_segment(form); segment++) {
		size_t inner = emit_scope(&w->e);

		emit_let(&w->e, "pointer", segment_pointer(w, segment));
		emit(&w->e, "__$direction$$u$ *$pointer$;\n");
		emit_end(&w->e, inner);
	}
	if (!is_request(w) && form->complexity == COMPLEX_ALWAYS)
		emit(&w->e, "boolean_t msgh_simple;\n");
	if (last_segment(form) > 0)
		emit(&w->e, "mach_msg_size_t msgh_size_delta;\n");
	emit_let(&w->e, "head", head(w));
	type_check(w, !form->is_fixed);
	if (!form->is_fixed)
		emit(&w->e, is_request(w) ? "mach_msg_size_t msgh_size = $head$->Head.msgh_size;\n"
					  : "mach_msg_size_t msgh_size;\n");
	if (has_descriptor_arrays(form)) {
		type_check(w, !w->options->ndr_conversion);
		emit(&w->e, "mach_msg_type_number_t msgh_index;\n");
	}
	if (w->in_type_check)
		type_check(w, false);
	else
		emit(&w->e, "\n");
	emit_end(&w->e, scope);
}

static void emit_parameters(struct writer *w)
{
	const struct form *form = ndr_received_form(w);
	unsigned segment;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", w->routine->name);
	emit_let(&w->e, "direction", ndr_direction(w));
	emit_let(&w->e, "part", is_split(w) ? "UData" : "");
	/* compat(apple): tools remove this spelling to make a declaration. */
	emit_let(&w->e, "unused", is_request(w) ? "__attribute__((__unused__)) " : "");
	if (is_split(w))
		emit(&w->e, "$unused$__RequestKData__$name$_t *InKP, ");
	emit_let(&w->e, "pointer", segment_pointer(w, 0));
	emit(&w->e, "$unused$__$direction$$part$__$name$_t *$pointer$");
	if (is_split(w))
		emit(&w->e, ", $unused$mach_msg_max_trailer_t *InTrailerP");
	for (segment = 1; segment <= last_segment(form); segment++) {
		size_t inner = emit_scope(&w->e);

		emit_let(&w->e, "pointer", segment_pointer(w, segment));
		emit(&w->e, ", $unused$__$direction$$part$__$name$_t **$pointer$P");
		emit_end(&w->e, inner);
	}
	emit_end(&w->e, scope);
}

void ndr_check_prototype(struct writer *w, bool is_definition)
{
	const char *name = text_of(w, "__MIG_check__%s__%s_t", ndr_direction(w), w->routine->name);
	bool is_internal = !w->options->export_checks;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", is_internal ? name : linkage_name(w, name));
	emit_let(&w->e, "linkage", is_internal ? "mig_internal " : is_definition ? "" : "extern ");
	emit(&w->e, "$linkage$kern_return_t $name$(");
	emit_parameters(w);
	emit(&w->e, is_definition ? ")\n" : ");\n");
	emit_end(&w->e, scope);
}

void ndr_check_function(struct writer *w)
{
	const struct form *form = ndr_received_form(w);
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", w->routine->name);
	emit_let(&w->e, "direction", ndr_direction(w));
	emit_let(&w->e, "subsystem", w->model->name);
	emit(&w->e, "\n#if __MIG_check__$direction$__$subsystem$_subsystem__\n"
		    "#if !defined(__MIG_check__$direction$__$name$_t__defined)\n"
		    "#define __MIG_check__$direction$__$name$_t__defined\n"
		    "\n");
	ndr_conversion_macros(w);
	ndr_check_prototype(w, true);
	emit(&w->e, "{\n");
	emit_indent(&w->e);
	declare_locals(w);
	emit_steps(w);
	if (is_request(w) || ndr_has_values(form)) {
		ndr_convert_values(w);
		emit(&w->e, "return MACH_MSG_SUCCESS;\n");
	}
	emit_outdent(&w->e);
	emit(&w->e, "}\n"
		    "#endif /* !defined(__MIG_check__$direction$__$name$_t__defined) */\n"
		    "#endif /* __MIG_check__$direction$__$subsystem$_subsystem__ */\n");
	emit_end(&w->e, scope);
}

/* ---- The trailer ---- */

bool ndr_has_tokens(const struct routine *routine, unsigned side_flag)
{
	size_t i;

	for (i = 0; i < routine->arguments.count; i++) {
		const struct argument *arg = routine->arguments.items[i];

		if (argument_is_token(arg) && arg->flags & side_flag)
			return true;
	}
	return false;
}

void ndr_trailer_start(struct writer *w, const char *message, const char *refusal)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "message", message);
	emit_let(&w->e, "refusal", refusal);
	emit_let(&w->e, "place",
		is_split(w) ? "InTrailerP"
			    : text_of(w,
				      "(mach_msg_max_trailer_t *) (void *) ((char *) %s +\n"
				      "	round_msg(%s->Head.msgh_size))",
				      message, message));
	emit(&w->e, "TrailerP = $place$;\n"
		    "if (TrailerP->msgh_trailer_type != MACH_MSG_TRAILER_FORMAT_0)\n"
		    "	$refusal$\n");
	emit_end(&w->e, scope);
}

/* Trailers grow at the end: each kind has all that the one before it has. */
static const char *trailer_type(const struct argument *arg)
{
	switch (arg->role) {
	case ARG_MSGSEQNO: return "mach_msg_seqno_trailer_t";
	case ARG_SECURITY_TOKEN: return "mach_msg_security_trailer_t";
	case ARG_AUDIT_TOKEN: return "mach_msg_audit_trailer_t";
	case ARG_CONTEXT_TOKEN: return "mach_msg_context_trailer_t";
	case ARG_DATA:
	case ARG_REQUEST_PORT:
	case ARG_REPLY_PORT:
	case ARG_WAITTIME:
	case ARG_MSGOPTION:
	case ARG_SENDTIME: break;
	}
	bug("%s is not in the trailer", arg->name);
}

void ndr_trailer_check(struct writer *w, const struct argument *arg, const char *refusal)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "type", trailer_type(arg));
	emit_let(&w->e, "refusal", refusal);
	type_check(w, true);
	emit(&w->e, "if (TrailerP->msgh_trailer_size < (mach_msg_trailer_size_t) sizeof($type$))\n"
		    "	$refusal$\n");
	emit_end(&w->e, scope);
}
