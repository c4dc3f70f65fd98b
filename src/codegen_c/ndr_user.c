/* User stubs of the NDR wire. Each function here writes the text of one step. */
#include "codegen_c/ndr.h"
#include "support/bug.h"

#include <inttypes.h>

static const struct form *request_of(const struct writer *w)
{
	return &w->routine->request.views[VIEW_USER];
}

static const struct form *reply_of(const struct writer *w)
{
	return &w->routine->reply.views[VIEW_USER];
}

static const char *hook_kind(const struct writer *w)
{
	return w->routine->is_simple ? "Simple" : "Rpc";
}

/* A request that has no more than a code, when that is not KERN_SUCCESS. */
static bool has_error_form(const struct writer *w)
{
	return w->routine->retcode_arg && request_of(w)->complexity == COMPLEX_ALWAYS;
}

/* Messages above the limit live on the heap. */
static bool is_on_heap(const struct writer *w)
{
	const struct routine *routine = w->routine;
	uint32_t request = request_of(w)->max_bytes;
	uint32_t reply = routine->is_simple ? 0 : reply_of(w)->receive_limit_bytes;
	uint32_t size = request > reply ? request : reply;

	if (routine->on_stack_limit >= 0)
		return size > routine->on_stack_limit;
	return w->options->has_stack_limit && size > w->options->stack_limit_bytes;
}

static bool is_overwriting(const struct writer *w)
{
	size_t i;

	for (i = 0; i < w->routine->arguments.count; i++)
		if (w->routine->arguments.items[i]->flags & ARG_OVERWRITE)
			return true;
	return false;
}

/* The statement that leaves the stub with a code. */
static const char *return_text(struct writer *w, const char *code)
{
	if (!is_on_heap(w))
		return text_of(w, "return %s;", code);
	return text_of(
		w, "{ mig_user_deallocate((char *) Mess, sizeof(*Mess)); return %s; }", code);
}

/* A received message that is given up takes its rights and memory with it. */
static void emit_destroy_reply(struct writer *w)
{
	if (w->model->kernel_user)
		emit(&w->e, "#if __MigKernelSpecificCode\n"
			    "mach_msg_destroy_from_kernel(&Out0P->Head);\n"
			    "#else\n"
			    "mach_msg_destroy(&Out0P->Head);\n"
			    "#endif /* __MigKernelSpecificCode */\n");
	else
		emit(&w->e, "mach_msg_destroy(&Out0P->Head);\n");
}

/* ---- Packing ---- */

static void emit_bound(struct writer *w, const struct step *step)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "count", sender_value(w, step->param));
	emit_letf(&w->e, "max", "%" PRIu32, step->bytes);
	/* The message is not there yet. */
	emit(&w->e, "if ($count$ > $max$)\n"
		    "	return MIG_ARRAY_TOO_LARGE;\n");
	emit_end(&w->e, scope);
}

static void put_string(struct writer *w, const struct field *field)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "value", field->value_from[SIDE_USER]->c_name);
	emit_letf(&w->e, "max", "%" PRIu32, field->max_bytes);
	if (field->kind == FIELD_VALUE) {
		emit(&w->e, "MIG_PUT_STRING(InP->$name$, $value$, $max$);\n");
	} else {
		emit_let(&w->e, "count", field->count_field->c_name);
		emit(&w->e, "InP->$count$ = MIG_PUT_STRING(InP->$name$, $value$, $max$);\n");
	}
	emit_end(&w->e, scope);
}

static const char *array_count(struct writer *w, const struct field *field)
{
	if (field->is_sub_counts)
		return sender_value(w, field->arg->params[SIDE_USER][PARAM_SUBS_COUNT]);
	if (field->copy == COPY_STRING)
		return text_of(w, "InP->%s", field->count_field->c_name);
	return sender_value(w, field->count_from[SIDE_USER]);
}

static void put_array(struct writer *w, const struct field *field)
{
	const char *count = array_count(w, field);
	const char *value = field->is_sub_counts ? field->arg->params[SIDE_USER][PARAM_SUBS]->c_name
						 : field->value_from[SIDE_USER]->c_name;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "value", value);
	emit_let(&w->e, "bytes", product(w, field->size_bytes, count));
	if (field->copy == COPY_STRING) {
		put_string(w, field);
	} else {
		emit(&w->e, "memcpy(InP->$name$, $value$, $bytes$);\n");
		ndr_clear_tail(w, "InP", field, count);
	}
	emit_end(&w->e, scope);
}

static void put_value(struct writer *w, const struct field *field)
{
	const struct param *param = field->value_from[SIDE_USER];
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "value", sender_value(w, param));
	emit_letf(&w->e, "bytes", "%" PRIu32, field->size_bytes);
	if (field->copy == COPY_STRING)
		put_string(w, field);
	else if (field->copy == COPY_BYTES)
		emit(&w->e, "memcpy(InP->$name$, $value$, $bytes$);\n");
	else
		emit(&w->e, "InP->$name$ = $value$;\n");
	emit_end(&w->e, scope);
}

