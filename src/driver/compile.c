/* The pipeline up to the model; see compile.h. */
#include "driver/compile.h"

#include "parser/parser.h"
#include "sema/sema.h"
#include "support/file.h"
#include "support/map.h"

#include <string.h>

/* What has no place in the input is not the input's fault. */
static void note_failures(void *context, const struct diagnostic *diagnostic)
{
	struct compile *compile = context;

	if (diagnostic->severity == DIAG_ERROR && diagnostic->at.begin == 0 &&
		(diagnostic->id == DIAG_cannot_read || diagnostic->id == DIAG_external_cannot_run))
		compile->is_failed = true;
	if (compile->sink)
		compile->sink(compile->sink_context, diagnostic);
}

void compile_init(struct compile *compile, diag_sink *sink, void *sink_context)
{
	memset(compile, 0, sizeof(*compile));
	compile->sink = sink;
	compile->sink_context = sink_context;
	source_map_init(&compile->sources, &compile->arena);
	intern_init(&compile->names, &compile->arena);
	diag_init(&compile->diag, &compile->arena, &compile->sources, note_failures, compile);
}

enum compile_result compile_result(const struct compile *compile)
{
	if (compile->is_failed)
		return COMPILE_FAILED;
	return compile->diag.error_count > 0 ? COMPILE_BAD_INPUT : COMPILE_DONE;
}

/* Lines with '#' that another preprocessor may leave: each dialect's own, or all of them. */
static unsigned lines_to_skip(enum dialect dialect)
{
	switch (dialect) {
	case DIALECT_GNU: return PP_SKIP_DEFINE;
	case DIALECT_APPLE: return PP_SKIP_PRAGMA;
	case DIALECT_NATIVE: break;
	}
	return PP_SKIP_DEFINE | PP_SKIP_PRAGMA | PP_SKIP_OTHERS;
}

static void read_marked(struct compile *compile, const struct compile_options *options,
	const char *path, struct str bytes)
{
	pp_read_marked(&compile->arena, &compile->sources, &compile->diag, path, bytes,
		lines_to_skip(options->dialect), &compile->text);
}

static const char *first_path(const struct compile_options *options)
{
	const char *path = options->paths.count > 0 ? options->paths.items[0] : "-";

	return strcmp(path, "-") == 0 ? "<stdin>" : path;
}

static void read_preprocessed(struct compile *compile, const struct compile_options *options)
{
	const char *path = options->paths.count > 0 ? options->paths.items[0] : "-";
	int error = file_read(path, true, &compile->bytes);

	if (error != 0)
		compile_fail(compile, DIAG_cannot_read, (struct src_span){0, 0},
			first_path(options), strerror(error));
	else
		read_marked(compile, options, first_path(options),
			str_make(buf_text(&compile->bytes), compile->bytes.size_bytes));
}

enum compile_result compile_preprocess(
	struct compile *compile, const struct compile_options *options)
{
	switch (options->input) {
	case COMPILE_BUILT_IN:
		compile->pp = pp_new(
			&compile->arena, &compile->sources, &compile->diag, &options->preprocess);
		pp_run(compile->pp, options->paths.items, options->paths.count, &compile->text);
		break;
	case COMPILE_EXTERNAL:
		if (pp_run_external(
			    &compile->diag, &compile->arena, &options->command, &compile->bytes))
			read_marked(compile, options, first_path(options),
				str_make(buf_text(&compile->bytes), compile->bytes.size_bytes));
		break;
	case COMPILE_PREPROCESSED: read_preprocessed(compile, options); break;
	case COMPILE_BYTES: read_marked(compile, options, "<input>", options->bytes); break;
	}
	diag_flush(&compile->diag);
	return compile_result(compile);
}

enum compile_result compile_parse(struct compile *compile, const struct compile_options *options)
{
	struct parse_options parse = {.dialect = options->dialect};

	compile->ast =
		parse_text(&compile->arena, &compile->names, &compile->diag, &compile->text, parse);
	diag_flush(&compile->diag);
	return compile_result(compile);
}

static struct ast_file *parse_prelude(struct compile *compile, enum dialect dialect)
{
	struct parse_options parse = {.dialect = dialect, .is_prelude = true};
	struct str bytes = str_of(sema_prelude());
	struct source_text text = {0};
	struct ast_file *prelude;

