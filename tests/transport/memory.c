/*
 * Out-of-line memory and large messages between processes: moved and copied, small and large, and
 * two peers that send to each other at the same time. Queue limits, timeouts and limits on size.
 */
#include "process.h"

#include <sys/mman.h>
#include <sys/resource.h>

#define MIB ((size_t)1 << 20)

/* Sends the memory of each request back, moved, after a look at it. */
static void serve(void)
{
	mach_port_t port = check_in("mirror");
	struct message m;

	for (;;) {
		struct message reply;
		size_t count;
		unsigned char *bytes;

		take_next(&m, port);
		begin_reply(&reply, &m);
		if (m.head.msgh_id == 0)
			break;
		count = first_bytes_count(&m);
		bytes = next_bytes(&m, count);
		check_filled(bytes, count, (unsigned)m.head.msgh_id);
		fill(bytes, count, (unsigned)m.head.msgh_id + 1);
		message_add_bytes(&reply, bytes, (mach_msg_type_number_t)count, TRUE);
		CHECK_OK(message_send(&reply, 0, 0));
	}
}

static mach_port_t mirror;
static mach_port_t mirror_reply;

static void reflect(unsigned char *bytes, size_t count, unsigned seed, boolean_t deallocate,
	mach_msg_option_t option)
{
	struct message m;
	unsigned char *back;

	message_begin(&m, mirror, MACH_MSG_TYPE_COPY_SEND, mirror_reply,
		MACH_MSG_TYPE_MAKE_SEND_ONCE, (int)seed);
	message_add_bytes(&m, bytes, (mach_msg_type_number_t)count, deallocate);
	CHECK_OK(message_send(&m, option, 10000));
	if (!deallocate) {
		/* What is written now is not seen by the receiver, who may be reading. */
		check_filled(bytes, count, seed);
		memset(bytes, 0xee, count);
	}
	take_next(&m, mirror_reply);
	CHECK_EQUAL(seed + 100, m.head.msgh_id);
	back = next_bytes(&m, count);
	check_filled(back, count, seed + 1);
	if (!deallocate) {
		size_t i;

		for (i = 0; i < count; i++)
			CHECK(bytes[i] == 0xee);
	}
	CHECK_OK(vm_deallocate(self(), (vm_address_t)back, count));
}

static void memory(void)
{
	static const size_t sizes[] = {
		1, 4096, 65536, 131072 + 5, 262143, 262144, 300001, 1048576, 16777216 + 3};
	size_t mappings;
	size_t descriptors;
	pid_t child = start(serve);
	size_t i;
	unsigned round;

	mirror = look_up("mirror");
	mirror_reply = mach_reply_port();
	mappings = count_mappings();
	descriptors = count_descriptors();
	for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		size_t count = sizes[i];
		vm_address_t address;
		unsigned char *ordinary = malloc(count);

		/* Moved; copied, twice since the second time it has been written to. */
		CHECK_OK(vm_allocate(self(), &address, count, TRUE));
		fill((unsigned char *)address, count, 1000);
		reflect((unsigned char *)address, count, 1000, TRUE, 0);
		CHECK_OK(vm_allocate(self(), &address, count, TRUE));
		for (round = 0; round < 3; round++) {
			fill((unsigned char *)address, count, 2000 + round);
			reflect((unsigned char *)address, count, 2000 + round, FALSE,
				round == 2 ? MACH_SEND_TIMEOUT : 0);
		}
		CHECK_OK(vm_deallocate(self(), address, count));
		for (round = 0; round < 2; round++) {
			fill(ordinary, count, 3000);
			reflect(ordinary, count, 3000, FALSE, round == 1 ? MACH_SEND_TIMEOUT : 0);
		}
		free(ordinary);
	}
	CHECK_EQUAL(descriptors, count_descriptors());
	CHECK_EQUAL(mappings, count_mappings());
	CHECK_OK(send_empty(mirror, MACH_MSG_TYPE_COPY_SEND, 0));
	check_ended_well(child);
	CHECK_OK(mach_port_destroy(self(), mirror));
	destroy_receive_right(mirror_reply);
}