static void put_count(struct writer *w, const struct field *field)
{
	const struct field *counted = field->counts;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", field->c_name);
	emit_letf(&w->e, "max", "%" PRIu32, field->count.max);
	if (counted && counted->copy == COPY_STRING) {
		/* With its string. */
	} else if (field->arg->type->descriptor_count != 0) {
		emit_let(&w->e, "count",
			sender_value(w, field->arg->params[SIDE_USER][PARAM_SUBS_COUNT]));
		emit(&w->e, "InP->$name$ = $count$;\n");
	} else {
		emit_let(&w->e, "count", sender_value(w, field->count_from[SIDE_USER]));
		emit(&w->e, counted ? "InP->$name$ = $count$;\n"
				    : "InP->$name$ = $count$ < $max$ ? $count$ : $max$;\n");
	}
	emit_end(&w->e, scope);
}

static void put_descriptor(struct writer *w, const struct field *field)
{
	const struct param *const *params = field->arg->params[SIDE_USER];
	const struct param *value = params[PARAM_VALUE];
	const struct param *count =
		params[PARAM_SUBS_COUNT] ? params[PARAM_SUBS_COUNT] : field->count_from[SIDE_USER];

	ndr_put_descriptor(w, "InP", field,
		field->c_form == C_FORM_ARRAY ? value->c_name : sender_value(w, value),
		count ? sender_value(w, count) : "");
}

static void emit_put(struct writer *w, const struct step *step)
{
	const struct field *field = step->field;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", field->c_name);
	emit_letf(&w->e, "count", "%" PRIu32, step->bytes);
	switch (field->kind) {
	case FIELD_BODY: emit(&w->e, "InP->msgh_body.msgh_descriptor_count = $count$;\n"); break;
	case FIELD_NDR_RECORD: emit(&w->e, "InP->NDR = NDR_record;\n"); break;
	case FIELD_VALUE: put_value(w, field); break;
	case FIELD_ARRAY: put_array(w, field); break;
	case FIELD_PORT:
	case FIELD_OOL:
	case FIELD_OOL_PORTS: put_descriptor(w, field); break;
	case FIELD_COUNT: put_count(w, field); break;
	case FIELD_STRING_OFFSET: emit(&w->e, "InP->$name$ = 0;\n"); break;
	case FIELD_PAD: ndr_clear_pad(w, "InP", field); break;
	case FIELD_HEADER:
	case FIELD_RETCODE:
	case FIELD_TYPE_WORD:
	case FIELD_EITHER:
	case FIELD_TRAILER: bug("%s in a request", field_kind_words(field->kind));
	}
	emit_end(&w->e, scope);
}

static void emit_advance(struct writer *w, const struct step *step)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "padded", ndr_padded(w, step->field, array_count(w, step->field)));
	if (step->is_last) {
		emit(&w->e, "msgh_size += $padded$;\n");
	} else {
		emit(&w->e, "msgh_size_delta = $padded$;\n"
			    "msgh_size += msgh_size_delta;\n");
		ndr_advance(w, "InP", "InP", "Request", step->field);
	}
	emit_end(&w->e, scope);
}

/* ---- The header ---- */

static const char *disposition(struct writer *w, const struct argument *arg)
{
	const struct param *poly = arg->params[SIDE_USER][PARAM_POLY];

	return poly ? poly->c_name : text_of(w, "%" PRIu32, arg->type->send.number);
}

static const char *reply_disposition(struct writer *w)
{
	if (w->routine->reply_port[SIDE_USER])
		return disposition(w, w->routine->reply_port[SIDE_USER]);
	return w->routine->is_simple ? "0" : "MACH_MSG_TYPE_MAKE_SEND_ONCE";
}

static const char *reply_port(const struct writer *w)
{
	const struct routine *routine = w->routine;

	if (routine->reply_port[SIDE_USER])
		return routine->reply_port[SIDE_USER]->name;
	if (routine->is_simple)
		return "MACH_PORT_NULL";
	return routine->special_reply_port ? "mig_get_special_reply_port()"
					   : "mig_get_reply_port()";
}

/* The size of what is sent, as an expression. */
static const char *send_size(struct writer *w)
{
	const char *size =
		request_of(w)->is_fixed ? "(mach_msg_size_t) sizeof(Request)" : "msgh_size";

	if (has_error_form(w))
		return text_of(w, "%s != 0 ? (mach_msg_size_t) sizeof(mig_reply_error_t) : %s",
			w->routine->retcode_arg->name, size);
	return size;
}

static const char *complex_bit(struct writer *w, enum complexity complexity)
{
	if (complexity != COMPLEX_ALWAYS)
		return "";
	if (has_error_form(w))
		return text_of(w, "(%s != 0 ? 0 : MACH_MSGH_BITS_COMPLEX) |\n	",
			w->routine->retcode_arg->name);
	return "MACH_MSGH_BITS_COMPLEX |\n	";
}

static void emit_set_header(struct writer *w, const struct step *step)
{
	bool tells_size = w->model->kernel_server;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "message", is_on_heap(w) ? "Mess->" : "Mess.");
	emit_let(&w->e, "complex", complex_bit(w, step->complexity));
	emit_let(&w->e, "request", disposition(w, w->routine->request_port));
	emit_let(&w->e, "reply", reply_disposition(w));
	emit_let(&w->e, "request_port", w->routine->request_port->name);
	emit_let(&w->e, "reply_port", reply_port(w));
	emit_letf(&w->e, "id", "%" PRId32, (int32_t)w->routine->id);
	emit_let(&w->e, "size", tells_size ? send_size(w) : "0");
	if (!request_of(w)->is_fixed)
		emit(&w->e, "InP = &$message$In;\n");
	emit(&w->e, "InP->Head.msgh_reply_port = $reply_port$;\n"
		    "InP->Head.msgh_bits = $complex$MACH_MSGH_BITS($request$, $reply$);\n"
		    "InP->Head.msgh_size = $size$;\n"
		    "InP->Head.msgh_request_port = $request_port$;\n"
		    "InP->Head.msgh_id = $id$;\n"
		    "InP->Head.msgh_reserved = 0;\n");
	if (!w->model->kernel_server && !w->model->kernel_user && !w->options->no_vouchers)
		emit(&w->e, "\n#ifdef USING_VOUCHERS\n"
			    "if (voucher_mach_msg_set != NULL)\n"
			    "	voucher_mach_msg_set(&InP->Head);\n"
			    "#endif /* USING_VOUCHERS */\n");
	emit_end(&w->e, scope);
}

