/*
 * The command lines of GNU MIG: `mig`, which preprocesses files, and `migcom`, which reads what a
 * preprocessor printed. Both are this program; neither starts the other, and no shell is involved.
 *
 * The environment, as the peer has it:
 *	CPP      the preprocessor's command, as -cc gives it
 *	CC       a compiler's command, used as `$CC -E -x c` if there is no CPP
 *	MIGCOM   the peer's back end, as -migcom gives it. It is part of this program, so that
 *	         nothing is run; but a peer's back end is made for one target, which its name says
 *	         (i686-gnu-migcom), and that chooses the target here.
 *	MIGDIR   where the peer looks for MIGCOM. No effect.
 */
#include "driver/modes.h"
#include "driver/names.h"

#include <string.h>

static const char usage[] = "Usage: mig [options] [-] FILE.defs...\n"
			    "Compiles Mach interface definitions in place of GNU MIG. '-' is "
			    "standard input, read before\n"
			    "each FILE. S is the subsystem's name.\n";

/* The external preprocessor's command, or NULL if the built-in one shall do. */
static const char *preprocessor(struct settings *settings)
{
	const char *cpp = mode_variable("CPP"), *cc = mode_variable("CC");

	if (settings->cpp_command && *settings->cpp_command)
		return settings->cpp_command;
	if (cpp)
		return cpp;
	return cc ? arena_printf(&settings->arena, "%s -E -x c", cc) : NULL;
}

static bool compile_file(struct settings *settings, const struct compile_options *common,
	const struct product_request *request, const char *file)
{
	struct compile_options options = *common;

	if (settings->stdin_count > 0)
		vec_push(&settings->arena, &options.paths, "-");
	vec_push(&settings->arena, &options.paths, file);
	if (options.input == COMPILE_EXTERNAL) {
		struct pp_words words = {0};
		size_t i;

		for (i = 0; i < common->command.items.count; i++)
			vec_push(&settings->arena, &words.items, common->command.items.items[i]);
		vec_push(&settings->arena, &words.items, file);
		options.command = words;
	}
	return mode_run_job(settings, &options, request,
		arena_printf(&settings->arena, "%s-mig.d", name_stem(&settings->arena, file)),
		false);
}

static bool compile_files(struct settings *settings, const char *target)
{
	struct product_request request = mode_request(settings);
	const char *command = preprocessor(settings);
	struct compile_options options;
	size_t i;

	if (!mode_compile_options(settings, target, &options))
		return false;
	if (command) {
		options.input = COMPILE_EXTERNAL;
		if (!mode_external_command(settings, command, &options.command))
			return false;
	} else if (!mode_know_words(settings)) {
		return false;
	}
	for (i = 0; i < settings->inputs.count; i++)
		if (!compile_file(settings, &options, &request, settings->inputs.items[i]))
			return false;
	return true;
}

static bool print_version(struct settings *settings)
{
	return mode_print(
		settings, arena_printf(&settings->arena,
				  "%s (migc " MIGC_VERSION ", compatible with GNU MIG) 1.8\n",
				  settings->program));
}

int gnu_mig_run(struct settings *settings)
{
	const char *programs[] = {settings->migcom, mode_variable("MIGCOM"), settings->program};
	const char *target;
	bool fine;

	if (settings->action == ACTION_HELP)
		return mode_status(mode_print_help(settings, usage));
	if (settings->action == ACTION_VERSION)
		return mode_status(print_version(settings));
	/* compat(gnu): without a file there is nothing to do, and that is no mistake. */
	if (settings->inputs.count == 0)
		return mode_status(true);
	target = mode_target(
		settings, programs, sizeof(programs) / sizeof(programs[0]), name_host_target());
	fine = target && compile_files(settings, target);
	return mode_status(fine);
}

int gnu_migcom_run(struct settings *settings)
{
	struct product_request request = mode_request(settings);

	return mode_run_preprocessed(settings,
		mode_target(settings, &settings->program, 1, name_host_target()), &request);
}
