/* Server stubs of the NDR wire. Each function here writes the text of one step. */
#include "codegen_c/ndr.h"
#include "codegen_c/server.h"
#include "support/bug.h"

#include <inttypes.h>

static const char *request_head(const struct writer *w)
{
	return is_split(w) ? "InKP" : "In0P";
}

static const char *reply_head(const struct writer *w)
{
	return is_split(w) ? "OutKP" : "OutP";
}

static const char *reply_data(const struct writer *w)
{
	return is_split(w) ? "OutUP" : "OutP";
}

static bool has_error_form(const struct writer *w)
{
	return w->routine->retcode_arg && server_request(w)->complexity == COMPLEX_ALWAYS;
}

static const char *return_error(struct writer *w, const char *code)
{
	return text_of(w, "MIG_RETURN_ERROR(%s, %s)", reply_head(w), code);
}

/* ---- Before the call ---- */

/* The function gets plain names or addresses: a copy of the descriptors. */
static void emit_copy_out(struct writer *w, const struct field *field)
{
	const struct field *count = field->count_field;
	bool is_port = field->kind == FIELD_PORT;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "target",
		is_port && !count ? flat_rights(w, field->arg->type, SIDE_SERVER, false,
					    local_place(w, field))
				  : field->c_name);
	emit_let(&w->e, "pointer", request_pointer(w, field));
	emit_let(&w->e, "member", is_port ? "name" : "address");
	emit_let(&w->e, "used",
		count ? text_of(w, "%s->%s", request_pointer(w, count), count->c_name)
		      : text_of(w, "%" PRIu32, field->repeat));
	emit(&w->e, "for (msgh_index = 0; msgh_index < $used$; msgh_index++)\n"
		    "	$target$[msgh_index] = $pointer$->$name$[msgh_index].$member$;\n");
	emit_end(&w->e, scope);
}

/* ---- After the call ---- */

static void emit_count_check(struct writer *w, const struct step *step)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "count", result_count_name(w, step->param->arg));
	emit_letf(&w->e, "max", "%" PRIu32, step->bytes);
	emit_let(&w->e, "return", return_error(w, error_text(step->error)));
	emit(&w->e, "if ($count$ > $max$)\n"
		    "	$return$\n");
	emit_end(&w->e, scope);
}

/* Names of rights stay if the function failed: whoever destroys the request needs them. */
static void emit_free_lent(struct writer *w, const struct field *field)
{
	bool has_rights = field->kind == FIELD_OOL_PORTS;
	size_t scope = emit_scope(&w->e);

	if (has_rights) {
		emit_let(&w->e, "result", return_code(w));
		emit(&w->e, "if ($result$ == KERN_SUCCESS || $result$ == MIG_NO_REPLY) {\n");
		emit_indent(&w->e);
	}
	emit_let(&w->e, "place", text_of(w, "%s->%s", request_pointer(w, field), field->c_name));
	emit_let(&w->e, "member", has_rights ? "count" : "size");
	emit_let(&w->e, "each", has_rights ? " * sizeof(mach_port_t)" : "");
	if (w->model->kernel_server)
		emit(&w->e, "#if __MigKernelSpecificCode\n"
			    "vm_map_copy_discard($place$.address);\n"
			    "#else\n");
	emit(&w->e, "mig_deallocate((vm_offset_t) $place$.address, $place$.$member$$each$);\n");
	if (w->model->kernel_server)
		emit(&w->e, "#endif /* __MigKernelSpecificCode */\n");
	emit(&w->e, "$place$.address = (void *) 0;\n"
		    "$place$.$member$ = 0;\n");
	if (has_rights) {
		emit_outdent(&w->e);
		emit(&w->e, "}\n");
	}
	emit_end(&w->e, scope);
}

static void emit_return_if_failed(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "result", return_code(w));
	emit_let(&w->e, "return", return_error(w, return_code(w)));
	emit(&w->e, "if ($result$ != KERN_SUCCESS)\n"
		    "	$return$\n\n");
	emit_end(&w->e, scope);
}

