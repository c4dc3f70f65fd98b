/* The server's side: the trait that it implements, and the dispatcher that finds its functions. */
#include "codegen_rust/internal.h"

#include <inttypes.h>
#include <string.h>

/* ---- Parameters of the server's functions ---- */

static const char *in_type(struct writer *w, const struct value *value)
{
	if (is_translated(value->arg, true))
		return translated_type(w, value->arg);
	if (value->kind == VALUE_FIXED_STRING)
		return text_of(w, "&%s", value->element);
	return received_type(w, value, "");
}

/* An array that travels both ways has two parameters. */
static const char *out_name(struct writer *w, const struct value *value)
{
	if (find_value(&w->in, value->arg))
		return own_name(w, value->arg->name, "out");
	return value->name;
}

static const char *out_local(struct writer *w, const struct value *value)
{
	return find_value(&w->in, value->arg) ? out_name(w, value) : value->local;
}

static bool is_reply_port(const struct writer *w, const struct argument *arg)
{
	return arg == w->routine->reply_port[SIDE_SERVER];
}

static const char *parameters(struct writer *w)
{
	struct buf list = {0};
	const char *text;
	size_t i;

	buf_add_c(&list, "&self");
	for (i = 0; i < w->routine->arguments.count; i++) {
		const struct argument *arg = w->routine->arguments.items[i];
		const struct value *in = find_value(&w->in, arg);
		const struct value *out = find_value(&w->out, arg);

		if (arg == translated_port(w))
			buf_printf(&list, ", %s: %s", rust_argument(&w->scratch, arg->name),
				translated_type(w, arg));
		if (in && in->kind != VALUE_RETCODE)
			buf_printf(&list, ", %s: %s", in->name, in_type(w, in));
		if (out && is_out_parameter(out))
			buf_printf(&list, ", %s: &mut %s", out_name(w, out), result_type(w, out));
		if (is_reply_port(w, arg))
			buf_printf(&list, ", %s: &mut SendOnceRight",
				rust_argument(&w->scratch, arg->name));
		if (is_trailer_value(w, arg, true))
			buf_printf(&list, ", %s: %s", rust_argument(&w->scratch, arg->name),
				trailer_type(w, arg));
	}
	text = text_of(w, "%s", buf_text(&list));
	buf_free(&list);
	return text;
}

static const char *in_argument(struct writer *w, const struct value *value)
{
	if (is_translated(value->arg, true))
		return value->local;
	return text_of(w, "%sview.%s", value->kind == VALUE_FIXED_STRING ? "&" : "", value->name);
}

static const char *arguments(struct writer *w)
{
	struct buf list = {0};
	const char *text;
	size_t i;

	for (i = 0; i < w->routine->arguments.count; i++) {
		const struct argument *arg = w->routine->arguments.items[i];
		const struct value *in = find_value(&w->in, arg);
		const struct value *out = find_value(&w->out, arg);
		const char *comma = list.size_bytes > 0 ? ", " : "";

		if (arg == translated_port(w))
			buf_printf(&list, "%s%s", comma, rust_argument(&w->scratch, arg->name));
		if (in && in->kind != VALUE_RETCODE) {
			buf_printf(&list, "%s%s", comma, in_argument(w, in));
			comma = ", ";
		}
		if (out && is_out_parameter(out))
			buf_printf(&list, "%s&mut %s", comma, out_local(w, out));
		if (is_reply_port(w, arg))
			buf_printf(&list, "%s&mut reply_port", comma);
		if (is_trailer_value(w, arg, true))
			buf_printf(
				&list, "%sview.%s", comma, rust_argument(&w->scratch, arg->name));
	}
	text = text_of(w, "%s", buf_text(&list));
	buf_free(&list);
	return text;
}

/* ---- The trait ---- */

