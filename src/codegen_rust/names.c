/* See names.h. */
#include "codegen_rust/names.h"

#include "codegen_rust/internal.h"
#include "support/ident.h"

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

/* What functions of ours use for what is theirs, and parts of messages for what every message has.
 */
static const char *const taken[] = {"answer", "base", "bits", "body", "buffer", "call", "error",
	"handler", "head", "message", "names_of_rights", "ndr", "options", "reader", "reply",
	"reply_port", "request", "results", "ret_code", "room", "this", "trailer", "unsent",
	"view"};

/* What dispatchers can do besides answering each routine. */
static const char *const dispatcher_methods[] = {"dispatch", "handles", "new", "on", "server"};

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

/* "part0" */
static bool is_numbered(const char *name, const char *word)
{
	size_t n = strlen(word);

	return strncmp(name, word, n) == 0 && name[n] >= '0' && name[n] <= '9';
}

const char *rust_argument(struct arena *arena, const char *name)
{
	const char *snake = rust_snake(arena, name);

	if (is_numbered(snake, "part") || IS_IN(snake, taken))
		return arena_join(arena, snake, "_", "", "");
	return rust_raw(arena, snake);
}

const char *rust_member(struct arena *arena, const char *name)
{
	const char *snake = rust_snake(arena, name);

	if (is_numbered(snake, "pad"))
		return arena_join(arena, snake, "_", "", "");
	return rust_raw(arena, snake);
}

const char *rust_stub(struct arena *arena, const char *name)
{
	const char *snake = rust_snake(arena, name);

	if (IS_IN(snake, dispatcher_methods))
		return arena_join(arena, snake, "_", "", "");
	return rust_raw(arena, snake);
}