/* Two peers, each sending 16 MiB to the other before it receives. */
static void exchange(const char *own, const char *other, int delay_ms)
{
	mach_port_t port = check_in(own);
	mach_port_t peer = look_up(other);
	unsigned char *bytes = malloc(16 * MIB);
	struct message m;

	fill(bytes, 16 * MIB, 9);
	usleep((unsigned)delay_ms * 1000);
	message_begin(&m, peer, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	message_add_bytes(&m, bytes, 16 * MIB, FALSE);
	CHECK_OK(message_send(&m, 0, 0));
	free(bytes);
	take_next(&m, port);
	bytes = next_bytes(&m, 16 * MIB);
	check_filled(bytes, 16 * MIB, 9);
	CHECK_OK(vm_deallocate(self(), (vm_address_t)bytes, 16 * MIB));
	destroy_receive_right(port);
	CHECK_OK(mach_port_destroy(self(), peer));
}

static void left(void)
{
	exchange("left", "right", 0);
}

static void right(void)
{
	exchange("right", "left", 3);
}

/* A message of 2 MiB in line, as it is received: with room for what a dialect adds. */
enum { LARGE_BYTES = 2 * MIB, LARGE_ROOM_BYTES = LARGE_BYTES + 256 };

static void large_in_line(void)
{
	mach_msg_header_t *head = calloc(1, LARGE_ROOM_BYTES);
	size_t start_bytes = begin_bytes_in_line(head + 1, LARGE_BYTES);
	mach_msg_size_t size_bytes =
		(mach_msg_size_t)(sizeof(mach_msg_header_t) + start_bytes + LARGE_BYTES);
	unsigned char *bytes = (unsigned char *)(head + 1) + start_bytes;
	mach_port_t peer = look_up("large");
	mach_port_t reply = mach_reply_port();

	fill(bytes, LARGE_BYTES, 4);
	head->msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE);
	head->msgh_remote_port = peer;
	head->msgh_local_port = reply;
	CHECK_OK(mach_msg(head, MACH_SEND_MSG | MACH_RCV_MSG, size_bytes, LARGE_ROOM_BYTES, reply,
		0, MACH_PORT_NULL));
	CHECK_EQUAL(size_bytes, head->msgh_size);
	check_filled(bytes, LARGE_BYTES, 5);
	free(head);
}

static void serve_large(void)
{
	mach_msg_header_t *head = calloc(1, LARGE_ROOM_BYTES);
	mach_port_t port = check_in("large");
	unsigned char *bytes;

	CHECK_OK(mach_msg(head, MACH_RCV_MSG, 0, LARGE_ROOM_BYTES, port, 0, MACH_PORT_NULL));
	bytes = (unsigned char *)head + head->msgh_size - LARGE_BYTES;
	check_filled(bytes, LARGE_BYTES, 4);
	fill(bytes, LARGE_BYTES, 5);
	head->msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, 0);
	head->msgh_local_port = MACH_PORT_NULL;
	CHECK_OK(mach_msg(
		head, MACH_SEND_MSG, head->msgh_size, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL));
	free(head);
}

/*
 * A time limit holds for the whole message: the receiver takes a part of it and stops, the rest
 * finds no room, and the sender has everything back. Later it all goes through.
 */
static void large_out_of_time(void)
{
	pid_t child = start(serve_large);
	mach_port_t server = look_up("large");
	mach_port_t reply = mach_reply_port();
	mach_msg_header_t *head = calloc(1, LARGE_ROOM_BYTES);
	mach_msg_size_t size = (mach_msg_size_t)sizeof *head;
	size_t names = count_names();
	double before_ms;

	CHECK(kill(child, SIGSTOP) == 0);
	size += (mach_msg_size_t)begin_bytes_in_line(head + 1, LARGE_BYTES);
	fill((unsigned char *)head + size, LARGE_BYTES, 4);
	size += (mach_msg_size_t)LARGE_BYTES;
	head->msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE);
	head->msgh_remote_port = server;
	head->msgh_local_port = reply;
	head->msgh_id = 1;
	before_ms = now_ms();
	CHECK_EQUAL(MACH_SEND_TIMED_OUT, mach_msg(head, MACH_SEND_MSG | MACH_SEND_TIMEOUT, size, 0,
						 MACH_PORT_NULL, 50, MACH_PORT_NULL));
	CHECK(now_ms() - before_ms >= 49);
	CHECK_EQUAL(server, head->msgh_remote_port);
	CHECK_EQUAL(MACH_PORT_TYPE_SEND_ONCE, type_of(head->msgh_local_port));
	CHECK_EQUAL(names + 1, count_names());
	CHECK(kill(child, SIGCONT) == 0);
	/* As it is now: moved rights. */
	CHECK_OK(mach_msg(head, MACH_SEND_MSG | MACH_RCV_MSG | MACH_SEND_TIMEOUT, size,
		LARGE_ROOM_BYTES, reply, 20000, MACH_PORT_NULL));
	check_filled((unsigned char *)head + head->msgh_size - LARGE_BYTES, LARGE_BYTES, 5);
	check_ended_well(child);
	CHECK_OK(mach_port_destroy(self(), server));
	destroy_receive_right(reply);
	free(head);
}

