/* Server stubs: what they declare, and the order of their steps. */
#include "codegen_c/server.h"
#include "codegen_c/helpers.h"
#include "support/bug.h"

#include <inttypes.h>

static void emit_advance_request(struct writer *w, const struct step *step)
{
	const struct field *field = step->field;
	uint32_t max =
		field->max_bytes + layout_pad_bytes(server_request(w)->abi, field->max_bytes);
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "before", request_pointer(w, field));
	emit_letf(&w->e, "after", "In%uP", field->segment + 1);
	emit_letf(&w->e, "max", "%" PRIu32 "U", max);
	if (!step->is_last)
		emit(&w->e, "$after$ = (Request *) (void *) "
			    "((char *) $before$ + msgh_size_delta - $max$);\n\n");
	emit_end(&w->e, scope);
}

static void emit_advance_reply(struct writer *w, const struct step *step)
{
	const struct field *field = step->field;
	uint32_t max = field->max_bytes + layout_pad_bytes(server_reply(w)->abi, field->max_bytes);
	size_t scope = emit_scope(&w->e);

	emit_letf(&w->e, "max", "%" PRIu32 "U", max);
	if (ends_in_place(w)) {
		emit_end(&w->e, scope);
		return;
	}
	emit(&w->e, "msgh_size += msgh_size_delta;\n");
	if (!step->is_last)
		emit(&w->e, "OutP = (Reply *) (void *) "
			    "((char *) OutP + msgh_size_delta - $max$);\n");
	emit(&w->e, "\n");
	emit_end(&w->e, scope);
}

static void emit_step(struct writer *w, const struct step *step, bool *called)
{
	if (step->kind != STEP_CHECK)
		type_check(w, false);
	switch (step->kind) {
	case STEP_CHECK:
		emit_check(w, step, server_request(w),
			step->field ? request_pointer(w, step->field) : "In0P");
		return;
	case STEP_ADVANCE:
		if (*called)
			emit_advance_reply(w, step);
		else
			emit_advance_request(w, step);
		return;
	case STEP_TERMINATE: emit_terminate(w, step->field); return;
	case STEP_TRANSLATE: emit_translate(w, step->arg); return;
	case STEP_NARROW: emit_narrow(w, step->field); return;
	case STEP_PRESET_COUNT: emit_preset_count(w, step); return;
	case STEP_PRESET_POINTER: emit_preset_pointer(w, step->field); return;
	case STEP_CALL:
		emit_call(w);
		*called = true;
		return;
	case STEP_WIDEN_BACK: emit_widen_back(w, step->field); return;
	case STEP_DESTROY: emit_destroy(w, step->arg); return;
	case STEP_FREE: emit_free(w, step->field); return;
	case STEP_RETURN_IF_FAILED:
		emit(&w->e, "if (OutP->RetCode != KERN_SUCCESS)\n"
			    "	return;\n\n");
		return;
	case STEP_RELEASE: emit_release(w, step->field); return;
	case STEP_RESULT_CHECK: emit_result_check(w, step); return;
	case STEP_PUT: emit_put_result(w, step->field); return;
	case STEP_CIRCULARITY: emit_circularity(w, step->field); return;
	case STEP_SET_COMPLEX: emit_set_complex(w, step->complexity); return;
	case STEP_SET_SIZE: emit_set_size(w, step->bytes); return;
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

/* ---- Declarations ---- */

static bool uses_index(const struct form *form, bool strings)
{
	size_t i;

	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];

		if (is_port_array(field) ||
			(field->copy == COPY_PORTS &&
				(strings || form->abi->port_in_line_bytes !=
						    form->abi->port_name_bytes)) ||
			(strings && field->copy == COPY_STRING && field->kind == FIELD_ARRAY))
			return true;
	}
	return false;
}

static bool checks_simple(const struct writer *w)
{
	return server_request(w)->complexity != COMPLEX_AT_RUN_TIME ||
	       !server_request(w)->is_fixed || server_request(w)->fields.count > 1;
}

static bool has_results(const struct writer *w)
{
	const struct form *reply = server_reply(w);

	return reply->fields.items[reply->fields.count - 1]->arg != NULL;
}

static void declare_pointers(struct writer *w)
{
	const struct form *request = server_request(w);
	const struct field *last = request->fields.items[request->fields.count - 1];
	unsigned segment;

	emit(&w->e, "Request *In0P = (Request *) InHeadP;\n");
	for (segment = 1; segment <= last->segment; segment++) {
		size_t scope = emit_scope(&w->e);

		emit_letu(&w->e, "segment", segment);
		emit(&w->e, "Request *In$segment$P;\n");
		emit_end(&w->e, scope);
	}
	emit(&w->e, "Reply *OutP = (Reply *) OutHeadP;\n");
}

