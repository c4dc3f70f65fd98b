/*
 * Whether the targets of one module agree: what the module says once has to be right for all of
 * them. Sizes and places of messages may differ, names, ids, types and bounds may not; of tokens
 * that come with a message, a target may have more than another.
 */
#include "codegen_rust/internal.h"
#include "support/ident.h"

#include <inttypes.h>
#include <string.h>

struct agreement {
	struct arena *arena;
	struct target_writers set;
	const struct rust_target *targets;
	VEC(const struct type *) used; /* structures of both */
	size_t other;                  /* that is compared with the first */
	bool is_good;
};

static const char *target_name(const struct agreement *a, size_t index)
{
	return a->targets[index].model->abi->name;
}

/* `at` is a place in the input of the target `index`. */
static void refuse(struct agreement *a, size_t index, struct src_span at, const char *what,
	const char *first, const char *second)
{
	diag_report(a->targets[index].diag, DIAG_rust_targets_differ, at, what, first,
		target_name(a, 0), second, target_name(a, a->other));
	a->is_good = false;
}

/* NULL: there is none. */
static bool expect_same(struct agreement *a, struct src_span at, const char *what,
	const char *first, const char *second)
{
	first = first ? first : "nothing";
	second = second ? second : "nothing";
	if (strcmp(first, second) == 0)
		return true;
	refuse(a, a->other, at, what, first, second);
	return false;
}

static bool expect_same_number(struct agreement *a, struct src_span at, const char *what,
	uint32_t first, uint32_t second, const char *unit)
{
	return expect_same(a, at, what, arena_printf(a->arena, "%" PRIu32 "%s", first, unit),
		arena_printf(a->arena, "%" PRIu32 "%s", second, unit));
}

static const char *quoted(struct agreement *a, const char *text)
{
	return text ? arena_printf(a->arena, "'%s'", text) : NULL;
}

/* ---- Structures ---- */

/* The structures that routines have to do with; the others may differ. */
static void use_type(struct agreement *a, const struct type *type)
{
	size_t i;

	for (; type; type = type->element ? type->element : type->alias_of) {
		for (i = 0; i < a->used.count && a->used.items[i] != type;)
			i++;
		if (!is_rust_structure(type) || i < a->used.count)
			continue;
		vec_push(a->arena, &a->used, type);
		for (i = 0; i < type->members.count; i++)
			use_type(a, type->members.items[i].type);
	}
}

static void use_arguments(struct agreement *a, const struct routine *routine)
{
	size_t i;

	for (i = 0; i < routine->arguments.count; i++)
		use_type(a, routine->arguments.items[i]->type);
}

static void structures_agree(struct agreement *a)
{
	struct writer *writers[2] = {&a->set.all.targets[0], &a->set.all.targets[a->other]};
	struct difference difference;
	size_t i;

	for (i = 0; i < a->used.count; i++) {
		const struct type *type = a->used.items[i];
		const struct type *first = find_structure(writers[0]->model, type->name);
		const struct type *second = find_structure(writers[1]->model, type->name);

		/* Where there is no such structure, the arguments differ. */
		if (type == second && first &&
			find_difference(a->arena, writers, first, second, &difference))
			refuse(a, a->other, type->at, difference.what, difference.first,
				difference.second);
	}
}

/* ---- Arguments ---- */

static const char *argument_words(
	struct agreement *a, const struct writer *w, const struct argument *arg)
{
	return arena_printf(a->arena, "argument '%s' of '%s'", arg->name, w->routine->name);
}

/* What the most elements of a value in line are; those out of line see bound(). */
static const char *bound_words(struct agreement *a, const struct value *value)
{
	if (value->kind != VALUE_ARRAY && value->kind != VALUE_STRING)
		return "";
	return arena_printf(a->arena, "bound to %" PRIu32 " elements", value->field->count.max);
}

static bool values_agree(struct agreement *a, struct writer *const *w, const struct value *first,
	const struct value *second, struct src_span at, const char *what)
{
	if (!first || !second)
		return expect_same(a, at, what, first ? "there" : NULL, second ? "there" : NULL);
	if (second->is_request &&
		(!expect_same(a, at, what, quoted(a, argument_type(w[0], first, "")),
			 quoted(a, argument_type(w[1], second, ""))) ||
			!expect_same(a, at, what, quoted(a, stored_type(w[0], first, "")),
				quoted(a, stored_type(w[1], second, "")))))
		return false;
	return expect_same(a, at, what, quoted(a, received_type(w[0], first, "")),
		       quoted(a, received_type(w[1], second, ""))) &&
	       (second->is_request || expect_same(a, at, what, quoted(a, result_type(w[0], first)),
					      quoted(a, result_type(w[1], second)))) &&
	       expect_same(a, at, what, bound_words(a, first), bound_words(a, second));
}

