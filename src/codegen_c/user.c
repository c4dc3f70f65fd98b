/*
 * User stubs. Each function here writes the text of one step; what is packed and checked, and in
 * which order, stands in the model.
 */
#include "codegen_c/helpers.h"
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

/* ---- Packing ---- */

static void emit_bound(struct writer *w, const struct step *step)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "count", step->param->c_name);
	emit_letu(&w->e, "max", step->field->count.max);
	emit(&w->e, "if (mig_unlikely($count$ > $max$U))\n"
		    "	return MIG_ARRAY_TOO_LARGE;\n");
	emit_end(&w->e, scope);
}

/* Copies count elements and clears what rounds them up; msgh_size_delta has the rounded bytes. */
static void put_elements(struct writer *w, const struct field *field, const char *count)
{
	const char *value = field->value_from[SIDE_USER]->c_name;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "value", value);
	emit_let(&w->e, "bytes", product(w, field->size_bytes, count));
	if (field->copy == COPY_PORTS) {
		emit(&w->e, "msgh_size_delta = $bytes$;\n");
		pack_slots(w, "InP", field,
			flat_rights(w, field->arg->type, SIDE_USER, true, value),
			product(w, field->count.units, count));
	} else if (needs_tail(w, field->size_bytes)) {
		use_helper(w, HELPER_PUT_ARRAY);
		emit(&w->e, "msgh_size_delta = mig_put_array(InP->$name$, $value$, $bytes$);\n");
	} else {
		emit(&w->e, "memcpy(InP->$name$, $value$, $bytes$);\n"
			    "msgh_size_delta = $bytes$;\n");
	}
	emit_end(&w->e, scope);
}

static void put_string(struct writer *w, const struct field *field)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "value", field->value_from[SIDE_USER]->c_name);
	emit_let(&w->e, "x", w->model->support_prefix);
	emit_letu(&w->e, "max", field->max_bytes);
	emit_letu(&w->e, "last", field->max_bytes - 1);
	if (field->kind == FIELD_VALUE) {
		use_helper(w, HELPER_PUT_STRING);
		emit(&w->e, "mig_put_string(InP->$name$, $value$, $max$);\n");
	} else {
		/* The count has the NUL; some implementations fill the whole room without one. */
		use_helper(w, HELPER_END_ARRAY);
		emit(&w->e, "msgh_index = (mach_msg_type_number_t) "
			    "$x$mig_strncpy(InP->$name$, $value$, $max$);\n"
			    "if (msgh_index < $max$U)\n"
			    "	msgh_index++;\n"
			    "InP->$name$[$last$] = '\\0';\n"
			    "msgh_size_delta = mig_end_array(InP->$name$, msgh_index);\n");
		pack_number(w, "InP", field, "msgh_index");
	}
	emit_end(&w->e, scope);
}

static void put_either(struct writer *w, const struct field *field)
{
	const struct word *word = &field->data_word->word;
	const char *count = sender_value(w, field->count_from[SIDE_USER]);
	size_t scope = emit_scope(&w->e);

	pack_number(w, "InP", field, count);
	emit_let(&w->e, "count", count);
	emit_let(&w->e, "value", field->value_from[SIDE_USER]->c_name);
	emit_let(&w->e, "pointer", field->c_pointer_name);
	emit_let(&w->e, "in_line", word_flag(w, "InP", field->data_word, "inline"));
	emit_let(&w->e, "deallocate", word_flag(w, "InP", field->data_word, "deallocate"));
	emit_let(&w->e, "size", word_part(w, "InP", field->data_word, "size"));
	emit_letu(&w->e, "max", field->count.max);
	emit_letu(&w->e, "bits", word->size_bits_out_of_line);
	emit_letu(&w->e, "pointer_bytes", writer_abi(w)->pointer_bytes);
	emit(&w->e, "if ($count$ > $max$U) {\n"
		    "	$in_line$ = FALSE;\n");
	emit_indent(&w->e);
	if (field->arg->dealloc == DEALLOC_YES)
		emit(&w->e, "$deallocate$ = TRUE;\n");
	if (field->arg->dealloc == DEALLOC_MAYBE) {
		emit_let(&w->e, "dealloc",
			sender_value(w, field->arg->params[SIDE_USER][PARAM_DEALLOC]));
		emit(&w->e, "$deallocate$ = $dealloc$ != FALSE;\n");
	}
	if (word->size_bits != word->size_bits_out_of_line)
		emit(&w->e, "$size$ = $bits$;\n");
	if (request_of(w)->complexity == COMPLEX_AT_RUN_TIME)
		emit(&w->e, "msgh_simple = FALSE;\n");
	emit_outdent(&w->e);
	emit(&w->e, "	InP->$pointer$ = $value$;\n"
		    "	msgh_size_delta = $pointer_bytes$U;\n"
		    "} else {\n");
	emit_indent(&w->e);
	put_elements(w, field, count);
	emit_outdent(&w->e);
	emit(&w->e, "}\n");
	emit_end(&w->e, scope);
}

