/* Reading a command line against the table; see options.h and options.def. */
#include "driver/options.h"

#include "driver/names.h"
#include "driver/products.h"
#include "support/str.h"

#include <string.h>

enum option_form {
	FORM_FLAG,
	FORM_NEXT,
	FORM_EQUALS,
	FORM_JOINED,
	FORM_STUCK,
	FORM_LOOSE,
	FORM_HEADING
};

struct option {
	enum option_id id;
	enum option_form form;
	unsigned modes;
	const char *spelling; /* of a heading: its text */
	const char *value;
	const char *help;
};

/* The letters of the table's column of modes. */
enum {
	N = MODE_NATIVE,
	M = MODE_GNU_MIG,
	C = MODE_GNU_MIGCOM,
	A = MODE_APPLE_MIG,
	B = MODE_APPLE_MIGCOM,
	CPP = OPTION_TO_CPP
};

static const struct option table[] = {
#define HEADING(text) {OPTION_NONE, FORM_HEADING, 0, text, NULL, NULL},
#define OPTION(id, spelling, form, modes, value, help) \
	{OPTION_##id, FORM_##form, modes, spelling, value, help},
#include "driver/options.def"
#undef OPTION
#undef HEADING
};

enum { TABLE_COUNT = sizeof(table) / sizeof(table[0]) };

static bool takes_next_word(const struct option *option, const char *rest)
{
	switch (option->form) {
	case FORM_NEXT:
	case FORM_LOOSE: return true;
	case FORM_EQUALS:
	case FORM_JOINED: return *rest == '\0';
	case FORM_FLAG:
	case FORM_STUCK:
	case FORM_HEADING: break;
	}
	return false;
}

/* Whether a row fits a word; `rest` is what follows the spelling. */
static bool fits(const struct option *option, const char *rest)
{
	switch (option->form) {
	case FORM_FLAG:
	case FORM_NEXT: return *rest == '\0';
	case FORM_EQUALS: return *rest == '\0' || *rest == '=';
	case FORM_JOINED:
	case FORM_STUCK:
	case FORM_LOOSE: return true;
	case FORM_HEADING: break;
	}
	return false;
}

static const struct option *find(enum mode mode, const char *word)
{
	const struct option *best = NULL;
	size_t best_length = 0, i;

	for (i = 0; i < TABLE_COUNT; i++) {
		const struct option *option = &table[i];
		size_t length;

		if (!(option->modes & mode))
			continue;
		length = strlen(option->spelling);
		if (length > best_length && strncmp(word, option->spelling, length) == 0 &&
			fits(option, word + length)) {
			best = option;
			best_length = length;
		}
	}
	return best;
}

struct option_use option_read(struct words *words, enum mode mode)
{
	struct option_use use = {.word = words->items.items[words->next++]};
	const struct option *option = find(mode, use.word);
	const char *rest;

	if (!option)
		return use;
	use.id = option->id;
	use.spelling = option->spelling;
	use.goes_to_cpp = option->modes & OPTION_TO_CPP;
	rest = use.word + strlen(option->spelling);
	if (takes_next_word(option, rest)) {
		use.lacks_value = words->next == words->items.count;
		if (!use.lacks_value)
			use.value = use.second_word = words->items.items[words->next++];
	} else if (option->form != FORM_FLAG) {
		use.value = option->form == FORM_EQUALS ? rest + 1 : rest;
	}
	return use;
}

const char *option_guess(enum mode mode, const char *word)
{
	size_t n = strcspn(word, "=");
	unsigned limit = n < 5 ? 1 : 2;
	const char *best = NULL;
	size_t i;

	for (i = 0; i < TABLE_COUNT; i++) {
		unsigned distance;

		if (!(table[i].modes & mode) || !table[i].help)
			continue;
		distance = str_edit_distance(str_make(word, n), str_of(table[i].spelling), limit);
		if (distance <= limit && distance > 0) {
			best = table[i].spelling;
			limit = distance - 1;
		}
		if (best && limit == 0)
			break;
	}
	return best;
}

/* Puts lists that other tables know into a help text. */
static const char *fill_in(struct arena *arena, enum mode mode, const char *help)
{
	const char *hole = strchr(help, '{');
	struct buf list = {0};
	const char *filled;
	size_t i;

	if (!hole)
		return help;
	if (strncmp(hole, "{targets}", 9) == 0) {
		buf_add_c(&list, name_targets(arena, mode, " "));
	} else if (strncmp(hole, "{programs}", 10) == 0) {
		buf_add_c(&list, name_programs(arena, " "));
	} else {
		for (i = 0; i < PRODUCT_COUNT; i++)
			buf_printf(&list, "%s%s", i > 0 ? "," : "", product_name((enum product)i));
	}
	filled = arena_printf(arena, "%.*s%s%s", (int)(hole - help), help, buf_text(&list),
		strchr(hole, '}') + 1);
	buf_free(&list);
	return filled;
}

static void help_line(
	struct buf *out, struct arena *arena, enum mode mode, const struct option *option)
{
	enum { COLUMN = 28 };
	const char *joint = "";
	size_t start = out->size_bytes;

	if (option->value && option->form == FORM_EQUALS)
		joint = "=";
	else if (option->value && option->form != FORM_STUCK)
		joint = " ";
	buf_printf(out, "  %s%s%s", option->spelling, joint, option->value ? option->value : "");
	if (out->size_bytes - start > COLUMN - 2) {
		buf_add_char(out, '\n');
		start = out->size_bytes;
	}
	while (out->size_bytes - start < COLUMN)
		buf_add_char(out, ' ');
	buf_printf(out, "%s\n", fill_in(arena, mode, option->help));
}

void options_help(struct buf *out, struct arena *arena, enum mode mode)
{
	const char *heading = NULL;
	size_t i;

	for (i = 0; i < TABLE_COUNT; i++) {
		const struct option *option = &table[i];

		if (option->form == FORM_HEADING)
			heading = option->spelling;
		if (!(option->modes & mode) || !option->help)
			continue;
		if (heading)
			buf_printf(out, "\n%s\n", heading);
		heading = NULL;
		help_line(out, arena, mode, option);
	}
}
