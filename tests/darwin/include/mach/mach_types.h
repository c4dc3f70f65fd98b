#ifndef TESTS_MACH_MACH_TYPES_H
#define TESTS_MACH_MACH_TYPES_H
#include <mach/boolean.h>
#include <mach/kern_return.h>
#include <mach/message.h>
#include <mach/port.h>
typedef mach_port_t task_t, thread_t, host_t, mach_voucher_t, exception_handler_t;
#endif