static void put_port(struct writer *w, const struct field *field)
{
	const struct param *param = field->value_from[SIDE_USER];
	bool is_place = param->by_reference || field->arg->type->c_class != C_VALUE;
	const char *place = is_place ? param->c_name : text_of(w, "&%s", param->c_name);
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "value", sender_value(w, param));
	if (field->copy == COPY_PORTS)
		pack_slots(w, "InP", field,
			flat_rights(w, field->arg->type, SIDE_USER, true, place),
			text_of(w, "%" PRIu32 "U", field->repeat));
	else if (field->copy == COPY_PORT)
		emit(&w->e, "InP->$name$.kernel_port_do_not_use = $value$;\n");
	else
		emit(&w->e, "InP->$name$ = $value$;\n");
	emit_end(&w->e, scope);
}

static void put_value(struct writer *w, const struct field *field)
{
	const struct param *param = field->value_from[SIDE_USER];
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "value", sender_value(w, param));
	emit_letu(&w->e, "bytes", field->size_bytes);
	if (field->copy == COPY_STRING)
		put_string(w, field);
	else if (field->copy == COPY_BYTES)
		emit(&w->e, "memcpy(InP->$name$, $value$, $bytes$);\n");
	else if (is_put_with_padding(w, field))
		put_padded(w, "InP", field, sender_value(w, param));
	else
		emit(&w->e, "InP->$name$ = $value$;\n");
	emit_end(&w->e, scope);
}

/* The room for a result: what the caller has, but never more than the bound. */
static void put_room(struct writer *w, const struct field *field)
{
	const char *room = sender_value(w, field->count_from[SIDE_USER]);
	const char *value = text_of(w, "%s < %" PRIu32 "U ? %s : %" PRIu32 "U", room,
		field->count.max, room, field->count.max);
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "value", value);
	if (is_put_with_padding(w, field))
		put_padded(w, "InP", field, value);
	else
		emit(&w->e, "InP->$name$ = $value$;\n");
	emit_end(&w->e, scope);
}

static void emit_put(struct writer *w, const struct field *field)
{
	switch (field->kind) {
	case FIELD_TYPE_WORD:
		pack_word(w, "InP", field);
		pack_word_parts(w, "InP", request_of(w), field);
		return;
	case FIELD_VALUE: put_value(w, field); return;
	case FIELD_PORT: put_port(w, field); return;
	case FIELD_OOL:
	case FIELD_OOL_PORTS:
		put_value(w, field);
		if (field->count_from[SIDE_USER])
			pack_number(w, "InP", field, sender_value(w, field->count_from[SIDE_USER]));
		return;
	case FIELD_ARRAY:
		if (field->copy == COPY_STRING) {
			put_string(w, field);
			return;
		}
		pack_number(w, "InP", field, field->count_from[SIDE_USER]->c_name);
		put_elements(w, field, field->count_from[SIDE_USER]->c_name);
		return;
	case FIELD_EITHER: put_either(w, field); return;
	case FIELD_COUNT: put_room(w, field); return;
	case FIELD_PAD:
		if (!is_put_with_padding(w, field->padded))
			pack_pad(w, "InP", field);
		return;
	case FIELD_HEADER:
	case FIELD_RETCODE:
	case FIELD_BODY:
	case FIELD_NDR_RECORD:
	case FIELD_STRING_OFFSET:
	case FIELD_TRAILER: break;
	}
	bug("%s in a typed request", field_kind_words(field->kind));
}

/* ---- Sending ---- */

