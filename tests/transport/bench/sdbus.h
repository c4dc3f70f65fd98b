/* A call by sd-bus between two processes that are connected directly, to compare with. */
#ifndef BENCH_SDBUS_H
#define BENCH_SDBUS_H

#include <stdbool.h>

/* Starts the other process. False: libsystemd was not there when this was built. */
bool sdbus_start(void);
void sdbus_stop(void);

/* One empty call and its answer. */
void sdbus_call(void);

#endif
