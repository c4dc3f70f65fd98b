/*
 * Values of senders with other number formats (-n). For each field there is a macro that converts
 * it, made of what the build defines for its type: first for the type in this subsystem, then for
 * the type everywhere, then the same for the elements that it is made of. compat(apple): the names
 * of all these macros. Counts are converted before they are checked, values after all checks.
 */
#include "codegen_c/ndr.h"

#include <inttypes.h>
#include <string.h>

/* What an NDR record tells of a sender, by the names of its members. */
static const char *const representations[] = {"int_rep", "char_rep", "float_rep"};
enum { INT_REP, REPRESENTATION_COUNT = sizeof(representations) / sizeof(representations[0]) };

/* "__NDR_convert__int_rep__Request__NAME_t__FIELD" */
static const char *macro_of(struct writer *w, const char *representation, const struct field *field)
{
	return text_of(w, "__NDR_convert__%s__%s__%s_t__%s", representation, ndr_direction(w),
		w->routine->name, field->c_name);
}

/* ---- Which fields ---- */

static bool is_converted(const struct form *form, const struct field *field)
{
	switch (field->kind) {
	case FIELD_VALUE:
	case FIELD_ARRAY:
	case FIELD_OOL:
	case FIELD_COUNT: return true;
	case FIELD_RETCODE: return !ndr_has_values(form);
	case FIELD_HEADER:
	case FIELD_BODY:
	case FIELD_NDR_RECORD:
	case FIELD_PORT:
	case FIELD_OOL_PORTS:
	case FIELD_TYPE_WORD:
	case FIELD_EITHER:
	case FIELD_STRING_OFFSET:
	case FIELD_PAD:
	case FIELD_TRAILER: break;
	}
	return false;
}

/* What checks use: numbers of the format's own. */
static bool is_converted_early(const struct field *field)
{
	return field->kind == FIELD_COUNT || field->kind == FIELD_RETCODE || field->is_sub_counts;
}

/* Whether the macro is told a number of elements. */
static bool takes_count(const struct field *field)
{
	if (field->kind == FIELD_ARRAY)
		return true;
	return field->kind == FIELD_OOL && field->count.source == COUNT_IN_SIZE;
}

/* ---- The macros ---- */

/* One way to convert: by a macro of the build's for a type. */
struct rung {
	const char *type; /* as the build's macro names it */
	const char *call; /* with $by$ for the build's macro */
};

struct ladder {
	VEC(struct rung) rungs;
};

static void add_rung(struct writer *w, struct ladder *ladder, const char *type, const char *call)
{
	struct rung rung = {type, call};

	/* "unsigned int" makes no name of a macro. */
	if (!strchr(type, ' '))
		vec_push(&w->scratch, &ladder->rungs, rung);
}

/* "n", "c" or "n * (c)" */
static const char *elements(struct writer *w, uint64_t each, bool has_count)
{
	if (!has_count)
		return text_of(w, "%" PRIu64, each);
	return each == 1 ? "c" : text_of(w, "%" PRIu64 " * (c)", each);
}

/* The elements of a type, and theirs. is_variable: the first number is c. */
static void add_elements(
	struct writer *w, struct ladder *ladder, const struct type *type, bool has_count)
{
	uint64_t each = has_count ? 1 : type->element_count;
	const struct type *one;

	for (one = type->element; one; one = one->element) {
		const char *number = elements(w, each, has_count);

		if (one->server_type)
			add_rung(w, ladder, one->server_type,
				text_of(w, "__NDR_convert__ARRAY((%s *) (a), f, %s, $by$)",
					one->server_type, number));
		if (one->is_c_string) {
			add_rung(w, ladder, "string",
				text_of(w,
					"__NDR_convert__2DARRAY((char *) (a), f, %" PRIu32
					", %s, $by$)",
					one->element_count, number));
			return;
		}
		each *= one->element_count;
	}
}

static void add_whole(struct writer *w, struct ladder *ladder, const char *type, bool has_count)
{
	add_rung(
		w, ladder, type, text_of(w, "$by$((%s *) (a), f%s)", type, has_count ? ", c" : ""));
}

/* The type whose value the macro is given: for an array of descriptors what one of them holds. */
static const struct type *converted_type(const struct field *field)
{
	return field->kind == FIELD_OOL && field->c_form == C_FORM_ARRAY ? field->arg->type->element
									 : field->arg->type;
}

