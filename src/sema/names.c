/* Names and numbers that C or the wire would trip over: keywords, clashes, overlapping ids. */
#include "sema/internal.h"

#include "support/ident.h"

#include <inttypes.h>
#include <string.h>

/* The longest name. Nothing of ours has a limit; C compilers and linkers have theirs. */
enum { NAME_MAX_BYTES = 1000 };

void names_check_identifier(struct sema *s, const struct ast_name *name, const char *what)
{
	size_t length = strlen(name->text);

	if (length > NAME_MAX_BYTES)
		diag_report(s->diag, DIAG_name_too_long, name->at,
			arena_printf(s->arena, "%zu", length),
			arena_printf(s->arena, "%d", (int)NAME_MAX_BYTES));
	if (ident_is_c_keyword(name->text) && what)
		diag_report(s->diag, DIAG_keyword_as_name, name->at, name->text, what);
	else if (ident_is_cxx_keyword(name->text))
		diag_report(s->diag, DIAG_cxx_keyword_as_name, name->at, name->text);
}

/* C types that are keywords: names of types may be called so. */
bool names_is_type_keyword(const char *name)
{
	static const char *const types[] = {"_Bool", "_Complex", "char", "double", "float", "int",
		"long", "short", "signed", "unsigned"};
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i][0] == name[0] && strcmp(types[i], name) == 0)
			return true;
	return false;
}

/* Reports a name that C cannot take, once for each name: many arguments may have one type. */
static void check_c_name(struct sema *s, struct src_span at, const char *name, const char *what)
{
	const char *key;

	if (!ident_is_c_keyword(name))
		return;
	key = intern(s->names, str_of(name));
	if (map_get(&s->told, key))
		return;
	map_set(&s->told, s->arena, key, s);
	diag_report(s->diag, DIAG_keyword_as_name, at, name, what);
}

void names_check_function(struct sema *s, struct src_span at, const char *name)
{
	check_c_name(s, at, name, "a function");
}