/* ---- Sending ---- */

static const char *timeout_text(struct writer *w)
{
	const struct routine *routine = w->routine;
	const struct argument *arg =
		routine->waittime_arg ? routine->waittime_arg : routine->sendtime_arg;

	if (arg)
		return text_of(w, "(mach_msg_timeout_t) %s", arg->name);
	return routine->waittime ? routine->waittime : routine->sendtime;
}

/* Whether the time is for both halves; a send time is for sending only. */
static bool waits(const struct routine *routine)
{
	if (routine->waittime_arg)
		return true;
	return routine->waittime && !routine->sendtime_arg;
}

static const char *extra_options(struct writer *w)
{
	const struct routine *routine = w->routine;

	if (routine->msgoption_arg)
		return text_of(w, "(mach_msg_option_t) %s", routine->msgoption_arg->name);
	return routine->msgoption ? routine->msgoption : "MACH_MSG_OPTION_NONE";
}

/* The largest part of the trailer that an argument asks for. */
static const char *trailer_elements(const struct routine *routine)
{
	const char *elements = NULL;
	size_t i;

	for (i = 0; i < routine->arguments.count; i++) {
		const struct argument *arg = routine->arguments.items[i];

		if (!(arg->flags & ARG_USER))
			continue;
		if (arg->role == ARG_AUDIT_TOKEN)
			return "MACH_RCV_TRAILER_AUDIT";
		if (arg->role == ARG_SECURITY_TOKEN)
			elements = "MACH_RCV_TRAILER_SENDER";
	}
	return elements;
}

static const char *receive_options(struct writer *w)
{
	const char *elements = trailer_elements(w->routine);

	if (!elements)
		return "MACH_RCV_MSG";
	return text_of(w,
		"MACH_RCV_MSG | MACH_RCV_TRAILER_TYPE(MACH_MSG_TRAILER_FORMAT_0) |\n"
		"	MACH_RCV_TRAILER_ELEMENTS(%s)",
		elements);
}

static void let_call(struct writer *w)
{
	const char *timeout = timeout_text(w);

	emit_let(&w->e, "size", send_size(w));
	emit_let(&w->e, "options", extra_options(w));
	emit_let(&w->e, "send_timeout", timeout ? " | MACH_SEND_TIMEOUT" : "");
	emit_let(&w->e, "receive_timeout",
		timeout && waits(w->routine) ? " | MACH_RCV_TIMEOUT" : "");
	emit_let(&w->e, "timeout", timeout ? timeout : "MACH_MSG_TIMEOUT_NONE");
	emit_let(&w->e, "receive_wait",
		timeout && waits(w->routine) ? timeout : "MACH_MSG_TIMEOUT_NONE");
	emit_let(&w->e, "special",
		w->routine->special_reply_port ? " | __MigSpecialReplyPortMsgOption" : "");
	emit_let(&w->e, "receive", w->routine->is_simple ? "" : receive_options(w));
}

static void emit_send(struct writer *w)
{
	emit(&w->e, "msg_result = mach_msg(&InP->Head,\n"
		    "	MACH_SEND_MSG$send_timeout$ | $options$,\n"
		    "	$size$, 0, MACH_PORT_NULL,\n"
		    "	$timeout$, MACH_PORT_NULL);\n");
}

/* Two calls: the first does not have the receive's options. */
static void emit_separate_calls(struct writer *w)
{
	emit_send(w);
	emit(&w->e, "if (msg_result == MACH_MSG_SUCCESS)\n"
		    "	msg_result = mach_msg(&Out0P->Head,\n"
		    "		$receive$$receive_timeout$ | $options$,\n"
		    "		0, (mach_msg_size_t) sizeof(Reply), InP->Head.msgh_reply_port,\n"
		    "		$receive_wait$, MACH_PORT_NULL);\n");
}

static void emit_one_call(struct writer *w)
{
	emit(&w->e, "msg_result = mach_msg(&InP->Head,\n"
		    "	MACH_SEND_MSG | $receive$$send_timeout$$receive_timeout$ | "
		    "$options$$special$,\n"
		    "	$size$, (mach_msg_size_t) sizeof(Reply), InP->Head.msgh_reply_port,\n"
		    "	$timeout$, MACH_PORT_NULL);\n");
}