static void declare_sizes(struct writer *w)
{
	const struct form *request = server_request(w), *reply = server_reply(w);
	bool packs_variable = has_results(w) && !reply->is_fixed && !ends_in_place(w);
	bool packs_choice = has_results(w) && reply->complexity == COMPLEX_AT_RUN_TIME;
	size_t scope = emit_scope(&w->e);

	if (packs_variable)
		emit(&w->e, "mach_msg_size_t msgh_size;\n");
	else if (!has_fixed_shape(request))
		emit(&w->e, "#if TypeCheck\n"
			    "mach_msg_size_t msgh_size;\n"
			    "#endif /* TypeCheck */\n");
	if (packs_variable || form_moves(request))
		emit(&w->e, "mach_msg_size_t msgh_size_delta;\n");
	if (packs_choice)
		emit(&w->e, "boolean_t msgh_simple;\n");
	else if (checks_simple(w) && !has_fixed_shape(request))
		emit(&w->e, "#if TypeCheck\n"
			    "boolean_t msgh_simple;\n"
			    "#endif /* TypeCheck */\n");
	if (uses_index(request, false) || (has_results(w) && uses_index(reply, true)))
		emit(&w->e, "mach_msg_type_number_t msgh_index;\n");
	emit_end(&w->e, scope);
}

static void emit_steps(struct writer *w)
{
	const struct stub *stub = &w->routine->server_stub;
	const struct form *reply = server_reply(w);
	bool called = false, packing = false;
	size_t i;

	emit(&w->e, "OutP->RetCode = MIG_BAD_ARGUMENTS; /* until all is checked */\n");
	if (!has_fixed_shape(server_request(w))) {
		type_check(w, true);
		emit(&w->e, "msgh_size = InHeadP->msgh_size;\n");
		if (checks_simple(w))
			emit(&w->e,
				"msgh_simple = !(InHeadP->msgh_bits & MACH_MSGH_BITS_COMPLEX);\n");
	}
	for (i = 0; i < stub->steps.count; i++) {
		const struct step *step = &stub->steps.items[i];

		if (step->kind == STEP_PUT && !packing) {
			size_t scope = emit_scope(&w->e);

			packing = true;
			emit_letu(&w->e, "min", reply->min_bytes);
			if (!reply->is_fixed && !ends_in_place(w))
				emit(&w->e, "msgh_size = $min$;\n");
			if (reply->complexity == COMPLEX_AT_RUN_TIME)
				emit(&w->e, "msgh_simple = TRUE;\n");
			emit_end(&w->e, scope);
		}
		emit_step(w, step, &called);
	}
	type_check(w, false);
}

static void emit_default_implementation(struct writer *w)
{
	const struct routine *routine = w->routine;
	size_t i, scope = emit_scope(&w->e);

	emit_let(&w->e, "name", routine->name);
	emit_let(&w->e, "server_name", routine->server_name);
	emit(&w->e, "\n/* Stands in for $server_name$ where the server has none. */\n"
		    "#ifdef MIG_EOPNOTSUPP\n"
		    "kern_return_t __attribute__((weak)) $server_name$\n");
	emit_param_lines(w, SIDE_SERVER, false);
	emit(&w->e, "\n{\n");
	for (i = 0; i < routine->params[SIDE_SERVER].count; i++) {
		size_t inner = emit_scope(&w->e);

		emit_let(&w->e, "param", routine->params[SIDE_SERVER].items[i]->c_name);
		emit(&w->e, "	(void) $param$;\n");
		emit_end(&w->e, inner);
	}
	emit(&w->e, "	return MIG_EOPNOTSUPP;\n"
		    "}\n"
		    "#endif /* MIG_EOPNOTSUPP */\n");
	emit_end(&w->e, scope);
}

void emit_server_stub(struct writer *w)
{
	const struct routine *routine = w->routine;
	size_t begin = w->output->text.size_bytes;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", routine->name);
	emit_let(&w->e, "server_name", routine->server_name);
	emit_let(&w->e, "kind", routine->is_simple ? "SimpleRoutine" : "Routine");
	emit(&w->e, "\n/* $kind$ $name$ */\n"
		    "mig_internal void _X$name$(mach_msg_header_t *InHeadP, "
		    "mach_msg_header_t *OutHeadP)\n"
		    "{\n");
	emit_indent(&w->e);
	emit_structure(w, "Request", server_request(w));
	emit_structure(w, "Reply", server_reply(w));
	emit(&w->e, "mig_external kern_return_t $server_name$\n	");
	emit_param_line(w, SIDE_SERVER);
	emit(&w->e, ";\n\n");
	declare_pointers(w);
	declare_sizes(w);
	declare_argument_locals(w);
	emit(&w->e, "\n");
	emit_expected_words(w, server_request(w));
	emit_sent_words(w, server_reply(w));
	emit_assertions(w, server_request(w), server_reply(w), "sizeof(Reply)");
	emit(&w->e, "\n");
	emit_steps(w);
	emit_outdent(&w->e);
	emit(&w->e, "}\n");
	emit_default_implementation(w);
	emit_end(&w->e, scope);
	place_helpers(w, begin);
}
