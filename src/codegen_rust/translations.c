/*
 * intran and outtran on the server: what an argument stands for there is a type of the server's
 * own (an associated type of its trait: a handle, such as an Arc), which methods of the trait find
 * and give back. Dropping it is the destructor.
 */
#include "codegen_rust/internal.h"

#include <string.h>

const char *translated_type(struct writer *w, const struct argument *arg)
{
	return text_of(w, "Self::%s", rust_type_name(&w->scratch, arg->type->trans_type));
}

bool is_translated(const struct argument *arg, bool is_in)
{
	return (arg->flags & ARG_SERVER) && (is_in ? arg->type->intran : arg->type->outtran) &&
	       strcmp(arg->type->server_type, arg->type->trans_type) != 0;
}

const struct argument *translated_port(const struct writer *w)
{
	const struct argument *port = w->routine->request_port;

	return is_translated(port, true) ? port : NULL;
}

bool returns_translated(const struct writer *w)
{
	size_t i;

	for (i = 0; i < w->out.values.count; i++)
		if (is_translated(w->out.values.items[i].arg, false))
			return true;
	return false;
}

/* ---- The items of the trait ---- */

/* What was already written: names are few, a list will do. */
struct written {
	struct arena arena;
	VEC(const char *) names;
	bool is_borrowed; /* of a server that is borrowed: the owner's */
};

static bool is_new(struct written *written, const char *name)
{
	size_t i;

	for (i = 0; i < written->names.count; i++)
		if (strcmp(written->names.items[i], name) == 0)
			return false;
	vec_push(&written->arena, &written->names, arena_copy(&written->arena, name, strlen(name)));
	return true;
}

static void emit_type(struct writer *w, struct written *written, const struct type *type)
{
	const char *name = rust_type_name(&w->scratch, type->trans_type);
	size_t scope = emit_scope(&w->e);

	if (is_new(written, name)) {
		emit_let(&w->e, "name", name);
		emit_let(&w->e, "c_name", type->trans_type);
		emit_let(&w->e, "type", type->name);
		emit_let(&w->e, "send", w->is_async ? ": Send" : "");
		emit(&w->e, written->is_borrowed
				    ? "    type $name$ = S::$name$;\n"
				      "\n"
				    : "    /// What a `$type$` stands for in the server "
				      "(`$c_name$`).\n"
				      "    type $name$$send$;\n"
				      "\n");
	}
	emit_end(&w->e, scope);
}

static void let_function(struct writer *w, const struct argument *arg, const char *function)
{
	emit_let(&w->e, "function", rust_ident(&w->scratch, function));
	emit_let(&w->e, "plain", rust_snake(&w->scratch, function));
	emit_let(&w->e, "argument", rust_argument(&w->scratch, arg->name));
	emit_let(&w->e, "type", arg->type->name);
	emit_let(&w->e, "translated", translated_type(w, arg));
}

static void emit_port_lookup(struct writer *w, struct written *written, const struct argument *port)
{
	const char *name = text_of(w, "%s_port", rust_snake(&w->scratch, port->type->intran));
	size_t scope = emit_scope(&w->e);

	if (is_new(written, name)) {
		let_function(w, port, port->type->intran);
		emit(&w->e,
			written->is_borrowed
				? "    fn $plain$_port(&self, port: PortName) -> "
				  "Result<$translated$, IpcError> {\n"
				  "        (**self).$plain$_port(port)\n"
				  "    }\n"
				  "\n"
				: "    /// Finds what a request is for, by the port that it came "
				  "to (`$plain$`).\n"
				  "    fn $plain$_port(&self, port: PortName) -> "
				  "Result<$translated$, IpcError>;\n"
				  "\n");
	}
	emit_end(&w->e, scope);
}

static void emit_lookup(struct writer *w, struct written *written, const struct value *value)
{
	const struct argument *arg = value->arg;
	const char *name = rust_snake(&w->scratch, arg->type->intran);
	size_t scope = emit_scope(&w->e);

	if (is_new(written, name)) {
		let_function(w, arg, arg->type->intran);
		emit_let(&w->e, "received", received_type(w, value, ""));
		emit(&w->e, written->is_borrowed
				    ? "    fn $function$(&self, $argument$: $received$) -> "
				      "Result<$translated$, IpcError> {\n"
				      "        (**self).$function$($argument$)\n"
				      "    }\n"
				      "\n"
				    : "    /// Finds what a `$type$` that arrived stands for.\n"
				      "    fn $function$(&self, $argument$: $received$) -> "
				      "Result<$translated$, IpcError>;\n"
				      "\n");
	}
	emit_end(&w->e, scope);
}