/* Results that go where the caller's memory is: a template says where. */
static void emit_overwriting_call(struct writer *w)
{
	const struct form *reply = reply_of(w);
	size_t i;

	emit_letf(&w->e, "count", "%" PRIu32, ndr_descriptor_count(reply));
	emit(&w->e, "memset(InOvTemplate, 0, sizeof(*InOvTemplate));\n"
		    "InOvTemplate->msgh_body.msgh_descriptor_count = $count$;\n");
	for (i = 0; i < reply->fields.count; i++) {
		const struct field *field = reply->fields.items[i];
		size_t scope = emit_scope(&w->e);

		if (is_descriptor(field) && field->arg->flags & ARG_OVERWRITE) {
			emit_let(&w->e, "address", sender_value(w, field->value_from[SIDE_USER]));
			emit_let(&w->e, "size",
				field->count_from[SIDE_USER]
					? sender_value(w, field->count_from[SIDE_USER])
					: "1");
			emit_let(&w->e, "name", field->c_name);
			emit_letf(&w->e, "each", "%" PRIu32,
				field->kind == FIELD_OOL_PORTS ? 1
							       : field->element_out_of_line_bytes);
			emit_let(
				&w->e, "member", field->kind == FIELD_OOL_PORTS ? "count" : "size");
			emit(&w->e, "InOvTemplate->$name$.address = (void *) $address$;\n"
				    "InOvTemplate->$name$.$member$ = $size$ * $each$;\n"
				    "InOvTemplate->$name$.copy = MACH_MSG_OVERWRITE;\n");
		} else if (is_descriptor(field) && field->kind != FIELD_PORT) {
			emit_let(&w->e, "name", field->c_name);
			emit_letf(&w->e, "all", "%" PRIu32, field->repeat);
			emit(&w->e, field->c_form == C_FORM_ARRAY
					    ? "for (msgh_index = 0; msgh_index < $all$; "
					      "msgh_index++)\n"
					      "	InOvTemplate->$name$[msgh_index].copy = "
					      "MACH_MSG_ALLOCATE;\n"
					    : "InOvTemplate->$name$.copy = MACH_MSG_ALLOCATE;\n");
		}
		emit_end(&w->e, scope);
	}
	for (i = 0; i < reply->fields.count; i++) {
		const struct field *field = reply->fields.items[i];
		size_t scope = emit_scope(&w->e);

		emit_let(&w->e, "name", field->c_name);
		emit_letf(&w->e, "all", "%" PRIu32, field->repeat);
		if (is_descriptor(field)) {
			emit_let(&w->e, "tag", ndr_descriptor_tag(field));
			emit(&w->e, field->c_form == C_FORM_ARRAY
					    ? "for (msgh_index = 0; msgh_index < $all$; "
					      "msgh_index++)\n"
					      "	InOvTemplate->$name$[msgh_index].type = $tag$;\n"
					    : "InOvTemplate->$name$.type = $tag$;\n");
		}
		emit_end(&w->e, scope);
	}
	emit(&w->e, "msg_result = mach_msg_overwrite(&InP->Head,\n"
		    "	MACH_SEND_MSG | $receive$ | MACH_RCV_OVERWRITE"
		    "$send_timeout$$receive_timeout$ | $options$$special$,\n"
		    "	$size$, (mach_msg_size_t) sizeof(Reply), InP->Head.msgh_reply_port,\n"
		    "	$timeout$, MACH_PORT_NULL,\n"
		    "	&InOvTemplate->Head, (mach_msg_size_t) sizeof(OverwriteTemplate));\n");
}

static void emit_from_kernel(struct writer *w)
{
	emit(&w->e, "#if __MigKernelSpecificCode\n");
	if (w->routine->is_simple)
		emit(&w->e, "msg_result = mach_msg_send_from_kernel(&InP->Head, $size$);\n");
	else
		emit(&w->e, "msg_result = mach_msg_rpc_from_kernel(&InP->Head, $size$,\n"
			    "	(mach_msg_size_t) sizeof(Reply));\n");
	emit(&w->e, "#else\n");
}

static void emit_call(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "kind", hook_kind(w));
	emit_let(&w->e, "name", w->routine->name);
	emit_letf(&w->e, "id", "%" PRId32, (int32_t)w->routine->id);
	emit(&w->e, "\n__BeforeSend$kind$($id$, \"$name$\")\n");
	let_call(w);
	if (w->model->kernel_user)
		emit_from_kernel(w);
	if (w->routine->is_simple)
		emit_send(w);
	else if (is_overwriting(w))
		emit_overwriting_call(w);
	else if (w->options->separate_receive && !w->model->kernel_user)
		emit_separate_calls(w);
	else
		emit_one_call(w);
	if (w->model->kernel_user)
		emit(&w->e, "#endif /* __MigKernelSpecificCode */\n");
	emit(&w->e, "__AfterSend$kind$($id$, \"$name$\")\n");
	emit_end(&w->e, scope);
}

/* ---- After a failed call ---- */

/* What mach_msg() may have moved out of the caller's memory is given back. */
static void emit_free_copies(struct writer *w)
{
	const struct form *request = request_of(w);
	bool any = false;
	size_t i;

	for (i = 0; i < request->fields.count; i++) {
		const struct field *field = request->fields.items[i];
		size_t scope = emit_scope(&w->e);

		if (field->kind == FIELD_OOL && field->c_form == C_FORM_OBJECT) {
			emit_let(&w->e, "name", field->c_name);
			emit_let(&w->e, "value", sender_value(w, field->value_from[SIDE_USER]));
			if (!any)
				emit(&w->e, "if (msg_result == MACH_SEND_TIMED_OUT) {\n");
			any = true;
			emit(&w->e, "	if (InP->$name$.address != (void *) ($value$))\n"
				    "		mig_deallocate((vm_offset_t) InP->$name$.address, "
				    "InP->$name$.size);\n");
		}
		emit_end(&w->e, scope);
	}
	if (any)
		emit(&w->e, "}\n");
}

