/* Times as they travel in messages. */
#ifndef MIGRT_TYPED_MACH_TIME_VALUE_H
#define MIGRT_TYPED_MACH_TIME_VALUE_H

#include <mach/machine/vm_types.h>

struct time_value {
	rpc_long_integer_t seconds;
	integer_t microseconds;
};
typedef struct time_value time_value_t;
typedef struct time_value rpc_time_value_t;

struct time_value64 {
	int64_t seconds;
	int64_t nanoseconds;
};
typedef struct time_value64 time_value64_t;

#endif