static void emit_giving(struct writer *w, struct written *written, const struct value *value)
{
	const struct argument *arg = value->arg;
	const char *name = rust_snake(&w->scratch, arg->type->outtran);
	size_t scope = emit_scope(&w->e);

	if (is_new(written, name)) {
		let_function(w, arg, arg->type->outtran);
		emit_let(&w->e, "result", result_type(w, value));
		emit(&w->e, written->is_borrowed
				    ? "    fn $function$(&self, $argument$: $translated$) -> "
				      "Result<$result$, IpcError> {\n"
				      "        (**self).$function$($argument$)\n"
				      "    }\n"
				      "\n"
				    : "    /// The `$type$` to send for it.\n"
				      "    fn $function$(&self, $argument$: $translated$) -> "
				      "Result<$result$, IpcError>;\n"
				      "\n");
	}
	emit_end(&w->e, scope);
}

static void emit_items_of_routine(struct writer *w, struct written *written)
{
	const struct argument *port = translated_port(w);
	size_t i;

	if (port) {
		emit_type(w, written, port->type);
		emit_port_lookup(w, written, port);
	}
	for (i = 0; i < w->in.values.count; i++) {
		const struct value *value = &w->in.values.items[i];

		if (!is_translated(value->arg, true))
			continue;
		emit_type(w, written, value->arg->type);
		emit_lookup(w, written, value);
	}
	for (i = 0; i < w->out.values.count; i++) {
		const struct value *value = &w->out.values.items[i];

		if (!is_translated(value->arg, false))
			continue;
		emit_type(w, written, value->arg->type);
		emit_giving(w, written, value);
	}
}

static void emit_items(struct writer *w, bool is_borrowed)
{
	struct written written;
	size_t at = 0;

	memset(&written, 0, sizeof(written));
	written.is_borrowed = is_borrowed;
	while (next_routine(w, ROUTINE_PUBLIC, &at))
		emit_items_of_routine(w, &written);
	arena_free(&written.arena);
}

void emit_translations(struct writer *w)
{
	emit_items(w, false);
}

void emit_borrowed_translations(struct writer *w)
{
	emit_items(w, true);
}

/* ---- In the dispatcher ---- */

void emit_in_translations(struct writer *w)
{
	const struct argument *port = translated_port(w);
	size_t i;
	size_t scope = emit_scope(&w->e);

	if (port) {
		emit_let(&w->e, "name", rust_argument(&w->scratch, port->name));
		emit_let(&w->e, "plain", rust_snake(&w->scratch, port->type->intran));
		emit(&w->e, "let $name$ = handler.$plain$_port(port)?;\n");
	}
	for (i = 0; i < w->in.values.count; i++) {
		const struct value *value = &w->in.values.items[i];

		if (!is_translated(value->arg, true))
			continue;
		emit_let(&w->e, "name", value->local);
		emit_let(&w->e, "member", value->name);
		emit_let(&w->e, "function", rust_ident(&w->scratch, value->arg->type->intran));
		emit(&w->e, "let $name$ = handler.$function$(view.$member$)?;\n");
	}
	emit_end(&w->e, scope);
}

/* "(note, count)": the results of a function, some of which are translated. */
const char *result_pattern(struct writer *w)
{
	struct buf list = {0};
	const char *text;
	unsigned count = 0;
	size_t i;

	for (i = 0; i < w->out.values.count; i++)
		if (!is_out_parameter(&w->out.values.items[i]))
			buf_printf(&list, "%s%s", count++ > 0 ? ", " : "",
				w->out.values.items[i].local);
	text = text_of(w, count == 1 ? "%s" : "(%s)", buf_text(&list));
	buf_free(&list);
	return text;
}

const char *translated_result(struct writer *w)
{
	struct buf list = {0};
	const char *text;
	unsigned count = 0;
	size_t i;

	for (i = 0; i < w->out.values.count; i++) {
		const struct value *value = &w->out.values.items[i];

		if (!is_out_parameter(value))
			buf_printf(&list, "%s%s", count++ > 0 ? ", " : "",
				is_translated(value->arg, false) ? translated_type(w, value->arg)
								 : result_type(w, value));
	}
	text = text_of(w, count == 1 ? "%s" : "(%s)", buf_text(&list));
	buf_free(&list);
	return text;
}

void emit_out_translations(struct writer *w)
{
	size_t i;

	for (i = 0; i < w->out.values.count; i++) {
		const struct value *value = &w->out.values.items[i];
		size_t scope = emit_scope(&w->e);

		if (is_translated(value->arg, false)) {
			emit_let(&w->e, "name", value->local);
			emit_let(&w->e, "function",
				rust_ident(&w->scratch, value->arg->type->outtran));
			emit(&w->e, "let $name$ = handler.$function$($name$)?;\n");
		}
		emit_end(&w->e, scope);
	}
}