/* The limit as a sender sees it. */
static void serve_on_demand(void)
{
	mach_port_t port = check_in("demand");
	mach_port_t control = check_in("demand-control");
	struct message m;

	for (;;) {
		struct message reply;
		int i;

		take_next(&m, control);
		for (i = 0; i < m.head.msgh_id; i++) {
			struct message taken;

			message_take(&taken, port);
		}
		if (m.head.msgh_id == 100)
			break;
		begin_reply(&reply, &m);
		CHECK_OK(message_send(&reply, 0, 0));
	}
}

static void take_there(mach_port_t control, mach_port_t reply, int count)
{
	struct message m;

	message_begin(&m, control, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, count);
	CHECK_OK(message_call(&m, reply));
}

static void limits_of_a_queue(void)
{
	pid_t child = start(serve_on_demand);
	mach_port_t port = look_up("demand");
	mach_port_t control = look_up("demand-control");
	mach_port_t reply = mach_reply_port();
	mach_port_t given = new_port();
	struct message m;
	double before_ms;
	int i;

	for (i = 0; i < 5; i++)
		CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, i));
	CHECK_EQUAL(MACH_SEND_TIMED_OUT, send_empty(port, MACH_MSG_TYPE_COPY_SEND, 5));
	before_ms = now_ms();
	/* A right in a message that times out comes back. */
	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 6);
	message_add_port(&m, given, MACH_MSG_TYPE_MOVE_RECEIVE);
	CHECK_EQUAL(MACH_SEND_TIMED_OUT, message_send(&m, MACH_SEND_TIMEOUT, 30));
	CHECK(now_ms() - before_ms >= 29);
	m.used_bytes = 0;
	given = next_port(&m, MACH_MSG_TYPE_PORT_RECEIVE);
	CHECK_EQUAL(MACH_PORT_TYPE_RECEIVE, type_of(given));
	CHECK_OK(mach_port_deallocate(self(), port));
	take_there(control, reply, 1);
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, 7));
	CHECK_EQUAL(MACH_SEND_TIMED_OUT, send_empty(port, MACH_MSG_TYPE_COPY_SEND, 8));
	take_there(control, reply, 5);
	for (i = 0; i < 5; i++)
		CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, i));
	CHECK_EQUAL(MACH_SEND_TIMED_OUT, send_empty(port, MACH_MSG_TYPE_COPY_SEND, 5));
	kill_child(child);
	CHECK_EQUAL(MACH_SEND_INVALID_DEST, send_empty(port, MACH_MSG_TYPE_COPY_SEND, 9));
	CHECK_OK(mach_port_destroy(self(), port));
	CHECK_OK(mach_port_destroy(self(), control));
	destroy_receive_right(reply);
	destroy_receive_right(given);
}

/* Limits on what is sent. */
static void limits_on_messages(void)
{
	struct migrt_limits before;
	struct migrt_limits small;
	mach_port_t port;
	pid_t child = start(serve);
	struct message m;
	static unsigned char bytes[100000];

	port = look_up("mirror");
	migrt_get_limits(&before);
	small = before;
	small.message_bytes = 50000;
	migrt_set_limits(&small);
	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 0);
	message_add_bytes(&m, bytes, sizeof bytes, FALSE);
	CHECK_EQUAL(MACH_SEND_NO_BUFFER, message_send(&m, 0, 0));
	migrt_set_limits(&before);
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, 0));
	check_ended_well(child);
	CHECK_OK(mach_port_destroy(self(), port));
}

