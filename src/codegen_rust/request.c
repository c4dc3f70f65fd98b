/* Requests: the builder that a client fills, and the checked view that a server gets. */
#include "codegen_rust/internal.h"

#include <inttypes.h>
#include <string.h>

/* Paragraphs of a doc comment; words stand in its place if there is none. */
void emit_rust_doc(struct writer *w, const char *doc, const char *words)
{
	const char *line = doc ? doc : words;

	while (line && *line) {
		size_t n = strcspn(line, "\n");
		size_t scope = emit_scope(&w->e);

		emit_letf(&w->e, "line", "%s%.*s", n > 0 ? " " : "", (int)n, line);
		if (!is_annotation(line))
			emit(&w->e, "///$line$\n");
		emit_end(&w->e, scope);
		line += n + (line[n] == '\n');
	}
}

static const char *camel(struct writer *w)
{
	return rust_camel(&w->scratch, w->routine->name);
}

/* ---- The builder ---- */

static const char *lifetime_list(const struct writer *w)
{
	return w->in.borrows_sent ? "<'a>" : "";
}

static void emit_builder(struct writer *w)
{
	bool is_empty = w->in.values.count == 0;
	size_t i;

	emit(&w->e, "\n"
		    "/// A request of `$routine$`, to be sent.\n");
	emit(&w->e, is_empty ? "#[derive(Debug, Default)]\n"
			       "pub struct $camel$Request;\n"
			     : "#[derive(Debug)]\n"
			       "pub struct $camel$Request$lifetimes$ {\n");
	for (i = 0; i < w->in.values.count; i++) {
		const struct value *value = &w->in.values.items[i];
		size_t scope = emit_scope(&w->e);

		emit_let(&w->e, "name", value->name);
		emit_let(&w->e, "type", stored_type(w, value, "'a "));
		emit(&w->e, "    $name$: $type$,\n");
		emit_end(&w->e, scope);
	}
	if (!is_empty)
		emit(&w->e, "}\n");
}

/* ---- new() ---- */

/* The moved rights as they are given back: "q" or "(q, r)". */
static const char *moved_rights(struct writer *w, const char *prefix, bool with_port)
{
	const struct argument *port = w->routine->request_port;
	struct buf list = {0};
	const char *text;
	unsigned count = 0;
	size_t i;

	if (with_port && header_right_is_moved(port)) {
		buf_add_c(&list, rust_argument(&w->scratch, port->name));
		count++;
	}
	for (i = 0; i < w->in.values.count; i++)
		if (is_moved(&w->in.values.items[i]))
			buf_printf(&list, "%s%s%s", count++ > 0 ? ", " : "", prefix,
				w->in.values.items[i].name);
	text = text_of(w, count == 1 ? "%s" : "(%s)", buf_text(&list));
	buf_free(&list);
	return text;
}

/* Whether out-of-line data have as many elements as their type says, and no other number. */
static bool has_fixed_count(const struct value *value)
{
	return is_fixed_memory(value) ||
	       (value->kind == VALUE_FAR_PORTS && !value->arg->type->is_variable);
}

bool has_bound(const struct value *value)
{
	return has_fixed_count(value) ||
	       (value->field->kind != FIELD_EITHER && value->field->count.max != 0);
}

/* The most elements that an argument may have. */
static uint32_t own_bound(const struct value *value)
{
	const struct field *field = value->field;

	switch (value->kind) {
	case VALUE_ARRAY:
	case VALUE_PORTS: return field->kind == FIELD_PORT ? field->repeat : field->count.max;
	case VALUE_STRING: return field->count.max;
	case VALUE_FIXED_STRING: return field->size_bytes;
	case VALUE_MEMORIES: return field->repeat;
	case VALUE_MEMORY:
	case VALUE_FAR_PORTS:
	case VALUE_DATA:
	case VALUE_DATA_PORTS:
		if (has_fixed_count(value))
			return value->kind == VALUE_FAR_PORTS ? value->arg->type->number
							      : fixed_memory_count(value);
		if (has_bound(value))
			return field->count.max;
		return UINT32_MAX / (field->element_out_of_line_bytes > 0
						    ? field->element_out_of_line_bytes
						    : 1);
	case VALUE_NUMBER:
	case VALUE_OBJECT:
	case VALUE_PORT:
	case VALUE_FIXED_PORTS:
	case VALUE_RETCODE: break;
	}
	return 0;
}

