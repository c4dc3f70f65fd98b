/* Declarations: parameters, message structures, constant descriptors, layout assertions. */
#include "codegen_c/internal.h"
#include "support/map.h"

/* ---- Parameters ---- */

/* What stands between a parameter's type and its name: "__counted_by(aCnt)" before an array that
 * another parameter counts. */
static const char *before_name(struct writer *w, const struct param *param, bool is_pointer)
{
	const struct argument *arg = param->arg;
	enum side side = arg->params[SIDE_USER][PARAM_VALUE] == param ? SIDE_USER : SIDE_SERVER;
	const struct param *count = arg->params[side][PARAM_COUNT];

	if (!w->options->counted_by || param->role != PARAM_VALUE || !count)
		return is_pointer ? " *" : " ";
	return text_of(w, " __counted_by(%s%s) %s", count->by_reference ? "*" : "", count->c_name,
		is_pointer ? "*" : "");
}

const char *param_text(struct writer *w, const struct param *param)
{
	static const char *const qualifiers[] = {
		[CONST_NONE] = "", [CONST_T] = "const ", [CONST_UNDERSCORE_T] = "const_"};
	bool is_pointer = param->by_reference || param->comment;

	return arena_join(&w->scratch, qualifiers[param->const_form], param->c_type,
		before_name(w, param, is_pointer), param->c_name);
}

void emit_param_lines(struct writer *w, enum side side, bool with_comments)
{
	size_t i, count = w->routine->params[side].count;

	emit(&w->e, "(\n");
	for (i = 0; i < count; i++) {
		const struct param *param = w->routine->params[side].items[i];
		const char *text = param_text(w, param);
		size_t scope = emit_scope(&w->e);

		if (with_comments && param->comment)
			text = arena_join(&w->scratch, text, " /* ", param->comment, " */");
		emit_let(&w->e, "param", text);
		emit(&w->e, i + 1 < count ? "	$param$,\n" : "	$param$\n");
		emit_end(&w->e, scope);
	}
	emit(&w->e, ")");
}

void emit_param_line(struct writer *w, enum side side)
{
	size_t i, count = w->routine->params[side].count;

	emit(&w->e, "(");
	for (i = 0; i < count; i++) {
		size_t scope = emit_scope(&w->e);

		emit_let(&w->e, "param", param_text(w, w->routine->params[side].items[i]));
		emit(&w->e, i + 1 < count ? "$param$, " : "$param$");
		emit_end(&w->e, scope);
	}
	emit(&w->e, ")");
}

/* Arguments that another took the place of, or that this kind of call has no use for; dealloc[] of
 * what is always in line. */
static bool is_unused(const struct writer *w, const struct param *param)
{
	const struct argument *arg = param->arg;
	const struct type *type = arg->type;
	bool is_typed = writer_abi(w)->wire == WIRE_TYPED;

	if (argument_is_replaced(w->routine, arg, SIDE_USER))
		return true;
	switch (arg->role) {
	case ARG_DATA:
		return param->role == PARAM_DEALLOC && type->in_line && !type->is_indefinite &&
		       (is_typed || !type_is_port(type));
	case ARG_WAITTIME: return w->model->kernel_user || (is_typed && w->routine->is_simple);
	case ARG_SENDTIME:
	case ARG_MSGOPTION: return w->model->kernel_user;
	case ARG_REQUEST_PORT:
	case ARG_REPLY_PORT:
	case ARG_MSGSEQNO:
	case ARG_SECURITY_TOKEN:
	case ARG_AUDIT_TOKEN:
	case ARG_CONTEXT_TOKEN: break;
	}
	return false;
}

void emit_unused(struct writer *w)
{
	size_t i;

	for (i = 0; i < w->routine->params[SIDE_USER].count; i++) {
		const struct param *param = w->routine->params[SIDE_USER].items[i];
		size_t scope = emit_scope(&w->e);

		emit_let(&w->e, "name", param->c_name);
		if (is_unused(w, param))
			emit(&w->e, "(void) $name$;\n");
		emit_end(&w->e, scope);
	}
}

