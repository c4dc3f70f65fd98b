/*
 * Headers and id lists. Build systems cut headers at blank lines and look at the first two and
 * the last (docs/gnu-compat.md): a routine is one paragraph that begins with its comment, and
 * nothing stands in it that another header could not repeat.
 */
#include "codegen_c/internal.h"
#include "support/ident.h"
#include "support/map.h"

#include <inttypes.h>
#include <string.h>

void emit_imports(struct writer *w, unsigned files)
{
	size_t i;

	for (i = 0; i < w->model->items.count; i++) {
		const struct item *item = &w->model->items.items[i];
		size_t scope = emit_scope(&w->e);

		if (item->kind == ITEM_IMPORT && item->files & files) {
			emit_let(&w->e, "file", item->file);
			emit(&w->e, "#include $file$\n");
		}
		emit_end(&w->e, scope);
	}
}

static bool has_imports(const struct model *model)
{
	size_t i;

	for (i = 0; i < model->items.count; i++)
		if (model->items.items[i].kind == ITEM_IMPORT)
			return true;
	return false;
}

/* ---- Typedefs of native mode ---- */

/* The C type of one element of an IPC type, where <stdint.h> and Mach have one. */
static const char *ipc_c_type(const struct type *type)
{
	bool is_real = strncmp(type->send.text, "MACH_MSG_TYPE_REAL", 18) == 0;

	if (type_is_port(type))
		return "mach_port_t";
	if (type->is_c_string)
		return "char";
	switch (type->size_bits) {
	case 8:
		if (strcmp(type->send.text, "MACH_MSG_TYPE_CHAR") == 0)
			return "char";
		return strcmp(type->send.text, "MACH_MSG_TYPE_BYTE") == 0 ? "uint8_t" : "int8_t";
	case 16: return "int16_t";
	case 32:
		if (strcmp(type->send.text, "MACH_MSG_TYPE_BOOLEAN") == 0)
			return "boolean_t";
		return is_real ? "float" : "int32_t";
	case 64: return is_real ? "double" : "int64_t";
	}
	return NULL;
}

/* The C type that a type is made of: of its elements, or of what it is another name for. */
static const char *base_c_type(struct writer *w, const struct type *type)
{
	const char *c_type;

	if (type->alias_of)
		return type->alias_of->user_type;
	if (type->element && type->element->name)
		return type->element->user_type;
	while (type->element && !type->element->name)
		type = type->element;
	c_type = ipc_c_type(type->element ? type->element : type);
	if (c_type)
		return c_type;
	return text_of(w, "struct { uint8_t bytes[%" PRIu32 "]; }", type->size_bits / 8);
}

/* How many of the base type an array or a string has. */
static uint32_t base_count(const struct type *type)
{
	bool is_string = type->send.number == IPC_STRING;

	if (type->element && type->element->name)
		return type->element_count;
	return is_string ? type->number * (type->size_bits / 8) : type->number;
}

static void emit_struct_typedef(struct writer *w, const struct type *type)
{
	size_t i;

	if (type->members.count == 0) {
		emit(&w->e, "typedef struct { $base$ elements[$count$]; } $name$;\n"
			    "typedef const $name$ const_$name$;\n");
		return;
	}
	emit(&w->e, "typedef struct {\n");
	for (i = 0; i < type->members.count; i++) {
		size_t scope = emit_scope(&w->e);

		emit_let(&w->e, "type", type->members.items[i].type->user_type);
		emit_let(&w->e, "member", type->members.items[i].name);
		emit(&w->e, "	$type$ $member$;\n");
		emit_end(&w->e, scope);
	}
	emit(&w->e, "} $name$;\n"
		    "typedef const $name$ const_$name$;\n");
}

static void emit_typedef(struct writer *w, const struct type *type)
{
	size_t scope = emit_scope(&w->e);
	bool is_pointer = !type->in_line || type->is_indefinite;
	/* A single right is a port to C, in a structure of one as well. */
	bool is_struct = type->is_struct && !(type_is_port(type) && type->number == 1);

	emit_let(&w->e, "name", type->name);
	emit_let(&w->e, "base", base_c_type(w, type));
	emit_letu(&w->e, "count", base_count(type));
	emit(&w->e, "\n#ifndef MIGC_HAVE_$name$\n"
		    "#define MIGC_HAVE_$name$\n");
	if (type->descriptor_count != 0 && !type->alias_of) {
		emit_letf(&w->e, "count", "%" PRIu32, type->descriptor_count);
		emit(&w->e, "typedef $base$ *$name$[$count$];\n"
			    "typedef const $base$ *const_$name$[$count$];\n");
	} else if (is_pointer && !type->alias_of)
		emit(&w->e, "typedef $base$ *$name$;\n"
			    "typedef const $base$ *const_$name$;\n");
	else if (type->alias_of || (type->c_class == C_VALUE && !is_struct))
		emit(&w->e, "typedef $base$ $name$;\n"
			    "typedef const $base$ const_$name$;\n");
	else if (is_struct)
		emit_struct_typedef(w, type);
	else
		emit(&w->e, "typedef $base$ $name$[$count$];\n"
			    "typedef const $base$ const_$name$[$count$];\n");
	emit(&w->e, "#endif\n");
	emit_end(&w->e, scope);
}

