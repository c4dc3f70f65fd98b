/*
 * Types: from constructors as written to the attributes that descriptors and C need. The rules
 * are those of the typed language (docs/language.md, "Types"): an array multiplies the count of
 * elements, a struct {} becomes a run of integers of its alignment, and so on.
 */
#include "sema/internal.h"

#include "support/bug.h"

#include <inttypes.h>
#include <string.h>

/* No message comes near this, and products of sizes stay inside 64 bits. */
#define TYPE_MAX_BYTES ((uint64_t)1 << 30)

enum {
	LONG_SIZE_BITS = 256, /* the first that a short descriptor cannot say */
	LONG_NUMBER = 4096,
	WORD_SIZE_LIMIT_BITS = 65536,
	IPC_NUMBER_LIMIT = 256,
};

static const struct type *resolve(struct sema *s, const struct ast_type *ast, const char *name);

static const char *number_text(struct sema *s, uint64_t number)
{
	return arena_printf(s->arena, "%" PRIu64, number);
}

static uint32_t min_u32(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static struct type *new_type(struct sema *s, struct src_span at)
{
	struct type *type = arena_new(s->arena, struct type);

	type->at = at;
	type->in_line = true;
	type->number = 1;
	return type;
}

/* A type that starts as a copy of another's shape; C types and functions are never inherited. */
static struct type *derive(struct sema *s, const struct type *from, struct src_span at)
{
	struct type *type = arena_new(s->arena, struct type);

	*type = *from;
	type->name = NULL;
	type->doc = NULL;
	type->at = at;
	type->is_builtin = type->is_prelude = type->is_main = type->is_known_to_c = false;
	type->has_ctype = false;
	type->alias_of = NULL;
	type->user_type = type->server_type = type->trans_type = NULL;
	type->intran = type->intranpayload = type->outtran = type->destructor = NULL;
	return type;
}

bool type_needs_long(const struct type *type)
{
	return type->is_indefinite || (type->is_variable && !type->in_line) ||
	       type->size_bits >= LONG_SIZE_BITS || type->number >= LONG_NUMBER;
}

/* ---- IPC types ---- */

static bool ipc_side(struct sema *s, const struct ast_ipc_name *side, struct ipc_name *ret)
{
	const struct ipc_name *known;

	if (!side->is_number) {
		known = abi_ipc_name(s->abi->wire, side->text);
		if (known) {
			*ret = *known;
			return true;
		}
		diag_report(s->diag, DIAG_unknown_type, side->at, side->text);
		return false;
	}
	if (side->number >= IPC_NUMBER_LIMIT && side->number != IPC_POLYMORPHIC) {
		diag_report(s->diag, DIAG_bad_ipc_name, side->at, side->text);
		return false;
	}
	memset(ret, 0, sizeof(*ret));
	ret->text = ret->receive_text = side->text;
	ret->send = ret->receive = (uint32_t)side->number;
	return true;
}

static uint32_t side_bits(const struct sema *s, const struct ipc_name *side)
{
	return side->size_bits == IPC_SIZE_PORT ? s->abi->port_in_line_bits : side->size_bits;
}

/* Takes the size written in (NAME, bits); 0 after an error. */
static uint32_t explicit_bits(
	struct sema *s, const struct ast_type *ast, uint32_t default_bits, bool is_right)
{
	const struct ast_number *size = &ast->u.ipc.size_bits;
	const char *text = number_text(s, size->value);

	if (size->value >= WORD_SIZE_LIMIT_BITS) {
		diag_report(s->diag, DIAG_element_too_big, size->at, text);
		return 0;
	}
	if (is_right && size->value != s->abi->port_in_line_bits) {
		diag_report(s->diag, DIAG_port_size, size->at,
			number_text(s, s->abi->port_in_line_bits), s->abi->name, text);
		return 0;
	}
	if (size->value == 0 || size->value % 8 != 0) {
		diag_report(s->diag, DIAG_size_not_bytes, size->at, text);
		return 0;
	}
	if (default_bits != 0 && size->value != default_bits)
		diag_report(s->diag, DIAG_size_differs, size->at, text,
			number_text(s, default_bits), ast->u.ipc.send.text);
	return (uint32_t)size->value;
}

static const struct type *resolve_ipc(struct sema *s, const struct ast_type *ast)
{
	struct ipc_name send, receive;
	uint32_t send_bits, receive_bits, bits;
	struct type *type;
	bool is_right;

	if (!ipc_side(s, &ast->u.ipc.send, &send) || !ipc_side(s, &ast->u.ipc.receive, &receive))
		return NULL;
	send_bits = side_bits(s, &send);
	receive_bits = side_bits(s, &receive);
	if (send_bits != 0 && receive_bits != 0 && send_bits != receive_bits) {
		diag_report(s->diag, DIAG_sides_differ_in_size, ast->at, number_text(s, send_bits),
			number_text(s, receive_bits));
		return NULL;
	}
	bits = send_bits != 0 ? send_bits : receive_bits;
	is_right = send.size_bits == IPC_SIZE_PORT || receive.size_bits == IPC_SIZE_PORT ||
		   send.send == IPC_POLYMORPHIC || receive.receive == IPC_POLYMORPHIC;
	if (ast->u.ipc.has_size) {
		bits = explicit_bits(s, ast, bits, is_right);
		if (bits == 0)
			return NULL;
	} else if (bits == 0) {
		diag_report(s->diag, DIAG_literal_without_size, ast->at, send.text);
		return NULL;
	} else if (bits % 8 != 0) {
		diag_report(s->diag, DIAG_size_not_bytes, ast->at, number_text(s, bits));
		return NULL;
	}
	type = new_type(s, ast->at);
	type->send.number = send.send;
	type->send.text = send.text;
	type->receive.number = receive.receive;
	type->receive.text = receive.receive_text;
	type->size_bits = bits;
	type->c_class = send.send == IPC_STRING ? C_STRING : C_VALUE;
	type->is_c_string = type->c_class == C_STRING;
	type->align_bytes = min_u32(s->abi->natural_align_cap_bytes, bits / 8);
	flags_choose_form(s, type);
	flags_of_type(s, type, &ast->u.ipc.flags);
	return type;
}

/* ---- Constructors ---- */

static const char *describe(const struct type *type)
{
	if (!type->in_line)
		return "an out-of-line type";
	if (type->is_indefinite)
		return "an array without bound";
	if (type->is_variable)
		return "a variable array";
	return "this type";
}

/* Whether elements of this type can stand one behind the other; reports if not. */
static bool is_plain_element(
	struct sema *s, const struct type *element, struct src_span at, const char *constructor)
{
	if (element->in_line && !element->is_variable)
		return true;
	diag_report(s->diag, DIAG_element_not_inline, at, constructor);
	diag_note(s->diag, element->at, "the element is %s", describe(element));
	return false;
}

/* Sets the number of elements; false if the type would be too big. */
static bool set_number(
	struct sema *s, struct type *type, uint64_t count, const struct type *element)
{
	uint64_t bytes = type_is_port(type) ? s->abi->port_in_line_bytes : type->size_bits / 8;
	uint64_t number;

	if (count > TYPE_MAX_BYTES || element->number > TYPE_MAX_BYTES / (count ? count : 1) ||
		bytes * count * element->number > TYPE_MAX_BYTES) {
		diag_report(s->diag, DIAG_type_too_big, type->at, number_text(s, TYPE_MAX_BYTES));
		return false;
	}
	number = count * element->number;
	type->number = (uint32_t)number;
	type->element = element;
	type->element_count = (uint32_t)count;
	flags_choose_form(s, type);
	return true;
}

/* On the NDR wire an array of out-of-line data is an array of descriptors. */
static bool may_have_descriptors(const struct sema *s, const struct type *element)
{
	return s->abi->wire == WIRE_NDR && !element->in_line && element->descriptor_count == 0;
}

static const struct type *descriptor_array(
	struct sema *s, const struct ast_type *ast, const struct type *element, bool is_variable)
{
	/* A message cannot hold more, and nobody has more than a few. */
	const uint64_t most = 4096;
	struct type *type = derive(s, element, ast->at);
	uint64_t count = ast->u.array.bound.value;

	if (count > most || count == 0) {
		diag_report(s->diag, DIAG_type_too_big, ast->at, number_text(s, TYPE_MAX_BYTES));
		return NULL;
	}
	type->c_class = C_ARRAY;
	type->element = element;
	type->element_count = (uint32_t)count;
	type->descriptor_count = (uint32_t)count;
	type->descriptor_count_varies = is_variable;
	return type;
}

static const struct type *resolve_fixed(struct sema *s, const struct ast_type *ast, bool is_struct)
{
	const struct type *element = resolve(s, ast->u.array.element, NULL);
	struct type *type;

	if (!element)
		return NULL;
	if (!is_struct && may_have_descriptors(s, element))
		return descriptor_array(s, ast, element, false);
	if (!is_plain_element(s, element, ast->at, is_struct ? "a struct" : "an array"))
		return NULL;
	type = derive(s, element, ast->at);
	type->c_class = is_struct ? C_VALUE : C_ARRAY;
	type->is_struct = is_struct;
	type->is_c_string = false;
	if (!set_number(s, type, ast->u.array.bound.value, element))
		return NULL;
	return type;
}

/* How many elements an indefinite array carries in line. */
static uint32_t in_line_count(const struct sema *s, const struct type *element)
{
	uint32_t bytes = type_max_bytes(s->abi, element);

	return bytes == 0 ? 0 : s->abi->in_line_limit_bytes / bytes;
}

static const struct type *resolve_variable(struct sema *s, const struct ast_type *ast)
{
	const struct type *element = resolve(s, ast->u.array.element, NULL);
	struct type *type;
	uint64_t count;

	bool has_bound = ast->u.array.has_bound && ast->u.array.bound.value != 0;

	if (element && has_bound && may_have_descriptors(s, element))
		return descriptor_array(s, ast, element, true);
	if (!element || !is_plain_element(s, element, ast->at, "a variable array"))
		return NULL;
	type = derive(s, element, ast->at);
	type->c_class = C_ARRAY;
	type->is_struct = false;
	type->is_c_string = false;
	type->is_variable = true;
	/* A bound of 0 means none. */
	type->is_bounded = has_bound;
	type->is_indefinite = !type->is_bounded;
	/* Darwin never sends these in line, though C sees them as if. */
	if (type->is_indefinite && s->abi->wire == WIRE_NDR)
		type->in_line = false;
	count = type->is_bounded ? ast->u.array.bound.value : in_line_count(s, element);
	if (!set_number(s, type, count, element))
		return NULL;
	return type;
}

static const struct type *resolve_pointer(struct sema *s, const struct ast_type *ast)
{
	const struct type *pointee = resolve(s, ast->u.pointee, NULL);
	struct type *type;
	bool is_bad;

	if (!pointee)
		return NULL;
	is_bad = s->abi->wire == WIRE_TYPED ? !pointee->in_line || pointee->is_bounded
					    : !pointee->in_line && !pointee->is_indefinite;
	if (is_bad) {
		diag_report(s->diag, DIAG_pointer_to_variable, ast->at, describe(pointee));
		return NULL;
	}
	type = derive(s, pointee, ast->at);
	type->c_class = C_VALUE;
	type->is_struct = false;
	type->is_c_string = false;
	type->in_line = false;
	type->is_indefinite = false;
	if (!type->is_variable) {
		type->element = pointee;
		type->element_count = 1;
	}
	flags_choose_form(s, type);
	return type;
}

/* What strings are made of; known even where no type is built in. */
static const struct type *character_type(struct sema *s)
{
	const struct ipc_name *ipc = abi_ipc_name(s->abi->wire, "MACH_MSG_TYPE_CHAR");
	struct type *type = map_get(&s->types, intern(s->names, str_of("char")));

	if (type && type->is_builtin)
		return type;
	type = new_type(s, (struct src_span){0, 0});
	type->name = type->user_type = type->server_type = type->trans_type = "char";
	type->is_builtin = true;
	type->send.number = type->receive.number = ipc->send;
	type->send.text = type->receive.text = ipc->text;
	type->size_bits = ipc->size_bits;
	type->align_bytes = 1;
	return type;
}

static const struct type *resolve_c_string(struct sema *s, const struct ast_type *ast)
{
	const struct ipc_name *string = abi_ipc_name(s->abi->wire, "MACH_MSG_TYPE_STRING_C");
	struct type *type = new_type(s, ast->at);

	if (ast->u.array.bound.value == 0) {
		diag_report(s->diag, DIAG_bad_c_string, ast->u.array.bound.at);
		return NULL;
	}
	type->send.number = type->receive.number = IPC_STRING;
	type->send.text = type->receive.text = string ? string->text : "MACH_MSG_TYPE_STRING_C";
	type->size_bits = 8;
	type->align_bytes = 1;
	type->c_class = C_STRING;
	type->is_c_string = true;
	type->is_variable = type->is_bounded = ast->u.array.is_variable;
	if (!set_number(s, type, ast->u.array.bound.value, new_type(s, ast->at)))
		return NULL;
	type->element = character_type(s);
	return type;
}

/* ---- struct {} ---- */

static uint64_t round_up(uint64_t bytes, uint64_t unit)
{
	return (bytes + unit - 1) / unit * unit;
}

/* A port in a C structure is its name, and travels as a number, not as a right. */
static uint64_t member_bytes(struct sema *s, const struct type *member)
{
	if (type_is_port(member))
		return (uint64_t)s->abi->port_name_bytes * member->number;
	return (uint64_t)(member->size_bits / 8) * member->number;
}

static bool check_member(struct sema *s, const struct type *member, const struct ast_field *field)
{
	/* compat(gnu): where the project declares the C type, it may be an array of the in-line
	 * maximum. */
	if (!member->in_line || (member->is_indefinite && s->options->dialect != DIALECT_GNU)) {
		diag_report(s->diag, DIAG_field_not_inline, field->type.at, field->name.text);
		return false;
	}
	if (member->is_variable)
		diag_report(s->diag, DIAG_field_of_variable_array, field->type.at, field->name.text,
			number_text(s, member_bytes(s, member)));
	if (type_is_port(member))
		diag_report(s->diag, DIAG_port_in_struct, field->type.at, field->name.text);
	return true;
}

/* The known name that is nearest to one, if it is near enough to be meant; the least of equals. */
static const char *near_name(const struct sema *s, const char *name)
{
	struct str text = str_of(name);
	unsigned best = (text.n < 4 ? 1 : text.n < 8 ? 2 : 3) + 1;
	const char *found = NULL;
	size_t i;

	for (i = 0; i < s->type_names.count; i++) {
		const char *candidate = s->type_names.items[i];
		unsigned distance = str_edit_distance(text, str_of(candidate), best);

		if (distance < best ||
			(found && distance == best && strcmp(candidate, found) < 0)) {
			best = distance;
			found = candidate;
		}
	}
	return found;
}

static void report_unknown(struct sema *s, const struct ast_name *name)
{
	const char *near = near_name(s, name->text);
	const struct type *type = near ? map_get(&s->types, near) : NULL;
	bool has_place = type && type->at.begin != 0 && !type->is_prelude;

	diag_report(s->diag, DIAG_unknown_type, name->at, name->text);
	if (near)
		diag_note(s->diag, has_place ? type->at : (struct src_span){0, 0},
			"did you mean '%s'?", near);
	types_declare_broken(s, name);
}

static const struct type *named_type(struct sema *s, const struct ast_name *name)
{
	const struct type *type = map_get(&s->types, name->text);

	if (type)
		return type->is_broken ? NULL : type;
	report_unknown(s, name);
	return NULL;
}

static void check_member_names(struct sema *s, const struct ast_type *ast)
{
	struct map seen = {0};
	size_t i;

	for (i = 0; i < ast->u.fields.count; i++) {
		struct ast_field *field = &ast->u.fields.items[i];
		const struct ast_field *other = map_get(&seen, field->name.text);

		/* The peer's C does not have the names. */
		if (s->options->dialect == DIALECT_NATIVE)
			names_check_identifier(s, &field->name, "a field");
		if (other) {
			diag_report(
				s->diag, DIAG_duplicate_field, field->name.at, field->name.text);
			diag_note(s->diag, other->name.at, "first declared here");
		} else {
			map_set(&seen, s->arena, field->name.text, field);
		}
	}
}

/* Lays the members out as C does; false if one is unknown or cannot be a member. */
static bool lay_members_out(
	struct sema *s, const struct ast_type *ast, struct type *type, uint64_t *ret_bytes)
{
	uint64_t offset = 0;
	bool good = true;
	size_t i;

	type->align_bytes = 1;
	for (i = 0; i < ast->u.fields.count; i++) {
		const struct ast_field *field = &ast->u.fields.items[i];
		const struct type *member = named_type(s, &field->type);
		struct struct_member record;
		uint32_t align;

		if (!member || !check_member(s, member, field)) {
			good = false;
			continue;
		}
		align = type_is_port(member) ? s->abi->port_name_bytes : member->align_bytes;
		offset = round_up(offset, align);
		record.name = field->name.text;
		record.type = member;
		record.offset_bytes = (uint32_t)offset;
		vec_push(s->arena, &type->members, record);
		offset += member_bytes(s, member);
		if (align > type->align_bytes)
			type->align_bytes = align;
		if (offset > TYPE_MAX_BYTES) {
			diag_report(s->diag, DIAG_type_too_big, ast->at,
				number_text(s, TYPE_MAX_BYTES));
			return false;
		}
	}
	*ret_bytes = round_up(offset, type->align_bytes);
	return good;
}

/* On the wire a struct is a run of integers as wide as its alignment. */
static const struct type *resolve_struct(struct sema *s, const struct ast_type *ast)
{
	struct type *type = new_type(s, ast->at);
	const char *unit = "MACH_MSG_TYPE_BYTE";
	const struct ipc_name *ipc;
	uint64_t bytes;

	check_member_names(s, ast);
	if (!lay_members_out(s, ast, type, &bytes))
		return NULL;
	type->size_bits = 8;
	if (type->align_bytes == 8 || type->align_bytes == 4 || type->align_bytes == 2) {
		type->size_bits = type->align_bytes * 8;
		unit = type->align_bytes == 8   ? "MACH_MSG_TYPE_INTEGER_64"
		       : type->align_bytes == 4 ? "MACH_MSG_TYPE_INTEGER_32"
						: "MACH_MSG_TYPE_INTEGER_16";
	}
	ipc = abi_ipc_name(s->abi->wire, unit);
	type->send.number = type->receive.number = ipc->send;
	type->send.text = type->receive.text = ipc->text;
	type->number = (uint32_t)(bytes / (type->size_bits / 8));
	type->c_class = C_VALUE;
	type->is_struct = true;
	flags_choose_form(s, type);
	return type;
}

/* ---- Native types ---- */

/* A C type passed as it is. Its size is the C compiler's; ours is what UserTypeLimit says. */
static const struct type *resolve_native(struct sema *s, const struct ast_type *ast)
{
	const struct ipc_name *byte = abi_ipc_name(s->abi->wire, "MACH_MSG_TYPE_BYTE");
	struct type *type;

	if (s->abi->wire != WIRE_NDR || ast->u.native.kind == AST_POINTER_TO_IF_NOT) {
		diag_report(s->diag, DIAG_only_in_dialect, ast->at, "a native type", "Apple",
			"; messages carry declared types only");
		return NULL;
	}
	type = new_type(s, ast->at);
	type->name = ast->u.native.c_type;
	type->send.number = type->receive.number = byte->send;
	type->send.text = type->receive.text = byte->text;
	type->size_bits = 8;
	type->number = (uint32_t)s->settings.user_type_limit_bytes;
	type->align_bytes = 1;
	type->is_native = true;
	type->is_native_pointer = ast->u.native.kind == AST_POINTER_TO;
	type->user_type = type->server_type = type->trans_type = ast->u.native.c_type;
	return type;
}

/* ---- All of them ---- */

/* name: what the type will be called, or NULL for an inner part. */
static const struct type *resolve(struct sema *s, const struct ast_type *ast, const char *name)
{
	const struct type *type;

	switch (ast->kind) {
	case AST_TYPE_NAME:
		type = named_type(s, &ast->u.name);
		if (type && name) {
			struct type *copy = derive(s, type, ast->at);

			copy->alias_of = type;
			return copy;
		}
		return type;
	case AST_TYPE_IPC: return resolve_ipc(s, ast);
	case AST_TYPE_ARRAY: return resolve_fixed(s, ast, false);
	case AST_TYPE_STRUCT_OF: return resolve_fixed(s, ast, true);
	case AST_TYPE_VAR_ARRAY: return resolve_variable(s, ast);
	case AST_TYPE_POINTER: return resolve_pointer(s, ast);
	case AST_TYPE_STRUCT: return resolve_struct(s, ast);
	case AST_TYPE_C_STRING: return resolve_c_string(s, ast);
	case AST_TYPE_NATIVE: return resolve_native(s, ast);
	}
	bug("type of kind %d", (int)ast->kind);
}

/* Checks that need the name: what only becomes wrong when an argument could have this type. */
static bool check_named(struct sema *s, const struct type *type, const struct ast_type *ast)
{
	if (s->abi->wire == WIRE_TYPED && ast->kind == AST_TYPE_POINTER && !type->is_variable)
		diag_report(s->diag, DIAG_out_of_line_without_count, ast->at,
			type->element->name ? type->element->name : "a fixed type");

	flags_check_named(s, type, ast);
	if (type->is_variable && type->in_line && !type->is_c_string && !type->element->name) {
		diag_report(s->diag, DIAG_anonymous_element, type->at);
		return false;
	}
	if (type->number == 0 && !type->is_variable)
		diag_report(s->diag, DIAG_zero_size, type->at, type->name);
	if (type->is_indefinite && type->in_line && type->number == 0)
		diag_report(s->diag, DIAG_element_above_inline_limit, type->at,
			number_text(s, type_max_bytes(s->abi, type->element)),
			number_text(s, s->abi->in_line_limit_bytes));
	return true;
}

static struct type *resolve_named(struct sema *s, const struct ast_named_type *named)
{
	const struct type *resolved =
		named->type ? resolve(s, named->type, named->name.text) : NULL;
	struct type *type;

	if (!resolved) /* or not even read */
		return NULL;
	type = arena_new(s->arena, struct type);
	*type = *resolved;
	type->name = named->name.text;
	type->at = named->name.at;
	if (!check_named(s, type, named->type))
		return NULL;
	translations_apply(s, type, named);
	return type;
}

/* A name whose declaration was wrong: later uses of it say nothing more. */
static struct type *broken_type(struct sema *s, const struct ast_name *name)
{
	struct type *type = new_type(s, name->at);

	type->name = name->text;
	type->is_broken = true;
	return type;
}

void types_declare_broken(struct sema *s, const struct ast_name *name)
{
	map_set(&s->types, s->arena, name->text, broken_type(s, name));
}

void types_report_order(struct sema *s, enum diag_id id, const struct ast_name *name)
{
	if (!s->told_order)
		diag_report(s->diag, id, name->at, name->text);
	s->told_order = true;
}

/* Whether headers of migc's own mode declare a type; old: what has its name already, or NULL. */
static void note_place(struct sema *s, struct type *type, const struct type *old)
{
	type->is_known_to_c = (old && old->is_prelude) || names_is_type_keyword(type->name);
	type->is_main = !s->in_prelude && source_is_main(s->diag->sources, type->at.begin);
	/* They do so whether it is used or not. */
	if (type->is_main && !type->is_broken && s->options->dialect == DIALECT_NATIVE)
		names_check_type(s, type);
}

void types_declare(struct sema *s, const struct ast_statement *statement)
{
	const struct ast_named_type *named = &statement->u.type;
	struct type *old = map_get(&s->types, named->name.text);
	struct type *type;
	/* Not if its first mention was a use, or if it was itself refused. */
	bool is_taken =
		old && !old->is_broken && !old->is_prelude && !(old->is_builtin && s->in_prelude);

	if (is_taken && s->options->dialect == DIALECT_APPLE) {
		diag_report(s->diag, DIAG_redeclared_type, named->name.at, named->name.text);
	} else if (is_taken) {
		diag_report(s->diag, DIAG_duplicate_type, named->name.at, named->name.text);
		if (old->at.begin != 0)
			diag_note(s->diag, old->at, "first declared here");
		else
			diag_note(s->diag, old->at, "'%s' is a built-in type", named->name.text);
		return;
	}
	/* A declaration that could not be read has no type. */
	type = named->type ? resolve_named(s, named) : NULL;
	if (!type)
		type = broken_type(s, &named->name);
	type->doc = statement->doc;
	type->is_prelude = s->in_prelude;
	note_place(s, type, old);
	if (!old)
		vec_push(s->arena, &s->type_names, named->name.text);
	map_set(&s->types, s->arena, named->name.text, type);
	if (!type->is_broken)
		vec_push(s->arena, &s->model->types, type);
}

const struct type *types_of_argument(struct sema *s, const struct ast_argument *argument)
{
	const struct ast_named_type *named = argument->declared;
	struct type *type;

	if (!named)
		return resolve(s, argument->type, NULL);
	/* A declaration that could not be read has no type. */
	type = named->type ? resolve_named(s, named) : NULL;
	if (!type)
		return NULL;
	note_place(s, type, map_get(&s->types, named->name.text));
	if (type->is_main)
		vec_push(s->arena, &s->model->types_in_place, type);
	return type;
}

/* ---- Built-in types ---- */

void types_declare_builtins(struct sema *s)
{
	const char *word = s->abi->pointer_bytes == 8 ? "MACH_MSG_TYPE_INTEGER_64"
						      : "MACH_MSG_TYPE_INTEGER_32";
	const char *const builtins[][2] = {{"char", "MACH_MSG_TYPE_CHAR"},
		{"short", "MACH_MSG_TYPE_INTEGER_16"}, {"int", "MACH_MSG_TYPE_INTEGER_32"},
		{"int64", "MACH_MSG_TYPE_INTEGER_64"}, {"uintptr_t", word}, {"intptr_t", word}};
	size_t i;

	/* Apple's MIG has none; migc's own mode knows them for that wire too, to be replaced. */
	if (s->options->dialect == DIALECT_APPLE)
		return;
	for (i = 0; i < sizeof(builtins) / sizeof(builtins[0]); i++) {
		const struct ipc_name *ipc = abi_ipc_name(s->abi->wire, builtins[i][1]);
		struct type *type = new_type(s, (struct src_span){0, 0});

		type->name = intern(s->names, str_of(builtins[i][0]));
		type->is_builtin = true;
		type->is_prelude = s->abi->wire == WIRE_NDR;
		type->send.number = type->receive.number = ipc->send;
		type->send.text = type->receive.text = ipc->text;
		type->size_bits = ipc->size_bits;
		type->align_bytes = min_u32(s->abi->natural_align_cap_bytes, ipc->size_bits / 8);
		type->user_type = type->server_type = type->trans_type = type->name;
		/* C has no int64; a project that compiles for GNU's MIG declares it. */
		if (s->options->dialect == DIALECT_NATIVE && strcmp(type->name, "int64") == 0)
			type->user_type = type->server_type = type->trans_type = "int64_t";
		map_set(&s->types, s->arena, type->name, type);
		vec_push(s->arena, &s->type_names, type->name);
	}
}

const struct type *types_int(struct sema *s)
{
	struct type *type = &s->int_type;
	const struct ipc_name *ipc;

	if (type->size_bits != 0)
		return type;
	ipc = abi_ipc_name(s->abi->wire, "MACH_MSG_TYPE_INTEGER_32");
	type->in_line = true;
	type->number = 1;
	type->send.number = type->receive.number = ipc->send;
	type->send.text = type->receive.text = ipc->text;
	type->size_bits = 32;
	type->align_bytes = 4;
	return type;
}

/* ---- Use ---- */

void types_note_used(struct sema *s, const struct routine *routine)
{
	VEC(const struct type *) work = {0};
	size_t i;

	if (s->diag->severity[DIAG_unused_type] == DIAG_IGNORED)
		return;
	for (i = 0; i < routine->arguments.count; i++)
		vec_push(s->arena, &work, routine->arguments.items[i]->type);
	while (work.count > 0) {
		const struct type *type = work.items[--work.count];

		if (type->name) {
			if (map_get(&s->used, type->name))
				continue;
			map_set(&s->used, s->used_arena, type->name, s->model);
		}
		for (i = 0; i < type->members.count; i++)
			vec_push(s->arena, &work, type->members.items[i].type);
		if (type->alias_of)
			vec_push(s->arena, &work, type->alias_of);
		if (type->element)
			vec_push(s->arena, &work, type->element);
	}
}

void types_report_unused(struct sema *s)
{
	size_t i;

	for (i = 0; i < s->model->types.count; i++) {
		const struct type *type = s->model->types.items[i];

		if (type->is_main && !map_get(&s->used, type->name))
			diag_report(s->diag, DIAG_unused_type, type->at, type->name);
	}
}
