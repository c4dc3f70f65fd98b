/* One input and everything that is to be made of it, in whatever mode. */
#ifndef MIGC_DRIVER_JOB_H
#define MIGC_DRIVER_JOB_H

#include "driver/compile.h"
#include "driver/settings.h"

/* What the modes decide about one input. */
struct job {
	const struct settings *settings;
	const struct compile_options *options;
	const struct product_request *request;
	const char *depfile; /* NULL: by the subsystem's name */
};

/*
 * Compiles and writes. Reports everything that goes wrong; unless the result is COMPILE_DONE no
 * file was written.
 */
enum compile_result job_run(const struct job *job);

#endif
