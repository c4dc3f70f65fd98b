/*
 * Routines: what each argument is for, which side has it, which message carries it. The implicit
 * parameters (counts, dispositions, flags) are made in params.c.
 */
#include "sema/internal.h"

#include "support/bug.h"

#include <string.h>

/* Far more than any C compiler must take (127), and than the peer's parser does (about 5000). */
enum { ARGUMENTS_MAX = 10000 };

/* What a direction word makes of an argument. */
struct direction {
	enum ast_direction word;
	enum arg_role role;
	unsigned flags;
};

static const struct direction directions[] = {
	{AST_DIR_IN, ARG_DATA, ARG_USER | ARG_SERVER | ARG_IN},
	{AST_DIR_OUT, ARG_DATA, ARG_USER | ARG_SERVER | ARG_OUT},
	{AST_DIR_INOUT, ARG_DATA, ARG_USER | ARG_SERVER | ARG_IN | ARG_OUT},
	{AST_DIR_REQUESTPORT, ARG_REQUEST_PORT, ARG_USER | ARG_SERVER},
	{AST_DIR_REPLYPORT, ARG_REPLY_PORT, ARG_USER | ARG_SERVER},
	{AST_DIR_UREPLYPORT, ARG_REPLY_PORT, ARG_USER},
	{AST_DIR_SREPLYPORT, ARG_REPLY_PORT, ARG_SERVER},
	{AST_DIR_WAITTIME, ARG_WAITTIME, ARG_USER},
	{AST_DIR_MSGOPTION, ARG_MSGOPTION, ARG_USER},
	{AST_DIR_MSGSEQNO, ARG_MSGSEQNO, ARG_SERVER},
};

/* What only messages with a trailer, and Darwin's mach_msg, can do. */
static const struct direction ndr_directions[] = {
	{AST_DIR_SENDTIME, ARG_SENDTIME, ARG_USER},
	{AST_DIR_SECTOKEN, ARG_SECURITY_TOKEN, ARG_USER | ARG_SERVER | ARG_BY_POINTER},
	{AST_DIR_SERVERSECTOKEN, ARG_SECURITY_TOKEN, ARG_SERVER},
	{AST_DIR_USERSECTOKEN, ARG_SECURITY_TOKEN, ARG_USER | ARG_BY_POINTER},
	{AST_DIR_AUDITTOKEN, ARG_AUDIT_TOKEN, ARG_USER | ARG_SERVER | ARG_BY_POINTER},
	{AST_DIR_SERVERAUDITTOKEN, ARG_AUDIT_TOKEN, ARG_SERVER},
	{AST_DIR_USERAUDITTOKEN, ARG_AUDIT_TOKEN, ARG_USER | ARG_BY_POINTER},
	{AST_DIR_SERVERCONTEXTTOKEN, ARG_CONTEXT_TOKEN, ARG_SERVER},
};

static const struct direction *find_direction(const struct sema *s, enum ast_direction word)
{
	size_t i;

	for (i = 0; i < sizeof(directions) / sizeof(directions[0]); i++)
		if (directions[i].word == word)
			return &directions[i];
	for (i = 0; i < sizeof(ndr_directions) / sizeof(ndr_directions[0]); i++)
		if (ndr_directions[i].word == word && s->abi->wire == WIRE_NDR)
			return &ndr_directions[i];
	return NULL;
}

/* Of an argument that the wire cannot have, nothing else is said. */
static bool is_known_direction(const struct sema *s, const struct ast_argument *ast)
{
	return ast->direction == AST_DIR_NONE || find_direction(s, ast->direction);
}

/* What only the NDR wire's stubs do, and when it makes no sense. */
static void check_ndr_options(struct sema *s, const struct routine *routine)
{
	bool is_kernel = s->model->kernel_user || s->model->kernel_server;
	bool is_timed = routine->waittime || routine->waittime_arg || routine->sendtime ||
			routine->sendtime_arg;

	if (s->abi->wire != WIRE_NDR)
		return;
	if (is_timed && routine->consume == CONSUME_NONE)
		diag_report(s->diag, DIAG_timeout_may_leak, routine->at, routine->name);
	if (routine->special_reply_port && is_kernel)
		diag_report(s->diag, DIAG_special_reply_port_in_kernel, routine->at, routine->name);
}

