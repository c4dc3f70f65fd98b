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

/*
 * Chooses the target: --target, else the names of programs in their order (NULL: skipped), else
 * MIGC_TARGET, else this machine's. Returns NULL (reported) if one of them means no target.
 */
const char *mode_target(struct settings *settings, const char *const *programs, size_t count);

/* Fills in what the settings say about a compilation of the inputs that are added later. */
bool mode_compile_options(
	struct settings *settings, const char *target, struct compile_options *ret_options);

/* Splits a preprocessor's command and appends the words of the command line that are for it. */
bool mode_external_command(
	struct settings *settings, const char *command, struct pp_words *ret_words);

/* Prints text for --help and the like; false if that failed. */
bool mode_print_help(struct settings *settings, const char *usage);
bool mode_print(struct settings *settings, const char *text);

#endif
