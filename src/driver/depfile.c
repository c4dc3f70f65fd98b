/* See depfile.h. */
#include "driver/depfile.h"

#include <stdlib.h>
#include <string.h>

/*
 * A name as Make reads it: '$' doubled, '#' and ':' behind a backslash, and so are blanks, with the
 * backslashes before them doubled.
 */
static void add_quoted(struct buf *out, const char *name)
{
	size_t backslashes = 0;
	const char *c;

	for (c = name; *c; c++) {
		if (*c == ' ' || *c == '\t') {
			for (; backslashes > 0; backslashes--)
				buf_add_char(out, '\\');
			buf_add_char(out, '\\');
		} else if (*c == '$') {
			buf_add_char(out, '$');
		} else if (*c == '#' || *c == ':') {
			buf_add_char(out, '\\');
		}
		backslashes = *c == '\\' ? backslashes + 1 : 0;
		buf_add_char(out, *c);
	}
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_listed(const struct depfile_options *options, const struct pp_dependency *file)
{
	if (options->without_system_files && file->is_system)
		return false;
	return strcmp(file->path, "-") != 0 && strncmp(file->path, "/dev/", 5) != 0;
}

void depfile_write(struct buf *out, struct arena *arena, const struct depfile_options *options,
	const struct pp_dependencies *dependencies)
{
	VEC(const char *) files = {0};
	size_t i, distinct = 0;

	for (i = 0; i < dependencies->files.count; i++)
		if (is_listed(options, &dependencies->files.items[i]))
			vec_push(arena, &files, dependencies->files.items[i].path);
	if (files.count > 1)
		qsort(files.items + 1, files.count - 1, sizeof(*files.items), compare_paths);
	for (i = 0; i < files.count; i++)
		if (i == 0 || (strcmp(files.items[i], files.items[0]) != 0 &&
				      strcmp(files.items[i], files.items[distinct - 1]) != 0))
			files.items[distinct++] = files.items[i];

	for (i = 0; i < options->targets.count; i++) {
		if (i > 0)
			buf_add_char(out, ' ');
		if (options->targets.items[i].is_raw)
			buf_add_c(out, options->targets.items[i].text);
		else
			add_quoted(out, options->targets.items[i].text);
	}
	buf_add_char(out, ':');
	for (i = 0; i < distinct; i++) {
		buf_add_c(out, " \\\n  ");
		add_quoted(out, files.items[i]);
	}
	buf_add_char(out, '\n');
	for (i = 1; options->with_phony_targets && i < distinct; i++) {
		add_quoted(out, files.items[i]);
		buf_add_c(out, ":\n");
	}
}
