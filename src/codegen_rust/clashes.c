/* Names of an interface that would be the same in Rust: rust_check_names() in codegen_rust.h. */
#include "codegen_rust/internal.h"
#include "support/map.h"

#include <string.h>

/* Who has a name: a routine, a type or an argument of the interface, or something made of one. */
struct owner {
	const char *kind;
	const char *name;
	struct src_span at;
};

/* One of Rust's namespaces: no two things in it can have one name. */
struct space {
	struct map owners;
};

struct checker {
	struct arena *arena;
	struct diag *diag;
	struct intern names;
	struct space module;
	struct space server; /* the methods of its trait */
	struct space translated;
	struct writer w;
	bool is_good;
};

/* Whether the name is still free; the owner has it now. */
static bool claim(
	struct checker *c, struct space *space, const struct owner *owner, const char *rust_name)
{
	const char *key = intern(&c->names, str_of(rust_name));
	const struct owner *other = map_get(&space->owners, key);
	struct owner *copy;

	if (other) {
		diag_report(c->diag, DIAG_rust_name_clash, owner->at, owner->kind, owner->name,
			other->kind, other->name, rust_name);
		c->is_good = false;
		return false;
	}
	copy = arena_new(c->arena, struct owner);
	*copy = *owner;
	map_set(&space->owners, c->arena, key, copy);
	return true;
}

/* A thing that C may name several times is one thing. */
static void claim_once(
	struct checker *c, struct space *space, const struct owner *owner, const char *rust_name)
{
	const struct owner *other = map_get(&space->owners, intern(&c->names, str_of(rust_name)));

	if (!other || strcmp(other->kind, owner->kind) != 0 ||
		strcmp(other->name, owner->name) != 0)
		claim(c, space, owner, rust_name);
}

/* ---- Routines ---- */

static void claim_arguments(struct checker *c)
{
	const struct routine *routine = c->w.routine;
	struct space space = {0};
	size_t i;

	for (i = 0; i < routine->arguments.count; i++) {
		const struct argument *arg = routine->arguments.items[i];
		struct owner owner = {"argument", arg->name, arg->at};

		claim(c, &space, &owner, rust_argument(c->arena, arg->name));
	}
}

/* What stands beside a function under a name that is made of the routine's. */
static void claim_functions(struct checker *c, const struct owner *owner)
{
	const char *snake = rust_snake(c->arena, owner->name);

	if (!claim(c, &c->module, owner, snake))
		return;
	if (needs_room(&c->w))
		claim(c, &c->module, owner, arena_join(c->arena, snake, "_in", "", ""));
	if (has_async_call(&c->w))
		claim(c, &c->module, owner, arena_join(c->arena, snake, "_async", "", ""));
}

static void claim_constants(struct checker *c, const struct owner *owner)
{
	const char *upper = rust_upper(c->arena, owner->name);

	claim(c, &c->module, owner, arena_join(c->arena, upper, "_ID", "", ""));
	if (!c->w.routine->is_simple)
		claim(c, &c->module, owner, arena_join(c->arena, upper, "_REPLY_ID", "", ""));
}

static void claim_structures(struct checker *c, const struct owner *owner)
{
	static const char *const suffixes[] = {"Request", "RequestView", "Reply", "ReplyView",
		"Results", "Call", "RequestPart0", "ReplyPart0"};
	const char *camel = rust_camel(c->arena, owner->name);
	size_t i;

	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (!claim(c, &c->module, owner, arena_join(c->arena, camel, suffixes[i], "", "")))
			return;
}

/* One complaint for a routine is enough: if its functions' names are free, all are looked at. */
static void claim_routine(struct checker *c)
{
	const struct routine *routine = c->w.routine;
	struct owner owner = {"routine", routine->name, routine->at};
	bool was_good = c->is_good;

	c->is_good = true;
	claim_functions(c, &owner);
	if (c->is_good)
		claim_constants(c, &owner);
	if (c->is_good)
		claim_structures(c, &owner);
	if (c->is_good)
		claim(c, &c->server, &owner, rust_snake(c->arena, routine->name));
	if (c->is_good && has_error_form(&c->w))
		claim(c, &c->server, &owner,
			arena_join(
				c->arena, rust_snake(c->arena, routine->name), "_failed", "", ""));
	claim_arguments(c);
	c->is_good = c->is_good && was_good;
}

/* ---- Translations ---- */

static void claim_translation(struct checker *c, const struct argument *arg, bool is_in)
{
	const struct type *type = arg->type;
	const char *function = is_in ? type->intran : type->outtran;
	struct owner owner = {"function", function, type->at};
	struct owner translated = {"translated type", type->trans_type, type->at};
	const char *snake;

	if (!is_translated(arg, is_in))
		return;
	snake = rust_snake(c->arena, function);
	if (arg == c->w.routine->request_port)
		snake = arena_join(c->arena, snake, "_port", "", "");
	claim_once(c, &c->server, &owner, snake);
	claim_once(c, &c->translated, &translated, rust_type_name(c->arena, type->trans_type));
}

static void claim_translations(struct checker *c)
{
	const struct routine *routine = c->w.routine;
	size_t i;

	for (i = 0; i < routine->arguments.count; i++) {
		const struct argument *arg = routine->arguments.items[i];

		if (find_value(&c->w.in, arg) || arg == routine->request_port)
			claim_translation(c, arg, true);
		if (find_value(&c->w.out, arg))
			claim_translation(c, arg, false);
	}
}

/* ---- Types ---- */

static void claim_structure(struct checker *c, const struct type *type)
{
	struct owner owner = {"type", type->name, type->at};
	struct space members = {0};
	size_t i;

	claim(c, &c->module, &owner, rust_structure_name(c->arena, type->name));
	for (i = 0; i < type->members.count; i++) {
		struct owner member = {"member", type->members.items[i].name, type->at};

		claim(c, &members, &member, rust_member(c->arena, member.name));
	}
}

static void claim_subsystem(struct checker *c, const struct model *model)
{
	static const char *const suffixes[] = {
		"Client", "ClientSync", "Server", "ServerSync", "Dispatcher", "DispatcherSync"};
	static const char *const used[] = {"BASE_ID", "align_of", "size_of"};
	struct owner own = {"subsystem", model->name, model->at};
	const char *camel = rust_camel(c->arena, model->name);
	size_t i;

	for (i = 0; i < sizeof(used) / sizeof(used[0]); i++)
		claim(c, &c->module, &own, used[i]);
	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		claim(c, &c->module, &own, arena_join(c->arena, camel, suffixes[i], "", ""));
}

bool rust_check_names(struct arena *arena, struct diag *diag, const struct model *model)
{
	struct checker c = {.arena = arena, .diag = diag, .is_good = true};
	size_t i;

	intern_init(&c.names, arena);
	c.w.model = model;
	c.w.frame = frame_of(model->abi);
	claim_subsystem(&c, model);
	for (i = 0; next_routine(&c.w, 0, &i);)
		claim_routine(&c);
	for (i = 0; next_routine(&c.w, 0, &i);)
		claim_translations(&c);
	for (i = 0; i < model->types.count; i++)
		if (is_rust_structure(model->types.items[i]))
			claim_structure(&c, model->types.items[i]);
	arena_free(&c.w.scratch);
	return mappings_are_good(arena, diag, model) && c.is_good;
}
