/* The client's side: a function for each routine, and the trait with all of them. */
#include "codegen_rust/internal.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { STACK_MAX_BYTES = 8 * 1024 };

uint32_t request_bytes(const struct writer *w)
{
	uint32_t most = w->request->max_bytes;
	size_t i;

	for (i = 0; w->targets && i < w->target_count; i++)
		if (w->targets[i].request->max_bytes > most)
			most = w->targets[i].request->max_bytes;
	return most;
}

uint32_t reply_limit_bytes(const struct writer *w)
{
	uint32_t most = w->reply->receive_limit_bytes;
	size_t i;

	for (i = 0; w->targets && i < w->target_count; i++)
		if (w->targets[i].reply->receive_limit_bytes > most)
			most = w->targets[i].reply->receive_limit_bytes;
	return most;
}

uint32_t room_bytes(const struct writer *w)
{
	uint32_t request = request_bytes(w);
	uint32_t reply = w->routine->is_simple ? 0 : reply_limit_bytes(w);

	return request > reply ? request : reply;
}

bool needs_room(const struct writer *w)
{
	return (w->out.borrows_received && !w->routine->is_simple) ||
	       room_bytes(w) > STACK_MAX_BYTES;
}

/* ---- Parameters ---- */

enum parameter { PARAMETER_NONE, PARAMETER_PORT, PARAMETER_VALUE, PARAMETER_OPTION };

/* What an argument of the interface is to a caller. */
static enum parameter parameter_of(const struct writer *w, const struct argument *arg)
{
	const struct routine *routine = w->routine;

	switch (arg->role) {
	case ARG_DATA: return find_value(&w->in, arg) ? PARAMETER_VALUE : PARAMETER_NONE;
	case ARG_REQUEST_PORT:
		return arg == routine->request_port ? PARAMETER_PORT : PARAMETER_NONE;
	case ARG_REPLY_PORT:
		return arg == routine->reply_port[SIDE_USER] ? PARAMETER_PORT : PARAMETER_NONE;
	case ARG_WAITTIME: return arg == routine->waittime_arg ? PARAMETER_OPTION : PARAMETER_NONE;
	case ARG_MSGOPTION:
		return arg == routine->msgoption_arg ? PARAMETER_OPTION : PARAMETER_NONE;
	case ARG_SENDTIME: return arg == routine->sendtime_arg ? PARAMETER_OPTION : PARAMETER_NONE;
	case ARG_MSGSEQNO:
	case ARG_SECURITY_TOKEN:
	case ARG_AUDIT_TOKEN:
	case ARG_CONTEXT_TOKEN: break;
	}
	return PARAMETER_NONE;
}

static const char *parameter_type(
	struct writer *w, const struct argument *arg, const char *lifetime)
{
	switch (parameter_of(w, arg)) {
	case PARAMETER_PORT: return header_right_type(w, arg, "");
	case PARAMETER_VALUE: return argument_type(w, find_value(&w->in, arg), lifetime);
	case PARAMETER_OPTION: return "u32";
	case PARAMETER_NONE: break;
	}
	return NULL;
}

/* ---- Options of statements ---- */

/* The bits of mach_msg's options that statements name. */
static const struct {
	const char *name;
	uint32_t bits;
} option_names[] = {
	{"MACH_MSG_OPTION_NONE", 0},
	{"MACH_SEND_MSG", 0x1},
	{"MACH_RCV_MSG", 0x2},
	{"MACH_RCV_LARGE", 0x4},
	{"MACH_SEND_TIMEOUT", 0x10},
	{"MACH_SEND_NOTIFY", 0x20},
	{"MACH_SEND_INTERRUPT", 0x40},
	{"MACH_SEND_CANCEL", 0x80},
	{"MACH_RCV_TIMEOUT", 0x100},
	{"MACH_RCV_NOTIFY", 0x200},
	{"MACH_RCV_INTERRUPT", 0x400},
};

static bool find_option(const char *word, size_t n, uint32_t *bits)
{
	size_t i;

	for (i = 0; i < sizeof(option_names) / sizeof(option_names[0]); i++)
		if (strlen(option_names[i].name) == n &&
			strncmp(option_names[i].name, word, n) == 0) {
			*bits |= option_names[i].bits;
			return true;
		}
	return false;
}

