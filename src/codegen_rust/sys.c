/*
 * S_sys.rs: what C's stubs look like from Rust. The declarations are those of the headers that migc
 * writes for the same interface, so the names of parameters and types are C's.
 */
#include "codegen_rust/ffi.h"
#include "codegen_rust/foreign.h"
#include "codegen_rust/write.h"

#include <inttypes.h>
#include <string.h>

/* ---- Structures ---- */

static bool is_in(const struct type *const *types, size_t count, const struct type *type)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (types[i] == type)
			return true;
	return false;
}

/* What the declarations of functions need to have declared before. */
struct needs {
	VEC(const struct type *) structures; /* each behind those that it contains */
	bool characters, rights;
};

static void add_type(struct arena *arena, struct needs *needs, const struct type *type)
{
	const struct type *structure = ffi_structure(type);
	size_t i;

	if (structure && is_in(needs->structures.items, needs->structures.count, structure))
		return;
	for (i = 0; structure && i < structure->members.count; i++)
		add_type(arena, needs, structure->members.items[i].type);
	if (type->element)
		add_type(arena, needs, type->element);
	if (structure)
		vec_push(arena, &needs->structures, structure);
	else if (!type->element || type->is_c_string) {
		const char *text = ffi_value_type(arena, type);

		needs->characters = needs->characters || strstr(text, "c_char");
		needs->rights = needs->rights || strcmp(text, "PortName") == 0;
	}
}

static struct needs find_needs(struct writer *w, struct arena *arena)
{
	struct needs needs = {0};
	size_t i, k;

	for (i = 0; i < w->model->routines.count; i++) {
		if (!w->model->routines.items[i])
			continue;
		foreign_open(w, w->model->routines.items[i], 0);
		for (k = 0; k < w->routine->arguments.count; k++)
			if (w->routine->arguments.items[k]->flags & ARG_USER)
				add_type(arena, &needs, w->routine->arguments.items[k]->type);
	}
	return needs;
}

static void emit_structure(struct writer *w, const struct type *type)
{
	size_t scope = emit_scope(&w->e);
	size_t i;

	emit_let(&w->e, "name", rust_raw(&w->scratch, type->name));
	emit_let(&w->e, "c_name", type->name);
	emit(&w->e, "\n"
		    "/// `$c_name$`.\n"
		    "#[derive(Clone, Copy, Debug)]\n"
		    "#[repr(C)]\n");
	if (type->members.count == 0) {
		emit_let(&w->e, "element", ffi_value_type(&w->scratch, type->element));
		emit_letu(&w->e, "count", type->element_count);
		emit(&w->e, "pub struct $name$(pub [$element$; $count$]);\n");
		emit_end(&w->e, scope);
		return;
	}
	emit(&w->e, "pub struct $name$ {\n");
	for (i = 0; i < type->members.count; i++) {
		const struct struct_member *member = &type->members.items[i];
		size_t inner = emit_scope(&w->e);

		emit_let(&w->e, "member", rust_raw(&w->scratch, member->name));
		emit_let(&w->e, "c_member", member->name);
		emit_let(&w->e, "type", ffi_value_type(&w->scratch, member->type));
		emit(&w->e, "    /// `$c_member$`\n"
			    "    pub $member$: $type$,\n");
		emit_end(&w->e, inner);
	}
	emit(&w->e, "}\n");
	emit_end(&w->e, scope);
}

/* ---- Functions ---- */

static void emit_stub(struct writer *w, const char *suffix)
{
	const struct routine *routine = w->routine;
	size_t scope = emit_scope(&w->e);
	size_t i;

	emit_let(&w->e, "routine", routine->name);
	emit_letf(&w->e, "id", "%" PRId32, (int32_t)routine->id);
	emit_letf(&w->e, "symbol", "%s%s", routine->user_name, suffix);
	emit_let(&w->e, "name",
		rust_raw(&w->scratch, arena_join(&w->scratch, routine->user_name, suffix, "", "")));
	emit(&w->e, "/// The user stub of `$routine$`, id $id$.\n");
	foreign_doc(w, routine->doc);
	emit(&w->e, "fn $name$ = \"$symbol$\" (\n");
	for (i = 0; i < routine->params[SIDE_USER].count; i++) {
		const struct param *param = routine->params[SIDE_USER].items[i];
		size_t inner = emit_scope(&w->e);

		emit_let(&w->e, "param", rust_raw(&w->scratch, param->c_name));
		emit_let(&w->e, "type", ffi_param_type(&w->scratch, param));
		emit(&w->e, "    $param$: $type$,\n");
		emit_end(&w->e, inner);
	}
	emit(&w->e, ") -> KernReturn;\n");
	emit_end(&w->e, scope);
}

