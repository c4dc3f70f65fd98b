/* The structures of messages as headers show them, and what is made of them. */
#include "codegen_c/ndr.h"
#include "support/bug.h"

#include <inttypes.h>

/* ---- One structure ---- */

bool ndr_is_in_template(const struct form *form, size_t index)
{
	const struct field *field = form->fields.items[index];
	size_t i;

	if (!is_descriptor(field) || field->kind == FIELD_PORT)
		return false;
	for (i = index; i < form->fields.count; i++)
		if (is_descriptor(form->fields.items[i]) &&
			form->fields.items[i]->arg->flags & ARG_OVERWRITE)
			return true;
	return false;
}

static bool is_in_part(const struct form *form, size_t index, enum ndr_part part)
{
	const struct field *field = form->fields.items[index];
	bool is_start = field->kind == FIELD_HEADER || field->kind == FIELD_BODY;

	switch (part) {
	case NDR_WHOLE: return true;
	case NDR_HEAD: return is_start || is_descriptor(field);
	case NDR_DATA: return !is_start && !is_descriptor(field);
	case NDR_TEMPLATE: return is_start || ndr_is_in_template(form, index);
	}
	bug("part %d of a message", (int)part);
}

static void structure_member(struct writer *w, const struct field *field)
{
	size_t scope;

	if (field->kind != FIELD_STRING_OFFSET) {
		emit_member(w, field);
		return;
	}
	scope = emit_scope(&w->e);
	emit_let(&w->e, "name", field->c_name);
	emit(&w->e, "mach_msg_type_number_t $name$; /* MiG doesn't use it */\n");
	emit_end(&w->e, scope);
}

static void structure_members(
	struct writer *w, const struct form *form, enum ndr_part part, bool with_comments)
{
	size_t i;

	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];
		bool is_last_descriptor =
			is_descriptor(field) &&
			(i + 1 == form->fields.count || !is_descriptor(form->fields.items[i + 1]));

		if (!is_in_part(form, i, part))
			continue;
		if (with_comments && field->kind == FIELD_BODY)
			emit(&w->e, "/* start of the kernel processed data */\n");
		structure_member(w, field);
		if (with_comments && is_last_descriptor)
			emit(&w->e, "/* end of the kernel processed data */\n");
	}
}

void ndr_structure(struct writer *w, const char *name, const struct form *form, enum ndr_part part,
	const char *trailer)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", name);
	emit_let(&w->e, "trailer", trailer ? trailer : "");
	emit(&w->e, "\n#ifdef  __MigPackStructs\n"
		    "#pragma pack(push, 4)\n"
		    "#endif\n"
		    "typedef struct {\n");
	emit_indent(&w->e);
	structure_members(w, form, part, part == NDR_WHOLE);
	if (trailer)
		emit(&w->e, "$trailer$ trailer;\n");
	if (part == NDR_DATA)
		emit(&w->e, "char padding[0]; /* Avoid generating empty UData structs */\n");
	emit_outdent(&w->e);
	emit(&w->e, "} $name$ __attribute__((unused));\n"
		    "#ifdef  __MigPackStructs\n"
		    "#pragma pack(pop)\n"
		    "#endif\n");
	emit_end(&w->e, scope);
}

/* ---- Whether C agrees ---- */

/*
 * C types decide what travels, as in the peer's code, and two of its own interfaces declare other
 * sizes: builds made for it are asked only where they want to be.
 */
static bool is_asked_for(const struct writer *w)
{
	bool is_kernel = w->view == VIEW_USER ? w->model->kernel_user : w->model->kernel_server;

	return w->options->check_layout && !is_kernel;
}

void ndr_assertions_include(struct writer *w)
{
	emit(&w->e, is_asked_for(w) ? "#include <stddef.h>\n"
				    : "#ifndef MIGC_CHECK_LAYOUT\n"
				      "#define MIGC_CHECK_LAYOUT 0\n"
				      "#endif\n"
				      "#if MIGC_CHECK_LAYOUT\n"
				      "#include <stddef.h>\n"
				      "#endif /* MIGC_CHECK_LAYOUT */\n");
}

void ndr_assertions(struct writer *w, const struct form *request, const struct form *reply,
	const char *reply_size)
{
	if (!has_assertions(w, request, reply))
		return;
	if (!is_asked_for(w))
		emit(&w->e, "#if MIGC_CHECK_LAYOUT\n");
	emit_assertions(w, request, reply, reply_size);
	emit(&w->e, is_asked_for(w) ? "\n" : "#endif /* MIGC_CHECK_LAYOUT */\n\n");
}

/* ---- All of a subsystem ---- */

static const char *direction_of(bool is_request)
{
	return is_request ? "Request" : "Reply";
}

