/* One input and everything that is to be made of it, in whatever mode. */
#ifndef MIGC_DRIVER_JOB_H
#define MIGC_DRIVER_JOB_H

#include "driver/compile.h"
#include "driver/settings.h"

#include <stdbool.h>

/* One target of an input. */
struct job_target {
	struct compile_options options;
	struct product_request request;
};

/* What the modes decide about one input. */
struct job {
	const struct settings *settings;
	VEC(struct job_target) targets; /* at least one */
	const char *depfile;            /* NULL: by the subsystem's name */
	bool depfile_for_each;          /* OUTPUT.d for each output, unless -MF names one file */
};

/*
 * Compiles and writes. Reports everything that goes wrong; unless the result is COMPILE_DONE no
 * file was written.
 */
enum compile_result job_run(const struct job *job);

#endif
