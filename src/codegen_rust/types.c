/* The Rust types of values as they lie in messages. */
#include "codegen_rust/internal.h"
#include "support/bug.h"

#include <inttypes.h>
#include <string.h>

bool is_rust_structure(const struct type *type)
{
	return type->name && !type->is_prelude && type->members.count > 0 && !type->element &&
	       !type->alias_of;
}

/* ---- Numbers ---- */

/* C types without a sign whose names do not begin as those of is_unsigned_name(). */
static const char *const unsigned_names[] = {"dev_t", "gid_t", "ino64_t", "ino_t", "long_natural_t",
	"mach_msg_size_t", "mach_msg_type_number_t", "mach_port_delta_count_t", "mach_port_flags_t",
	"mach_port_mscount_t", "mach_port_msgcount_t", "mach_port_name_t", "mach_port_right_t",
	"mach_port_rights_t", "mach_port_seqno_t", "mach_port_type_t", "mach_port_urefs_t",
	"mach_port_context_t", "mach_vm_address_t", "mach_vm_offset_t", "mach_vm_size_t",
	"memory_object_cluster_size_t", "memory_object_offset_t", "memory_object_size_t", "mode_t",
	"nlink_t", "pointer_t", "rpc_long_natural_t", "rpc_phys_addr_t", "rpc_uintptr_t", "size_t",
	"thread_policy_flavor_t", "uid_t", "vm_address_t", "vm_offset_t", "vm_size_t",
	"rpc_vm_address_t", "rpc_vm_offset_t", "rpc_vm_size_t"};

static bool is_unsigned_name(const char *name)
{
	size_t i;

	if (!name)
		return false;
	if (strncmp(name, "uint", 4) == 0 || strncmp(name, "unsigned", 8) == 0 ||
		strncmp(name, "u_", 2) == 0 || strncmp(name, "natural", 7) == 0)
		return true;
	for (i = 0; i < sizeof(unsigned_names) / sizeof(unsigned_names[0]); i++)
		if (strcmp(name, unsigned_names[i]) == 0)
			return true;
	return false;
}

/* The interface does not say it: the names of the type in C do. */
static bool is_unsigned(const struct type *type)
{
	for (; type; type = type->alias_of)
		if (is_unsigned_name(type->name) || is_unsigned_name(type->user_type))
			return true;
	return false;
}

/* Bytes are data unless they are said to be numbers. */
static bool is_signed_byte(const struct type *type)
{
	for (; type; type = type->alias_of)
		if ((type->name && strcmp(type->name, "int8_t") == 0) ||
			(type->user_type && strcmp(type->user_type, "int8_t") == 0))
			return true;
	return false;
}

/* Names of IPC types that are the same on both wires. */
enum { IPC_REAL = 10, IPC_REAL_32 = 25, IPC_REAL_64 = 26, IPC_PORT_NAME = 15 };

static bool is_real(const struct type *type)
{
	return strstr(type->send.text, "REAL") != NULL;
}

static bool is_scalar(const struct type *type)
{
	return type->number == 1 && !type->element && type->members.count == 0 &&
	       !type->is_native && !type->is_c_string;
}

static const char *number_of_bits(const struct type *type)
{
	bool has_sign = !is_unsigned(type);

	switch (type->size_bits) {
	case 8: return is_signed_byte(type) ? "i8" : "u8";
	case 16: return has_sign ? "i16" : "u16";
	case 32:
		if (type->send.number == IPC_PORT_NAME)
			return "PortName";
		return is_real(type) ? "f32" : has_sign ? "i32" : "u32";
	case 64: return is_real(type) ? "f64" : has_sign ? "i64" : "u64";
	default: return NULL;
	}
}

const char *rust_number(const struct type *type)
{
	return is_scalar(type) ? number_of_bits(type) : NULL;
}

bool rust_number_is_wrapped(const struct writer *w, const struct type *type)
{
	return type->size_bits == 64 && w->wraps_numbers;
}