static void message_structures(struct writer *w, bool is_request)
{
	const struct routine *routine = w->routine;
	const char *direction = direction_of(is_request);
	const struct form *form = is_request ? &routine->request.views[VIEW_PUBLIC]
					     : &routine->reply.views[VIEW_PUBLIC];

	ndr_structure(w, text_of(w, "__%s__%s_t", direction, routine->name), form, NDR_WHOLE, NULL);
	if (!w->options->mach_msg2)
		return;
	ndr_structure(
		w, text_of(w, "__%sKData__%s_t", direction, routine->name), form, NDR_HEAD, NULL);
	ndr_structure(
		w, text_of(w, "__%sUData__%s_t", direction, routine->name), form, NDR_DATA, NULL);
}

static void all_structures(struct writer *w, bool is_request)
{
	size_t i;

	emit(&w->e, "\n#ifndef __$direction$__$subsystem$_subsystem__defined\n"
		    "#define __$direction$__$subsystem$_subsystem__defined\n");
	emit_indent(&w->e);
	for (i = 0; i < w->model->routines.count; i++) {
		const struct routine *routine = w->model->routines.items[i];

		if (!routine)
			continue;
		writer_open_routine(w, routine, ROUTINE_PUBLIC);
		message_structures(w, is_request);
	}
	emit_outdent(&w->e);
	emit(&w->e, "#endif /* !__$direction$__$subsystem$_subsystem__defined */\n");
}

/* The members of the union in the user header have the user's names. */
static void all_members(struct writer *w, enum side side)
{
	size_t i;

	for (i = 0; i < w->model->routines.count; i++) {
		const struct routine *routine = w->model->routines.items[i];
		size_t scope = emit_scope(&w->e);

		if (routine) {
			emit_let(&w->e, "name", routine->name);
			emit_let(&w->e, "member",
				side == SIDE_USER ? routine->user_name : routine->name);
			emit(&w->e, "__$direction$__$name$_t $direction$_$member$;\n");
		}
		emit_end(&w->e, scope);
	}
}

static void structures_of(struct writer *w, bool is_request, enum side side)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "direction", direction_of(is_request));
	emit_let(&w->e, "prefix",
		side == SIDE_USER ? w->model->user_prefix : w->model->server_prefix);
	all_structures(w, is_request);
	emit(&w->e, "\n#ifndef __$direction$Union__$prefix$$subsystem$_subsystem__defined\n"
		    "#define __$direction$Union__$prefix$$subsystem$_subsystem__defined\n"
		    "union __$direction$Union__$prefix$$subsystem$_subsystem {\n");
	emit_indent(&w->e);
	all_members(w, side);
	emit_outdent(&w->e);
	emit(&w->e, "};\n"
		    "#endif /* !__$direction$Union__$prefix$$subsystem$_subsystem__defined */\n");
	emit_end(&w->e, scope);
}

void ndr_structures(struct writer *w, enum side side)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "subsystem", w->model->name);
	emit(&w->e, "\n/* typedefs for all requests */\n");
	structures_of(w, true, side);
	emit(&w->e, "\n/* typedefs for all replies */\n");
	structures_of(w, false, side);
	emit_end(&w->e, scope);
}

void ndr_name_map(struct writer *w)
{
	const char *separator = "";
	size_t scope = emit_scope(&w->e);
	size_t i;

	emit_let(&w->e, "subsystem", w->model->name);
	emit(&w->e, "\n#ifndef subsystem_to_name_map_$subsystem$\n"
		    "#define subsystem_to_name_map_$subsystem$ \\\n");
	for (i = 0; i < w->model->routines.count; i++) {
		const struct routine *routine = w->model->routines.items[i];
		size_t inner = emit_scope(&w->e);

		if (routine) {
			emit_let(&w->e, "separator", separator);
			emit_let(&w->e, "name", routine->name);
			emit_letf(&w->e, "id", "%" PRId32, (int32_t)routine->id);
			emit(&w->e, "$separator$    { \"$name$\", $id$ }");
			separator = ",\\\n";
		}
		emit_end(&w->e, inner);
	}
	emit(&w->e, "\n#endif\n");
	emit_end(&w->e, scope);
}

/* ---- The table of the functions that a server supplies ---- */

void ndr_table_type(struct writer *w)
{
	size_t scope = emit_scope(&w->e);
	size_t i;

	if (!w->options->impl_table)
		return;
	emit_let(&w->e, "subsystem", w->model->name);
	emit_let(&w->e, "table", linkage_name(w, text_of(w, "%s_impl", w->model->server_demux)));
	emit(&w->e, "\nstruct $subsystem$_impl {\n");
	for (i = 0; i < w->model->routines.count; i++) {
		const struct routine *routine = w->model->routines.items[i];
		size_t inner = emit_scope(&w->e);

		if (routine) {
			writer_open_routine(w, routine, 0);
			emit_let(&w->e, "name", routine->server_name);
			emit(&w->e, "	kern_return_t (*$name$)");
			emit_param_line(w, SIDE_SERVER);
			emit(&w->e, ";\n");
		}
		emit_end(&w->e, inner);
	}
	emit(&w->e, "};\n"
		    "extern const struct $subsystem$_impl *$table$;\n");
	emit_end(&w->e, scope);
}
