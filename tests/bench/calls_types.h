/* C types of calls.defs. */
#ifndef MIGC_BENCH_CALLS_TYPES_H
#define MIGC_BENCH_CALLS_TYPES_H

typedef mach_port_t port_t, moved_port_t;
typedef char bytes_t[1024];
typedef const char *const_bytes_t;
typedef int words_t[256];
typedef char *memory_t;

#endif
