/* The nodes, made one by one; see ast_build.h. */
#include "parser/ast_build.h"

#include <inttypes.h>
#include <string.h>

/* ---- Names ---- */

struct ast_name build_name(const char *text, struct parse_place at)
{
	struct ast_name name = {text, at.span};

	return name;
}

struct ast_name build_soft_name(struct parser *p, const char *text, struct parse_place at)
{
	if (p->options.dialect != DIALECT_NATIVE)
		diag_report(p->diag, DIAG_syntax, at.span,
			arena_printf(
				p->arena, "'%s' is a reserved word and cannot be a name", text));
	return build_name(text, at);
}

const char *ast_flag_name(enum ast_flag_kind kind)
{
	switch (kind) {
	case AST_FLAG_NONE: break;
	case AST_FLAG_ISLONG: return "islong";
	case AST_FLAG_ISNOTLONG: return "isnotlong";
	case AST_FLAG_DEALLOC: return "dealloc";
	case AST_FLAG_NOTDEALLOC: return "notdealloc";
	case AST_FLAG_SERVERCOPY: return "servercopy";
	case AST_FLAG_COUNTINOUT: return "countinout";
	case AST_FLAG_RETCODE: return "retcode";
	case AST_FLAG_SAMECOUNT: return "samecount";
	case AST_FLAG_PHYSICALCOPY: return "physicalcopy";
	case AST_FLAG_OVERWRITE: return "overwrite";
	case AST_FLAG_AUTO: return "auto";
	case AST_FLAG_CONST: return "const";
	}
	return "none";
}

/* ---- Statements ---- */

static struct ast_statement *new_statement(struct parser *p, enum ast_statement_kind kind)
{
	struct ast_statement *statement = arena_new(p->arena, struct ast_statement);

	statement->kind = kind;
	statement->is_prelude = p->options.is_prelude;
	return statement;
}

void build_add(struct parser *p, struct ast_statement *statement, struct parse_place at)
{
	statement->at = at.span;
	statement->doc = at.doc;
	vec_push(p->arena, &p->file->statements, statement);
}

void build_add_cut(struct parser *p, struct ast_statement *statement, struct parse_place at)
{
	if (p->has_skipped && statement->kind == AST_TYPE)
		statement->u.type.type = NULL;
	build_add(p, statement, at);
}

struct ast_statement *build_import(struct parser *p, enum ast_import_kind kind, const char *file)
{
	struct ast_statement *statement = new_statement(p, AST_IMPORT);

	statement->u.import.kind = kind;
	statement->u.import.file = file;
	return statement;
}

struct ast_statement *build_rcsid(struct parser *p, const char *text)
{
	struct ast_statement *statement = new_statement(p, AST_RCSID);

	statement->u.rcsid = text;
	return statement;
}

struct ast_statement *build_prefix(
	struct parser *p, enum ast_prefix_kind kind, struct ast_name name)
{
	struct ast_statement *statement = new_statement(p, AST_PREFIX);

	statement->u.prefix.kind = kind;
	statement->u.prefix.name = name;
	return statement;
}

struct ast_statement *build_skip(struct parser *p)
{
	return new_statement(p, AST_SKIP);
}

struct ast_statement *build_skip_count(
	struct parser *p, struct ast_number count, struct parse_place at)
{
	struct ast_statement *statement = new_statement(p, AST_SKIP);

	if (p->options.dialect == DIALECT_APPLE)
		parser_only_in(p, at.span, DIALECT_GNU, "a number after 'skip'",
			"; here 'skip' is repeated");
	statement->u.skip.has_count = true;
	statement->u.skip.count = count;
	return statement;
}

struct ast_statement *build_option(struct parser *p, enum ast_option_kind kind)
{
	struct ast_statement *statement = new_statement(p, AST_OPTION);

	statement->u.option.kind = kind;
	return statement;
}

struct ast_statement *build_option_word(
	struct parser *p, enum ast_option_kind kind, const char *word)
{
	struct ast_statement *statement = build_option(p, kind);

	statement->u.option.word = word;
	return statement;
}

struct ast_statement *build_option_number(
	struct parser *p, enum ast_option_kind kind, struct ast_number number)
{
	struct ast_statement *statement = build_option(p, kind);

	statement->u.option.number = number;
	return statement;
}

struct ast_statement *build_type_statement(struct parser *p, struct ast_named_type *type)
{
	struct ast_statement *statement = new_statement(p, AST_TYPE);

	statement->u.type = *type;
	return statement;
}

struct ast_statement *build_broken_type(struct parser *p, struct ast_name name)
{
	struct ast_statement *statement = new_statement(p, AST_TYPE);

	statement->u.type.name = name;
	return statement;
}

struct ast_statement *build_subsystem(struct parser *p)
{
	return new_statement(p, AST_SUBSYSTEM);
}

void build_kernel_user(struct parser *p, struct ast_statement *subsystem, struct parse_place at)
{
	vec_push(p->arena, &subsystem->u.subsystem.kernel_user, at.span);
}