static void fill_ladder(struct writer *w, struct ladder *ladder, const struct field *field)
{
	const struct type *type;
	bool has_count = takes_count(field);

	if (field->kind == FIELD_RETCODE) {
		add_whole(w, ladder, "kern_return_t", false);
	} else if (field->kind == FIELD_COUNT) {
		add_whole(w, ladder, "mach_msg_type_number_t", false);
	} else if (field->is_sub_counts) {
		add_rung(w, ladder, "mach_msg_type_number_t",
			text_of(w,
				"__NDR_convert__ARRAY((mach_msg_type_number_t *) (a), f, %s, $by$)",
				elements(w, has_count ? 1 : field->c_count, has_count)));
	} else {
		type = converted_type(field);
		if (type->server_type)
			add_whole(w, ladder, type->server_type, has_count);
		if (type->is_c_string)
			add_rung(w, ladder, "string",
				text_of(w, "$by$((char *) (a), f, %s)",
					elements(w, has_count ? 1 : type->element_count,
						has_count)));
		else
			add_elements(w, ladder, type, has_count);
	}
}

/* One rung twice: for the subsystem's own macro, and for everybody's. */
static void emit_rung(struct writer *w, const struct rung *rung, const char *representation)
{
	const char *const scopes[] = {text_of(w, "%s__", w->model->name), ""};
	const char *hole = strstr(rung->call, "$by$");
	size_t i;

	for (i = 0; i < 2; i++) {
		size_t scope = emit_scope(&w->e);

		emit_let(&w->e, "by",
			text_of(w, "__NDR_convert__%s__%s%s", representation, scopes[i],
				rung->type));
		emit_let(&w->e, "before", text_of(w, "%.*s", (int)(hole - rung->call), rung->call));
		emit_let(&w->e, "behind", hole + strlen("$by$"));
		emit(&w->e, "#$else$if defined($by$__defined)\n"
			    "#define $macro$__defined\n"
			    "#define $macro$(a, f$c$) \\\n"
			    "	$before$$by$$behind$\n");
		emit_end(&w->e, scope);
		emit_let(&w->e, "else", "el");
	}
}

static void emit_macro(struct writer *w, const struct field *field, const char *representation)
{
	struct ladder ladder = {0};
	size_t i, scope = emit_scope(&w->e);

	fill_ladder(w, &ladder, field);
	emit_let(&w->e, "macro", macro_of(w, representation, field));
	emit_let(&w->e, "c", takes_count(field) ? ", c" : "");
	emit_let(&w->e, "else", "");
	emit(&w->e, "\n#if !defined($macro$__defined)\n");
	for (i = 0; i < ladder.rungs.count; i++)
		emit_rung(w, &ladder.rungs.items[i], representation);
	emit_let(&w->e, "otherwise", ladder.rungs.count > 0 ? "#else" : "");
	emit_let(&w->e, "end", ladder.rungs.count > 0 ? "#endif" : "");
	emit(&w->e, "$otherwise$\n"
		    "#define $macro$(a, f$c$) ((void) 0)\n"
		    "$end$\n"
		    "#endif /* !defined($macro$__defined) */\n");
	emit_end(&w->e, scope);
}

void ndr_conversion_macros(struct writer *w)
{
	const struct form *form = ndr_received_form(w);
	size_t i, k;

	if (!w->options->ndr_conversion)
		return;
	for (k = 0; k < REPRESENTATION_COUNT; k++)
		for (i = 0; i < form->fields.count; i++)
			if (is_converted(form, form->fields.items[i]) &&
				(k == INT_REP || !is_converted_early(form->fields.items[i])))
				emit_macro(w, form->fields.items[i], representations[k]);
}

/* ---- Their use ---- */

static const char *count_of(struct writer *w, const struct field *field)
{
	return text_of(w, "%s->%s", ndr_received_pointer(w, field->count_field),
		field->count_field->c_name);
}

/* An array of descriptors: each of those in use. */
static void convert_each(struct writer *w, const struct field *field)
{
	const struct field *subs = sub_counts_field(ndr_received_form(w), field->arg);

	emit_let(&w->e, "used",
		field->count_field ? count_of(w, field) : text_of(w, "%" PRIu32, field->repeat));
	emit_let(&w->e, "each",
		subs ? text_of(w, ", %s->%s[msgh_index]", ndr_received_pointer(w, subs),
			       subs->c_name)
		     : "");
	emit(&w->e, "for (msgh_index = 0; msgh_index < $used$; msgh_index++)\n"
		    "	$macro$($pointer$->$name$[msgh_index].address,\n"
		    "		$first$->NDR.$representation$$each$);\n");
}

