/*
 * S_shim.rs: what a crate in Rust exports to C under the names of the files that migc writes in C,
 * and S_shim.h, which declares the server object. Everything is made by macros of mach_r.
 */
#include "codegen_rust/foreign.h"
#include "codegen_rust/forward.h"
#include "codegen_rust/write.h"

#include <inttypes.h>
#include <string.h>

/* Numbers are as in the module that the shim stands beside. */
static bool wraps_numbers(const struct model *model, const struct rust_foreign_options *options)
{
	bool wraps = has_narrow_units(model->abi);
	size_t i;

	for (i = 0; i < options->target_count; i++)
		wraps = wraps || has_narrow_units(abi_find(options->targets[i], false));
	return wraps;
}

/* What is of this target, of a module for several. */
static void let_target(
	struct writer *w, const struct rust_foreign_options *options, struct arena *names)
{
	const char *target;

	emit_let(&w->e, "and_target", "");
	emit_let(&w->e, "on_target", "");
	emit_let(&w->e, "shim_suffix", "");
	if (options->target_count == 0)
		return;
	target = arena_join(names, rust_ident(names, w->model->name),
		"::", target_alias(names, w->model->abi->name), "");
	w->at_target = arena_join(names, "::<", target, ">", "");
	emit_letf(&w->e, "and_target", ", %s", target);
	emit_letf(&w->e, "on_target", ".on%s()", w->at_target);
	/* Shims of both wires stand beside one module. */
	if (options->name_suffix)
		emit_let(&w->e, "shim_suffix", options->name_suffix);
}

/* What both files and all exports have names of. */
static void let_names(struct writer *w, const struct rust_foreign_options *options)
{
	const char *suffix = options->name_suffix ? options->name_suffix : "";
	const struct model *model = w->model;

	emit_let(&w->e, "subsystem", model->name);
	emit_let(&w->e, "suffix", suffix);
	emit_let(&w->e, "Subsystem", rust_camel(&w->scratch, model->name));
	emit_let(&w->e, "module", rust_ident(&w->scratch, model->name));
	emit_letf(&w->e, "demux", "%s%s", model->server_demux, suffix);
	emit_letf(&w->e, "object", "%s%s_subsystem%s", model->server_prefix, model->name, suffix);
	/* The table always has an entry, if only an empty one. */
	emit_letf(&w->e, "count", "%zu", model->routines.count > 0 ? model->routines.count : 1);
}

/* ---- The server object ---- */

/* With a demultiplexer in Rust, what is installed is the dispatcher around the server. */
static void emit_object(struct writer *w, bool has_demux)
{
	emit(&w->e, "\n"
		    "::mach_r::export_server_object! {\n"
		    "    /// What answers C's calls.\n");
	if (has_demux)
		emit(&w->e, "    INSTALLED: $Subsystem$DispatcherSync<Server$and_target$>,\n"
			    "    make = "
			    "$Subsystem$DispatcherSync::new(Default::default())$on_target$,\n");
	else
		emit(&w->e, "    INSTALLED: Server,\n"
			    "    make = Default::default(),\n");
	emit(&w->e, "    new = \"$demux$_new\",\n"
		    "    free = \"$demux$_free\",\n"
		    "    install = \"$demux$_install\",\n"
		    "}\n");
}

/* ---- The demultiplexer ---- */

static void emit_skipped(struct writer *w)
{
	const char *separator = "";
	size_t i;

	emit(&w->e, "    skipped = [");
	if (w->model->routines.count == 0)
		emit(&w->e, "0");
	for (i = 0; i < w->model->routines.count; i++) {
		size_t scope = emit_scope(&w->e);

		emit_let(&w->e, "separator", separator);
		emit_letf(&w->e, "number", "%zu", i);
		if (!w->model->routines.items[i]) {
			emit(&w->e, "$separator$$number$");
			separator = ", ";
		}
		emit_end(&w->e, scope);
	}
	emit(&w->e, "],\n");
}

/* What goes with each id in the object that describes a subsystem for Darwin. */
static void emit_descriptors(struct writer *w)
{
	size_t i;

	emit(&w->e, "    descriptors = [\n");
	for (i = 0; i < w->model->routines.count; i++) {
		size_t scope = emit_scope(&w->e);

		if (!w->model->routines.items[i])
			emit(&w->e, "        None,\n");
		else {
			const struct form *reply;

			foreign_open(w, w->model->routines.items[i], ROUTINE_SERVER);
			reply = &w->routine->reply.views[VIEW_SERVER];
			emit_letu(&w->e, "words", routine_argument_words(w->routine));
			emit_letu(&w->e, "bytes",
				w->routine->reply.exists ? reply->max_bytes
							 : w->model->abi->error_reply_bytes);
			emit(&w->e, "        Some(($words$, $bytes$)),\n");
		}
		emit_end(&w->e, scope);
	}
	if (w->model->routines.count == 0)
		emit(&w->e, "        None,\n");
	emit(&w->e, "    ],\n");
}

