/* The client's side without blocking: for each routine a call that can be given a time and sent,
 * and the trait with all of them. */
#include "codegen_rust/internal.h"

#include <inttypes.h>
#include <string.h>

/*
 * How the right that a port of asynchronous calls has stands for the request port; NULL: it cannot,
 * and there is only the blocking function. That is also so where the caller brings the reply port.
 */
static const char *right_of_port(const struct routine *routine)
{
	if (routine->reply_port[SIDE_USER])
		return NULL;
	switch (routine->request_port->type->send.number) {
	case 19: return "server.right()";
	case IPC_POLYMORPHIC: return "PortArgument::CopySend(server.right())";
	default: return NULL;
	}
}

bool has_async_call(const struct writer *w)
{
	return right_of_port(w->routine) != NULL;
}

/* ---- Parameters ---- */

static const char *lifetime_of(const struct value *value)
{
	return value->kind == VALUE_FIXED_STRING ? "" : "'a ";
}

/* The values of the request, behind what is there already. */
static const char *value_parameters(struct writer *w, const char *first, bool is_named)
{
	struct buf list = {0};
	const char *text;
	size_t i;

	buf_add_c(&list, first);
	for (i = 0; i < w->in.values.count; i++) {
		const struct value *value = &w->in.values.items[i];

		buf_printf(&list, "%s%s: %s", list.size_bytes > 0 ? ", " : "", value->name,
			argument_type(w, value, is_named ? lifetime_of(value) : ""));
	}
	text = text_of(w, "%s", buf_text(&list));
	buf_free(&list);
	return text;
}

/* The name of the parameter for the port, which no value has. */
static const char *port_parameter(struct writer *w)
{
	return rust_argument(&w->scratch, w->routine->request_port->name);
}

/* ---- The call ---- */

static void let_names(struct writer *w)
{
	const char *camel = rust_camel(&w->scratch, w->routine->name);

	emit_let(&w->e, "camel", camel);
	emit_let(&w->e, "snake", rust_ident(&w->scratch, w->routine->name));
	emit_let(&w->e, "plain", rust_snake(&w->scratch, w->routine->name));
	emit_let(&w->e, "routine", w->routine->name);
	emit_let(&w->e, "lifetimes", w->in.borrows_sent ? "<'a>" : "");
	emit_let(&w->e, "result", w->routine->is_simple ? "()" : client_result(w));
	emit_let(&w->e, "error", send_error(w, false));
	emit_let(&w->e, "view",
		text_of(w, w->out.borrows_received ? "%sReplyView" : "%sReply", camel));
}

static void emit_call_structure(struct writer *w)
{
	bool may_refuse = request_may_refuse(w);
	uint32_t ms;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "request",
		text_of(w, may_refuse ? "Result<%sRequest%s, %s>" : "%sRequest%s",
			rust_camel(&w->scratch, w->routine->name), w->in.borrows_sent ? "<'a>" : "",
			send_error(w, false)));
	emit_let(&w->e, "parameters", value_parameters(w, "", true));
	emit_let(&w->e, "arguments", builder_arguments(w));
	emit_let(&w->e, "timeout",
		has_static_timeout(w, &ms)
			? text_of(w, "Some(Duration::from_millis(%" PRIu32 "))", ms)
			: "None");
	emit_let(&w->e, "derives",
		w->in.values.count > 0 || has_static_timeout(w, &ms) ? "Debug" : "Debug, Default");
	emit(&w->e, "\n"
		    "/// A call of `$routine$`, to be made without blocking.\n"
		    "#[derive($derives$)]\n"
		    "#[must_use = \"a call that is not sent does nothing\"]\n"
		    "pub struct $camel$Call$lifetimes$ {\n"
		    "    request: $request$,\n"
		    "    timeout: Option<Duration>,\n"
		    "}\n"
		    "\n"
		    "impl$lifetimes$ $camel$Call$lifetimes$ {\n"
		    "    /// A call with these arguments.\n"
		    "    #[inline]\n"
		    "    pub fn new($parameters$) -> Self {\n"
		    "        let request = $camel$Request::new($arguments$);\n"
		    "        let timeout = $timeout$;\n"
		    "        Self { request, timeout }\n"
		    "    }\n"
		    "\n"
		    "    /// Bounds the time that the call may take, with all waiting.\n"
		    "    #[inline]\n"
		    "    pub fn with_timeout(mut self, timeout: Duration) -> Self {\n"
		    "        self.timeout = Some(timeout);\n"
		    "        self\n"
		    "    }\n");
	emit_end(&w->e, scope);
}