static void emit_declaration(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "snake", rust_ident(&w->scratch, w->routine->name));
	emit_let(&w->e, "plain", rust_snake(&w->scratch, w->routine->name));
	emit_let(&w->e, "routine", w->routine->name);
	emit_let(&w->e, "parameters", parameters(w));
	emit_let(&w->e, "result",
		text_of(w,
			w->is_async ? "impl Future<Output = Result<%s, IpcError>> + Send"
				    : "Result<%s, IpcError>",
			server_result(w)));
	emit_letf(&w->e, "id", "%" PRId32, (int32_t)w->routine->id);
	emit_indent(&w->e);
	emit_rust_doc(w, w->routine->doc, text_of(w, "Answers `%s`.", w->routine->name));
	emit(&w->e, "///\n"
		    "/// Message $id$. Rights and memory that arrive are the function's; those "
		    "that it\n"
		    "/// returns move to the client. An error is answered as its code.\n"
		    "fn $snake$($parameters$) -> $result$;\n");
	if (has_error_form(w))
		emit(&w->e, "\n"
			    "/// Is told the code of a `$routine$` that carries nothing else.\n"
			    "fn $plain$_failed(&self, code: KernReturn) -> Result<(), IpcError> {\n"
			    "    let _ = code;\n"
			    "    Ok(())\n"
			    "}\n");
	emit_outdent(&w->e);
	emit_end(&w->e, scope);
}

/* ---- The dispatcher ---- */

static void emit_out(struct writer *w, const struct value *value, unsigned number)
{
	struct emitter *e = &w->e;
	size_t scope = emit_scope(e);

	emit_let(e, "name", out_local(w, value));
	emit_let(e, "type", value->element);
	emit_let(e, "upper", rust_upper(&w->scratch, w->routine->name));
	emit_letu(e, "number", number);
	if (w->targets)
		emit(e, "let offset_in_reply = Wire::OFFSETS_$upper$[$number$];\n");
	emit_let(e, "offset",
		w->targets ? "offset_in_reply"
			   : text_of(w, "%" PRIu32, value->field->offset_max_bytes));
	emit_letu(e, "max", value->field->count.max);
	emit_let(e, "room",
		value->arg->flags & ARG_COUNT_IN_OUT
			? text_of(w, ".with_room(view.%s)", room_name(w, value->arg))
			: "");
	switch (value->kind) {
	case VALUE_STRING:
		emit(e, "let $name$ = answer.writer().out($offset$, $max$);\n"
			"let mut $name$ = OutString::new($name$);\n");
		break;
	case VALUE_DATA:
		emit(e, "let $name$ = answer.writer().out::<$type$>($offset$, $max$);\n"
			"let mut $name$ = OutData::new($name$$room$);\n");
		break;
	default:
		emit(e, "let mut $name$ = answer.writer().out::<$type$>($offset$, $max$);\n");
		if (value->arg->flags & ARG_COUNT_IN_OUT)
			emit(e, "$name$ = $name$$room$;\n");
		break;
	}
	emit_end(e, scope);
}

/* Where a result is when the function has succeeded. */
static const char *result_place(struct writer *w, const struct value *value)
{
	if (is_out_parameter(value))
		return out_local(w, value);
	if (returns_translated(w))
		return value->local;
	return only_returned(w) ? "results" : text_of(w, "results.%s", value->name);
}

/* What a function returns out of line may have any number of elements that messages can say. */
static void emit_result_checks(struct writer *w)
{
	size_t i;

	for (i = 0; i < w->out.values.count; i++) {
		const struct value *value = &w->out.values.items[i];
		size_t scope = emit_scope(&w->e);

		if ((value->kind == VALUE_MEMORY || value->kind == VALUE_FAR_PORTS) &&
			has_bound(value)) {
			emit_let(&w->e, "check", memory_check(w, value, result_place(w, value)));
			emit(&w->e, "$check$?;\n");
		}
		emit_end(&w->e, scope);
	}
}

static const char *put_arguments(struct writer *w)
{
	struct buf list = {0};
	const char *text;
	size_t i;

	for (i = 0; i < w->out.values.count; i++)
		buf_printf(&list, ", %s", result_place(w, &w->out.values.items[i]));
	text = text_of(w, "%s", buf_text(&list));
	buf_free(&list);
	return text;
}

static bool has_reply_values(const struct writer *w)
{
	return w->out.values.count > 0 && !w->routine->is_simple;
}

