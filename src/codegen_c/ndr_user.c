/* User stubs of the NDR wire. Each function here writes the text of one step. */
#include "codegen_c/ndr_user.h"
#include "support/bug.h"

#include <inttypes.h>

const struct form *user_request(const struct writer *w)
{
	return &w->routine->request.views[VIEW_USER];
}

const struct form *user_reply(const struct writer *w)
{
	return &w->routine->reply.views[VIEW_USER];
}

/* A request that has no more than a code, when that is not KERN_SUCCESS. */
bool user_has_error_form(const struct writer *w)
{
	return w->routine->retcode_arg && user_request(w)->complexity == COMPLEX_ALWAYS;
}

/* -1: there is none. */
static int64_t stack_limit(const struct writer *w)
{
	if (w->routine->on_stack_limit >= 0)
		return w->routine->on_stack_limit;
	return w->options->has_stack_limit ? (int64_t)w->options->stack_limit_bytes : -1;
}

/* Messages above the limit live on the heap. */
bool user_is_on_heap(const struct writer *w)
{
	uint32_t request = user_request(w)->max_bytes;
	uint32_t reply = w->routine->is_simple ? 0 : user_reply(w)->receive_limit_bytes;
	uint32_t size = request > reply ? request : reply;

	return stack_limit(w) >= 0 && size > stack_limit(w);
}

bool user_is_overwriting(const struct writer *w)
{
	size_t i;

	for (i = 0; i < w->routine->arguments.count; i++)
		if (w->routine->arguments.items[i]->flags & ARG_OVERWRITE)
			return true;
	return false;
}

/* The statement that leaves the stub with a code. */
const char *user_return(struct writer *w, const char *code)
{
	if (!user_is_on_heap(w))
		return text_of(w, "return %s;", code);
	return text_of(
		w, "{ mig_user_deallocate((char *) Mess, sizeof(*Mess)); return %s; }", code);
}

/* A received message that is given up takes its rights and memory with it. */
void user_destroy_reply(struct writer *w)
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
	emit_let(&w->e, "trace", ndr_trace_refusal(w, step->arg->name));
	emit(&w->e, w->options->log_calls ? "if ($count$ > $max$) {\n"
					    "	$trace$\n"
					    "	return MIG_ARRAY_TOO_LARGE;\n"
					    "}\n"
					  : "if ($count$ > $max$)\n"
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
		ndr_clear_tail(w, "InP", field, text_of(w, "InP->%s", field->count_field->c_name));
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

/*
 * Whether the word in which an array ends is cleared before the array is put there: it is the
 * count's own if the array is empty, so that the count comes last.
 */
static bool is_ended_ahead(const struct writer *w, const struct field *field)
{
	return field->kind == FIELD_ARRAY && field->copy != COPY_STRING &&
	       needs_tail(w, field->size_bytes) && field->count_field->counts == field;
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
	emit_let(&w->e, "count", field->count_field->c_name);
	emit_let(&w->e, "number", count);
	emit_let(&w->e, "padded", ndr_padded(w, field, count));
	if (field->copy == COPY_STRING) {
		put_string(w, field);
	} else if (is_ended_ahead(w, field)) {
		emit(&w->e, "MIG_CLEAR_END(InP->$count$, $padded$);\n"
			    "memcpy(InP->$name$, $value$, $bytes$);\n"
			    "InP->$count$ = $number$;\n");
	} else {
		emit(&w->e, "memcpy(InP->$name$, $value$, $bytes$);\n");
		ndr_clear_tail(w, "InP", field, count);
	}
	emit_end(&w->e, scope);
}

static void put_value(struct writer *w, const struct field *field)
{
	const struct param *param = field->is_sub_counts ? field->arg->params[SIDE_USER][PARAM_SUBS]
							 : field->value_from[SIDE_USER];
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
	if (counted && (counted->copy == COPY_STRING || is_ended_ahead(w, counted))) {
		/* With its string or array. */
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

/* ---- Checking the reply ---- */

static unsigned reply_segments(const struct writer *w)
{
	const struct form *reply = user_reply(w);

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
	emit_let(&w->e, "return", user_return(w, "check_result"));
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
	ndr_trace_message(w, "MACH_MSG_REPLY_BEING_RCVD", "Out0P", "Out0P->Head.msgh_size", NULL,
		"check_result");
	user_destroy_reply(w);
	emit(&w->e, "$return$\n");
	emit_outdent(&w->e);
	emit(&w->e, "}\n");
	ndr_trace_message(w, "MACH_MSG_REPLY_BEING_RCVD", "Out0P", "Out0P->Head.msgh_size",
		user_reply(w), "KERN_SUCCESS");
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
		w, "{ mach_msg_destroy(&Out0P->Head); %s }", user_return(w, "MIG_TRAILER_ERROR"));
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

	emit_let(&w->e, "mess", user_is_on_heap(w) ? "Mess->" : "Mess.");
	emit_let(&w->e, "star", user_is_on_heap(w) ? "*" : "");
	emit_let(&w->e, "out", is_simple ? "" : "	Reply Out;\n");
	if (user_is_overwriting(w)) {
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
		emit(&w->e, user_is_on_heap(w) ? "Reply *Out0P;\n" : "Reply *Out0P = &Mess.Out;\n");
}

static void declare_locals(struct writer *w)
{
	const struct form *request = user_request(w), *reply = user_reply(w);
	bool is_simple = w->routine->is_simple;
	unsigned segment;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", w->routine->name);
	declare_message(w);
	emit(&w->e, user_is_on_heap(w) ? "Request *InP;\n" : "Request *InP = &Mess.In;\n");
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

/* ---- Sizes that only the C compiler knows ---- */

/* Bytes of values whose size is a guess (UserTypeLimit). */
static uint32_t guessed_bytes(const struct form *form)
{
	uint32_t bytes = 0;
	size_t i;

	for (i = 0; i < form->fields.count; i++)
		if (form->fields.items[i]->arg && form->fields.items[i]->arg->type->is_native)
			bytes += form->fields.items[i]->max_bytes;
	return bytes;
}

static void refuse_on_stack(struct writer *w, const char *name, const struct form *form)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "message", name);
	emit_letu(&w->e, "bytes", form->max_bytes);
	emit_let(&w->e, "trailer", form == user_reply(w) ? " - sizeof(Out0P->trailer)" : "");
	if (guessed_bytes(form) > 0)
		emit(&w->e, "if (sizeof($message$)$trailer$ > $bytes$)\n"
			    "	__$message$OnStackAbort($id$, \"$name$\");\n");
	emit_end(&w->e, scope);
}

/* compat(apple): a build that sets LimitCheck is told where a guess put a message wrongly. */
static void check_guesses(struct writer *w)
{
	bool is_simple = w->routine->is_simple;
	uint32_t guessed =
		guessed_bytes(user_request(w)) + (is_simple ? 0 : guessed_bytes(user_reply(w)));
	size_t scope = emit_scope(&w->e);

	emit_letf(&w->e, "limit", "%" PRId64, stack_limit(w));
	if (guessed > 0 && stack_limit(w) >= 0) {
		emit(&w->e, "#if LimitCheck\n");
		if (user_is_on_heap(w)) {
			emit(&w->e, is_simple
					    ? "if (sizeof(Request) <= $limit$)\n"
					    : "if (sizeof(Request) <= $limit$ && sizeof(Reply) <= "
					      "$limit$)\n");
			emit(&w->e, "	__MessageOffStackNote($id$, \"$name$\");\n");
		} else {
			refuse_on_stack(w, "Request", user_request(w));
			if (!is_simple)
				refuse_on_stack(w, "Reply", user_reply(w));
		}
		emit(&w->e, "#endif /* LimitCheck */\n\n");
	}
	emit_end(&w->e, scope);
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
	if (!w->routine->is_simple && !user_is_overwriting(w))
		emit(&w->e, "Out0P = &Mess->Out;\n");
	emit(&w->e, "\n");
	emit_end(&w->e, scope);
}

static void emit_error_form(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "code", w->routine->retcode_arg->c_name);
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
	case STEP_SET_HEADER: user_set_header(w, step); return;
	case STEP_SEND:
	case STEP_RPC: user_call(w); return;
	case STEP_ON_SEND_ERROR: user_on_send_error(w); return;
	case STEP_CHECK: emit_trailer_step(w, step, has_trailer); return;
	case STEP_GET: user_get(w, step); return;
	case STEP_RETURN: {
		size_t scope = emit_scope(&w->e);

		emit_let(&w->e, "return", user_return(w, "KERN_SUCCESS"));
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
			if (user_is_on_heap(w))
				emit_allocation(w);
			if (user_has_error_form(w)) {
				emit_error_form(w);
				emit_indent(&w->e);
			}
		}
		if (part == PACKING && step->kind == STEP_SET_HEADER) {
			part = SENT;
			if (user_has_error_form(w)) {
				emit_outdent(&w->e);
				emit(&w->e, "}\n");
			}
			emit(&w->e, "\n");
		}
		if (part == SENT && ndr_is_of_check_function(step)) {
			emit_check_call(w);
			part = CHECKED;
		}
		if (step->kind != STEP_CHECK)
			type_check(w, false);
		if (part != CHECKED || !ndr_is_of_check_function(step))
			emit_step(w, step, &has_trailer);
	}
}