/* Of several targets, what all of them can carry. */
static uint32_t bound(const struct writer *w, const struct value *value)
{
	uint32_t least = own_bound(value);
	size_t i;

	for (i = 0; w->targets && i < w->target_count; i++) {
		uint32_t other = own_bound(value_of_target(&w->targets[i], value));

		least = other < least ? other : least;
	}
	return least;
}

const char *memory_check(struct writer *w, const struct value *value, const char *memory)
{
	return text_of(w,
		has_fixed_count(value) ? "message::exactly(%s.len(), %" PRIu32 ")"
				       : "message::bound(%s.len(), %" PRIu32 ")",
		memory, bound(w, value));
}

/* A check that may refuse an argument, before anything is built. */
static const char *bound_text(struct writer *w, const struct value *value)
{
	const char *name = value->name;
	uint32_t max = bound(w, value);
	const char *slice = value->kind == VALUE_MEMORY && value->arg->dealloc == DEALLOC_MAYBE
				    ? ".as_slice()"
				    : "";

	switch (value->kind) {
	case VALUE_STRING:
	case VALUE_FIXED_STRING:
		return text_of(
			w, "message::bound(%s.to_bytes_with_nul().len(), %" PRIu32 ")", name, max);
	case VALUE_MEMORIES:
		return text_of(w,
			value->arg->type->descriptor_count_varies
				? "message::bound(%s.len(), %" PRIu32 ")"
				: "message::exactly(%s.len(), %" PRIu32 ")",
			name, max);
	case VALUE_ARRAY:
	case VALUE_PORTS:
	case VALUE_MEMORY:
	case VALUE_FAR_PORTS:
	case VALUE_DATA:
	case VALUE_DATA_PORTS:
		/* A reference to an array has as many elements as it should. */
		if (is_fixed_memory(value) && value->arg->dealloc == DEALLOC_NO)
			return NULL;
		return memory_check(w, value, text_of(w, "%s%s", name, slice));
	case VALUE_NUMBER:
	case VALUE_OBJECT:
	case VALUE_PORT:
	case VALUE_FIXED_PORTS:
	case VALUE_RETCODE: break;
	}
	return NULL;
}

static void emit_check(struct writer *w, const char *check)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "check", check);
	emit_let(&w->e, "rights", moved_rights(w, "", false));
	if (strcmp(send_error(w, false), "IpcError") == 0)
		emit(&w->e, "$check$?;\n");
	else
		emit(&w->e, "if let Err(error) = $check$ {\n"
			    "    return Err(CallError::unsent(error, $rights$));\n"
			    "}\n");
	emit_end(&w->e, scope);
}

static bool emit_checks(struct writer *w, bool dry)
{
	bool has_any = false;
	size_t i;

	for (i = 0; i < w->in.values.count; i++) {
		const struct value *value = &w->in.values.items[i];
		const char *check = bound_text(w, value);

		if (check) {
			has_any = true;
			if (!dry)
				emit_check(w, check);
		}
		if (value->arg->same_count) {
			has_any = true;
			if (!dry)
				emit_check(w, text_of(w, "message::same_count(%s.len(), %s.len())",
						      rust_argument(&w->scratch,
							      value->arg->same_count->name),
						      value->name));
		}
	}
	return has_any;
}

static void emit_members(struct writer *w, struct buf *list)
{
	size_t i;

	for (i = 0; i < w->in.values.count; i++) {
		const struct value *value = &w->in.values.items[i];

		buf_add_c(list, i > 0 ? ", " : "");
		if (value->kind == VALUE_FIXED_STRING)
			buf_printf(list, "%s: FixedCStr::new(%s)", value->name, value->name);
		else if (value->mapped)
			buf_printf(list, "%s: Mapped::into_wire(%s)", value->name, value->name);
		else
			buf_add_c(list, value->name);
	}
}

