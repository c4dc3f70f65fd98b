/* The steps of a server stub around the call: arguments out of the request, and their disposal. */
#include "codegen_c/server.h"
#include "support/bug.h"

#include <inttypes.h>

/* ---- Before the call ---- */

void emit_terminate(struct writer *w, const struct field *field)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "pointer", request_pointer(w, field));
	emit_let(&w->e, "name", field->c_name);
	emit_letu(&w->e, "last", field->size_bytes - 1);
	emit(&w->e, "$pointer$->$name$[$last$] = '\\0';\n");
	emit_end(&w->e, scope);
}

void emit_translate(struct writer *w, const struct argument *arg)
{
	const struct type *type = arg->type;
	const char *value = received_value(w, arg);
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", arg->c_name);
	emit_let(&w->e, "value",
		type->intran ? text_of(w, "%s(%s)", type->intran, value)
			     : text_of(w, "(%s) %s", type->trans_type, value));
	if (type->intranpayload && arg->role == ARG_REQUEST_PORT) {
		emit_let(&w->e, "payload", type->intranpayload);
		emit(&w->e, "if (MACH_MSGH_BITS_LOCAL(In0P->Head.msgh_bits) == "
			    "MACH_MSG_TYPE_PROTECTED_PAYLOAD)\n"
			    "	$name$ = $payload$(In0P->Head.msgh_protected_payload);\n"
			    "else\n"
			    "	$name$ = $value$;\n");
	} else {
		emit(&w->e, "$name$ = $value$;\n");
	}
	emit_end(&w->e, scope);
}

/* The function gets plain names: a copy of a fixed array; a variable one is packed in place. */
void emit_narrow(struct writer *w, const struct field *field)
{
	bool slots_are_wide = writer_abi(w)->port_in_line_bytes != writer_abi(w)->port_name_bytes;
	const struct type *type = field->arg->type;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "source", request_pointer(w, field));
	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "member", writer_abi(w)->is_kernel ? "" : ".name");
	emit_letu(&w->e, "count", field->repeat);
	if (is_port_array(field)) {
		emit_let(&w->e, "target",
			flat_rights(w, type, SIDE_SERVER, false, local_place(w, field)));
		emit(&w->e, "for (msgh_index = 0; msgh_index < $count$U; msgh_index++)\n"
			    "	$target$[msgh_index] = $source$->$name$[msgh_index]$member$;\n");
		emit_end(&w->e, scope);
		return;
	}
	emit_let(&w->e, "pointer", field->c_pointer_name);
	emit_let(&w->e, "number", word_number(w, request_pointer(w, field), field->data_word));
	emit_let(&w->e, "in_line",
		word_flag(w, request_pointer(w, field), field->data_word, "inline"));
	if (field->kind == FIELD_EITHER) {
		emit(&w->e, "if (!$in_line$) {\n"
			    "	$pointer$ = $source$->$pointer$;\n"
			    "} else {\n");
		emit_indent(&w->e);
	}
	emit_let(&w->e, "element", element_type(w, field));
	emit_let(&w->e, "rights", flat_rights(w, type, SIDE_SERVER, false, field->c_pointer_name));
	emit(&w->e, "$pointer$ = ($element$ *) (void *) $source$->$name$;\n");
	if (slots_are_wide)
		emit(&w->e, "for (msgh_index = 1; msgh_index < $number$; msgh_index++)\n"
			    "	$rights$[msgh_index] = $source$->$name$[msgh_index].name;\n");
	if (field->kind == FIELD_EITHER) {
		emit_outdent(&w->e);
		emit(&w->e, "}\n");
	}
	emit_end(&w->e, scope);
}

/* Where a count is part of its type word, that stands before the function sets the count. */
static const struct field *preset_word(struct writer *w, const struct argument *arg)
{
	const struct form *reply = server_reply(w);
	const struct field *field = form_data_field(reply, arg);

	if (!field->data_word || !is_count_in_place(reply, field))
		return NULL;
	pack_word(w, "OutP", field->data_word);
	return field->data_word;
}

void emit_preset_count(struct writer *w, const struct step *step)
{
	const struct argument *arg = step->param->arg;
	const struct field *word = preset_word(w, arg);
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "count", result_count_name(w, arg));
	emit_letu(&w->e, "max", step->bytes);
	if (step->field->kind == FIELD_COUNT) {
		emit_let(&w->e, "room",
			text_of(w, "%s->%s", request_pointer(w, step->field), step->field->c_name));
		emit(&w->e, "$count$ = $room$ < $max$U ? $room$ : $max$U;\n");
	} else if (!word || word->word.number != step->bytes) {
		emit(&w->e, "$count$ = $max$;\n");
	}
	emit_end(&w->e, scope);
}