static const char *disposition(const struct argument *arg)
{
	const struct param *poly = arg->params[SIDE_USER][PARAM_POLY];

	return poly ? poly->c_name : arg->type->send.text;
}

/* compat(gnu): a right in the header makes a message complex that might be simple otherwise. */
static void emit_header_right(struct writer *w, const struct argument *port)
{
	const struct param *poly = port ? port->params[SIDE_USER][PARAM_POLY] : NULL;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "poly", poly ? poly->c_name : "");
	if (poly)
		emit(&w->e, "if (MACH_MSG_TYPE_PORT_ANY($poly$))\n"
			    "	msgh_simple = FALSE;\n");
	emit_end(&w->e, scope);
}

static const char *reply_port_value(struct writer *w)
{
	const struct argument *reply_port = w->routine->reply_port[SIDE_USER];

	if (reply_port)
		return reply_port->c_name;
	if (w->routine->is_simple || w->model->kernel_user)
		return "MACH_PORT_NULL";
	return text_of(w, "%smig_get_reply_port()", w->model->support_prefix);
}

/* Where a slot is wider than a name, all of it is stored: the name and nothing beside it. */
static bool has_wide_ports(const struct writer *w)
{
	return writer_abi(w)->header_port_bytes > writer_abi(w)->port_name_bytes;
}

static const char *remote_slot(const struct writer *w)
{
	return has_wide_ports(w) ? "msgh_remote_port_do_not_use" : "msgh_request_port";
}

static const char *local_slot(const struct writer *w)
{
	return has_wide_ports(w) ? "msgh_protected_payload" : "msgh_reply_port";
}

/* In the kernel a header holds a port's address as a number. */
static const char *port_cast(const struct writer *w)
{
	return writer_abi(w)->is_kernel ? "(mach_port_t) " : "";
}

/* All that does not depend on the arguments: before them, so that the compiler need not keep it
 * over the calls that copy them. */
static void emit_set_header(struct writer *w)
{
	const struct form *request = request_of(w);
	const struct argument *reply_port = w->routine->reply_port[SIDE_USER];
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "request", disposition(w->routine->request_port));
	if (reply_port)
		emit_let(&w->e, "reply", disposition(reply_port));
	else
		emit_let(&w->e, "reply",
			w->routine->is_simple ? "0" : "MACH_MSG_TYPE_MAKE_SEND_ONCE");
	emit_let(&w->e, "complex",
		request->complexity == COMPLEX_ALWAYS ? "\n	MACH_MSGH_BITS_COMPLEX | " : " ");
	emit_letu(&w->e, "size", request->max_bytes);
	emit_let(&w->e, "request_port", w->routine->request_port->c_name);
	emit_let(&w->e, "cast", port_cast(w));
	emit_let(&w->e, "remote", remote_slot(w));
	emit_letf(&w->e, "id", "%" PRId32, (int32_t)w->routine->id);
	if (w->routine->is_simple && has_fixed_shape(request)) {
		/* With nothing but stores around them, compilers would load the pair from memory.
		 */
		use_helper(w, HELPER_PUT_HEAD);
		emit(&w->e, "MIG_PUT_BITS_AND_SIZE(&InP->Head,$complex$MACH_MSGH_BITS($request$, "
			    "$reply$), $size$);\n");
	} else {
		emit(&w->e, "InP->Head.msgh_bits =$complex$MACH_MSGH_BITS($request$, $reply$);\n");
		if (request->is_fixed)
			emit(&w->e, "InP->Head.msgh_size = $size$;\n");
	}
	emit(&w->e, "InP->Head.$remote$ = $cast$$request_port$;\n"
		    "InP->Head.msgh_seqno = 0;\n"
		    "InP->Head.msgh_id = $id$;\n\n");
	emit_end(&w->e, scope);
}

static void emit_set_size(struct writer *w)
{
	emit(&w->e, form_moves(request_of(w)) ? "\nInP = &Mess.In;\n" : "\n");
	emit(&w->e, "InP->Head.msgh_size = msgh_size;\n");
}

static void emit_set_complex(struct writer *w)
{
	emit_header_right(w, w->routine->request_port);
	emit_header_right(w, w->routine->reply_port[SIDE_USER]);
	emit(&w->e, "if (!msgh_simple)\n"
		    "	InP->Head.msgh_bits |= MACH_MSGH_BITS_COMPLEX;\n");
}