static void emit_new(struct writer *w)
{
	bool may_refuse = emit_checks(w, true);
	struct buf parameters = {0}, members = {0};
	size_t i;
	size_t scope = emit_scope(&w->e);

	for (i = 0; i < w->in.values.count; i++)
		buf_printf(&parameters, "%s%s: %s", i > 0 ? ", " : "", w->in.values.items[i].name,
			argument_type(w, &w->in.values.items[i],
				w->in.values.items[i].kind == VALUE_FIXED_STRING ? "" : "'a "));
	emit_members(w, &members);
	emit_let(&w->e, "parameters", buf_text(&parameters));
	emit_let(&w->e, "members", buf_text(&members));
	emit_let(&w->e, "error", send_error(w, false));
	emit(&w->e, "\n");
	if (may_refuse)
		emit(&w->e, "/// Refuses what is longer than the interface allows.\n"
			    "#[inline]\n"
			    "pub fn new($parameters$) -> Result<Self, $error$> {\n");
	else
		emit(&w->e, "/// A request with these arguments.\n"
			    "#[inline]\n"
			    "#[must_use]\n"
			    "pub fn new($parameters$) -> Self {\n");
	emit_indent(&w->e);
	if (may_refuse)
		emit_checks(w, false);
	if (w->in.values.count == 0)
		emit(&w->e, "Self\n");
	else
		emit(&w->e, may_refuse ? "Ok(Self { $members$ })\n" : "Self { $members$ }\n");
	emit_outdent(&w->e);
	emit(&w->e, "}\n");
	emit_end(&w->e, scope);
	buf_free(&parameters);
	buf_free(&members);
}

bool request_may_refuse(struct writer *w)
{
	return emit_checks(w, true);
}

/* ---- write() ---- */

bool points_to_lent_memory(const struct writer *w)
{
	size_t i;

	for (i = 0; i < w->in.values.count; i++) {
		const struct value *value = &w->in.values.items[i];

		switch (value->kind) {
		case VALUE_MEMORY:
		case VALUE_MEMORIES:
		case VALUE_FAR_PORTS:
		case VALUE_DATA:
		case VALUE_DATA_PORTS: return w->in.borrows_sent;
		default: break;
		}
	}
	return false;
}

static const char *reply_parameter(struct writer *w)
{
	const struct argument *port = w->routine->reply_port[SIDE_USER];

	if (port)
		return text_of(w, "%s: %s", rust_argument(&w->scratch, port->name),
			header_right_type(w, port, ""));
	return w->routine->is_simple ? NULL : "reply: PortName";
}

static const char *reply_name(struct writer *w)
{
	const struct argument *port = w->routine->reply_port[SIDE_USER];

	if (port)
		return text_of(w, "%s.name()", rust_argument(&w->scratch, port->name));
	return w->routine->is_simple ? "PortName::NULL" : "reply";
}

/* What the message owns once it is complete, and what happens if it is not. */
static bool owns_something(struct writer *w)
{
	const struct argument *ports[2] = {
		w->routine->request_port, w->routine->reply_port[SIDE_USER]};
	size_t i;

	for (i = 0; i < 2; i++)
		if (ports[i] && (header_right_is_moved(ports[i]) ||
					type_is_polymorphic(&ports[i]->type->send)))
			return true;
	return w->moved_count > 0 || w->moves_memory;
}

static void forget_header_right(struct writer *w, const struct argument *port)
{
	size_t scope = emit_scope(&w->e);

	if (port) {
		emit_let(&w->e, "port", rust_argument(&w->scratch, port->name));
		if (type_is_polymorphic(&port->type->send))
			emit(&w->e, "let _ = $port$.into_parts();\n");
		else if (header_right_is_moved(port))
			emit(&w->e, "let _ = $port$.into_name();\n");
	}
	emit_end(&w->e, scope);
}

