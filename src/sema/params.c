/*
 * The C parameters that an argument makes on each side, in the order that prototypes have: value,
 * disposition, count, deallocate, server copy. The forms of const and '*' are a contract: callers'
 * code is written against the headers of the peer (docs/gnu-compat.md).
 */
#include "sema/internal.h"

#include <inttypes.h>
#include <string.h>

static bool goes_in(const struct argument *arg)
{
	return !(arg->flags & ARG_OUT);
}

/* A variable in-line array of plain characters, whose count is part of it. */
static bool is_char_array(const struct type *type, enum side side)
{
	const char *element;

	if (!type->in_line || !type->is_bounded)
		return false;
	if (type->is_c_string)
		return true;
	element = side == SIDE_USER ? type->element->user_type : type->element->trans_type;
	return strcmp(element, "char") == 0;
}

/* An array of strings, or of arrays of strings. */
static bool holds_strings(const struct type *type)
{
	while (type->c_class == C_ARRAY && type->element)
		type = type->element;
	return type->is_c_string;
}

/* Which arrays come in as const_T, a typedef the user supplies, and which as const T. */
static enum const_form const_form_of(const struct type *type, enum side side, const char *c_type)
{
	if (type->c_class == C_VALUE)
		return CONST_NONE;
	if (type->is_indefinite || holds_strings(type) || strcmp(c_type, "string_t") == 0)
		return CONST_UNDERSCORE_T;
	if (side == SIDE_USER && is_char_array(type, side))
		return CONST_UNDERSCORE_T;
	return CONST_T;
}

/*
 * Darwin: plain types, const where the interface says so. Where a program holds both wires, the
 * prototypes of the other count, so that one server's functions can be called by both.
 */
static enum const_form ndr_const_form(
	const struct sema *s, const struct argument *arg, enum side side, const char *c_type)
{
	if (s->options->shares_prototypes && arg->role == ARG_DATA && !arg->type->is_native &&
		arg->type->descriptor_count == 0)
		return const_form_of(arg->type, side, c_type);
	return arg->flags & ARG_CONST ? CONST_T : CONST_NONE;
}

static struct param *new_param(struct sema *s, const struct argument *arg, enum param_role role,
	const char *suffix, const char *c_type)
{
	struct param *param = arena_new(s->arena, struct param);

	param->role = role;
	param->arg = arg;
	param->c_name = suffix[0] ? arena_join(s->arena, arg->c_name, suffix, "", "") : arg->c_name;
	param->c_type = c_type;
	param->by_reference = !goes_in(arg);
	return param;
}

/* Values, rights and out-of-line data come back through pointers; arrays are their own. */
static struct param *ndr_value_param(struct sema *s, const struct argument *arg, enum side side)
{
	const struct type *type = arg->type;
	const char *c_type = side == SIDE_USER ? type->user_type : type->trans_type;
	struct param *param = new_param(s, arg, PARAM_VALUE, "", c_type);
	bool is_array = type->c_class != C_VALUE && !type->is_indefinite;

	param->by_reference = (!goes_in(arg) && !is_array) || arg->flags & ARG_BY_POINTER ||
			      type->is_native_pointer;
	param->const_form = goes_in(arg) ? ndr_const_form(s, arg, side, c_type) : CONST_NONE;
	return param;
}

static struct param *value_param(struct sema *s, const struct argument *arg, enum side side)
{
	const struct type *type = arg->type;
	const char *c_type = side == SIDE_USER ? type->user_type : type->trans_type;
	struct param *param = new_param(s, arg, PARAM_VALUE, "", c_type);

	if (goes_in(arg)) {
		param->const_form = const_form_of(type, side, c_type);
		return param;
	}
	if (side == SIDE_USER && is_char_array(type, side)) {
		param->c_type = "char";
		param->comment =
			arena_printf(s->arena, "max of %" PRIu32 " elements", type->element_count);
		return param;
	}
	param->by_reference = type->c_class == C_VALUE || type->is_indefinite;
	return param;
}

/* Whether this side must supply the disposition, or is told the one that arrived. */
static bool has_poly(struct sema *s, const struct argument *arg, enum side side)
{
	bool sends = type_is_polymorphic(sema_sent_name(s, arg->type, side));
	bool receives = type_is_polymorphic(&arg->type->receive);
	bool in = goes_in(arg) || arg->flags & ARG_IN;
	bool out = arg->flags & ARG_OUT;

	if (side == SIDE_USER)
		return (in && sends) || (out && receives);
	return (in && receives) || (out && sends);
}

/* An inout right's disposition comes back to a side only if it can be another one then. */
static bool gets_poly_back(struct sema *s, const struct argument *arg, enum side side)
{
	const struct ipc_number *name =
		side == SIDE_USER ? &arg->type->receive : sema_sent_name(s, arg->type, side);

	return arg->flags & ARG_OUT && type_is_polymorphic(name);
}

static bool has_dealloc(const struct argument *arg, enum side side)
{
	if (arg->dealloc != DEALLOC_MAYBE || arg->role != ARG_DATA)
		return false;
	return side == SIDE_USER ? (arg->flags & ARG_IN) != 0 : (arg->flags & ARG_OUT) != 0;
}

static void add_side(struct sema *s, struct routine *routine, struct argument *arg, enum side side)
{
	const struct param **params = arg->params[side];
	bool is_ndr = s->abi->wire == WIRE_NDR;
	bool has_count = arg->type->is_variable && !arg->type->is_c_string && !arg->same_count &&
			 arg->type->descriptor_count == 0;
	size_t role;

	params[PARAM_VALUE] = is_ndr ? ndr_value_param(s, arg, side) : value_param(s, arg, side);
	if (has_poly(s, arg, side)) {
		struct param *poly = new_param(s, arg, PARAM_POLY, "Poly", "mach_msg_type_name_t");

		poly->by_reference = gets_poly_back(s, arg, side);
		params[PARAM_POLY] = poly;
	}
	if (has_count)
		params[PARAM_COUNT] =
			new_param(s, arg, PARAM_COUNT, "Cnt", "mach_msg_type_number_t");
	if (has_dealloc(arg, side)) {
		struct param *dealloc = new_param(s, arg, PARAM_DEALLOC, "Dealloc", "boolean_t");

		dealloc->by_reference = side == SIDE_SERVER;
		params[PARAM_DEALLOC] = dealloc;
	}
	if (side == SIDE_SERVER && arg->flags & ARG_SERVER_COPY)
		params[PARAM_SCOPY] = new_param(s, arg, PARAM_SCOPY, "SCopy", "boolean_t");
	/* An array of out-of-line arrays has a count for each, and one of them all. */
	if (arg->type->descriptor_count != 0 && arg->type->is_variable) {
		struct param *subs =
			new_param(s, arg, PARAM_SUBS, "Subs", "mach_msg_type_number_t *");

		subs->by_reference = false;
		params[PARAM_SUBS] = subs;
	}
	if (arg->type->descriptor_count_varies && !arg->same_count)
		params[PARAM_SUBS_COUNT] =
			new_param(s, arg, PARAM_SUBS_COUNT, "SubsCnt", "mach_msg_type_number_t");
	for (role = 0; role < PARAM_ROLE_COUNT; role++)
		if (params[role])
			vec_push(s->arena, &routine->params[side], params[role]);
}

void params_add(struct sema *s, struct routine *routine, struct argument *arg)
{
	if (arg->flags & ARG_USER)
		add_side(s, routine, arg, SIDE_USER);
	if (arg->flags & ARG_SERVER)
		add_side(s, routine, arg, SIDE_SERVER);
}