static void emit_consume(struct writer *w)
{
	emit(&w->e, w->routine->consume == CONSUME_ANY
			    ? "if (msg_result == MACH_SEND_INVALID_DEST ||\n"
			      "	msg_result == MACH_SEND_TIMED_OUT) {\n"
			    : "if (msg_result == MACH_SEND_TIMED_OUT) {\n");
	if (w->model->kernel_user)
		emit(&w->e, "#if __MigKernelSpecificCode\n"
			    "	mach_msg_destroy_from_kernel(&InP->Head);\n"
			    "#else\n");
	/* mach_msg_destroy() leaves the local port alone. */
	emit(&w->e, "	if (MACH_MSGH_BITS_LOCAL(InP->Head.msgh_bits) == "
		    "MACH_MSG_TYPE_MOVE_SEND)\n"
		    "		mach_port_deallocate(mach_task_self(), "
		    "InP->Head.msgh_local_port);\n"
		    "	mach_msg_destroy(&InP->Head);\n");
	if (w->model->kernel_user)
		emit(&w->e, "#endif /* __MigKernelSpecificCode */\n");
	emit(&w->e, "}\n");
}

static void emit_on_send_error(struct writer *w)
{
	const struct routine *routine = w->routine;
	bool is_timed = timeout_text(w) != NULL;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "macro", is_timed ? "WithTimeout" : "WithoutTimeout");
	emit_let(&w->e, "special", routine->special_reply_port ? "SRP" : "");
	emit_let(&w->e, "return", return_text(w, "msg_result"));
	if (!routine->is_simple && !routine->reply_port[SIDE_USER])
		emit(&w->e, "if (msg_result != MACH_MSG_SUCCESS) {\n"
			    "	__MachMsgError$macro$$special$(msg_result)\n"
			    "}\n");
	if (routine->consume == CONSUME_ANY || (routine->consume == CONSUME_TIMEOUT && is_timed))
		emit_consume(w);
	else if (is_timed)
		emit_free_copies(w);
	if (routine->is_simple)
		emit(&w->e, "$return$\n");
	else
		emit(&w->e, "if (msg_result != MACH_MSG_SUCCESS)\n"
			    "	$return$\n\n");
	emit_end(&w->e, scope);
}

/* ---- Checking the reply ---- */

static unsigned reply_segments(const struct writer *w)
{
	const struct form *reply = reply_of(w);

	return reply->fields.items[reply->fields.count - 1]->segment;
}

/* The check function sees the structures that headers show, this file the user's types. */
static void emit_check_call(struct writer *w)
{
	const char *name = text_of(w, "__MIG_check__Reply__%s_t", w->routine->name);
	unsigned segment;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", w->routine->name);
	emit_let(&w->e, "check", w->options->export_checks ? linkage_name(w, name) : name);
	emit_let(&w->e, "return", return_text(w, "check_result"));
	emit(&w->e, "check_result = $check$((__Reply__$name$_t *) (void *) Out0P");
	for (segment = 1; segment <= reply_segments(w); segment++) {
		size_t inner = emit_scope(&w->e);

		emit_letf(&w->e, "segment", "%u", segment);
		emit(&w->e, ", &Checked$segment$P");
		emit_end(&w->e, inner);
	}
	emit(&w->e, ");\n"
		    "if (check_result != MACH_MSG_SUCCESS) {\n");
	emit_indent(&w->e);
	emit_destroy_reply(w);
	emit(&w->e, "$return$\n");
	emit_outdent(&w->e);
	emit(&w->e, "}\n");
	for (segment = 1; segment <= reply_segments(w); segment++) {
		size_t inner = emit_scope(&w->e);

		emit_letf(&w->e, "segment", "%u", segment);
		emit(&w->e, "Out$segment$P = (Reply *) (void *) Checked$segment$P;\n");
		emit_end(&w->e, inner);
	}
	emit(&w->e, "\n");
	emit_end(&w->e, scope);
}

/* The trailer's checks are not in the function: it is called before them. */
static const char *trailer_refusal(struct writer *w)
{
	return text_of(
		w, "{ mach_msg_destroy(&Out0P->Head); %s }", return_text(w, "MIG_TRAILER_ERROR"));
}

/* ---- Unpacking ---- */

static const char *reply_pointer(struct writer *w, const struct field *field)
{
	return text_of(w, "Out%uP", field->segment);
}

static const char *reply_count(struct writer *w, const struct field *field)
{
	const struct field *count = field->count_field;

	return text_of(w, "%s->%s", reply_pointer(w, count), count->c_name);
}

/* What fits is copied, the true count told, and the rest of the reply let go. */
static void refuse_for_room(struct writer *w, const struct field *field)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "target", field->value_from[SIDE_USER]->c_name);
	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "pointer", reply_pointer(w, field));
	emit_let(&w->e, "room", sender_value(w, field->count_from[SIDE_USER]));
	emit_let(&w->e, "count", reply_count(w, field));
	emit_let(&w->e, "bytes",
		product(w, field->size_bytes, sender_value(w, field->count_from[SIDE_USER])));
	emit_let(&w->e, "return", return_text(w, "MIG_ARRAY_TOO_LARGE"));
	emit(&w->e, "if ($count$ > $room$) {\n"
		    "	memcpy($target$, $pointer$->$name$, $bytes$);\n"
		    "	$room$ = $count$;\n");
	emit_indent(&w->e);
	if (reply_of(w)->complexity == COMPLEX_ALWAYS)
		emit_destroy_reply(w);
	emit_outdent(&w->e);
	emit(&w->e, "	$return$\n"
		    "}\n");
	emit_end(&w->e, scope);
}