static void emit_release_right(struct writer *w, const struct field *field)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "place", text_of(w, "%s->%s", request_pointer(w, field), field->c_name));
	emit(&w->e, "#if __MigKernelSpecificCode\n"
		    "ipc_port_release_send((ipc_port_t) $place$.name);\n"
		    "#endif /* __MigKernelSpecificCode */\n");
	emit_end(&w->e, scope);
}

/* ---- Packing ---- */

static const char *result_count(struct writer *w, const struct field *field)
{
	const struct param *const *params = field->arg->params[SIDE_SERVER];

	if (params[PARAM_SUBS_COUNT])
		return params[PARAM_SUBS_COUNT]->c_name;
	if (field->copy == COPY_STRING ||
		(field->kind != FIELD_COUNT && is_count_in_place(server_reply(w), field)))
		return text_of(w, "%s->%s", reply_data(w), field->count_field->c_name);
	return field->count_from[SIDE_SERVER] ? field->count_from[SIDE_SERVER]->c_name : "";
}

static void put_string(struct writer *w, const struct field *field)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "out", reply_data(w));
	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "value", result_value(w, field));
	emit_letf(&w->e, "max", "%" PRIu32, field->max_bytes);
	if (is_inout(field->arg) || is_local_result(field))
		emit(&w->e, "memcpy($out$->$name$, $value$, $max$);\n");
	if (field->kind == FIELD_VALUE) {
		emit(&w->e, "(void) MIG_END_STRING($out$->$name$, $max$);\n");
	} else {
		emit_let(&w->e, "count", field->count_field->c_name);
		emit(&w->e, "$out$->$count$ = MIG_END_STRING($out$->$name$, $max$);\n");
		ndr_clear_tail(w, reply_data(w), field, result_count(w, field));
	}
	emit_end(&w->e, scope);
}

static void put_array(struct writer *w, const struct field *field)
{
	const char *count = result_count(w, field);
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "out", reply_data(w));
	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "value",
		field->is_sub_counts ? field->arg->params[SIDE_SERVER][PARAM_SUBS]->c_name
				     : field->arg->c_name);
	emit_let(&w->e, "bytes", product(w, field->size_bytes, count));
	if (field->copy == COPY_STRING) {
		put_string(w, field);
	} else {
		if (field->is_sub_counts || is_local_result(field))
			emit(&w->e, "memcpy($out$->$name$, $value$, $bytes$);\n");
		ndr_clear_tail(w, reply_data(w), field, count);
	}
	emit_end(&w->e, scope);
}

static void put_value(struct writer *w, const struct field *field)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "out", reply_data(w));
	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "value", field->is_sub_counts ? "" : result_value(w, field));
	emit_letf(&w->e, "bytes", "%" PRIu32, field->size_bytes);
	if (field->copy == COPY_STRING)
		put_string(w, field);
	else if (field->is_sub_counts)
		emit(&w->e, "memcpy($out$->$name$, $name$, $bytes$);\n");
	else if (!is_inout(field->arg) && !is_local_result(field))
		emit(&w->e, "");
	else if (field->copy == COPY_BYTES)
		emit(&w->e, "memcpy($out$->$name$, $value$, $bytes$);\n");
	else
		emit(&w->e, "$out$->$name$ = $value$;\n");
	emit_end(&w->e, scope);
}

static void put_count(struct writer *w, const struct field *field)
{
	size_t scope = emit_scope(&w->e);

	if (!field->counts || (field->counts->copy != COPY_STRING &&
				      !is_count_in_place(server_reply(w), field->counts))) {
		emit_let(&w->e, "out", reply_data(w));
		emit_let(&w->e, "name", field->c_name);
		emit_let(&w->e, "count", result_count(w, field));
		emit(&w->e, "$out$->$name$ = $count$;\n");
	}
	emit_end(&w->e, scope);
}

/* A right that the function puts into its descriptor. */
static bool is_right_in_place(const struct field *field)
{
	return field->kind == FIELD_PORT && field->c_form == C_FORM_OBJECT &&
	       !is_inout(field->arg) && !is_local_result(field);
}