static void convert_one(struct writer *w, const struct field *field)
{
	bool is_away = field->kind == FIELD_OOL;

	emit_let(&w->e, "address", is_away ? "" : "&");
	emit_let(&w->e, "member", is_away ? ".address" : "");
	emit_let(&w->e, "each",
		takes_count(field) && field->count_field ? text_of(w, ", %s", count_of(w, field))
							 : "");
	emit(&w->e, "$macro$($address$$pointer$->$name$$member$, "
		    "$first$->NDR.$representation$$each$);\n");
}

static void convert(struct writer *w, const struct field *field, const char *representation)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "macro", macro_of(w, representation, field));
	emit_let(&w->e, "representation", representation);
	emit_let(&w->e, "pointer", ndr_received_pointer(w, field));
	emit_let(&w->e, "first", is_split(w) ? "In0UP" : w->view == VIEW_SERVER ? "In0P" : "Out0P");
	emit_let(&w->e, "name", field->c_name);
	if (field->kind == FIELD_OOL && field->c_form == C_FORM_ARRAY)
		convert_each(w, field);
	else
		convert_one(w, field);
	emit_end(&w->e, scope);
}

static void emit_if_foreign(struct writer *w, const char *representation)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "first", is_split(w) ? "In0UP" : w->view == VIEW_SERVER ? "In0P" : "Out0P");
	emit_let(&w->e, "representation", representation);
	emit(&w->e, "if ($first$->NDR.$representation$ != NDR_record.$representation$) {\n");
	emit_end(&w->e, scope);
}

/* compat(apple): requests have this hook for their counts without -n too. */
static void emit_count_hook(struct writer *w, const struct field *field)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "macro", macro_of(w, representations[INT_REP], field));
	emit(&w->e, "#if defined($macro$__defined)\n");
	emit_if_foreign(w, representations[INT_REP]);
	emit_indent(&w->e);
	convert(w, field, representations[INT_REP]);
	emit_outdent(&w->e);
	emit(&w->e, "}\n"
		    "#endif\n");
	emit_end(&w->e, scope);
}

void ndr_convert_early(struct writer *w, const struct field *field)
{
	if (!w->options->ndr_conversion) {
		if (w->view == VIEW_SERVER && field->kind == FIELD_COUNT)
			emit_count_hook(w, field);
		return;
	}
	emit_if_foreign(w, representations[INT_REP]);
	emit_indent(&w->e);
	convert(w, field, representations[INT_REP]);
	emit_outdent(&w->e);
	emit(&w->e, "}\n");
}

/* Also a count that counts nothing in this message: the caller's room. */
static bool is_converted_late(
	const struct form *form, const struct field *field, const char *representation)
{
	if (!is_converted(form, field))
		return false;
	if (!is_converted_early(field))
		return true;
	return field->kind == FIELD_COUNT && !field->counts &&
	       representation == representations[INT_REP];
}

static void convert_values(struct writer *w, const char *representation)
{
	const struct form *form = ndr_received_form(w);
	bool any = false;
	size_t i;

	for (i = 0; i < form->fields.count; i++) {
		if (!is_converted_late(form, form->fields.items[i], representation))
			continue;
		if (!any) {
			emit_if_foreign(w, representation);
			emit_indent(&w->e);
		}
		any = true;
		convert(w, form->fields.items[i], representation);
	}
	if (any) {
		emit_outdent(&w->e);
		emit(&w->e, "}\n");
	}
}

void ndr_convert_values(struct writer *w)
{
	size_t k;

	for (k = 0; k < REPRESENTATION_COUNT && w->options->ndr_conversion; k++)
		convert_values(w, representations[k]);
}

void ndr_convert_error(struct writer *w, const char *message)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "message", message);
	if (w->options->ndr_conversion)
		emit(&w->e, "#if defined(__NDR_convert__mig_reply_error_t__defined)\n"
			    "__NDR_convert__mig_reply_error_t((mig_reply_error_t *) (void *) "
			    "$message$);\n"
			    "#endif\n");
	emit_end(&w->e, scope);
}