/* Without a word the first argument is the request port, if no other is yet, the rest is data. */
static const struct direction *direction_of(
	const struct sema *s, const struct routine *routine, const struct ast_argument *ast)
{
	if (ast->direction != AST_DIR_NONE)
		return find_direction(s, ast->direction);
	return find_direction(s, routine->request_port ? AST_DIR_IN : AST_DIR_REQUESTPORT);
}

static bool is_single_in_line(const struct type *type)
{
	return type->in_line && !type->is_variable && type->number == 1 && type->c_class == C_VALUE;
}

static bool is_send_right(uint32_t number)
{
	return number == IPC_PORT_SEND || number == IPC_PORT_SEND_ONCE || number == IPC_POLYMORPHIC;
}

static void refuse_port(struct sema *s, const struct argument *arg)
{
	bool is_reply = arg->role == ARG_REPLY_PORT;

	diag_report(s->diag, is_reply ? DIAG_bad_reply_port : DIAG_bad_request_port, arg->at,
		arg->name);
	if (arg->type->name && arg->type->at.begin != 0)
		diag_note(s->diag, arg->type->at, "type '%s' is declared here", arg->type->name);
}

static void check_port(struct sema *s, const struct argument *arg)
{
	const struct type *type = arg ? arg->type : NULL;
	bool is_reply = arg && arg->role == ARG_REPLY_PORT;
	bool good;

	/* There is none, or its type is unknown. */
	if (!type)
		return;
	good = is_single_in_line(type) && type->dealloc == DEALLOC_NO &&
	       type->size_bits == s->abi->port_in_line_bits &&
	       (is_send_right(type->receive.number) || (is_reply && type->receive.number == 0));
	if (!good)
		refuse_port(s, arg);
}

static void check_integer(struct sema *s, const struct argument *arg, const char *what)
{
	const struct ipc_name *integer = abi_ipc_name(s->abi->wire, "MACH_MSG_TYPE_INTEGER_32");
	const struct type *type = arg ? arg->type : NULL;

	if (!type)
		return;
	if (!is_single_in_line(type) || type->size_bits != 32 ||
		type->send.number != integer->send || type->receive.number != integer->send)
		diag_report(s->diag, DIAG_not_an_integer_argument, arg->at, what, arg->name);
}

/* What is of no use any more may be of any type whose value is one that C can convert. */
static void check_replaced(struct sema *s, const struct argument *arg, const char *what)
{
	if (s->is_again || !arg->type || is_single_in_line(arg->type))
		return;
	if (arg->role == ARG_REQUEST_PORT || arg->role == ARG_REPLY_PORT)
		refuse_port(s, arg);
	else
		diag_report(s->diag, DIAG_not_an_integer_argument, arg->at, what, arg->name);
}

/* Takes the place of an earlier argument of the same purpose, with a warning. */
static void take_place(
	struct sema *s, const struct argument **place, const struct argument *arg, const char *what)
{
	if (*place) {
		check_replaced(s, *place, what);
		diag_report(s->diag, DIAG_several_special_arguments, arg->at, arg->name, what,
			(*place)->name);
		diag_note(s->diag, (*place)->at, "the earlier one is here");
	}
	*place = arg;
}

/* A side whose earlier reply port is also the other side's is not told of again. */
static void take_reply_port(struct sema *s, struct routine *routine, const struct argument *arg)
{
	const struct argument **user = &routine->reply_port[SIDE_USER];
	const struct argument **server = &routine->reply_port[SIDE_SERVER];
	bool is_told = arg->flags & ARG_USER && *user && *user == *server;

	if (arg->flags & ARG_USER)
		take_place(s, user, arg, "reply port");
	if (arg->flags & ARG_SERVER && is_told)
		*server = arg;
	else if (arg->flags & ARG_SERVER)
		take_place(s, server, arg, "reply port");
}

