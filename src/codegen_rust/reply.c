/* Replies: what a client gets, checked, and how a server's results are written. */
#include "codegen_rust/internal.h"

#include <inttypes.h>
#include <string.h>

/* ---- Results ---- */

const struct value *only_result(const struct writer *w)
{
	if (w->out.values.count != 1 || w->out.borrows_received || has_trailer_values(w, false))
		return NULL;
	return &w->out.values.items[0];
}

unsigned returned_count(const struct writer *w)
{
	unsigned count = 0;
	size_t i;

	for (i = 0; i < w->out.values.count; i++)
		count += !is_out_parameter(&w->out.values.items[i]);
	return count;
}

const struct value *only_returned(const struct writer *w)
{
	const struct value *only = NULL;
	size_t i;

	for (i = 0; i < w->out.values.count; i++) {
		if (is_out_parameter(&w->out.values.items[i]))
			continue;
		if (only)
			return NULL;
		only = &w->out.values.items[i];
	}
	return only;
}

bool has_results_structure(struct writer *w)
{
	return returned_count(w) > 1 && (w->out.borrows_received || has_trailer_values(w, false));
}

const char *client_result(struct writer *w)
{
	const struct value *only = only_result(w);

	if (only)
		return received_type(w, only, "");
	if (!has_received_members(w, false))
		return "()";
	return text_of(w, "%sReply", rust_camel(&w->scratch, w->routine->name));
}

const char *server_result(struct writer *w)
{
	const struct value *only = only_returned(w);

	if (returns_translated(w))
		return translated_result(w);
	if (only)
		return result_type(w, only);
	if (returned_count(w) == 0)
		return "()";
	return text_of(w, "%s%s", rust_camel(&w->scratch, w->routine->name),
		has_results_structure(w) ? "Results" : "Reply");
}

/* ---- What a client gets ---- */

/* "SumArrayReply": what is parsed. */
static const char *parsed_name(struct writer *w)
{
	return text_of(w, w->out.borrows_received ? "%sReplyView" : "%sReply",
		rust_camel(&w->scratch, w->routine->name));
}

static void emit_parsed_methods(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", parsed_name(w));
	emit_let(&w->e, "lifetimes", w->out.borrows_received ? "<'m>" : "");
	emit_let(&w->e, "shape", shape_text(w, w->reply));
	emit_letu(&w->e, "limit", reply_limit_bytes(w));
	emit(&w->e, "\n"
		    "impl$lifetimes$ $name$$lifetimes$ {\n");
	emit(&w->e, w->targets ? "" : "    const SHAPE: Shape = $shape$;\n\n");
	emit(&w->e, "    /// The most bytes that are received.\n"
		    "    pub const LIMIT: usize = $limit$;\n"
		    "\n");
	emit_indent(&w->e);
	emit_parse_function(w, false, parsed_name(w), FORM_SHARED);
	emit_outdent(&w->e);
	emit(&w->e, "}\n");
	emit_end(&w->e, scope);
}

static void emit_results_type(struct writer *w, const char *name, const char *lifetime)
{
	bool has_members = has_received_members(w, false);
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", name);
	emit_let(&w->e, "lifetimes", w->out.borrows_received ? "<'m>" : "");
	emit(&w->e, w->out.borrows_received
			    ? "\n/// The results of `$routine$`, borrowed from the reply in part.\n"
			    : "\n/// The results of `$routine$`.\n");
	emit(&w->e, has_members ? "#[derive(Debug)]\n"
				  "pub struct $name$$lifetimes$ {\n"
				: "#[derive(Debug)]\n"
				  "pub struct $name$;\n");
	if (has_members) {
		emit_received_members(w, false, lifetime);
		emit(&w->e, "}\n");
	}
	emit_end(&w->e, scope);
}

/* ---- A reply that owns its buffer ---- */

static bool is_borrowed(const struct value *value)
{
	return is_out_parameter(value);
}

static const char *place_type(struct writer *w, const struct value *value)
{
	if (value->kind == VALUE_DATA)
		return text_of(w, "DataPlace<%s>", value->element);
	return text_of(w, "Place<%s>", value->element);
}

static void emit_pooled_member(struct writer *w, const struct argument *arg)
{
	const struct value *value = find_value(&w->out, arg);
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", rust_argument(&w->scratch, arg->name));
	emit_indent(&w->e);
	if (value && is_borrowed(value)) {
		emit_let(&w->e, "type", place_type(w, value));
		emit(&w->e, "$name$: $type$,\n");
	} else if (value || is_trailer_value(w, arg, false)) {
		emit_let(&w->e, "type", value ? received_type(w, value, "") : trailer_type(w, arg));
		emit_rust_doc(w, arg->doc, text_of(w, "`%s`", arg->name));
		emit(&w->e, "pub $name$: $type$,\n");
	}
	emit_outdent(&w->e);
	emit_end(&w->e, scope);
}