static void emit_right_names(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	if (keeps_names(w)) {
		emit_let(&w->e, "names", moved_names(w, "request.", false));
		emit(&w->e, "let names_of_rights = $names$;\n");
	}
	emit_end(&w->e, scope);
}

static void emit_exchange(struct writer *w, const char *call)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "call", call);
	emit_let(&w->e, "failure", gives_back(w) ? call_failure(w) : "");
	emit_let(&w->e, "let", w->routine->is_simple ? "" : "let message = ");
	emit_let(&w->e, "done", w->routine->is_simple ? "()" : "message");
	if (w->routine->is_simple && !gives_back(w))
		emit(&w->e, "$call$.await?;\n"
			    "Ok(())\n");
	else if (w->routine->is_simple)
		emit(&w->e, "let sent = $call$.await;\n"
			    "sent.map_err(|unsent| $failure$)\n");
	else if (!gives_back(w))
		emit(&w->e, "let message = $call$.await?;\n");
	else
		emit(&w->e, "let message = match $call$.await {\n"
			    "    Ok(message) => message,\n"
			    "    Err(unsent) => return Err($failure$),\n"
			    "};\n");
	emit_end(&w->e, scope);
}

static void emit_results(struct writer *w)
{
	const struct value *only = only_result(w);
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "parse", gives_back(w) ? ".map_err(CallError::sent)" : "");
	emit_let(&w->e, "only", only ? only->name : "");
	emit(&w->e, "let mut buffer = PoolBuffer::default();\n"
		    "let message = message.open(&mut buffer);\n");
	if (w->out.borrows_received) {
		emit_let(&w->e, "reply", pooled_reply(w));
		emit(&w->e, "let base = message.address();\n"
			    "let view = $view$::parse(message)$parse$?;\n"
			    "Ok($reply$)\n");
	} else if (only) {
		emit(&w->e, "let results = $view$::parse(message)$parse$?;\n"
			    "Ok(results.$only$)\n");
	} else if (!has_received_members(w, false)) {
		emit(&w->e, "$view$::parse(message)$parse$?;\n"
			    "Ok(())\n");
	} else {
		emit(&w->e, "$view$::parse(message)$parse$\n");
	}
	emit_end(&w->e, scope);
}

static void emit_send(struct writer *w)
{
	const char *from = gives_back(w) ? ".map_err(CallError::sent)" : "";
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "from", from);
	emit_let(&w->e, "question", request_may_refuse(w) ? "?" : "");
	emit_let(&w->e, "right", right_of_port(w->routine));
	emit_let(&w->e, "reply", w->routine->is_simple ? "" : ", PortName::NULL");
	emit_letu(&w->e, "bytes", request_bytes(w));
	emit_let(&w->e, "limit", w->routine->is_simple ? "" : reply_limit_text(w));
	emit(&w->e, "\n"
		    "    /// Makes the call. Dropping the future gives it up.\n"
		    "    ///\n"
		    "    /// # Errors\n"
		    "    ///\n"
		    "    /// As those of [`$plain$()`]($snake$), and that of a time that is over.\n"
		    "    pub async fn send<$wire_and$P: AsyncCall + Sync>(self, server: &P) -> "
		    "Result<$result$, $error$> {\n");
	emit_indent(&w->e);
	emit_indent(&w->e);
	emit(&w->e, "let request = self.request$question$;\n");
	emit_right_names(w);
	emit(&w->e, "let mut buffer = PoolBuffer::lend($bytes$)$from$?;\n"
		    "let request = request.write$at_wire$(buffer.room(), $right$$reply$)?;\n");
	if (w->routine->is_simple) {
		emit_exchange(w, "server.send(request, self.timeout)");
	} else {
		emit(&w->e, "let plan = CallPlan {\n"
			    "    reply_id: $upper$_REPLY_ID,\n"
			    "    limit: $limit$,\n"
			    "    timeout: self.timeout,\n"
			    "};\n");
		emit_exchange(w, "server.call(request, plan)");
		emit_results(w);
	}
	emit_outdent(&w->e);
	emit_outdent(&w->e);
	emit(&w->e, "    }\n"
		    "}\n");
	emit_end(&w->e, scope);
}

/* A call without arguments is the same each time. */
static void emit_default(struct writer *w)
{
	uint32_t ms;

	if (w->in.values.count == 0 && has_static_timeout(w, &ms))
		emit(&w->e, "\n"
			    "impl Default for $camel$Call {\n"
			    "    fn default() -> Self {\n"
			    "        Self::new()\n"
			    "    }\n"
			    "}\n");
}

