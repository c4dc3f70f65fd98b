/*
 * Bodies made of sound items with random damage: a send refuses or delivers them, and in either
 * case every right is accounted for. The argument is the seed, 1 without one. Pointers in the
 * bodies never lead to memory, so that whatever the damage turns into a pointer is harmless.
 */
#include "unit.h"

#include <mach/mach.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 20000

static unsigned long long random_state = 1;

static unsigned random_below(unsigned limit)
{
	random_state = random_state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)(random_state >> 33) % limit;
}

struct message {
	mach_msg_header_t head;
	_Alignas(8) unsigned char body[512];
};

static mach_msg_type_t random_type(boolean_t *ret_port)
{
	static const unsigned char plain[] = {
		MACH_MSG_TYPE_INTEGER_32, MACH_MSG_TYPE_CHAR, MACH_MSG_TYPE_BYTE};
	static const unsigned char rights[] = {MACH_MSG_TYPE_MAKE_SEND,
		MACH_MSG_TYPE_MAKE_SEND_ONCE, MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MOVE_SEND,
		MACH_MSG_TYPE_MOVE_RECEIVE};
	mach_msg_type_t type = {0};

	*ret_port = random_below(2) != 0;
	type.msgt_name =
		*ret_port ? rights[random_below(sizeof rights)] : plain[random_below(sizeof plain)];
	type.msgt_size = *ret_port ? 8 * sizeof(uintptr_t) : 32;
	type.msgt_number = random_below(4);
	type.msgt_inline = 1;
	return type;
}

static size_t fill_body(unsigned char *body, size_t size_bytes, mach_port_t port)
{
	size_t used = 0;
	unsigned items = random_below(6);

	memset(body, 0, size_bytes);
	while (items-- > 0) {
		boolean_t is_port;
		mach_msg_type_t type = random_type(&is_port);
		uintptr_t name = port;
		unsigned i;

		memcpy(body + used, &type, sizeof type);
		used += sizeof type;
		for (i = 0; is_port && i < type.msgt_number; i++)
			memcpy(body + used + i * sizeof name, &name, sizeof name);
		used += type.msgt_number * (is_port ? sizeof name : 4u);
		used = (used + sizeof name - 1) & ~(sizeof name - 1);
	}
	return used;
}

static size_t name_count(void)
{
	mach_port_name_array_t names;
	mach_port_type_array_t types;
	mach_msg_type_number_t count;

	assert_int_equal(
		KERN_SUCCESS, mach_port_names(mach_task_self(), &names, &count, &types, &count));
	mig_deallocate((vm_address_t)names, count * sizeof *names);
	mig_deallocate((vm_address_t)types, count * sizeof *types);
	return count;
}

/* One message from a fresh port to another; afterwards both are destroyed, and nothing may be left.
 */
static void one_round(unsigned delivered[2])
{
	mach_port_t carried = mach_reply_port();
	mach_port_t through = mach_reply_port();
	mach_port_t names[2];
	struct message m;
	size_t used;
	mach_msg_return_t result;
	unsigned damages = random_below(3);
	size_t i;

	mach_port_insert_right(mach_task_self(), carried, carried, MACH_MSG_TYPE_MAKE_SEND);
	used = fill_body(m.body, sizeof m.body, carried);
	while (used > 0 && damages-- > 0)
		m.body[random_below((unsigned)used)] ^= (unsigned char)(1u << random_below(8));
	if (random_below(10) == 0)
		used -= used > 0 ? sizeof(uintptr_t) : 0;
	memset(&m.head, 0, sizeof m.head);
	m.head.msgh_bits = MACH_MSGH_BITS_COMPLEX | MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND, 0);
	m.head.msgh_remote_port = through;
	result = mach_msg(&m.head, MACH_SEND_MSG, (mach_msg_size_t)(sizeof m.head + used), 0,
		MACH_PORT_NULL, 0, MACH_PORT_NULL);
	delivered[result == MACH_MSG_SUCCESS]++;
	/* The receive right itself may be in the message, by a damaged name: then the port is gone.
	 */
	if (result == MACH_MSG_SUCCESS && random_below(2) &&
		mach_msg(&m.head, MACH_RCV_MSG, 0, sizeof m, through, 0, MACH_PORT_NULL) ==
			MACH_MSG_SUCCESS)
		mach_msg_destroy(&m.head);
	names[0] = carried;
	names[1] = through;
	for (i = 0; i < 2; i++)
		mach_port_destroy(mach_task_self(), names[i]);
}

static void nothing_is_lost_or_left(void **state)
{
	unsigned delivered[2] = {0, 0};
	size_t names_before;
	int i;

	(void)state;
	mach_task_self();
	names_before = name_count();
	for (i = 0; i < ROUNDS; i++) {
		unsigned long long state_before = random_state;

		one_round(delivered);
		if (name_count() != names_before)
			fprintf(stderr, "state before this round: %llu\n", state_before);
		assert_int_equal(names_before, name_count());
	}
	/* The damage is neither always harmless nor always noticed. */
	assert_true(delivered[0] > ROUNDS / 10);
	assert_true(delivered[1] > ROUNDS / 10);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_lost_or_left),
	};

	if (argc > 1)
		random_state = strtoull(argv[1], NULL, 10);
	printf("seed %llu\n", random_state);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