void names_check_type(struct sema *s, const struct type *type)
{
	const char *const c_types[] = {type->user_type, type->server_type, type->trans_type};
	const char *const functions[] = {
		type->intran, type->intranpayload, type->outtran, type->destructor};
	size_t i;

	for (i = 0; i < sizeof(c_types) / sizeof(c_types[0]); i++)
		if (c_types[i] && !names_is_type_keyword(c_types[i]))
			check_c_name(s, type->at, c_types[i], "a type");
	for (i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (functions[i])
			check_c_name(s, type->at, functions[i], "a function");
}

/*
 * Where names meet in a stub. The members of a message are apart from the variables around it, and
 * the server's stub has variables for those arguments only that it converts or returns.
 */
enum place { IN_REQUEST, IN_REPLY, IN_USER_STUB, IN_SERVER_STUB };
enum { PLACE_COUNT = IN_SERVER_STUB + 1 };

/* A name in use in a place, and the argument it came from. */
struct use {
	const struct argument *arg; /* NULL: a name that every stub has */
	const char *derived;        /* what it stands for; NULL: the argument itself */
};

struct uses {
	struct map of[PLACE_COUNT];
	struct map told; /* arguments whose name was reported */
};

/* The members that are always there. */
static const struct {
	const char *name;
	const char *what;
	enum place place;
	bool is_of[WIRE_NDR + 1];
} fixed_names[] = {
	{"Head", "a member of every message", IN_REQUEST, {true, true}},
	{"Head", "a member of every message", IN_REPLY, {true, true}},
	{"NDR", "a member of messages", IN_REQUEST, {[WIRE_NDR] = true}},
	{"NDR", "a member of messages", IN_REPLY, {[WIRE_NDR] = true}},
	{"RetCode", "a member of every reply", IN_REPLY, {true, true}},
	{"RetCodePad", "a member of every reply", IN_REPLY, {[WIRE_TYPED] = true}},
	{"RetCodeType", "a member of every reply", IN_REPLY, {[WIRE_TYPED] = true}},
	{"trailer", "a member of received messages", IN_REQUEST, {[WIRE_NDR] = true}},
	{"trailer", "a member of received messages", IN_REPLY, {[WIRE_NDR] = true}},
	{"msgh_body", "a member of messages with descriptors", IN_REQUEST, {[WIRE_NDR] = true}},
	{"msgh_body", "a member of messages with descriptors", IN_REPLY, {[WIRE_NDR] = true}},
};

/*
 * What else a stub calls by its name, on either wire. An argument called so has another name in the
 * stub, see names_find_locals().
 */
static const char *const stub_names[] = {"InHeadP", "InP", "Mess", "NDR_record", "NDR_record_t",
	"OutHeadP", "OutP", "Reply", "Request", "RetCode", "RetCodeCheck", "RetCodeType",
	"TrailerP", "boolean_t", "check_result", "int16_t", "int32_t", "int64_t", "int8_t",
	"ipc_port_check_circularity", "ipc_port_release_send", "ipc_port_t", "kern_return_t",
	"mach_msg", "mach_msg2", "mach_msg_audit_trailer_t", "mach_msg_bits_t", "mach_msg_body_t",
	"mach_msg_context_trailer_t", "mach_msg_copy_options_t", "mach_msg_descriptor_type_t",
	"mach_msg_destroy", "mach_msg_destroy_from_kernel", "mach_msg_format_0_trailer_t",
	"mach_msg_header_t", "mach_msg_id_t", "mach_msg_max_trailer_t", "mach_msg_ool_descriptor_t",
	"mach_msg_ool_ports_descriptor_t", "mach_msg_option_t", "mach_msg_overwrite",
	"mach_msg_port_descriptor_t", "mach_msg_return_t", "mach_msg_rpc_from_kernel",
	"mach_msg_security_trailer_t", "mach_msg_send_from_kernel", "mach_msg_seqno_trailer_t",
	"mach_msg_size_t", "mach_msg_timeout_t", "mach_msg_trailer_size_t", "mach_msg_trailer_t",
	"mach_msg_type_long_t", "mach_msg_type_name_t", "mach_msg_type_number_t", "mach_msg_type_t",
	"mach_port_deallocate", "mach_port_name_inlined_t", "mach_port_name_t", "mach_port_t",
	"mach_task_self", "mach_vm_address_t", "mach_vm_size_t", "memchr", "memcpy", "memset",
	"mig_allocate", "mig_copy", "mig_dealloc_reply_port", "mig_dealloc_special_reply_port",
	"mig_deallocate", "mig_end", "mig_end_array", "mig_end_reply", "mig_end_string",
	"mig_get_reply_port", "mig_get_special_reply_port", "mig_impl_routine_t", "mig_mach_msg",
	"mig_no_reply", "mig_put_array", "mig_put_reply_port", "mig_put_string",
	"mig_reply_error_t", "mig_reply_header_t", "mig_send", "mig_strncpy",
	"mig_strncpy_zerofill", "mig_unit_t", "mig_user_allocate", "mig_user_deallocate",
	"msg_result", "msgh_index", "msgh_simple", "msgh_size", "msgh_size_delta", "routine_t",
	"strlen", "uint32_t", "uint64_t", "uint8_t", "uintptr_t", "vm_address_t", "vm_offset_t",
	"vm_size_t", "voucher_mach_msg_set"};

/* In0P, Out1P, Checked2P... */
static bool is_segment_pointer(const char *name)
{
	static const char *const begins[] = {"Checked", "In", "Out"};
	size_t i;

	for (i = 0; i < sizeof(begins) / sizeof(begins[0]); i++) {
		size_t length = strlen(begins[i]);
		size_t digits = strncmp(name, begins[i], length) == 0
					? strspn(name + length, "0123456789")
					: 0;

		if (digits > 0 && strcmp(name + length + digits, "P") == 0)
			return true;
	}
	return false;
}

/* An argument's name clashes; said once for each argument. */
static void report_clash(struct sema *s, struct uses *uses, const struct argument *arg,
	const char *name, const char *what, const struct argument *whose)
{
	const char *key = intern(s->names, str_of(arg->name));

	if (map_get(&uses->told, key))
		return;
	map_set(&uses->told, s->arena, key, s);
	if (whose)
		what = arena_printf(s->arena, "%s of argument '%s'", what, whose->name);
	diag_report(s->diag, DIAG_name_clash, arg->at, name, what);
	if (whose)
		diag_note(s->diag, whose->at, "'%s' is declared here", whose->name);
}

/* Enters a name; one of the two that clash is an argument that was written. */
static void enter(struct sema *s, struct uses *uses, enum place place, const char *name,
	const struct argument *arg, const char *derived)
{
	const char *key = intern(s->names, str_of(name));
	struct use *other = map_get(&uses->of[place], key);
	struct use *use;

	if (!other && derived && place == IN_SERVER_STUB && is_segment_pointer(name)) {
		report_clash(s, uses, arg, name, "a variable of the stub", NULL);
		return;
	}
	if (!other) {
		use = arena_new(s->arena, struct use);
		use->arg = arg;
		use->derived = derived;
		map_set(&uses->of[place], s->arena, key, use);
		return;
	}
	if (!arg || other->arg == arg)
		return;
	if (!other->arg && !derived)
		report_clash(s, uses, arg, name, other->derived, NULL);
	else if (!other->arg)
		return; /* a derived name hides a type that nothing of this stub needs */
	else if (derived)
		report_clash(s, uses, other->arg, name, derived, arg);
	else if (other->derived)
		report_clash(s, uses, arg, name, other->derived, other->arg);
}

/* What the descriptor and the data of an argument are called in a message. */
static void enter_members(
	struct sema *s, struct uses *uses, enum place place, const struct argument *arg)
{
	const struct type *type = arg->type;

	enter(s, uses, place, arg->name, arg, NULL);
	enter(s, uses, place, arena_printf(s->arena, "%sType", arg->name), arg, "the descriptor");
	if (type->is_variable && type->in_line)
		enter(s, uses, place, arena_printf(s->arena, "%sP", arg->name), arg, "the pointer");
	else
		enter(s, uses, place, arena_printf(s->arena, "%sPad", arg->name), arg,
			"the padding");
}

static void enter_count_members(struct sema *s, struct uses *uses, const struct argument *arg)
{
	enter(s, uses, IN_REQUEST, arena_printf(s->arena, "%sCnt", arg->name), arg, "the count");
	enter(s, uses, IN_REQUEST, arena_printf(s->arena, "%sCntType", arg->name), arg,
		"the descriptor of the count");
	enter(s, uses, IN_REQUEST, arena_printf(s->arena, "%sCntPad", arg->name), arg,
		"the padding of the count");
}

static const char *param_words(enum param_role role)
{
	switch (role) {
	case PARAM_VALUE: return NULL;
	case PARAM_POLY: return "the disposition";
	case PARAM_COUNT: return "the count";
	case PARAM_DEALLOC: return "the deallocate flag";
	case PARAM_SCOPY: return "the server-copy flag";
	case PARAM_SUBS: return "the counts of the parts";
	case PARAM_SUBS_COUNT: return "the number of parts";
	}
	return NULL;
}

static void enter_params(struct sema *s, struct uses *uses, enum place place, enum side side,
	const struct argument *arg)
{
	int role;

	for (role = PARAM_VALUE; role < PARAM_ROLE_COUNT; role++)
		if (arg->params[side][role])
			enter(s, uses, place, arg->params[side][role]->c_name, arg,
				param_words((enum param_role)role));
}

/* Whether the server's stub has variables of its own for an argument. */
static bool has_server_variables(const struct argument *arg)
{
	const struct type *type = arg->type;

	return arg->flags & ARG_OUT || type->intran || type->intranpayload || type->destructor ||
	       (type_is_port(type) && type->number != 1);
}

static void enter_variables(struct sema *s, struct uses *uses, const struct argument *arg)
{
	static const char *const words[] = {"the descriptor", "the expected descriptor"};
	const char *const names[] = {arena_printf(s->arena, "%sType", arg->name),
		arena_printf(s->arena, "%sCheck", arg->name)};
	bool goes[] = {(arg->flags & ARG_IN) != 0, (arg->flags & ARG_OUT) != 0};
	size_t i;

	for (i = 0; i < 2; i++) {
		/* Each side has the words of what it sends, and checks those of what it gets. */
		if (goes[i])
			enter(s, uses, IN_USER_STUB, names[i], arg, words[i]);
		if (goes[1 - i])
			enter(s, uses, IN_SERVER_STUB, names[i], arg, words[i]);
	}
}

/* The C type that the members of an argument's data have. */
static const char *member_type(const struct argument *arg)
{
	const struct type *type = arg->type;

	while (type->c_class == C_ARRAY && type->element && type->element->user_type)
		type = type->element;
	return type->user_type;
}

/* Enters the C types of the parameters that an argument makes, of some roles. */
static void note_param_types(
	struct sema *s, struct argument *arg, struct map *types, int role, int end)
{
	int side;

	for (; role < end; role++)
		for (side = 0; side < SIDE_COUNT; side++)
			if (arg->params[side][role])
				map_set(types, s->arena,
					intern(s->names, str_of(arg->params[side][role]->c_type)),
					arg);
}

/*
 * A parameter called as a type hides it from those behind it. Goes from the last to the first, so
 * that the map has their types.
 */
static void check_hidden_types(struct sema *s, struct uses *uses, const struct routine *routine)
{
	struct map behind = {0};
	size_t i;

	for (i = routine->arguments.count; i-- > 0;) {
		struct argument *arg = routine->arguments.items[i];
		const char *key = intern(s->names, str_of(arg->name));
		const struct argument *other;

		note_param_types(s, arg, &behind, PARAM_POLY, PARAM_ROLE_COUNT);
		other = map_get(&behind, key);
		if (other)
			report_clash(s, uses, arg, arg->name, "a C type", other);
		note_param_types(s, arg, &behind, PARAM_VALUE, PARAM_POLY);
	}
}

static void check_duplicates(struct sema *s, struct uses *uses, const struct routine *routine)
{
	struct map seen = {0};
	size_t i;

	for (i = 0; i < routine->arguments.count; i++) {
		struct argument *arg = routine->arguments.items[i];
		const struct argument *first = map_get(&seen, arg->name);

		if (!first) {
			map_set(&seen, s->arena, arg->name, arg);
			continue;
		}
		diag_report(s->diag, DIAG_duplicate_argument, arg->at, arg->name);
		diag_note(s->diag, first->at, "first declared here");
		map_set(&uses->told, s->arena, arg->name, s);
	}
}

/* Names that could be derived from another argument's. */
static bool looks_derived(const char *name)
{
	static const char *const suffixes[] = {
		"Type", "Check", "P", "Pad", "Cnt", "Poly", "Dealloc", "SCopy", "Subs"};
	struct str text = str_of(name);
	size_t i;

	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (str_ends(text, suffixes[i]))
			return true;
	return false;
}

static bool is_fixed_name(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(fixed_names) / sizeof(fixed_names[0]); i++)
		if (fixed_names[i].name[0] == name[0] && strcmp(fixed_names[i].name, name) == 0)
			return true;
	return false;
}

