/* Outputs that would destroy an input or each other, or that cannot be. */
#ifndef MIGC_DRIVER_CLASH_H
#define MIGC_DRIVER_CLASH_H

#include "driver/compile.h"
#include "support/outputs.h"

#include <stdbool.h>

/*
 * Reports names that no file can have, so that nothing is written when the last one fails; outputs
 * that are one of the files read, and pairs of outputs that are one file, under
 * whatever names; false then. Devices and pipes may be named several times.
 */
bool clash_check(struct compile *compile, const struct outputs *outputs,
	const struct pp_dependencies *inputs);

#endif