static void emit_typedef_once(struct writer *w, struct map *done, const struct type *type)
{
	if (!type->is_main || type->has_ctype || type->is_known_to_c ||
		strcmp(type->user_type, type->name) != 0 || map_get(done, type->name))
		return;
	map_set(done, &w->scratch, type->name, done);
	emit_typedef(w, type);
}

/* Declared types, then those that arguments declare in place, which may have the same name. */
void emit_typedefs(struct writer *w)
{
	struct map done = {0};
	size_t i;

	if (!w->options->typedefs || has_imports(w->model))
		return;
	for (i = 0; i < w->model->types.count; i++)
		emit_typedef_once(w, &done, w->model->types.items[i]);
	for (i = 0; i < w->model->types_in_place.count; i++)
		emit_typedef_once(w, &done, w->model->types_in_place.items[i]);
}

/* ---- Routines ---- */

/* A doc comment is a paragraph of its own, before the one that tools cut out. */
void emit_doc(struct writer *w, const char *doc)
{
	const char *line = doc;

	if (!doc || !w->options->docs)
		return;
	emit(&w->e, "/**\n");
	while (*line) {
		size_t length = strcspn(line, "\n");
		size_t scope = emit_scope(&w->e);

		emit_letf(&w->e, "line", "%s%.*s", length > 0 ? " " : "", (int)length, line);
		emit(&w->e, " *$line$\n");
		emit_end(&w->e, scope);
		line += length + (line[length] == '\n');
	}
	emit(&w->e, " */\n\n");
}

static void emit_prototype(struct writer *w, enum side side)
{
	const struct routine *routine = w->routine;
	const char *name = side == SIDE_USER ? routine->user_name : routine->server_name;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", routine->name);
	emit_let(&w->e, "function", side == SIDE_USER ? linkage_name(w, name) : name);
	emit_let(&w->e, "upper", ident_upper(&w->scratch, name));
	emit_let(&w->e, "kind", routine->is_simple ? "SimpleRoutine" : "Routine");
	emit_letf(&w->e, "id", "%" PRId32, (int32_t)routine->id);
	emit_letf(&w->e, "reply_id", "%" PRId32, (int32_t)routine->reply_id);
	emit(&w->e, "\n");
	emit_doc(w, routine->doc);
	emit(&w->e, "/* $kind$ $name$ */\n"
		    "#define MIG_RPC_HAVE_$upper$\n"
		    "#define MIG_RPC_REQUEST_ID_$upper$ $id$\n"
		    "#define MIG_RPC_REPLY_ID_$upper$ $reply_id$\n"
		    "#ifdef mig_external\n"
		    "mig_external\n"
		    "#else\n"
		    "extern\n"
		    "#endif\n");
	if (side == SIDE_SERVER && w->options->docs)
		emit(&w->e, "MIG_SERVER_ROUTINE\n");
	emit(&w->e, "kern_return_t $function$\n");
	emit_param_lines(w, side, true);
	emit(&w->e, ";\n");
	emit_end(&w->e, scope);
}

static void emit_import(struct writer *w, const struct item *item, unsigned files)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "file", item->file);
	if (item->files & files)
		emit(&w->e, "#include $file$\n");
	emit_end(&w->e, scope);
}

/* Statements in source order; extern "C" never spans an #include. */
static void emit_items(struct writer *w, enum side side)
{
	unsigned files = side == SIDE_USER ? IMPORT_USER : IMPORT_SERVER;
	bool is_open = false;
	size_t i;

	for (i = 0; i < w->model->items.count; i++) {
		const struct item *item = &w->model->items.items[i];
		bool is_routine = item->kind == ITEM_ROUTINE;

		if (item->kind == ITEM_IMPORT && !(item->files & files))
			continue;
		if (w->options->extern_c && is_routine != is_open && item->kind != ITEM_RCSID) {
			emit(&w->e, is_routine ? "\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n"
					       : "\n#ifdef __cplusplus\n}\n#endif\n\n");
			is_open = is_routine;
		}
		if (item->kind == ITEM_IMPORT)
			emit_import(w, item, files);
		if (is_routine) {
			writer_next_routine(w, item->routine);
			emit_prototype(w, side);
		}
	}
	if (is_open)
		emit(&w->e, "\n#ifdef __cplusplus\n}\n#endif\n");
}

