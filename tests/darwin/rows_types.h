/* C types of rows.defs. */
#ifndef ROWS_TYPES_H
#define ROWS_TYPES_H

#include <mach/mach_types.h>
#include <stdint.h>

typedef mach_port_t copy_send, move_send, make_send_once, any_right;
typedef struct {
	char v[3];
} small_t;
typedef struct {
	int64_t v[4];
} quad_t4;
typedef int fix5[5];
typedef char fixc3[3];
typedef int var16[16];
typedef char varc10[10];
typedef small_t vars[8];
typedef char *ool;
typedef int *open_ints;
typedef char str64[64];
typedef char str10[10];
typedef char vstr64[64];
typedef mach_port_t *ool_rights;
typedef mach_port_t rights2[2];
typedef mach_port_t rights4[4];
typedef int *ool_100;
typedef int *ool_4096;
typedef char *ool_16;
typedef char *ools3[3];
typedef char *ools2[2];

#endif
