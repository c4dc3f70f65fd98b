/*
 * Sockets with little room, as where the system's default was lowered: what does not fit into one
 * packet goes in more, whether more room can be had or not.
 */
#include "faults.h"

/* No other call of the library's is to differ. */
#undef malloc
#undef calloc
#undef setsockopt

#include "process.h"

enum { MIB = 1 << 20, ROOM_BYTES = MIB + 256, QUEUED = 3, QUEUED_BYTES = 60000 };

static bool is_fixed; /* more room is refused */

bool fault_is_due(int error)
{
	(void)error;
	return false;
}

bool fault_is_due_once(int error)
{
	(void)error;
	return false;
}

bool fault_is_due_in_send(void)
{
	return false;
}

int fault_setsockopt(int fd, int level, int name, const void *value, socklen_t size)
{
	int least = 0;

	if (is_fixed && level == SOL_SOCKET && name == SO_SNDBUF)
		return 0;
	/* Asked of every socket when it is new. */
	if (level == SOL_SOCKET && name == SO_PASSCRED)
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &least, sizeof least);
	return setsockopt(fd, level, name, value, size);
}

/* Gives all sockets of the process the least room that there is. */
static void narrow(void)
{
	int least = 0;
	int fd;

	for (fd = 3; fd < 256; fd++)
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &least, sizeof least);
}

/* ---- In line ---- */

static mach_msg_return_t send_in_line(
	mach_port_t to, mach_msg_type_name_t type, size_t count, unsigned seed)
{
	mach_msg_header_t *head = calloc(1, ROOM_BYTES);
	mach_msg_size_t size = (mach_msg_size_t)sizeof *head;
	mach_msg_return_t result;

	size += (mach_msg_size_t)begin_bytes_in_line(head + 1, (unsigned)count);
	fill((unsigned char *)head + size, count, seed);
	size += (mach_msg_size_t)count;
	head->msgh_bits = MACH_MSGH_BITS(type, 0);
	head->msgh_remote_port = to;
	head->msgh_id = (mach_msg_id_t)seed;
	narrow();
	result = mach_msg(head, MACH_SEND_MSG, size, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL);
	free(head);
	return result;
}

static void receive_in_line(mach_port_t from, size_t count, unsigned seed)
{
	mach_msg_header_t *head = calloc(1, ROOM_BYTES);

	CHECK_OK(mach_msg(head, MACH_RCV_MSG, 0, ROOM_BYTES, from, 0, MACH_PORT_NULL));
	CHECK_EQUAL(seed, head->msgh_id);
	check_filled((unsigned char *)head + head->msgh_size - count, count, seed);
	free(head);
}

/* ---- The other side ---- */

enum { TAKE_MEMORY = 100, TAKE_RIGHTS, TAKE_QUEUE, QUIT };

static void take_queue(struct message *m)
{
	mach_port_t port = next_port(m, MACH_MSG_TYPE_PORT_RECEIVE);
	unsigned i;

	for (i = 0; i < QUEUED; i++)
		receive_in_line(port, QUEUED_BYTES, i);
	destroy_receive_right(port);
}

static void serve(void)
{
	mach_port_t port = check_in("narrow");
	struct message m;
	size_t i;

	receive_in_line(port, MIB, 1);
	receive_in_line(port, 10000, 2);
	do {
		take_next(&m, port);
		switch (m.head.msgh_id) {
		case TAKE_MEMORY: {
			size_t count = first_bytes_count(&m);
			unsigned char *bytes = next_bytes(&m, count);

			check_filled(bytes, count, 3);
			CHECK_OK(vm_deallocate(self(), (vm_address_t)bytes, count));
			break;
		}
		case TAKE_RIGHTS: {
			mach_port_name_t *names = next_rights(&m, MACH_MSG_TYPE_PORT_SEND, 300);

			for (i = 0; i < 300; i++)
				CHECK_OK(mach_port_deallocate(self(), names[i]));
			CHECK_OK(vm_deallocate(self(), (vm_address_t)names, 300 * sizeof *names));
			break;
		}
		case TAKE_QUEUE: take_queue(&m); break;
		}
		if (m.head.msgh_remote_port != MACH_PORT_NULL)
			CHECK_OK(send_in_line(
				m.head.msgh_remote_port, MACH_MSG_TYPE_MOVE_SEND_ONCE, MIB, 4));
	} while (m.head.msgh_id != QUIT);
}

/* ---- This side ---- */

static mach_port_t server;
static mach_port_t answers;

static void begin(struct message *m, mach_msg_id_t id)
{
	message_begin(
		m, server, MACH_MSG_TYPE_COPY_SEND, answers, MACH_MSG_TYPE_MAKE_SEND_ONCE, id);
	narrow();
}

static void finish(struct message *m, mach_msg_option_t option)
{
	CHECK_OK(message_send(m, option, 10000));
	receive_in_line(answers, MIB, 4);
}

static void send_memory(size_t count, mach_msg_option_t option)
{
	unsigned char *bytes = malloc(count);
	struct message m;

	fill(bytes, count, 3);
	begin(&m, TAKE_MEMORY);
	message_add_bytes(&m, bytes, (mach_msg_type_number_t)count, FALSE);
	finish(&m, option);
	free(bytes);
}

static void send_rights(void)
{
	mach_port_name_t names[300];
	mach_port_t port = new_port();
	struct message m;
	size_t i;

	for (i = 0; i < 300; i++)
		names[i] = port;
	begin(&m, TAKE_RIGHTS);
	message_add_rights(&m, MACH_MSG_TYPE_MAKE_SEND, names, 300, FALSE);
	finish(&m, 0);
	destroy_receive_right(port);
}

/* A queue goes along without a wait for room. */
static void send_queue(void)
{
	mach_port_t port = new_port_with_send();
	struct message m;
	unsigned i;

	for (i = 0; i < QUEUED; i++)
		CHECK_OK(send_in_line(port, MACH_MSG_TYPE_COPY_SEND, QUEUED_BYTES, i));
	CHECK_OK(mach_port_deallocate(self(), port));
	begin(&m, TAKE_QUEUE);
	message_add_port(&m, port, MACH_MSG_TYPE_MOVE_RECEIVE);
	finish(&m, 0);
}

static void run(bool fixed)
{
	pid_t child;
	struct message m;

	is_fixed = fixed;
	child = start(serve);
	server = look_up("narrow");
	answers = mach_reply_port();
	CHECK_OK(send_in_line(server, MACH_MSG_TYPE_COPY_SEND, MIB, 1));
	CHECK_OK(send_in_line(server, MACH_MSG_TYPE_COPY_SEND, 10000, 2));
	send_memory(5000, 0);
	send_memory(30000, 0);
	send_memory(150000, 0);
	send_memory(3 * MIB, 0);
	send_memory(3 * MIB, MACH_SEND_TIMEOUT);
	send_rights();
	send_queue();
	begin(&m, QUIT);
	finish(&m, 0);
	check_ended_well(child);
	CHECK_EQUAL(MACH_PORT_TYPE_DEAD_NAME, type_of(server));
	CHECK_OK(mach_port_deallocate(self(), server));
	destroy_receive_right(answers);
}

int main(void)
{
	begin_meeting();
	run(false);
	run(true);
	end_meeting();
	return 0;
}