/* Memory that is there and cannot be read ends the message, and nothing else. */
static void unreadable_memory(void)
{
	static const size_t sizes[] = {4096, 65536, MIB};
	pid_t child = start(serve);
	mach_port_t port = look_up("mirror");
	void *wall = mmap(NULL, MIB, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t names = count_names();
	struct message m;
	size_t i;

	for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 0);
		message_add_bytes(&m, wall, (mach_msg_type_number_t)sizes[i], FALSE);
		CHECK_EQUAL(MACH_SEND_INVALID_MEMORY, message_send(&m, 0, 0));
		CHECK_EQUAL(names, count_names());
	}
	munmap(wall, MIB);
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, 0));
	check_ended_well(child);
	CHECK_OK(mach_port_destroy(self(), port));
}

/* Takes rights with no descriptor to spare, then with some: none is lost but those that found no
 * place, and the service goes on. */
static void serve_without_descriptors(void)
{
	mach_port_t port = check_in("poor");
	struct rlimit limit;
	struct message m;
	struct message reply;
	rlim_t before = 0;
	int i;

	for (i = 0; i < 3; i++) {
		mach_port_t name;

		take_next(&m, port);
		name = next_port(&m, MACH_MSG_TYPE_PORT_SEND);
		if (i == 1) {
			CHECK_EQUAL(MACH_PORT_DEAD, name);
			limit.rlim_cur = before;
			setrlimit(RLIMIT_NOFILE, &limit);
		} else {
			CHECK_EQUAL(MACH_PORT_TYPE_SEND, type_of(name));
			CHECK_OK(mach_port_deallocate(self(), name));
		}
		begin_reply(&reply, &m);
		CHECK_OK(message_send(&reply, 0, 0));
		if (i == 0) {
			int fd = dup(0);

			close(fd);
			getrlimit(RLIMIT_NOFILE, &limit);
			before = limit.rlim_cur;
			limit.rlim_cur = (rlim_t)fd;
			setrlimit(RLIMIT_NOFILE, &limit);
		}
	}
	take_next(&m, port);
}

