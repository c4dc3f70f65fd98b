/* What is alike for both wires: see kernel.h and server.h. */
#include "kernel.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	BLOCKS_MAX = 64,
	RIGHTS_MAX = 4096,
	GIVEN_MAX = 64,
	MEMORY_MAX_BYTES = 64 * 1024,
	GIVEN_MAX_BYTES = 128 * 1024,
	FIRST_NAME = 0x1003,
	FIRST_GIVEN_NAME = 0x800003,
	NAME_STEP = 4,
	PATTERN = 0x5a
};

const char *kernel_subject = "";
unsigned kernel_routine;

_Noreturn void kernel_failed(const char *condition, const char *file, int line)
{
	fprintf(stderr, "%s, routine %u, answer %u\n%s:%d: not true: %s\n", kernel_subject,
		kernel_routine, answer_now, file, line, condition);
	abort();
}

/* ---- What came with the request ---- */

struct block {
	void *address; /* NULL: released */
	size_t size;
};

static const mach_msg_header_t *request_now;
static struct block blocks[BLOCKS_MAX];
static size_t block_count, memory_bytes;
static bool is_held[RIGHTS_MAX];
static size_t right_count;

mach_port_t kernel_bring_right(mach_port_t sent)
{
	if (sent == MACH_PORT_NULL || sent == MACH_PORT_DEAD || right_count == RIGHTS_MAX)
		return sent == MACH_PORT_DEAD ? sent : MACH_PORT_NULL;
	is_held[right_count] = true;
	return (mach_port_t)(FIRST_NAME + NAME_STEP * right_count++);
}

void kernel_release_right(mach_port_t name)
{
	size_t number = (name - FIRST_NAME) / NAME_STEP;

	if (name == MACH_PORT_NULL || name == MACH_PORT_DEAD)
		return;
	require(name >= FIRST_NAME && number < right_count);
	require(is_held[number]);
	is_held[number] = false;
}

