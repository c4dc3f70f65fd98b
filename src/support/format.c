/* See format.h. */
#include "support/format.h"

#include <stdbool.h>
#include <string.h>

struct target {
	char *next;
	char *end; /* one byte is left behind it for the NUL */
};

static bool put_bytes(struct target *target, const char *bytes, size_t n)
{
	if ((size_t)(target->end - target->next) < n)
		return false;
	memcpy(target->next, bytes, n);
	target->next += n;
	return true;
}

static bool put_number(struct target *target, unsigned long long number, bool is_negative)
{
	char digits[24];
	char *first = digits + sizeof(digits);

	do {
		*--first = (char)('0' + number % 10);
		number /= 10;
	} while (number != 0);
	if (is_negative)
		*--first = '-';
	return put_bytes(target, first, (size_t)(digits + sizeof(digits) - first));
}

static bool put_signed(struct target *target, long long number)
{
	bool is_negative = number < 0;

	return put_number(target,
		is_negative ? 0ULL - (unsigned long long)number : (unsigned long long)number,
		is_negative);
}

size_t format_simple(char *to, size_t room, const char *format, va_list args)
{
	struct target target = {to, to + room - 1};
	const char *p = format;

	if (room == 0)
		return FORMAT_REFUSED;
	for (;;) {
		bool fits;

		while (*p != '%' && *p != '\0') {
			if (target.next == target.end)
				return FORMAT_REFUSED;
			*target.next++ = *p++;
		}
		if (*p == '\0')
			break;
		p++;
		if (*p == 's') {
			const char *text = va_arg(args, const char *);

			fits = put_bytes(&target, text, strlen(text));
		} else if (*p == 'd') {
			fits = put_signed(&target, va_arg(args, int));
		} else if (*p == 'u') {
			fits = put_number(&target, va_arg(args, unsigned), false);
		} else if (p[0] == 'l' && p[1] == 'u') {
			fits = put_number(&target, va_arg(args, unsigned long), false);
			p += 1;
		} else if (p[0] == 'z' && p[1] == 'u') {
			fits = put_number(&target, va_arg(args, size_t), false);
			p += 1;
		} else if (p[0] == 'l' && p[1] == 'l' && p[2] == 'u') {
			fits = put_number(&target, va_arg(args, unsigned long long), false);
			p += 2;
		} else if (p[0] == '.' && p[1] == '*' && p[2] == 's') {
			int n = va_arg(args, int);
			const char *text = va_arg(args, const char *);

			if (n < 0)
				return FORMAT_REFUSED;
			fits = put_bytes(&target, text, strnlen(text, (size_t)n));
			p += 2;
		} else if (*p == 'c') {
			char c = (char)va_arg(args, int);

			fits = put_bytes(&target, &c, 1);
		} else if (*p == '%') {
			fits = put_bytes(&target, "%", 1);
		} else {
			return FORMAT_REFUSED;
		}
		if (!fits)
			return FORMAT_REFUSED;
		p++;
	}
	*target.next = '\0';
	return (size_t)(target.next - to);
}
