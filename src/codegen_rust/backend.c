/* The Rust file as a whole. */
#include "codegen_rust/internal.h"
#include "codegen_rust/lines.h"
#include "support/bug.h"
#include "support/ident.h"

#include <inttypes.h>
#include <string.h>

/* ---- The wires ---- */

static const struct {
	enum wire wire;
	uint32_t pointer_bytes;
	struct frame frame;
} frames[] = {
	{WIRE_TYPED, 8, {"typed64", "Typed64"}},
	{WIRE_TYPED, 4, {"typed32", "Typed32"}},
	{WIRE_NDR, 8, {"ndr64", "Ndr64"}},
	{WIRE_NDR, 4, {"ndr32", "Ndr32"}},
};

const struct frame *frame_of(const struct abi *abi)
{
	size_t i;

	for (i = 0; i < sizeof(frames) / sizeof(frames[0]); i++)
		if (frames[i].wire == abi->wire && frames[i].pointer_bytes == abi->pointer_bytes)
			return &frames[i].frame;
	bug("no wire of mach_r for %s", abi->name);
}

/* ---- What is imported ---- */

/* Names that the module may use, by the module that has them; in the order that rustfmt wants. */
static const struct {
	const char *module;
	const char *names[16];
} imports[] = {
	{"::mach_r::buffer", {"Place", "PoolBuffer", "Room", "StackBuffer"}},
	{"::mach_r::call_async", {"AsyncCall", "CallPlan", "DispatchAsync", "Exchange"}},
	{"::mach_r::error", {"CallError", "IpcError", "KernReturn"}},
	{"::mach_r::ipc", {"PortArgument", "PortName", "PortsArgument", "ReceiveRight",
				  "ReceivedRight", "SendOnceRight", "SendRight", "Several"}},
	{"::mach_r::message", {"Incoming", "Options", "Outgoing"}},
	{"::mach_r::ool",
		{"Data", "DataPlace", "OolArgument", "OolMemory", "OolPorts", "OolPortsArgument",
			"OutData", "PortsData", "ReceivedPorts", "Region"}},
	{"::mach_r::owned", {"OwnedMessage"}},
	{"::mach_r::server", {"Answer", "DispatchSync", "Out", "OutString"}},
	{"::mach_r::types", {"Mapped"}},
	{"::mach_r::wire", {"F64a4", "FixedCStr", "I64a4", "Shape", "U64a4", "Writer"}},
	{"::mach_r::zerocopy", {"FromBytes", "Immutable", "IntoBytes", "KnownLayout"}},
	{"::mach_r", {"buffer", "call", "call_async", "ipc", "message", "ool", "server", "wire"}},
};

bool rust_is_imported(const char *name)
{
	size_t i, k;

	for (i = 0; i < sizeof(imports) / sizeof(imports[0]); i++)
		for (k = 0; k < 16 && imports[i].names[k]; k++)
			if (strcmp(imports[i].names[k], name) == 0)
				return true;
	return false;
}

/* Whether a name stands in a text as a word of its own, not as a part of a path or a member. */
static bool uses_name(const char *text, const char *name)
{
	size_t n = strlen(name);
	const char *at = text;

	while ((at = strstr(at, name)) != NULL) {
		bool begins = at == text || (!ident_is_part(at[-1]) && at[-1] != '.' &&
						    at[-1] != ':' && at[-1] != '#');
		bool is_module = name[0] >= 'a' && name[0] <= 'z';
		bool ends = is_module ? at[n] == ':' && at[n + 1] == ':' : !ident_is_part(at[n]);

		if (begins && ends)
			return true;
		at += n;
	}
	return false;
}

/* For one target, `wire` is the module of its wire, else that of all. */
static unsigned used_names(const struct writer *w, struct buf *list, size_t index)
{
	const char *body = buf_text(&w->body);
	unsigned count = 0;
	size_t i;

	for (i = 0; i < 16 && imports[index].names[i]; i++) {
		const char *name = imports[index].names[i];

		if (uses_name(body, name) && (w->targets || strcmp(name, "wire") != 0))
			buf_printf(list, "%s%s", count++ > 0 ? ", " : "", name);
	}
	return count;
}

static void add_import(const struct writer *w, struct buf *out, size_t index)
{
	struct buf list = {0};
	unsigned count = used_names(w, &list, index);

	if (count > 0)
		buf_printf(out, count == 1 ? "    use %s::%s;\n" : "    use %s::{%s};\n",
			imports[index].module, buf_text(&list));
	buf_free(&list);
}

/* The crate's modules come last as a list, but one alone stands before what is in it. */
static void add_imports(const struct writer *w, struct buf *out)
{
	enum { COUNT = sizeof(imports) / sizeof(imports[0]), MODULES = COUNT - 1 };
	const char *body = buf_text(&w->body);
	struct buf modules = {0};
	bool is_one = used_names(w, &modules, MODULES) == 1;
	size_t i;

	for (i = 0; i < COUNT; i++) {
		const char *name = imports[i].module + strlen("::mach_r");

		if (is_one && (i == MODULES || strcmp(name + 2, buf_text(&modules)) >= 0)) {
			add_import(w, out, MODULES);
			is_one = false;
			if (i == MODULES)
				break;
		} else if (i == MODULES && modules.size_bytes > 0 &&
			   !strchr(buf_text(&modules), ',')) {
			break;
		}
		if (strcmp(name, "::wire") == 0 && !w->targets) {
			if (uses_name(body, "wire"))
				buf_printf(out, "    use ::mach_r::wire::%s as wire;\n",
					w->frame->module);
			buf_printf(out, "    use ::mach_r::wire::%s::%s as Wire;\n",
				w->frame->module, w->frame->marker);
		}
		add_import(w, out, i);
	}
	if (uses_name(body, "CStr"))
		buf_add_c(out, "    use core::ffi::CStr;\n");
	if (uses_name(body, "Future"))
		buf_add_c(out, "    use core::future::Future;\n");
	if (uses_name(body, "PhantomData"))
		buf_add_c(out, "    use core::marker::PhantomData;\n");
	if (uses_name(body, "Duration"))
		buf_add_c(out, "    use core::time::Duration;\n");
	buf_add_char(out, '\n');
	buf_free(&modules);
}