static void emit_call(struct writer *w)
{
	bool has_port = w->routine->reply_port[SIDE_SERVER] != NULL;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "put", put_arguments(w));
	emit_let(&w->e, "write",
		w->targets ? text_of(w, "Wire::put_reply_%s",
				     rust_snake(&w->scratch, w->routine->name))
			   : text_of(w, "%s::put", part_name(w, false, 0)));
	emit_let(&w->e, "let",
		returns_translated(w)   ? text_of(w, "let %s = ", result_pattern(w))
		: returned_count(w) > 0 ? "let results = "
					: "");
	emit_let(&w->e, "call",
		text_of(w, "handler.%s(%s)", rust_ident(&w->scratch, w->routine->name),
			arguments(w)));
	if (w->is_async)
		emit(&w->e, has_port ? "let mut reply_port = answer.take_reply_port();\n"
				       "let answering = $call$;\n"
				       "let results = call_async::guard(answering).await;\n"
				     : "let answering = $call$;\n"
				       "$let$answering.await?;\n");
	else
		emit(&w->e, has_port ? "let mut reply_port = answer.take_reply_port();\n"
				       "let results = server::guard(|| $call$);\n"
				     : "$let$$call$?;\n");
	if (has_port)
		emit(&w->e, "answer.set_reply_port(reply_port);\n"
			    "$let$results?;\n");
	emit_out_translations(w);
	emit_result_checks(w);
	emit(&w->e, has_reply_values(w) ? "$write$(answer$put$);\n" : "answer.succeed();\n");
	emit(&w->e, "Ok(())\n");
	emit_end(&w->e, scope);
}

/* What a request that was parsed is answered with. */
static void emit_answering(struct writer *w)
{
	unsigned outs = 0;
	size_t i;

	emit_in_translations(w);
	for (i = 0; i < w->out.values.count; i++)
		if (is_out_parameter(&w->out.values.items[i]))
			emit_out(w, &w->out.values.items[i], outs++);
	emit_call(w);
}

/* Where the code of a request in its error form is found. */
static void emit_failure(struct writer *w)
{
	if (has_error_form(w) && w->targets)
		emit(&w->e, "        let failure = match Wire::context() {\n"
			    "            wire::Context::Typed(_) => None,\n"
			    "            wire::Context::Ndr(ndr) => "
			    "wire::NdrContext::request_error(ndr, &request),\n"
			    "        };\n");
}

static void emit_async_stub(struct writer *w)
{
	emit(&w->e, "    #[inline]\n"
		    "    async fn $stub$(&self, request: Incoming<'_, Wire>, answer: &mut "
		    "Answer<'_, Wire>) -> Result<(), IpcError> {\n"
		    "        let handler = &self.server;\n");
	emit_failure(w);
	if (has_error_form(w))
		emit(&w->e, "        if let Some(code) = $failure$ {\n"
			    "            handler.$plain$_failed(code)?;\n"
			    "            answer.succeed();\n"
			    "            return Ok(());\n"
			    "        }\n");
	if (translated_port(w))
		emit(&w->e, "        let port = request.port();\n");
	emit(&w->e, "        $let_view$$camel$RequestView::parse(request)?;\n");
	emit_indent(&w->e);
	emit_indent(&w->e);
	emit_answering(w);
	emit_outdent(&w->e);
	emit_outdent(&w->e);
	emit(&w->e, "    }\n");
}

/* Out of line, so that each has a frame of its own, as small as it can be. */
static void emit_sync_stub(struct writer *w)
{
	emit(&w->e, "    #[inline(never)]\n"
		    "    fn $stub$<'r>(&self, request: Incoming<'_, Wire>, reply: "
		    "server::Reply<'r, Self>) -> Option<Outgoing<'r, Wire>> {\n"
		    "        let handler = &self.server;\n");
	emit_failure(w);
	if (has_error_form(w))
		emit(&w->e,
			"        if let Some(code) = $failure$ {\n"
			"            return reply.write(request, server::unread, |(), answer| {\n"
			"                handler.$plain$_failed(code)?;\n"
			"                answer.succeed();\n"
			"                Ok(())\n"
			"            });\n"
			"        }\n");
	if (translated_port(w))
		emit(&w->e, "        let port = request.port();\n");
	emit(&w->e, "        let check = $camel$RequestView::check;\n"
		    "        reply.write(request, check, |$view$, answer| {\n");
	emit_indent(&w->e);
	emit_indent(&w->e);
	emit_indent(&w->e);
	emit_answering(w);
	emit_outdent(&w->e);
	emit_outdent(&w->e);
	emit_outdent(&w->e);
	emit(&w->e, "        })\n"
		    "    }\n");
}

