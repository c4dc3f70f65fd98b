/* C types of overwrite.defs. */
#ifndef OVERWRITE_TYPES_H
#define OVERWRITE_TYPES_H

#include <mach/mach_types.h>

typedef int *away_t, *fixed_t, *parts_t[2];
typedef mach_port_t *rights_t;

#endif
