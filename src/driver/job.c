/* See job.h. */
#include "driver/job.h"

#include "driver/clash.h"
#include "driver/report.h"
#include "model/model.h"
#include "parser/ast_dump.h"
#include "support/file.h"
#include "support/outputs.h"

#include <string.h>

/* Settings that govern diagnostics. Unknown warnings were refused when the line was read. */
static void set_diagnostics(struct diag *diag, const struct settings *settings)
{
	size_t i;

	for (i = 0; i < settings->warnings.count; i++)
		diag_set_option(diag, str_of(settings->warnings.items[i]));
	diag->is_quiet = settings->is_quiet;
	if (settings->has_error_limit)
		diag->error_limit = settings->error_limit;
}

static enum compile_result print(
	struct compile *compile, const struct settings *settings, struct buf *text)
{
	enum compile_result result = compile_result(compile);

	if (result == COMPILE_DONE && !report_print(settings->program, text))
		result = COMPILE_FAILED;
	buf_free(text);
	return result;
}

static enum compile_result preprocess(struct compile *compile, const struct job *job)
{
	struct buf out = {0};

	if (compile_preprocess(compile, job->options) == COMPILE_DONE)
		pp_write_text(&compile->sources, &compile->text, &out);
	return print(compile, job->settings, &out);
}

static enum compile_result dump(struct compile *compile, const struct job *job)
{
	struct buf out = {0};
	enum compile_result result;

	if (job->settings->action == ACTION_DUMP_MODEL) {
		if (compile_run(compile, job->options) == COMPILE_DONE)
			model_dump(&out, compile->model);
		return print(compile, job->settings, &out);
	}
	result = compile_preprocess(compile, job->options);
	if (result == COMPILE_DONE && job->settings->action == ACTION_DUMP_TOKENS) {
		tokens_dump(&out, &compile->names, &compile->diag, &compile->text,
			job->options->dialect);
		diag_flush(&compile->diag);
	} else if (result == COMPILE_DONE && compile_parse(compile, job->options) == COMPILE_DONE) {
		ast_dump(&out, &compile->sources, compile->ast);
	}
	return print(compile, job->settings, &out);
}

/* Adds the rule for make as one more output. */
static void write_depfile(struct compile *compile, const struct job *job, struct outputs *outputs,
	const struct pp_dependencies *dependencies)
{
	struct depfile_options options = job->settings->depfile;
	const char *path = options.path ? options.path : job->depfile;
	struct depfile_target target = {0};
	size_t i;

	if (!path)
		path = path_join(&compile->arena, job->request->folder,
			arena_printf(&compile->arena, "%s.d", compile->model->name));
	for (i = 0; job->settings->depfile.targets.count == 0 && i < outputs->files.count; i++) {
		target.text = outputs->files.items[i]->path;
		if (strcmp(target.text, "-") != 0 && strncmp(target.text, "/dev/", 5) != 0)
			vec_push(&compile->arena, &options.targets, target);
	}
	if (options.targets.count == 0) {
		target.text = path;
		vec_push(&compile->arena, &options.targets, target);
	}
	depfile_write(&outputs_add(outputs, path)->text, &compile->arena, &options, dependencies);
}

static void commit(struct compile *compile, struct outputs *outputs)
{
	struct outputs_error error;

	if (!outputs_commit(outputs, &error))
		compile_fail(compile, DIAG_cannot_write, (struct src_span){0, 0}, error.action,
			strcmp(error.path, "-") == 0 ? "standard output" : error.path,
			strerror(error.error));
	diag_flush(&compile->diag);
}

static enum compile_result print_outputs(
	struct compile *compile, const struct job *job, const struct product_list *list)
{
	struct buf out = {0};
	size_t i;

	for (i = 0; i < list->files.count; i++)
		buf_printf(&out, "%s\n", list->files.items[i].path);
	return print(compile, job->settings, &out);
}

static enum compile_result write_products(
	struct compile *compile, const struct job *job, const struct product_list *list)
{
	struct pp_dependencies dependencies = compile_dependencies(compile, job->options);
	struct outputs outputs;

	outputs_init(&outputs, &compile->arena);
	outputs.write_if_changed = job->settings->if_changed;
	products_write(&outputs, compile->model, list, job->request);
	if (job->settings->depfile.is_wanted)
		write_depfile(compile, job, &outputs, &dependencies);
	if (clash_check(compile, &outputs, &dependencies))
		commit(compile, &outputs);
	outputs_free(&outputs);
	return compile_result(compile);
}

static enum compile_result compile_and_write(struct compile *compile, const struct job *job)
{
	enum compile_result result = compile_run(compile, job->options);
	struct product_list list;

	if (result != COMPILE_DONE)
		return result;
	if (job->settings->is_verbose) {
		struct buf out = {0};

		model_dump(&out, compile->model);
		result = print(compile, job->settings, &out);
		if (result != COMPILE_DONE)
			return result;
	}
	list = products_plan(&compile->arena, compile->model, job->request);
	if (job->settings->action == ACTION_PRINT_OUTPUTS)
		return print_outputs(compile, job, &list);
	return write_products(compile, job, &list);
}

static enum compile_result run(struct compile *compile, const struct job *job)
{
	switch (job->settings->action) {
	case ACTION_PREPROCESS: return preprocess(compile, job);
	case ACTION_DUMP_TOKENS:
	case ACTION_DUMP_AST:
	case ACTION_DUMP_MODEL: return dump(compile, job);
	case ACTION_COMPILE:
	case ACTION_PRINT_OUTPUTS:
	case ACTION_SEARCH_DIRS:
	case ACTION_HELP:
	case ACTION_VERSION: break;
	}
	return compile_and_write(compile, job);
}

enum compile_result job_run(const struct job *job)
{
	struct report report = {.is_json = job->settings->is_json};
	struct compile compile;
	enum compile_result result;

	compile_init(&compile, report_diagnostic, &report);
	report.sources = &compile.sources;
	set_diagnostics(&compile.diag, job->settings);
	result = run(&compile, job);
	compile_free(&compile);
	return result;
}
