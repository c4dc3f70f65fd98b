/* C types of foreign.defs, and how one of them is converted that is more than its elements. */
#ifndef FOREIGN_TYPES_H
#define FOREIGN_TYPES_H

#include <mach/mach_types.h>
#include <mach/ndr.h>
#include <stdint.h>

typedef struct {
	int32_t a, b;
} pair_t;
typedef struct {
	int32_t number;
	char letters[4];
} own_t;
typedef int16_t row_t[3];
typedef row_t grid_t[2];
typedef int32_t words_t[8];
typedef pair_t pairs_t[4];
typedef char text_t[16];
typedef int32_t *away_t;
typedef int64_t *fixed_t;
typedef int16_t *parts_t[3];

/* For this subsystem only. */
#define __NDR_convert__int_rep__foreign__own_t__defined
#define __NDR_convert__int_rep__foreign__own_t(place, format) \
	__NDR_convert__int_rep__int32_t(&(place)->number, format)

#endif
