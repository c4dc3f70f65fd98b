#ifndef TESTS_MACH_STD_TYPES_H
#define TESTS_MACH_STD_TYPES_H
#include <mach/mach_types.h>
#endif