static void get_array(struct writer *w, const struct field *field)
{
	const struct argument *arg = field->arg;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "target", field->value_from[SIDE_USER]->c_name);
	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "pointer", reply_pointer(w, field));
	emit_let(&w->e, "count", reply_count(w, field));
	emit_let(&w->e, "bytes", product(w, field->size_bytes, reply_count(w, field)));
	if (arg->flags & ARG_COUNT_IN_OUT && !arg->same_count)
		refuse_for_room(w, field);
	emit(&w->e, "memcpy($target$, $pointer$->$name$, $bytes$);\n");
	if (field->copy == COPY_STRING) {
		emit(&w->e, "$target$[$count$ > 0 ? $count$ - 1 : 0] = '\\0';\n");
	} else if (!arg->same_count) {
		emit_let(&w->e, "room", sender_value(w, field->count_from[SIDE_USER]));
		emit(&w->e, "$room$ = $count$;\n");
	}
	emit_end(&w->e, scope);
}

static void get_value(struct writer *w, const struct field *field)
{
	const struct param *param = field->value_from[SIDE_USER];
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "pointer", reply_pointer(w, field));
	emit_let(&w->e, "param", param->c_name);
	emit_let(&w->e, "value", sender_value(w, param));
	emit_letf(&w->e, "bytes", "%" PRIu32, field->size_bytes);
	if (field->copy == COPY_STRING)
		emit(&w->e, "(void) mig_strncpy($param$, $pointer$->$name$, $bytes$);\n");
	else if (field->copy == COPY_BYTES)
		emit(&w->e, "memcpy($param$, $pointer$->$name$, $bytes$);\n");
	else
		emit(&w->e, "$value$ = $pointer$->$name$;\n");
	emit_end(&w->e, scope);
}

static const char *used_entries(struct writer *w, const struct field *field)
{
	return field->count_field ? reply_count(w, field) : text_of(w, "%" PRIu32, field->repeat);
}

static void get_subs(struct writer *w, const struct field *field)
{
	const struct param *const *params = field->arg->params[SIDE_USER];
	const struct form *reply = reply_of(w);
	size_t i, scope = emit_scope(&w->e);

	emit_let(&w->e, "count", field->count_field ? reply_count(w, field) : "");
	for (i = 0; i < reply->fields.count; i++) {
		const struct field *subs = reply->fields.items[i];
		size_t inner = emit_scope(&w->e);

		if (subs->arg == field->arg && subs->is_sub_counts) {
			emit_let(&w->e, "target", params[PARAM_SUBS]->c_name);
			emit_let(&w->e, "pointer", reply_pointer(w, subs));
			emit_let(&w->e, "name", subs->c_name);
			emit(&w->e, "memcpy($target$, $pointer$->$name$, 4 * $count$);\n");
		}
		emit_end(&w->e, inner);
	}
	if (params[PARAM_SUBS_COUNT]) {
		emit_let(&w->e, "room", sender_value(w, params[PARAM_SUBS_COUNT]));
		emit(&w->e, "$room$ = $count$;\n");
	}
	emit_end(&w->e, scope);
}

static void get_descriptor_array(struct writer *w, const struct field *field)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "param", field->value_from[SIDE_USER]->c_name);
	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "member", field->kind == FIELD_PORT ? "name" : "address");
	emit_let(&w->e, "used", used_entries(w, field));
	emit(&w->e, "for (msgh_index = 0; msgh_index < $used$; msgh_index++)\n"
		    "	$param$[msgh_index] = Out0P->$name$[msgh_index].$member$;\n");
	if (field->arg->type->descriptor_count != 0) {
		get_subs(w, field);
	} else if (field->count_from[SIDE_USER]) {
		emit_let(&w->e, "room", sender_value(w, field->count_from[SIDE_USER]));
		emit(&w->e, "$room$ = $used$;\n");
	}
	emit_end(&w->e, scope);
}

static void get_descriptor(struct writer *w, const struct field *field)
{
	const struct param *poly = field->arg->params[SIDE_USER][PARAM_POLY];
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "value", sender_value(w, field->value_from[SIDE_USER]));
	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "type", field->value_from[SIDE_USER]->c_type);
	if (field->kind == FIELD_PORT)
		emit(&w->e, "$value$ = Out0P->$name$.name;\n");
	else
		emit(&w->e, "$value$ = ($type$) (Out0P->$name$.address);\n");
	if (poly && poly->by_reference) {
		emit_let(&w->e, "poly", poly->c_name);
		emit(&w->e, "*$poly$ = Out0P->$name$.disposition;\n");
	}
	if (field->count_from[SIDE_USER] && !field->arg->same_count) {
		emit_let(&w->e, "room", sender_value(w, field->count_from[SIDE_USER]));
		emit_let(&w->e, "count", reply_count(w, field));
		emit(&w->e, "$room$ = $count$;\n");
	}
	emit_end(&w->e, scope);
}

static void get_token(struct writer *w, const struct argument *arg)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "value", sender_value(w, arg->params[SIDE_USER][PARAM_VALUE]));
	emit_let(&w->e, "member", arg->role == ARG_SECURITY_TOKEN ? "msgh_sender" : "msgh_audit");
	emit(&w->e, "$value$ = TrailerP->$member$;\n");
	emit_end(&w->e, scope);
}