static const char *translation(const struct argument *arg, bool is_in)
{
	if (!is_translated(arg, is_in))
		return NULL;
	return is_in ? arg->type->intran : arg->type->outtran;
}

static const char *same_count(const struct argument *arg)
{
	return arg->same_count ? arg->same_count->name : NULL;
}

static const char *role_words(const struct argument *arg)
{
	switch (arg->role) {
	case ARG_DATA: return "data";
	case ARG_REQUEST_PORT: return "the request port";
	case ARG_REPLY_PORT: return "the reply port";
	case ARG_WAITTIME:
	case ARG_SENDTIME: return "a time to wait";
	case ARG_MSGOPTION: return "an option";
	case ARG_MSGSEQNO: return "the sequence number";
	case ARG_SECURITY_TOKEN: return "a security token";
	case ARG_AUDIT_TOKEN: return "an audit token";
	case ARG_CONTEXT_TOKEN: return "a context";
	}
	return NULL;
}

/* Who is given a token. */
static const char *side_words(const struct argument *arg)
{
	bool is_both = arg->flags & ARG_USER && arg->flags & ARG_SERVER;

	return !argument_is_token(arg)   ? "data"
	       : is_both                 ? "for both sides"
	       : arg->flags & ARG_SERVER ? "for the server"
					 : "for the user";
}

static const char *room_words(const struct argument *arg)
{
	return arg->flags & ARG_COUNT_IN_OUT ? "countinout" : "not countinout";
}

static void argument_agrees(struct agreement *a, struct writer *const *w,
	const struct argument *first, const struct argument *second)
{
	const char *what = argument_words(a, w[1], second);
	struct src_span at = second->at;

	(void)(expect_same(a, at, what, role_words(first), role_words(second)) &&
		expect_same(a, at, what, side_words(first), side_words(second)) &&
		values_agree(a, w, find_value(&w[0]->in, first), find_value(&w[1]->in, second), at,
			what) &&
		values_agree(a, w, find_value(&w[0]->out, first), find_value(&w[1]->out, second),
			at, what) &&
		expect_same(a, at, what, room_words(first), room_words(second)) &&
		expect_same(a, at, what, translation(first, true), translation(second, true)) &&
		expect_same(a, at, what, translation(first, false), translation(second, false)) &&
		expect_same(a, at, what, same_count(first), same_count(second)));
}

/* Tokens may be missing where the other dialect has none. */
static bool may_be_missing(const struct agreement *a, const struct argument *arg)
{
	return argument_is_token(arg) &&
	       a->targets[0].model->abi->wire != a->targets[a->other].model->abi->wire;
}

/* The order of arguments is that of the target that lacks none. */
static void order_agrees(struct agreement *a, const struct writer *w)
{
	const struct writer *other = &a->set.all.targets[a->other];
	size_t last = 0, i;

	for (i = 0; i < other->routine->arguments.count; i++) {
		const struct argument *arg = other->routine->arguments.items[i];
		const struct argument *own = argument_of_target(w, arg);

		if (!own) {
			refuse(a, a->other, arg->at, argument_words(a, other, arg), "nothing",
				"there");
			return;
		}
		if (own->index < last) {
			refuse(a, a->other, arg->at, argument_words(a, other, arg),
				"in another place", "here");
			return;
		}
		last = own->index;
	}
}

static void arguments_agree(struct agreement *a)
{
	struct writer *w[2] = {&a->set.all.targets[0], &a->set.all.targets[a->other]};
	size_t i;

	for (i = 0; i < w[1]->routine->arguments.count; i++) {
		const struct argument *arg = w[1]->routine->arguments.items[i];
		const struct argument *first = argument_of_target(w[0], arg);

		if (first)
			argument_agrees(a, w, first, arg);
		else if (!may_be_missing(a, arg))
			refuse(a, a->other, arg->at, argument_words(a, w[1], arg), "nothing",
				"there");
	}
	for (i = 0; i < w[0]->routine->arguments.count; i++) {
		const struct argument *arg = w[0]->routine->arguments.items[i];

		if (!argument_of_target(w[1], arg) && !may_be_missing(a, arg))
			refuse(a, 0, arg->at, argument_words(a, w[0], arg), "there", "nothing");
	}
}

/* ---- Routines ---- */

static const char *right_type(struct writer *w, const struct argument *port)
{
	return port ? header_right_type(w, port, "") : NULL;
}

