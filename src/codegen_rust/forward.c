/* Functions that C calls, put together of rows; see forward.h. */
#include "codegen_rust/forward.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { STACK_MAX_BYTES = 8 * 1024 };

/* One argument on its way through a function. */
struct passage {
	const struct argument *arg;
	const struct param *param;
	const struct forward_row *in, *out; /* NULL: it does not go that way */
	const struct value *in_value, *out_value;
	bool is_first; /* its parameter is the function's first */
};

struct function {
	enum side side;
	VEC(struct passage) passages; /* in the order of the parameters */
	const char *result;           /* the expression of the results, with "$" for a member */
};

/* ---- Rights and other things of the header ---- */

static const struct forward_row kept_port = {
	.param = "PortName", .pass = "&shim::borrow::<$right$>($name$)"};
static const struct forward_row moved_port = {
	.param = "PortName", .take = "let $name$ = shim::take::<$right$>($name$);"};
static const struct forward_row any_port = {.param = "PortName",
	.prepare = "let $name$ = shim::any_right($name$, $poly$)?;",
	.take = "let $name$ = $name$.argument();"};
static const struct forward_row option = {.param = "u32"};
/* The server in Rust is the object that is installed; it is not told the port. */
static const struct forward_row unseen = {.param = "PortName"};
static const struct forward_row reply_right = {.param = "PortName",
	.prepare = "let mut $name$ = shim::borrow::<SendOnceRight>($name$);",
	.pass = "&mut $name$"};
static const struct forward_row trailer_value = {.param = "$type$"};
static const struct forward_row trailer_value_at = {
	.param = "*const $type$", .check = "value($name$)"};

static const struct forward_row *port_row(const struct argument *port)
{
	if (port->type->send.number == IPC_POLYMORPHIC)
		return &any_port;
	return header_right_is_moved(port) ? &moved_port : &kept_port;
}

static const struct forward_row *user_special(const struct argument *arg)
{
	switch (arg->role) {
	case ARG_REQUEST_PORT:
	case ARG_REPLY_PORT: return port_row(arg);
	case ARG_WAITTIME:
	case ARG_SENDTIME:
	case ARG_MSGOPTION: return &option;
	case ARG_DATA:
	case ARG_MSGSEQNO:
	case ARG_SECURITY_TOKEN:
	case ARG_AUDIT_TOKEN:
	case ARG_CONTEXT_TOKEN: break;
	}
	return NULL;
}

static const struct forward_row *server_special(
	const struct writer *w, const struct argument *arg, const struct param *param)
{
	if (arg == w->routine->request_port)
		return &unseen;
	if (arg == w->routine->reply_port[SIDE_SERVER])
		return &reply_right;
	if (is_trailer_value(w, arg, true))
		return param->by_reference ? &trailer_value_at : &trailer_value;
	return NULL;
}

/* ---- What passes ---- */

static struct passage passage_of(struct writer *w, enum side side, const struct param *param)
{
	struct passage passage = {.arg = param->arg, .param = param};

	if (param->arg->role != ARG_DATA) {
		passage.in = side == SIDE_USER ? user_special(param->arg)
					       : server_special(w, param->arg, param);
		return passage;
	}
	passage.in_value = find_value(&w->in, param->arg);
	passage.out_value = find_value(&w->out, param->arg);
	if (passage.in_value)
		passage.in = forward_in(side, passage.in_value, param);
	if (passage.out_value)
		passage.out = forward_out(w, side, passage.out_value);
	return passage;
}

static bool is_whole(const struct passage *passage)
{
	if (passage->arg->role != ARG_DATA)
		return passage->in != NULL;
	return (passage->in_value || passage->out_value) && (!passage->in_value || passage->in) &&
	       (!passage->out_value || passage->out);
}