void emit_preset_pointer(struct writer *w, const struct field *field)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "pointer", field->c_pointer_name);
	emit_let(&w->e, "buffer", result_buffer(w, field));
	emit(&w->e, "$pointer$ = $buffer$;\n");
	emit_end(&w->e, scope);
}

static const char *received_disposition(struct writer *w, const struct field *field)
{
	if (writer_abi(w)->wire == WIRE_NDR)
		return text_of(w, "%s->%s%s.disposition", request_pointer(w, field), field->c_name,
			is_port_array(field) ? "[0]" : "");
	return word_part(w, request_pointer(w, field), field->data_word, "name");
}

/* What also comes back starts as it arrived: dispositions and counts of inout arguments. */
static void preset_inout(struct writer *w, const char *name, const char *received)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", name);
	emit_let(&w->e, "received", received);
	emit(&w->e, "$name$ = $received$;\n");
	emit_end(&w->e, scope);
}

/* NDR: an inout argument has a local, which nothing else sets before the call. */
static bool is_ndr_copy(
	const struct writer *w, const struct argument *arg, const struct field *field)
{
	return writer_abi(w)->wire == WIRE_NDR && is_local_argument(arg, field) &&
	       !is_port_array(field) && !is_translated_in(arg);
}

/* The name of a right is written into its slot by the function, so the rest is cleared before. */
static void preset_slots(struct writer *w)
{
	const struct form *reply = server_reply(w);
	size_t i;

	for (i = 0; i < reply->fields.count; i++) {
		const struct field *field = reply->fields.items[i];
		size_t scope = emit_scope(&w->e);

		emit_let(&w->e, "name", field->c_name);
		if (field->copy == COPY_PORT && !is_inout(field->arg) && !is_local_result(field))
			emit(&w->e, "OutP->$name$.kernel_port_do_not_use = 0;\n");
		emit_end(&w->e, scope);
	}
}

/* NDR: an inout array of arrays has counts of its own besides. */
static const char *count_name(struct writer *w, const struct argument *arg)
{
	return writer_abi(w)->wire == WIRE_NDR ? arg->params[SIDE_SERVER][PARAM_COUNT]->c_name
					       : result_count_name(w, arg);
}

static void preset_all_inout(struct writer *w)
{
	size_t i;

	for (i = 0; i < w->routine->arguments.count; i++) {
		const struct argument *arg = w->routine->arguments.items[i];
		const struct param *const *params = arg->params[SIDE_SERVER];
		const struct field *field = form_data_field(server_request(w), arg);
		const char *pointer;

		if (!field || !is_out(arg))
			continue;
		pointer = request_pointer(w, field);
		if (params[PARAM_POLY] && params[PARAM_POLY]->by_reference)
			preset_inout(w, params[PARAM_POLY]->c_name, received_disposition(w, field));
		if (is_ndr_copy(w, arg, field))
			preset_inout(w, params[PARAM_VALUE]->c_name, received_value(w, arg));
		if (params[PARAM_SUBS_COUNT])
			preset_inout(w, params[PARAM_SUBS_COUNT]->c_name,
				text_of(w, "%s->%s", request_pointer(w, field->count_field),
					field->count_field->c_name));
		if (params[PARAM_COUNT]) {
			preset_word(w, arg);
			preset_inout(w, count_name(w, arg), received_count(w, pointer, field));
		}
	}
}

/* ---- The call ---- */

static const char *poly_argument(struct writer *w, const struct param *param)
{
	const struct field *field = form_data_field(server_request(w), param->arg);
	const char *head = is_split(w) ? "InKP" : "In0P";

	if (param->by_reference)
		return text_of(w, "&%s", param->c_name);
	if (param->arg->role == ARG_REQUEST_PORT)
		return text_of(w, "MACH_MSGH_BITS_REQUEST(%s->Head.msgh_bits)", head);
	if (param->arg->role == ARG_REPLY_PORT)
		return text_of(w, "MACH_MSGH_BITS_REPLY(%s->Head.msgh_bits)", head);
	return received_disposition(w, field);
}

static const char *call_argument(struct writer *w, const struct param *param)
{
	const struct field *field = form_data_field(server_request(w), param->arg);

	switch (param->role) {
	case PARAM_VALUE:
		/* NDR: a request with this code has no other arguments, see emit_error_form(). */
		if (param->arg->flags & ARG_RETCODE && !field)
			return "KERN_SUCCESS";
		return value_argument(w, param->arg);
	case PARAM_POLY: return poly_argument(w, param);
	case PARAM_COUNT:
		if (param->by_reference)
			return text_of(w, "&%s", result_count_name(w, param->arg));
		return received_count(w, request_pointer(w, field), field);
	case PARAM_DEALLOC: return text_of(w, "&%s", param->c_name);
	case PARAM_SCOPY:
		/* Darwin's messages carry such data out of line, always. */
		return field->data_word
			       ? word_flag(w, request_pointer(w, field), field->data_word, "inline")
			       : "FALSE";
	case PARAM_SUBS:
		if (is_out(param->arg))
			return param->c_name;
		return text_of(w, "%s->%s",
			request_pointer(w, sub_counts_field(server_request(w), param->arg)),
			param->c_name);
	case PARAM_SUBS_COUNT:
		if (param->by_reference)
			return text_of(w, "&%s", param->c_name);
		return text_of(w, "%s->%s", request_pointer(w, field->count_field), param->c_name);
	}
	bug("parameter of role %d", (int)param->role);
}

