#ifndef TESTS_MACH_MACH_H
#define TESTS_MACH_MACH_H
#include <mach/mach_types.h>
#include <mach/mig_errors.h>
#endif
