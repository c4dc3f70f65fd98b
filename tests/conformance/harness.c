/* See harness.h. */
#include "harness.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned now, server_calls;
bool is_hostile, in_server;
unsigned char poison = 0xa5;
struct script script;

static unsigned failures;

void complain(const char *format, ...)
{
	va_list arguments;

	printf("FAIL %s (call %u): ", calls[now].routine, now);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	printf("\n");
	failures++;
}

void expect_number(const char *name, long long expected, long long got)
{
	if (expected != got && !is_hostile)
		complain("%s: expected %lld, got %lld", name, expected, got);
}

void expect_bytes(const char *name, const void *expected, const void *got, size_t size)
{
	const unsigned char *a = expected, *b = got;
	size_t i;

	touch(got, size);
	for (i = 0; i < size && !is_hostile; i++) {
		if (a[i] != b[i]) {
			complain("%s: byte %zu of %zu: expected %02x, got %02x", name, i, size,
				a[i], b[i]);
			return;
		}
	}
}

void touch(const void *bytes, size_t size)
{
	static volatile unsigned sum;
	size_t i;

	for (i = 0; i < size; i++)
		sum += ((const unsigned char *)bytes)[i];
}

/* ---- Memory out of line ---- */

static struct block {
	void *address;
	size_t size;
	enum side owner;
} blocks[256];

enum { BLOCK_COUNT = sizeof(blocks) / sizeof(blocks[0]) };

void *new_block(size_t size, enum side owner)
{
	unsigned i;

	for (i = 0; i < BLOCK_COUNT; i++) {
		if (!blocks[i].address) {
			blocks[i].address = calloc(1, size ? size : 1);
			blocks[i].size = size;
			blocks[i].owner = owner;
			return blocks[i].address;
		}
	}
	abort();
}

static struct block *find_block(const void *address)
{
	unsigned i;

	for (i = 0; address && i < BLOCK_COUNT; i++)
		if (blocks[i].address == address)
			return &blocks[i];
	return NULL;
}

/* False if that side does not own a block of this size there; it is freed nevertheless. */
bool free_block_of(const void *address, size_t size, enum side owner)
{
	struct block *block = find_block(address);
	bool ok = block && block->size == size && block->owner == owner;

	if (block) {
		free(block->address);
		block->address = NULL;
	}
	return ok;
}

void *lend(const void *bytes, size_t size)
{
	void *block = new_block(size, in_server ? SERVER : CLIENT);

	memcpy(block, bytes, size);
	return block;
}

void give_back(const void *block, size_t size, const char *name)
{
	struct block *found = find_block(block);

	if (size == 0 && !found)
		return;
	if (!free_block_of(block, size, found ? found->owner : CLIENT) && !is_hostile)
		complain("%s: %zu bytes are given back that were not received", name, size);
}

/* What is left after a call was neither given back nor taken along. */
static void sweep_blocks(void)
{
	unsigned i;

	for (i = 0; i < BLOCK_COUNT; i++) {
		free(blocks[i].address);
		blocks[i].address = NULL;
	}
}

void print_message(const char *what, const void *bytes, size_t size, const bool *is_address)
{
	size_t i;

	printf("%s ", what);
	for (i = 0; i < size; i++) {
		if (is_address && is_address[i])
			printf("--");
		else
			printf("%02x", ((const unsigned char *)bytes)[i]);
	}
	printf("\n");
}

/* ---- Calls ---- */

/* What a stub does not write on its stack shows as these bytes. */
static void __attribute__((noinline)) poison_stack(void)
{
	volatile unsigned char rest[64 * 1024];
	size_t i;

	for (i = 0; i < sizeof(rest); i++)
		rest[i] = poison;
}

static void run_call(void)
{
	kern_return_t result;

	server_calls = 0;
	printf("call %u %s\n", now, calls[now].routine);
	poison_stack();
	result = calls[now].run();
	printf("result %d server %u\n", result, server_calls);
	sweep_blocks();
}

/* A line: call, request|reply, size or -1, trailer size or -1, then offset:width:value ... */
static bool read_script(void)
{
	static char line[4096];
	char way[16];
	char *place;
	int used;

	memset(&script, 0, sizeof(script));
	if (!fgets(line, sizeof(line), stdin))
		return false;
	if (sscanf(line, "%u %15s %d %d %n", &now, way, &script.size, &script.trailer, &used) !=
			4 ||
		now >= call_count)
		abort();
	script.on_request = strcmp(way, "request") == 0;
	script.on_reply = !script.on_request;
	place = line + used;
	while (script.change_count < sizeof(script.changes) / sizeof(script.changes[0])) {
		struct change *change = &script.changes[script.change_count];
		unsigned long long value;

		if (sscanf(place, "%u:%u:%llx %n", &change->offset, &change->width, &value,
			    &used) != 3)
			break;
		change->value = value;
		place += used;
		script.change_count++;
	}
	return true;
}

int main(int count, char **words)
{
	setvbuf(stdout, NULL, _IOLBF, 1 << 16);
	script.size = script.trailer = -1;
	if (count > 1)
		poison = (unsigned char)strtoul(words[1], NULL, 16);
	is_hostile = count > 2;
	if (is_hostile)
		while (read_script())
			run_call();
	else
		for (now = 0; now < call_count; now++)
			run_call();
	printf("%u failures\n", failures);
	return failures != 0;
}