static bool is_stub_name(const char *name)
{
	size_t low = 0, high = sizeof(stub_names) / sizeof(stub_names[0]);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(name, stub_names[middle]);

		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return is_segment_pointer(name);
}

/* Whether two arguments share a name, or one has that of another's C type. */
static bool is_met_again(const struct routine *routine, size_t index)
{
	const char *name = routine->arguments.items[index]->name;
	size_t i;

	for (i = 0; i < routine->arguments.count; i++) {
		const struct argument *arg = routine->arguments.items[i];
		const char *types[] = {arg->type->user_type, member_type(arg)};
		size_t k;

		if (i != index && arg->name == name)
			return true;
		for (k = 0; k < 2; k++)
			if (types[k] && types[k][0] == name[0] && strcmp(types[k], name) == 0)
				return true;
	}
	return false;
}

/* Nearly all routines have names that cannot clash, which is quickly seen. */
static bool is_plainly_clear(const struct routine *routine)
{
	enum { ARGUMENTS_WORTH_IT = 32 };
	size_t i;

	if (routine->arguments.count > ARGUMENTS_WORTH_IT)
		return false;
	for (i = 0; i < routine->arguments.count; i++) {
		const char *name = routine->arguments.items[i]->name;

		if (strcmp(name, routine->server_name) == 0 || looks_derived(name) ||
			is_fixed_name(name) || is_stub_name(name) || is_met_again(routine, i))
			return false;
	}
	return true;
}