static void emit_demux(struct writer *w)
{
	emit(&w->e, "\n"
		    "::mach_r::export_demux! {\n"
		    "    INSTALLED: $Subsystem$DispatcherSync<Server$and_target$>,\n"
		    "    demux = \"$demux$\",\n"
		    "    routine = \"$demux$_routine\",\n"
		    "    base = $module$::BASE_ID,\n"
		    "    count = $count$,\n");
	emit_skipped(w);
	if (w->model->abi->wire == WIRE_TYPED) {
		emit(&w->e, "    routines = \"$demux$_routines\",\n");
	} else {
		emit(&w->e, "    subsystem = \"$object$\",\n");
		emit_descriptors(w);
	}
	emit(&w->e, "}\n");
}

/* ---- The file ---- */

static bool has_server(const struct rust_foreign_options *options)
{
	return (options->exports & (RUST_EXPORT_DEMUX | RUST_EXPORT_FUNCTIONS)) != 0;
}

static void emit_module_comment(struct writer *w, const struct rust_foreign_options *options)
{
	emit(&w->e,
		"\n"
		"/// What C sees of subsystem `$subsystem$` in Rust: functions with the names and\n"
		"/// prototypes that the headers in C have.\n"
		"///\n"
		"/// Stands beside the module [`$subsystem$`](super::$subsystem$).\n");
	if (has_server(options))
		emit(&w->e,
			"/// The module around both says what the server is, which C makes by its "
			"`Default`:\n"
			"/// `type $Subsystem$ServerObject = ..;`.\n");
}

static bool has_routines(const struct model *model)
{
	size_t i;

	for (i = 0; i < model->routines.count; i++)
		if (model->routines.items[i])
			return true;
	return false;
}

static bool has_structures(const struct model *model)
{
	size_t i;

	for (i = 0; i < model->types.count; i++)
		if (is_rust_structure(model->types.items[i]))
			return true;
	return false;
}

/* Blank lines, since editions sort what stands together differently. */
static void emit_uses(struct writer *w, const struct rust_foreign_options *options)
{
	bool has_demux = (options->exports & RUST_EXPORT_DEMUX) != 0;
	bool is_empty = !has_routines(w->model);
	bool has_functions = !is_empty && (options->exports & RUST_EXPORT_FUNCTIONS) != 0;
	bool has_user = !is_empty && (options->exports & RUST_EXPORT_USER) != 0;

	if (has_demux || has_user)
		emit(&w->e, "use super::$module$;\n");
	if (has_demux)
		emit(&w->e, "\n"
			    "use super::$module$::$Subsystem$DispatcherSync;\n");
	if (has_functions)
		emit(&w->e, has_demux || has_user
				    ? "\n"
				      "use super::$module$::$Subsystem$ServerSync;\n"
				    : "use super::$module$::$Subsystem$ServerSync;\n");
	if ((has_functions || has_user) && has_structures(w->model))
		emit(&w->e, "\n"
			    "#[allow(unused_imports)]\n"
			    "use super::$module$::*;\n");
	if (has_server(options))
		emit(&w->e, "\n"
			    "use super::$Subsystem$ServerObject as Server;\n");
}

/* The exported functions of one side. */
static void emit_functions(
	struct writer *w, enum side side, const char *suffix, bool has_dispatcher)
{
	size_t at = 0;

	while (next_routine(w, ROUTINE_PUBLIC, &at)) {
		if (side == SIDE_USER)
			forward_user(w, text_of(w, "%s%s", w->routine->user_name, suffix));
		else
			forward_server(w, w->routine->server_name, has_dispatcher);
	}
}

