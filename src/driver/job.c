/* See job.h. */
#include "driver/job.h"

#include "driver/clash.h"
#include "driver/report.h"
#include "model/model.h"
#include "parser/ast_dump.h"
#include "support/file.h"
#include "support/outputs.h"

#include <inttypes.h>
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

static enum compile_result preprocess(
	struct compile *compile, const struct job *job, const struct job_target *target)
{
	struct buf out = {0};

	if (compile_preprocess(compile, &target->options) == COMPILE_DONE)
		pp_write_text(&compile->sources, &compile->text, &out);
	return print(compile, job->settings, &out);
}

static enum compile_result dump(
	struct compile *compile, const struct job *job, const struct job_target *target)
{
	struct buf out = {0};
	enum compile_result result;

	if (job->settings->action == ACTION_DUMP_MODEL) {
		if (compile_run(compile, &target->options) == COMPILE_DONE)
			model_dump(&out, compile->model);
		return print(compile, job->settings, &out);
	}
	result = compile_preprocess(compile, &target->options);
	if (result == COMPILE_DONE && job->settings->action == ACTION_DUMP_TOKENS) {
		tokens_dump(&out, &compile->names, &compile->diag, &compile->text,
			target->options.dialect);
		diag_flush(&compile->diag);
	} else if (result == COMPILE_DONE &&
		   compile_parse(compile, &target->options) == COMPILE_DONE) {
		ast_dump(&out, &compile->sources, compile->ast);
	}
	return print(compile, job->settings, &out);
}

/* ---- Limits of the command line ---- */

static uint32_t descriptor_count(const struct form *form)
{
	uint32_t count = 0;
	size_t i;

	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];

		if (field->kind == FIELD_PORT || field->kind == FIELD_OOL ||
			field->kind == FIELD_OOL_PORTS)
			count += field->repeat;
	}
	return count;
}

static void check_message(struct compile *compile, const struct routine *routine,
	const struct message *message, const char *what, const struct descriptor_limit *limit)
{
	uint32_t count = message->exists ? descriptor_count(&message->views[VIEW_PUBLIC]) : 0;

	if (limit->is_given && count > limit->count)
		diag_report(&compile->diag, DIAG_too_many_descriptors, routine->at, what,
			routine->name, arena_printf(&compile->arena, "%" PRIu32, count),
			arena_printf(&compile->arena, "%" PRIu32, limit->count), limit->option);
}

static void check_limits(struct compile *compile, const struct settings *settings)
{
	const struct model *model = compile->model;
	size_t i;

	for (i = 0; model->abi->wire == WIRE_NDR && i < model->routines.count; i++) {
		const struct routine *routine = model->routines.items[i];

		if (!routine)
			continue;
		routine = model_open(model, routine, ROUTINE_PUBLIC);
		check_message(
			compile, routine, &routine->request, "request", &settings->max_descriptors);
		check_message(compile, routine, &routine->reply, "reply",
			&settings->max_reply_descriptors);
	}
	diag_flush(&compile->diag);
}

/* ---- Files ---- */

/* A job under way. The first compilation's arena and diagnostics serve for what they share. */
struct run {
	const struct job *job;
	struct compile *compiles; /* one for each target */
	struct report *reports;
	size_t count; /* of compilations that were begun */
	struct outputs outputs;
	struct pp_dependencies dependencies;
};

static bool is_regular(const char *path)
{
	return strcmp(path, "-") != 0 && strncmp(path, "/dev/", 5) != 0;
}

/* One rule for make, for the outputs from `first` up to `end`. */
static void write_rule(struct run *run, const char *path, size_t first, size_t end)
{
	struct arena *arena = run->outputs.arena;
	struct depfile_options options = run->job->settings->depfile;
	struct depfile_target target = {0};
	size_t i;

	for (i = first; run->job->settings->depfile.targets.count == 0 && i < end; i++) {
		target.text = run->outputs.files.items[i]->path;
		if (is_regular(target.text))
			vec_push(arena, &options.targets, target);
	}
	if (options.targets.count == 0) {
		target.text = path;
		vec_push(arena, &options.targets, target);
	}
	depfile_write(&outputs_add(&run->outputs, path)->text, arena, &options, &run->dependencies);
}

static void write_depfiles(struct run *run)
{
	struct arena *arena = run->outputs.arena;
	const struct job *job = run->job;
	const char *path = job->settings->depfile.path;
	size_t count = run->outputs.files.count, i;

	if (!path && job->depfile_for_each) {
		for (i = 0; i < count; i++) {
			path = run->outputs.files.items[i]->path;
			if (is_regular(path))
				write_rule(run, arena_printf(arena, "%s.d", path), i, i + 1);
		}
		return;
	}
	if (!path)
		path = job->depfile;
	if (!path)
		path = path_join(arena, job->settings->products.folder,
			arena_printf(arena, "%s.d", run->compiles[0].model->name));
	write_rule(run, path, 0, count);
}

