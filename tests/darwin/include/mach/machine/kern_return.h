#ifndef TESTS_MACH_MACHINE_KERN_RETURN_H
#define TESTS_MACH_MACHINE_KERN_RETURN_H
typedef int kern_return_t;
#endif