static void preset_descriptors(struct writer *w)
{
	const struct form *reply = server_reply(w);
	size_t i;

	for (i = 0; i < reply->fields.count; i++)
		if (is_right_in_place(reply->fields.items[i]))
			ndr_put_descriptor(
				w, reply_head(w), reply->fields.items[i], "MACH_PORT_NULL", "");
}

static void put_descriptor(struct writer *w, const struct field *field)
{
	const char *value = result_value(w, field);

	if (is_right_in_place(field))
		return;

	if (field->arg->type->outtran)
		value = text_of(w, "(mach_port_t) %s", value);
	ndr_put_descriptor(w, reply_head(w), field, value, result_count(w, field));
}

static void emit_put(struct writer *w, const struct step *step)
{
	const struct field *field = step->field;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "head", reply_head(w));
	emit_let(&w->e, "data", reply_data(w));
	emit_let(&w->e, "name", field->c_name);
	emit_letf(&w->e, "count", "%" PRIu32, step->bytes);
	switch (field->kind) {
	case FIELD_BODY: emit(&w->e, "$head$->msgh_body.msgh_descriptor_count = $count$;\n"); break;
	case FIELD_NDR_RECORD: emit(&w->e, "$data$->NDR = NDR_record;\n"); break;
	case FIELD_VALUE: put_value(w, field); break;
	case FIELD_ARRAY: put_array(w, field); break;
	case FIELD_PORT:
	case FIELD_OOL:
	case FIELD_OOL_PORTS: put_descriptor(w, field); break;
	case FIELD_COUNT: put_count(w, field); break;
	case FIELD_STRING_OFFSET: emit(&w->e, "$data$->$name$ = 0;\n"); break;
	case FIELD_PAD: ndr_clear_pad(w, reply_data(w), field); break;
	case FIELD_HEADER:
	case FIELD_RETCODE:
	case FIELD_TYPE_WORD:
	case FIELD_EITHER:
	case FIELD_TRAILER: bug("%s in a reply", field_kind_words(field->kind));
	}
	emit_end(&w->e, scope);
}

static void emit_advance(struct writer *w, const struct step *step)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "padded", ndr_padded(w, step->field, result_count(w, step->field)));
	if (step->is_last) {
		emit(&w->e, "msgh_size += $padded$;\n");
	} else {
		emit(&w->e, "msgh_size_delta = $padded$;\n"
			    "msgh_size += msgh_size_delta;\n");
		ndr_advance(w, reply_data(w), reply_data(w), is_split(w) ? "ReplyU" : "Reply",
			step->field);
	}
	emit_end(&w->e, scope);
}

static void emit_circular_bit(struct writer *w, const struct field *field)
{
	const struct param *poly = field->word.name_from;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "port", text_of(w, "%s->%s.name", reply_head(w), field->c_name));
	emit_let(&w->e, "reply", text_of(w, "%s->Head.msgh_reply_port", request_head(w)));
	emit_let(&w->e, "if_receive",
		poly ? text_of(w, "%s == MACH_MSG_TYPE_PORT_RECEIVE &&\n    ", poly->c_name) : "");
	emit(&w->e, "#if __MigKernelSpecificCode\n"
		    "if ($if_receive$IP_VALID((ipc_port_t) $reply$) &&\n"
		    "    IP_VALID((ipc_port_t) $port$) &&\n"
		    "    ipc_port_check_circularity((ipc_port_t) $port$, (ipc_port_t) $reply$))\n"
		    "	OutHeadP->msgh_bits |= MACH_MSGH_BITS_CIRCULAR;\n"
		    "#endif /* __MigKernelSpecificCode */\n");
	emit_end(&w->e, scope);
}

static void emit_size(struct writer *w, const struct step *step)
{
	emit(&w->e, step->bytes == 0 ? "OutHeadP->msgh_size = msgh_size;\n"
				     : "OutHeadP->msgh_size = (mach_msg_size_t) sizeof(Reply);\n");
}

/* ---- Steps ---- */

