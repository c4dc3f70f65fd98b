/* The steps of a user stub that take results out of a checked reply. */
#include "codegen_c/ndr_user.h"

#include <inttypes.h>

/* ---- Unpacking ---- */

static const char *user_reply_pointer(struct writer *w, const struct field *field)
{
	return text_of(w, "Out%uP", field->segment);
}

static const char *reply_count(struct writer *w, const struct field *field)
{
	const struct field *count = field->count_field;

	return text_of(w, "%s->%s", user_reply_pointer(w, count), count->c_name);
}

/* What fits is copied, the true count told, and the rest of the reply let go. */
static void refuse_for_room(struct writer *w, const struct field *field)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "target", field->value_from[SIDE_USER]->c_name);
	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "pointer", user_reply_pointer(w, field));
	emit_let(&w->e, "room", sender_value(w, field->count_from[SIDE_USER]));
	emit_let(&w->e, "count", reply_count(w, field));
	emit_let(&w->e, "bytes",
		product(w, field->size_bytes, sender_value(w, field->count_from[SIDE_USER])));
	emit_let(&w->e, "return", user_return(w, "MIG_ARRAY_TOO_LARGE"));
	emit_let(&w->e, "trace", ndr_trace_refusal(w, field->arg->name));
	emit(&w->e, "if ($count$ > $room$) {\n"
		    "	$trace$\n"
		    "	memcpy($target$, $pointer$->$name$, $bytes$);\n"
		    "	$room$ = $count$;\n");
	emit_indent(&w->e);
	if (user_reply(w)->complexity == COMPLEX_ALWAYS)
		user_destroy_reply(w);
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
	emit_let(&w->e, "pointer", user_reply_pointer(w, field));
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
	emit_let(&w->e, "pointer", user_reply_pointer(w, field));
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
	const struct field *subs = sub_counts_field(user_reply(w), field->arg);
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "count", used_entries(w, field));
	if (subs) {
		emit_let(&w->e, "target", params[PARAM_SUBS]->c_name);
		emit_let(&w->e, "pointer", user_reply_pointer(w, subs));
		emit_let(&w->e, "name", subs->c_name);
		emit(&w->e, "memcpy($target$, $pointer$->$name$, 4 * $count$);\n");
	}
	if (params[PARAM_SUBS_COUNT]) {
		emit_let(&w->e, "room", sender_value(w, params[PARAM_SUBS_COUNT]));
		emit(&w->e, "$room$ = $count$;\n");
	}
	emit_end(&w->e, scope);
}

/* That of the first right stands for all of an array. */
static void get_disposition(struct writer *w, const struct field *field)
{
	const struct param *poly = field->arg->params[SIDE_USER][PARAM_POLY];
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "first", field->c_form == C_FORM_ARRAY ? "[0]" : "");
	emit_let(&w->e, "poly", poly ? poly->c_name : "");
	if (poly && poly->by_reference)
		emit(&w->e, "*$poly$ = Out0P->$name$$first$.disposition;\n");
	emit_end(&w->e, scope);
}

static void get_descriptor_array(struct writer *w, const struct field *field)
{
	const char *param = field->value_from[SIDE_USER]->c_name;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "target",
		field->kind == FIELD_PORT && !field->count_field
			? flat_rights(w, field->arg->type, SIDE_USER, false, param)
			: param);
	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "member", field->kind == FIELD_PORT ? "name" : "address");
	emit_let(&w->e, "used", used_entries(w, field));
	emit(&w->e, "for (msgh_index = 0; msgh_index < $used$; msgh_index++)\n"
		    "	$target$[msgh_index] = Out0P->$name$[msgh_index].$member$;\n");
	get_disposition(w, field);
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
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "value", sender_value(w, field->value_from[SIDE_USER]));
	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "type", field->value_from[SIDE_USER]->c_type);
	if (field->kind == FIELD_PORT)
		emit(&w->e, "$value$ = Out0P->$name$.name;\n");
	else
		emit(&w->e, "$value$ = ($type$) (Out0P->$name$.address);\n");
	get_disposition(w, field);
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

void user_get(struct writer *w, const struct step *step)
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