static void exhaustion(void)
{
	pid_t child = start(serve_without_descriptors);
	mach_port_t server = look_up("poor");
	mach_port_t reply = mach_reply_port();
	mach_port_t port = new_port();
	size_t names = count_names();
	struct rlimit limit;
	struct rlimit none;
	struct message m;
	int i;

	getrlimit(RLIMIT_NOFILE, &limit);
	none = limit;
	none.rlim_cur = 3;
	for (i = 0; i < 3; i++) {
		message_begin(&m, server, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
		message_add_port(&m, port, MACH_MSG_TYPE_MAKE_SEND);
		CHECK_OK(message_call(&m, reply));
		CHECK_EQUAL(101, m.head.msgh_id);
	}
	CHECK_EQUAL(0, status_of(port).mps_srights);
	/* A sender without descriptors keeps what it has. */
	setrlimit(RLIMIT_NOFILE, &none);
	message_begin(&m, server, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	message_add_port(&m, port, MACH_MSG_TYPE_MOVE_RECEIVE);
	CHECK_EQUAL(MACH_SEND_NO_BUFFER, message_send(&m, 0, 0));
	setrlimit(RLIMIT_NOFILE, &limit);
	m.used_bytes = 0;
	port = next_port(&m, MACH_MSG_TYPE_PORT_RECEIVE);
	CHECK_OK(mach_port_deallocate(self(), server)); /* the header's right came back, too */
	CHECK_OK(send_empty(server, MACH_MSG_TYPE_COPY_SEND, 2));
	CHECK_EQUAL(names, count_names());
	check_ended_well(child);
	destroy_receive_right(port);
	destroy_receive_right(reply);
	CHECK_OK(mach_port_destroy(self(), server));
}

/* Takes memory with no descriptor to spare: it is lost, the rest of the message is there, and so is
 * what comes later. */
static void serve_without_room(void)
{
	mach_port_t port = check_in("full");
	size_t names;
	struct rlimit limit;
	struct rlimit none;
	struct message m;
	struct message reply;
	int fd;

	take_next(&m, port);
	begin_reply(&reply, &m);
	fd = dup(0);
	close(fd);
	CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
	none = limit;
	none.rlim_cur = (rlim_t)fd;
	CHECK(setrlimit(RLIMIT_NOFILE, &none) == 0);
	CHECK_OK(message_send(&reply, 0, 0));
	names = count_names();
	CHECK_EQUAL(MACH_RCV_BODY_ERROR | MACH_MSG_VM_KERNEL, message_receive(&m, port, 0, 0));
	CHECK_EQUAL(names + 1, count_names()); /* the reply right */
	CHECK_EQUAL(0, first_bytes_count(&m));
	CHECK(next_bytes(&m, 0) == NULL);
	CHECK_EQUAL(9, next_int(&m));
	CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
	begin_reply(&reply, &m);
	m.head.msgh_remote_port = MACH_PORT_NULL;
	mach_msg_destroy(&m.head);
	CHECK_OK(message_send(&reply, 0, 0));
	take_next(&m, port);
	CHECK_EQUAL(3, m.head.msgh_id);
}

static void no_room_for_memory(void)
{
	pid_t child = start(serve_without_room);
	mach_port_t server = look_up("full");
	mach_port_t reply = mach_reply_port();
	vm_address_t memory;
	struct message m;

	message_begin(&m, server, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	CHECK_OK(message_call(&m, reply));
	CHECK_OK(vm_allocate(self(), &memory, MIB, TRUE));
	message_begin(&m, server, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 2);
	message_add_bytes(&m, (void *)memory, MIB, TRUE);
	message_add_int(&m, 9);
	CHECK_OK(message_call(&m, reply));
	CHECK_EQUAL(102, m.head.msgh_id);
	CHECK_OK(send_empty(server, MACH_MSG_TYPE_COPY_SEND, 3));
	check_ended_well(child);
	CHECK_OK(mach_port_destroy(self(), server));
	destroy_receive_right(reply);
}

/*
 * A receive right with a queue, a send right beside it and requests for notifications needs some
 * descriptors to move. With one too few nothing of it does, and nobody is told of anything.
 */
static void exhaustion_of_a_move(void)
{
	pid_t child = start(serve);
	mach_port_t server = look_up("mirror");
	mach_port_t port = new_port_with_send();
	mach_port_t notify = new_port();
	struct rlimit limit;
	struct rlimit low;
	struct message m;
	mach_msg_return_t result;
	int refusals = 0;
	int fd = dup(0);

	close(fd);
	request(port, MACH_NOTIFY_DEAD_NAME, 0, notify);
	request(port, MACH_NOTIFY_NO_SENDERS, 0, notify);
	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 7);
	message_add_port(&m, notify, MACH_MSG_TYPE_MAKE_SEND);
	CHECK_OK(message_send(&m, 0, 0));
	CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
	low = limit;
	low.rlim_cur = (rlim_t)fd;
	message_begin(&m, server, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 0);
	message_add_port(&m, port, MACH_MSG_TYPE_MOVE_RECEIVE);
	do {
		CHECK(setrlimit(RLIMIT_NOFILE, &low) == 0);
		result = message_send(&m, 0, 0);
		CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
		if (result == MACH_MSG_SUCCESS)
			break;
		CHECK_EQUAL(MACH_SEND_NO_BUFFER, result);
		CHECK_EQUAL(MACH_PORT_TYPE_SEND_RECEIVE | MACH_PORT_TYPE_DNREQUEST, type_of(port));
		CHECK_EQUAL(1, status_of(port).mps_msgcount);
		CHECK_EQUAL(TRUE, status_of(port).mps_nsrequest);
		check_queue_is_empty(notify);
		low.rlim_cur++;
	} while (++refusals < 20);
	CHECK(refusals >= 6 && refusals < 20);
	/* It has gone to a server that does not keep it. */
	check_ended_well(child);
	take_next(&m, notify); /* the send right of the queue, or the request, as they come */
	take_next(&m, notify);
	CHECK_EQUAL(MACH_PORT_TYPE_DEAD_NAME, type_of(port));
	CHECK_OK(mach_port_destroy(self(), port));
	CHECK_OK(mach_port_destroy(self(), server));
	destroy_receive_right(notify);
}

/* ---- Pages that are given back ---- */

/* A copy of bytes as a message brings it. */
static unsigned char *receive_copy(const unsigned char *bytes, size_t count)
{
	mach_port_t port = new_port();
	struct message m;
	unsigned char *copy;

	message_begin(&m, port, MACH_MSG_TYPE_MAKE_SEND, MACH_PORT_NULL, 0, 1);
	message_add_bytes(&m, bytes, (mach_msg_type_number_t)count, FALSE);
	CHECK_OK(message_send(&m, 0, 0));
	take_next(&m, port);
	copy = next_bytes(&m, count);
	CHECK(memcmp(copy, bytes, count) == 0);
	destroy_receive_right(port);
	return copy;
}

static void give_back(void *address, size_t count)
{
	CHECK_OK(vm_deallocate(self(), (vm_address_t)address, count));
}

/* The library keeps them for its next use; to the program they are gone. */
static void pages_given_back(void)
{
	enum { COUNT = 65536 };
	static unsigned char bytes[COUNT];
	unsigned char *address;
	vm_address_t again;
	mach_msg_type_number_t read_count;
	struct message m;
	int file;
	size_t i;

	memset(bytes, 0xff, sizeof bytes);
	address = receive_copy(bytes, COUNT);
	give_back(address, COUNT);
	CHECK_EQUAL(KERN_INVALID_ADDRESS,
		vm_read(self(), (vm_address_t)address, COUNT, &again, &read_count));
	CHECK_EQUAL(KERN_INVALID_ADDRESS,
		vm_write(self(), (vm_address_t)address + 4096, (vm_address_t)bytes, 1));
	message_begin(&m, self(), MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	m.head.msgh_remote_port = new_port_with_send();
	message_add_bytes(&m, address, COUNT, TRUE);
	CHECK_EQUAL(MACH_SEND_INVALID_MEMORY, message_send(&m, 0, 0));
	CHECK_OK(mach_port_destroy(self(), m.head.msgh_remote_port));
	give_back(address, COUNT);

	/* New memory may be there, and is zero. */
	give_back(receive_copy(bytes, COUNT), COUNT);
	again = (vm_address_t)address;
	CHECK_OK(vm_allocate(self(), &again, COUNT, FALSE));
	CHECK_EQUAL(0, *(unsigned char *)again);
	give_back((void *)again, COUNT);

	/* So is what nobody writes behind the data. */
	give_back(receive_copy(bytes, 8192), 8192);
	address = receive_copy(bytes, 4097);
	for (i = 4097; i < 8192; i++)
		CHECK_EQUAL(0, address[i]);
	give_back(address, 4097);

	/* Whatever the protection was. */
	address = receive_copy(bytes, COUNT);
	CHECK(mprotect(address, COUNT, PROT_READ) == 0);
	give_back(address, COUNT);
	give_back(receive_copy(bytes, COUNT), COUNT);

	/* What is not the library's is not kept. */
	address = receive_copy(bytes, COUNT);
	file = memfd_create("migrt", MFD_CLOEXEC);
	CHECK(file >= 0 && ftruncate(file, COUNT) == 0);
	CHECK(mmap(address, COUNT, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, 0) ==
		address);
	CHECK_EQUAL(1, count_mappings());
	give_back(address, COUNT);
	CHECK_EQUAL(0, count_mappings());
	give_back(receive_copy(bytes, COUNT), COUNT);
	CHECK_EQUAL(1, pread(file, bytes, 1, 0));
	CHECK_EQUAL(0, bytes[0]);
	close(file);
}

/* A child by fork has a copy of what came in pages that were given back before. */
static void pages_used_again(void)
{
	enum { COUNT = 65536 };
	static unsigned char bytes[COUNT];
	unsigned char *whole;
	unsigned char *parts;
	pid_t child;

	memset(bytes, 0xfe, sizeof bytes);
	whole = receive_copy(bytes, COUNT);
	parts = receive_copy(bytes, COUNT);
	give_back(whole, COUNT);
	give_back(parts, COUNT);
	whole = receive_copy(bytes, COUNT);
	parts = receive_copy(bytes, COUNT);
	give_back(parts + COUNT / 2, COUNT / 2);
	child = fork();
	CHECK(child >= 0);
	if (child == 0)
		_exit(memcmp(whole, bytes, COUNT) == 0 && memcmp(parts, bytes, COUNT / 2) == 0 ? 0
											       : 1);
	check_ended_well(child);
	give_back(whole, COUNT);
	give_back(parts, COUNT / 2);
}

int main(void)
{
	pid_t children[2];

	begin_meeting();
	self();
	pages_given_back();
	pages_used_again();
	memory();
	children[0] = start(left);
	children[1] = start(right);
	check_ended_well(children[0]);
	check_ended_well(children[1]);
	children[0] = start(serve_large);
	children[1] = start(large_in_line);
	check_ended_well(children[0]);
	check_ended_well(children[1]);
	large_out_of_time();
	limits_of_a_queue();
	limits_on_messages();
	unreadable_memory();
	exhaustion();
	exhaustion_of_a_move();
	no_room_for_memory();
	end_meeting();
	return 0;
}
