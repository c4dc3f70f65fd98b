/* migc's own command line. */
#include "driver/job.h"
#include "driver/modes.h"
#include "driver/report.h"

#include <string.h>

enum { STATUS_FINE = 0, STATUS_BAD_INPUT = 1, STATUS_FAILED = 2 };

static const char usage[] =
	"Usage: migc [options] FILE.defs...\n"
	"Compiles Mach interface definitions. FILE '-' is standard input, an output '-' is "
	"standard\n"
	"output, a word @FILE stands for the words in FILE. S is the subsystem's name.\n";

static int status_of(enum compile_result result)
{
	switch (result) {
	case COMPILE_DONE: return STATUS_FINE;
	case COMPILE_BAD_INPUT: return STATUS_BAD_INPUT;
	case COMPILE_FAILED: break;
	}
	return STATUS_FAILED;
}

static int print_search_dirs(struct settings *settings, const struct compile_options *options)
{
	struct buf out = {0};
	bool done;

	pp_search_folders(&options->preprocess, &settings->arena, &out);
	done = report_print(settings->program, &out);
	buf_free(&out);
	return done ? STATUS_FINE : STATUS_FAILED;
}

/* Whether the line names files, which only one input can fill. */
static bool names_fit(const struct settings *settings)
{
	if (settings->inputs.count < 2)
		return true;
	if (settings->named == 0 && !settings->depfile.path)
		return true;
	report_error(settings->program, "several inputs cannot share the name of an output");
	return false;
}

static enum compile_result compile_input(struct settings *settings,
	const struct compile_options *common, const struct product_request *request,
	const char *input)
{
	struct compile_options options = *common;
	struct job job = {settings, &options, request, NULL};

	vec_push(&settings->arena, &options.paths, input);
	if (settings->cpp_command) {
		options.input = COMPILE_EXTERNAL;
		if (!mode_external_command(settings, settings->cpp_command, &options.command))
			return COMPILE_FAILED;
		vec_push(&settings->arena, &options.command.items, input);
	}
	return job_run(&job);
}

static int compile_all(struct settings *settings, const struct compile_options *options)
{
	struct product_request request = settings->products;
	enum compile_result worst = COMPILE_DONE;
	size_t i;

	if (!settings->emit_given)
		request.kinds = PRODUCT_BIT(HEADER) | PRODUCT_BIT(USER) | PRODUCT_BIT(SERVER);
	request.kinds |= settings->named;
	request.header_by_default = true;
	request.server_includes_header = true;
	request.docs = true;
	for (i = 0; i < settings->inputs.count; i++) {
		enum compile_result result =
			compile_input(settings, options, &request, settings->inputs.items[i]);

		if (result > worst)
			worst = result;
	}
	return status_of(worst);
}

int native_run(struct settings *settings)
{
	struct compile_options options;
	const char *target;

	if (settings->action == ACTION_HELP)
		return mode_print_help(settings, usage) ? STATUS_FINE : STATUS_FAILED;
	if (settings->action == ACTION_VERSION)
		return mode_print(settings, "migc " MIGC_VERSION "\n") ? STATUS_FINE
								       : STATUS_FAILED;
	target = mode_target(settings, &settings->program, 1);
	if (!target || !mode_compile_options(settings, target, &options))
		return STATUS_FAILED;
	if (settings->action == ACTION_SEARCH_DIRS)
		return print_search_dirs(settings, &options);
	if (settings->inputs.count == 0) {
		report_error(
			settings->program, "no input file; try '%s --help'", settings->program);
		return STATUS_FAILED;
	}
	if (!names_fit(settings))
		return STATUS_FAILED;
	return compile_all(settings, &options);
}