/* The port for the reply comes last: what the call for it would keep alive is stored by then. */
static void emit_set_reply_port(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "local", local_slot(w));
	emit_let(&w->e, "cast", port_cast(w));
	emit_let(&w->e, "reply_port", reply_port_value(w));
	emit(&w->e, "InP->Head.$local$ = $cast$$reply_port$;\n\n");
	emit_end(&w->e, scope);
}

/* The extra option: an argument, the statement in force, or none. */
static const char *option_text(struct writer *w)
{
	const struct routine *routine = w->routine;

	if (routine->msgoption_arg)
		return text_of(w, "(mach_msg_option_t) %s", routine->msgoption_arg->c_name);
	return routine->msgoption ? routine->msgoption : "MACH_MSG_OPTION_NONE";
}

static const char *timeout_text(struct writer *w)
{
	const struct routine *routine = w->routine;

	if (routine->waittime_arg)
		return text_of(w, "(mach_msg_timeout_t) %s", routine->waittime_arg->c_name);
	return routine->waittime;
}

static void emit_send(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	emit_set_reply_port(w);
	emit_let(&w->e, "x", w->model->support_prefix);
	emit_let(&w->e, "option", option_text(w));
	if (!w->model->kernel_user)
		use_helper(w, HELPER_SEND);
	if (w->model->kernel_user)
		emit(&w->e,
			"return $x$mach_msg_send_from_kernel(&InP->Head, InP->Head.msgh_size);\n");
	else
		emit(&w->e, "return mig_send(&InP->Head, $option$);\n");
	emit_end(&w->e, scope);
}

static void emit_rpc(struct writer *w)
{
	const char *timeout = timeout_text(w);
	size_t scope = emit_scope(&w->e);

	emit_set_reply_port(w);
	emit_let(&w->e, "x", w->model->support_prefix);
	emit_let(&w->e, "option", option_text(w));
	emit_let(&w->e, "timed", timeout ? " | MACH_RCV_TIMEOUT" : "");
	emit_let(&w->e, "timeout", timeout ? timeout : "MACH_MSG_TIMEOUT_NONE");
	if (request_of(w)->is_fixed)
		emit_letu(&w->e, "size", request_of(w)->max_bytes);
	else
		emit_let(&w->e, "size", "InP->Head.msgh_size");
	if (w->model->kernel_user)
		emit(&w->e, "msg_result = $x$mach_msg_rpc_from_kernel(&InP->Head, $size$, "
			    "sizeof(Reply));\n");
	else
		emit(&w->e, "msg_result = $x$mach_msg(&InP->Head,\n"
			    "	MACH_SEND_MSG | MACH_RCV_MSG | $option$$timed$,\n"
			    "	$size$, sizeof(Reply), InP->Head.msgh_reply_port,\n"
			    "	$timeout$, MACH_PORT_NULL);\n");
	emit_end(&w->e, scope);
}

/* A message that was not sent, or answered by something else than its reply. */
static void emit_on_send_error(struct writer *w)
{
	bool is_own_port = !w->routine->reply_port[SIDE_USER] && !w->model->kernel_user;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "x", w->model->support_prefix);
	emit_letf(&w->e, "reply_id", "%" PRId32, (int32_t)w->routine->reply_id);
	use_helper(w, HELPER_NO_REPLY);
	if (is_own_port) {
		/* The error is kept in the message: a variable would cost stack in each stub. */
		emit(&w->e, "if (mig_unlikely(msg_result != MACH_MSG_SUCCESS || "
			    "OutP->Head.msgh_id != $reply_id$)) {\n"
			    "	OutP->RetCode = mig_no_reply(OutP->Head.msgh_id, msg_result);\n"
			    "	$x$mig_dealloc_reply_port(InP->Head.msgh_reply_port);\n"
			    "	return OutP->RetCode;\n"
			    "}\n"
			    "$x$mig_put_reply_port(InP->Head.msgh_reply_port);\n\n");
	} else {
		emit(&w->e, "if (mig_unlikely(msg_result != MACH_MSG_SUCCESS || "
			    "OutP->Head.msgh_id != $reply_id$))\n"
			    "	return mig_no_reply(OutP->Head.msgh_id, msg_result);\n\n");
	}
	emit_end(&w->e, scope);
}

