/*
 * A string of fixed size in a request, whatever the program's mig_strncpy is like: what it returns,
 * whether it ends the string, whether it clears the rest.
 */
#include <mach/mach.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef char name_t[20];
typedef const char *const_name_t;
kern_return_t own_rename(mach_port_t server, const_name_t from, int32_t flags, name_t old);

enum { HEADER_AND_TYPE_BYTES = 32 + 8, ROOM_BYTES = 24 };

static vm_size_t (*copy)(char *to, const char *from, vm_size_t max);
static char sent[ROOM_BYTES];

/* As in the C library of the Hurd. */
static vm_size_t ends_only(char *to, const char *from, vm_size_t max)
{
	vm_size_t length = strnlen(from, max - 1);

	memcpy(to, from, length);
	to[length] = '\0';
	return length;
}

/* As in the tests of GNU Mach, where the return value is 0 always. */
static vm_size_t returns_zero(char *to, const char *from, vm_size_t max)
{
	return (vm_size_t)(to - strncpy(to, from, max));
}

static vm_size_t returns_too_much(char *to, const char *from, vm_size_t max)
{
	return ends_only(to, from, max) + 1;
}

vm_size_t mig_strncpy(char *to, const char *from, vm_size_t max)
{
	return copy(to, from, max);
}

mach_msg_return_t mach_msg(mach_msg_header_t *message, mach_msg_option_t option,
	mach_msg_size_t send_size, mach_msg_size_t limit, mach_port_t port,
	mach_msg_timeout_t timeout, mach_port_t notify)
{
	(void)option, (void)send_size, (void)limit, (void)port, (void)timeout, (void)notify;
	memcpy(sent, (char *)message + HEADER_AND_TYPE_BYTES, ROOM_BYTES);
	return MACH_SEND_INVALID_DEST;
}

mach_port_t mig_get_reply_port(void)
{
	return 0x103;
}

void mig_put_reply_port(mach_port_t port)
{
	(void)port;
}

void mig_dealloc_reply_port(mach_port_t port)
{
	(void)port;
}

/* So that what is not cleared shows. */
static __attribute__((noinline)) void soil_stack(void)
{
	volatile char soil[4096];

	memset((char *)soil, 0x55, sizeof(soil));
}

static int is_good(const char *what, const char *name)
{
	char expected[ROOM_BYTES] = {0};

	memcpy(expected, name, strnlen(name, sizeof(name_t) - 1));
	soil_stack();
	if (own_rename(0x102, name, 0, (name_t){0}) == MACH_SEND_INVALID_DEST &&
		memcmp(sent, expected, sizeof(name_t)) == 0 &&
		memcmp(sent + sizeof(name_t), expected + sizeof(name_t),
			ROOM_BYTES - sizeof(name_t)) == 0)
		return 1;
	printf("mig_strncpy %s: \"%s\" is not what was sent\n", what, name);
	return 0;
}

int main(void)
{
	static const struct {
		const char *what;
		vm_size_t (*copy)(char *to, const char *from, vm_size_t max);
	} rows[] = {
		{"as in the Hurd", ends_only},
		{"that returns 0", returns_zero},
		{"that returns too much", returns_too_much},
	};
	static const char *const names[] = {
		"", "time", "12345678", "1234567890123456789", "longer than twenty bytes"};
	int good = 1;
	size_t i, k;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		copy = rows[i].copy;
		for (k = 0; k < sizeof(names) / sizeof(names[0]); k++)
			good &= is_good(rows[i].what, names[k]);
	}
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
