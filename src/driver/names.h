/* What names say: of the program, of targets, of the host. */
#ifndef MIGC_DRIVER_NAMES_H
#define MIGC_DRIVER_NAMES_H

#include "driver/options.h"
#include "support/arena.h"
#include "support/str.h"

#include <stdbool.h>

/*
 * Which program a name asks for: `mig` and `<cpu>-gnu-mig`, `migcom` and `<cpu>-gnu-migcom`, or
 * migc itself. The name has no folder.
 */
enum mode name_mode(const char *program);

/* The program that --as=VALUE asks for; 0: there is none. */
enum mode name_as(const char *value);

/*
 * The part of a name such as i686-gnu-migcom that names a target ("i686-gnu"), or n 0 if the name
 * says nothing about it.
 */
struct str name_target_part(const char *program);

/*
 * The target that a name or an alias means: "i386-gnu", "i686-gnu", "x86_64-unknown-gnu". NULL if
 * migc does not know it.
 */
const char *name_target(struct str text);

/* The target of a program of this machine. */
const char *name_host_target(void);

/* The targets that can be chosen, with a separator between them. */
const char *name_targets(struct arena *arena, const char *separator);

/* The name of a file without folder and last extension. */
const char *name_stem(struct arena *arena, const char *path);

#endif