static void emit_step(struct writer *w, const struct step *step)
{
	switch (step->kind) {
	case STEP_CHECK:
		ndr_trailer_check(w, step->arg, return_error(w, "MIG_TRAILER_ERROR"));
		return;
	case STEP_TRANSLATE: emit_translate(w, step->arg); return;
	case STEP_NARROW: emit_copy_out(w, step->field); return;
	case STEP_PRESET_COUNT: emit_preset_count(w, step); return;
	case STEP_CALL:
		preset_descriptors(w);
		emit_call(w);
		return;
	case STEP_RESULT_CHECK: emit_count_check(w, step); return;
	case STEP_DESTROY: emit_destroy(w, step->arg); return;
	case STEP_FREE: emit_free_lent(w, step->field); return;
	case STEP_RETURN_IF_FAILED: emit_return_if_failed(w); return;
	case STEP_RELEASE: emit_release_right(w, step->field); return;
	case STEP_PUT: emit_put(w, step); return;
	case STEP_ADVANCE: emit_advance(w, step); return;
	case STEP_CIRCULARITY: emit_circular_bit(w, step->field); return;
	case STEP_SET_COMPLEX:
		if (step->complexity == COMPLEX_ALWAYS)
			emit(&w->e, "OutHeadP->msgh_bits |= MACH_MSGH_BITS_COMPLEX;\n");
		return;
	case STEP_SET_SIZE: emit_size(w, step); return;
	case STEP_TERMINATE:
	case STEP_PRESET_POINTER:
	case STEP_WIDEN_BACK:
	case STEP_BOUND:
	case STEP_SET_HEADER:
	case STEP_SEND:
	case STEP_RPC:
	case STEP_ON_SEND_ERROR:
	case STEP_GET:
	case STEP_RETURN: break;
	}
	bug("step '%s' in a server stub", step_kind_words(step->kind));
}

static void emit_steps(struct writer *w)
{
	const struct stub *stub = &w->routine->server_stub;
	size_t i = 0;

	while (ndr_is_of_check_function(&stub->steps.items[i]))
		i++;
	if (ndr_has_tokens(w->routine, ARG_SERVER))
		ndr_trailer_start(w, "In0P", return_error(w, "MIG_TRAILER_ERROR"));
	for (; i < stub->steps.count; i++) {
		if (stub->steps.items[i].kind != STEP_CHECK)
			type_check(w, false);
		emit_step(w, &stub->steps.items[i]);
	}
}

/* ---- Around them ---- */

static void emit_check_call(struct writer *w)
{
	const struct form *request = server_request(w);
	const char *name = text_of(w, "__MIG_check__Request__%s_t", w->routine->name);
	unsigned segment, last = request->fields.items[request->fields.count - 1]->segment;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "check", w->options->export_checks ? linkage_name(w, name) : name);
	emit_let(&w->e, "first", is_split(w) ? "InKP, In0UP, InTrailerP" : "In0P");
	emit_let(&w->e, "u", is_split(w) ? "U" : "");
	emit_let(&w->e, "return", return_error(w, "check_result"));
	emit(&w->e, "check_result = $check$($first$");
	for (segment = 1; segment <= last; segment++) {
		size_t inner = emit_scope(&w->e);

		emit_letf(&w->e, "segment", "%u", segment);
		emit(&w->e, ", &In$segment$$u$P");
		emit_end(&w->e, inner);
	}
	emit(&w->e, ");\n");
	emit_let(&w->e, "trace", ndr_trace_refusal(w, name));
	emit(&w->e, w->options->log_calls ? "if (check_result != MACH_MSG_SUCCESS) {\n"
					    "	$trace$\n"
					    "	$return$\n"
					    "}\n"
					  : "if (check_result != MACH_MSG_SUCCESS)\n"
					    "	$return$\n");
	ndr_trace_message(w, "MACH_MSG_REQUEST_BEING_RCVD", request_head(w),
		text_of(w, "%s->Head.msgh_size", request_head(w)), request, "0");
	emit_end(&w->e, scope);
}