/* ---- Structures ---- */

void emit_member(struct writer *w, const struct field *field)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "type", field->c_type);
	emit_let(&w->e, "name", field->c_name);
	switch (field->c_form) {
	case C_FORM_NONE: break;
	case C_FORM_OBJECT: emit(&w->e, "$type$ $name$;\n"); break;
	case C_FORM_ARRAY:
		emit_letu(&w->e, "count", field->c_count);
		emit(&w->e, "$type$ $name$[$count$];\n");
		if (field->c_pad_count > 0) {
			emit_letu(&w->e, "pad", field->c_pad_count);
			emit(&w->e, "char $name$Pad[$pad$];\n");
		}
		break;
	case C_FORM_UNION:
		emit_letu(&w->e, "count", field->c_count);
		emit_let(&w->e, "pointee", field->c_pointee);
		emit_let(&w->e, "pointer", field->c_pointer_name);
		emit(&w->e, "union {\n"
			    "	$type$ $name$[$count$];\n"
			    "	$pointee$ *$pointer$;\n"
			    "};\n");
		break;
	}
	emit_end(&w->e, scope);
}

void emit_structure(struct writer *w, const char *name, const struct form *form)
{
	size_t scope = emit_scope(&w->e);
	size_t i;

	emit_let(&w->e, "name", name);
	emit(&w->e, "typedef struct {\n");
	emit_indent(&w->e);
	for (i = 0; i < form->fields.count; i++)
		emit_member(w, form->fields.items[i]);
	emit_outdent(&w->e);
	emit(&w->e, "} $name$;\n\n");
	emit_end(&w->e, scope);
}

/* ---- Descriptors ---- */

/* A name known only at run time is filled in then. */
static const char *name_text(const struct ipc_number *name)
{
	return name->number == IPC_POLYMORPHIC ? "0" : name->text;
}

static void emit_word(
	struct writer *w, const struct field *field, const char *suffix, bool is_expected)
{
	const struct word *word = &field->word;
	const struct ipc_number *name = is_expected ? &word->received : &word->sent;
	bool is_split = word->is_long && writer_abi(w)->word_long.name_at_bytes != 0;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "item", field->word_data->c_name);
	emit_let(&w->e, "suffix", suffix);
	emit_let(&w->e, "name", name_text(name));
	emit_letu(&w->e, "size", word->size_bits);
	emit_letu(&w->e, "number", word->number);
	/* What is not named is FALSE or 0. What travelled out of line arrives to be deallocated. */
	emit_let(&w->e, "in_line", word->in_line ? ", .msgt_inline = TRUE" : "");
	emit_let(&w->e, "deallocate",
		(is_expected ? !word->in_line : word->deallocate) ? ", .msgt_deallocate = TRUE"
								  : "");
	if (is_split)
		emit(&w->e, "const mach_msg_type_long_t $item$$suffix$ = {\n"
			    "	.msgtl_header = {.msgt_longform = TRUE$in_line$$deallocate$},\n"
			    "	.msgtl_name = $name$, .msgtl_size = $size$, .msgtl_number = "
			    "$number$\n"
			    "};\n");
	else if (word->is_long)
		emit(&w->e, "const mach_msg_type_long_t $item$$suffix$ = {.msgtl_header = {\n"
			    "	.msgt_name = $name$, .msgt_size = $size$, .msgt_number = "
			    "$number$,\n"
			    "	.msgt_longform = TRUE$in_line$$deallocate$\n"
			    "}};\n");
	else
		emit(&w->e, "const mach_msg_type_t $item$$suffix$ = {\n"
			    "	.msgt_name = $name$, .msgt_size = $size$, "
			    ".msgt_number = $number$$in_line$$deallocate$\n"
			    "};\n");
	emit_end(&w->e, scope);
}

