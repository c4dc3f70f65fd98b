/*
 * NDR_record_t: how a sender writes numbers and characters. It stands in each message before the
 * plain data. Stubs made with -n convert data of a sender that writes them another way, with the
 * macros below; all others take them as they are.
 */
#ifndef MIGRT_NDR_MACH_NDR_H
#define MIGRT_NDR_MACH_NDR_H

#include <mach/migrt_bind.h>
#include <stdint.h>

typedef struct {
	unsigned char mig_vers;
	unsigned char if_vers;
	unsigned char reserved1;
	unsigned char mig_encoding;
	unsigned char int_rep;
	unsigned char char_rep;
	unsigned char float_rep;
	unsigned char reserved2;
} NDR_record_t;

/* Values of the fields. */
#define NDR_PROTOCOL_2_0      0
#define NDR_INT_BIG_ENDIAN    0
#define NDR_INT_LITTLE_ENDIAN 1
#define NDR_FLOAT_IEEE        0
#define NDR_FLOAT_VAX         1
#define NDR_FLOAT_CRAY        2
#define NDR_FLOAT_IBM         3
#define NDR_CHAR_ASCII        0
#define NDR_CHAR_EBCDIC       1

MIGRT_BEGIN_DECLS

/* This machine's. */
extern NDR_record_t NDR_record MIGRT_BIND(NDR_record);

MIGRT_END_DECLS

/* ---- Conversion of received data ---- */

#ifndef __NDR_convert__
#define __NDR_convert__ 1
#endif
#ifndef __NDR_convert__int_rep__
#define __NDR_convert__int_rep__ __NDR_convert__
#endif
#ifndef __NDR_convert__char_rep__
#define __NDR_convert__char_rep__ 0
#endif
#ifndef __NDR_convert__float_rep__
#define __NDR_convert__float_rep__ 0
#endif

#if __NDR_convert__

#define __NDR_convert__NOOP \
	do {                \
	} while (0)
#define __NDR_convert__UNKNOWN(text) __NDR_convert__NOOP
#define __NDR_convert__SINGLE(place, format, convert) \
	do {                                          \
		convert((place), (format));           \
	} while (0)
/* An array of count elements. */
#define __NDR_convert__ARRAY(place, format, count, convert)             \
	do {                                                            \
		int ndr_index, ndr_count = (int)(count);                \
		for (ndr_index = 0; ndr_index < ndr_count; ndr_index++) \
			convert(&(place)[ndr_index], (format));         \
	} while (0)
/* An array of count rows, each of size elements. */
#define __NDR_convert__2DARRAY(place, format, size, count, convert)                \
	do {                                                                       \
		int ndr_row, ndr_rows = (int)(count), ndr_size = (int)(size);      \
		for (ndr_row = 0; ndr_row < ndr_rows; ndr_row++)                   \
			convert(&(place)[ndr_row * ndr_size], (format), ndr_size); \
	} while (0)

#if __NDR_convert__int_rep__

#define __NDR_READSWAP_assign(place, swap) \
	do {                               \
		*(place) = swap(*(place)); \
	} while (0)

#define __NDR_READSWAP__uint16_t(value) __builtin_bswap16(value)
#define __NDR_READSWAP__int16_t(value)  ((int16_t)__builtin_bswap16((uint16_t)(value)))
#define __NDR_READSWAP__uint32_t(value) __builtin_bswap32(value)
#define __NDR_READSWAP__int32_t(value)  ((int32_t)__builtin_bswap32((uint32_t)(value)))
#define __NDR_READSWAP__uint64_t(value) __builtin_bswap64(value)
#define __NDR_READSWAP__int64_t(value)  ((int64_t)__builtin_bswap64((uint64_t)(value)))

#define __NDR_convert__int_rep__int16_t__defined
#define __NDR_convert__int_rep__int16_t(place, format) \
	__NDR_READSWAP_assign(place, __NDR_READSWAP__int16_t)
#define __NDR_convert__int_rep__uint16_t__defined
#define __NDR_convert__int_rep__uint16_t(place, format) \
	__NDR_READSWAP_assign(place, __NDR_READSWAP__uint16_t)
#define __NDR_convert__int_rep__int32_t__defined
#define __NDR_convert__int_rep__int32_t(place, format) \
	__NDR_READSWAP_assign(place, __NDR_READSWAP__int32_t)
#define __NDR_convert__int_rep__uint32_t__defined
#define __NDR_convert__int_rep__uint32_t(place, format) \
	__NDR_READSWAP_assign(place, __NDR_READSWAP__uint32_t)
#define __NDR_convert__int_rep__int64_t__defined
#define __NDR_convert__int_rep__int64_t(place, format) \
	__NDR_READSWAP_assign(place, __NDR_READSWAP__int64_t)
#define __NDR_convert__int_rep__uint64_t__defined
#define __NDR_convert__int_rep__uint64_t(place, format) \
	__NDR_READSWAP_assign(place, __NDR_READSWAP__uint64_t)

/* Names of the same widths. */
#define __NDR_convert__int_rep__boolean_t__defined
#define __NDR_convert__int_rep__boolean_t(place, format) \
	__NDR_READSWAP_assign(place, __NDR_READSWAP__int32_t)
#define __NDR_convert__int_rep__kern_return_t__defined
#define __NDR_convert__int_rep__kern_return_t(place, format) \
	__NDR_READSWAP_assign(place, __NDR_READSWAP__int32_t)
#define __NDR_convert__int_rep__mach_port_name_t__defined
#define __NDR_convert__int_rep__mach_port_name_t(place, format) \
	__NDR_READSWAP_assign(place, __NDR_READSWAP__uint32_t)
#define __NDR_convert__int_rep__mach_msg_type_number_t__defined
#define __NDR_convert__int_rep__mach_msg_type_number_t(place, format) \
	__NDR_READSWAP_assign(place, __NDR_READSWAP__uint32_t)

/* The bytes of numbers with a fraction are in the order of those without. */
#define __NDR_convert__int_rep__float__defined
#define __NDR_convert__int_rep__float(place, format) \
	__NDR_convert__bytes((unsigned char *)(place), (int)sizeof(float))
#define __NDR_convert__int_rep__double__defined
#define __NDR_convert__int_rep__double(place, format) \
	__NDR_convert__bytes((unsigned char *)(place), (int)sizeof(double))

static inline void __NDR_convert__bytes(unsigned char *bytes, int count)
{
	int i;

	for (i = 0; i < count / 2; i++) {
		unsigned char byte = bytes[i];

		bytes[i] = bytes[count - 1 - i];
		bytes[count - 1 - i] = byte;
	}
}

#endif
#endif

#endif