/* In a request of the error form only the request port and the code are there. */
static const char *error_form_argument(struct writer *w, const struct param *param)
{
	const struct argument *arg = param->arg;

	if (param->role != PARAM_VALUE)
		return "0";
	if (arg == w->routine->request_port)
		return value_argument(w, arg);
	if (arg == w->routine->retcode_arg)
		return is_split(w) ? "*(kern_return_t *) (void *) ((char *) InDataP + "
				     "sizeof(NDR_record_t))"
				   : "((mig_reply_error_t *) (void *) In0P)->RetCode";
	return text_of(w, "(%s) {0}", param->c_type);
}

static void emit_error_form_call(struct writer *w)
{
	const struct routine *routine = w->routine;
	size_t i, scope = emit_scope(&w->e);

	emit_let(&w->e, "function", called_function(w));
	emit_let(&w->e, "out", reply_data(w));
	emit(&w->e, "$out$->RetCode = $function$(");
	for (i = 0; i < routine->params[SIDE_SERVER].count; i++) {
		size_t inner = emit_scope(&w->e);

		emit_let(&w->e, "argument",
			error_form_argument(w, routine->params[SIDE_SERVER].items[i]));
		emit_let(&w->e, "comma", i + 1 < routine->params[SIDE_SERVER].count ? ", " : "");
		emit(&w->e, "$argument$$comma$");
		emit_end(&w->e, inner);
	}
	emit(&w->e, ");\n"
		    "$out$->NDR = NDR_record;\n");
	emit_end(&w->e, scope);
}

static void emit_error_form(struct writer *w)
{
	const struct argument *port = w->routine->request_port;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "head", request_head(w));
	emit(&w->e,
		"if (!($head$->Head.msgh_bits & MACH_MSGH_BITS_COMPLEX) &&\n"
		"    $head$->Head.msgh_size == (mach_msg_size_t) sizeof(mig_reply_error_t)) {\n");
	emit_indent(&w->e);
	if (port->type->intran)
		emit_translate(w, port);
	ndr_convert_error(w, request_head(w));
	emit_error_form_call(w);
	if (port->type->destructor)
		emit_destroy(w, port);
	emit(&w->e, "return;\n");
	emit_outdent(&w->e);
	emit(&w->e, "}\n\n");
	emit_end(&w->e, scope);
}

static bool uses_index(const struct form *form)
{
	size_t i;

	for (i = 0; i < form->fields.count; i++)
		if (is_descriptor(form->fields.items[i]) &&
			form->fields.items[i]->c_form == C_FORM_ARRAY)
			return true;
	return false;
}

static void declare_pointers(struct writer *w)
{
	const struct form *request = server_request(w);
	unsigned segment, last = request->fields.items[request->fields.count - 1]->segment;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", w->routine->name);
	emit_let(&w->e, "u", is_split(w) ? "U" : "");
	emit(&w->e, "typedef __Request__$name$_t Request __attribute__((unused));\n"
		    "typedef __Reply__$name$_t Reply __attribute__((unused));\n");
	if (is_split(w))
		emit(&w->e, "typedef __RequestKData__$name$_t RequestK;\n"
			    "typedef __RequestUData__$name$_t RequestU;\n"
			    "typedef __ReplyKData__$name$_t ReplyK;\n"
			    "typedef __ReplyUData__$name$_t ReplyU;\n"
			    "\n"
			    "RequestK *InKP = (RequestK *) InHeadP;\n"
			    "RequestU *In0UP = (RequestU *) InDataP;\n"
			    "ReplyK *OutKP = (ReplyK *) OutHeadP;\n"
			    "ReplyU *OutUP = (ReplyU *) OutDataP;\n");
	else
		emit(&w->e, "\nRequest *In0P = (Request *) InHeadP;\n"
			    "Reply *OutP = (Reply *) OutHeadP;\n");
	for (segment = 1; segment <= last; segment++) {
		size_t inner = emit_scope(&w->e);

		emit_letf(&w->e, "segment", "%u", segment);
		emit(&w->e, "Request$u$ *In$segment$$u$P;\n");
		emit_end(&w->e, inner);
	}
	emit_end(&w->e, scope);
}