/* A right that arrives in the kernel is a reference to the port, which intran looks into. */
static void check_kernel_port(struct sema *s, const struct argument *arg)
{
	bool arrives = arg->flags & ARG_IN || arg->role == ARG_REQUEST_PORT;

	if (!s->model->kernel_server || !arrives || !type_is_port(arg->type) || arg->type->intran ||
		arg->type->number != 1)
		return;
	diag_report(s->diag, DIAG_kernel_port_without_intran, arg->at, arg->name,
		arg->type->name ? arg->type->name : "polymorphic");
}

/* A descriptor in line holds one right, and the elements of arrays are counted. */
static bool has_counted_groups(const struct type *type)
{
	return type->in_line && type->is_variable && type_is_port(type) && type->element &&
	       type->element->number > 1;
}

static void check_data(struct sema *s, const struct routine *routine, const struct argument *arg)
{
	if (routine->is_simple && arg->flags & ARG_OUT)
		diag_report(s->diag, DIAG_out_in_simpleroutine, arg->at, routine->name, arg->name);
	if (arg->flags & ARG_IN && arg->flags & ARG_OUT && arg->type->is_variable &&
		arg->type->in_line)
		diag_report(s->diag, DIAG_inout_variable_array, arg->at, arg->name);
	if (s->abi->wire == WIRE_NDR && has_counted_groups(arg->type))
		diag_report(s->diag, DIAG_groups_of_rights, arg->at, arg->name);
}

static void give_role(struct sema *s, struct routine *routine, const struct argument *arg)
{
	switch (arg->role) {
	case ARG_DATA: check_data(s, routine, arg); return;
	case ARG_REQUEST_PORT: take_place(s, &routine->request_port, arg, "request port"); return;
	case ARG_REPLY_PORT: take_reply_port(s, routine, arg); return;
	case ARG_WAITTIME: take_place(s, &routine->waittime_arg, arg, "waittime"); return;
	case ARG_MSGOPTION: take_place(s, &routine->msgoption_arg, arg, "msgoption"); return;
	case ARG_MSGSEQNO: take_place(s, &routine->msgseqno_arg, arg, "msgseqno"); return;
	case ARG_SENDTIME: take_place(s, &routine->sendtime_arg, arg, "sendtime"); return;
	case ARG_SECURITY_TOKEN:
	case ARG_AUDIT_TOKEN:
	case ARG_CONTEXT_TOKEN:
		if (routine->is_simple && arg->flags & ARG_USER && !(arg->flags & ARG_SERVER))
			diag_report(s->diag, DIAG_out_in_simpleroutine, arg->at, routine->name,
				arg->name);
		return;
	}
	bug("argument of role %d", (int)arg->role);
}

/* A routine as it stays: its summary first, and what the rest is worked out from. */
struct record {
	struct routine summary;
	const struct ast_statement *statement;
	const struct settings *settings;
	const struct type **types; /* of the arguments; NULL for one that is unknown */
	struct local_names locals; /* what arguments are called in stubs */
	struct routine *kept;      /* worked out before, or NULL */
	unsigned kept_parts;
};

/* The first routines are kept as they were worked out: files of usual size need no second time. */
enum { KEPT_MAX = 64 };

static void add_argument(struct sema *s, struct routine *routine, const struct ast_argument *ast,
	size_t index, const struct type *type)
{
	const struct direction *direction = direction_of(s, routine, ast);
	struct argument *arg;

	if (!s->is_again)
		names_check_identifier(s, &ast->name, "an argument");
	if (!direction) {
		diag_report(s->diag, DIAG_only_in_dialect, ast->direction_at,
			"this kind of argument", "Apple", "");
		return;
	}
	arg = arena_new(s->arena, struct argument);
	arg->index = routine->arguments.count;
	arg->name = ast->name.text;
	arg->c_name = s->local_names && s->local_names[index] ? s->local_names[index] : arg->name;
	arg->at = ast->name.at;
	arg->doc = ast->doc;
	arg->type = type;
	arg->role = direction->role;
	arg->flags = direction->flags;
	if (!arg->type) {
		/* So that a wrong type is not also a missing request port. */
		if (arg->role == ARG_REQUEST_PORT)
			routine->request_port = arg;
		return;
	}
	flags_of_argument(s, routine, arg, &ast->flags);
	if (!s->is_again) {
		translations_check(s, arg);
		names_check_type(s, arg->type);
		check_kernel_port(s, arg);
	}
	give_role(s, routine, arg);
	params_add(s, routine, arg);
	vec_push(s->arena, &routine->arguments, arg);
}

