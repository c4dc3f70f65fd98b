/*
 * Random and damaged descriptors through sending, receiving and destroying: whatever the bytes are,
 * there is no crash, and no right is lost or gained. The seed is the argument, else it is fixed.
 */
#include "../semantics/semantics.h"

#define ROUNDS 10000

static uint64_t random_state;

static uint32_t random_below(uint32_t limit)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (uint32_t)(random_state >> 32) % limit;
}

static mach_port_t ports[3];

static void add_random(struct message *m)
{
	static const unsigned char dispositions[] = {0, 15, 17, 19, 20, 21, 22, 255};
	static const mach_port_name_t no_names[] = {MACH_PORT_NULL, MACH_PORT_DEAD, 0x7ffffff};
	static char text[64];
	mach_port_name_t names[4];
	unsigned char disposition = dispositions[random_below(sizeof dispositions)];
	size_t i;

	for (i = 0; i < 4; i++)
		names[i] = random_below(4) ? ports[random_below(3)] : no_names[random_below(3)];
	switch (random_below(4)) {
	case 0: message_add_port(m, names[0], disposition); break;
	case 1:
		message_add_bytes(
			m, random_below(8) ? text : (char *)8, random_below(sizeof text), FALSE);
		break;
	case 2: message_add_rights(m, disposition, names, random_below(5), FALSE); break;
	default: message_add_int(m, (int)random_below(1000)); break;
	}
}

/* Changes bytes, but never so that memory is given away which is not ours to give. */
static void damage(struct message *m)
{
	mach_msg_body_t start;
	size_t place;

	if (m->descriptor_bytes == 0)
		return;
	switch (random_below(3)) {
	case 0:
		memcpy(&start, m->body, sizeof start);
		start.msgh_descriptor_count += random_below(3);
		memcpy(m->body, &start, sizeof start);
		break;
	case 1:
		if (m->used_bytes >= 4)
			m->used_bytes -= 4 * random_below(4) % m->used_bytes;
		break;
	default:
		/* The type of the first descriptor: another reading of the same bytes. */
		place = 4 + 11;
		if (m->used_bytes > place && m->body[4 + 8] == 0)
			m->body[place] = (unsigned char)random_below(6);
		break;
	}
}

/* Back to a state that can be counted: no messages, only the rights of the start. */
static void settle(mach_port_t through)
{
	struct message m;
	size_t i;

	while (message_receive(&m, through, MACH_RCV_TIMEOUT, 0) != MACH_RCV_TIMED_OUT)
		mach_msg_destroy(&m.head);
	for (i = 0; i < 3; i++) {
		while (message_receive(&m, ports[i], MACH_RCV_TIMEOUT, 0) != MACH_RCV_TIMED_OUT)
			mach_msg_destroy(&m.head);
		if (!(type_of(ports[i]) & MACH_PORT_TYPE_SEND))
			CHECK_OK(mach_port_insert_right(
				self(), ports[i], ports[i], MACH_MSG_TYPE_MAKE_SEND));
		CHECK_EQUAL(1, refs_of(ports[i], MACH_PORT_RIGHT_SEND));
		CHECK_EQUAL(0, status_of(ports[i]).mps_sorights);
	}
}

int main(int argc, char **argv)
{
	mach_port_t through = new_port_with_send();
	size_t names_before;
	size_t i;
	int round;

	random_state = argc > 1 ? strtoull(argv[1], NULL, 0) : 0x9e3779b97f4a7c15;
	CHECK(random_state != 0);
	for (i = 0; i < 3; i++)
		ports[i] = new_port_with_send();
	names_before = count_names();
	for (round = 0; round < ROUNDS; round++) {
		struct message m;
		uint32_t count = random_below(5);

		message_begin(&m, through, MACH_MSG_TYPE_COPY_SEND, ports[0],
			random_below(2) ? MACH_MSG_TYPE_MAKE_SEND_ONCE : MACH_MSG_TYPE_COPY_SEND,
			round);
		while (count-- > 0)
			add_random(&m);
		if (random_below(2))
			damage(&m);
		m.used_bytes &= ~(size_t)3;
		message_send(&m, MACH_SEND_TIMEOUT, 0);
		if (random_below(3) == 0)
			settle(through);
		else if (message_receive(&m, through, MACH_RCV_TIMEOUT, 0) == MACH_MSG_SUCCESS)
			mach_msg_destroy(&m.head);
	}
	settle(through);
	CHECK_EQUAL(names_before, count_names());
	return 0;
}