bool kernel_bring_memory(size_t size, void **ret_address)
{
	*ret_address = NULL;
	if (size == 0)
		return true;
	if (block_count == BLOCKS_MAX || size > MEMORY_MAX_BYTES - memory_bytes)
		return false;
	*ret_address = malloc(size);
	memset(*ret_address, PATTERN, size);
	blocks[block_count++] = (struct block){*ret_address, size};
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

void kernel_release_memory(const void *address, size_t size)
{
	struct block *block = find_block(address);

	if (size == 0)
		return;
	require(block != NULL);
	require(block->size == size);
	free(block->address);
	block->address = NULL;
}

void kernel_check_released(bool forgiven)
{
	size_t i;

	for (i = 0; i < right_count; i++)
		require(!is_held[i]);
	for (i = 0; i < block_count && !forgiven; i++)
		require(blocks[i].address == NULL);
}

void kernel_end(void)
{
	while (block_count > 0)
		free(blocks[--block_count].address);
	memory_bytes = 0;
	right_count = 0;
}

/* ---- What the function gives ---- */

static _Alignas(8) unsigned char given_bytes[GIVEN_MAX_BYTES];
static struct block given[GIVEN_MAX];
static size_t given_count, given_used, given_rights;

mach_port_t give_right(void)
{
	return (mach_port_t)(FIRST_GIVEN_NAME + NAME_STEP * given_rights++);
}

void give_rights(void *rights, size_t count)
{
	mach_port_t *names = rights;

	for (; count > 0; count--)
		*names++ = give_right();
}

void *give_memory(size_t size)
{
	size_t room = (size + 7) & ~(size_t)7;
	void *memory = given_bytes + given_used;

	if (room > GIVEN_MAX_BYTES - given_used || given_count == GIVEN_MAX)
		return NULL;
	memset(memory, answer_now, size);
	given[given_count++] = (struct block){memory, size};
	given_used += room;
	return memory;
}

void *give_memory_of_rights(size_t count)
{
	void *memory = give_memory(count * sizeof(mach_port_t));

	require(memory != NULL);
	give_rights(memory, count);
	return memory;
}

/* With and without an end, where that is the wire's business. */
void give_text(char *text, size_t room)
{
	memset(text, 't', room);
	text[answer_now % room] = '\0';
}

mach_msg_type_name_t give_disposition(void)
{
	static const mach_msg_type_name_t names[] = {MACH_MSG_TYPE_MOVE_SEND,
		MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE, MACH_MSG_TYPE_MOVE_RECEIVE};

	return names[answer_now % 4];
}

void kernel_check_sent_right(mach_port_t name)
{
	size_t number = (name - FIRST_GIVEN_NAME) / NAME_STEP;

	if (name != MACH_PORT_NULL && name != MACH_PORT_DEAD)
		require(name >= FIRST_GIVEN_NAME && number < given_rights);
}

static volatile unsigned char seen;

static void read_all(const void *data, size_t size)
{
	const unsigned char *bytes = data;
	size_t i;

	for (i = 0; i < size; i++)
		seen ^= bytes[i];
}

void kernel_check_sent_memory(const void *address, size_t size)
{
	size_t i;

	for (i = 0; i < given_count; i++)
		if (given[i].address == address)
			break;
	if (size == 0)
		return;
	require(i < given_count && size <= given[i].size);
	read_all(address, size);
}

/* ---- Answers ---- */

unsigned char answer_now;
int kernel_calls;
kern_return_t kernel_answered;
static bool exceeds;

void kernel_begin(const mach_msg_header_t *request, unsigned char answer)
{
	request_now = request;
	answer_now = answer;
	kernel_calls = 0;
	exceeds = false;
	given_count = given_used = given_rights = 0;
}

kern_return_t answer_result(bool can_exceed)
{
	static const kern_return_t results[] = {5, MIG_NO_REPLY, MIG_TYPE_ERROR, -1};

	kernel_calls++;
	kernel_answered = answer_now < 208 ? KERN_SUCCESS : results[answer_now % 4];
	exceeds = can_exceed && kernel_answered == KERN_SUCCESS && answer_now % 8 == 1;
	return kernel_answered;
}

bool answer_exceeds(void)
{
	return exceeds;
}

bool answer_owns(void)
{
	return !exceeds && (kernel_answered == KERN_SUCCESS || kernel_answered == MIG_NO_REPLY);
}

mach_msg_type_number_t answer_count(mach_msg_type_number_t room, mach_msg_type_number_t bound)
{
	if (exceeds)
		return answer_now & 16 ? UINT32_MAX : bound + 1;
	switch (answer_now % 8) {
	case 0: return 0;
	case 2: return 1 < room ? 1 : room;
	default: return room - answer_now / 8 % (room + 1);
	}
}

/* ---- What functions got ---- */

void look(const void *data, size_t size)
{
	read_all(data, size);
}

void take_bytes(const void *data, size_t size)
{
	const char *start = (const char *)request_now, *place = data;
	const struct block *block = find_block(data);

	if (size == 0)
		return;
	require(data != NULL);
	if (place >= start && place <= start + request_now->msgh_size)
		require(size <= request_now->msgh_size - (size_t)(place - start));
	else if (block)
		require(size <= block->size);
	read_all(data, size);
}

void take_text(const char *text, size_t room)
{
	size_t length = strnlen(text, room);

	require(length < room);
	take_bytes(text, length + 1);
}

void own_right(const void *right, size_t size)
{
	mach_port_t name = MACH_PORT_NULL;

	memcpy(&name, right, size < sizeof(name) ? size : sizeof(name));
	kernel_release_right(name);
}

void own_rights(const void *rights, size_t count)
{
	const char *place = rights;

	for (; count > 0; count--, place += sizeof(mach_port_t))
		own_right(place, sizeof(mach_port_t));
}

void own_memory(const void *data, size_t size)
{
	kernel_release_memory(data, size);
}