	pp_read_marked(
		&compile->arena, &compile->sources, &compile->diag, "<prelude>", bytes, 0, &text);
	prelude = parse_text(&compile->arena, &compile->names, &compile->diag, &text, parse);
	text_free(&text);
	return prelude;
}

/* What the input is called where its name is printed: of the first real file. */
static const char *source_base(const struct compile *compile, const struct compile_options *options)
{
	size_t i;

	for (i = options->paths.count; i-- > 0;)
		if (strcmp(options->paths.items[i], "-") != 0 &&
			strcmp(options->paths.items[i], "/dev/null") != 0)
			return path_base(options->paths.items[i]);
	for (i = 0; compile->sources.files.count > 0 &&
		    i < compile->sources.files.items[0]->marks.count;
		i++) {
		const char *path = compile->sources.files.items[0]->marks.items[i].path;

		if (path[0] != '<' && path[0] != '\0')
			return path_base(path);
	}
	return "stdin";
}

enum compile_result compile_analyse(struct compile *compile, const struct compile_options *options)
{
	struct sema_options sema = {
		.dialect = options->dialect,
		.target = options->target,
		.shares_prototypes = options->shares_prototypes,
		.source_base = source_base(compile, options),
		.prefix = options->prefix ? options->prefix : "",
		.support_prefix = options->support_prefix ? options->support_prefix : "",
		.scratch = &compile->scratch,
	};
	const struct ast_file *prelude =
		options->with_prelude ? parse_prelude(compile, options->dialect) : NULL;

	compile->model = sema_run(
		&compile->arena, &compile->names, &compile->diag, &sema, prelude, compile->ast);
	diag_flush(&compile->diag);
	return compile_result(compile);
}

enum compile_result compile_run(struct compile *compile, const struct compile_options *options)
{
	enum compile_result preprocessed = compile_preprocess(compile, options);

	/*
	 * After an error the text is not what was meant: a file that was not found may have held
	 * all declarations, and a macro that failed leaves pieces. More would be said of that than
	 * of mistakes.
	 */
	if (preprocessed != COMPILE_DONE)
		return preprocessed;
	compile_parse(compile, options);
	text_free(&compile->text);
	if (!diag_is_full(&compile->diag))
		compile_analyse(compile, options);
	return compile_result(compile);
}

/* Builds the list of files, each once. */
struct dependency_list {
	struct compile *compile;
	struct pp_dependencies files;
	struct map seen;
};

/* Names such as <built-in> are no files. */
static void add_dependency(struct dependency_list *list, const char *path, bool is_system)
{
	struct pp_dependency dependency = {path, is_system};
	const char *name;

	if (path[0] == '<' || path[0] == '\0' || strcmp(path, "-") == 0)
		return;
	name = intern(&list->compile->names, str_of(path));
	if (map_get(&list->seen, name))
		return;
	map_set(&list->seen, &list->compile->arena, name, list);
	vec_push(&list->compile->arena, &list->files.files, dependency);
}

/*
 * Another preprocessor's line marks name every file that gave it text; files that only defined
 * macros have to be named on the command line to be known here.
 */
static void add_marked(struct dependency_list *list, const struct compile_options *options)
{
	const struct source_map *sources = &list->compile->sources;
	size_t i, k;

	for (i = 0; i < options->preprocess.macro_files.count; i++)
		add_dependency(list, options->preprocess.macro_files.items[i], false);
	for (i = 0; i < sources->files.count; i++) {
		const struct source_file *file = sources->files.items[i];

		for (k = 0; k < file->marks.count; k++)
			add_dependency(list, file->marks.items[k].path, false);
	}
}

struct pp_dependencies compile_dependencies(
	struct compile *compile, const struct compile_options *options)
{
	struct dependency_list list = {.compile = compile};
	size_t i;

	if (options->input != COMPILE_BYTES)
		for (i = options->paths.count; i-- > 0;)
			add_dependency(&list, options->paths.items[i], false);
	if (options->input == COMPILE_BUILT_IN) {
		const struct pp_dependencies *read = pp_dependencies(compile->pp);

		for (i = 0; i < read->files.count; i++)
			add_dependency(
				&list, read->files.items[i].path, read->files.items[i].is_system);
	} else {
		add_marked(&list, options);
	}
	return list.files;
}

void compile_free(struct compile *compile)
{
	text_free(&compile->text);
	if (compile->pp)
		pp_done(compile->pp);
	buf_free(&compile->bytes);
	arena_free(&compile->scratch);
	arena_free(&compile->arena);
}