/* ---- Unpacking ---- */

/* Copies count elements of the reply to where target points. */
static void get_elements(
	struct writer *w, const struct field *field, const char *target, const char *count)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "target", target);
	emit_let(&w->e, "rights", flat_rights(w, field->arg->type, SIDE_USER, false, target));
	emit_let(&w->e, "count", product(w, field->count.units ? field->count.units : 1, count));
	emit_let(&w->e, "bytes", product(w, field->size_bytes, count));
	if (field->copy != COPY_PORTS)
		use_helper(w, HELPER_COPY);
	if (field->copy != COPY_PORTS)
		emit(&w->e, "mig_copy($target$, OutP->$name$, $bytes$);\n");
	else
		emit(&w->e, writer_abi(w)->is_kernel
				    ? "for (msgh_index = 0; msgh_index < $count$; msgh_index++)\n"
				      "	$rights$[msgh_index] = OutP->$name$[msgh_index];\n"
				    : "for (msgh_index = 0; msgh_index < $count$; msgh_index++)\n"
				      "	$rights$[msgh_index] = OutP->$name$[msgh_index].name;\n");
	emit_end(&w->e, scope);
}

static void get_array(struct writer *w, const struct field *field)
{
	const char *target = field->value_from[SIDE_USER]->c_name;
	const char *count = received_count(w, "OutP", field);
	const struct param *count_param = field->count_from[SIDE_USER];
	size_t scope = emit_scope(&w->e);

	if (!count_param) {
		emit_let(&w->e, "target", target);
		emit_let(&w->e, "name", field->c_name);
		emit_let(&w->e, "number", word_number(w, "OutP", field->data_word));
		use_helper(w, HELPER_COPY);
		emit(&w->e, "mig_copy($target$, OutP->$name$, $number$);\n");
		emit_end(&w->e, scope);
		return;
	}
	emit_let(&w->e, "count", count);
	emit_let(&w->e, "room", sender_value(w, count_param));
	/* What fits is copied, the true count told. */
	emit(&w->e, "if (mig_unlikely($count$ > $room$)) {\n");
	emit_indent(&w->e);
	get_elements(w, field, target, sender_value(w, count_param));
	emit_outdent(&w->e);
	emit(&w->e, "	$room$ = $count$;\n"
		    "	return MIG_ARRAY_TOO_LARGE;\n"
		    "}\n"
		    "$room$ = $count$;\n");
	get_elements(w, field, target, sender_value(w, count_param));
	emit_end(&w->e, scope);
}

static void get_either(struct writer *w, const struct field *field)
{
	const char *value = sender_value(w, field->value_from[SIDE_USER]);
	const char *room = sender_value(w, field->count_from[SIDE_USER]);
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "param", field->value_from[SIDE_USER]->c_name);
	emit_let(&w->e, "value", value);
	emit_let(&w->e, "room", room);
	emit_let(&w->e, "count", received_count(w, "OutP", field));
	emit_let(&w->e, "pointer", field->c_pointer_name);
	emit_let(&w->e, "x", w->model->support_prefix);
	emit_let(&w->e, "in_line", word_flag(w, "OutP", field->data_word, "inline"));
	emit_let(&w->e, "bytes",
		product(w, field->element_out_of_line_bytes, received_count(w, "OutP", field)));
	emit(&w->e, "if (!$in_line$) {\n"
		    "	$value$ = OutP->$pointer$;\n"
		    "} else {\n"
		    "	if ($count$ > $room$) {\n"
		    "		$value$ = 0;\n"
		    "		$x$mig_allocate((vm_offset_t *) (void *) $param$, $bytes$);\n"
		    "		if ($value$ == 0)\n"
		    "			return KERN_RESOURCE_SHORTAGE;\n"
		    "	}\n");
	emit_indent(&w->e);
	get_elements(w, field, field->copy == COPY_PORTS ? text_of(w, "(%s)", value) : value,
		received_count(w, "OutP", field));
	emit_outdent(&w->e);
	emit(&w->e, "}\n"
		    "$room$ = $count$;\n");
	emit_end(&w->e, scope);
}