static void emit_finish(struct writer *w)
{
	bool gives_back = strcmp(send_error(w, true), "IpcError") != 0;
	size_t scope = emit_scope(&w->e);

	if (!owns_something(w)) {
		emit(&w->e, "message.finish()\n");
		emit_end(&w->e, scope);
		return;
	}
	emit_let(&w->e, "rights", moved_rights(w, text_of(w, "%s.", w->self), true));
	emit(&w->e, "match message.finish() {\n"
		    "    Ok(message) => {\n");
	emit_indent(&w->e);
	emit_indent(&w->e);
	forget_header_right(w, w->routine->request_port);
	forget_header_right(w, w->routine->reply_port[SIDE_USER]);
	emit_forgets(w, true);
	emit_outdent(&w->e);
	emit_outdent(&w->e);
	emit(&w->e, "        Ok(message)\n"
		    "    }\n");
	emit(&w->e, gives_back ? "    Err(error) => {\n"
				 "        let rights = $rights$;\n"
				 "        Err(CallError::unsent(error, rights))\n"
				 "    }\n"
			       : "    Err(error) => Err(error),\n");
	emit(&w->e, "}\n");
	emit_end(&w->e, scope);
}

static void say_header_complexity(struct writer *w)
{
	const struct argument *ports[2] = {
		w->routine->request_port, w->routine->reply_port[SIDE_USER]};

	if (w->request->complexity == COMPLEX_AT_RUN_TIME &&
		(type_is_polymorphic(&ports[0]->type->send) ||
			(ports[1] && type_is_polymorphic(&ports[1]->type->send))))
		emit(&w->e, "message.set_complex(true);\n");
}

bool has_error_form(const struct writer *w)
{
	return w->routine->retcode_arg && w->request->complexity == COMPLEX_ALWAYS;
}

static void emit_error_form(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	if (!has_error_form(w)) {
		emit_end(&w->e, scope);
		return;
	}
	emit_let(&w->e, "code", rust_argument(&w->scratch, w->routine->retcode_arg->name));
	emit(&w->e, "if $self$.$code$ != KernReturn::KERN_SUCCESS {\n"
		    "    let bits = wire::$bits$;\n"
		    "    let head = wire::MachMsgHeader::new(bits, $upper$_ID, $port$.name(), "
		    "$reply$);\n"
		    "    message.put(wire::error_request(head, $self$.$code$));\n");
	emit(&w->e, strcmp(send_error(w, true), "IpcError") != 0
			    ? "    return message.finish().map_err(CallError::sent);\n"
			    : "    return message.finish();\n");
	emit(&w->e, "}\n");
	emit_end(&w->e, scope);
}

static void emit_write_body(struct writer *w)
{
	emit(&w->e, "let mut message = Writer::<Wire>::new(room);\n");
	emit_error_form(w);
	emit(&w->e, "let bits = wire::$complex$$bits$;\n");
	say_header_complexity(w);
	emit_puts(w, true,
		text_of(w, "wire::MachMsgHeader::new(bits, %s_ID, %s.name(), %s)",
			rust_upper(&w->scratch, w->routine->name),
			rust_argument(&w->scratch, w->routine->request_port->name), reply_name(w)));
	emit_finish(w);
}

/* "SumArrayRequest<'a>": what is written, as a target gets it. */
static const char *written_request(struct writer *w)
{
	return text_of(w, "%sRequest%s", camel(w),
		!w->in.borrows_sent        ? ""
		: points_to_lent_memory(w) ? "<'a>"
					   : "<'_>");
}

/* A request that holds nothing is not looked at. */
static const char *this_name(const struct writer *w, enum target_form form)
{
	return form == FORM_WRITTEN && w->in.values.count == 0 ? "_" : "this";
}

