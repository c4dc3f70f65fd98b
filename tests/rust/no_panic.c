/* What no_panic.rs needs of a C library and of libmigrt, doing nothing: it is only linked. */
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *to, const void *from, size_t n)
{
	char *t = to;
	const char *f = from;

	while (n-- > 0)
		*t++ = *f++;
	return to;
}

void *memmove(void *to, const void *from, size_t n)
{
	return memcpy(to, from, n);
}

void *memset(void *to, int byte, size_t n)
{
	char *t = to;

	while (n-- > 0)
		*t++ = (char)byte;
	return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *x = a, *y = b;

	for (; n > 0; n--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

size_t strlen(const char *string)
{
	size_t n = 0;

	while (string[n])
		n++;
	return n;
}

#define NOTHING(name)     \
	int name(void);   \
	int name(void)    \
	{                 \
		return 0; \
	}

NOTHING(migrt_typed_mach_msg)
NOTHING(migrt_typed_mach_msg_destroy)
NOTHING(migrt_typed_mach_task_self)
NOTHING(migrt_typed_mach_port_deallocate)
NOTHING(migrt_typed_mach_port_mod_refs)
NOTHING(migrt_typed_vm_allocate)
NOTHING(migrt_typed_vm_deallocate)
