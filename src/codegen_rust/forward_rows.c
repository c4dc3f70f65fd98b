/* The rows of forward.h, and what has none. */
#include "codegen_rust/forward.h"

#include <stddef.h>

/* ---- What goes in: to the client's function, or to the server's ---- */

#define BY_VALUE                  \
	{                         \
		.param = "$type$" \
	}
#define SLICE                                                                      \
	{                                                                          \
		.param = "*const $type$", .check = "slice($name$, $count$, $max$)" \
	}
#define ELEMENTS                                                               \
	{                                                                      \
		.param = "*const $type$", .check = "elements($name$, $count$)" \
	}
#define STRING                                                                              \
	{                                                                                   \
		.param = "*const u8", .check = "string::<$max$>($name$)", .pass = "&$name$" \
	}
#define BY_REFERENCE                                                   \
	{                                                              \
		.param = "*const $type$", .check = "reference($name$)" \
	}
#define BY_VALUE_OF                                  \
	{                                            \
		.param = "$type$", .pass = "&$name$" \
	}
#define ARRAY_BY_VALUE                                          \
	{                                                       \
		.param = "ByValue<$type$>", .pass = "&$name$.0" \
	}

static const struct forward_row number = BY_VALUE;
static const struct forward_row number_at = {.param = "*mut $type$", .check = "value($name$)"};
static const struct forward_row structure = BY_VALUE_OF;
static const struct forward_row array_in_structure = ARRAY_BY_VALUE;
static const struct forward_row object = BY_REFERENCE;
static const struct forward_row string = STRING;
static const struct forward_row slice = SLICE;
static const struct forward_row elements = ELEMENTS;
static const struct forward_row return_code = {.param = "KernReturn"};

static const struct forward_row kept_right = {
	.param = "PortName", .pass = "&shim::borrow::<$right$>($name$)"};
static const struct forward_row moved_right = {
	.param = "PortName", .take = "let $name$ = shim::take::<$right$>($name$);"};
static const struct forward_row any_right = {.param = "PortName",
	.prepare = "let $name$ = shim::any_right($name$, $poly$)?;",
	.take = "let $name$ = $name$.argument();"};
static const struct forward_row kept_rights = {
	.param = "*const PortName", .check = "rights($name$, $count$, $max$)"};
static const struct forward_row kept_right_array = {
	.param = "*const PortName", .check = "right_array($name$)"};
static const struct forward_row all_rights = {
	.param = "*const PortName", .check = "all_rights($name$, $count$)"};
/* A server's function owns what it gets, but C releases it again if the function fails. */
static const struct forward_row fixed_string_value = {
	.param = "*const u8", .check = "fixed_string::<$max$>($name$)", .pass = "&$name$"};
static const struct forward_row data_in_line = {.param = "*const $type$",
	.check = "elements($name$, $count$)",
	.pass = "Data::InLine($name$)"};
static const struct forward_row lent_right = {.param = "PortName",
	.prepare = "let $name$ = shim::lend($name$);",
	.pass = "$name$.right()",
	.finish = "$name$.release();"};
static const struct forward_row lent_memory = {.param = "*const $type$",
	.check = "region($name$, $count$)",
	.prepare = "let mut $name$ = shim::lend_memory($name$)?;",
	.pass = "$name$.take()",
	.finish = "$name$.release();"};

/* ---- What comes back ---- */

static const struct forward_row place = {
	.param = "*mut $type$", .check = "place($name$)", .finish = "$place$.set($value$);"};
static const struct forward_row fixed_string_place = {.param = "*mut u8",
	.check = "string_place::<$max$>($name$)",
	.finish = "$place$.set($value$.as_c_str());"};
static const struct forward_row string_place = {.param = "*mut u8",
	.check = "string_place::<$max$>($name$)",
	.finish = "$place$.set($value$);"};
static const struct forward_row array_place = {.param = "*mut $type$",
	.check = "array_place($name$, $count$, $max$)",
	.finish = "$place$.set($value$)?;"};