/* Prototypes need parameters only. */
static void emit_head(struct writer *w, const char *half, const char *includes)
{
	w->parts = 0;
	emit_let(&w->e, "subsystem", w->model->name);
	emit_let(&w->e, "half", half);
	emit(&w->e, "#ifndef	_$subsystem$_$half$_\n"
		    "#define	_$subsystem$_$half$_\n"
		    "\n"
		    "/* Module $subsystem$ */\n"
		    "\n");
	if (w->options->typedefs)
		emit(&w->e, "#include <stdint.h>\n");
	emit(&w->e, includes);
	emit_doc(w, w->model->doc);
	emit_typedefs(w);
	emit(&w->e, "\n");
}

void typed_user_header(struct writer *w)
{
	emit_head(w, "user", w->frame->header_includes);
	emit_items(w, SIDE_USER);
	emit(&w->e, "\n#endif	/* not defined(_$subsystem$_user_) */\n");
}

void c_user_header(
	struct output *output, const struct model *model, const struct c_options *options)
{
	struct writer w;

	writer_begin(&w, output, model, options, VIEW_USER);
	writer_expect_all_routines(&w);
	w.frame->user_header(&w);
	writer_end(&w);
}

/* The last number that the table has. */
static void let_numbers(struct writer *w)
{
	size_t count = w->model->routines.count;

	emit_letf(&w->e, "base", "%" PRId32, (int32_t)w->model->base_id);
	/* The table always has an entry, if only a null one. */
	emit_letf(&w->e, "count", "%zu", count > 0 ? count : 1);
	emit_let(&w->e, "demux", linkage_name(w, w->model->server_demux));
	emit_let(&w->e, "routines",
		linkage_name(w, text_of(w, "%s_routines", w->model->server_demux)));
}

void typed_server_header(struct writer *w)
{
	emit_head(w, "server", w->frame->header_includes);
	emit(&w->e, "#include <mach/mig_errors.h>\n");
	if (w->options->docs)
		emit(&w->e, "\n"
			    "/* What the function owns after success, and must leave alone after "
			    "failure,\n"
			    " * is checked by compilers that know this attribute. */\n"
			    "#ifndef MIG_SERVER_ROUTINE\n"
			    "#if defined(__has_attribute)\n"
			    "#if __has_attribute(mig_server_routine)\n"
			    "#define MIG_SERVER_ROUTINE __attribute__((mig_server_routine))\n"
			    "#endif\n"
			    "#endif\n"
			    "#ifndef MIG_SERVER_ROUTINE\n"
			    "#define MIG_SERVER_ROUTINE\n"
			    "#endif\n"
			    "#endif\n"
			    "\n");
	emit_items(w, SIDE_SERVER);
	let_numbers(w);
	emit(&w->e,
		"\nextern mig_routine_t $routines$[];\n"
		"\n"
		"/* The stub of a request, or 0 if this subsystem has none for its id. */\n"
		"static __inline mig_routine_t $demux$_routine(const mach_msg_header_t *InHeadP)\n"
		"{\n"
		"	unsigned int number = (unsigned int) InHeadP->msgh_id - (unsigned int) "
		"$base$;\n"
		"\n"
		"	return number < $count$U ? $routines$[number] : 0;\n"
		"}\n"
		"\n"
		"#endif	/* not defined(_$subsystem$_server_) */\n");
}

void c_server_header(
	struct output *output, const struct model *model, const struct c_options *options)
{
	struct writer w;

	writer_begin(&w, output, model, options, VIEW_SERVER);
	writer_expect_all_routines(&w);
	w.frame->server_header(&w);
	writer_end(&w);
}

void c_internal_header(
	struct output *output, const struct model *model, const struct c_options *options)
{
	struct writer w;
	size_t i;

	writer_begin(&w, output, model, options, VIEW_USER);
	for (i = 0; i < model->routines.count; i++) {
		const struct routine *routine = model->routines.items[i];
		size_t scope = emit_scope(&w.e);

		if (routine) {
			writer_next_routine(&w, routine);
			emit_let(&w.e, "name", routine->user_name);
			emit(&w.e, "#define $name$ $name$_external\n");
		}
		emit_end(&w.e, scope);
	}
	writer_end(&w);
}

void c_msgids(struct output *output, const struct model *model)
{
	size_t i;

	for (i = 0; i < model->routines.count; i++) {
		const struct routine *routine = model->routines.items[i];

		if (routine)
			buf_printf(&output->text,
				"%s %" PRIu32 " %s %" PRIu32 " %" PRIu32 " %" PRIu32 "\n",
				model->name, model->base_id, routine->name, routine->number,
				routine->id, routine->is_simple ? 0 : routine->reply_id);
	}
	output_spill(output);
}
