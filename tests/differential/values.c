/* Values of arguments: each follows from the call at hand, the argument and its direction, so that
 * the side that sends and the side that checks agree without talking to each other. */
#include "fake_kernel.h"

#include <stdlib.h>

uint64_t draw(struct random *random)
{
	uint64_t z = (random->state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

void fill_bytes(struct random *random, void *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		((unsigned char *)bytes)[i] = (unsigned char)draw(random);
}

enum purpose { VALUE, COUNT, CAPACITY, FLAG, NAME };

static struct random randomness(int argument, enum way way, enum purpose purpose)
{
	uint64_t seed = (uint64_t)(now.routine - routines) * 1000003u + (uint64_t)now.iteration;

	return (struct random){((seed * 131u + (uint64_t)argument) * 2u + way) * 8u + purpose};
}

size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* ---- Making ---- */

void make(const struct element *element, int argument, enum way way, void *values, size_t count)
{
	struct random random = randomness(argument, way, VALUE);

	for (size_t i = 0; i < count; i++)
		element->fill(&random, (char *)values + i * element->size);
}

size_t count_of(int argument, enum way way, size_t bound)
{
	struct random random = randomness(argument, way, COUNT);
	size_t any = (size_t)draw(&random);

	switch (now.mode) {
	case MODE_EMPTY: return 0;
	case MODE_ONE: return smaller(1, bound);
	case MODE_FULL: return bound;
	case MODE_TOO_LARGE: return way == IN ? bound + 1 + any % 3 : any % (bound + 1);
	default: break;
	}
	switch (draw(&random) % 6) {
	case 0: return 0;
	case 1: return bound;
	default: return any % (bound + 1);
	}
}

size_t open_count_of(int argument, enum way way, size_t in_line)
{
	struct random random = randomness(argument, way, COUNT);
	size_t any = (size_t)draw(&random);

	switch (now.mode) {
	case MODE_EMPTY: return 0;
	case MODE_ONE: return 1;
	case MODE_FULL: return in_line;
	default: break;
	}
	switch (draw(&random) % 8) {
	case 0: return 0;
	case 1: return in_line;
	case 2: return in_line + 1;
	case 3: return in_line + any % (2 * in_line + 1);
	case 4: return any % (in_line + 1);
	default: return any % 12;
	}
}

size_t capacity_of(int argument, size_t bound, int counted)
{
	struct random random = randomness(argument, OUT, CAPACITY);

	if (now.mode == MODE_SMALL)
		return (size_t)draw(&random) % (bound + 1);
	if (counted && now.mode == MODE_RANDOM)
		return (size_t)draw(&random) % (bound + 8);
	return bound;
}

int flag_of(int argument, enum way way)
{
	struct random random = randomness(argument, way, FLAG);

	return (int)(draw(&random) & 1);
}

int name_of(int argument, enum way way, const int *names, size_t count)
{
	struct random random = randomness(argument, way, NAME);

	return names[draw(&random) % count];
}

int received_name(int name)
{
	switch (name) {
	case MACH_MSG_TYPE_COPY_SEND:
	case MACH_MSG_TYPE_MAKE_SEND: return MACH_MSG_TYPE_PORT_SEND;
	case MACH_MSG_TYPE_MAKE_SEND_ONCE: return MACH_MSG_TYPE_PORT_SEND_ONCE;
	default: return name;
	}
}

mach_port_t port_of(int argument)
{
	struct random random = randomness(argument, IN, VALUE);

	return (mach_port_t)(draw(&random) | 1);
}

/* The buffer has room for `size` + 8 bytes, so that a string may be longer than its field. */
void make_string(int argument, enum way way, char *buffer, size_t size, int may_overflow)
{
	struct random random = randomness(argument, way, COUNT);
	size_t length = (size_t)draw(&random) % size;

	if (now.mode == MODE_EMPTY)
		length = 0;
	else if (now.mode == MODE_ONE)
		length = smaller(1, size - 1);
	else if (now.mode == MODE_FULL)
		length = size - 1;
	else if (draw(&random) % 4 == 0 && size > 2)
		length = size - 2 + (size_t)draw(&random) % 2;
	else if (may_overflow && draw(&random) % 3 == 0)
		length = size + (size_t)draw(&random) % 7;
	for (size_t i = 0; i < length; i++)
		buffer[i] = (char)(1 + draw(&random) % 255);
	buffer[length] = '\0';
}

/* ---- Checking ---- */

void expect_number(const char *name, uint64_t expected, uint64_t got)
{
	if (expected != got)
		complain("%s: expected %llx, got %llx", name, (unsigned long long)expected,
			(unsigned long long)got);
}

void expect_values(const struct element *element, int argument, enum way way, const void *values,
	size_t count, const char *name)
{
	struct random random = randomness(argument, way, VALUE);
	void *expected = malloc(element->size);

	for (size_t i = 0; i < count; i++) {
		const unsigned char *value = (const unsigned char *)values + i * element->size;

		element->fill(&random, expected);
		if (!element->same(expected, value)) {
			complain("%s %s: element %zu of %zu: expected %02x.., got %02x..",
				way == IN ? "in" : "out", name, i, count,
				*(unsigned char *)expected, *value);
			break;
		}
	}
	free(expected);
}

void expect_string(int argument, enum way way, const char *got, size_t size, int may_overflow,
	const char *name)
{
	char *expected = malloc(size + 8);

	make_string(argument, way, expected, size, may_overflow);
	expected[size - 1] = '\0';
	if (strncmp(expected, got, size) != 0)
		complain("%s %s: expected \"%.12s\" (%zu), got \"%.12s\" (%zu)",
			way == IN ? "in" : "out", name, expected, strlen(expected), got,
			strnlen(got, size));
	free(expected);
}

enum { UNTOUCHED = 0xee };

void untouched(void *bytes, size_t size)
{
	memset(bytes, UNTOUCHED, size);
}

void expect_untouched(const void *bytes, size_t size, const char *name)
{
	for (size_t i = 0; i < size; i++) {
		if (((const unsigned char *)bytes)[i] != UNTOUCHED) {
			complain("out %s: wrote behind the elements, byte %zu", name, i);
			break;
		}
	}
}

kern_return_t server_entered(const struct routine *routine)
{
	now.server_calls++;
	if (routine != now.routine)
		complain("the server calls %s", routine->name);
	return now.mode == MODE_FAILURE ? SERVER_FAILURE : KERN_SUCCESS;
}

int check_result(kern_return_t result)
{
	kern_return_t expected = KERN_SUCCESS;

	note("returns %d", result);
	if (now.mode == MODE_TOO_LARGE) {
		expected = MIG_ARRAY_TOO_LARGE;
		if (now.server_calls != 0)
			complain("an array above its bound was sent");
	} else if (now.mode == MODE_NO_SEND) {
		expected = SEND_FAILURE;
	} else if (now.mode == MODE_FAILURE && !now.routine->simple) {
		expected = SERVER_FAILURE;
	} else if (result == MIG_ARRAY_TOO_LARGE) {
		now.too_large = 1; /* to be explained by an out argument */
		return 1;
	}
	if (result != expected)
		complain("the client's stub returns %d, expected %d", result, expected);
	return result == KERN_SUCCESS && expected == KERN_SUCCESS;
}

int expect_bounded(const struct element *element, int argument, const void *values, size_t count,
	size_t capacity, size_t produced, const char *name)
{
	if (count != produced)
		complain("out %s: expected a count of %zu, got %zu", name, produced, count);
	expect_values(element, argument, OUT, values, smaller(produced, capacity), name);
	if (produced <= capacity)
		return 1;
	if (now.too_large != 1)
		complain("out %s: %zu elements into room for %zu, and no MIG_ARRAY_TOO_LARGE", name,
			produced, capacity);
	now.too_large = 2;
	return 0;
}
