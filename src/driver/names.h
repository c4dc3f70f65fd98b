/* What names say: of the program, of targets, of the host. */
#ifndef MIGC_DRIVER_NAMES_H
#define MIGC_DRIVER_NAMES_H

#include "driver/options.h"
#include "support/arena.h"
#include "support/str.h"

#include <stdbool.h>

/*
 * Which program a name asks for: GNU's `mig` and `migcom`, Apple's, or migc itself. What stands
 * before says whose: `<cpu>-gnu-mig`, `<cpu>-apple-darwin-mig`, `gnu-mig`, `apple-mig`. Where
 * nothing does, `vendor` decides: "gnu", "apple", or NULL for GNU. The name has no folder.
 */
enum mode name_mode(const char *program, const char *vendor);

/* Whether there is such a vendor. */
bool name_is_vendor(const char *vendor);

/* The program that --as=VALUE asks for; 0: there is none. */
enum mode name_as(const char *value);

/* The words that --as takes, with a separator between them. */
const char *name_programs(struct arena *arena, const char *separator);

/*
 * The part of a name such as i686-gnu-migcom that names a target ("i686-gnu"), or n 0 if the name
 * says nothing about it.
 */
struct str name_target_part(const char *program);

/*
 * The target that a name or an alias means: "i386-gnu", "i686-gnu", "x86_64-unknown-gnu",
 * "arm64e-apple-macos11". NULL if migc does not know it or the mode does not offer it: GNU's
 * programs write the typed wire, Apple's the NDR wire.
 */
const char *name_target(struct str text, enum mode mode);

/* The targets that a mode offers, with a separator between them. */
const char *name_targets(struct arena *arena, enum mode mode, const char *separator);

/* A CPU as Apple's compilers call it. */
struct name_arch {
	const char *name;     /* "arm64e" */
	const char *target;   /* "arm64-darwin" */
	const char *define;   /* a macro that tells it from the target's own CPU, or NULL */
	const char *undefine; /* a macro of the target's own CPU that it lacks, or NULL */
};

/* NULL: unknown, or of no target. The first of a target is its own CPU. */
const struct name_arch *name_arch(struct str name);
const struct name_arch *name_arch_of_target(const char *target);

/* The CPUs of Apple's targets, with a separator between them. */
const char *name_archs(struct arena *arena, const char *separator);

/* The target of a program of this machine. */
const char *name_host_target(void);

/* The name of a file without folder and last extension. */
const char *name_stem(struct arena *arena, const char *path);

#endif