static void get_value(struct writer *w, const struct field *field)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "param", field->value_from[SIDE_USER]->c_name);
	emit_let(&w->e, "value", sender_value(w, field->value_from[SIDE_USER]));
	emit_let(&w->e, "x", w->model->support_prefix);
	emit_letu(&w->e, "bytes", field->size_bytes);
	switch (field->copy) {
	case COPY_ASSIGN: emit(&w->e, "$value$ = OutP->$name$;\n"); break;
	case COPY_BYTES: emit(&w->e, "memcpy($param$, OutP->$name$, $bytes$);\n"); break;
	case COPY_STRING:
		emit(&w->e, "(void) $x$mig_strncpy($param$, OutP->$name$, $bytes$);\n"
			    "$param$[$bytes$ - 1] = '\\0';\n");
		break;
	case COPY_PORT: emit(&w->e, "$value$ = OutP->$name$.name;\n"); break;
	case COPY_PORTS:
		get_elements(w, field, field->value_from[SIDE_USER]->c_name,
			text_of(w, "%" PRIu32 "U", field->repeat));
		break;
	case COPY_NONE: bug("field %s is not copied", field->c_name);
	}
	emit_end(&w->e, scope);
}

static void emit_get(struct writer *w, const struct field *field)
{
	const struct param *poly = field->arg->params[SIDE_USER][PARAM_POLY];
	size_t scope = emit_scope(&w->e);

	if (poly && poly->by_reference) {
		emit_let(&w->e, "poly", poly->c_name);
		emit_let(&w->e, "name", word_part(w, "OutP", field->data_word, "name"));
		emit(&w->e, "*$poly$ = $name$;\n");
	}
	if (field->kind == FIELD_ARRAY)
		get_array(w, field);
	else if (field->kind == FIELD_EITHER)
		get_either(w, field);
	else
		get_value(w, field);
	if ((field->kind == FIELD_OOL || field->kind == FIELD_OOL_PORTS) &&
		field->count_from[SIDE_USER]) {
		emit_let(&w->e, "room", sender_value(w, field->count_from[SIDE_USER]));
		emit_let(&w->e, "count", received_count(w, "OutP", field));
		emit(&w->e, "$room$ = $count$;\n");
	}
	emit_end(&w->e, scope);
}

/* ---- Steps ---- */

/* Moves the pointer so that the members behind a variable one stand where they are. */
static void emit_advance(struct writer *w, const struct step *step, bool is_request)
{
	const struct form *form = is_request ? request_of(w) : reply_of(w);
	uint32_t max = step->field->max_bytes + layout_pad_bytes(form->abi, step->field->max_bytes);
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "pointer", is_request ? "InP" : "OutP");
	emit_let(&w->e, "type", is_request ? "Request" : "Reply");
	emit_letf(&w->e, "max", "%" PRIu32 "U", max);
	type_check(w, false);
	if (is_request)
		emit(&w->e, "msgh_size += msgh_size_delta;\n");
	if (!step->is_last)
		emit(&w->e, "$pointer$ = ($type$ *) (void *) "
			    "((char *) $pointer$ + msgh_size_delta - $max$);\n");
	if (!is_request || !step->is_last)
		emit(&w->e, "\n");
	emit_end(&w->e, scope);
}

static void emit_step(struct writer *w, const struct step *step, bool *packing)
{
	if (step->kind != STEP_CHECK)
		type_check(w, false);
	switch (step->kind) {
	case STEP_BOUND: emit_bound(w, step); return;
	case STEP_PUT: emit_put(w, step->field); return;
	case STEP_ADVANCE: emit_advance(w, step, *packing); return;
	case STEP_SET_HEADER: emit_set_header(w); return;
	case STEP_SET_SIZE: emit_set_size(w); return;
	case STEP_SET_COMPLEX: emit_set_complex(w); return;
	case STEP_SEND: emit_send(w); return;
	case STEP_RPC:
		*packing = false;
		emit_rpc(w);
		return;
	case STEP_ON_SEND_ERROR: emit_on_send_error(w); return;
	case STEP_CHECK: emit_check(w, step, reply_of(w), "OutP"); return;
	case STEP_GET: emit_get(w, step->field); return;
	case STEP_RETURN: emit(&w->e, "return KERN_SUCCESS;\n"); return;
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
	case STEP_CIRCULARITY: break;
	}
	bug("step '%s' in a user stub", step_kind_words(step->kind));
}