/* Darwin's callers have room for all that there may be. */
static const struct forward_row whole_array_place = {.param = "*mut $type$",
	.check = "whole_array_place($name$, $count$, $max$)",
	.finish = "$place$.set($value$)?;"};
static const struct forward_row data_place = {.param = "*mut *mut $type$",
	.check = "data_place($name$, $count$)",
	.finish = "$place$.set($value$)?;"};
static const struct forward_row memory_place = {.param = "*mut *mut $type$",
	.check = "memory_place($name$, $count$)",
	.finish = "$place$.set($value$);"};
static const struct forward_row right_place = {.param = "*mut PortName",
	.check = "place($name$)",
	.finish = "$place$.set($value$.into_name());"};
static const struct forward_row any_right_place = {.param = "*mut PortName",
	.check = "right_place($name$, $poly$)",
	.finish = "$place$.set($value$);"};
static const struct forward_row right_array_place = {.param = "*mut PortName",
	.check = "rights_place($name$)",
	.finish = "$place$.set($value$);"};
static const struct forward_row rights_place = {.param = "*mut PortName",
	.check = "array_place($name$, $count$, $max$)",
	.finish = "$place$.set_rights($value$)?;"};
static const struct forward_row far_rights_place = {.param = "*mut *mut PortName",
	.check = "memory_place($name$, $count$)",
	.finish = "$place$.set_rights($value$);"};

/* Room that a server's function writes to. */
static const struct forward_row out_array = {.param = "*mut $type$",
	.check = "array_place($name$, $count$, $max$)",
	.prepare = "let mut $value$ = $place$.out();",
	.pass = "&mut $value$",
	.finish = "$place$.finish($value$);"};
static const struct forward_row out_string = {.param = "*mut u8",
	.check = "out_string::<$max$>($name$)",
	.prepare = "let mut $value$ = $place$;",
	.pass = "&mut $value$",
	.finish = "let _ = $value$.finish();"};
static const struct forward_row out_data = {.param = "*mut *mut $type$",
	.check = "data_place($name$, $count$)",
	.prepare = "let mut $value$ = $place$.out();",
	.pass = "&mut $value$",
	.finish = "$place$.finish($value$);"};

/* ---- Which ---- */

enum { MOVE_SEND = 17, COPY_SEND = 19, MAKE_SEND_ONCE = 21 };

/* Rights that stay the sender's. */
static bool keeps(const struct argument *arg)
{
	uint32_t number_sent = arg->type->send.number;

	return number_sent >= COPY_SEND && number_sent <= MAKE_SEND_ONCE;
}

static const struct forward_row *object_row(const struct value *value, const struct param *param)
{
	if (param->by_reference || param->arg->type->c_class != C_VALUE)
		return &object;
	return value->element[0] == '[' ? &array_in_structure : &structure;
}

/* Rights out of line whose number only their type says: C gives no count with them. */
static bool has_no_count(const struct argument *arg)
{
	return arg->params[SIDE_USER][PARAM_COUNT] == NULL;
}

static const struct forward_row *user_in(const struct value *value, const struct param *param)
{
	const struct argument *arg = value->arg;

	switch (value->kind) {
	case VALUE_NUMBER: return param->by_reference ? &number_at : &number;
	case VALUE_OBJECT: return object_row(value, param);
	case VALUE_FIXED_STRING:
	case VALUE_STRING: return &string;
	case VALUE_ARRAY: return &slice;
	case VALUE_DATA: return arg->dealloc == DEALLOC_NO ? &elements : NULL;
	case VALUE_RETCODE: return &return_code;
	case VALUE_PORT:
		if (is_polymorphic(value))
			return &any_right;
		return keeps(arg) ? &kept_right : &moved_right;
	case VALUE_PORTS: return keeps(arg) ? &kept_rights : NULL;
	case VALUE_FIXED_PORTS: return keeps(arg) ? &kept_right_array : NULL;
	/* Memory that is given away is released if nothing can be sent; C would still have it. */
	case VALUE_FAR_PORTS:
	case VALUE_DATA_PORTS:
		if (arg->dealloc != DEALLOC_NO || has_no_count(arg))
			return NULL;
		return keeps(arg) ? &all_rights : NULL;
	case VALUE_MEMORY:
		if (arg->dealloc != DEALLOC_NO)
			return NULL;
		return is_fixed_memory(value) ? &object : &elements;
	case VALUE_MEMORIES: break;
	}
	return NULL;
}