/* A number, or names and numbers with '|' between them. False: only C knows what it is. */
static bool evaluate(const char *text, uint32_t *bits)
{
	*bits = 0;
	while (*text) {
		size_t n = 0;

		while (*text && strchr(" ()|\t", *text))
			text++;
		while (text[n] && !strchr(" ()|\t", text[n]))
			n++;
		if (n == 0)
			break;
		if (isdigit((unsigned char)text[0])) {
			char *end;
			unsigned long number = strtoul(text, &end, 0);

			if (end != text + n || number > UINT32_MAX)
				return false;
			*bits |= (uint32_t)number;
		} else if (!find_option(text, n, bits)) {
			return false;
		}
		text += n;
	}
	return true;
}

/* Statements whose values only C knows: the caller gives the options then. */
bool needs_options(const struct writer *w)
{
	const struct routine *routine = w->routine;
	const char *time = routine->waittime ? routine->waittime : routine->sendtime;
	uint32_t bits;

	if (routine->waittime_arg || routine->sendtime_arg)
		time = NULL;
	if (time && !evaluate(time, &bits))
		return true;
	return routine->msgoption && !routine->msgoption_arg &&
	       !evaluate(routine->msgoption, &bits);
}

const char *call_options(struct writer *w)
{
	const struct routine *routine = w->routine;
	const struct argument *time_arg =
		routine->waittime_arg ? routine->waittime_arg : routine->sendtime_arg;
	const char *words = routine->waittime ? routine->waittime : routine->sendtime;
	const char *time = "None", *extra = "0";
	uint32_t bits;

	if (needs_options(w))
		return "options";
	if (time_arg)
		time = text_of(w, "Some(%s)", rust_argument(&w->scratch, time_arg->name));
	else if (words && evaluate(words, &bits))
		time = text_of(w, "Some(%" PRIu32 ")", bits);
	if (routine->msgoption_arg)
		extra = rust_argument(&w->scratch, routine->msgoption_arg->name);
	else if (routine->msgoption && evaluate(routine->msgoption, &bits) && bits != 0)
		extra = text_of(w, "%#" PRIx32, bits);
	if (strcmp(time, "None") == 0 && strcmp(extra, "0") == 0)
		return "Options::default()";
	return text_of(w, "Options::new(%s, %s)", time, extra);
}

bool has_static_timeout(const struct writer *w, uint32_t *ret_ms)
{
	const struct routine *routine = w->routine;
	const char *words = routine->waittime ? routine->waittime : routine->sendtime;

	return words && !routine->waittime_arg && !routine->sendtime_arg && evaluate(words, ret_ms);
}

static const char *parameters(
	struct writer *w, const char *first, bool with_port, const char *lifetime)
{
	struct buf list = {0};
	const char *text;
	size_t i;

	buf_add_c(&list, first);
	for (i = 0; i < w->routine->arguments.count; i++) {
		const struct argument *arg = w->routine->arguments.items[i];
		const char *type = parameter_type(w, arg, lifetime);

		if (!type || (!with_port && arg == w->routine->request_port))
			continue;
		buf_printf(&list, "%s%s: %s", list.size_bytes > 0 ? ", " : "",
			rust_argument(&w->scratch, arg->name), type);
	}
	if (needs_options(w))
		buf_printf(&list, "%soptions: Options", list.size_bytes > 0 ? ", " : "");
	text = text_of(w, "%s", buf_text(&list));
	buf_free(&list);
	return text;
}

const char *client_parameters(struct writer *w, const char *first, bool with_port)
{
	return parameters(w, first, with_port, "");
}

/* first stands for the request port if that is left out. */
const char *client_arguments(struct writer *w, const char *first, bool with_port)
{
	struct buf list = {0};
	const char *text;
	size_t i;

	if (with_port)
		buf_add_c(&list, first);
	for (i = 0; i < w->routine->arguments.count; i++) {
		const struct argument *arg = w->routine->arguments.items[i];

		if (!parameter_type(w, arg, ""))
			continue;
		buf_printf(&list, "%s%s", list.size_bytes > 0 ? ", " : "",
			!with_port && arg == w->routine->request_port
				? first
				: rust_argument(&w->scratch, arg->name));
	}
	if (needs_options(w))
		buf_printf(&list, "%soptions", list.size_bytes > 0 ? ", " : "");
	text = text_of(w, "%s", buf_text(&list));
	buf_free(&list);
	return text;
}

const char *builder_arguments(struct writer *w)
{
	struct buf list = {0};
	const char *text;
	size_t i;

	for (i = 0; i < w->in.values.count; i++)
		buf_printf(&list, "%s%s", i > 0 ? ", " : "", w->in.values.items[i].name);
	text = text_of(w, "%s", buf_text(&list));
	buf_free(&list);
	return text;
}