static const char *join(struct sema *s, const char *a, const char *b, const char *c)
{
	return arena_printf(s->arena, "%s%s%s", a, b, c);
}

/* Settings change rarely, so that routines share a copy. */
static const struct settings *share_settings(struct sema *s)
{
	if (!s->shared_settings ||
		memcmp(s->shared_settings, &s->settings, sizeof(s->settings)) != 0) {
		struct settings *copy = arena_new(s->arena, struct settings);

		memcpy(copy, &s->settings, sizeof(*copy));
		s->shared_settings = copy;
	}
	return s->shared_settings;
}

static void summarize(struct sema *s, struct record *record, const struct ast_statement *statement)
{
	const struct ast_routine *ast = &statement->u.routine;
	struct routine *summary = &record->summary;

	record->statement = statement;
	record->settings = share_settings(s);
	record->types = arena_alloc_array(s->arena, ast->arguments.count, sizeof(*record->types));
	summary->name = ast->name.text;
	summary->at = ast->name.at;
	summary->doc = statement->doc;
	summary->is_simple = ast->is_simple;
	summary->user_name = join(s, s->options->prefix, s->settings.user_prefix, summary->name);
	summary->server_name =
		join(s, s->options->prefix, s->settings.server_prefix, summary->name);
	summary->waittime = s->settings.waittime;
	summary->msgoption = s->settings.msgoption;
	summary->sendtime = s->settings.sendtime;
	summary->consume = s->settings.consume;
	summary->special_reply_port = s->settings.special_reply_port;
	summary->on_stack_limit = s->settings.on_stack_limit;
	summary->number = s->next_number++;
	summary->id = s->model->base_id + summary->number;
	summary->reply_id = summary->id + 100;
}

/* Works the arguments of a routine out again, in whatever arena is current. */
static struct routine *work_out(struct sema *s, const struct record *record)
{
	const struct ast_routine *ast = &record->statement->u.routine;
	struct routine *routine = arena_new(s->arena, struct routine);
	size_t i;

	*routine = record->summary;
	for (i = 0; i < ast->arguments.count && i < ARGUMENTS_MAX; i++)
		add_argument(s, routine, ast->arguments.items[i], i, record->types[i]);
	return routine;
}

/* What the model says about all its routines together. */
static void add_to_totals(struct model *model, const struct routine *routine)
{
	const struct form *request = &routine->request.views[VIEW_PUBLIC];
	const struct form *reply = &routine->reply.views[VIEW_PUBLIC];

	if (request->max_bytes > model->max_request_bytes)
		model->max_request_bytes = request->max_bytes;
	if (reply->max_bytes > model->max_reply_bytes)
		model->max_reply_bytes = reply->max_bytes;
}

/* The arguments that are used; check_replaced() saw the others. */
static void check_special(struct sema *s, const struct routine *routine)
{
	check_port(s, routine->request_port);
	check_port(s, routine->reply_port[SIDE_USER]);
	if (routine->reply_port[SIDE_SERVER] != routine->reply_port[SIDE_USER])
		check_port(s, routine->reply_port[SIDE_SERVER]);
	check_integer(s, routine->waittime_arg, "waittime");
	check_integer(s, routine->msgoption_arg, "msgoption");
	if (routine->waittime_arg && routine->sendtime_arg)
		check_replaced(s, routine->sendtime_arg, "sendtime");
	else
		check_integer(s, routine->sendtime_arg, "sendtime");
	/* Darwin's is the trailer's own type, whatever its declaration says. */
	if (s->abi->wire == WIRE_TYPED)
		check_integer(s, routine->msgseqno_arg, "msgseqno");
}

