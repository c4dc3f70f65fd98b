/* The run as a whole: what is predefined, what the command line defines, then the files. */
#include "preprocess/internal.h"

#include <string.h>

static void add_words(struct pp *pp)
{
	static const struct {
		const char *name;
		enum pp_directive directive;
	} directives[] = {
		{"define", PP_DEFINE},
		{"undef", PP_UNDEF},
		{"if", PP_IF},
		{"ifdef", PP_IFDEF},
		{"ifndef", PP_IFNDEF},
		{"elif", PP_ELIF},
		{"elifdef", PP_ELIFDEF},
		{"elifndef", PP_ELIFNDEF},
		{"else", PP_ELSE},
		{"endif", PP_ENDIF},
		{"include", PP_INCLUDE},
		{"include_next", PP_INCLUDE_NEXT},
		{"import", PP_IMPORT},
		{"line", PP_LINE},
		{"error", PP_ERROR},
		{"warning", PP_WARNING},
		{"pragma", PP_PRAGMA},
		{"ident", PP_IDENT},
		{"sccs", PP_SCCS},
		{"assert", PP_ASSERT},
		{"unassert", PP_UNASSERT},
	};
	static const struct {
		const char *name;
		enum pp_builtin builtin;
	} builtins[] = {
		{"__LINE__", PP_BUILTIN_LINE},
		{"__FILE__", PP_BUILTIN_FILE},
		{"__FILE_NAME__", PP_BUILTIN_FILE_NAME},
		{"__BASE_FILE__", PP_BUILTIN_BASE_FILE},
		{"__INCLUDE_LEVEL__", PP_BUILTIN_INCLUDE_LEVEL},
		{"__COUNTER__", PP_BUILTIN_COUNTER},
		{"_Pragma", PP_BUILTIN_PRAGMA},
		{"__has_include", PP_BUILTIN_HAS_INCLUDE},
		{"__has_include_next", PP_BUILTIN_HAS_INCLUDE_NEXT},
		{"__has_attribute", PP_BUILTIN_HAS_FEATURE},
		{"__has_cpp_attribute", PP_BUILTIN_HAS_FEATURE},
		{"__has_c_attribute", PP_BUILTIN_HAS_FEATURE},
		{"__has_builtin", PP_BUILTIN_HAS_FEATURE},
		{"__has_feature", PP_BUILTIN_HAS_FEATURE},
		{"__has_extension", PP_BUILTIN_HAS_FEATURE},
		{"defined", PP_WORD_DEFINED},
		{"__VA_ARGS__", PP_WORD_VA_ARGS},
		{"__VA_OPT__", PP_WORD_VA_OPT},
	};
	size_t i;

	for (i = 0; i < sizeof(directives) / sizeof(directives[0]); i++)
		pp_name(pp, directives[i].name, strlen(directives[i].name))->directive =
			(uint8_t)directives[i].directive;
	for (i = 0; i < sizeof(builtins) / sizeof(builtins[0]); i++)
		pp_name(pp, builtins[i].name, strlen(builtins[i].name))->builtin =
			(uint8_t)builtins[i].builtin;
}

struct pp *pp_new(struct arena *arena, struct source_map *sources, struct diag *diag,
	const struct pp_options *options)
{
	struct pp *pp = arena_new(arena, struct pp);

	pp->arena = arena;
	pp->sources = sources;
	pp->diag = diag;
	pp->options = options;
	intern_init(&pp->paths, arena);
	add_words(pp);
	return pp;
}

/* `NAME=VALUE` as the line that defines it; a newline would end it. */
static void add_definition(struct buf *lines, const struct pp_definition *definition)
{
	const char *text = definition->text, *equals = strchr(text, '=');
	size_t n = strcspn(text, "\n");

	if (definition->is_undef)
		buf_printf(lines, "#undef %.*s\n", (int)n, text);
	else if (!equals)
		buf_printf(lines, "#define %.*s 1\n", (int)n, text);
	else
		buf_printf(lines, "#define %.*s %.*s\n", (int)(equals - text), text,
			(int)strcspn(equals + 1, "\n"), equals + 1);
}

/* Directives of ours, read like a file. */
static bool obey_text(struct pp *pp, const char *name, struct buf *lines)
{
	struct str text = str_make(
		arena_copy(pp->arena, buf_text(lines), lines->size_bytes), lines->size_bytes);

	buf_free(lines);
	if (!pp_open_text(pp, name, text))
		return false;
	pp_scan(pp, NULL);
	return true;
}

/* Reads the files of -imacros or -include, each as if the command line included it. */
static void read_command_files(struct pp *pp, const char *const *paths, size_t count)
{
	struct buf lines = {0};
	struct str text;
	size_t i, n;

	for (i = 0; i < count; i++)
		buf_printf(&lines, "#include \"%s\"\n", paths[i]);
	text = str_make(
		arena_copy(pp->arena, buf_text(&lines), lines.size_bytes), lines.size_bytes);
	buf_free(&lines);
	for (i = 0; i < count; i++, text.p += n, text.n -= n) {
		const struct pp_buffer *outer;
		struct pp_header header = {0};

		n = strlen("#include \"\"\n") + strlen(paths[i]);
		if (!pp_open_text(pp, "<command-line>", str_make(text.p, n)))
			return;
		outer = pp->buffer;
		header.name = str_of(paths[i]);
		header.at.begin = pp_loc(pp, outer->start + strlen("#include "));
		header.at.end = header.at.begin + (src_loc)strlen(paths[i]) + 2;
		pp->buffer->p = pp->buffer->end;
		pp_include(pp, &header, PP_INCLUDE_COMMAND);
		pp_scan(pp, outer->outer);
	}
}

static void read_command_line(struct pp *pp)
{
	const struct pp_options *o = pp->options;
	struct buf lines = {0};
	size_t i;

	pp->is_discarding = true;
	pp->is_predefining = true;
	pp_predefined(o->target, &lines);
	obey_text(pp, "<built-in>", &lines);
	pp->is_predefining = false;
	for (i = 0; i < o->definitions.count; i++)
		add_definition(&lines, &o->definitions.items[i]);
	if (lines.size_bytes > 0)
		obey_text(pp, "<command-line>", &lines);
	pp->prevent_expansion++;
	read_command_files(pp, o->macro_files.items, o->macro_files.count);
	pp->prevent_expansion--;
	pp->is_discarding = false;
	read_command_files(pp, o->include_files.items, o->include_files.count);
}

bool pp_run(
	struct pp *pp, const char *const *paths, size_t path_count, struct source_text *ret_text)
{
	size_t i;

	pp->text = ret_text;
	pp->errors_before = pp->diag->error_count;
	pp->main_path = path_count > 0 ? paths[0] : NULL;
	read_command_line(pp);
	for (i = 0; i < path_count && !pp->is_stopped; i++)
		if (pp_open_main(pp, paths[i]))
			pp_scan(pp, NULL);
	pp->text = NULL;
	return pp->diag->error_count == pp->errors_before;
}

const struct pp_dependencies *pp_dependencies(const struct pp *pp)
{
	return &pp->dependencies;
}

void pp_done(struct pp *pp)
{
	size_t i;

	for (i = 0; i < pp->large_texts.count; i++)
		buf_free(&pp->large_texts.items[i]);
	pp->large_texts.count = 0;
	buf_free(&pp->scratch);
}
