/* The C types of hostile.defs. */
#ifndef HOSTILE_TYPES_H
#define HOSTILE_TYPES_H

#include <mach/std_types.h>
#include <stdint.h>

typedef char five_t[5];
typedef int some_t[10];
typedef int many_t[5000];
typedef int *open_t;
typedef const int *const_open_t;
typedef int *away_t;
typedef char text_t[24];
typedef const char *const_text_t;
typedef char label_t[16];
typedef const char *const_label_t;
typedef mach_port_t *ports_t;
typedef const mach_port_t *const_ports_t;

#endif