/* ---- Local declarations ---- */

static bool uses_index(const struct form *form, bool is_request)
{
	size_t i;

	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];

		if (field->copy == COPY_PORTS ||
			(is_request && field->copy == COPY_STRING && field->kind == FIELD_ARRAY))
			return true;
	}
	return false;
}

static void emit_locals(struct writer *w)
{
	const struct form *request = request_of(w), *reply = reply_of(w);
	bool is_simple = w->routine->is_simple;
	bool tracks_simple = request->complexity == COMPLEX_AT_RUN_TIME;
	size_t scope = emit_scope(&w->e);

	emit_letu(&w->e, "min", request->min_bytes);
	if (is_simple)
		emit(&w->e, "union {\n"
			    "	Request In;\n"
			    "} Mess;\n"
			    "Request *InP = &Mess.In;\n");
	else
		emit(&w->e, "union {\n"
			    "	Request In;\n"
			    "	Reply Out;\n"
			    "} Mess;\n"
			    "Request *InP = &Mess.In;\n"
			    "Reply *OutP = &Mess.Out;\n"
			    "mach_msg_return_t msg_result;\n");
	if (!request->is_fixed)
		emit(&w->e, "mach_msg_size_t msgh_size = $min$;\n");
	if (!request->is_fixed || (!is_simple && form_moves(reply)))
		emit(&w->e, "mach_msg_size_t msgh_size_delta;\n");
	if (tracks_simple)
		emit(&w->e, "boolean_t msgh_simple = TRUE;\n");
	if (uses_index(request, true) || (!is_simple && uses_index(reply, false)))
		emit(&w->e, "mach_msg_type_number_t msgh_index;\n");
	if (!is_simple && !has_fixed_shape(reply) && (request->is_fixed || !tracks_simple)) {
		emit(&w->e, "#if TypeCheck\n");
		if (request->is_fixed)
			emit(&w->e, "mach_msg_size_t msgh_size;\n");
		if (!tracks_simple)
			emit(&w->e, "boolean_t msgh_simple;\n");
		emit(&w->e, "#endif /* TypeCheck */\n");
	}
	emit(&w->e, "\n");
	emit_end(&w->e, scope);
}

static void emit_steps(struct writer *w)
{
	const struct stub *stub = &w->routine->user_stub;
	bool packing = true;
	size_t i;

	for (i = 0; i < stub->steps.count; i++) {
		const struct step *step = &stub->steps.items[i];

		if (step->kind == STEP_CHECK && step->accepts_error_form &&
			!has_fixed_shape(reply_of(w))) {
			type_check(w, true);
			emit(&w->e, "msgh_size = OutP->Head.msgh_size;\n"
				    "msgh_simple = !(OutP->Head.msgh_bits & "
				    "MACH_MSGH_BITS_COMPLEX);\n");
		}
		emit_step(w, step, &packing);
	}
	type_check(w, false);
}

void emit_user_stub(struct writer *w)
{
	const struct routine *routine = w->routine;
	size_t begin = w->output->text.size_bytes;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", routine->name);
	emit_let(&w->e, "user_name", linkage_name(w, routine->user_name));
	emit_let(&w->e, "kind", routine->is_simple ? "SimpleRoutine" : "Routine");
	emit(&w->e, "\n/* $kind$ $name$ */\n"
		    "mig_external kern_return_t $user_name$\n");
	emit_param_lines(w, SIDE_USER, false);
	emit(&w->e, "\n{\n");
	emit_indent(&w->e);
	emit_structure(w, "Request", request_of(w));
	if (!routine->is_simple)
		emit_structure(w, "Reply", reply_of(w));
	emit_locals(w);
	emit_sent_words(w, request_of(w));
	if (!routine->is_simple)
		emit_expected_words(w, reply_of(w));
	emit_assertions(w, request_of(w), routine->is_simple ? NULL : reply_of(w), "sizeof(Reply)");
	emit(&w->e, "\n");
	emit_unused(w);
	emit_steps(w);
	emit_outdent(&w->e);
	emit(&w->e, "}\n");
	emit_end(&w->e, scope);
	place_helpers(w, begin);
}
