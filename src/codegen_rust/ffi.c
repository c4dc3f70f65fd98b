/* See ffi.h. */
#include "codegen_rust/ffi.h"

#include "codegen_rust/names.h"

#include <inttypes.h>
#include <string.h>

/* ---- Types ---- */

static bool is_named(const struct type *type, const char *ipc_name)
{
	return strcmp(type->send.text, ipc_name) == 0;
}

static bool is_scalar_size(uint32_t bits)
{
	return bits == 8 || bits == 16 || bits == 32 || bits == 64;
}

static const char *scalar_type(struct arena *arena, const struct type *type)
{
	if (type_is_port(type))
		return "PortName";
	if (type->is_c_string || is_named(type, "MACH_MSG_TYPE_CHAR"))
		return "c_char";
	if (strncmp(type->send.text, "MACH_MSG_TYPE_REAL", 18) == 0)
		return type->size_bits == 64 ? "f64" : "f32";
	switch (type->size_bits) {
	case 8: return is_named(type, "MACH_MSG_TYPE_INTEGER_8") ? "i8" : "u8";
	case 16: return "i16";
	case 32: return "i32";
	case 64: return "i64";
	}
	return arena_printf(arena, "[u8; %" PRIu32 "]", type->size_bits / 8);
}

const struct type *ffi_structure(const struct type *type)
{
	if (!type->is_struct)
		return NULL;
	while (type->alias_of)
		type = type->alias_of;
	return type->name ? type : NULL;
}

const struct type *ffi_element(const struct type *type)
{
	return type->element && !type->is_struct ? type->element : type;
}

const char *ffi_value_type(struct arena *arena, const struct type *type)
{
	const struct type *structure = ffi_structure(type);

	if (structure)
		return rust_raw(arena, structure->name);
	if (type->is_c_string)
		return arena_printf(arena, "[c_char; %" PRIu32 "]", type->number);
	if (type->element)
		return arena_printf(arena, "[%s; %" PRIu32 "]",
			ffi_value_type(arena, type->element), type->element_count);
	return scalar_type(arena, type);
}

/* The type of the elements that a pointer leads to. */
static const char *pointee_type(struct arena *arena, const struct type *type)
{
	const struct type *element = ffi_element(type);

	if (type->is_c_string)
		return "c_char";
	if (type->is_variable || type->is_indefinite || type->alias_of != NULL || !type->in_line)
		return ffi_value_type(arena, element);
	return ffi_value_type(arena, type);
}

/* "*const T" where the function reads through it, "*mut T" where it writes. */
static const char *pointer_to(struct arena *arena, const char *pointee, bool is_written)
{
	return arena_join(arena, is_written ? "*mut " : "*const ", pointee, "", "");
}

static const char *value_param_type(struct arena *arena, const struct param *param)
{
	const struct type *type = param->arg->type;
	bool is_out = (param->arg->flags & ARG_OUT) != 0;
	const char *text;

	if (type->descriptor_count != 0) {
		text = pointer_to(
			arena, ffi_value_type(arena, ffi_element(ffi_element(type))), true);
		return pointer_to(arena, text, is_out);
	}
	if (!type->in_line || type->is_indefinite)
		text = pointer_to(arena, pointee_type(arena, type), is_out);
	else if (type->c_class != C_VALUE)
		return pointer_to(arena, pointee_type(arena, type), is_out);
	else
		text = ffi_value_type(arena, type);
	return param->by_reference ? pointer_to(arena, text, is_out) : text;
}

const char *ffi_param_type(struct arena *arena, const struct param *param)
{
	const char *text = NULL;

	switch (param->role) {
	case PARAM_VALUE: return value_param_type(arena, param);
	case PARAM_POLY:
	case PARAM_COUNT:
	case PARAM_SUBS_COUNT: text = "u32"; break;
	case PARAM_DEALLOC:
	case PARAM_SCOPY: text = "i32"; break;
	case PARAM_SUBS: return "*mut u32";
	}
	return param->by_reference ? pointer_to(arena, text, true) : text;
}

/* Whether a value is passed whose bytes the interface counts, but does not describe. */
static bool is_opaque_value(const struct param *param)
{
	const struct type *type = param->arg->type;

	return param->role == PARAM_VALUE && type->c_class == C_VALUE && type->in_line &&
	       !type->is_indefinite && !param->by_reference && !ffi_structure(type) &&
	       (type->element || !is_scalar_size(type->size_bits));
}

const char *ffi_param_problem(const struct param *param)
{
	const struct type *type = param->arg->type;

	if (type->is_native)
		return "has a type whose size only the C compiler knows";
	if (is_opaque_value(param))
		return "is passed by value and has a type of which only the size is declared";
	return NULL;
}