static void emit_accessor(struct writer *w, const struct value *value)
{
	struct emitter *e = &w->e;
	size_t scope = emit_scope(e);

	emit_let(e, "name", value->name);
	emit_let(e, "type",
		value->kind == VALUE_STRING ? "&CStr" : text_of(w, "&[%s]", value->element));
	emit_let(e, "get",
		value->kind == VALUE_STRING
			? text_of(w, "wire::c_str(self.buffer.get(&self.%s))", value->name)
		: value->kind == VALUE_DATA ? text_of(w, "self.%s.get(&self.buffer)", value->name)
					    : text_of(w, "self.buffer.get(&self.%s)", value->name));
	emit_indent(e);
	emit_rust_doc(w, value->arg->doc, text_of(w, "`%s`", value->arg->name));
	emit(e, "#[must_use]\n"
		"pub fn $name$(&self) -> $type$ {\n"
		"    $get$\n"
		"}\n");
	emit_outdent(e);
	emit_end(e, scope);
}

static const char *from_view(const struct value *value)
{
	if (!value || !is_borrowed(value))
		return "view.$";
	switch (value->kind) {
	case VALUE_DATA: return "DataPlace::new(base, view.$)";
	case VALUE_STRING: return "Place::new(base, view.$.to_bytes_with_nul())";
	default: return "Place::new(base, view.$)";
	}
}

static const char *put_name(struct writer *w, const char *pattern, const char *name)
{
	const char *hole = strchr(pattern, '$');

	return text_of(w, "%.*s%s%s", (int)(hole - pattern), pattern, name, hole + 1);
}

/* "FooReply { buffer, total: view.total, .. }" out of a view and the buffer it lies in. */
const char *pooled_reply(struct writer *w)
{
	struct buf members = {0};
	const char *text;
	size_t i;

	for (i = 0; i < w->routine->arguments.count; i++) {
		const struct argument *arg = w->routine->arguments.items[i];
		const struct value *value = find_value(&w->out, arg);
		const char *name = rust_argument(&w->scratch, arg->name);

		if (value || is_trailer_value(w, arg, false))
			buf_printf(&members, "%s: %s, ", name, put_name(w, from_view(value), name));
	}
	text = text_of(w, "%sReply { %sbuffer }", rust_camel(&w->scratch, w->routine->name),
		buf_text(&members));
	buf_free(&members);
	return text;
}

static void emit_pooled(struct writer *w)
{
	bool is_first = true;
	size_t i;

	emit(&w->e, "\n"
		    "/// The results of `$routine$`, with the buffer that they lie in.\n"
		    "#[derive(Debug)]\n"
		    "pub struct $camel$Reply {\n");
	for (i = 0; i < w->routine->arguments.count; i++)
		emit_pooled_member(w, w->routine->arguments.items[i]);
	emit(&w->e, "    buffer: PoolBuffer,\n"
		    "}\n"
		    "\n"
		    "impl $camel$Reply {\n");
	for (i = 0; i < w->out.values.count; i++) {
		if (!is_borrowed(&w->out.values.items[i]))
			continue;
		emit(&w->e, is_first ? "" : "\n");
		emit_accessor(w, &w->out.values.items[i]);
		is_first = false;
	}
	emit(&w->e, "}\n");
}

/* ---- What a server writes ---- */

static void let_put(struct writer *w)
{
	struct buf parameters = {0};
	size_t i;

	for (i = 0; i < w->out.values.count; i++)
		buf_printf(&parameters, ", %s: %s", w->out.values.items[i].local,
			result_type(w, &w->out.values.items[i]));
	emit_let(&w->e, "parameters", buf_text(&parameters));
	emit_let(&w->e, "part", part_name(w, false, 0));
	emit_let(&w->e, "bits", w->reply->complexity == COMPLEX_ALWAYS ? "wire::COMPLEX_BIT" : "0");
	buf_free(&parameters);
}

/* The program's own conversions may panic: before the message has rights or memory. */
static void emit_conversions(struct writer *w)
{
	size_t i;

	for (i = 0; i < w->out.values.count; i++) {
		size_t scope = emit_scope(&w->e);

		emit_let(&w->e, "name", w->out.values.items[i].local);
		if (w->out.values.items[i].mapped)
			emit(&w->e, "    let $name$ = Mapped::into_wire($name$);\n");
		emit_end(&w->e, scope);
	}
}

static void emit_put_body(struct writer *w)
{
	emit_conversions(w);
	emit(&w->e, "    let head = answer.head($bits$);\n"
		    "    let message = answer.writer();\n");
	emit_indent(&w->e);
	emit_puts(w, false, "head");
	emit_forgets(w, false);
	emit_outdent(&w->e);
	emit(&w->e, "}\n");
}

