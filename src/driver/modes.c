/* What the command lines have in common; see modes.h. */
#include "driver/modes.h"

#include "driver/names.h"
#include "driver/report.h"

#include <stdlib.h>
#include <string.h>

static const char *known_target(struct settings *settings, struct str text, const char *from)
{
	const char *target = name_target(text);

	if (!target)
		report_error(settings->program, "%s names no target: '%.*s'; there are %s", from,
			STR_FMT(text), name_targets(&settings->arena, ", "));
	return target;
}

const char *mode_target(struct settings *settings, const char *const *programs, size_t count)
{
	const char *variable = getenv("MIGC_TARGET");
	size_t i;

	if (settings->target)
		return settings->target;
	for (i = 0; i < count; i++) {
		struct str part = programs[i] ? name_target_part(programs[i]) : str_make("", 0);

		/* A name such as gnu-mig says nothing; mips64-gnu-mig says what cannot be. */
		if (part.n > 0 && memchr(part.p, '-', part.n))
			return known_target(settings, part, programs[i]);
	}
	if (variable && *variable)
		return known_target(settings, str_of(variable), "MIGC_TARGET");
	return name_host_target();
}

/* The row whose macros are predefined: the target's, unless -m32 or -arch name another CPU. */
static const struct pp_target *cpp_target(struct settings *settings, const char *target)
{
	const char *system = strrchr(target, '-');
	const char *other = NULL;

	if (settings->cpp_target)
		other = name_target(str_of(
			arena_printf(&settings->arena, "%s%s", settings->cpp_target, system)));
	/* -m32 and -m64 are for x86; other machines have no such pair. */
	if (other && strncmp(target, "aarch64", 7) == 0 && settings->cpp_target_is_x86)
		other = NULL;
	return pp_find_target(other ? other : target);
}

bool mode_compile_options(
	struct settings *settings, const char *target, struct compile_options *ret_options)
{
	struct compile_options *options = ret_options;

	memset(options, 0, sizeof(*options));
	options->dialect = settings->mode == MODE_NATIVE ? DIALECT_NATIVE : DIALECT_GNU;
	options->with_prelude = settings->mode == MODE_NATIVE;
	options->target = target;
	options->prefix = settings->prefix;
	options->support_prefix = settings->support_prefix;
	options->preprocess = settings->preprocess;
	options->preprocess.dash_is_stdin = true;
	options->preprocess.keep_pragmas = settings->action == ACTION_PREPROCESS;
	options->preprocess.target = cpp_target(settings, target);
	if (!options->preprocess.target)
		report_error(settings->program, "there is no preprocessor for '%s'", target);
	return options->preprocess.target;
}

bool mode_external_command(
	struct settings *settings, const char *command, struct pp_words *ret_words)
{
	size_t i;

	if (!pp_split_command(&settings->arena, command, ret_words)) {
		report_error(
			settings->program, "a quote is not closed in the command '%s'", command);
		return false;
	}
	if (ret_words->items.count == 0) {
		report_error(settings->program, "the preprocessor's command is empty");
		return false;
	}
	for (i = 0; i < settings->cpp_words.items.count; i++)
		vec_push(&settings->arena, &ret_words->items, settings->cpp_words.items.items[i]);
	return true;
}

bool mode_print(struct settings *settings, const char *text)
{
	struct buf out = {0};
	bool done;

	buf_add_c(&out, text);
	done = report_print(settings->program, &out);
	buf_free(&out);
	return done;
}

bool mode_print_help(struct settings *settings, const char *usage)
{
	struct buf out = {0};
	bool done;

	buf_add_c(&out, usage);
	options_help(&out, &settings->arena, settings->mode);
	done = report_print(settings->program, &out);
	buf_free(&out);
	return done;
}