/* ---- The call ---- */

bool gives_back(struct writer *w)
{
	return strcmp(send_error(w, true), "IpcError") != 0;
}

/* new() gives back what it got; the port is with its caller then. */
static const char *new_question(struct writer *w)
{
	if (!request_may_refuse(w))
		return "";
	if (!gives_back(w))
		return "?";
	return strcmp(send_error(w, true), send_error(w, false)) == 0
		       ? "?"
		       : ".map_err(|error| CallError::sent(error.into()))?";
}

/* The names of the rights that move, to make them anew if nothing was sent. */
const char *moved_names(struct writer *w, const char *prefix, bool with_port)
{
	const struct argument *port = w->routine->request_port;
	struct buf list = {0};
	const char *text;
	unsigned count = 0;
	size_t i;

	if (with_port && header_right_is_moved(port)) {
		buf_printf(&list, "%s.name()", rust_argument(&w->scratch, port->name));
		count++;
	}
	for (i = 0; i < w->in.values.count; i++)
		if (is_moved(&w->in.values.items[i]))
			buf_printf(&list, "%s%s%s.name()", count++ > 0 ? ", " : "", prefix,
				w->in.values.items[i].name);
	text = text_of(w, count == 1 ? "%s" : "(%s)", buf_text(&list));
	buf_free(&list);
	return text;
}

bool keeps_names(struct writer *w)
{
	return gives_back(w) && !w->moves_memory;
}

static void emit_names(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	if (keeps_names(w)) {
		emit_let(&w->e, "names", moved_names(w, "", true));
		emit(&w->e, "let names_of_rights = $names$;\n");
	}
	emit_end(&w->e, scope);
}

const char *call_failure(struct writer *w)
{
	return w->moves_memory ? "unsent.release()" : "unsent.give_back(names_of_rights)";
}

static void emit_send(struct writer *w)
{
	if (!gives_back(w)) {
		emit(&w->e, "request.send($options$)?;\n"
			    "Ok(())\n");
		return;
	}
	emit_let(&w->e, "failure", call_failure(w));
	emit(&w->e, "let sent = request.send($options$);\n"
		    "sent.map_err(|unsent| $failure$)\n");
}

const char *reply_limit_text(struct writer *w)
{
	if (w->targets)
		return text_of(
			w, "Wire::REPLY_LIMIT_%s", rust_upper(&w->scratch, w->routine->name));
	return text_of(w, w->out.borrows_received ? "%sReplyView::LIMIT" : "%sReply::LIMIT",
		rust_camel(&w->scratch, w->routine->name));
}

static void emit_rpc(struct writer *w)
{
	const struct value *only = only_result(w);

	if (gives_back(w)) {
		emit_let(&w->e, "failure", call_failure(w));
		emit(&w->e, "let message = call::$call$(request, $reply_port$$upper$_REPLY_ID, "
			    "$limit$, $options$);\n"
			    "let message = match message {\n"
			    "    Ok(message) => message,\n"
			    "    Err(unsent) => return Err($failure$),\n"
			    "};\n");
		emit_let(&w->e, "parse", text_of(w, "%s", ".map_err(CallError::sent)"));
	} else {
		emit(&w->e, "let message = call::$call$(request, $reply_port$$upper$_REPLY_ID, "
			    "$limit$, $options$)?;\n");
		emit_let(&w->e, "parse", "");
	}
	if (needs_room(w) && w->out.borrows_received) {
		emit(&w->e, "$view$::parse(message)$parse$\n");
	} else if (only) {
		emit_let(&w->e, "only", only->name);
		emit(&w->e, "let results = $view$::parse(message)$parse$?;\n"
			    "Ok(results.$only$)\n");
	} else if (!has_received_members(w, false)) {
		emit(&w->e, "$view$::parse(message)$parse$?;\n"
			    "Ok(())\n");
	} else {
		emit(&w->e, "$view$::parse(message)$parse$\n");
	}
}

