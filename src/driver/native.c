/* migc's own command line. */
#include "driver/job.h"
#include "driver/modes.h"
#include "driver/names.h"
#include "driver/report.h"
#include "model/abi.h"

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

static bool wants(const struct settings *settings, unsigned kinds)
{
	return (settings->products.kinds | settings->named) & kinds;
}

/* Whether the line names files, which only one input can fill, and what several targets cannot. */
static bool names_fit(const struct settings *settings)
{
	bool one_target = settings->targets.count < 2;
	size_t i;

	if (!one_target && settings->action != ACTION_COMPILE &&
		settings->action != ACTION_PRINT_OUTPUTS) {
		report_error(settings->program, "this can be printed for one target only");
		return false;
	}
	for (i = 0; !one_target && i < settings->inputs.count; i++)
		if (strcmp(settings->inputs.items[i], "-") == 0) {
			report_error(settings->program,
				"standard input can be compiled for one target only");
			return false;
		}
	if (!one_target && wants(settings, PRODUCT_BIT(RUST)) &&
		wants(settings, PRODUCT_BIT(RUST_SHIM)) &&
		(settings->products.shim_exports & RUST_EXPORT_FUNCTIONS)) {
		report_error(settings->program,
			"the server's functions have one name for all targets: "
			"'--shim=functions' goes with a Rust module for one target only");
		return false;
	}
	if (settings->merge_targets && one_target) {
		report_error(settings->program, "'--merge-targets' needs several targets");
		return false;
	}
	if (settings->inputs.count < 2)
		return true;
	if (settings->named == 0 && !settings->depfile.path)
		return true;
	report_error(settings->program, "several inputs cannot share the name of an output");
	return false;
}

/* Which wires there are among the targets. */
static bool has_wire(const struct settings *settings, enum wire wire)
{
	size_t i;

	for (i = 0; i < settings->targets.count; i++)
		if (abi_find(settings->targets.items[i], false)->wire == wire)
			return true;
	return false;
}

/* What compilers for this target, and for none of the others, find true. */
static const char *condition_of(struct settings *settings, const char *target, bool has_both_wires)
{
	const struct abi *row = abi_find(target, false);
	const char *cpu = strcmp(row->cpu, "arm64") == 0 ? "aarch64" : row->cpu;
	const char *system = "";

	if (has_both_wires)
		system = row->wire == WIRE_NDR ? " && defined(__APPLE__)"
					       : " && !defined(__APPLE__)";
	return arena_printf(&settings->arena, "defined(__%s__)%s", cpu, system);
}

static bool has_both(const struct settings *settings)
{
	return has_wire(settings, WIRE_TYPED) && has_wire(settings, WIRE_NDR);
}

/* What a request says about one of several targets. */
static void set_target(
	struct settings *settings, const char *target, struct product_request *request)
{
	bool has_both_wires = has_both(settings);
	struct buf all = {0};
	size_t i;

	request->target = target;
	if (!settings->merge_targets) {
		if (has_both_wires)
			request->c.name_suffix =
				abi_find(target, false)->wire == WIRE_NDR ? "_ndr" : "_typed";
		return;
	}
	request->condition = condition_of(settings, target, has_both_wires);
	for (i = 0; i < settings->targets.count; i++)
		buf_printf(&all, "%s(%s)", i > 0 ? " || " : "",
			condition_of(settings, settings->targets.items[i], has_both_wires));
	request->any_condition = arena_copy(&settings->arena, buf_text(&all), all.size_bytes);
	buf_free(&all);
}

static bool add_target(
	struct settings *settings, struct job *job, const char *name, const char *input)
{
	struct job_target target = {.request = settings->products};

	if (!mode_compile_options(settings, name, &target.options))
		return false;
	vec_push(&settings->arena, &target.options.paths, input);
	if (settings->cpp_command) {
		target.options.input = COMPILE_EXTERNAL;
		if (!mode_external_command(
			    settings, settings->cpp_command, &target.options.command))
			return false;
		vec_push(&settings->arena, &target.options.command.items, input);
	}
	if (!settings->emit_given)
		target.request.kinds =
			PRODUCT_BIT(HEADER) | PRODUCT_BIT(USER) | PRODUCT_BIT(SERVER);
	target.request.kinds |= settings->named;
	target.request.header_by_default = true;
	target.request.server_includes_header = true;
	target.request.c.docs = true;
	if (settings->targets.count > 1 && wants(settings, PRODUCT_BIT(RUST))) {
		target.request.rust_targets = settings->targets.items;
		target.request.rust_target_count = settings->targets.count;
	}
	target.options.shares_prototypes = !settings->merge_targets && has_both(settings);
	if (settings->targets.count > 1)
		set_target(settings, name, &target.request);
	vec_push(&settings->arena, &job->targets, target);
	return true;
}

static enum compile_result compile_input(
	struct settings *settings, const char *target, const char *input)
{
	struct job job = {.settings = settings};
	size_t i;

	if (settings->targets.count < 2) {
		if (!add_target(settings, &job, target, input))
			return COMPILE_FAILED;
	}
	for (i = 0; settings->targets.count > 1 && i < settings->targets.count; i++)
		if (!add_target(settings, &job, settings->targets.items[i], input))
			return COMPILE_FAILED;
	return job_run(&job);
}

static int compile_all(struct settings *settings, const char *target)
{
	enum compile_result worst = COMPILE_DONE;
	size_t i;

	for (i = 0; i < settings->inputs.count; i++) {
		enum compile_result result =
			compile_input(settings, target, settings->inputs.items[i]);

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
	target = mode_target(settings, &settings->program, 1, name_host_target());
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
	return compile_all(settings, target);
}
