/*
 * S_shim.rs: what a crate in Rust exports to C under the names of the files that migc writes in C,
 * and S_shim.h, which declares the server object. Everything is made by macros of mach_r.
 */
#include "codegen_rust/foreign.h"
#include "codegen_rust/write.h"

#include <inttypes.h>
#include <string.h>

/* What both files and all exports have names of. */
static void let_names(struct rust_writer *w, const struct rust_foreign_options *options)
{
	const char *suffix = options->name_suffix ? options->name_suffix : "";
	const struct model *model = w->model;

	emit_let(&w->e, "subsystem", model->name);
	emit_let(&w->e, "Subsystem", rust_camel(&w->names, model->name));
	emit_letf(&w->e, "demux", "%s%s", model->server_demux, suffix);
	emit_letf(&w->e, "object", "%s%s_subsystem%s", model->server_prefix, model->name, suffix);
	/* The table always has an entry, if only an empty one. */
	emit_letf(&w->e, "count", "%zu", model->routines.count > 0 ? model->routines.count : 1);
}

/* ---- The server object ---- */

/* With a demultiplexer in Rust, what is installed is the dispatcher around the server. */
static void emit_object(struct rust_writer *w, bool has_demux)
{
	emit(&w->e, "\n"
		    "::mach_r::export_server_object! {\n"
		    "    /// What answers C's calls.\n");
	if (has_demux)
		emit(&w->e, "    INSTALLED: $Subsystem$DispatcherSync<Server>,\n"
			    "    make = $Subsystem$DispatcherSync::new(Server::default()),\n");
	else
		emit(&w->e, "    INSTALLED: Server,\n"
			    "    make = Server::default(),\n");
	emit(&w->e, "    new = \"$demux$_new\",\n"
		    "    free = \"$demux$_free\",\n"
		    "    install = \"$demux$_install\",\n"
		    "}\n");
}

/* ---- The demultiplexer ---- */

static void emit_skipped(struct rust_writer *w)
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
static void emit_descriptors(struct rust_writer *w)
{
	size_t i;

	emit(&w->e, "    descriptors = [\n");
	for (i = 0; i < w->model->routines.count; i++) {
		size_t scope = emit_scope(&w->e);

		if (!w->model->routines.items[i])
			emit(&w->e, "        None,\n");
		else {
			const struct form *reply;

			rust_open(w, w->model->routines.items[i], ROUTINE_SERVER);
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

static void emit_demux(struct rust_writer *w)
{
	emit(&w->e, "\n"
		    "::mach_r::export_demux! {\n"
		    "    INSTALLED: $Subsystem$DispatcherSync<Server>,\n"
		    "    demux = \"$demux$\",\n"
		    "    routine = \"$demux$_routine\",\n"
		    "    base = $subsystem$::BASE_ID,\n"
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

static void emit_module_comment(struct rust_writer *w, const struct rust_foreign_options *options)
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

static void emit_uses(struct rust_writer *w, const struct rust_foreign_options *options)
{
	if (options->exports & RUST_EXPORT_DEMUX)
		emit(&w->e, "use super::$subsystem$::{self, $Subsystem$DispatcherSync};\n");
	/* A paragraph of its own, since editions sort the two differently. */
	if (has_server(options))
		emit(&w->e, "\n"
			    "use super::$Subsystem$ServerObject as Server;\n");
}

void rust_shim_file(struct output *output, const struct model *model,
	const struct rust_foreign_options *options)
{
	struct rust_writer w;

	rust_begin(&w, output, model);
	let_names(&w, options);
	rust_file_comment(&w);
	emit_module_comment(&w, options);
	emit(&w.e, "#[forbid(unsafe_code)]\n"
		   "pub mod $subsystem$_shim {\n");
	emit_indent(&w.e);
	emit_uses(&w, options);
	if (has_server(options))
		emit_object(&w, (options->exports & RUST_EXPORT_DEMUX) != 0);
	if (options->exports & RUST_EXPORT_DEMUX)
		emit_demux(&w);
	emit_outdent(&w.e);
	emit(&w.e, "}\n");
	rust_end(&w);
}

/* ---- The header ---- */

void rust_shim_header(struct output *output, const struct model *model,
	const struct rust_foreign_options *options)
{
	struct rust_writer w;

	rust_begin(&w, output, model);
	w.e.indent_text = "\t";
	let_names(&w, options);
	emit(&w.e,
		"#ifndef	_$subsystem$_shim_\n"
		"#define	_$subsystem$_shim_\n"
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
		"#endif	/* not defined(_$subsystem$_shim_) */\n");
	rust_end(&w);
}