/* A name for an argument in a stub that no name of or from another argument begins with. */
static const char *local_name(struct sema *s, const struct routine *routine, const char *name)
{
	size_t i;

	name = arena_printf(s->used_arena, "%s_", name);
	for (i = 0; i < routine->arguments.count; i++)
		if (str_starts(str_of(routine->arguments.items[i]->name), name))
			return local_name(s, routine, name);
	return name;
}

/* The C types of the members, which a variable of the same name would hide. */
static void note_member_types(struct sema *s, const struct routine *routine, struct map *types)
{
	size_t i;

	for (i = 0; i < routine->arguments.count; i++) {
		struct argument *arg = routine->arguments.items[i];

		if (arg->role == ARG_DATA && member_type(arg))
			map_set(types, s->arena, intern(s->names, str_of(member_type(arg))), arg);
	}
}

/* Only the server's stub calls the server's function, which a variable would hide. */
static const char **find_locals(struct sema *s, const struct routine *routine, enum side side)
{
	const char **locals = NULL;
	struct map types = {0};
	size_t i;

	note_member_types(s, routine, &types);
	for (i = 0; i < routine->arguments.count; i++) {
		const char *name = routine->arguments.items[i]->name;

		bool is_function = side == SIDE_SERVER && strcmp(name, routine->server_name) == 0;

		if (!is_stub_name(name) && !is_function && !map_get(&types, name))
			continue;
		if (!locals)
			locals = arena_alloc_array(
				s->used_arena, routine->arguments.count, sizeof(*locals));
		locals[i] = local_name(s, routine, name);
	}
	return locals;
}

