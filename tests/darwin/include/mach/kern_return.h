#ifndef TESTS_MACH_KERN_RETURN_H
#define TESTS_MACH_KERN_RETURN_H
#include <mach/machine/kern_return.h>
enum {
	KERN_SUCCESS = 0,
	KERN_INVALID_ARGUMENT = 4,
	KERN_FAILURE = 5,
	KERN_RESOURCE_SHORTAGE = 6,
};
#endif
