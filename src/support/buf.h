/*
 * A growing byte buffer on the heap: output files under construction, rendered diagnostics,
 * preprocessed text. A NUL always stands behind the last byte.
 */
#ifndef MIGC_SUPPORT_BUF_H
#define MIGC_SUPPORT_BUF_H

#include "support/str.h"

#include <stdarg.h>
#include <stddef.h>
#include <string.h>

struct buf {
	char *data; /* NULL while nothing was ever added */
	size_t size_bytes;
	size_t capacity_bytes;
};

/* A buffer needs no initialisation beyond zero bytes. */

static inline void buf_add(struct buf *buf, const void *bytes, size_t n);
static inline void buf_add_char(struct buf *buf, char c);
void buf_add_str(struct buf *buf, struct str s);
void buf_add_c(struct buf *buf, const char *text);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *buf, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/* Makes room for n more bytes, so that adding them moves nothing. */
static inline void buf_reserve(struct buf *buf, size_t n);

/* The content; "" for an empty buffer. Valid until the next change. */
const char *buf_text(const struct buf *buf);

/* Swaps what stands from begin to middle with what stands from there to the end. */
void buf_rotate(struct buf *buf, size_t begin, size_t middle);

void buf_clear(struct buf *buf);
void buf_free(struct buf *buf);

/* ---- What is done for every few bytes of output ---- */

void buf_grow(struct buf *buf, size_t n);

static inline void buf_reserve(struct buf *buf, size_t n)
{
	if (n >= buf->capacity_bytes - buf->size_bytes)
		buf_grow(buf, n);
}

static inline void buf_add(struct buf *buf, const void *bytes, size_t n)
{
	buf_reserve(buf, n);
	if (n > 0)
		memcpy(buf->data + buf->size_bytes, bytes, n);
	buf->size_bytes += n;
	buf->data[buf->size_bytes] = '\0';
}

static inline void buf_add_char(struct buf *buf, char c)
{
	buf_reserve(buf, 1);
	buf->data[buf->size_bytes++] = c;
	buf->data[buf->size_bytes] = '\0';
}

#endif