static void let_write(struct writer *w, enum target_form form)
{
	const struct argument *port = w->routine->request_port;
	const struct argument *reply_port = w->routine->reply_port[SIDE_USER];
	const char *reply = reply_parameter(w);
	bool is_method = form == FORM_SHARED;

	emit_let(&w->e, "port", rust_argument(&w->scratch, port->name));
	emit_let(&w->e, "reply", reply_name(w));
	emit_let(&w->e, "bits", header_bits(w));
	emit_let(&w->e, "complex", w->request->complexity == COMPLEX_ALWAYS ? "complex_" : "");
	emit_let(&w->e, "parameters",
		text_of(w, "%s, room: Room<'b>, %s: %s%s%s",
			is_method ? "self"
				  : text_of(w, "%s: %s", this_name(w, form), written_request(w)),
			rust_argument(&w->scratch, port->name), header_right_type(w, port, ""),
			reply ? ", " : "", reply ? reply : ""));
	emit_let(&w->e, "arguments",
		text_of(w, "self, room, %s%s", rust_argument(&w->scratch, port->name),
			reply_port
				? text_of(w, ", %s", rust_argument(&w->scratch, reply_port->name))
			: w->routine->is_simple ? ""
						: ", reply"));
	emit_let(&w->e, "error", send_error(w, true));
	emit_let(&w->e, "self", w->self);
	emit_let(&w->e, "pub", is_method ? "pub " : "");
	emit_let(&w->e, "wire", is_method ? "Wire" : "Self");
	emit_let(&w->e, "function",
		is_method ? "write"
			  : text_of(w, "write_request_%s",
				    rust_snake(&w->scratch, w->routine->name)));
	emit_let(&w->e, "generics",
		is_method                  ? w->targets ? text_of(w, "'b, %s", w->wire_bound) : "'b"
		: points_to_lent_memory(w) ? "'a, 'b"
					   : "'b");
}

static void emit_write(struct writer *w, enum target_form form)
{
	bool lends = points_to_lent_memory(w);
	size_t scope = emit_scope(&w->e);

	let_write(w, form);
	emit_let(&w->e, "end", form == FORM_DECLARED ? ";" : ",");
	emit_let(&w->e, "begin", form == FORM_DECLARED ? ";" : " {");
	emit(&w->e, form == FORM_WRITTEN  ? "\n#[inline]\n"
		    : form == FORM_SHARED ? "\n/// Writes it.\n#[inline]\n"
					  : "\n/// Writes a request of `$routine$`.\n");
	emit(&w->e, lends ? "$pub$fn $function$<$generics$>($parameters$) -> Result<Outgoing<'b, "
			    "$wire$>, $error$>\n"
			    "where\n"
			    "    'a: 'b$end$\n"
			  : "$pub$fn $function$<$generics$>($parameters$) -> Result<Outgoing<'b, "
			    "$wire$>, $error$>$begin$\n");
	if (form != FORM_DECLARED) {
		emit(&w->e, lends ? "{\n" : "");
		emit_indent(&w->e);
		if (w->targets)
			emit(&w->e, "Wire::write_request_$snake$($arguments$)\n");
		else
			emit_write_body(w);
		emit_outdent(&w->e);
		emit(&w->e, "}\n");
	}
	emit_end(&w->e, scope);
}

/* ---- The view ---- */

const char *shape_text(struct writer *w, const struct form *form)
{
	uint32_t descriptors = 0;
	size_t i;

	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];

		if (form->abi->wire == WIRE_NDR &&
			(field->kind == FIELD_PORT || field->kind == FIELD_OOL ||
				field->kind == FIELD_OOL_PORTS))
			descriptors += field->repeat;
	}
	return text_of(w,
		"Shape { least: %" PRIu32 ", most: %" PRIu32 ", complex: %s, descriptors: %" PRIu32
		" }",
		form->min_bytes, form->max_bytes,
		form->complexity == COMPLEX_NEVER    ? "Some(false)"
		: form->complexity == COMPLEX_ALWAYS ? "Some(true)"
						     : "None",
		descriptors);
}

const char *room_name(struct writer *w, const struct argument *arg)
{
	return own_name(w, arg->name, "room");
}

static void emit_member(
	struct writer *w, const char *doc, const char *words, const char *name, const char *type)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", name);
	emit_let(&w->e, "type", type);
	emit_indent(&w->e);
	emit_rust_doc(w, doc, words);
	emit(&w->e, "pub $name$: $type$,\n");
	emit_outdent(&w->e);
	emit_end(&w->e, scope);
}