void build_kernel_server(struct parser *p, struct ast_statement *subsystem, struct parse_place at)
{
	vec_push(p->arena, &subsystem->u.subsystem.kernel_server, at.span);
}

struct ast_statement *build_subsystem_end(
	struct ast_statement *subsystem, struct ast_name name, struct ast_number base)
{
	subsystem->u.subsystem.name = name;
	subsystem->u.subsystem.base = base;
	return subsystem;
}

/* ---- Routines ---- */

struct ast_statement *build_routine(
	struct parser *p, bool is_simple, struct ast_name name, struct parse_place open)
{
	struct ast_statement *statement = new_statement(p, AST_ROUTINE);

	statement->u.routine.is_simple = is_simple;
	statement->u.routine.name = name;
	p->open_paren = open.span;
	return statement;
}

void build_routine_argument(
	struct parser *p, struct ast_statement *routine, struct ast_argument *argument)
{
	vec_push(p->arena, &routine->u.routine.arguments, argument);
}

void build_routine_broken(struct ast_statement *routine)
{
	routine->u.routine.is_broken = true;
}

void build_routine_cut(
	struct parser *p, struct ast_statement *routine, struct ast_argument *argument)
{
	if (p->has_skipped)
		build_routine_broken(routine);
	else
		build_routine_argument(p, routine, argument);
}

void build_routine_close(struct parser *p)
{
	p->open_paren.begin = 0;
}

void build_routine_end(struct parser *p, const struct ast_statement *routine)
{
	/* After an error the ';' that was skipped to has done no harm. */
	if (routine->u.routine.arguments.count > 0 && !routine->u.routine.is_broken)
		diag_report(p->diag, DIAG_syntax, p->previous.at, "no ';' is allowed before ')'");
	build_routine_close(p);
}

struct ast_argument *build_argument(
	struct parser *p, const struct ast_type *type, const struct ast_named_type *declared)
{
	struct ast_argument *argument = arena_new(p->arena, struct ast_argument);

	argument->type = type;
	argument->declared = declared;
	return argument;
}

void build_argument_head(struct ast_argument *argument, enum ast_direction direction,
	struct parse_place direction_at, struct ast_name name, struct parse_place at)
{
	argument->direction = direction;
	if (direction != AST_DIR_NONE)
		argument->direction_at = direction_at.span;
	argument->name = name;
	argument->at = at.span;
	argument->doc = at.doc;
}

void build_argument_flag(struct parser *p, struct ast_argument *argument, struct ast_flag flag)
{
	vec_push(p->arena, &argument->flags, flag);
	argument->at.end = flag.at.end;
}

struct ast_flag build_flag(enum ast_flag_kind kind, bool has_brackets, struct parse_place at)
{
	struct ast_flag flag = {kind, has_brackets, at.span};

	return flag;
}

/* ---- Declarations ---- */

struct ast_named_type *build_named_type(
	struct parser *p, struct ast_name name, struct ast_type *type)
{
	struct ast_named_type *named = arena_new(p->arena, struct ast_named_type);

	named->name = name;
	named->type = type;
	return named;
}

void build_translation(struct parser *p, struct ast_named_type *type,
	enum ast_translation_kind kind, struct ast_name trans_type, struct ast_name function,
	struct ast_name server_type, struct parse_place at)
{
	struct ast_translation translation = {0};

	translation.kind = kind;
	translation.trans_type = trans_type;
	translation.function = function;
	translation.server_type = server_type;
	translation.at = at.span;
	vec_push(p->arena, &type->translations, translation);
}

void build_c_type(struct parser *p, struct ast_named_type *type, enum ast_translation_kind kind,
	struct ast_name c_type, struct parse_place at)
{
	struct ast_translation translation = {0};

	translation.kind = kind;
	translation.c_type = c_type;
	translation.at = at.span;
	vec_push(p->arena, &type->translations, translation);
}

/* ---- Types ---- */

static struct ast_type *new_type(struct parser *p, enum ast_type_kind kind, struct parse_place at)
{
	struct ast_type *type = arena_new(p->arena, struct ast_type);

	type->kind = kind;
	type->at = at.span;
	return type;
}

/* Whether a type may hold this one. If not, that is reported, and the inner type stands for it. */
static bool may_hold(struct parser *p, const struct ast_type *inner, struct parse_place at)
{
	if (inner->depth < AST_TYPE_DEPTH_MAX)
		return true;
	if (!p->reported_depth)
		diag_report(p->diag, DIAG_nested_too_deeply, at.span);
	p->reported_depth = true;
	return false;
}

struct ast_type *build_type_name(struct parser *p, struct ast_name name, struct parse_place at)
{
	struct ast_type *type = new_type(p, AST_TYPE_NAME, at);

	type->u.name = name;
	return type;
}

struct ast_type *build_ipc(struct parser *p, const char *text, struct parse_place at)
{
	struct ast_type *type = new_type(p, AST_TYPE_IPC, at);

	type->u.ipc.send.text = text ? text : intern(p->intern, str_of("polymorphic"));
	type->u.ipc.send.at = at.span;
	type->u.ipc.receive = type->u.ipc.send;
	return type;
}