static void check_routine(struct sema *s, struct record *record, unsigned errors)
{
	const struct ast_routine *ast = &record->statement->u.routine;
	struct routine *routine = work_out(s, record);

	if (s->arena != s->options->scratch)
		record->kept = routine;
	if (!routine->request_port && s->diag->error_count == errors && !ast->is_broken)
		diag_report(s->diag, DIAG_no_request_port, ast->name.at, ast->name.text);
	check_special(s, routine);
	check_ndr_options(s, routine);
	types_note_used(s, routine);
	if (s->diag->error_count != errors || ast->is_broken ||
		!lower_routine(s, routine, ROUTINE_PUBLIC))
		return;
	record->kept_parts = ROUTINE_PUBLIC;
	record->locals = names_check_routine(s, routine);
	if (record->locals.of[SIDE_USER] || record->locals.of[SIDE_SERVER])
		record->kept = NULL;
	add_to_totals(s->model, routine);
}

static void enter(struct sema *s, struct record *record)
{
	struct item item = {ITEM_ROUTINE, &record->summary, NULL, 0};

	while (s->model->routines.count < record->summary.number)
		vec_push(s->arena, &s->model->routines, NULL);
	vec_push(s->arena, &s->model->routines, &record->summary);
	vec_push(s->arena, &s->model->items, item);
}

/* Runs with the scratch arena in the place of the lasting one; returns the latter. */
static struct arena *use_scratch(struct sema *s)
{
	struct arena *lasting = s->arena;

	arena_reset(s->options->scratch);
	s->arena = s->options->scratch;
	return lasting;
}

void routines_declare(struct sema *s, const struct ast_statement *statement)
{
	const struct ast_routine *ast = &statement->u.routine;
	unsigned errors = s->diag->error_count;
	struct record *record = arena_new(s->arena, struct record);
	const struct routine *earlier = map_get(&s->routines, ast->name.text);
	struct arena *lasting;
	size_t i;

	summarize(s, record, statement);
	names_check_identifier(s, &ast->name, NULL);
	names_check_function(s, ast->name.at, record->summary.user_name);
	names_check_function(s, ast->name.at, record->summary.server_name);
	if (earlier) {
		diag_report(s->diag, DIAG_duplicate_routine, ast->name.at, ast->name.text);
		diag_note(s->diag, earlier->at, "first declared here");
	}
	map_set(&s->routines, s->arena, ast->name.text, &record->summary);
	for (i = 0; i < ast->arguments.count && i < ARGUMENTS_MAX; i++)
		if (is_known_direction(s, ast->arguments.items[i]))
			record->types[i] = types_of_argument(s, ast->arguments.items[i]);
	if (i < ast->arguments.count)
		diag_report(s->diag, DIAG_too_many_arguments, ast->arguments.items[i]->name.at,
			ast->name.text, arena_printf(s->arena, "%zu", ast->arguments.count),
			arena_printf(s->arena, "%d", (int)ARGUMENTS_MAX));
	enter(s, record);
	lasting = s->arena;
	if (s->model->routines.count > KEPT_MAX)
		use_scratch(s);
	check_routine(s, record, errors);
	s->arena = lasting;
}

const struct routine *routines_open(void *context, const struct routine *summary, unsigned parts)
{
	struct sema *s = context;
	const struct routine *entry = s->model->routines.items[summary->number];
	struct record *record = (struct record *)(uintptr_t)entry;
	struct arena *lasting = s->arena;
	struct diag *loud = s->diag;
	struct routine *routine = record->kept;

	s->diag = &s->quiet;
	s->is_again = true;
	if (!routine) {
		use_scratch(s);
		if (parts & ROUTINE_SERVER)
			s->local_names = record->locals.of[SIDE_SERVER];
		else if (parts & ROUTINE_USER)
			s->local_names = record->locals.of[SIDE_USER];
		routine = work_out(s, record);
		s->local_names = NULL;
		check(lower_routine(s, routine, parts));
	} else if ((parts & ~record->kept_parts) != 0) {
		check(lower_routine(s, routine, parts & ~record->kept_parts));
		record->kept_parts |= parts;
	}
	s->is_again = false;
	s->diag = loud;
	s->arena = lasting;
	return routine;
}
