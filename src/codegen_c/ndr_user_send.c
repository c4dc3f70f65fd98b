/* The steps of a user stub around the call: the header, sending, and what failed to be sent. */
#include "codegen_c/ndr_user.h"

#include <inttypes.h>

/* ---- The header ---- */

static const char *disposition(const struct argument *arg)
{
	const struct param *poly = arg->params[SIDE_USER][PARAM_POLY];

	return poly ? poly->c_name : arg->type->send.text;
}

static const char *reply_disposition(const struct writer *w)
{
	if (w->routine->reply_port[SIDE_USER])
		return disposition(w->routine->reply_port[SIDE_USER]);
	return w->routine->is_simple ? "0" : "MACH_MSG_TYPE_MAKE_SEND_ONCE";
}

static const char *reply_port(const struct writer *w)
{
	const struct routine *routine = w->routine;

	if (routine->reply_port[SIDE_USER])
		return routine->reply_port[SIDE_USER]->c_name;
	if (routine->is_simple)
		return "MACH_PORT_NULL";
	return routine->special_reply_port ? "mig_get_special_reply_port()"
					   : "mig_get_reply_port()";
}

/* The size of what is sent, as an expression. */
static const char *send_size(struct writer *w)
{
	const char *size =
		user_request(w)->is_fixed ? "(mach_msg_size_t) sizeof(Request)" : "msgh_size";

	if (user_has_error_form(w))
		return text_of(w, "%s != 0 ? (mach_msg_size_t) sizeof(mig_reply_error_t) : %s",
			w->routine->retcode_arg->c_name, size);
	return size;
}

static const char *complex_bit(struct writer *w, enum complexity complexity)
{
	if (complexity != COMPLEX_ALWAYS)
		return "";
	if (user_has_error_form(w))
		return text_of(w, "(%s != 0 ? 0 : MACH_MSGH_BITS_COMPLEX) |\n	",
			w->routine->retcode_arg->c_name);
	return "MACH_MSGH_BITS_COMPLEX |\n	";
}

void user_set_header(struct writer *w, const struct step *step)
{
	bool tells_size = w->model->kernel_server;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "message", user_is_on_heap(w) ? "Mess->" : "Mess.");
	emit_let(&w->e, "complex", complex_bit(w, step->complexity));
	emit_let(&w->e, "request", disposition(w->routine->request_port));
	emit_let(&w->e, "reply", reply_disposition(w));
	emit_let(&w->e, "request_port", w->routine->request_port->c_name);
	emit_let(&w->e, "reply_port", reply_port(w));
	emit_letf(&w->e, "id", "%" PRId32, (int32_t)w->routine->id);
	emit_let(&w->e, "size", tells_size ? send_size(w) : "");
	if (!user_request(w)->is_fixed)
		emit(&w->e, "InP = &$message$In;\n");
	emit(&w->e, "InP->Head.msgh_reply_port = $reply_port$;\n"
		    "InP->Head.msgh_bits = $complex$MACH_MSGH_BITS($request$, $reply$);\n");
	/* Elsewhere mach_msg() is told, and puts it into what it sends. */
	if (tells_size)
		emit(&w->e, "InP->Head.msgh_size = $size$;\n");
	emit(&w->e, "InP->Head.msgh_request_port = $request_port$;\n"
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
		return text_of(w, "(mach_msg_timeout_t) %s", arg->c_name);
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
		return text_of(w, "(mach_msg_option_t) %s", routine->msgoption_arg->c_name);
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

/* One entry of the template, or each of an array of them. */
static void fill_template_entry(struct writer *w, const struct field *field)
{
	bool is_ports = field->kind == FIELD_OOL_PORTS;
	uint32_t each = is_ports ? 1 : field->element_out_of_line_bytes;
	const struct param *count = field->count_from[SIDE_USER];
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "tag", ndr_descriptor_tag(field));
	emit_let(&w->e, "member", is_ports ? "count" : "size");
	emit_letu(&w->e, "all", field->repeat);
	emit_let(&w->e, "described",
		count ? product(w, each, sender_value(w, count))
		      : text_of(w, "%" PRIu32,
				field->element_out_of_line_bytes /
					(is_ports ? writer_abi(w)->port_out_of_line_bytes : 1)));
	emit_let(&w->e, "address", sender_value(w, field->value_from[SIDE_USER]));
	if (field->arg->flags & ARG_OVERWRITE)
		emit(&w->e, "InOvTemplate->$name$.address = (void *) $address$;\n"
			    "InOvTemplate->$name$.$member$ = $described$;\n"
			    "InOvTemplate->$name$.copy = MACH_MSG_OVERWRITE;\n"
			    "InOvTemplate->$name$.type = $tag$;\n");
	else if (field->c_form == C_FORM_ARRAY)
		emit(&w->e, "for (msgh_index = 0; msgh_index < $all$; msgh_index++) {\n"
			    "	InOvTemplate->$name$[msgh_index].copy = MACH_MSG_ALLOCATE;\n"
			    "	InOvTemplate->$name$[msgh_index].type = $tag$;\n"
			    "}\n");
	else
		emit(&w->e, "InOvTemplate->$name$.copy = MACH_MSG_ALLOCATE;\n"
			    "InOvTemplate->$name$.type = $tag$;\n");
	emit_end(&w->e, scope);
}

