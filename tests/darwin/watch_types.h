/* C types of watch.defs. */
#ifndef WATCH_TYPES_H
#define WATCH_TYPES_H

#include <mach/mach_types.h>
#include <stdint.h>

typedef int64_t code_t[2];
typedef int state_t[64];

#endif