static void emit_words(struct writer *w, const struct form *form, bool is_expected)
{
	bool any = false;
	size_t i;

	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];

		if (field->kind != FIELD_TYPE_WORD || (is_expected && !field->word.compare_whole))
			continue;
		/* The return code's word of a reply is written by the demultiplexer. */
		if (!is_expected && field->word_data->kind == FIELD_RETCODE)
			continue;
		if (!any && is_expected)
			emit(&w->e, "#if TypeCheck\n");
		emit_word(w, field, is_expected ? "Check" : "Type", is_expected);
		any = true;
	}
	if (any)
		emit(&w->e, is_expected ? "#endif /* TypeCheck */\n\n" : "\n");
}

void emit_sent_words(struct writer *w, const struct form *form)
{
	emit_words(w, form, false);
}

void emit_expected_words(struct writer *w, const struct form *form)
{
	emit_words(w, form, true);
}

/* ---- Assertions ---- */

static bool is_asserted_type(const struct field *field)
{
	return field->assert_size && field->arg;
}

/* One for each type: seen has those that came before. */
static void emit_type_assertions(struct writer *w, const struct form *form, struct map *seen)
{
	const char *last = NULL;
	size_t i;

	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];
		size_t scope;

		if (!is_asserted_type(field) || field->c_type == last ||
			map_get(seen, field->c_type))
			continue;
		last = field->c_type;
		map_set(seen, &w->scratch, field->c_type, w);
		scope = emit_scope(&w->e);
		emit_let(&w->e, "type", field->c_type);
		emit_letu(&w->e, "size", field->size_bytes);
		emit(&w->e, "_Static_assert(sizeof($type$) == $size$, \"size of $type$\");\n");
		emit_end(&w->e, scope);
	}
}

/* All offsets of a structure in one assertion: the first that is wrong moves the others too. */
static void emit_layout_assertion(
	struct writer *w, const char *name, const char *size, const struct form *form)
{
	size_t outer = emit_scope(&w->e);
	size_t i;

	emit_let(&w->e, "struct", name);
	emit_let(&w->e, "size", size);
	emit_letu(&w->e, "total", form->max_bytes);
	emit(&w->e, "_Static_assert($size$ == $total$");
	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];
		size_t scope;

		if (!field->arg || field->kind == FIELD_TYPE_WORD || field->kind == FIELD_PAD)
			continue;
		scope = emit_scope(&w->e);
		emit_let(&w->e, "name", field->c_name);
		emit_letu(&w->e, "offset", field->offset_max_bytes);
		emit(&w->e, " &&\n	offsetof($struct$, $name$) == $offset$");
		emit_end(&w->e, scope);
	}
	emit(&w->e, ", \"layout of $struct$\");\n");
	emit_end(&w->e, outer);
}

/* Nothing is known of what stands behind a value whose size only the C compiler knows. */
static bool has_known_layout(const struct writer *w, const struct form *form)
{
	size_t i;

	for (i = 0; i < form->fields.count; i++)
		if (form->fields.items[i]->arg && form->fields.items[i]->arg->type->is_native)
			return false;
	return !is_split(w);
}

static bool has_asserted_types(const struct form *form)
{
	size_t i;

	for (i = 0; i < form->fields.count; i++)
		if (is_asserted_type(form->fields.items[i]))
			return true;
	return false;
}

bool has_assertions(const struct writer *w, const struct form *request, const struct form *reply)
{
	return has_known_layout(w, request) || has_asserted_types(request) ||
	       (reply && (has_known_layout(w, reply) || has_asserted_types(reply)));
}

void emit_assertions(struct writer *w, const struct form *request, const struct form *reply,
	const char *reply_size)
{
	struct map seen = {0};

	emit_type_assertions(w, request, &seen);
	if (reply)
		emit_type_assertions(w, reply, &seen);
	if (has_known_layout(w, request))
		emit_layout_assertion(w, "Request", "sizeof(Request)", request);
	if (reply && has_known_layout(w, reply))
		emit_layout_assertion(w, "Reply", reply_size, reply);
}