static void emit_stub(struct writer *w)
{
	bool has_view = has_received_members(w, true);
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "stub", rust_stub(&w->scratch, w->routine->name));
	emit_let(&w->e, "plain", rust_snake(&w->scratch, w->routine->name));
	emit_let(&w->e, "camel", rust_camel(&w->scratch, w->routine->name));
	emit_let(&w->e, "failure", w->targets ? "failure" : "wire::request_error(&request)");
	emit_let(&w->e, "view", has_view ? "view" : "_");
	emit_let(&w->e, "let_view", has_view ? "let view = " : "");
	emit(&w->e, "\n");
	if (w->is_async)
		emit_async_stub(w);
	else
		emit_sync_stub(w);
	emit_end(&w->e, scope);
}

static void for_each_routine(struct writer *w, void (*emit_one)(struct writer *w))
{
	size_t at = 0;

	while (next_routine(w, ROUTINE_PUBLIC, &at))
		emit_one(w);
}

/* An empty line before each routine but the first. */
static void emit_separator(struct writer *w)
{
	const struct routine *first = NULL;
	size_t i;

	for (i = 0; !first && i < w->model->routines.count; i++)
		first = w->model->routines.items[i];
	emit(&w->e, w->routine->number == first->number ? "" : "\n");
}

static void emit_separated_declaration(struct writer *w)
{
	emit_separator(w);
	emit_declaration(w);
}

static void emit_arm(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "stub", rust_stub(&w->scratch, w->routine->name));
	emit_let(&w->e, "upper", rust_upper(&w->scratch, w->routine->name));
	emit(&w->e, w->is_async ? "                    $upper$_ID => self.$stub$(request, &mut "
				  "answer).await,\n"
				: "            $upper$_ID => self.$stub$(request, reply),\n");
	emit_end(&w->e, scope);
}

/* ---- A server that is borrowed: one object serves several targets ---- */

static const char *parameter_names(struct writer *w)
{
	struct buf list = {0};
	const char *text;
	size_t i;

	for (i = 0; i < w->routine->arguments.count; i++) {
		const struct argument *arg = w->routine->arguments.items[i];
		const struct value *in = find_value(&w->in, arg);
		const struct value *out = find_value(&w->out, arg);

		if ((in && in->kind != VALUE_RETCODE) || arg == translated_port(w) ||
			is_reply_port(w, arg) || is_trailer_value(w, arg, true))
			buf_printf(&list, "%s%s", list.size_bytes > 0 ? ", " : "",
				rust_argument(&w->scratch, arg->name));
		if (out && is_out_parameter(out))
			buf_printf(
				&list, "%s%s", list.size_bytes > 0 ? ", " : "", out_name(w, out));
	}
	text = text_of(w, "%s", buf_text(&list));
	buf_free(&list);
	return text;
}

static void emit_borrowed_function(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	emit_separator(w);
	emit_let(&w->e, "snake", rust_ident(&w->scratch, w->routine->name));
	emit_let(&w->e, "plain", rust_snake(&w->scratch, w->routine->name));
	emit_let(&w->e, "parameters", parameters(w));
	emit_let(&w->e, "arguments", parameter_names(w));
	emit_let(&w->e, "result", server_result(w));
	emit(&w->e, w->is_async
			    ? "    async fn $snake$($parameters$) -> Result<$result$, IpcError> {\n"
			      "        (**self).$snake$($arguments$).await\n"
			      "    }\n"
			    : "    fn $snake$($parameters$) -> Result<$result$, IpcError> {\n"
			      "        (**self).$snake$($arguments$)\n"
			      "    }\n");
	if (has_error_form(w))
		emit(&w->e,
			"\n"
			"    fn $plain$_failed(&self, code: KernReturn) -> Result<(), IpcError> {\n"
			"        (**self).$plain$_failed(code)\n"
			"    }\n");
	emit_end(&w->e, scope);
}

