/* The C types of every.defs. */
#ifndef EVERY_TYPES_H
#define EVERY_TYPES_H

#include <mach/port.h>
#include <stdint.h>

/* Arguments of Darwin's stubs are not const. */
#ifdef EVERY_NDR
#define IN
typedef char const_text_t[64];
typedef char const_label_t[16];
#else
#define IN const
typedef const char *const_text_t;
typedef const char *const_label_t;
#endif

typedef char text_t[64];
typedef char label_t[16];
typedef int32_t words_t[32];
typedef int64_t longs_t[8];
typedef int16_t triple_t[3];
typedef struct {
	int32_t kind;
	char tag;
	int64_t serial;
} record_t;
typedef char *memory_t;
typedef int32_t *either_t;
typedef IN int32_t *const_either_t;
typedef mach_port_t ports_t[4];
typedef mach_port_t given_ports_t[4];

#endif