void rust_shim_file(struct output *output, const struct model *model,
	const struct rust_foreign_options *options)
{
	bool has_demux = (options->exports & RUST_EXPORT_DEMUX) != 0;
	struct arena names = {0};
	struct writer w;

	foreign_begin(&w, output, model);
	w.wraps_numbers = wraps_numbers(model, options);
	let_names(&w, options);
	let_target(&w, options, &names);
	foreign_comment(&w);
	emit_module_comment(&w, options);
	emit(&w.e, "#[forbid(unsafe_code)]\n"
		   "pub mod $subsystem$_shim$shim_suffix$ {\n");
	emit_indent(&w.e);
	emit_uses(&w, options);
	if (has_server(options))
		emit_object(&w, has_demux);
	if (has_demux)
		emit_demux(&w);
	if (options->exports & RUST_EXPORT_FUNCTIONS)
		emit_functions(&w, SIDE_SERVER, "", has_demux);
	if (options->exports & RUST_EXPORT_USER)
		emit_functions(
			&w, SIDE_USER, options->name_suffix ? options->name_suffix : "", has_demux);
	emit_outdent(&w.e);
	emit(&w.e, "}\n");
	foreign_end(&w, output);
	arena_free(&names);
}

/* ---- What cannot be ---- */

static bool check_side(struct diag *diag, struct writer *w, enum side side)
{
	bool is_good = true;
	size_t i;

	for (i = 0; i < w->routine->arguments.count; i++) {
		const struct argument *arg = w->routine->arguments.items[i];
		const char *problem = forward_problem(w, side, arg);

		if (!problem)
			continue;
		diag_report(
			diag, DIAG_foreign_argument, arg->at, w->routine->name, arg->name, problem);
		is_good = false;
	}
	return is_good;
}

static bool check_routine(
	struct diag *diag, struct writer *w, const struct rust_foreign_options *options)
{
	bool has_functions = (options->exports & RUST_EXPORT_FUNCTIONS) != 0;
	bool has_user = (options->exports & RUST_EXPORT_USER) != 0;
	bool is_good = true;

	if (has_functions)
		is_good = check_side(diag, w, SIDE_SERVER);
	if (has_user)
		is_good = check_side(diag, w, SIDE_USER) && is_good;
	if (has_user && needs_options(w)) {
		diag_report(diag, DIAG_foreign_name, w->routine->at, w->routine->name,
			"it has options of mach_msg by names that only C knows");
		is_good = false;
	}
	if (has_functions && has_user &&
		strcmp(w->routine->server_name, w->routine->user_name) == 0) {
		diag_report(diag, DIAG_foreign_name, w->routine->at, w->routine->name,
			"its user stub and the server's function have the same name");
		is_good = false;
	}
	return is_good;
}

bool rust_check_shim(
	struct diag *diag, const struct model *model, const struct rust_foreign_options *options)
{
	struct writer w = {.model = model,
		.frame = frame_of(model->abi),
		.wraps_numbers = wraps_numbers(model, options),
		.self = "self",
		.at_target = ""};
	bool is_good = true;
	size_t at = 0;

	if (model->kernel_server &&
		options->exports & (RUST_EXPORT_DEMUX | RUST_EXPORT_FUNCTIONS)) {
		diag_report(diag, DIAG_foreign_name, model->at, model->name,
			"the kernel's servers are in C");
		return false;
	}
	while (next_routine(&w, ROUTINE_PUBLIC, &at))
		is_good = check_routine(diag, &w, options) && is_good;
	arena_free(&w.scratch);
	return is_good;
}

/* ---- The header ---- */

void rust_shim_header(struct output *output, const struct model *model,
	const struct rust_foreign_options *options)
{
	struct writer w;

	foreign_begin(&w, output, model);
	w.e.indent_text = "\t";
	let_names(&w, options);
	emit(&w.e,
		"#ifndef	_$subsystem$_shim$suffix$_\n"
		"#define	_$subsystem$_shim$suffix$_\n"
		"\n"
		"/* The server of subsystem $subsystem$ in Rust, as an object of C's. */\n"
		"\n"
		"#ifdef __cplusplus\n"
		"extern \"C\" {\n"
		"#endif\n"
		"\n"
		"struct $demux$;\n"
		"\n"
		"/* Makes one, which answers nothing yet. NULL: that failed. */\n"
		"struct $demux$ *$demux$_new(void);\n"
		"\n"
		"/* From here on requests go to this object; NULL: to none, and they are answered\n"
		" * with MIG_BAD_ID. Calls that are under way end in the one that they began in. "
		"*/\n"
		"void $demux$_install(struct $demux$ *server);\n"
		"\n"
		"/* The caller is through with it. One that is installed answers until another\n"
		" * takes its place. NULL is fine. */\n"
		"void $demux$_free(struct $demux$ *server);\n"
		"\n"
		"#ifdef __cplusplus\n"
		"}\n"
		"#endif\n"
		"\n"
		"#endif	/* not defined(_$subsystem$_shim$suffix$_) */\n");
	foreign_end(&w, output);
}