static void routine_agrees(struct agreement *a)
{
	struct writer *w[2] = {&a->set.all.targets[0], &a->set.all.targets[a->other]};
	const struct routine *first = w[0]->routine, *second = w[1]->routine;
	const char *what = arena_printf(a->arena, "routine '%s'", second->name);
	const char *port = arena_printf(a->arena, "the reply port of '%s'", second->name);

	(void)(expect_same(a, second->at, what, quoted(a, first->name), quoted(a, second->name)) &&
		expect_same(a, second->at, what, first->is_simple ? "simple" : "answered",
			second->is_simple ? "simple" : "answered") &&
		expect_same(a, second->at, what, quoted(a, call_options(w[0])),
			quoted(a, call_options(w[1]))) &&
		expect_same(a, second->request_port->at,
			argument_words(a, w[1], second->request_port),
			quoted(a, right_type(w[0], first->request_port)),
			quoted(a, right_type(w[1], second->request_port))) &&
		expect_same(a, second->at, port, right_type(w[0], first->reply_port[SIDE_USER]),
			right_type(w[1], second->reply_port[SIDE_USER])));
	if (a->is_good)
		arguments_agree(a);
}

static void routines_agree(struct agreement *a)
{
	const struct model *first = a->targets[0].model, *second = a->targets[a->other].model;
	struct writer *all = &a->set.all;
	size_t i;

	for (i = 0; i < first->routines.count && i < second->routines.count; i++) {
		const struct routine *one = first->routines.items[i];
		const struct routine *two = second->routines.items[i];

		if (!one != !two) {
			const struct routine *routine = one ? one : two;

			refuse(a, one ? 0 : a->other, routine->at,
				arena_printf(a->arena, "routine '%s'", routine->name),
				one ? "there" : "nothing", one ? "nothing" : "there");
		} else if (one) {
			open_routine(&all->targets[0], one, ROUTINE_PUBLIC);
			open_routine(&all->targets[a->other], two, ROUTINE_PUBLIC);
			use_arguments(a, all->targets[0].routine);
			use_arguments(a, all->targets[a->other].routine);
			routine_agrees(a);
		}
	}
}

/* Some target has all arguments that any has, in an order that is right for all. */
static void orders_agree(struct agreement *a)
{
	struct writer *all = &a->set.all;
	size_t at = 0;

	while (next_routine(all, ROUTINE_PUBLIC, &at)) {
		for (a->other = 1; a->other < all->target_count; a->other++)
			order_agrees(a, all);
		a->other = 0;
		order_agrees(a, all);
	}
}

/* ---- The subsystem ---- */

static void subsystem_agrees(struct agreement *a)
{
	const struct model *first = a->targets[0].model, *second = a->targets[a->other].model;

	(void)(expect_same(a, second->at, "the name of the subsystem", quoted(a, first->name),
		       quoted(a, second->name)) &&
		expect_same_number(
			a, second->at, "the first id", first->base_id, second->base_id, "") &&
		expect_same_number(a, second->at, "the number of routines",
			(uint32_t)first->routines.count, (uint32_t)second->routines.count, ""));
}

/* Two targets of one wire have one trait's functions: they are to be the same. */
static void layouts_agree(struct agreement *a)
{
	struct writer *all = &a->set.all;
	size_t i;

	for (i = 0; i < all->target_count; i++) {
		struct writer *target = &all->targets[i];
		struct writer *same = same_target(all, target);

		if (!same)
			continue;
		if (same->body.size_bytes == 0)
			emit_target_module(all, same);
		emit_target_module(all, target);
		a->other = i;
		if (strcmp(buf_text(&same->body), buf_text(&target->body)) != 0)
			refuse(a, i, target->model->at,
				arena_printf(a->arena, "the layout of '%s'", target->model->name),
				"one", "another");
	}
}

/* ---- Names that the module has besides ---- */

static void claim(struct agreement *a, const char *name)
{
	const struct model *model = a->targets[0].model;
	size_t i;

	for (i = 0; i < model->types.count; i++) {
		const struct type *type = model->types.items[i];

		if (!is_rust_structure(type) ||
			strcmp(rust_structure_name(a->arena, type->name), name) != 0)
			continue;
		diag_report(a->targets[0].diag, DIAG_rust_name_clash, type->at, "type", type->name,
			"subsystem", model->name, name);
		a->is_good = false;
	}
}

static void names_are_free(struct agreement *a)
{
	size_t i;

	claim(a, target_trait(a->arena, a->targets[0].model));
	for (i = 0; i < a->set.all.target_count; i++)
		claim(a, target_alias(a->arena, target_name(a, i)));
}

bool rust_check_targets(struct arena *arena, const struct rust_target *targets, size_t count)
{
	struct agreement a = {.arena = arena, .targets = targets, .is_good = true};
	const struct model **models = arena_alloc_array(arena, count, sizeof(*models));
	size_t i;

	for (i = 0; i < count; i++)
		models[i] = targets[i].model;
	begin_targets(&a.set, models, count);
	names_are_free(&a);
	for (a.other = 1; a.other < count; a.other++)
		subsystem_agrees(&a);
	for (a.other = 1; a.is_good && a.other < count; a.other++) {
		routines_agree(&a);
		structures_agree(&a);
	}
	if (a.is_good)
		orders_agree(&a);
	if (a.is_good)
		layouts_agree(&a);
	end_targets(&a.set);
	return a.is_good;
}
