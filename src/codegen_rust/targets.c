/*
 * One module for several targets. What is the same stands there once, generic over the wire; what
 * differs (the parts of messages, what writes and checks them) is in a module for each target, and
 * is reached through a trait of the wire's marker. What only one dialect has is asked for through
 * mach_r::wire::Dialect.
 */
#include "codegen_rust/internal.h"

#include <inttypes.h>
#include <string.h>

/* ---- Names ---- */

const char *target_trait(struct arena *arena, const struct model *model)
{
	return arena_join(arena, rust_camel(arena, model->name), "Target", "", "");
}

/* "x86_64_gnu" */
static const char *target_module(struct arena *arena, const char *target)
{
	char *name = arena_copy(arena, target, strlen(target));
	size_t i;

	for (i = 0; name[i] != '\0'; i++)
		if (name[i] == '-')
			name[i] = '_';
	return rust_snake(arena, name);
}

const char *target_alias(struct arena *arena, const char *target)
{
	return rust_camel(arena, target_module(arena, target));
}

static void let_one_target(struct writer *w)
{
	static const char *const holes[] = {"wire_generics", "and_wire", "wire_and", "at_wire",
		"at_port", "wire_default", "wire_member", "wire_value", "words_of_target"};
	size_t i;

	for (i = 0; i < sizeof(holes) / sizeof(holes[0]); i++)
		emit_let(&w->e, holes[i], "");
}

void let_wire(struct writer *w)
{
	struct emitter *e = &w->e;
	struct arena names = {0};
	const char *first;

	let_one_target(w);
	if (!w->targets)
		return;
	first = w->targets[0].model->abi->name;
	emit_let(e, "target_trait", target_trait(&names, w->model));
	emit_letf(e, "wire_generics", "<%s>", w->wire_bound);
	emit_letf(e, "and_wire", ", %s", w->wire_bound);
	emit_letf(e, "wire_and", "%s, ", w->wire_bound);
	emit_let(e, "at_wire", "::<Wire>");
	emit_let(e, "at_port", "::<Wire, P>");
	emit_letf(e, "wire_default", ", Wire = %s", target_alias(&names, first));
	emit_let(e, "wire_member", "    wire: PhantomData<Wire>,");
	emit_let(e, "wire_value", ", wire: PhantomData");
	emit_letf(e, "words_of_target", ", for messages of `%s`", first);
	arena_free(&names);
}

/* ---- The writers ---- */

void begin_targets(struct target_writers *set, const struct model *const *models, size_t count)
{
	struct writer *all = &set->all;
	bool wraps = false;
	size_t i;

	memset(set, 0, sizeof(*set));
	for (i = 0; i < count; i++)
		wraps = wraps || has_narrow_units(models[i]->abi);
	begin_writer(all, models[0], wraps);
	all->targets = arena_alloc_array(&set->arena, count, sizeof(*all->targets));
	all->target_count = count;
	all->wire_bound =
		arena_join(&set->arena, "Wire: ", target_trait(&set->arena, models[0]), "", "");
	for (i = 0; i < count; i++) {
		begin_writer(&all->targets[i], models[i], wraps);
		all->targets[i].self = "this";
		all->targets[i].shared = all;
	}
}

void end_targets(struct target_writers *set)
{
	size_t i;

	for (i = 0; i < set->all.target_count; i++)
		end_writer(&set->all.targets[i]);
	end_writer(&set->all);
	arena_free(&set->arena);
}

/* ---- The same thing of another target ---- */

const struct argument *argument_of_target(const struct writer *target, const struct argument *arg)
{
	size_t count = target->routine->arguments.count, i;

	/* It stands in the same place, or not far behind. */
	for (i = 0; i < count; i++) {
		const struct argument *own =
			target->routine->arguments.items[(arg->index + i) % count];

		if (strcmp(own->name, arg->name) == 0)
			return own;
	}
	return NULL;
}