/* As it lies in a message. */
static const char *wire_number(struct writer *w, const struct type *type)
{
	const char *number = number_of_bits(type);

	if (!number || !rust_number_is_wrapped(w, type))
		return number;
	return strcmp(number, "f64") == 0   ? "F64a4"
	       : strcmp(number, "i64") == 0 ? "I64a4"
					    : "U64a4";
}

/* ---- Values of fixed size ---- */

static const char *bytes_type(struct writer *w, uint32_t bytes)
{
	return text_of(w, "[u8; %" PRIu32 "]", bytes);
}

const char *rust_type(struct writer *w, const struct type *type)
{
	uint32_t bytes = type_max_bytes(w->model->abi, type);
	const struct type *element = type->element;
	const char *number;

	if (type->is_c_string)
		return text_of(w, "FixedCStr<%" PRIu32 ">", bytes);
	if (type->members.count > 0 && !element) {
		while (type->alias_of)
			type = type->alias_of;
		return is_rust_structure(type) ? rust_structure_name(&w->scratch, type->name)
					       : bytes_type(w, bytes);
	}
	if (element && !type->is_variable &&
		type_max_bytes(w->model->abi, element) * type->element_count == bytes)
		return text_of(w, "[%s; %" PRIu32 "]", rust_type(w, element), type->element_count);
	number = wire_number(w, type);
	if (!number || type->is_native)
		return bytes_type(w, bytes);
	return type->number == 1 ? number : text_of(w, "[%s; %" PRIu32 "]", number, type->number);
}

/* ---- Structures ---- */

static void emit_pad(struct writer *w, unsigned *pads, uint32_t bytes)
{
	size_t scope = emit_scope(&w->e);

	if (bytes > 0) {
		emit_letu(&w->e, "number", *pads);
		emit_letu(&w->e, "bytes", bytes);
		emit(&w->e, "/// Padding: zero.\n"
			    "#[doc(hidden)]\n"
			    "pub pad$number$: [u8; $bytes$],\n");
		++*pads;
	}
	emit_end(&w->e, scope);
}

/* A right in a structure is a number, as wide as names are in C. */
static uint32_t member_bytes(const struct writer *w, const struct type *type)
{
	if (type_is_port(type))
		return w->model->abi->port_name_bytes * type->number;
	return type_max_bytes(w->model->abi, type);
}

const char *rust_member_type(struct writer *w, const struct type *type)
{
	if (!type_is_port(type))
		return rust_type(w, type);
	return type->number == 1 ? "PortName" : text_of(w, "[PortName; %" PRIu32 "]", type->number);
}

static void emit_members(struct writer *w, const struct type *type)
{
	uint32_t at = 0;
	unsigned pads = 0;
	size_t i;

	for (i = 0; i < type->members.count; i++) {
		const struct struct_member *member = &type->members.items[i];
		size_t scope = emit_scope(&w->e);

		emit_pad(w, &pads, member->offset_bytes - at);
		emit_let(&w->e, "c_name", member->name);
		emit_let(&w->e, "name", rust_member(&w->scratch, member->name));
		emit_let(&w->e, "type", rust_member_type(w, member->type));
		emit(&w->e, "/// `$c_name$`\n"
			    "pub $name$: $type$,\n");
		emit_end(&w->e, scope);
		at = member->offset_bytes + member_bytes(w, member->type);
	}
	emit_pad(w, &pads, type_max_bytes(w->model->abi, type) - at);
}

