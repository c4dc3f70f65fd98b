/* See response.h. */
#include "driver/response.h"

#include "driver/report.h"
#include "preprocess/preprocess.h"
#include "support/buf.h"
#include "support/file.h"

#include <string.h>

/* Files within files, and words in all; far beyond any use. */
enum { DEPTH_MAX = 20, WORDS_MAX = 1000000 };

static bool add_word(struct arena *arena, const char *program, struct words *words,
	const char *word, unsigned depth);

static bool add_text(struct arena *arena, const char *program, struct words *words,
	const char *path, const char *text, unsigned depth)
{
	struct pp_words found = {0};
	size_t i;

	if (!pp_split_command(arena, text, &found)) {
		report_error(program, "a quote is not closed in '%s'", path);
		return false;
	}
	for (i = 0; i < found.items.count; i++)
		if (!add_word(arena, program, words, found.items.items[i], depth))
			return false;
	return true;
}

static bool add_file(struct arena *arena, const char *program, struct words *words,
	const char *path, unsigned depth)
{
	struct buf text = {0};
	bool done = false;
	int error;

	if (depth > DEPTH_MAX) {
		report_error(program, "response file '%s' is nested too deeply", path);
		return false;
	}
	error = file_read(path, false, &text);
	if (error != 0)
		report_error(program, "cannot read '%s': %s", path, strerror(error));
	else if (memchr(buf_text(&text), '\0', text.size_bytes))
		report_error(program, "'%s' holds a NUL byte", path);
	else
		done = add_text(arena, program, words, path, buf_text(&text), depth);
	buf_free(&text);
	return done;
}

static bool add_word(struct arena *arena, const char *program, struct words *words,
	const char *word, unsigned depth)
{
	if (word[0] == '@' && word[1] != '\0')
		return add_file(arena, program, words, word + 1, depth + 1);
	if (words->items.count == WORDS_MAX) {
		report_error(program, "there are more than %d words", WORDS_MAX);
		return false;
	}
	vec_push(arena, &words->items, word);
	return true;
}

bool response_expand(struct arena *arena, const char *program, struct words *words)
{
	struct words expanded = {0};
	size_t i;

	for (i = 0; i < words->items.count; i++)
		if (!add_word(arena, program, &expanded, words->items.items[i], 0))
			return false;
	*words = expanded;
	return true;
}
