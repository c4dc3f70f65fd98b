/* See buf.h. */
#include "support/buf.h"

#include "support/bug.h"
#include "support/format.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_grow(struct buf *buf, size_t n)
{
	size_t wanted, capacity;
	char *data;

	if (n > SIZE_MAX / 2 - buf->size_bytes)
		out_of_memory();
	wanted = buf->size_bytes + n + 1;
	capacity = buf->capacity_bytes ? buf->capacity_bytes : 256;
	while (capacity < wanted)
		capacity *= 2;
	data = realloc(buf->data, capacity);
	if (!data)
		out_of_memory();
	buf->data = data;
	buf->capacity_bytes = capacity;
	data[buf->size_bytes] = '\0';
}

void buf_add_str(struct buf *buf, struct str s)
{
	buf_add(buf, s.p, s.n);
}

void buf_add_c(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void buf_vprintf(struct buf *buf, const char *format, va_list args)
{
	enum { USUAL = 128 };
	va_list again;
	size_t quick;
	int length;

	buf_reserve(buf, USUAL);
	va_copy(again, args);
	quick = format_simple(
		buf->data + buf->size_bytes, buf->capacity_bytes - buf->size_bytes, format, again);
	va_end(again);
	if (quick != FORMAT_REFUSED) {
		buf->size_bytes += quick;
		return;
	}
	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, args);
	if (length < 0)
		bug("bad format: %s", format);
	buf_reserve(buf, (size_t)length);
	vsnprintf(buf->data + buf->size_bytes, (size_t)length + 1, format, again);
	buf->size_bytes += (size_t)length;
	va_end(again);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buf_vprintf(buf, format, args);
	va_end(args);
}

const char *buf_text(const struct buf *buf)
{
	return buf->data ? buf->data : "";
}

void buf_rotate(struct buf *buf, size_t begin, size_t middle)
{
	struct buf tail = {0};

	buf_add(&tail, buf->data + middle, buf->size_bytes - middle);
	memmove(buf->data + begin + tail.size_bytes, buf->data + begin, middle - begin);
	memcpy(buf->data + begin, buf_text(&tail), tail.size_bytes);
	buf_free(&tail);
}

void buf_clear(struct buf *buf)
{
	buf->size_bytes = 0;
	if (buf->data)
		buf->data[0] = '\0';
}

void buf_free(struct buf *buf)
{
	free(buf->data);
	memset(buf, 0, sizeof(*buf));
}
