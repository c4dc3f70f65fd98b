/* The C types of typed.defs. */
#ifndef TYPED_TYPES_H
#define TYPED_TYPES_H

#include <mach/port.h>
#include <stdint.h>

typedef int32_t words_t[10];
typedef char label_t[20];
typedef const char *const_label_t;
typedef char text_t[24];
typedef const char *const_text_t;
typedef char five_t[5];
typedef int16_t three_t[3];
typedef struct {
	char kind;
	int32_t number;
	int64_t serial;
	int16_t rest;
} mix_t;
typedef char *memory_t;
typedef char *data_t;
typedef const char *const_data_t;
typedef char big_t[4096];
typedef mach_port_t rights_t[4];

#endif
