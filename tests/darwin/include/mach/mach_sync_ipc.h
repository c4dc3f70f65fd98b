#ifndef TESTS_MACH_SYNC_IPC_H
#define TESTS_MACH_SYNC_IPC_H
#include <mach/mig.h>
#define MACH_SPECIAL_REPLY_PORT_SUPPORT 1
#endif