static void emit_get(struct writer *w, const struct step *step)
{
	if (!step->field)
		get_token(w, step->arg);
	else if (step->field->kind == FIELD_ARRAY)
		get_array(w, step->field);
	else if (step->field->kind == FIELD_VALUE)
		get_value(w, step->field);
	else if (step->field->c_form == C_FORM_ARRAY)
		get_descriptor_array(w, step->field);
	else
		get_descriptor(w, step->field);
}

/* ---- Locals ---- */

static bool uses_index(const struct form *form)
{
	size_t i;

	for (i = 0; i < form->fields.count; i++)
		if (is_descriptor(form->fields.items[i]) &&
			form->fields.items[i]->c_form == C_FORM_ARRAY)
			return true;
	return false;
}

static bool moves_pointer(const struct form *form)
{
	return form->fields.items[form->fields.count - 1]->segment > 0;
}

static void declare_message(struct writer *w)
{
	bool is_simple = w->routine->is_simple;

	emit_let(&w->e, "mess", is_on_heap(w) ? "Mess->" : "Mess.");
	emit_let(&w->e, "star", is_on_heap(w) ? "*" : "");
	emit_let(&w->e, "out", is_simple ? "" : "	Reply Out;\n");
	if (is_overwriting(w)) {
		emit(&w->e, "union $name$MessU {\n"
			    "	Request In;\n"
			    "} $star$Mess;\n"
			    "union {\n"
			    "	OverwriteTemplate In;\n"
			    "	Reply Out;\n"
			    "} MessReply;\n"
			    "OverwriteTemplate *InOvTemplate = &MessReply.In;\n"
			    "Reply *Out0P = &MessReply.Out;\n");
		return;
	}
	emit(&w->e, "union $name$MessU {\n"
		    "	Request In;\n"
		    "$out$"
		    "} $star$Mess;\n");
	if (!is_simple)
		emit(&w->e, is_on_heap(w) ? "Reply *Out0P;\n" : "Reply *Out0P = &Mess.Out;\n");
}

static void declare_locals(struct writer *w)
{
	const struct form *request = request_of(w), *reply = reply_of(w);
	bool is_simple = w->routine->is_simple;
	unsigned segment;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", w->routine->name);
	declare_message(w);
	emit(&w->e, is_on_heap(w) ? "Request *InP;\n" : "Request *InP = &Mess.In;\n");
	for (segment = 1; !is_simple && segment <= reply_segments(w); segment++) {
		size_t inner = emit_scope(&w->e);

		emit_letf(&w->e, "segment", "%u", segment);
		emit(&w->e, "__Reply__$name$_t *Checked$segment$P;\n"
			    "Reply *Out$segment$P;\n");
		emit_end(&w->e, inner);
	}
	emit(&w->e, "mach_msg_return_t msg_result;\n");
	emit_let(&w->e, "least", ndr_least_size(w, "Request", request));
	if (!request->is_fixed)
		emit(&w->e, "mach_msg_size_t msgh_size = $least$;\n");
	if (moves_pointer(request))
		emit(&w->e, "mach_msg_size_t msgh_size_delta;\n");
	if (uses_index(request) || (!is_simple && uses_index(reply)))
		emit(&w->e, "mach_msg_type_number_t msgh_index;\n");
	if (!is_simple)
		emit(&w->e, "kern_return_t check_result;\n");
	if (ndr_has_tokens(w->routine, ARG_USER))
		emit(&w->e, "mach_msg_max_trailer_t *TrailerP;\n");
	emit(&w->e, "\n");
	emit_end(&w->e, scope);
}

/* Arguments that another took the place of. */
static bool is_unused(const struct writer *w, const struct argument *arg)
{
	const struct routine *routine = w->routine;

	switch (arg->role) {
	case ARG_REQUEST_PORT: return arg != routine->request_port;
	case ARG_REPLY_PORT: return arg != routine->reply_port[SIDE_USER];
	case ARG_WAITTIME: return arg != routine->waittime_arg || w->model->kernel_user;
	case ARG_SENDTIME:
		return arg != routine->sendtime_arg || routine->waittime_arg ||
		       w->model->kernel_user;
	case ARG_MSGOPTION: return arg != routine->msgoption_arg || w->model->kernel_user;
	case ARG_DATA:
	case ARG_MSGSEQNO:
	case ARG_SECURITY_TOKEN:
	case ARG_AUDIT_TOKEN:
	case ARG_CONTEXT_TOKEN: break;
	}
	return false;
}

static void emit_unused(struct writer *w)
{
	size_t i;

	for (i = 0; i < w->routine->params[SIDE_USER].count; i++) {
		const struct param *param = w->routine->params[SIDE_USER].items[i];
		size_t scope = emit_scope(&w->e);

		emit_let(&w->e, "name", param->c_name);
		if (is_unused(w, param->arg))
			emit(&w->e, "(void) $name$;\n");
		emit_end(&w->e, scope);
	}
}

/* ---- The stub ---- */

static void emit_allocation(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", w->routine->name);
	emit(&w->e, "Mess = (union $name$MessU *) (void *) mig_user_allocate(sizeof(*Mess));\n"
		    "if (Mess == NULL)\n"
		    "	return KERN_RESOURCE_SHORTAGE;\n"
		    "InP = &Mess->In;\n");
	if (!w->routine->is_simple && !is_overwriting(w))
		emit(&w->e, "Out0P = &Mess->Out;\n");
	emit(&w->e, "\n");
	emit_end(&w->e, scope);
}