static void emit_demux(struct writer *w, const char *suffix)
{
	size_t scope = emit_scope(&w->e);

	emit_letf(&w->e, "symbol", "%s%s", w->model->server_demux, suffix);
	emit_let(&w->e, "name",
		rust_raw(&w->scratch,
			arena_join(&w->scratch, w->model->server_demux, suffix, "", "")));
	emit(&w->e, "/// The demultiplexer: answers `request` in `reply`; 0 if it has no routine "
		    "for it.\n"
		    "fn $name$ = \"$symbol$\" (\n"
		    "    request: *mut wire::MachMsgHeader,\n"
		    "    reply: *mut wire::MachMsgHeader,\n"
		    ") -> i32;\n");
	emit_end(&w->e, scope);
}

static void emit_functions(struct writer *w, const struct rust_foreign_options *options)
{
	const char *suffix = options->name_suffix ? options->name_suffix : "";
	size_t i;

	for (i = 0; i < w->model->routines.count; i++) {
		if (!w->model->routines.items[i])
			continue;
		foreign_open(w, w->model->routines.items[i], 0);
		emit_stub(w, suffix);
	}
	if (!w->model->kernel_server)
		emit_demux(w, suffix);
}

static bool has_routines(const struct model *model)
{
	size_t i;

	for (i = 0; i < model->routines.count; i++)
		if (model->routines.items[i])
			return true;
	return false;
}

static void emit_uses(struct writer *w, const struct needs *needs)
{
	if (needs->characters)
		emit(&w->e, "use ::core::ffi::c_char;\n");
	if (has_routines(w->model))
		emit(&w->e, "use ::mach_r::error::KernReturn;\n");
	if (needs->rights)
		emit(&w->e, "use ::mach_r::ipc::PortName;\n");
	if (!w->model->kernel_server)
		emit(&w->e, "use ::mach_r::wire::$wire$ as wire;\n");
}

void rust_sys_file(struct output *output, const struct model *model,
	const struct rust_foreign_options *options)
{
	struct writer w;
	struct arena arena = {0};
	struct needs needs;
	size_t i;

	foreign_begin(&w, output, model);
	needs = find_needs(&w, &arena);
	emit_let(&w.e, "subsystem", model->name);
	emit_let(&w.e, "wire", w.frame->module);
	foreign_comment(&w);
	emit(&w.e, "\n"
		   "/// The C stubs of subsystem `$subsystem$`, to be linked.\n"
		   "#[forbid(unsafe_code)]\n"
		   "#[allow(dead_code, non_camel_case_types, non_snake_case)]\n"
		   "pub mod $subsystem$_sys {\n");
	emit_indent(&w.e);
	emit_uses(&w, &needs);
	for (i = 0; i < needs.structures.count; i++)
		emit_structure(&w, needs.structures.items[i]);
	emit(&w.e, "\n::mach_r::c_functions! {\n");
	emit_indent(&w.e);
	emit_functions(&w, options);
	emit_outdent(&w.e);
	emit(&w.e, "}\n");
	emit_outdent(&w.e);
	emit(&w.e, "}\n");
	foreign_end(&w, output);
	arena_free(&arena);
}

bool rust_check_sys(struct diag *diag, const struct model *model)
{
	bool is_good = true;
	size_t i, k;

	for (i = 0; i < model->routines.count; i++) {
		const struct routine *routine = model->routines.items[i];

		if (!routine)
			continue;
		routine = model_open(model, routine, 0);
		for (k = 0; k < routine->params[SIDE_USER].count; k++) {
			const struct param *param = routine->params[SIDE_USER].items[k];
			const char *problem = ffi_param_problem(param);

			if (!problem)
				continue;
			diag_report(diag, DIAG_foreign_argument, param->arg->at, routine->name,
				param->arg->name, problem);
			is_good = false;
		}
	}
	return is_good;
}