/* depfile_write() names a file once, however often it was read. */
static void add_dependencies(struct run *run, size_t index)
{
	struct pp_dependencies found = compile_dependencies(
		&run->compiles[index], &run->job->targets.items[index].options);
	size_t i;

	for (i = 0; i < found.files.count; i++)
		vec_push(run->outputs.arena, &run->dependencies.files, found.files.items[i]);
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

static struct product_list plan(struct run *run, size_t index)
{
	return products_plan(&run->compiles[index].arena, run->compiles[index].model,
		&run->job->targets.items[index].request);
}

static enum compile_result print_outputs(struct run *run)
{
	struct arena *arena = &run->compiles[0].arena;
	struct buf out = {0};
	VEC(const char *) printed = {0};
	size_t t, i, k;

	for (t = 0; t < run->count; t++) {
		struct product_list list = plan(run, t);

		for (i = 0; i < list.files.count; i++) {
			const char *path = list.files.items[i].path;

			for (k = 0; k < printed.count && strcmp(printed.items[k], path) != 0;)
				k++;
			/* One target's own clash is for the run that writes to report. */
			if (k < printed.count && t > 0)
				continue;
			vec_push(arena, &printed, path);
			buf_printf(&out, "%s\n", path);
		}
	}
	return print(&run->compiles[0], run->job->settings, &out);
}

/* What is written once for all targets. */
static bool write_shared(struct run *run)
{
	struct arena *arena = run->outputs.arena;
	struct rust_target *targets = arena_alloc_array(arena, run->count, sizeof(*targets));
	struct product_list list = plan(run, 0);
	bool is_good;
	size_t i;

	for (i = 0; i < run->count; i++)
		targets[i] = (struct rust_target){run->compiles[i].model, &run->compiles[i].diag};
	is_good = products_write_shared(&run->outputs, &list, targets, run->count);
	for (i = 0; i < run->count; i++)
		diag_flush(&run->compiles[i].diag);
	return is_good;
}

static enum compile_result write_products(struct run *run)
{
	const struct settings *settings = run->job->settings;
	struct pp_dependency prologue = {settings->prologue_path, false};
	struct compile *first = &run->compiles[0];
	bool is_good = true;
	size_t i;

	outputs_init(&run->outputs, &first->arena);
	run->outputs.write_if_changed = settings->if_changed;
	for (i = 0; i < run->count; i++) {
		struct product_list list = plan(run, i);

		if (!products_check(&run->compiles[i].arena, &run->compiles[i].diag,
			    run->compiles[i].model, &list, &run->job->targets.items[i].request)) {
			diag_flush(&run->compiles[i].diag);
			is_good = false;
			continue;
		}
		products_write(&run->outputs, run->compiles[i].model, &list,
			&run->job->targets.items[i].request);
		add_dependencies(run, i);
	}
	if (is_good && run->count > 1)
		is_good = write_shared(run);
	if (prologue.path)
		vec_push(&first->arena, &run->dependencies.files, prologue);
	if (settings->depfile.is_wanted)
		write_depfiles(run);
	if (is_good && clash_check(first, &run->outputs, &run->dependencies))
		commit(first, &run->outputs);
	outputs_free(&run->outputs);
	for (i = 0; i < run->count; i++)
		if (compile_result(&run->compiles[i]) != COMPILE_DONE)
			return compile_result(&run->compiles[i]);
	return compile_result(first);
}

static enum compile_result compile_target(struct run *run, size_t index)
{
	const struct settings *settings = run->job->settings;
	struct compile *compile = &run->compiles[index];
	struct buf out = {0};

	if (compile_run(compile, &run->job->targets.items[index].options) == COMPILE_DONE)
		check_limits(compile, settings);
	if (compile_result(compile) == COMPILE_DONE && compile->model->kernel_user &&
		settings->products.c.separate_receive && !settings->is_quiet)
		report_warning(settings->program,
			"'%s' is a KernelUser subsystem, whose stubs use one call",
			compile->model->name);
	if (compile_result(compile) != COMPILE_DONE || !settings->is_verbose)
		return compile_result(compile);
	model_dump(&out, compile->model);
	return print(compile, settings, &out);
}

static void begin(struct run *run, size_t index, struct report_seen *seen)
{
	struct report *report = &run->reports[index];
	struct compile *compile = &run->compiles[index];

	report->form = run->job->settings->form;
	report->seen = seen;
	compile_init(compile, report_diagnostic, report);
	report->sources = &compile->sources;
	set_diagnostics(&compile->diag, run->job->settings);
	run->count++;
}

static enum compile_result compile_and_write(struct run *run, struct report_seen *seen)
{
	enum compile_result result = COMPILE_DONE;
	size_t i;

	for (i = 0; i < run->job->targets.count && result == COMPILE_DONE; i++) {
		if (i > 0)
			begin(run, i, seen);
		result = compile_target(run, i);
	}
	if (result != COMPILE_DONE)
		return result;
	return run->job->settings->action == ACTION_PRINT_OUTPUTS ? print_outputs(run)
								  : write_products(run);
}

static enum compile_result do_action(struct run *run, struct report_seen *seen)
{
	const struct job_target *target = &run->job->targets.items[0];

	switch (run->job->settings->action) {
	case ACTION_PREPROCESS: return preprocess(&run->compiles[0], run->job, target);
	case ACTION_DUMP_TOKENS:
	case ACTION_DUMP_AST:
	case ACTION_DUMP_MODEL: return dump(&run->compiles[0], run->job, target);
	case ACTION_COMPILE:
	case ACTION_PRINT_OUTPUTS:
	case ACTION_SEARCH_DIRS:
	case ACTION_HELP:
	case ACTION_VERSION: break;
	}
	return compile_and_write(run, seen);
}

enum compile_result job_run(const struct job *job)
{
	struct arena arena = {0};
	struct report_seen seen = {0};
	struct report_seen *seen_if_needed = job->targets.count > 1 ? &seen : NULL;
	struct run run = {.job = job};
	enum compile_result result;
	size_t i;

	run.compiles = arena_alloc_array(&arena, job->targets.count, sizeof(*run.compiles));
	run.reports = arena_alloc_array(&arena, job->targets.count, sizeof(*run.reports));
	begin(&run, 0, seen_if_needed);
	result = do_action(&run, seen_if_needed);
	for (i = 0; i < run.count; i++)
		compile_free(&run.compiles[i]);
	arena_free(&seen.arena);
	arena_free(&arena);
	return result;
}