/* Results that go where the caller's memory is: a template says where. */
static void emit_overwriting_call(struct writer *w)
{
	const struct form *reply = user_reply(w);
	uint32_t count = 0;
	size_t i;

	for (i = 0; i < reply->fields.count; i++)
		if (ndr_is_in_template(reply, i))
			count += reply->fields.items[i]->repeat;
	emit_letu(&w->e, "count", count);
	emit(&w->e, "memset(InOvTemplate, 0, sizeof(*InOvTemplate));\n"
		    "InOvTemplate->msgh_body.msgh_descriptor_count = $count$;\n");
	for (i = 0; i < reply->fields.count; i++)
		if (ndr_is_in_template(reply, i))
			fill_template_entry(w, reply->fields.items[i]);
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

void user_call(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "kind", ndr_hook_kind(w));
	emit_let(&w->e, "name", w->routine->name);
	emit_letf(&w->e, "id", "%" PRId32, (int32_t)w->routine->id);
	emit(&w->e, "\n");
	ndr_trace_message(w, "MACH_MSG_REQUEST_BEING_SENT", "InP", text_of(w, "(%s)", send_size(w)),
		user_request(w), "0");
	emit(&w->e, "__BeforeSend$kind$($id$, \"$name$\")\n");
	let_call(w);
	if (w->model->kernel_user)
		emit_from_kernel(w);
	if (w->routine->is_simple)
		emit_send(w);
	else if (user_is_overwriting(w))
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
	const struct form *request = user_request(w);
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

/* What failed to be sent is let go where the interface asks for it. */
static void emit_unsent(struct writer *w)
{
	bool is_timed = timeout_text(w) != NULL;
	enum consume_on_send_error consume = w->routine->consume;

	if (consume == CONSUME_ANY || (consume == CONSUME_TIMEOUT && is_timed))
		emit_consume(w);
	else if (is_timed)
		emit_free_copies(w);
}

void user_on_send_error(struct writer *w)
{
	const struct routine *routine = w->routine;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "macro", timeout_text(w) ? "WithTimeout" : "WithoutTimeout");
	emit_let(&w->e, "special", routine->special_reply_port ? "SRP" : "");
	emit_let(&w->e, "return", user_return(w, "msg_result"));
	if (routine->is_simple) {
		emit_unsent(w);
		emit(&w->e, "$return$\n");
	} else {
		emit(&w->e, "if (msg_result != MACH_MSG_SUCCESS) {\n");
		emit_indent(&w->e);
		if (!routine->reply_port[SIDE_USER])
			emit(&w->e, "__MachMsgError$macro$$special$(msg_result)\n");
		emit_unsent(w);
		emit(&w->e, "$return$\n");
		emit_outdent(&w->e);
		emit(&w->e, "}\n\n");
	}
	emit_end(&w->e, scope);
}
