/* How many bytes a request has with so many elements: size_for_count(). */
#include "codegen_rust/internal.h"

#include <inttypes.h>
#include <string.h>

/* The names of what is of variable length, each once. */
struct lengths {
	VEC(const char *) names;
};

static const char *length_name(struct writer *w, const struct field *field)
{
	return field->is_sub_counts ? own_name(w, field->arg->name, "subs")
				    : rust_argument(&w->scratch, field->arg->name);
}

static bool has_length(const struct lengths *list, const char *name)
{
	size_t i;

	for (i = 0; i < list->names.count; i++)
		if (strcmp(list->names.items[i], name) == 0)
			return true;
	return false;
}

static void add_lengths(struct writer *w, struct lengths *list, const struct form *form)
{
	size_t i;

	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];
		const char *name = field->kind == FIELD_ARRAY ? length_name(w, field) : NULL;

		if (name && !has_length(list, name))
			vec_push(&w->scratch, &list->names, name);
	}
}

/* What is in line of a request of some target. */
static struct lengths all_lengths(struct writer *w)
{
	const struct writer *all = w->shared ? w->shared : w;
	struct lengths list = {0};
	size_t i;

	if (!all->targets)
		add_lengths(w, &list, w->request);
	for (i = 0; all->targets && i < all->target_count; i++)
		add_lengths(w, &list, all->targets[i].request);
	return list;
}

static const char *length_sum(struct writer *w)
{
	uint32_t mask = w->request->abi->align_bytes - 1;
	struct buf sum = {0};
	const char *text;
	size_t i;

	for (i = 0; i < w->request->fields.count; i++) {
		const struct field *field = w->request->fields.items[i];
		const char *name;

		if (field->kind != FIELD_ARRAY)
			continue;
		name = length_name(w, field);
		if (field->size_bytes % (mask + 1) == 0)
			buf_printf(&sum, " + %" PRIu32 " * %s", field->size_bytes, name);
		else if (field->size_bytes == 1)
			buf_printf(
				&sum, " + ((%s + %" PRIu32 ") & !%" PRIu32 ")", name, mask, mask);
		else
			buf_printf(&sum, " + ((%" PRIu32 " * %s + %" PRIu32 ") & !%" PRIu32 ")",
				field->size_bytes, name, mask, mask);
	}
	text = text_of(w, "%s", buf_text(&sum));
	buf_free(&sum);
	return text;
}

static void let_lengths(struct writer *w, const struct lengths *list, enum target_form form)
{
	struct buf parameters = {0}, arguments = {0};
	struct lengths own = {0};
	size_t i;

	add_lengths(w, &own, w->request);
	for (i = 0; i < list->names.count; i++) {
		const char *name = list->names.items[i];
		bool is_used = form != FORM_WRITTEN || has_length(&own, name);

		buf_printf(
			&parameters, "%s%s%s: usize", i > 0 ? ", " : "", is_used ? "" : "_", name);
		buf_printf(&arguments, "%s%s", i > 0 ? ", " : "", name);
	}
	emit_let(&w->e, "parameters", buf_text(&parameters));
	emit_let(&w->e, "arguments", buf_text(&arguments));
	buf_free(&parameters);
	buf_free(&arguments);
}

void emit_size_for_count(struct writer *w, enum target_form form)
{
	static const char declared[] = "\n"
				       "/// The bytes of a request of `$routine$`.\n"
				       "fn request_bytes_$snake$($parameters$) -> usize;\n",
			  written[] = "\n"
				      "#[inline]\n"
				      "fn request_bytes_$snake$($parameters$) -> usize {\n"
				      "    $least$$sum$\n"
				      "}\n",
			  shared[] = "\n"
				     "/// The bytes of a request with so many elements, indefinite "
				     "arrays being empty.\n"
				     "#[inline]\n"
				     "#[must_use]\n"
				     "pub const fn size_for_count($parameters$) -> usize {\n"
				     "    $least$$sum$\n"
				     "}\n",
			  generic[] =
				  "\n"
				  "/// The bytes of a request with so many elements, "
				  "indefinite arrays being empty.\n"
				  "#[inline]\n"
				  "#[must_use]\n"
				  "pub fn size_for_count$wire_generics$($parameters$) -> usize {\n"
				  "    Wire::request_bytes_$snake$($arguments$)\n"
				  "}\n";
	struct lengths list = all_lengths(w);
	size_t scope = emit_scope(&w->e);

	let_lengths(w, &list, form);
	emit_letu(&w->e, "least", w->request->min_bytes);
	emit_let(&w->e, "sum", length_sum(w));
	if (list.names.count > 0)
		emit(&w->e, form == FORM_DECLARED  ? declared
			    : form == FORM_WRITTEN ? written
			    : w->targets           ? generic
						   : shared);
	emit_end(&w->e, scope);
}