/* Where the function's return code goes: the reply, unless that has none. */
const char *return_code(const struct writer *w)
{
	if (writer_abi(w)->wire == WIRE_NDR && server_reply(w)->complexity == COMPLEX_ALWAYS)
		return "RetCode";
	return is_split(w) ? "OutUP->RetCode" : "OutP->RetCode";
}

const char *called_function(struct writer *w)
{
	if (w->options->impl_table && writer_abi(w)->wire == WIRE_NDR)
		return text_of(w, "%s->%s",
			linkage_name(w, text_of(w, "%s_impl", w->model->server_demux)),
			w->routine->server_name);
	return w->routine->server_name;
}

static void emit_call_arguments(struct writer *w)
{
	size_t i, count = w->routine->params[SIDE_SERVER].count;

	for (i = 0; i < count; i++) {
		size_t scope = emit_scope(&w->e);

		emit_let(&w->e, "argument",
			call_argument(w, w->routine->params[SIDE_SERVER].items[i]));
		emit_let(&w->e, "comma", i + 1 < count ? w->frame->call_comma : "");
		emit(&w->e, "$argument$$comma$");
		emit_end(&w->e, scope);
	}
}

void emit_call(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	if (writer_abi(w)->wire == WIRE_TYPED)
		preset_slots(w);
	preset_all_inout(w);
	emit_let(&w->e, "result", return_code(w));
	emit_let(&w->e, "function", called_function(w));
	emit(&w->e, "\n$result$ = $function$(");
	emit_call_arguments(w);
	emit(&w->e, ");\n");
	emit_end(&w->e, scope);
}
/* ---- After the call ---- */

void emit_widen_back(struct writer *w, const struct field *field)
{
	const char *pointer = request_pointer(w, field);
	const char *in_line = word_flag(w, pointer, field->data_word, "inline");
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "source", pointer);
	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "rights",
		flat_rights(w, field->arg->type, SIDE_SERVER, false, field->c_pointer_name));
	emit_let(&w->e, "number", word_number(w, pointer, field->data_word));
	emit_let(&w->e, "if_in_line",
		field->kind == FIELD_EITHER ? text_of(w, " && %s", in_line) : "");
	/* Whoever destroys the refused request must find its slots as they came. */
	emit(&w->e, "if (OutP->RetCode != KERN_SUCCESS$if_in_line$)\n"
		    "	for (msgh_index = $number$; msgh_index > 0; msgh_index--)\n"
		    "		$source$->$name$[msgh_index - 1].kernel_port_do_not_use =\n"
		    "			$rights$[msgh_index - 1];\n");
	emit_end(&w->e, scope);
}

void emit_destroy(struct writer *w, const struct argument *arg)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "destructor", arg->type->destructor);
	emit_let(&w->e, "value", value_argument(w, arg));
	emit(&w->e, "$destructor$($value$);\n");
	emit_end(&w->e, scope);
}

void emit_free(struct writer *w, const struct field *field)
{
	const char *pointer = request_pointer(w, field);
	const char *in_line = word_flag(w, pointer, field->data_word, "inline");
	const char *number = word_number(w, pointer, field->data_word);
	uint32_t each = field->element_out_of_line_bytes / field->count.units;
	size_t scope = emit_scope(&w->e);

	if (field->arg->flags & ARG_SERVER_COPY)
		return;
	emit_let(&w->e, "in_line", in_line);
	emit_let(&w->e, "source", pointer);
	emit_let(&w->e, "pointer", field->c_pointer_name);
	emit_let(&w->e, "x", w->model->support_prefix);
	emit_let(&w->e, "bytes",
		each == 1 ? number : text_of(w, "(vm_size_t) %" PRIu32 " * %s", each, number));
	emit(&w->e, "if (OutP->RetCode == KERN_SUCCESS && !$in_line$)\n"
		    "	$x$mig_deallocate((vm_offset_t) $source$->$pointer$, $bytes$);\n");
	emit_end(&w->e, scope);
}

void emit_release(struct writer *w, const struct field *field)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "port",
		text_of(w, "%s%s->%s", kernel_cast(w), request_pointer(w, field), field->c_name));
	emit_let(&w->e, "x", w->model->support_prefix);
	emit(&w->e, "if (IP_VALID($port$))\n"
		    "	$x$ipc_port_release_send($port$);\n");
	emit_end(&w->e, scope);
}
