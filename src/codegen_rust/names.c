/* See names.h, and rust_check_names() in codegen_rust.h. */
#include "codegen_rust/names.h"

#include "codegen_rust/internal.h"
#include "support/ident.h"
#include "support/map.h"

#include <string.h>

/* Keywords of all editions up to 2024, those that are reserved included. */
static const char *const keywords[] = {"abstract", "as", "async", "await", "become", "box", "break",
	"const", "continue", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for",
	"gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut",
	"override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try",
	"type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield"};

/* Those that r# does not help. */
static const char *const paths[] = {"crate", "self", "super", "Self", "_"};

/* What every module has without asking, and what each of ours has. */
static const char *const prelude[] = {"AsMut", "AsRef", "Box", "CStr", "Clone", "Copy", "Debug",
	"Default", "Drop", "Duration", "Eq", "Err", "Extend", "Fn", "FnMut", "FnOnce", "From",
	"Future", "Into", "Iterator", "None", "Ok", "Option", "PartialEq", "PartialOrd", "Result",
	"Self", "Send", "Sized", "Some", "String", "Sync", "TryFrom", "TryInto", "Vec", "Wire"};

#define IS_IN(name, list) is_in((name), (list), sizeof(list) / sizeof((list)[0]))

static bool is_in(const char *name, const char *const *list, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(name, list[i]) == 0)
			return true;
	return false;
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static char to_lower(char c)
{
	return is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

static char to_upper(char c)
{
	return is_lower(c) ? (char)(c - 'a' + 'A') : c;
}

/* A new word begins at name[i]: "ioRead" has two, "IOService" too, "r2d2" one. */
static bool begins_word(const char *name, size_t i)
{
	if (i == 0 || !is_upper(name[i]))
		return false;
	return !is_upper(name[i - 1]) || is_lower(name[i + 1]);
}

/* Words with one '_' between them and none around them. */
const char *rust_snake(struct arena *arena, const char *name)
{
	size_t n = strlen(name), i, k = 0;
	char *snake = arena_alloc(arena, 2 * n + 2);

	for (i = 0; i < n; i++) {
		if ((name[i] == '_' || begins_word(name, i)) && k > 0 && snake[k - 1] != '_')
			snake[k++] = '_';
		if (name[i] != '_')
			snake[k++] = to_lower(name[i]);
	}
	while (k > 0 && snake[k - 1] == '_')
		k--;
	/* A name of underscores, or one that begins with a digit without them. */
	if (k == 0 || (snake[0] >= '0' && snake[0] <= '9')) {
		memmove(snake + 1, snake, k);
		snake[0] = '_';
		k++;
	}
	snake[k] = '\0';
	return snake;
}

const char *rust_upper(struct arena *arena, const char *name)
{
	return ident_upper(arena, rust_snake(arena, name));
}

const char *rust_camel(struct arena *arena, const char *name)
{
	const char *snake = rust_snake(arena, name);
	char *camel = arena_copy(arena, snake, strlen(snake));
	bool is_first = true;
	size_t i, k = 0;

	for (i = 0; snake[i] != '\0'; i++) {
		bool is_between_digits = k > 0 && snake[i] == '_' && camel[k - 1] >= '0' &&
					 camel[k - 1] <= '9' && snake[i + 1] >= '0' &&
					 snake[i + 1] <= '9';

		if (snake[i] == '_' && i > 0 && !is_between_digits) {
			is_first = true;
			continue;
		}
		camel[k++] = is_first ? to_upper(snake[i]) : snake[i];
		is_first = false;
	}
	camel[k] = '\0';
	return camel;
}

const char *rust_type_name(struct arena *arena, const char *name)
{
	size_t n = strlen(name);

	if (n > 2 && strcmp(name + n - 2, "_t") == 0)
		name = arena_copy(arena, name, n - 2);
	return rust_camel(arena, name);
}

const char *rust_structure_name(struct arena *arena, const char *name)
{
	const char *camel = rust_type_name(arena, name);

	if (IS_IN(camel, prelude) || rust_is_imported(camel))
		return arena_join(arena, camel, "Struct", "", "");
	return camel;
}

const char *rust_raw(struct arena *arena, const char *name)
{
	if (IS_IN(name, paths))
		return arena_join(arena, name, "_", "", "");
	if (IS_IN(name, keywords))
		return arena_join(arena, "r#", name, "", "");
	return name;
}

const char *rust_ident(struct arena *arena, const char *name)
{
	return rust_raw(arena, rust_snake(arena, name));
}

/* ---- Names that would be the same ---- */

/* Who has a name: a routine or a type of the interface. */
struct owner {
	const char *name;
	const char *kind;
	struct src_span at;
};

struct checker {
	struct arena *arena;
	struct diag *diag;
	struct intern names;
	struct map owners;
	bool is_good;
};

static void claim(struct checker *c, const struct owner *owner, const char *rust_name)
{
	const char *key = intern(&c->names, str_of(rust_name));
	const struct owner *other = map_get(&c->owners, key);
	struct owner *copy;

	if (other) {
		diag_report(c->diag, DIAG_rust_name_clash, owner->at, owner->kind, owner->name,
			other->kind, other->name, rust_name);
		c->is_good = false;
		return;
	}
	copy = arena_new(c->arena, struct owner);
	*copy = *owner;
	map_set(&c->owners, c->arena, key, copy);
}

static void claim_routine(struct checker *c, const struct routine *routine)
{
	static const char *const suffixes[] = {
		"Request", "RequestView", "Reply", "ReplyView", "Results", "Call"};
	struct owner owner = {routine->name, "routine", routine->at};
	const char *camel = rust_camel(c->arena, routine->name);
	size_t i;

	/* One complaint for a routine is enough: if its first name is free, all are looked at. */
	claim(c, &owner, rust_snake(c->arena, routine->name));
	for (i = 0; c->is_good && i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		claim(c, &owner, arena_join(c->arena, camel, suffixes[i], "", ""));
	if (c->is_good)
		claim(c, &owner,
			arena_join(c->arena, rust_upper(c->arena, routine->name), "_ID", "", ""));
}

bool rust_check_names(struct arena *arena, struct diag *diag, const struct model *model)
{
	struct checker c = {.arena = arena, .diag = diag, .is_good = true};
	struct owner own = {model->name, "subsystem", model->at};
	const char *camel = rust_camel(arena, model->name);
	static const char *const suffixes[] = {
		"Client", "ClientSync", "Server", "ServerSync", "Dispatcher", "DispatcherSync"};
	size_t i;

	intern_init(&c.names, arena);
	claim(&c, &own, "BASE_ID");
	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		claim(&c, &own, arena_join(arena, camel, suffixes[i], "", ""));
	for (i = 0; i < model->routines.count; i++)
		if (model->routines.items[i])
			claim_routine(&c, model->routines.items[i]);
	for (i = 0; i < model->types.count; i++) {
		const struct type *type = model->types.items[i];
		struct owner owner = {type->name, "type", type->at};

		if (is_rust_structure(type))
			claim(&c, &owner, rust_structure_name(arena, type->name));
	}
	return mappings_are_good(arena, diag, model) && c.is_good;
}
