/* What the command lines have in common; see modes.h. */
#include "driver/modes.h"

#include "driver/job.h"
#include "driver/names.h"
#include "driver/report.h"

#include <stdlib.h>
#include <string.h>

int mode_status(bool is_fine)
{
	return is_fine ? 0 : 1;
}

const char *mode_variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

const char *mode_known_target(struct settings *settings, struct str text, const char *from)
{
	const char *target = name_target(text, settings->mode);

	if (!target)
		report_error(settings->program, "%s names no target: '%.*s'; there are %s", from,
			STR_FMT(text), name_targets(&settings->arena, settings->mode, ", "));
	return target;
}

const char *mode_target(struct settings *settings, const char *const *programs, size_t count,
	const char *by_default)
{
	const char *variable = mode_variable("MIGC_TARGET");
	size_t i;

	if (settings->targets.count > 0)
		return settings->targets.items[0];
	for (i = 0; i < count; i++) {
		struct str part = programs[i] ? name_target_part(programs[i]) : str_make("", 0);

		/* A name such as gnu-mig says nothing; mips64-gnu-mig says what cannot be. */
		if (part.n > 0 && memchr(part.p, '-', part.n))
			return mode_known_target(settings, part, programs[i]);
	}
	if (variable)
		return mode_known_target(settings, str_of(variable), "MIGC_TARGET");
	return by_default;
}

/* The row whose macros are predefined: the target's, unless -m32 or -arch name another CPU. */
static const struct pp_target *cpp_target(struct settings *settings, const char *target)
{
	const char *system = strrchr(target, '-');
	const char *other = NULL;

	if (settings->cpp_target)
		other = name_target(str_of(arena_printf(&settings->arena, "%s%s",
					    settings->cpp_target, system)),
			settings->mode);
	/* -m32 and -m64 are for x86; other machines have no such pair. */
	if (other && strncmp(target, "aarch64", 7) == 0 && settings->cpp_target_is_x86)
		other = NULL;
	return pp_find_target(other ? other : target);
}

static enum dialect dialect_of(enum mode mode)
{
	if (mode & MODES_GNU)
		return DIALECT_GNU;
	return mode & MODES_APPLE ? DIALECT_APPLE : DIALECT_NATIVE;
}

bool mode_compile_options(
	struct settings *settings, const char *target, struct compile_options *ret_options)
{
	struct compile_options *options = ret_options;

	memset(options, 0, sizeof(*options));
	options->dialect = dialect_of(settings->mode);
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

bool mode_know_words(const struct settings *settings)
{
	size_t i;

	for (i = 0; i < settings->unknown_words.count; i++) {
		const char *word = settings->unknown_words.items[i];
		const char *guess = option_guess(settings->mode, word);

		report_error(settings->program, "unknown option '%s'%s%s%s", word,
			guess ? "; did you mean '" : "", guess ? guess : "", guess ? "'?" : "");
	}
	return settings->unknown_words.count == 0;
}

struct product_request mode_request(const struct settings *settings)
{
	struct product_request request = settings->products;

	if (!settings->no_default_products)
		request.kinds = PRODUCT_BIT(HEADER) | PRODUCT_BIT(USER) | PRODUCT_BIT(SERVER);
	request.kinds |= settings->named;
	return request;
}

bool mode_run_job(struct settings *settings, const struct compile_options *options,
	const struct product_request *request, const char *depfile, bool depfile_for_each)
{
	struct job_target target = {*options, *request};
	struct job job = {
		.settings = settings, .depfile = depfile, .depfile_for_each = depfile_for_each};

	vec_push(&settings->arena, &job.targets, target);
	return job_run(&job) == COMPILE_DONE;
}

int mode_run_preprocessed(
	struct settings *settings, const char *target, const struct product_request *request)
{
	struct compile_options options;

	if (!target || !mode_compile_options(settings, target, &options))
		return mode_status(false);
	options.input = COMPILE_PREPROCESSED;
	vec_push(&settings->arena, &options.paths, "-");
	return mode_status(mode_run_job(settings, &options, request, NULL, false));
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