struct ast_type *build_ipc_number(struct parser *p, struct ast_number number)
{
	struct parse_place at = {number.at, NULL};
	const char *text = arena_printf(p->arena, "%" PRIu64, number.value);
	struct ast_type *type = build_ipc(p, intern(p->intern, str_of(text)), at);

	type->u.ipc.send.is_number = true;
	type->u.ipc.send.number = number.value;
	type->u.ipc.receive = type->u.ipc.send;
	return type;
}

struct ast_type *build_ipc_pair(
	struct ast_type *send, struct ast_type *receive, struct parse_place at)
{
	send->u.ipc.receive = receive->u.ipc.send;
	send->at = at.span;
	return send;
}

void build_ipc_size(
	struct parser *p, struct ast_type *type, struct ast_number bits, struct parse_place at)
{
	type->u.ipc.has_size = true;
	type->u.ipc.size_bits = bits;
	type->at = at.span;
	if (p->options.dialect == DIALECT_APPLE)
		parser_only_in(p, at.span, DIALECT_GNU, "a type with its size in bits",
			"; here the size follows from the name");
}

void build_ipc_flag(struct parser *p, struct ast_type *type, struct ast_flag flag)
{
	vec_push(p->arena, &type->u.ipc.flags, flag);
}

void build_type_end(struct ast_type *type, struct parse_place at)
{
	type->at = at.span;
}

struct ast_type *build_array(struct parser *p, enum ast_type_kind kind,
	const struct ast_number *bound, struct ast_type *element, struct parse_place at)
{
	struct ast_type *type;

	if (!may_hold(p, element, at))
		return element;
	type = new_type(p, kind, at);
	type->depth = element->depth + 1;
	type->u.array.element = element;
	if (bound) {
		type->u.array.has_bound = true;
		type->u.array.bound = *bound;
	}
	return type;
}

struct ast_type *build_c_string(
	struct parser *p, bool is_variable, struct ast_number bound, struct parse_place at)
{
	struct ast_type *type = new_type(p, AST_TYPE_C_STRING, at);

	type->u.array.is_variable = is_variable;
	type->u.array.has_bound = true;
	type->u.array.bound = bound;
	return type;
}

struct ast_type *build_pointer(struct parser *p, struct ast_type *pointee, struct parse_place at)
{
	struct ast_type *type;

	if (!may_hold(p, pointee, at))
		return pointee;
	type = new_type(p, AST_TYPE_POINTER, at);
	type->depth = pointee->depth + 1;
	type->u.pointee = pointee;
	return type;
}

struct ast_type *build_struct(struct parser *p)
{
	struct parse_place nowhere = {{0, 0}, NULL};

	return new_type(p, AST_TYPE_STRUCT, nowhere);
}

void build_field(
	struct parser *p, struct ast_type *type, struct ast_name field_type, struct ast_name name)
{
	struct ast_field field = {field_type, name};

	vec_push(p->arena, &type->u.fields, field);
}

struct ast_type *build_struct_end(struct parser *p, struct ast_type *type, struct parse_place at)
{
	type->at = at.span;
	if (p->options.dialect == DIALECT_APPLE)
		parser_only_in(p, at.span, DIALECT_GNU, "'struct' with fields",
			"; here it is 'struct[n] of type'");
	return type;
}

struct ast_type *build_native(struct parser *p, enum ast_native_kind kind, const char *c_type,
	const char *bad_value, struct parse_place at)
{
	struct ast_type *type = new_type(p, AST_TYPE_NATIVE, at);

	type->u.native.kind = kind;
	type->u.native.c_type = c_type;
	type->u.native.bad_value = bad_value;
	return type;
}

const char *build_phrase(struct parser *p, const char *phrase, struct ast_name word)
{
	return arena_printf(p->arena, "%s %s", phrase, word.text);
}

/* ---- Numbers ---- */

struct ast_number build_number(uint64_t value, struct parse_place at)
{
	struct ast_number number = {value, at.span};

	return number;
}

/* Computes left OP right; false if the result is no number from 0 to 2^64 - 1. */
static bool operate(char operator, uint64_t left, uint64_t right, uint64_t *ret_value)
{
	switch (operator) {
	case '+': *ret_value = left + right; return left <= UINT64_MAX - right;
	case '-': *ret_value = left - right; return left >= right;
	case '*': *ret_value = left * right; return right == 0 || left <= UINT64_MAX / right;
	default: *ret_value = right == 0 ? 0 : left / right; return right != 0;
	}
}

/* After an error the left side stands for the result. */
struct ast_number build_operation(struct parser *p, char operator, struct ast_number left,
	struct ast_number right, struct parse_place at)
{
	uint64_t value;

	if (operate(operator, left.value, right.value, &value))
		return build_number(value, at);
	if (operator== '/')
		diag_report(p->diag, DIAG_division_by_zero, right.at);
	else
		diag_report(p->diag, DIAG_expression_overflow,
			at.span, operator== '-' ? "below 0" : "above 18446744073709551615");
	return build_number(left.value, at);
}