const struct value *value_of_target(const struct writer *target, const struct value *value)
{
	const struct argument *arg = argument_of_target(target, value->arg);

	return arg ? find_value(value->is_request ? &target->in : &target->out, arg) : NULL;
}

/* ---- Trailers ---- */

static bool has_trailer_value(
	const struct writer *target, const struct argument *arg, bool is_request)
{
	const struct argument *own = argument_of_target(target, arg);

	return own && is_trailer_value(target, own, is_request);
}

bool is_optional_trailer(const struct writer *w, const struct argument *arg)
{
	size_t i;

	for (i = 0; w->targets && i < w->target_count; i++)
		if (!has_trailer_value(&w->targets[i], arg, true) &&
			!has_trailer_value(&w->targets[i], arg, false))
			return true;
	return false;
}

const char *trailer_function(struct writer *w, bool is_request)
{
	return text_of(w, "trailer_of_%s_%s", is_request ? "request" : "reply",
		rust_snake(&w->scratch, w->routine->name));
}

/* The first target of a dialect, or NULL. */
static struct writer *target_of(const struct writer *w, enum wire wire)
{
	size_t i;

	for (i = 0; i < w->target_count; i++)
		if (w->targets[i].model->abi->wire == wire)
			return &w->targets[i];
	return NULL;
}

static const char *trailer_value(
	struct writer *w, const struct writer *target, const struct argument *arg, bool is_request)
{
	const char *value = target->model->abi->wire == WIRE_NDR
				    ? rust_trailer_member(arg)
				    : "wire::TypedContext::seqno(typed, message)";

	if (!has_trailer_value(target, arg, is_request))
		return "None";
	return is_optional_trailer(w, arg) ? text_of(w, "Some(%s)", value) : value;
}

/* "(Some(trailer.audit), trailer.seqno)"; without a target: the types. */
static const char *trailer_tuple(struct writer *w, const struct writer *target, bool is_request)
{
	struct buf list = {0};
	const char *text;
	unsigned count = 0;
	size_t i;

	for (i = 0; i < w->routine->arguments.count; i++) {
		const struct argument *arg = w->routine->arguments.items[i];

		if (is_trailer_value(w, arg, is_request))
			buf_printf(&list, "%s%s", count++ > 0 ? ", " : "",
				target ? trailer_value(w, target, arg, is_request)
				       : trailer_type(w, arg));
	}
	text = text_of(w, count == 1 ? "(%s,)" : "(%s)", buf_text(&list));
	buf_free(&list);
	return text;
}

/* A dialect that is none of the targets'. */
static void emit_foreign_arm(struct writer *w, const char *dialect)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "dialect", dialect);
	emit(&w->e, "        wire::Context::$dialect$(_) => Err(IpcError::ForeignWire),\n");
	emit_end(&w->e, scope);
}

static void emit_typed_arm(struct writer *w, const struct writer *target, bool is_request)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "values", trailer_tuple(w, target, is_request));
	emit(&w->e, has_trailer_values(target, is_request)
			    ? "        wire::Context::Typed(typed) => {\n"
			      "            let values = $values$;\n"
			      "            Ok(values)\n"
			      "        }\n"
			    : "        wire::Context::Typed(_) => Ok($values$),\n");
	emit_end(&w->e, scope);
}

static void emit_ndr_arm(struct writer *w, const struct writer *target, bool is_request)
{
	bool is_wanted = has_trailer_values(target, is_request);
	size_t scope = emit_scope(&w->e);

	emit_letu(&w->e, "bytes", trailer_bytes(target, is_request));
	emit_let(&w->e, "values", trailer_tuple(w, target, is_request));
	emit(&w->e, is_wanted ? "        wire::Context::Ndr(ndr) => {\n"
				"            let trailer = wire::NdrContext::trailer(ndr, message, "
				"$bytes$)?;\n"
				"            let values = $values$;\n"
				"            Ok(values)\n"
				"        }\n"
			      : "        wire::Context::Ndr(_) => Ok($values$),\n");
	emit_end(&w->e, scope);
}

