/*
 * Calls of the trace (-L), which a build turns on with MIG_DEBUG: <mach/mig_log.h> makes of
 * LOG_TRACE and LOG_ERRORS what it wants. A received message is told of when it was checked, since
 * its descriptors count.
 */
#include "codegen_c/ndr.h"

#include <inttypes.h>

static const char *role(const struct writer *w)
{
	return w->view == VIEW_USER ? "MACH_MSG_LOG_USER" : "MACH_MSG_LOG_SERVER";
}

void ndr_trace_include(struct writer *w)
{
	if (w->options->log_calls)
		emit(&w->e, "#if MIG_DEBUG\n"
			    "#include <mach/mig_log.h>\n"
			    "#endif /* MIG_DEBUG */\n");
}

void ndr_trace_macro(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "role", role(w));
	if (w->options->log_calls)
		emit(&w->e, "\n#if MIG_DEBUG\n"
			    "#define LOG_W_E(X)	LOG_ERRORS($role$, \\\n"
			    "	MACH_MSG_ERROR_WHILE_PARSING, (void *) (X), __FILE__, __LINE__)\n"
			    "#else\n"
			    "#define LOG_W_E(X)	((void) 0)\n"
			    "#endif /* MIG_DEBUG */\n");
	emit_end(&w->e, scope);
}

/* Rights in descriptors of their own. */
static uint32_t count_rights(const struct form *form)
{
	uint32_t count = 0;
	size_t i;

	for (i = 0; i < form->fields.count; i++)
		if (form->fields.items[i]->kind == FIELD_PORT)
			count += form->fields.items[i]->repeat;
	return count;
}

/* The sum of what descriptors of a kind say of themselves, as an expression. */
static const char *sum_of(struct writer *w, const char *pointer, const struct form *form,
	enum field_kind kind, const char *member)
{
	const char *sum = NULL;
	uint32_t entry;
	size_t i;

	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];

		for (entry = 0; field->kind == kind && entry < field->repeat; entry++) {
			const char *one =
				field->c_form == C_FORM_ARRAY
					? text_of(w, "%s->%s[%" PRIu32 "].%s", pointer,
						  field->c_name, entry, member)
					: text_of(w, "%s->%s.%s", pointer, field->c_name, member);

			sum = sum ? text_of(w, "%s + %s", sum, one) : one;
		}
	}
	return sum ? sum : "0";
}

void ndr_trace_message(struct writer *w, const char *event, const char *pointer, const char *size,
	const struct form *form, const char *code)
{
	bool is_complex = form && form->complexity == COMPLEX_ALWAYS;
	/* What is complex but when a code takes its place says so itself. */
	const char *condition =
		is_complex && w->view == VIEW_USER && w->routine->retcode_arg
			? text_of(w, "%s != 0 ? 0 : ", w->routine->retcode_arg->name)
			: "";
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "role", role(w));
	emit_let(&w->e, "event", event);
	emit_let(&w->e, "pointer", pointer);
	emit_let(&w->e, "size", size);
	emit_let(&w->e, "code", code);
	emit_let(&w->e, "condition", condition);
	emit_letu(&w->e, "entries", is_complex ? ndr_descriptor_count(form) : 0);
	emit_letu(&w->e, "rights", is_complex ? count_rights(form) : 0);
	emit_let(&w->e, "away_rights",
		is_complex ? sum_of(w, pointer, form, FIELD_OOL_PORTS, "count") : "0");
	emit_let(&w->e, "away_bytes",
		is_complex ? sum_of(w, pointer, form, FIELD_OOL, "size") : "0");
	if (w->options->log_calls)
		emit(&w->e, "#if MIG_DEBUG\n"
			    "LOG_TRACE($role$, $event$,\n"
			    "	$pointer$->Head.msgh_id, $size$,\n"
			    "	$condition$$entries$, /* descriptors */\n"
			    "	(unsigned int) $code$,\n"
			    "	$condition$$rights$, /* rights */\n"
			    "	$condition$$away_rights$, /* rights out of line */\n"
			    "	$condition$$away_bytes$, /* bytes out of line */\n"
			    "	__FILE__, __LINE__);\n"
			    "#endif /* MIG_DEBUG */\n");
	emit_end(&w->e, scope);
}

const char *ndr_trace_refusal(struct writer *w, const char *name)
{
	return w->options->log_calls ? text_of(w, "LOG_W_E(\"%s\");", name) : "";
}

void ndr_trace_unknown_id(struct writer *w)
{
	if (w->options->log_calls)
		emit(&w->e, "#if MIG_DEBUG\n"
			    "LOG_ERRORS(MACH_MSG_LOG_SERVER, MACH_MSG_ERROR_UNKNOWN_ID,\n"
			    "	(void *) &InHeadP->msgh_id, __FILE__, __LINE__);\n"
			    "#endif /* MIG_DEBUG */\n");
}