static void emit_body(struct writer *w)
{
	const struct argument *reply_port = w->routine->reply_port[SIDE_USER];
	const char *write_port =
		reply_port ? text_of(w, ", %s", rust_argument(&w->scratch, reply_port->name))
		: w->routine->is_simple ? ""
					: ", PortName::NULL";
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "new", builder_arguments(w));
	emit_let(&w->e, "question", new_question(w));
	emit_let(&w->e, "write_port", write_port);
	emit_let(&w->e, "call", reply_port ? "call" : "rpc");
	emit_let(&w->e, "reply_port",
		reply_port ? text_of(w, "%s, ", own_name(w, reply_port->name, "name")) : "");
	emit_let(&w->e, "port", rust_argument(&w->scratch, w->routine->request_port->name));
	emit_let(&w->e, "options", call_options(w));
	emit_names(w);
	if (reply_port && !w->routine->is_simple) {
		emit_let(&w->e, "ident", rust_argument(&w->scratch, reply_port->name));
		emit_let(&w->e, "name", own_name(w, reply_port->name, "name"));
		emit(&w->e, "let $name$ = $ident$.name();\n");
	}
	emit(&w->e, w->in.values.count > 0 ? "let request = $camel$Request::new($new$)$question$;\n"
					   : "let request = $camel$Request::new();\n");
	emit(&w->e, "let request = request.write$at_wire$($room$, $port$$write_port$)?;\n");
	if (w->routine->is_simple)
		emit_send(w);
	else
		emit_rpc(w);
	emit_end(&w->e, scope);
}

static void emit_function_doc(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	emit_rust_doc(w, w->routine->doc,
		text_of(w,
			w->routine->is_simple ? "Sends `%s`; there is no reply."
					      : "Calls `%s` and waits for the reply.",
			w->routine->name));
	emit_letf(&w->e, "id", "%" PRId32, (int32_t)w->routine->id);
	emit(&w->e, "///\n"
		    "/// Message $id$.\n"
		    "///\n"
		    "/// # Errors\n"
		    "///\n"
		    "/// The server's, those of `mach_msg`, and that of an argument that is too "
		    "long.\n");
	emit_end(&w->e, scope);
}

/* The function that has room of its own calls the one that is given room. */
static void emit_with_room(struct writer *w)
{
	bool borrows = w->out.borrows_received;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "arguments", client_arguments(w, "buffer.room()", true));
	emit_let(&w->e, "from", gives_back(w) ? ".map_err(CallError::sent)" : "");
	emit(&w->e, "\n");
	emit_function_doc(w);
	emit(&w->e, "pub fn $snake$$wire_generics$($parameters$) -> Result<$result$, $error$> {\n"
		    "    let mut buffer = PoolBuffer::lend($bytes$)$from$?;\n");
	if (borrows) {
		emit_let(&w->e, "reply", pooled_reply(w));
		emit(&w->e, "    let base = buffer.address();\n"
			    "    let view = $snake_name$_in$at_wire$($arguments$)?;\n"
			    "    Ok($reply$)\n"
			    "}\n");
	} else {
		emit(&w->e, "    $snake_name$_in$at_wire$($arguments$)\n"
			    "}\n");
	}
	emit_end(&w->e, scope);
}

void emit_client(struct writer *w)
{
	bool in_room = needs_room(w);
	const char *camel = rust_camel(&w->scratch, w->routine->name);
	bool borrows = w->out.borrows_received;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "camel", camel);
	emit_let(&w->e, "upper", rust_upper(&w->scratch, w->routine->name));
	emit_let(&w->e, "snake", rust_ident(&w->scratch, w->routine->name));
	emit_let(&w->e, "snake_name", rust_snake(&w->scratch, w->routine->name));
	emit_let(&w->e, "view", text_of(w, borrows ? "%sReplyView" : "%sReply", camel));
	emit_let(&w->e, "limit", reply_limit_text(w));
	emit_let(&w->e, "parameters", client_parameters(w, "", true));
	emit_let(&w->e, "in_parameters",
		parameters(w, "room: Room<'b>", true, points_to_lent_memory(w) ? "'b " : ""));
	emit_let(&w->e, "result", w->routine->is_simple ? "()" : client_result(w));
	emit_let(&w->e, "error", send_error(w, true));
	emit_letu(&w->e, "bytes", room_bytes(w));
	if (in_room)
		emit_with_room(w);
	emit(&w->e, "\n");
	if (in_room) {
		emit_let(&w->e, "room", "room");
		emit(&w->e, "/// The same in the caller's room of $bytes$ bytes.\n"
			    "///\n"
			    "/// # Errors\n"
			    "///\n"
			    "/// As above, and that of room that is too small.\n"
			    "#[inline]\n");
		emit(&w->e, borrows && !w->routine->is_simple
				    ? "pub fn $snake_name$_in<'b$and_wire$>($in_parameters$) -> "
				      "Result<$camel$ReplyView<'b>, $error$> {\n"
				    : "pub fn $snake_name$_in<'b$and_wire$>($in_parameters$) -> "
				      "Result<$result$, $error$> {\n");
	} else {
		emit_let(&w->e, "room", "buffer.room()");
		emit_function_doc(w);
		emit(&w->e, "#[inline]\n"
			    "pub fn $snake$$wire_generics$($parameters$) -> Result<$result$, "
			    "$error$> {\n"
			    "    let mut buffer = StackBuffer::<{ buffer::words_for($bytes$) "
			    "}>::new();\n");
	}
	emit_indent(&w->e);
	emit_body(w);
	emit_outdent(&w->e);
	emit(&w->e, "}\n");
	emit_end(&w->e, scope);
}