void emit_trailer_function(struct writer *w, bool is_request)
{
	const struct writer *typed = target_of(w, WIRE_TYPED);
	const struct writer *ndr = target_of(w, WIRE_NDR);
	size_t scope = emit_scope(&w->e);

	if (!has_trailer_values(w, is_request)) {
		emit_end(&w->e, scope);
		return;
	}
	emit_let(&w->e, "function", trailer_function(w, is_request));
	emit_let(&w->e, "message", is_request ? "request" : "reply");
	emit_let(&w->e, "types", trailer_tuple(w, NULL, is_request));
	emit(&w->e, "\n"
		    "/// What the system says of a $message$ of `$routine$`.\n"
		    "#[inline]\n"
		    "fn $function$$wire_generics$(message: &Incoming<'_, Wire>) -> "
		    "Result<$types$, IpcError> {\n"
		    "    match Wire::context() {\n");
	if (typed)
		emit_typed_arm(w, typed, is_request);
	else
		emit_foreign_arm(w, "Typed");
	if (ndr)
		emit_ndr_arm(w, ndr, is_request);
	else
		emit_foreign_arm(w, "Ndr");
	emit(&w->e, "    }\n"
		    "}\n");
	emit_end(&w->e, scope);
}

/* ---- Checking a message ---- */

void emit_parse_function(struct writer *w, bool is_request, const char *type, enum target_form form)
{
	bool borrows = is_request ? w->in.borrows_received : w->out.borrows_received;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "message", is_request ? "request" : "reply");
	emit_let(&w->e, "type", type);
	emit_let(&w->e, "own", borrows ? "<'m>" : "");
	emit_let(&w->e, "message_lifetime", borrows ? "'m" : "'_");
	emit_let(&w->e, "shape", shape_text(w, is_request ? w->request : w->reply));
	switch (form) {
	case FORM_DECLARED:
		emit(&w->e,
			"\n"
			"/// Checks a $message$ of `$routine$`.\n"
			"fn parse_$message$_$snake$$own$(message: &Incoming<$message_lifetime$, "
			"Self>) -> "
			"Result<$type$$own$, IpcError>;\n");
		break;
	case FORM_WRITTEN:
		emit(&w->e,
			"\n"
			"#[inline]\n"
			"fn parse_$message$_$snake$$own$(message: &Incoming<$message_lifetime$, "
			"Self>) -> "
			"Result<$type$$own$, IpcError> {\n"
			"    const SHAPE: Shape = $shape$;\n");
		break;
	case FORM_SHARED:
		emit(&w->e, "/// Checks a $message$. What a refused one carries is released.\n"
			    "#[inline]\n"
			    "pub fn parse$wire_generics$(message: Incoming<$message_lifetime$, "
			    "Wire>) -> Result<Self, IpcError> {\n"
			    "    message.accept_if(Self::check)\n"
			    "}\n"
			    "\n"
			    "/// The same of a message that is the caller's to accept or to drop.\n"
			    "#[inline]\n"
			    "fn check$wire_generics$(message: &Incoming<$message_lifetime$, "
			    "Wire>) -> Result<Self, IpcError> {\n");
		break;
	}
	if (form != FORM_DECLARED) {
		emit_indent(&w->e);
		if (w->targets)
			emit(&w->e, "Wire::parse_$message$_$snake$(message)\n");
		else
			emit_parse(w, is_request);
		emit_outdent(&w->e);
		emit(&w->e, "}\n");
	}
	emit_end(&w->e, scope);
}

/* ---- The trait ---- */

static void emit_functions(struct writer *w, struct writer *target, enum target_form form)
{
	struct writer *by = target ? target : w;
	size_t at = 0;

	while (next_routine(w, ROUTINE_ALL, &at)) {
		emit_request_functions(by, form);
		if (!w->routine->is_simple)
			emit_reply_functions(by, form);
	}
}

struct writer *same_target(const struct writer *w, const struct writer *target)
{
	struct writer *other;