static void emit_structure(struct writer *w, const struct type *type)
{
	const char *name = rust_structure_name(&w->scratch, type->name);
	size_t scope = emit_scope(&w->e);
	size_t i;

	emit_let(&w->e, "name", name);
	emit_letu(&w->e, "bytes", type_max_bytes(w->model->abi, type));
	emit(&w->e, "\n");
	emit_rust_doc(w, type->doc, text_of(w, "`%s`", type->name));
	emit(&w->e, "#[derive(Clone, Copy, Debug, PartialEq, FromBytes, IntoBytes, Immutable, "
		    "KnownLayout)]\n"
		    "#[repr(C)]\n"
		    "#[zerocopy(crate = \"::mach_r::zerocopy\")]\n"
		    "pub struct $name$ {\n");
	emit_indent(&w->e);
	emit_members(w, type);
	emit_outdent(&w->e);
	emit(&w->e, "}\n"
		    "\n"
		    "const _: () = {\n"
		    "    use core::mem::offset_of;\n"
		    "    assert!(size_of::<$name$>() == $bytes$);\n");
	for (i = 0; i < type->members.count; i++) {
		size_t inner = emit_scope(&w->e);

		emit_let(&w->e, "member", rust_member(&w->scratch, type->members.items[i].name));
		emit_letu(&w->e, "offset", type->members.items[i].offset_bytes);
		emit(&w->e, "    assert!(offset_of!($name$, $member$) == $offset$);\n");
		emit_end(&w->e, inner);
	}
	emit(&w->e, "};\n");
	emit_end(&w->e, scope);
}

/* ---- Structures of several targets ---- */

const struct type *find_structure(const struct model *model, const char *name)
{
	size_t i;

	for (i = 0; i < model->types.count; i++)
		if (is_rust_structure(model->types.items[i]) &&
			strcmp(model->types.items[i]->name, name) == 0)
			return model->types.items[i];
	return NULL;
}

static bool texts_differ(struct difference *ret, const char *first, const char *second)
{
	ret->first = first;
	ret->second = second;
	return strcmp(first, second) != 0;
}

static bool numbers_differ(struct arena *arena, struct difference *ret, uint32_t first,
	uint32_t second, const char *unit)
{
	return texts_differ(ret, arena_printf(arena, "%" PRIu32 " %s", first, unit),
		arena_printf(arena, "%" PRIu32 " %s", second, unit));
}

bool find_difference(struct arena *arena, struct writer *const *writers, const struct type *first,
	const struct type *second, struct difference *ret)
{
	size_t i;

	ret->what = arena_printf(arena, "structure '%s'", first->name);
	if (numbers_differ(arena, ret, type_max_bytes(writers[0]->model->abi, first),
		    type_max_bytes(writers[1]->model->abi, second), "bytes") ||
		numbers_differ(arena, ret, (uint32_t)first->members.count,
			(uint32_t)second->members.count, "members"))
		return true;
	for (i = 0; i < first->members.count; i++) {
		const struct struct_member *one = &first->members.items[i];
		const struct struct_member *two = &second->members.items[i];

		ret->what = arena_printf(
			arena, "member '%s' of structure '%s'", one->name, first->name);
		if (texts_differ(ret, one->name, two->name) ||
			texts_differ(ret, rust_member_type(writers[0], one->type),
				rust_member_type(writers[1], two->type)) ||
			numbers_differ(arena, ret, one->offset_bytes, two->offset_bytes,
				"bytes from its start"))
			return true;
	}
	return false;
}

/* One that differs is used nowhere: see agree.c. */
static bool is_same_everywhere(struct writer *w, const struct type *type)
{
	struct difference difference;
	size_t i;

	for (i = 1; w->targets && i < w->target_count; i++) {
		struct writer *writers[2] = {&w->targets[0], &w->targets[i]};
		const struct type *other = find_structure(writers[1]->model, type->name);

		if (!other ||
			find_difference(&writers[1]->scratch, writers, type, other, &difference))
			return false;
	}
	return true;
}

void emit_structures(struct writer *w)
{
	size_t i;

	for (i = 0; i < w->model->types.count; i++) {
		const struct type *type = w->model->types.items[i];

		if (is_rust_structure(type) && is_same_everywhere(w, type))
			emit_structure(w, type);
	}
}
