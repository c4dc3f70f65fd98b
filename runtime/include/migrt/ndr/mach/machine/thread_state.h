/* How many words the registers of a thread can have. For interface files as well as for C. */
#ifndef MIGRT_NDR_MACH_MACHINE_THREAD_STATE_H
#define MIGRT_NDR_MACH_MACHINE_THREAD_STATE_H

#if defined(__x86_64__) || defined(__i386__)
#define THREAD_STATE_MAX 614
#else
#define THREAD_STATE_MAX 1296
#endif

#endif