	for (other = w->targets; other < target; other++)
		if (other->frame == target->frame)
			return other;
	return NULL;
}

static void emit_aliases(struct writer *w)
{
	size_t i;

	for (i = 0; i < w->target_count; i++) {
		const struct writer *target = &w->targets[i];
		size_t scope = emit_scope(&w->e);

		emit_let(&w->e, "target", target->model->abi->name);
		emit_let(&w->e, "alias", target_alias(&w->scratch, target->model->abi->name));
		emit_let(&w->e, "module", target->frame->module);
		emit_let(&w->e, "marker", target->frame->marker);
		emit(&w->e, "\n"
			    "/// Messages of `$target$`.\n"
			    "pub type $alias$ = wire::$module$::$marker$;\n");
		emit_end(&w->e, scope);
	}
}

void emit_target_trait(struct writer *w)
{
	emit_aliases(w);
	emit(&w->e, "\n"
		    "/// The targets of this module: how messages lie for each.\n"
		    "pub trait $target_trait$: wire::Dialect {\n"
		    "    /// The most bytes of a request.\n"
		    "    const MAX_REQUEST_BYTES: usize;\n"
		    "\n"
		    "    /// The most bytes of a reply.\n"
		    "    const MAX_REPLY_BYTES: usize;\n");
	emit_indent(&w->e);
	emit_functions(w, NULL, FORM_DECLARED);
	emit_outdent(&w->e);
	emit(&w->e, "}\n");
}

/* ---- A module for each target ---- */

void emit_target_module(struct writer *w, struct writer *target)
{
	size_t scope = emit_scope(&target->e);
	size_t at = 0;

	emit_let(&target->e, "trait", target_trait(&target->scratch, target->model));
	emit_let(&target->e, "wire", target->frame->module);
	emit_let(&target->e, "marker", target->frame->marker);
	emit_letu(&target->e, "max_request", target->model->max_request_bytes);
	emit_letu(&target->e, "max_reply", target->model->max_reply_bytes);
	emit_indent(&target->e);
	emit_indent(&target->e);
	emit_let(&target->e, "module",
		next_routine(w, ROUTINE_PUBLIC, &at)
			? text_of(target, "use ::mach_r::wire::%s as wire;", target->frame->module)
			: "");
	target->is_inside = true;
	emit(&target->e, "use super::*;\n"
			 "$module$\n"
			 "use ::mach_r::wire::$wire$::$marker$ as Wire;\n");
	at = 0;
	while (next_routine(w, ROUTINE_PUBLIC, &at)) {
		emit_parts(target, target->request, true);
		if (!target->routine->is_simple && target->out.values.count > 0)
			emit_parts(target, target->reply, false);
	}
	emit(&target->e, "\n"
			 "impl $trait$ for Wire {\n"
			 "    const MAX_REQUEST_BYTES: usize = $max_request$;\n"
			 "\n"
			 "    const MAX_REPLY_BYTES: usize = $max_reply$;\n");
	emit_indent(&target->e);
	emit_functions(w, target, FORM_WRITTEN);
	emit_outdent(&target->e);
	emit(&target->e, "}\n");
	emit_outdent(&target->e);
	emit_outdent(&target->e);
	target->is_inside = false;
	emit_end(&target->e, scope);
}

void emit_target_modules(struct writer *w)
{
	size_t i;

	for (i = 0; i < w->target_count; i++) {
		struct writer *target = &w->targets[i];
		size_t scope = emit_scope(&w->e);

		if (same_target(w, target))
			continue;
		emit_let(&w->e, "target", target->model->abi->name);
		emit_let(&w->e, "module", target_module(&w->scratch, target->model->abi->name));
		emit(&w->e, "\n"
			    "/// How messages lie for `$target$`.\n"
			    "mod $module$ {\n");
		emit_target_module(w, target);
		buf_add(&w->body, target->body.data, target->body.size_bytes);
		emit(&w->e, "}\n");
		emit_end(&w->e, scope);
	}
}
