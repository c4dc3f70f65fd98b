/* Times as they travel in messages. */
#ifndef MIGRT_NDR_MACH_TIME_VALUE_H
#define MIGRT_NDR_MACH_TIME_VALUE_H

#include <mach/machine/vm_types.h>

struct time_value {
	integer_t seconds;
	integer_t microseconds;
};
typedef struct time_value time_value_t;

#endif