static const char *problem_of(struct writer *w, enum side side, const struct param *param)
{
	struct passage passage = passage_of(w, side, param);
	const struct argument *arg = param->arg;

	if (arg->type->is_native)
		return "has a type whose size only the C compiler knows";
	if (side == SIDE_SERVER && strcmp(arg->type->trans_type, arg->type->server_type) != 0)
		return "is translated for the server";
	if (rust_mapping(w, arg->type))
		return "has a Rust type of its own";
	if (argument_is_replaced(w->routine, arg, side))
		return "has had its place taken by another";
	if (is_whole(&passage))
		return NULL;
	if (side == SIDE_SERVER && type_is_port(arg->type))
		return "carries rights that C would release or keep beside Rust";
	if (arg->dealloc != DEALLOC_NO)
		return "gives memory away, which clients in Rust release if nothing can be sent";
	if (arg->flags & ARG_COUNT_IN_OUT)
		return "tells the server how much room there is, which clients in Rust do not";
	return "is of a kind that has no such form";
}

const char *forward_problem(struct writer *w, enum side side, const struct argument *arg)
{
	const struct param *param = arg->params[side][PARAM_VALUE];

	return param ? problem_of(w, side, param) : NULL;
}

static void list_passages(struct writer *w, struct function *function)
{
	const struct routine *routine = w->routine;
	size_t i;

	for (i = 0; i < routine->params[function->side].count; i++) {
		const struct param *param = routine->params[function->side].items[i];
		struct passage passage;

		if (param->role != PARAM_VALUE)
			continue;
		passage = passage_of(w, function->side, param);
		vec_push(&w->scratch, &function->passages, passage);
	}
}

/* ---- Names and holes ---- */

static const char *param_name(struct writer *w, const struct param *param)
{
	if (!param)
		return "";
	return param->role == PARAM_VALUE ? rust_argument(&w->scratch, param->arg->name)
					  : rust_snake(&w->scratch, param->c_name);
}

static const char *role_name(struct writer *w, const struct function *function,
	const struct argument *arg, enum param_role role)
{
	return param_name(w, arg->params[function->side][role]);
}

static bool goes_both_ways(const struct passage *passage)
{
	return passage->in_value && passage->out_value;
}

/* What a server's function writes to has a name beside that of what it reads. */
static const char *out_name(struct writer *w, const struct passage *passage)
{
	return text_of(w, "%s_out", rust_snake(&w->scratch, passage->arg->name));
}

static const char *member(
	struct writer *w, const struct function *function, const struct passage *passage)
{
	const char *hole = strchr(function->result, '$');
	const char *value;

	if (function->side == SIDE_SERVER && is_out_parameter(passage->out_value))
		return out_name(w, passage);
	if (!hole)
		return function->result;
	value = text_of(w, "%.*s%s", (int)(hole - function->result), function->result,
		passage->out_value->name);
	return value;
}

static uint32_t bound_of(const struct value *value)
{
	switch (value->kind) {
	case VALUE_FIXED_STRING: return value->field->size_bytes;
	case VALUE_PORTS: return port_bound(value);
	case VALUE_NUMBER:
	case VALUE_OBJECT:
	case VALUE_ARRAY:
	case VALUE_STRING:
	case VALUE_PORT:
	case VALUE_FIXED_PORTS:
	case VALUE_MEMORY:
	case VALUE_MEMORIES:
	case VALUE_FAR_PORTS:
	case VALUE_DATA:
	case VALUE_DATA_PORTS:
	case VALUE_RETCODE: break;
	}
	return value->field ? value->field->count.max : 0;
}

static const char *type_of(struct writer *w, const struct value *value)
{
	if (value->kind == VALUE_NUMBER)
		return value->number;
	if (is_fixed_memory(value))
		return text_of(w, "[%s; %" PRIu32 "]", value->element, fixed_memory_count(value));
	return value->element;
}

static const char *right_of_port(const struct argument *port)
{
	switch (port->type->send.number) {
	case 16:
	case 20:
	case 21: return "ReceiveRight";
	case 18: return "SendOnceRight";
	default: return "SendRight";
	}
}