static void emit_borrowed_server(struct writer *w, bool is_empty)
{
	emit(&w->e, is_empty ? "\n"
			       "impl<S: $bounds$ + ?Sized> $trait$ for &S {}\n"
			     : "\n"
			       "impl<S> $trait$ for &S\n"
			       "where\n"
			       "    S: $bounds$ + ?Sized,\n"
			       "{\n");
	emit_borrowed_translations(w);
	for_each_routine(w, emit_borrowed_function);
	emit(&w->e, is_empty ? "" : "}\n");
}

/* The trait of the functions, and the structure that has them. */
static void emit_server_trait(struct writer *w, bool is_empty)
{
	emit(&w->e, "\n"
		    "/// What a server of `$subsystem$` does$words$.\n");
	emit(&w->e, is_empty ? "pub trait $trait$ {}\n" : "pub trait $trait$ {\n");
	emit_translations(w);
	for_each_routine(w, emit_separated_declaration);
	emit(&w->e, is_empty ? "" : "}\n");
	if (w->targets)
		emit_borrowed_server(w, is_empty);
	emit(&w->e,
		"\n"
		"/// Answers the requests of `$subsystem$` by the functions of a server$words$.\n"
		"#[derive(Debug)]\n"
		"pub struct $dispatcher$<S$wire_default$> {\n"
		"    server: S,\n"
		"$wire_member$\n"
		"}\n"
		"\n"
		"impl<S: $bounds$> $dispatcher$<S> {\n"
		"    /// A dispatcher for this server$words_of_target$.\n"
		"    pub const fn new(server: S) -> Self {\n"
		"        Self { server$wire_value$ }\n"
		"    }\n");
	if (w->targets)
		emit(&w->e,
			"}\n"
			"\n"
			"impl<S, Wire> $dispatcher$<S, Wire>\n"
			"where\n"
			"    S: $bounds$,\n"
			"    Wire: $target_trait$,\n"
			"{\n"
			"    /// The same for messages of another target.\n"
			"    pub fn on<Other: $target_trait$>(self) -> $dispatcher$<S, Other> {\n"
			"        $dispatcher$ { server: self.server, wire: PhantomData }\n"
			"    }\n");
	emit(&w->e, "\n"
		    "    /// The server.\n"
		    "    pub const fn server(&self) -> &S {\n"
		    "        &self.server\n"
		    "    }\n");
	for_each_routine(w, emit_stub);
	emit(&w->e, "}\n"
		    "\n");
}

static void emit_handles(struct writer *w, bool is_empty)
{
	emit(&w->e, is_empty ? "    fn handles(&self, _id: i32) -> bool {\n"
			       "        false\n"
			       "    }\n"
			     : "    fn handles(&self, id: i32) -> bool {\n"
			       "        $is_ours$\n"
			       "    }\n");
}

/* Bounds of two parameters may be too long for one line. */
static void emit_dispatcher_head(struct writer *w)
{
	emit(&w->e, w->targets ? "impl<S, Wire> $kind$ for $dispatcher$<S, Wire>\n"
				 "where\n"
				 "    S: $bounds$,\n"
				 "    Wire: $target_trait$,\n"
				 "{\n"
			       : "impl<S: $bounds$> $kind$ for $dispatcher$<S> {\n");
}

static void emit_dispatch_sync(struct writer *w, bool is_empty)
{
	emit_let(&w->e, "kind", "DispatchSync");
	emit_dispatcher_head(w);
	emit(&w->e, "    type Wire = Wire;\n"
		    "    const MAX_REQUEST_BYTES: usize = $max_request$;\n"
		    "    const MAX_REPLY_BYTES: usize = $max_reply$;\n"
		    "\n");
	emit_handles(w, is_empty);
	emit(&w->e, "\n"
		    "    fn dispatch<'r>(&self, request: Incoming<'_, Wire>, reply: Room<'r>) -> "
		    "Option<Outgoing<'r, Wire>> {\n");
	if (is_empty)
		emit(&w->e, "        server::answer(self, request, reply, |_, request, reply| {\n"
			    "            server::unknown_id(request, reply)\n"
			    "        })\n");
	else
		emit(&w->e, "        server::answer(self, request, reply, |id, request, reply| "
			    "match id {\n");
	if (!is_empty) {
		for_each_routine(w, emit_arm);
		emit(&w->e, "            _ => server::unknown_id(request, reply),\n"
			    "        })\n");
	}
	emit(&w->e, "    }\n"
		    "}\n");
}

