/*
 * The types of a layout file: those that arguments have, and before each of them the named types
 * that it is made of. Types that nothing uses are no part of the contract and are left out.
 */
#include "layout_yaml/parts.h"

#include "support/arena.h"
#include "support/map.h"

struct listing {
	struct yaml_out *out;
	struct arena arena;
	struct map seen; /* by name */
};

static const char *shape_words(const struct type *type)
{
	if (type->is_c_string)
		return type->is_variable ? "variable string" : "string";
	if (!type->in_line)
		return type->is_variable ? "out-of-line array" : "out-of-line";
	if (type->is_indefinite)
		return "indefinite array";
	if (type->is_variable)
		return "variable array";
	if (type->is_struct)
		return "struct";
	return type->c_class == C_ARRAY ? "array" : "value";
}

/* An alias has the shape of what it stands for, down to the elements. */
static bool is_alias(const struct type *type)
{
	return type->alias_of && type->alias_of->element == type->element;
}

static void members(struct yaml_out *out, const struct type *type)
{
	size_t i;

	if (type->members.count == 0 || type->element)
		return;
	yaml_out_list(out, "members");
	for (i = 0; i < type->members.count; i++) {
		const struct struct_member *member = &type->members.items[i];

		yaml_out_flow_map(out, NULL);
		yaml_out_text(out, "name", member->name);
		yaml_out_text(out, "type", member->type->name);
		yaml_out_number(out, "offset_bytes", member->offset_bytes);
		yaml_out_map_end(out);
	}
	yaml_out_list_end(out);
}

static void translations(struct yaml_out *out, const struct type *type)
{
	yaml_out_optional_text(out, "intran", type->intran);
	yaml_out_optional_text(out, "intranpayload", type->intranpayload);
	yaml_out_optional_text(out, "outtran", type->outtran);
	yaml_out_optional_text(out, "destructor", type->destructor);
}

static void one_type(struct yaml_out *out, const struct type *type)
{
	yaml_out_map(out, NULL);
	yaml_out_text(out, "name", type->name);
	yaml_out_text(out, "shape", shape_words(type));
	yaml_out_optional_text(out, "doc", type->doc);
	if (is_alias(type))
		yaml_out_optional_text(out, "alias_of", type->alias_of->name);
	if (type->element)
		yaml_out_optional_text(out, "element", type->element->name);
	layout_ipc_name(out, "sent", &type->send);
	layout_ipc_name(out, "received", &type->receive);
	yaml_out_number(out, "size_bits", type->size_bits);
	yaml_out_number(out, "number", type->number);
	yaml_out_number(out, "align_bytes", type->align_bytes);
	yaml_out_text(out, "user_type", type->user_type);
	yaml_out_text(out, "server_type", type->server_type);
	if (type->trans_type != type->server_type)
		yaml_out_text(out, "translated_type", type->trans_type);
	translations(out, type);
	members(out, type);
	yaml_out_map_end(out);
}

/* Two types of one name: declared in place by two arguments, or one of them in place. */
static void list_type(struct listing *l, const struct type *type)
{
	const struct type *listed = type->name ? map_get(&l->seen, type->name) : NULL;
	size_t i;

	if (listed == type)
		return;
	if (type->name && !listed)
		map_set(&l->seen, &l->arena, type->name, (void *)(uintptr_t)type);
	for (i = 0; i < type->members.count; i++)
		list_type(l, type->members.items[i].type);
	if (type->alias_of)
		list_type(l, type->alias_of);
	if (type->element)
		list_type(l, type->element);
	if (type->name)
		one_type(l->out, type);
}

void layout_types(struct yaml_out *out, const struct model *model)
{
	struct listing l = {.out = out};
	size_t i, k;

	yaml_out_list(out, "types");
	for (i = 0; i < model->routines.count; i++) {
		const struct routine *routine = model->routines.items[i];

		if (routine)
			routine = model_open(model, routine, 0);
		for (k = 0; routine && k < routine->arguments.count; k++)
			list_type(&l, routine->arguments.items[k]->type);
	}
	yaml_out_list_end(out);
	arena_free(&l.arena);
}