static void let_holes(struct writer *w, const struct function *function,
	const struct passage *passage, const struct value *value)
{
	const struct argument *arg = passage->arg;

	emit_let(&w->e, "name", param_name(w, passage->param));
	emit_let(&w->e, "count", role_name(w, function, arg, PARAM_COUNT));
	emit_let(&w->e, "poly", role_name(w, function, arg, PARAM_POLY));
	emit_let(&w->e, "dealloc", role_name(w, function, arg, PARAM_DEALLOC));
	emit_let(&w->e, "right", right_of_port(arg));
	emit_let(&w->e, "place",
		goes_both_ways(passage) ? text_of(w, "%s_place", rust_snake(&w->scratch, arg->name))
					: param_name(w, passage->param));
	if (value) {
		emit_let(&w->e, "type", type_of(w, value));
		emit_letu(&w->e, "max", bound_of(value));
	} else if (is_trailer_value(w, arg, function->side == SIDE_SERVER)) {
		emit_let(&w->e, "type", trailer_type(w, arg));
	}
	if (passage->out_value)
		emit_let(&w->e, "value", member(w, function, passage));
}

/* A text of a row with its holes filled. */
static void emit_text(struct writer *w, const struct function *function,
	const struct passage *passage, const struct value *value, const char *before,
	const char *text, const char *after)
{
	size_t scope = emit_scope(&w->e);

	let_holes(w, function, passage, value);
	emit(&w->e, before);
	emit(&w->e, text);
	emit(&w->e, after);
	emit_end(&w->e, scope);
}

/* ---- The parts of a function ---- */

static const struct passage *find_passage(
	const struct function *function, const struct argument *arg)
{
	size_t i;

	for (i = 0; i < function->passages.count; i++)
		if (function->passages.items[i].arg == arg)
			return &function->passages.items[i];
	return NULL;
}

static void emit_param(struct writer *w, const struct function *function, const struct param *param)
{
	const struct passage *passage = find_passage(function, param->arg);
	bool is_unseen = function->side == SIDE_SERVER && param->arg == w->routine->request_port;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "param", param_name(w, param));
	emit_let(&w->e, "mark", is_unseen ? "_" : "");
	emit(&w->e, "    $mark$$param$: ");
	if (param->role == PARAM_VALUE) {
		const struct forward_row *row = passage->out ? passage->out : passage->in;

		emit_text(w, function, passage,
			passage->out ? passage->out_value : passage->in_value, "", row->param,
			",\n");
	} else {
		bool is_flag = param->role == PARAM_DEALLOC || param->role == PARAM_SCOPY;

		emit(&w->e, param->by_reference ? "*mut " : "");
		emit(&w->e, is_flag ? "i32,\n" : "u32,\n");
	}
	emit_end(&w->e, scope);
}

static bool is_by_reference(
	const struct function *function, const struct argument *arg, enum param_role role)
{
	const struct param *param = arg->params[function->side][role];

	return param && param->by_reference;
}

/* What travels both ways comes in through the pointers by which it goes back. */
static void emit_values(
	struct writer *w, const struct function *function, const struct passage *passage)
{
	const struct argument *arg = passage->arg;
	bool is_far = strncmp(passage->out->param, "*mut *mut", 9) == 0;

	if (is_by_reference(function, arg, PARAM_COUNT))
		emit_text(w, function, passage, passage->in_value,
			"    $count$ = ", "value($count$)", ";\n");
	if (is_by_reference(function, arg, PARAM_POLY))
		emit_text(w, function, passage, passage->in_value, "    $poly$ = ", "value($poly$)",
			";\n");
	if (is_far || (!passage->in->check && is_by_reference(function, arg, PARAM_VALUE)))
		emit_text(w, function, passage, passage->in_value, "    $name$ = ", "value($name$)",
			";\n");
}

/* Places before values: a value takes the name of its pointer. */
static void emit_checks(struct writer *w, const struct function *function)
{
	size_t i;

	for (i = 0; i < function->passages.count; i++) {
		const struct passage *passage = &function->passages.items[i];

		if (passage->out && passage->out->check)
			emit_text(w, function, passage, passage->out_value,
				"    $place$ = ", passage->out->check, ";\n");
	}
	for (i = 0; i < function->passages.count; i++) {
		const struct passage *passage = &function->passages.items[i];

		if (goes_both_ways(passage))
			emit_values(w, function, passage);
		if (passage->in && passage->in->check)
			emit_text(w, function, passage, passage->in_value,
				"    $name$ = ", passage->in->check, ";\n");
	}
}

