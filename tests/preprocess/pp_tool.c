/*
 * The preprocessor alone, for the scripts beside it.
 *
 *	pp_tool [--target=T] [--lines] [-E] [--marked=N] [gcc's options for a preprocessor] FILE...
 *	pp_tool --run=COMMAND: what that prints
 *	pp_tool [--target=T] --predefined | --folders | --targets
 *
 * Without --lines or -E only diagnostics are written. --lines prints each word of the text as
 * `LINE spelling`, the line being that of its place.
 */
#include "diag/render.h"
#include "preprocess/preprocess.h"
#include "support/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tool {
	struct arena arena;
	struct source_map sources;
	struct diag diag;
	struct pp_options options;
	VEC(const char *) files;
	bool shows_lines, shows_text, shows_docs;
	bool is_marked;
	const char *command;
	unsigned skip;
};

static void print_diagnostic(void *context, const struct diagnostic *d)
{
	struct tool *tool = context;
	struct buf text = {0};

	render_text(&text, &tool->sources, d);
	fwrite(text.data, 1, text.size_bytes, stderr);
	buf_free(&text);
}

static void print_lines(const struct tool *tool, const struct source_text *text)
{
	const char *p = buf_text(&text->text), *start = p, *end = p + text->text.size_bytes;
	size_t n;

	for (;;) {
		p += strspn(p, " \t\n");
		if (p >= end)
			break;
		n = strcspn(p, " \t\n");
		printf("%u %.*s\n",
			source_position(&tool->sources, text_loc(text, (size_t)(p - start))).line,
			(int)n, p);
		p += n;
	}
}

static void print_docs(const struct source_text *text)
{
	size_t i;

	for (i = 0; i < text->docs.count; i++)
		printf("doc before \"%.10s\": %s\n",
			buf_text(&text->text) + text->docs.items[i].offset,
			text->docs.items[i].text);
}

static void add_definition(struct tool *tool, const char *text, bool is_undef)
{
	struct pp_definition definition = {text, is_undef};

	vec_push(&tool->arena, &tool->options.definitions, definition);
}

static void add_folder(struct tool *tool, enum pp_folder_kind kind, const char *path)
{
	struct pp_folder folder = {kind, path};

	vec_push(&tool->arena, &tool->options.folders, folder);
}

/* Takes `-Xvalue` or `-X value`; NULL if it is another option. */
static const char *value_of(char ***argument, const char *option)
{
	size_t n = strlen(option);

	if (strncmp(**argument, option, n) != 0)
		return NULL;
	if ((**argument)[n] != '\0')
		return **argument + n;
	return (*argument)[1] ? *++*argument : "";
}

static bool show_target(const struct tool *tool, const char *what)
{
	struct arena arena = {0};
	struct buf text = {0};
	size_t i;

	if (strcmp(what, "--predefined") == 0)
		pp_predefined(tool->options.target, &text);
	else if (strcmp(what, "--folders") == 0)
		pp_search_folders(&tool->options, &arena, &text);
	else if (strcmp(what, "--targets") == 0)
		for (i = 0; pp_target_at(i); i++)
			buf_printf(&text, "%s\n", pp_target_at(i)->name);
	else
		return false;
	fputs(buf_text(&text), stdout);
	buf_free(&text);
	arena_free(&arena);
	exit(0);
}

static void read_option(struct tool *tool, char ***argument)
{
	struct pp_options *o = &tool->options;
	const char *text = **argument, *value;

	if (strncmp(text, "--target=", 9) == 0)
		o->target = pp_find_target(text + 9);
	else if (strcmp(text, "--lines") == 0)
		tool->shows_lines = true;
	else if (strcmp(text, "--docs") == 0)
		tool->shows_docs = true;
	else if (strcmp(text, "-E") == 0)
		tool->shows_text = o->keep_pragmas = true;
	else if (strncmp(text, "--marked=", 9) == 0)
		tool->is_marked = true, tool->skip = (unsigned)atoi(text + 9);
	else if (strncmp(text, "--run=", 6) == 0)
		tool->command = text + 6;
	else if (strncmp(text, "--sysroot=", 10) == 0)
		o->sysroot = text + 10;
	else if (strcmp(text, "-nostdinc") == 0)
		o->no_standard_includes = true;
	else if (strncmp(text, "-W", 2) == 0)
		diag_set_option(&tool->diag, str_of(text + 2));
	else if ((value = value_of(argument, "-imacros")))
		vec_push(&tool->arena, &o->macro_files, value);
	else if ((value = value_of(argument, "-include")))
		vec_push(&tool->arena, &o->include_files, value);
	else if ((value = value_of(argument, "-iquote")))
		add_folder(tool, PP_FOLDER_QUOTE, value);
	else if ((value = value_of(argument, "-isystem")))
		add_folder(tool, PP_FOLDER_SYSTEM, value);
	else if ((value = value_of(argument, "-idirafter")))
		add_folder(tool, PP_FOLDER_AFTER, value);
	else if ((value = value_of(argument, "-I")))
		add_folder(tool, PP_FOLDER_NORMAL, value);
	else if ((value = value_of(argument, "-D")))
		add_definition(tool, value, false);
	else if ((value = value_of(argument, "-U")))
		add_definition(tool, value, true);
	else if (text[0] != '-' || text[1] == '\0')
		vec_push(&tool->arena, &tool->files, text);
	else if (!show_target(tool, text))
		fprintf(stderr, "pp_tool: unknown option %s\n", text), exit(2);
}

static bool run(struct tool *tool, struct source_text *text, struct pp **ret_pp, struct buf *bytes)
{
	if (tool->command) {
		struct pp_words words = {0};

		return pp_split_command(&tool->arena, tool->command, &words) &&
		       pp_run_external(&tool->diag, &tool->arena, &words, bytes) &&
		       fwrite(bytes->data, 1, bytes->size_bytes, stdout) == bytes->size_bytes;
	}
	if (!tool->is_marked) {
		*ret_pp = pp_new(&tool->arena, &tool->sources, &tool->diag, &tool->options);
		return pp_run(*ret_pp, tool->files.items, tool->files.count, text);
	}
	if (tool->files.count != 1 || file_read(tool->files.items[0], true, bytes) != 0)
		return false;
	return pp_read_marked(&tool->arena, &tool->sources, &tool->diag, tool->files.items[0],
		str_make(buf_text(bytes), bytes->size_bytes), tool->skip, text);
}

int main(int argc, char **argv)
{
	struct tool tool = {0};
	struct source_text text = {0};
	struct buf out = {0}, bytes = {0};
	struct pp *pp = NULL;
	bool ok;

	(void)argc;
	source_map_init(&tool.sources, &tool.arena);
	diag_init(&tool.diag, &tool.arena, &tool.sources, print_diagnostic, &tool);
	tool.options.target = pp_find_target("x86_64-gnu");
	tool.options.dash_is_stdin = true;
	for (argv++; *argv; argv++)
		read_option(&tool, &argv);
	ok = run(&tool, &text, &pp, &bytes);
	diag_flush(&tool.diag);
	if (tool.shows_lines)
		print_lines(&tool, &text);
	if (tool.shows_docs)
		print_docs(&text);
	if (tool.shows_text)
		pp_write_text(&tool.sources, &text, &out);
	fwrite(buf_text(&out), 1, out.size_bytes, stdout);
	buf_free(&out);
	text_free(&text);
	if (pp)
		pp_done(pp);
	buf_free(&bytes);
	arena_free(&tool.arena);
	return ok ? 0 : 1;
}