static const struct forward_row *server_in(const struct value *value, const struct param *param)
{
	switch (value->kind) {
	case VALUE_NUMBER: return param->by_reference ? &number_at : &number;
	case VALUE_OBJECT: return object_row(value, param);
	case VALUE_FIXED_STRING: return &fixed_string_value;
	case VALUE_STRING: return &string;
	case VALUE_ARRAY: return &slice;
	case VALUE_DATA: return &data_in_line;
	case VALUE_PORT: return value->arg->type->receive.number == MOVE_SEND ? &lent_right : NULL;
	case VALUE_MEMORY: return is_fixed_memory(value) ? NULL : &lent_memory;
	case VALUE_RETCODE:
	case VALUE_PORTS:
	case VALUE_FIXED_PORTS:
	case VALUE_FAR_PORTS:
	case VALUE_DATA_PORTS:
	case VALUE_MEMORIES: break;
	}
	return NULL;
}

const struct forward_row *forward_in(
	enum side side, const struct value *value, const struct param *param)
{
	return side == SIDE_USER ? user_in(value, param) : server_in(value, param);
}

static const struct forward_row *user_out(const struct writer *w, const struct value *value)
{
	bool is_whole = w->model->abi->wire == WIRE_NDR && !(value->arg->flags & ARG_COUNT_IN_OUT);

	switch (value->kind) {
	case VALUE_NUMBER:
	case VALUE_OBJECT: return &place;
	case VALUE_FIXED_STRING: return &fixed_string_place;
	case VALUE_STRING: return &string_place;
	/* Clients in Rust do not tell the server how much room they have. */
	case VALUE_ARRAY:
		if (value->arg->flags & ARG_COUNT_IN_OUT)
			return NULL;
		return is_whole ? &whole_array_place : &array_place;
	case VALUE_DATA: return &data_place;
	case VALUE_PORT:
		return value->arg->params[SIDE_USER][PARAM_POLY] ? &any_right_place : &right_place;
	case VALUE_FIXED_PORTS: return is_polymorphic(value) ? NULL : &right_array_place;
	case VALUE_PORTS: return is_polymorphic(value) ? NULL : &rights_place;
	case VALUE_FAR_PORTS:
		return is_polymorphic(value) || has_no_count(value->arg) ? NULL : &far_rights_place;
	case VALUE_MEMORY: return is_fixed_memory(value) ? NULL : &memory_place;
	case VALUE_DATA_PORTS:
	case VALUE_MEMORIES:
	case VALUE_RETCODE: break;
	}
	return NULL;
}

static const struct forward_row *server_out(const struct value *value)
{
	switch (value->kind) {
	case VALUE_NUMBER:
	case VALUE_OBJECT: return &place;
	case VALUE_FIXED_STRING: return &fixed_string_place;
	case VALUE_STRING: return &out_string;
	case VALUE_ARRAY: return &out_array;
	case VALUE_DATA: return &out_data;
	/* What C copies or makes of a right stays with the function, which has returned it. */
	case VALUE_PORT: return value->arg->type->send.number == MOVE_SEND ? &right_place : NULL;
	case VALUE_MEMORY:
		return is_fixed_memory(value) || value->arg->dealloc != DEALLOC_YES ? NULL
										    : &memory_place;
	case VALUE_FIXED_PORTS:
	case VALUE_PORTS:
	case VALUE_FAR_PORTS:
	case VALUE_DATA_PORTS:
	case VALUE_MEMORIES:
	case VALUE_RETCODE: break;
	}
	return NULL;
}

const struct forward_row *forward_out(
	const struct writer *w, enum side side, const struct value *value)
{
	return side == SIDE_USER ? user_out(w, value) : server_out(value);
}