static void emit_error_form(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "code", w->routine->retcode_arg->name);
	emit(&w->e, "if ($code$ != 0) {\n"
		    "	((mig_reply_error_t *) (void *) InP)->NDR = NDR_record;\n"
		    "	((mig_reply_error_t *) (void *) InP)->RetCode = $code$;\n"
		    "} else {\n");
	emit_end(&w->e, scope);
}

/* Where the walk through the steps is. */
enum part { BOUNDS, PACKING, SENT, CHECKED };

static void emit_trailer_step(struct writer *w, const struct step *step, bool *started)
{
	if (!*started)
		ndr_trailer_start(w, "Out0P", trailer_refusal(w));
	*started = true;
	ndr_trailer_check(w, step->arg, trailer_refusal(w));
}

static void emit_step(struct writer *w, const struct step *step, bool *has_trailer)
{
	switch (step->kind) {
	case STEP_BOUND: emit_bound(w, step); return;
	case STEP_PUT: emit_put(w, step); return;
	case STEP_ADVANCE: emit_advance(w, step); return;
	case STEP_SET_HEADER: emit_set_header(w, step); return;
	case STEP_SEND:
	case STEP_RPC: emit_call(w); return;
	case STEP_ON_SEND_ERROR: emit_on_send_error(w); return;
	case STEP_CHECK: emit_trailer_step(w, step, has_trailer); return;
	case STEP_GET: emit_get(w, step); return;
	case STEP_RETURN: {
		size_t scope = emit_scope(&w->e);

		emit_let(&w->e, "return", return_text(w, "KERN_SUCCESS"));
		emit(&w->e, "$return$\n");
		emit_end(&w->e, scope);
		return;
	}
	case STEP_TERMINATE:
	case STEP_TRANSLATE:
	case STEP_NARROW:
	case STEP_PRESET_COUNT:
	case STEP_PRESET_POINTER:
	case STEP_CALL:
	case STEP_WIDEN_BACK:
	case STEP_DESTROY:
	case STEP_FREE:
	case STEP_RETURN_IF_FAILED:
	case STEP_RELEASE:
	case STEP_RESULT_CHECK:
	case STEP_CIRCULARITY:
	case STEP_SET_COMPLEX:
	case STEP_SET_SIZE: break;
	}
	bug("step '%s' in a user stub", step_kind_words(step->kind));
}

static bool is_of_check_function(const struct step *step)
{
	return (step->kind == STEP_CHECK && step->check != CHECK_TRAILER_SIZE) ||
	       step->kind == STEP_ADVANCE;
}

static void emit_steps(struct writer *w)
{
	const struct stub *stub = &w->routine->user_stub;
	enum part part = BOUNDS;
	bool has_trailer = false;
	size_t i;

	for (i = 0; i < stub->steps.count; i++) {
		const struct step *step = &stub->steps.items[i];

		if (part == BOUNDS && step->kind != STEP_BOUND) {
			part = PACKING;
			if (is_on_heap(w))
				emit_allocation(w);
			if (has_error_form(w)) {
				emit_error_form(w);
				emit_indent(&w->e);
			}
		}
		if (part == PACKING && step->kind == STEP_SET_HEADER) {
			part = SENT;
			if (has_error_form(w)) {
				emit_outdent(&w->e);
				emit(&w->e, "}\n");
			}
			emit(&w->e, "\n");
		}
		if (part == SENT && is_of_check_function(step)) {
			emit_check_call(w);
			part = CHECKED;
		}
		if (part != CHECKED || !is_of_check_function(step))
			emit_step(w, step, &has_trailer);
	}
}

static void emit_structures(struct writer *w)
{
	ndr_structure(w, "Request", request_of(w), NDR_WHOLE, NULL);
	if (w->routine->is_simple)
		return;
	ndr_structure(w, "Reply", reply_of(w), NDR_WHOLE,
		ndr_has_tokens(w->routine, ARG_USER) ? "mach_msg_max_trailer_t"
						     : "mach_msg_trailer_t");
	if (is_overwriting(w))
		ndr_structure(w, "OverwriteTemplate", reply_of(w), NDR_HEAD, NULL);
}

void ndr_user_stub(struct writer *w)
{
	const struct routine *routine = w->routine;
	size_t scope = emit_scope(&w->e);

	if (!routine->is_simple)
		ndr_check_function(w);
	emit_let(&w->e, "name", routine->name);
	emit_let(&w->e, "user_name", linkage_name(w, routine->user_name));
	emit_let(&w->e, "kind", hook_kind(w));
	emit_let(&w->e, "word", routine->is_simple ? "SimpleRoutine" : "Routine");
	emit_letf(&w->e, "id", "%" PRId32, (int32_t)routine->id);
	emit(&w->e, "\n/* $word$ $name$ */\n"
		    "mig_external kern_return_t $user_name$\n");
	emit_param_lines(w, SIDE_USER, false);
	emit(&w->e, "\n{");
	emit_indent(&w->e);
	emit_structures(w);
	emit(&w->e, "\n");
	declare_locals(w);
	emit(&w->e, "__DeclareSend$kind$($id$, \"$name$\")\n\n");
	emit_unused(w);
	emit_steps(w);
	emit_outdent(&w->e);
	emit(&w->e, "}\n");
	emit_end(&w->e, scope);
}