/* ---- The trait ---- */

/* How a send right that is kept stands for the request port; NULL: it cannot. */
static const char *port_of_self(const struct writer *w)
{
	bool is_on = w->targets != NULL;

	switch (w->routine->request_port->type->send.number) {
	case 19: return is_on ? "self.port()" : "self";
	case 17: return is_on ? "self.port().clone()" : "self.clone()";
	case IPC_POLYMORPHIC:
		return is_on ? "PortArgument::CopySend(self.port())"
			     : "PortArgument::CopySend(self)";
	default: return NULL;
	}
}

/* Whether an argument has the name of its routine. */
static bool has_own_name(struct writer *w)
{
	const char *name = rust_ident(&w->scratch, w->routine->name);
	size_t i;

	for (i = 0; i < w->routine->arguments.count; i++)
		if (strcmp(rust_argument(&w->scratch, w->routine->arguments.items[i]->name),
			    name) == 0)
			return true;
	return false;
}

static void emit_method(struct writer *w, bool is_declaration, bool is_first)
{
	const char *self = port_of_self(w);
	size_t scope = emit_scope(&w->e);

	if (!self) {
		emit_end(&w->e, scope);
		return;
	}
	emit_let(&w->e, "snake", rust_ident(&w->scratch, w->routine->name));
	emit_let(&w->e, "link", rust_snake(&w->scratch, w->routine->name));
	emit_let(&w->e, "module", has_own_name(w) ? "self::" : "");
	emit_let(&w->e, "parameters", client_parameters(w, "&self", false));
	emit_let(&w->e, "arguments", client_arguments(w, self, false));
	emit_let(&w->e, "result", w->routine->is_simple ? "()" : client_result(w));
	emit_let(&w->e, "error", send_error(w, true));
	emit(&w->e, is_first ? "" : "\n");
	emit(&w->e, is_declaration ? "    /// See [`$link$()`]($snake$).\n"
				     "    fn $snake$($parameters$) -> Result<$result$, $error$>;\n"
				   : "    fn $snake$($parameters$) -> Result<$result$, $error$> {\n"
				     "        $module$$snake$$at_wire$($arguments$)\n"
				     "    }\n");
	emit_end(&w->e, scope);
}

static bool has_methods(struct writer *w)
{
	size_t at = 0;

	while (next_routine(w, ROUTINE_PUBLIC, &at))
		if (port_of_self(w))
			return true;
	return false;
}

static void emit_methods(struct writer *w, bool is_declaration)
{
	bool is_first = true;
	size_t at = 0;

	while (next_routine(w, ROUTINE_PUBLIC, &at)) {
		emit_method(w, is_declaration, is_first);
		is_first = is_first && !port_of_self(w);
	}
}

void emit_client_traits(struct writer *w)
{
	size_t scope = emit_scope(&w->e);
	struct arena names = {0};

	emit_let(&w->e, "subsystem", w->model->name);
	emit_let(&w->e, "camel", rust_camel(&names, w->model->name));
	emit_let(&w->e, "end", has_methods(w) ? "" : "}");
	emit(&w->e, "\n"
		    "/// The blocking calls of `$subsystem$`, of a send right for its server.\n"
		    "pub trait $camel$ClientSync {$end$\n");
	emit_methods(w, true);
	emit(&w->e, has_methods(w) ? "}\n" : "");
	emit(&w->e, !w->targets ? "\n"
				  "impl $camel$ClientSync for SendRight {$end$\n"
		    : has_methods(w)
			    ? "\n"
			      "impl<Wire> $camel$ClientSync for wire::On<'_, SendRight, Wire>\n"
			      "where\n"
			      "    Wire: $target_trait$,\n"
			      "{\n"
			    : "\n"
			      "impl$wire_generics$ $camel$ClientSync for wire::On<'_, SendRight, "
			      "Wire> {}\n");
	emit_methods(w, false);
	emit(&w->e, has_methods(w) ? "}\n" : "");
	emit_end(&w->e, scope);
	arena_free(&names);
}