/* ---- The file ---- */

static void emit_routine(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "routine", w->routine->name);
	emit_let(&w->e, "upper", rust_upper(&w->scratch, w->routine->name));
	emit_letf(&w->e, "id", "%" PRId32, (int32_t)w->routine->id);
	emit_letf(&w->e, "reply_id", "%" PRId32, (int32_t)w->routine->reply_id);
	emit(&w->e, "\n"
		    "// ---- $routine$ ----\n"
		    "\n"
		    "/// The id of requests of `$routine$`.\n"
		    "pub const $upper$_ID: i32 = $id$;\n");
	if (!w->routine->is_simple)
		emit(&w->e, "\n"
			    "/// The id of their replies.\n"
			    "pub const $upper$_REPLY_ID: i32 = $reply_id$;\n");
	emit_request(w);
	if (!w->routine->is_simple)
		emit_reply(w);
	emit_client(w);
	emit_async_client(w);
	if (w->targets)
		emit_trailer_function(w, true);
	if (w->targets && !w->routine->is_simple)
		emit_trailer_function(w, false);
	emit_end(&w->e, scope);
}

static void emit_module(struct writer *w)
{
	size_t at = 0;

	emit_indent(&w->e);
	let_wire(w);
	emit_letf(&w->e, "base", "%" PRId32, (int32_t)w->model->base_id);
	emit(&w->e, "/// The id of the first routine.\n"
		    "pub const BASE_ID: i32 = $base$;\n");
	if (w->targets)
		emit_target_trait(w);
	emit_structures(w);
	while (next_routine(w, ROUTINE_ALL, &at))
		emit_routine(w);
	emit_client_traits(w);
	emit_async_client_trait(w);
	emit_server(w);
	if (w->targets)
		emit_target_modules(w);
	emit_outdent(&w->e);
}

/* Whether a routine is called as methods are that take no self, or all of it. */
static bool has_odd_method(struct writer *w)
{
	size_t i;

	for (i = 0; i < w->model->routines.count; i++) {
		const struct routine *routine = w->model->routines.items[i];
		const char *name = routine ? rust_snake(&w->scratch, routine->name) : "";

		if (strcmp(name, "new") == 0 || strncmp(name, "from_", 5) == 0 ||
			strncmp(name, "into_", 5) == 0)
			return true;
	}
	return false;
}

static void write_start(struct buf *out, struct writer *w)
{
	struct buf doc = {0};
	struct emitter e;
	size_t i;

	emit_init(&e, &doc);
	e.hash_at_column_0 = false;
	buf_printf(out, "// Subsystem %s for %s", w->model->name,
		w->targets ? w->targets[0].model->abi->name : w->model->abi->name);
	for (i = 1; w->targets && i < w->target_count; i++)
		buf_printf(out, ", %s", w->targets[i].model->abi->name);
	buf_add_c(out, ". Generated by migc.\n\n");
	if (w->model->doc) {
		struct writer docs = *w;

		docs.e = e;
		emit_rust_doc(&docs, w->model->doc, NULL);
		buf_add(out, doc.data, doc.size_bytes);
		e = docs.e;
	} else {
		buf_printf(out, "/// Subsystem `%s`: message ids from %" PRId32 ".\n",
			w->model->name, (int32_t)w->model->base_id);
	}
	buf_printf(out,
		"#[forbid(unsafe_code)]\n"
		"#[allow(\n    dead_code,\n%s    clippy::new_without_default,\n    "
		"clippy::too_many_arguments,\n    clippy::type_complexity%s\n)]\n"
		"pub mod %s {\n",
		has_odd_method(w) ? "    clippy::new_ret_no_self,\n" : "",
		has_odd_method(w) ? ",\n    clippy::wrong_self_convention" : "",
		rust_ident(&w->scratch, w->model->name));
	emit_done(&e);
	buf_free(&doc);
}

void begin_writer(struct writer *w, const struct model *model, bool wraps_numbers)
{
	memset(w, 0, sizeof(*w));
	emit_init(&w->e, &w->body);
	w->e.indent_text = "    ";
	w->e.hash_at_column_0 = false;
	w->model = model;
	w->frame = frame_of(model->abi);
	w->wraps_numbers = wraps_numbers;
	w->self = "self";
}

void end_writer(struct writer *w)
{
	buf_free(&w->body);
	arena_free(&w->scratch);
	emit_done(&w->e);
}

bool has_narrow_units(const struct abi *abi)
{
	return abi->align_bytes < 8;
}

static void write_file(struct output *output, struct writer *w)
{
	struct buf file = {0};

	emit_module(w);
	write_start(&file, w);
	add_imports(w, &file);
	buf_add(&file, w->body.data, w->body.size_bytes);
	buf_add_c(&file, "}\n");
	lines_break(&output->text, buf_text(&file), file.size_bytes);
	output_spill(output);
	buf_free(&file);
}

void rust_file(struct output *output, const struct model *const *models, size_t count)
{
	struct target_writers set;
	struct writer w;

	if (count > 1) {
		begin_targets(&set, models, count);
		write_file(output, &set.all);
		end_targets(&set);
		return;
	}
	begin_writer(&w, models[0], has_narrow_units(models[0]->abi));
	write_file(output, &w);
	end_writer(&w);
}