static void emit_function(struct writer *w)
{
	size_t scope = emit_scope(&w->e);
	const char *port = port_parameter(w);

	emit_let(&w->e, "port", port);
	emit_let(&w->e, "parameters", value_parameters(w, text_of(w, "%s: &P", port), false));
	emit_let(&w->e, "arguments", builder_arguments(w));
	emit_let(&w->e, "words", w->routine->is_simple ? "Sends" : "Calls");
	emit(&w->e, "\n"
		    "/// $words$ `$routine$` without blocking.\n"
		    "///\n"
		    "/// # Errors\n"
		    "///\n"
		    "/// As those of [`$plain$()`]($snake$).\n"
		    "#[inline]\n");
	emit(&w->e, w->targets ? "pub async fn $plain$_async<Wire, P>($parameters$) -> "
				 "Result<$result$, $error$>\n"
				 "where\n"
				 "    Wire: $target_trait$,\n"
				 "    P: AsyncCall + Sync,\n"
				 "{\n"
			       : "pub async fn $plain$_async<P: AsyncCall + Sync>($parameters$) -> "
				 "Result<$result$, $error$> {\n");
	emit(&w->e, "    let call = $camel$Call::new($arguments$);\n"
		    "    call.send$at_port$($port$).await\n"
		    "}\n");
	emit_end(&w->e, scope);
}

void emit_async_client(struct writer *w)
{
	size_t scope;

	if (!right_of_port(w->routine))
		return;
	scope = emit_scope(&w->e);
	let_names(w);
	emit_function(w);
	emit_call_structure(w);
	emit_send(w);
	emit_default(w);
	emit_end(&w->e, scope);
}

/* ---- The trait ---- */

static void emit_method(struct writer *w, bool is_declaration, bool is_first)
{
	size_t scope = emit_scope(&w->e);

	let_names(w);
	emit_let(&w->e, "parameters", value_parameters(w, "&self", false));
	emit_let(&w->e, "arguments", builder_arguments(w));
	emit(&w->e, is_first ? "" : "\n");
	emit(&w->e, is_declaration
			    ? "    /// See [`$plain$_async()`]($plain$_async).\n"
			      "    fn $snake$($parameters$) -> impl Future<Output = "
			      "Result<$result$, $error$>> + Send;\n"
			    : "    async fn $snake$($parameters$) -> Result<$result$, $error$> {\n"
			      "        let call = $camel$Call::new($arguments$);\n"
			      "        call.send$at_port$($self_port$).await\n"
			      "    }\n");
	emit_end(&w->e, scope);
}

static void emit_methods(struct writer *w, bool is_declaration)
{
	unsigned count = 0;
	size_t at = 0;

	while (next_routine(w, ROUTINE_PUBLIC, &at))
		if (right_of_port(w->routine))
			emit_method(w, is_declaration, count++ == 0);
}

void emit_async_client_trait(struct writer *w)
{
	size_t scope = emit_scope(&w->e);
	struct arena names = {0};
	unsigned count = 0;
	size_t at = 0;

	while (next_routine(w, ROUTINE_PUBLIC, &at))
		count += right_of_port(w->routine) != NULL;
	emit_let(&w->e, "subsystem", w->model->name);
	emit_let(&w->e, "self_port", w->targets ? "self.port()" : "self");
	emit_let(&w->e, "trait",
		arena_printf(&names, "%sClient", rust_camel(&names, w->model->name)));
	emit(&w->e, "\n"
		    "/// The calls of `$subsystem$` without blocking, of a port for its server.\n");
	emit_let(&w->e, "end", count == 0 ? "}" : "");
	emit(&w->e, "pub trait $trait$ {$end$\n");
	emit_methods(w, true);
	emit(&w->e, count == 0 ? "" : "}\n");
	emit(&w->e, !w->targets ? "\n"
				  "impl<P: AsyncCall + Sync> $trait$ for P {$end$\n"
		    : count > 0 ? "\n"
				  "impl<Wire, P> $trait$ for wire::On<'_, P, Wire>\n"
				  "where\n"
				  "    Wire: $target_trait$,\n"
				  "    P: AsyncCall + Sync,\n"
				  "{\n"
				: "\n"
				  "impl<$wire_and$P: AsyncCall + Sync> $trait$ for wire::On<'_, P, "
				  "Wire> {}\n");
	emit_methods(w, false);
	emit(&w->e, count == 0 ? "" : "}\n");
	emit_end(&w->e, scope);
	arena_free(&names);
}