static void emit_prepare(struct writer *w, const struct function *function)
{
	size_t i;

	for (i = 0; i < function->passages.count; i++) {
		const struct passage *passage = &function->passages.items[i];

		if (passage->in && passage->in->prepare)
			emit_text(w, function, passage, passage->in_value, "        ",
				passage->in->prepare, "\n");
		if (passage->out && passage->out->prepare)
			emit_text(w, function, passage, passage->out_value, "        ",
				passage->out->prepare, "\n");
	}
}

static void emit_take(struct writer *w, const struct function *function)
{
	size_t i;

	for (i = 0; i < function->passages.count; i++) {
		const struct passage *passage = &function->passages.items[i];

		if (passage->in && passage->in->take)
			emit_text(w, function, passage, passage->in_value, "        ",
				passage->in->take, "\n");
	}
}

/* C's order: what came before a result that does not fit is there. */
static void emit_finish(struct writer *w, const struct function *function)
{
	size_t i;

	for (i = 0; i < function->passages.count; i++) {
		const struct passage *passage = &function->passages.items[i];

		if (passage->in && passage->in->finish)
			emit_text(w, function, passage, passage->in_value, "        ",
				passage->in->finish, "\n");
		if (passage->out && passage->out->finish)
			emit_text(w, function, passage, passage->out_value, "        ",
				passage->out->finish, "\n");
	}
}

static bool has_checks(const struct function *function)
{
	size_t i;

	for (i = 0; i < function->passages.count; i++) {
		const struct passage *passage = &function->passages.items[i];

		if ((passage->in && passage->in->check) || (passage->out && passage->out->check))
			return true;
	}
	return false;
}

static void emit_head(struct writer *w, const struct function *function, const char *symbol,
	const char *words, const char *code)
{
	size_t i;

	emit_let(&w->e, "symbol", symbol);
	emit_let(&w->e, "words", words);
	emit_let(&w->e, "code", code);
	emit_let(&w->e, "routine", w->routine->name);
	emit(&w->e, "\n"
		    "::mach_r::export_function! {\n"
		    "    /// $words$ `$routine$`.\n"
		    "    \"$symbol$\" (\n");
	emit_indent(&w->e);
	for (i = 0; i < w->routine->params[function->side].count; i++)
		emit_param(w, function, w->routine->params[function->side].items[i]);
	emit_outdent(&w->e);
	emit(&w->e, "    ) or $code$;\n");
	if (has_checks(function)) {
		emit(&w->e, "    arguments {\n");
		emit_indent(&w->e);
		emit_checks(w, function);
		emit_outdent(&w->e);
		emit(&w->e, "    }\n");
	} else {
		emit(&w->e, "    arguments {}\n");
	}
	emit(&w->e, "    {\n");
}

static void emit_tail(struct writer *w)
{
	emit(&w->e, "        Ok(())\n"
		    "    }\n"
		    "}\n");
}

/* ---- The user stub ---- */

/* The results are borrowed from a buffer here, out of which they go to C. */
static bool has_buffer(const struct writer *w)
{
	return w->out.borrows_received && !w->routine->is_simple;
}

/* What the client's function takes, each under the name that the call has for it. */
static void emit_passes(struct writer *w, const struct function *function)
{
	size_t i;

	for (i = 0; i < function->passages.count; i++) {
		const struct passage *passage = &function->passages.items[i];

		if (passage->in && passage->in->pass)
			emit_text(w, function, passage, passage->in_value,
				"        let $name$ = ", passage->in->pass, ";\n");
	}
}