void emit_received_members(struct writer *w, bool is_request, const char *lifetime)
{
	const struct value_list *list = is_request ? &w->in : &w->out;
	size_t i;

	for (i = 0; i < w->routine->arguments.count; i++) {
		const struct argument *arg = w->routine->arguments.items[i];
		const struct value *value = find_value(list, arg);
		const char *words = text_of(w, "`%s`", arg->name);

		if (value && value->kind != VALUE_RETCODE)
			emit_member(
				w, arg->doc, words, value->name, received_type(w, value, lifetime));
		if (is_request && arg->flags & ARG_COUNT_IN_OUT)
			emit_member(w, NULL,
				text_of(w, "How many elements of `%s` the client has room for.",
					arg->name),
				room_name(w, arg), "u32");
		if (is_trailer_value(w, arg, is_request))
			emit_member(w, arg->doc, words, rust_argument(&w->scratch, arg->name),
				trailer_type(w, arg));
	}
}

bool has_received_members(struct writer *w, bool is_request)
{
	const struct value_list *list = is_request ? &w->in : &w->out;
	size_t i;

	for (i = 0; i < w->routine->arguments.count; i++) {
		const struct argument *arg = w->routine->arguments.items[i];
		const struct value *value = find_value(list, arg);

		if ((value && value->kind != VALUE_RETCODE) ||
			is_trailer_value(w, arg, is_request) ||
			(is_request && arg->flags & ARG_COUNT_IN_OUT))
			return true;
	}
	return false;
}

/* "SumArrayRequestView": what is parsed. */
static const char *view_name(struct writer *w)
{
	return text_of(w, "%sRequestView", rust_camel(&w->scratch, w->routine->name));
}

static void emit_view(struct writer *w)
{
	bool has_members = has_received_members(w, true);
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "view_lifetimes", w->in.borrows_received ? "<'m>" : "");
	emit(&w->e, "\n"
		    "/// A request of `$routine$` that was received and checked: owns what it "
		    "carried.\n"
		    "#[derive(Debug)]\n");
	emit(&w->e, has_members ? "pub struct $camel$RequestView$view_lifetimes$ {\n"
				: "pub struct $camel$RequestView;\n");
	if (has_members) {
		emit_received_members(w, true, "'m ");
		emit(&w->e, "}\n");
	}
	emit(&w->e, "\n"
		    "impl$view_lifetimes$ $camel$RequestView$view_lifetimes$ {\n");
	emit_let(&w->e, "shape", shape_text(w, w->request));
	emit(&w->e, w->targets ? "" : "    const SHAPE: Shape = $shape$;\n\n");
	emit_indent(&w->e);
	emit_parse_function(w, true, view_name(w), FORM_SHARED);
	emit_outdent(&w->e);
	emit(&w->e, "}\n");
	emit_end(&w->e, scope);
}

/* ---- All of it ---- */

static void let_routine(struct writer *w)
{
	emit_let(&w->e, "routine", w->routine->name);
	emit_let(&w->e, "camel", camel(w));
	emit_let(&w->e, "snake", rust_snake(&w->scratch, w->routine->name));
	emit_let(&w->e, "upper", rust_upper(&w->scratch, w->routine->name));
}

void emit_request_functions(struct writer *w, enum target_form form)
{
	size_t scope = emit_scope(&w->e);

	let_routine(w);
	emit_size_for_count(w, form);
	emit_write(w, form);
	emit_parse_function(w, true, view_name(w), form);
	emit_end(&w->e, scope);
}

void emit_request(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	let_routine(w);
	emit_let(&w->e, "lifetimes", lifetime_list(w));
	emit_letu(&w->e, "most", request_bytes(w));
	if (!w->targets)
		emit_parts(w, w->request, true);
	emit_builder(w);
	emit(&w->e, "\n"
		    "impl$lifetimes$ $camel$Request$lifetimes$ {\n"
		    "    /// The most bytes that it can have.\n"
		    "    pub const MAX_BYTES: usize = $most$;\n");
	emit_indent(&w->e);
	emit_new(w);
	emit_size_for_count(w, FORM_SHARED);
	emit_write(w, FORM_SHARED);
	emit_outdent(&w->e);
	emit(&w->e, "}\n");
	emit_view(w);
	emit_end(&w->e, scope);
}