static void emit_structures(struct writer *w)
{
	ndr_structure(w, "Request", user_request(w), NDR_WHOLE, NULL);
	if (w->routine->is_simple)
		return;
	ndr_structure(w, "Reply", user_reply(w), NDR_WHOLE,
		ndr_has_tokens(w->routine, ARG_USER) ? "mach_msg_max_trailer_t"
						     : "mach_msg_trailer_t");
	if (user_is_overwriting(w))
		ndr_structure(w, "OverwriteTemplate", user_reply(w), NDR_TEMPLATE, NULL);
}

void ndr_user_stub(struct writer *w)
{
	const struct routine *routine = w->routine;
	size_t scope = emit_scope(&w->e);

	if (!routine->is_simple)
		ndr_check_function(w);
	emit_let(&w->e, "name", routine->name);
	emit_let(&w->e, "user_name", linkage_name(w, routine->user_name));
	emit_let(&w->e, "kind", ndr_hook_kind(w));
	emit_let(&w->e, "word", routine->is_simple ? "SimpleRoutine" : "Routine");
	emit_letf(&w->e, "id", "%" PRId32, (int32_t)routine->id);
	emit(&w->e, "\n/* $word$ $name$ */\n"
		    "mig_external kern_return_t $user_name$\n");
	emit_param_lines(w, SIDE_USER, false);
	emit(&w->e, "\n{");
	emit_indent(&w->e);
	emit_structures(w);
	emit(&w->e, "\n");
	ndr_assertions(w, user_request(w), routine->is_simple ? NULL : user_reply(w),
		"offsetof(Reply, trailer)");
	declare_locals(w);
	emit(&w->e, "__DeclareSend$kind$($id$, \"$name$\")\n\n");
	check_guesses(w);
	emit_unused(w);
	emit_steps(w);
	emit_outdent(&w->e);
	emit(&w->e, "}\n");
	emit_end(&w->e, scope);
}