/* Whether a fixed name is in this routine's messages. */
static bool is_there(const struct routine *routine, size_t index, enum wire wire)
{
	const struct message *message =
		fixed_names[index].place == IN_REQUEST ? &routine->request : &routine->reply;

	return fixed_names[index].is_of[wire] &&
	       (fixed_names[index].name[0] != 'm' ||
		       message->views[VIEW_PUBLIC].complexity != COMPLEX_NEVER);
}

struct local_names names_check_routine(struct sema *s, const struct routine *routine)
{
	struct local_names locals = {{NULL, NULL}};
	struct uses uses = {0};
	size_t i;

	if (is_plainly_clear(routine))
		return locals;
	check_duplicates(s, &uses, routine);
	for (i = 0; i < sizeof(fixed_names) / sizeof(fixed_names[0]); i++)
		if (is_there(routine, i, s->abi->wire))
			enter(s, &uses, fixed_names[i].place, fixed_names[i].name, NULL,
				fixed_names[i].what);
	for (i = 0; i < routine->arguments.count; i++) {
		const struct argument *arg = routine->arguments.items[i];

		enter_params(s, &uses, IN_USER_STUB, SIDE_USER, arg);
		if (has_server_variables(arg))
			enter_params(s, &uses, IN_SERVER_STUB, SIDE_SERVER, arg);
	}
	check_hidden_types(s, &uses, routine);
	for (i = 0; i < routine->arguments.count; i++) {
		const struct argument *arg = routine->arguments.items[i];

		if (arg->role != ARG_DATA)
			continue;
		if (arg->flags & ARG_IN)
			enter_members(s, &uses, IN_REQUEST, arg);
		if (arg->flags & ARG_OUT)
			enter_members(s, &uses, IN_REPLY, arg);
		if (arg->flags & ARG_COUNT_IN_OUT)
			enter_count_members(s, &uses, arg);
		enter_variables(s, &uses, arg);
	}
	locals.of[SIDE_USER] = find_locals(s, routine, SIDE_USER);
	locals.of[SIDE_SERVER] = find_locals(s, routine, SIDE_SERVER);
	return locals;
}

/* Requests whose id is also that of a reply cannot be told from it by a shared receiver. */
void names_check_ids(struct sema *s)
{
	const struct model *model = s->model;
	bool overlap_told = false;
	size_t i;

	for (i = 0; i < model->routines.count; i++) {
		const struct routine *routine = model->routines.items[i];
		const struct routine *other = i >= 100 ? model->routines.items[i - 100] : NULL;

		if (!routine)
			continue;
		if (UINT32_MAX - routine->number < model->base_id ||
			(!routine->is_simple && UINT32_MAX - 100 < routine->id)) {
			diag_report(s->diag, DIAG_id_wraps, routine->at,
				UINT32_MAX - routine->number < model->base_id ? "id" : "reply id",
				routine->name);
			return;
		}
		if (other && !other->is_simple && !overlap_told) {
			diag_report(s->diag, DIAG_id_overlap, routine->at, routine->name,
				arena_printf(s->arena, "%" PRIu32, routine->id), other->name);
			diag_note(s->diag, other->at, "'%s' is declared here", other->name);
			overlap_told = true;
		}
	}
}