static void emit_put(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	let_put(w);
	emit(&w->e, "\n"
		    "impl $part$ {\n"
		    "    #[inline]\n"
		    "    fn put(answer: &mut Answer<'_, Wire>$parameters$) {\n");
	emit_indent(&w->e);
	emit_put_body(w);
	emit_outdent(&w->e);
	emit(&w->e, "}\n");
	emit_end(&w->e, scope);
}

static void emit_put_function(struct writer *w, enum target_form form)
{
	size_t scope = emit_scope(&w->e);

	let_put(w);
	emit(&w->e,
		form == FORM_DECLARED
			? "\n"
			  "/// Writes a reply of `$routine$`.\n"
			  "fn put_reply_$snake$(answer: &mut Answer<'_, Self>$parameters$);\n"
			: "\n"
			  "#[inline]\n"
			  "fn put_reply_$snake$(answer: &mut Answer<'_, Self>$parameters$) {\n");
	if (form == FORM_WRITTEN)
		emit_put_body(w);
	emit_end(&w->e, scope);
}

const char *out_offsets(struct writer *w, unsigned *ret_count)
{
	struct buf list = {0};
	const char *text;
	size_t i;

	*ret_count = 0;
	for (i = 0; i < w->out.values.count; i++)
		if (is_out_parameter(&w->out.values.items[i]))
			buf_printf(&list, "%s%" PRIu32, (*ret_count)++ > 0 ? ", " : "",
				w->out.values.items[i].field->offset_max_bytes);
	text = text_of(w, "%s", buf_text(&list));
	buf_free(&list);
	return text;
}

static void emit_constants(struct writer *w, enum target_form form)
{
	unsigned count;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "offsets", out_offsets(w, &count));
	emit_letu(&w->e, "count", count);
	emit_letu(&w->e, "limit", w->reply->receive_limit_bytes);
	emit(&w->e, form == FORM_DECLARED
			    ? "\n"
			      "/// The most bytes that are received of a reply of `$routine$`.\n"
			      "const REPLY_LIMIT_$upper$: usize;\n"
			    : "\n"
			      "const REPLY_LIMIT_$upper$: usize = $limit$;\n");
	if (count > 0)
		emit(&w->e, form == FORM_DECLARED
				    ? "\n"
				      "/// Where a server of `$routine$` writes results that have "
				      "many elements.\n"
				      "const OFFSETS_$upper$: [usize; $count$];\n"
				    : "\n"
				      "const OFFSETS_$upper$: [usize; $count$] = [$offsets$];\n");
	emit_end(&w->e, scope);
}

static void emit_server_results(struct writer *w)
{
	size_t i;

	if (!has_results_structure(w) || returns_translated(w))
		return;
	emit(&w->e, "\n"
		    "/// What a server returns of `$routine$`.\n"
		    "#[derive(Debug)]\n"
		    "pub struct $camel$Results {\n");
	for (i = 0; i < w->out.values.count; i++) {
		const struct value *value = &w->out.values.items[i];
		size_t scope = emit_scope(&w->e);

		if (is_out_parameter(value))
			continue;
		emit_let(&w->e, "name", value->name);
		emit_let(&w->e, "type", result_type(w, value));
		emit_indent(&w->e);
		emit_rust_doc(w, value->arg->doc, text_of(w, "`%s`", value->arg->name));
		emit(&w->e, "pub $name$: $type$,\n");
		emit_outdent(&w->e);
		emit_end(&w->e, scope);
	}
	emit(&w->e, "}\n");
}

static void let_routine(struct writer *w)
{
	emit_let(&w->e, "routine", w->routine->name);
	emit_let(&w->e, "camel", rust_camel(&w->scratch, w->routine->name));
	emit_let(&w->e, "snake", rust_snake(&w->scratch, w->routine->name));
	emit_let(&w->e, "upper", rust_upper(&w->scratch, w->routine->name));
}

void emit_reply_functions(struct writer *w, enum target_form form)
{
	size_t scope = emit_scope(&w->e);

	let_routine(w);
	emit_constants(w, form);
	emit_parse_function(w, false, parsed_name(w), form);
	if (w->out.values.count > 0)
		emit_put_function(w, form);
	emit_end(&w->e, scope);
}

void emit_reply(struct writer *w)
{
	bool has_values = w->out.values.count > 0;
	size_t scope = emit_scope(&w->e);

	let_routine(w);
	if (has_values && !w->targets)
		emit_parts(w, w->reply, false);
	emit_results_type(w, parsed_name(w), w->out.borrows_received ? "'m " : "");
	emit_parsed_methods(w);
	if (w->out.borrows_received)
		emit_pooled(w);
	emit_server_results(w);
	if (has_values && !w->targets)
		emit_put(w);
	emit_end(&w->e, scope);
}