static void emit_user_call(struct writer *w)
{
	bool moves = strcmp(send_error(w, true), "IpcError") != 0;
	bool has_results = !w->routine->is_simple && has_received_members(w, false);
	const char *call;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "module", rust_ident(&w->scratch, w->model->name));
	emit_let(&w->e, "let", has_results ? "let results = " : "");
	call = has_buffer(w)
		       ? text_of(w, "%s::%s_in%s(%s)", rust_ident(&w->scratch, w->model->name),
				 rust_snake(&w->scratch, w->routine->name), w->at_target,
				 client_arguments(w, "buffer.room()", true))
		       : text_of(w, "%s::%s%s(%s)", rust_ident(&w->scratch, w->model->name),
				 rust_ident(&w->scratch, w->routine->name), w->at_target,
				 client_arguments(w, "", true));
	emit_let(&w->e, "call", call);
	emit(&w->e, moves ? "        $let$shim::unmoved($call$)?;\n" : "        $let$$call$?;\n");
	emit_end(&w->e, scope);
}

void forward_user(struct writer *w, const char *symbol)
{
	struct function function = {.side = SIDE_USER};
	size_t scope = emit_scope(&w->e);

	function.result = only_result(w) ? "results" : "results.$";
	list_passages(w, &function);
	emit_head(w, &function, symbol, "The user stub of", "IpcError::code");
	emit_prepare(w, &function);
	if (has_buffer(w)) {
		emit_letu(&w->e, "bytes", room_bytes(w));
		emit(&w->e, room_bytes(w) > STACK_MAX_BYTES
				    ? "        let mut buffer = PoolBuffer::lend($bytes$)?;\n"
				    : "        let mut buffer = StackBuffer::<{ words_for($bytes$) "
				      "}>::new();\n");
	}
	emit_passes(w, &function);
	emit_take(w, &function);
	emit_user_call(w);
	emit_finish(w, &function);
	emit_tail(w);
	emit_end(&w->e, scope);
}

/* ---- The server's function ---- */

static void add_argument(struct buf *list, const char *text)
{
	buf_printf(list, "%s%s", list->size_bytes > 0 ? ", " : "", text);
}

/* The text of pass, whose only hole may be the name. */
static const char *passed(struct writer *w, const char *pattern, const char *name)
{
	const char *hole = pattern ? strchr(pattern, '$') : NULL;
	const char *end = hole ? strchr(hole + 1, '$') : NULL;

	if (!end)
		return name;
	return text_of(w, "%.*s%s%s", (int)(hole - pattern), pattern, name, end + 1);
}

/* In the order of the trait's functions. */
static const char *server_arguments(struct writer *w, const struct function *function)
{
	struct buf list = {0};
	const char *text;
	size_t i;

	for (i = 0; i < w->routine->arguments.count; i++) {
		const struct argument *arg = w->routine->arguments.items[i];
		const struct passage *passage = find_passage(function, arg);

		if (!passage || arg == w->routine->request_port)
			continue;
		if (passage->in)
			add_argument(
				&list, passed(w, passage->in->pass, param_name(w, passage->param)));
		if (passage->out && is_out_parameter(passage->out_value))
			add_argument(&list, text_of(w, "&mut %s", out_name(w, passage)));
	}
	text = text_of(w, "%s", buf_text(&list));
	buf_free(&list);
	return text;
}

void forward_server(struct writer *w, const char *symbol, bool is_in_dispatcher)
{
	struct function function = {.side = SIDE_SERVER};
	size_t scope = emit_scope(&w->e);

	function.result = only_returned(w) ? "results" : "results.$";
	list_passages(w, &function);
	emit_head(w, &function, symbol, "The server's function of", "IpcError::refusal");
	emit(&w->e, "        let server = INSTALLED.get().ok_or(shim::NOT_INSTALLED)?;\n");
	emit_prepare(w, &function);
	emit_let(&w->e, "arguments", server_arguments(w, &function));
	emit_let(&w->e, "function", rust_ident(&w->scratch, w->routine->name));
	emit_let(&w->e, "let", returned_count(w) > 0 ? "let results = " : "");
	emit_let(&w->e, "server", is_in_dispatcher ? "server.server()" : "server");
	emit(&w->e, "        $let$$server$.$function$($arguments$)?;\n");
	emit_finish(w, &function);
	emit_tail(w);
	emit_end(&w->e, scope);
}