static void emit_dispatch_async(struct writer *w, bool is_empty)
{
	emit_let(&w->e, "kind", "DispatchAsync");
	emit_dispatcher_head(w);
	emit(&w->e, "    type Wire = Wire;\n"
		    "    const MAX_REQUEST_BYTES: usize = $max_request$;\n"
		    "\n");
	emit_handles(w, is_empty);
	emit(&w->e, "\n"
		    "    async fn dispatch(&self, request: OwnedMessage<Wire>) -> "
		    "Option<OwnedMessage<Wire>> {\n"
		    "        let mut exchange = Exchange::new(request, $max_reply$).ok()?;\n"
		    "        let reply = {\n");
	if (is_empty) {
		emit(&w->e, "            let (request, answer) = exchange.begin();\n"
			    "            let result = "
			    "Err(IpcError::UnknownMessageId(request.id()));\n");
	} else {
		emit(&w->e, "            let (request, mut answer) = exchange.begin();\n"
			    "            let answering = async {\n"
			    "                match request.id() {\n");
		for_each_routine(w, emit_arm);
		emit(&w->e, "                    id => Err(IpcError::UnknownMessageId(id)),\n"
			    "                }\n"
			    "            };\n"
			    "            let result = call_async::guard(answering).await;\n");
	}
	emit(&w->e, "            answer.finish(result).map(Outgoing::leave)\n"
		    "        };\n"
		    "        exchange.finish(reply)\n"
		    "    }\n"
		    "}\n");
}

static void emit_one_server(struct writer *w, bool is_async, bool is_empty)
{
	struct arena names = {0};
	const char *camel = rust_camel(&names, w->model->name);
	size_t scope = emit_scope(&w->e);

	w->is_async = is_async;
	emit_let(&w->e, "words", is_async ? "" : ", blocking");
	emit_let(&w->e, "trait",
		arena_printf(&names, is_async ? "%sServer" : "%sServerSync", camel));
	emit_let(&w->e, "dispatcher",
		arena_printf(&names, is_async ? "%sDispatcher" : "%sDispatcherSync", camel));
	emit_let(&w->e, "bounds",
		arena_printf(&names, is_async ? "%sServer + Sync" : "%sServerSync", camel));
	emit_server_trait(w, is_empty);
	if (is_async)
		emit_dispatch_async(w, is_empty);
	else
		emit_dispatch_sync(w, is_empty);
	emit_end(&w->e, scope);
	arena_free(&names);
}

/* Whether an id is one of the subsystem's; ids are numbers of C's int, and may wrap. */
static const char *is_ours(const struct writer *w, struct arena *names)
{
	uint32_t count = (uint32_t)w->model->routines.count;
	int32_t base = (int32_t)w->model->base_id;
	int32_t last = (int32_t)((uint32_t)w->model->base_id + count - 1);

	if (last < base)
		return arena_printf(names, "(id.wrapping_sub(BASE_ID) as u32) < %" PRIu32, count);
	return arena_printf(names, "(BASE_ID..=%" PRId32 ").contains(&id)", last);
}

void emit_server(struct writer *w)
{
	struct arena names = {0};
	size_t scope = emit_scope(&w->e);
	bool is_empty = true;
	size_t i;

	for (i = 0; i < w->model->routines.count; i++)
		is_empty = is_empty && !w->model->routines.items[i];
	emit_let(&w->e, "subsystem", w->model->name);
	emit_letu(&w->e, "max_request", w->model->max_request_bytes);
	emit_letu(&w->e, "max_reply", w->model->max_reply_bytes);
	if (w->targets) {
		emit_let(&w->e, "max_request", "Wire::MAX_REQUEST_BYTES");
		emit_let(&w->e, "max_reply", "Wire::MAX_REPLY_BYTES");
	}
	emit_let(&w->e, "is_ours", is_ours(w, &names));
	emit_one_server(w, false, is_empty);
	emit_one_server(w, true, is_empty);
	emit_end(&w->e, scope);
	arena_free(&names);
}
