/* See kernel.h. */
#include "kernel.h"

#include <mach/mig_support.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD = 8, BLOCKS_MAX = 64, PATTERN = 0x5a };

_Noreturn void kernel_failed(const char *condition, const char *file, int line)
{
	fprintf(stderr, "%s:%d: not true: %s\n", file, line, condition);
	abort();
}

/* ---- Memory ---- */

static struct block {
	void *address; /* NULL: none */
	size_t size;
} blocks[BLOCKS_MAX];

static size_t block_count, memory_bytes;

static bool new_block(size_t size, void **ret_address)
{
	*ret_address = NULL;
	if (size == 0)
		return true;
	if (block_count == BLOCKS_MAX || size > MEMORY_MAX_BYTES - memory_bytes)
		return false;
	*ret_address = malloc(size);
	memset(*ret_address, PATTERN, size);
	blocks[block_count].address = *ret_address;
	blocks[block_count++].size = size;
	memory_bytes += size;
	return true;
}

static struct block *find_block(const void *address)
{
	size_t i;

	for (i = 0; i < block_count; i++)
		if (address && blocks[i].address == address)
			return &blocks[i];
	return NULL;
}

void kernel_release_all(void)
{
	while (block_count > 0)
		free(blocks[--block_count].address);
	memory_bytes = 0;
}

/* What stubs call. Memory is released whole, and once. */
void mig_deallocate(vm_address_t address, vm_size_t size)
{
	struct block *block = find_block((const void *)address);

	if (size == 0)
		return;
	require(block != NULL);
	require(block->size == size);
	free(block->address);
	block->address = NULL;
}

vm_size_t mig_strncpy(char *to, const char *from, vm_size_t size)
{
	vm_size_t length = strnlen(from, size - 1);

	memcpy(to, from, length);
	memset(to + length, 0, size - length);
	return length;
}

/* ---- Messages ---- */

struct item {
	mach_msg_type_t *type;
	char *data;
	size_t bytes; /* of all elements */
	bool is_right;
};

/* The item at *offset; moves it behind that. False if there is no whole one. */
static bool next_item(char *start, size_t size, size_t *offset, struct item *item)
{
	mach_msg_type_t *type = (mach_msg_type_t *)(void *)(start + *offset);
	uint64_t bytes, in_line;

	if (size - *offset < sizeof(*type))
		return false;
	bytes = ((uint64_t)type->msgt_size * type->msgt_number + 7) / 8;
	in_line = type->msgt_inline ? (bytes + WORD - 1) / WORD * WORD : WORD;
	if (in_line > size - *offset - sizeof(*type))
		return false;
	item->type = type;
	item->data = start + *offset + sizeof(*type);
	item->bytes = bytes;
	item->is_right = MACH_MSG_TYPE_PORT_ANY(type->msgt_name);
	*offset += sizeof(*type) + in_line;
	return !item->is_right || type->msgt_size == (type->msgt_inline ? 64 : 32);
}

static unsigned int received(unsigned int name)
{
	switch (name) {
	case MACH_MSG_TYPE_COPY_SEND:
	case MACH_MSG_TYPE_MAKE_SEND: return MACH_MSG_TYPE_PORT_SEND;
	case MACH_MSG_TYPE_MAKE_SEND_ONCE: return MACH_MSG_TYPE_PORT_SEND_ONCE;
	default: return name;
	}
}

bool kernel_deliver(mach_msg_header_t *message)
{
	size_t offset = sizeof(*message);
	struct item item;

	if (!(message->msgh_bits & MACH_MSGH_BITS_COMPLEX))
		return true;
	while (offset < message->msgh_size) {
		void *memory;

		if (!next_item((char *)message, message->msgh_size, &offset, &item))
			return false;
		if (item.is_right)
			item.type->msgt_name = (unsigned char)received(item.type->msgt_name);
		if (item.type->msgt_inline)
			continue;
		if (!new_block(item.bytes, &memory))
			return false;
		memcpy(item.data, &memory, sizeof(memory));
		item.type->msgt_deallocate = 1;
	}
	return true;
}

/* Reading is all that is done with it. */
static volatile unsigned char seen;

static void read_all(const void *data, size_t size)
{
	const unsigned char *bytes = data;
	size_t i;

	for (i = 0; i < size; i++)
		seen ^= bytes[i];
}

void kernel_accept(const mach_msg_header_t *reply)
{
	size_t offset = sizeof(*reply);
	struct item item;

	require(reply->msgh_size >= sizeof(*reply) && reply->msgh_size % WORD == 0);
	while (offset < reply->msgh_size) {
		const void *memory;

		require(next_item((char *)(uintptr_t)reply, reply->msgh_size, &offset, &item));
		if (item.is_right || !item.type->msgt_inline)
			require(reply->msgh_bits & MACH_MSGH_BITS_COMPLEX);
		if (item.type->msgt_inline)
			continue;
		memcpy(&memory, item.data, sizeof(memory));
		read_all(memory, item.bytes);
	}
	require(offset == reply->msgh_size);
}

bool kernel_is_in_line(const mach_msg_header_t *message, const void *data)
{
	const char *start = (const char *)message, *place = data;

	return place > start && place <= start + message->msgh_size;
}

void kernel_read(const mach_msg_header_t *message, const void *data, size_t size)
{
	if (size == 0)
		return;
	if (kernel_is_in_line(message, data)) {
		require(size <=
			message->msgh_size - (size_t)((const char *)data - (const char *)message));
	} else {
		require(message->msgh_bits & MACH_MSGH_BITS_COMPLEX);
		require(find_block(data) && find_block(data)->size >= size);
	}
	read_all(data, size);
}