static void declare_locals(struct writer *w)
{
	const struct form *reply = server_reply(w);
	size_t scope = emit_scope(&w->e);

	declare_pointers(w);
	if (ndr_has_tokens(w->routine, ARG_SERVER))
		emit(&w->e, "mach_msg_max_trailer_t *TrailerP;\n");
	emit_let(&w->e, "least", ndr_least_size(w, "Reply", reply));
	if (!reply->is_fixed)
		emit(&w->e, "mach_msg_size_t msgh_size = $least$;\n");
	if (reply->fields.items[reply->fields.count - 1]->segment > 0)
		emit(&w->e, "mach_msg_size_t msgh_size_delta;\n");
	if (uses_index(server_request(w)) || uses_index(reply))
		emit(&w->e, "mach_msg_type_number_t msgh_index;\n");
	if (reply->complexity == COMPLEX_ALWAYS)
		emit(&w->e, "kern_return_t RetCode;\n");
	emit(&w->e, "kern_return_t check_result;\n");
	declare_argument_locals(w);
	if (is_split(w))
		emit(&w->e, "\n(void) OutKP;\n"
			    "(void) OutUP;\n");
	emit(&w->e, "\n");
	emit_end(&w->e, scope);
}

static void emit_missing(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "table", linkage_name(w, text_of(w, "%s_impl", w->model->server_demux)));
	emit_let(&w->e, "function", w->routine->server_name);
	emit_let(&w->e, "return", return_error(w, "MIG_BAD_ID"));
	emit(&w->e, "if ($table$ == NULL || $table$->$function$ == NULL)\n"
		    "	$return$\n");
	emit_end(&w->e, scope);
}

void ndr_server_stub(struct writer *w)
{
	const struct routine *routine = w->routine;
	size_t scope = emit_scope(&w->e);

	ndr_check_function(w);
	emit_let(&w->e, "name", routine->name);
	emit_let(&w->e, "kind", ndr_hook_kind(w));
	emit_let(&w->e, "word", routine->is_simple ? "SimpleRoutine" : "Routine");
	emit_letf(&w->e, "id", "%" PRId32, (int32_t)routine->id);
	emit(&w->e, "\n/* $word$ $name$ */\n");
	emit(&w->e, is_split(w) ? "mig_internal void _X$name$\n"
				  "	(mach_msg_header_t *InHeadP, __attribute__((__unused__)) "
				  "void *InDataP,\n"
				  "	__attribute__((__unused__)) mach_msg_max_trailer_t "
				  "*InTrailerP,\n"
				  "	mach_msg_header_t *OutHeadP, __attribute__((__unused__)) "
				  "void *OutDataP)\n"
				  "{\n"
				: "mig_internal void _X$name$\n"
				  "	(mach_msg_header_t *InHeadP, mach_msg_header_t *OutHeadP)\n"
				  "{\n");
	emit_indent(&w->e);
	declare_locals(w);
	ndr_assertions(w, server_request(w), server_reply(w), "sizeof(Reply)");
	emit(&w->e, "__DeclareRcv$kind$($id$, \"$name$\")\n"
		    "__BeforeRcv$kind$($id$, \"$name$\")\n\n");
	if (w->options->impl_table)
		emit_missing(w);
	if (has_error_form(w))
		emit_error_form(w);
	emit_check_call(w);
	emit_steps(w);
	if (!server_reply(w)->is_fixed && !is_split(w))
		emit(&w->e, "OutP = (Reply *) OutHeadP;\n");
	ndr_trace_message(w, "MACH_MSG_REPLY_BEING_SENT", reply_head(w),
		text_of(w, "%s->Head.msgh_size", reply_head(w)), server_reply(w),
		server_reply(w)->complexity == COMPLEX_ALWAYS
			? "KERN_SUCCESS"
			: text_of(w, "%s->RetCode", reply_data(w)));
	emit(&w->e, "__AfterRcv$kind$($id$, \"$name$\")\n");
	emit_outdent(&w->e);
	emit(&w->e, "}\n");
	emit_end(&w->e, scope);
}
