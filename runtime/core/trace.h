/* What the trace prints, and the names of subsystems that it knows. Needs no lock. */
#ifndef MIGRT_CORE_TRACE_H
#define MIGRT_CORE_TRACE_H

#include <migrt/migrt.h>
#include <stdio.h>

enum migrt_trace mr_trace_wanted(void);

/* A right that is sent with this disposition, or arrives as it. */
const char *mr_right_name(uint32_t disposition);
/* The routine of an id, or which notification it is; and the id. */
void mr_trace_print_id(FILE *out, int32_t id);
/* A port of a header; nothing where there is none. */
void mr_trace_print_port(FILE *out, const char *label, uint32_t name, uint32_t type);

/* Begins a row: where the bytes are in the message, and the bytes, at most 16. */
void mr_trace_print_bytes(FILE *out, const void *message, const void *bytes, size_t count);
/* The whole row: with what they mean. */
void mr_trace_print_row(FILE *out, const void *message, const void *bytes, size_t count,
	const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Prints what the bytes of a row mean. */
typedef void (*mr_trace_meaning)(
	FILE *out, const unsigned char *bytes, size_t count, const void *context);
/* They are numbers of 32 bits. */
void mr_trace_print_int32s(
	FILE *out, const unsigned char *bytes, size_t count, const void *context);

#define MR_TRACE_DATA_BYTES_MAX 256

/* Prints data in rows, and of those beyond shown_bytes_max how many there are. */
void mr_trace_print_data(FILE *out, const void *message, const unsigned char *data,
	size_t data_bytes, size_t shown_bytes_max, mr_trace_meaning meaning, const void *context);
/* Bytes that are not shown; nothing if there are none. */
void mr_trace_print_more(FILE *out, size_t count, const char *kind);

#endif
