/* The command lines that migc answers to, and what they have in common. */
#ifndef MIGC_DRIVER_MODES_H
#define MIGC_DRIVER_MODES_H

#include "driver/compile.h"
#include "driver/settings.h"

/*
 * Each takes settings that were read, does what they say and returns the exit status: native 0, 1
 * (the input is wrong), 2 (the command line or the machine is); as the peers 0 or 1.
 */
int native_run(struct settings *settings);
int gnu_mig_run(struct settings *settings);
int gnu_migcom_run(struct settings *settings);
int apple_mig_run(struct settings *settings);
int apple_migcom_run(struct settings *settings);

/* The exit status of a drop-in command. */
int mode_status(bool is_fine);

/* The value of a variable of the environment; NULL also if it is empty. */
const char *mode_variable(const char *name);

/*
 * Chooses the target: --target (the first, if there are several), else the names of programs in
 * their order (NULL: skipped), else MIGC_TARGET, else the default. Returns NULL (reported) if one
 * of them means no target.
 */
const char *mode_target(struct settings *settings, const char *const *programs, size_t count,
	const char *by_default);

/* The target that a text means; NULL, reported as coming from there, if it means none. */
const char *mode_known_target(struct settings *settings, struct str text, const char *from);

/* Fills in what the settings say about a compilation of the inputs that are added later. */
bool mode_compile_options(
	struct settings *settings, const char *target, struct compile_options *ret_options);

/* Splits a preprocessor's command and appends the words of the command line that are for it. */
bool mode_external_command(
	struct settings *settings, const char *command, struct pp_words *ret_words);

/*
 * Reports the words that the built-in preprocessor does not know; an external one would get them.
 * True if there are none.
 */
bool mode_know_words(const struct settings *settings);

/* Compiles what a preprocessor printed, from standard input. */
int mode_run_preprocessed(
	struct settings *settings, const char *target, const struct product_request *request);

/* Runs a job for one target; the last two are those of struct job. */
bool mode_run_job(struct settings *settings, const struct compile_options *options,
	const struct product_request *request, const char *depfile, bool depfile_for_each);

/* The files that a drop-in command writes: those by default and those that were named. */
struct product_request mode_request(const struct settings *settings);

/* Prints text for --help and the like; false if that failed. */
bool mode_print_help(struct settings *settings, const char *usage);
bool mode_print(struct settings *settings, const char *text);

#endif
