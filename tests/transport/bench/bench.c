/*
 * bench [-1] [-r ROUNDS] [NAME]
 *
 * What messages between processes cost, as ratios to the same done by hand on the same kind of
 * socket, in rounds that alternate with their baseline; the median is printed, with what it is to
 * be at most. -1: all processes on one CPU; else unpinned. NAME: only the figures whose name
 * contains it.
 */
#include "../process.h"
#include "sdbus.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/socket.h>

#define MIB               ((size_t)1 << 20)

/* A frame with an empty request, and with a reply that holds one number. */
#define RAW_REQUEST_BYTES 48
#define RAW_REPLY_BYTES   64

/* Of a server that has many clients. */
#define SESSIONS_COUNT    1000

static int rounds = 7;
static bool on_one_cpu;
static const char *wanted = "";

static double median(double *values, int count)
{
	int i;
	int j;

	for (i = 1; i < count; i++)
		for (j = i; j > 0 && values[j - 1] > values[j]; j--) {
			double swapped = values[j];

			values[j] = values[j - 1];
			values[j - 1] = swapped;
		}
	return values[count / 2];
}

/* What a ratio is to be at most; 0: it is told, and not bounded. */
struct limit {
	double unpinned;
	double one_cpu;
};

#define AT_MOST(unpinned, one_cpu) ((struct limit){unpinned, one_cpu})
#define UNBOUNDED                  AT_MOST(0, 0)

static void print_limit(struct limit limit, double ratio)
{
	double most = on_one_cpu ? limit.one_cpu : limit.unpinned;

	if (most > 0)
		printf(" of %4.2f %s", most, ratio > most ? "over" : "    ");
	else
		printf("%13s", "");
}

/* Runs both in turn and prints the median of the ratios. */
static void compare(
	const char *name, struct limit limit, double (*ours)(void), double (*baseline)(void))
{
	double ratios[64];
	double times[64];
	double base_times[64] = {0};
	int i;

	if (!strstr(name, wanted))
		return;
	ours();
	baseline();
	for (i = 0; i < rounds; i++) {
		base_times[i] = baseline();
		times[i] = ours();
		ratios[i] = times[i] / base_times[i];
	}
	printf("%-44s %6.3f", name, median(ratios, rounds));
	print_limit(limit, median(ratios, rounds));
	printf(" %10.2f us against %10.2f us, %s\n", median(times, rounds),
		median(base_times, rounds), on_one_cpu ? "one CPU" : "unpinned");
	fflush(stdout);
}

/* The same as message_begin, but for the cost of clearing all of it. */
static void begin(
	struct message *m, mach_port_t remote, mach_msg_type_name_t remote_type, mach_msg_id_t id)
{
	memset(&m->head, 0, sizeof m->head);
	m->used_bytes = 0;
	m->head.msgh_bits = MACH_MSGH_BITS(remote_type, 0);
	m->head.msgh_remote_port = remote;
	m->head.msgh_id = id;
}

/* ---- The other process ---- */

static int raw_fd[2];
static int pass_fd[2];
static int stream_fd[2];

enum { NULL_CALL = 1, TAKE_MEMORY, READ_MEMORY, TAKE_RIGHT, GIVE_PORT };

static void serve_calls(void)
{
	mach_port_t port = check_in("bench");
	mach_port_t set;
	struct message m;

	CHECK_OK(mach_port_allocate(self(), MACH_PORT_RIGHT_PORT_SET, &set));
	CHECK_OK(mach_port_move_member(self(), port, set));
	for (;;) {
		struct message reply;

		begin(&m, 0, 0, 0);
		if (mach_msg(&m.head, MACH_RCV_MSG, 0, sizeof m.head + sizeof m.body, set, 0,
			    MACH_PORT_NULL) != MACH_MSG_SUCCESS)
			exit(0);
		begin(&reply, m.head.msgh_remote_port, MACH_MSG_TYPE_MOVE_SEND_ONCE,
			m.head.msgh_id + 100);
		if (m.head.msgh_id == NULL_CALL) {
			message_add_int(&reply, 0);
		} else if (m.head.msgh_id == TAKE_RIGHT) {
			message_add_port(&reply, next_port(&m, MACH_MSG_TYPE_PORT_SEND),
				MACH_MSG_TYPE_MOVE_SEND);
		} else if (m.head.msgh_id == GIVE_PORT) {
			mach_port_t another = new_port();

			CHECK_OK(mach_port_move_member(self(), another, set));
			message_add_port(&reply, another, MACH_MSG_TYPE_MAKE_SEND);
		} else {
			mach_msg_type_long_t type;
			volatile unsigned char *bytes;
			size_t i;
			unsigned sum = 0;

			memcpy(&type, m.body, sizeof type);
			bytes = next_memory(&m, MACH_MSG_TYPE_BYTE, type.msgtl_number);
			for (i = 0; i < (m.head.msgh_id == TAKE_MEMORY ? 1 : type.msgtl_number);
				i += 64)
				sum += bytes[i];
			message_add_int(&reply, (int)sum);
			message_send(&reply, 0, 0);
			vm_deallocate(self(), (vm_address_t)bytes, type.msgtl_number);
			continue;
		}
		message_send(&reply, 0, 0);
	}
}

/* A port elsewhere, rights to which go back and forth. */
static void serve_third(void)
{
	mach_port_t port = check_in("third");
	struct message m;

	for (;;)
		message_receive(&m, port, 0, 0);
}

static void serve_raw(void)
{
	char bytes[256];

	while (recv(raw_fd[1], bytes, sizeof bytes, 0) > 0)
		if (send(raw_fd[1], bytes, RAW_REPLY_BYTES, 0) < 0)
			break;
}

static void send_fd(int socket_fd, int fd)
{
	char bytes[64] = {0};
	struct iovec part = {bytes, sizeof bytes};
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = {0};
	struct msghdr header = {.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control};

	control.align.cmsg_level = SOL_SOCKET;
	control.align.cmsg_type = SCM_RIGHTS;
	control.align.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&control.align), &fd, sizeof fd);
	CHECK(sendmsg(socket_fd, &header, MSG_NOSIGNAL) > 0);
}

static int receive_fd(int socket_fd)
{
	char bytes[64];
	struct iovec part = {bytes, sizeof bytes};
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control;
	struct msghdr header = {.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control};
	int fd;

	if (recvmsg(socket_fd, &header, MSG_CMSG_CLOEXEC) <= 0)
		return -1;
	memcpy(&fd, CMSG_DATA(&control.align), sizeof fd);
	return fd;
}

/* Sends each descriptor back. */
static void serve_passes(void)
{
	int fd;

	while ((fd = receive_fd(pass_fd[1])) >= 0) {
		send_fd(pass_fd[1], fd);
		close(fd);
	}
}

static bool take_into_fresh_pages(size_t count)
{
	volatile unsigned char *bytes =
		mmap(NULL, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	bool done = recv(stream_fd[1], (void *)(uintptr_t)bytes, count, MSG_WAITALL) > 0;
	unsigned sum = 0;
	size_t i;

	for (i = 0; i < count; i += 64)
		sum += bytes[i];
	munmap((void *)(uintptr_t)bytes, count);
	return done && sum < UINT32_MAX;
}

/* Takes a size, then that many bytes of a stream, into fresh pages all of which it reads if the
 * size is odd; or, size 0, a sealed file, of which it reads one byte. */
static void serve_streams(void)
{
	static unsigned char buffer[16 * MIB];
	size_t count;

	while (recv(stream_fd[1], &count, sizeof count, MSG_WAITALL) == (ssize_t)sizeof count) {
		char done = 0;

		if (count % 2 != 0) {
			if (!take_into_fresh_pages(count - 1))
				break;
		} else if (count > 0) {
			if (recv(stream_fd[1], buffer, count, MSG_WAITALL) < 0)
				break;
		} else {
			int fd = receive_fd(pass_fd[1]);
			volatile unsigned char *bytes;

			bytes = mmap(NULL, 16 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
			done = (char)(bytes[0] & 0);
			if (send(stream_fd[1], &done, 1, 0) < 0)
				break;
			munmap((void *)(uintptr_t)bytes, 16 * MIB);
			close(fd);
			continue;
		}
		if (send(stream_fd[1], &done, 1, 0) < 0)
			break;
	}
}

/* ---- Calls ---- */

static mach_port_t server;
static mach_port_t reply_port;
static int calls = 5000;

static double null_call(void)
{
	double start_ms = now_ms();
	int i;

	for (i = 0; i < calls; i++) {
		struct {
			mach_msg_header_t head;
			unsigned char room[64];
		} m;

		memset(&m.head, 0, sizeof m.head);
		m.head.msgh_bits =
			MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE);
		m.head.msgh_remote_port = server;
		m.head.msgh_local_port = reply_port;
		m.head.msgh_id = NULL_CALL;
		CHECK_OK(mach_msg(&m.head, MACH_SEND_MSG | MACH_RCV_MSG, sizeof m.head, sizeof m,
			reply_port, 0, MACH_PORT_NULL));
	}
	return (now_ms() - start_ms) * 1000 / calls;
}

static double raw_call(void)
{
	double start_ms = now_ms();
	char bytes[256] = {0};
	int i;

	for (i = 0; i < calls; i++) {
		CHECK(send(raw_fd[0], bytes, RAW_REQUEST_BYTES, 0) == RAW_REQUEST_BYTES);
		CHECK(recv(raw_fd[0], bytes, sizeof bytes, 0) > 0);
	}
	return (now_ms() - start_ms) * 1000 / calls;
}

static mach_port_t moved;

static double move_right(void)
{
	double start_ms = now_ms();
	int i;

	for (i = 0; i < calls / 2; i++) {
		struct message m;

		begin(&m, server, MACH_MSG_TYPE_COPY_SEND, TAKE_RIGHT);
		message_add_port(&m, moved, MACH_MSG_TYPE_MOVE_SEND);
		CHECK_OK(message_call(&m, reply_port));
		moved = next_port(&m, MACH_MSG_TYPE_PORT_SEND);
	}
	return (now_ms() - start_ms) * 1000 / (calls / 2);
}

static double copy_right(void)
{
	double start_ms = now_ms();
	int i;

	for (i = 0; i < calls / 2; i++) {
		struct message m;

		begin(&m, server, MACH_MSG_TYPE_COPY_SEND, TAKE_RIGHT);
		message_add_port(&m, moved, MACH_MSG_TYPE_COPY_SEND);
		CHECK_OK(message_call(&m, reply_port));
		CHECK_OK(mach_port_deallocate(self(), next_port(&m, MACH_MSG_TYPE_PORT_SEND)));
	}
	return (now_ms() - start_ms) * 1000 / (calls / 2);
}

static double pass_by_hand(void)
{
	static int fds[2] = {-1, -1};
	double start_ms;
	int i;

	if (fds[0] < 0)
		CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds) == 0);
	start_ms = now_ms();
	for (i = 0; i < calls / 2; i++) {
		send_fd(pass_fd[0], fds[0]);
		close(fds[0]);
		fds[0] = receive_fd(pass_fd[0]);
	}
	return (now_ms() - start_ms) * 1000 / (calls / 2);
}

/* ---- Memory ---- */

static size_t memory_bytes;
static bool read_all;

static double give_memory(void *address, boolean_t deallocate)
{
	double start_ms = now_ms();
	struct message m;

	begin(&m, server, MACH_MSG_TYPE_COPY_SEND, read_all ? READ_MEMORY : TAKE_MEMORY);
	message_add_bytes(&m, address, (mach_msg_type_number_t)memory_bytes, deallocate);
	CHECK_OK(message_call(&m, reply_port));
	return (now_ms() - start_ms) * 1000;
}

/* The server releases what it got after it has answered, which is not to count for the next. */
static void let_server_finish(void)
{
	int kept_calls = calls;

	calls = 1;
	null_call();
	calls = kept_calls;
}

static double move_memory(void)
{
	double us[5];
	int i;

	for (i = 0; i < 5; i++) {
		vm_address_t address;

		CHECK_OK(vm_allocate(self(), &address, memory_bytes, TRUE));
		memset((void *)address, i, memory_bytes);
		let_server_finish();
		us[i] = give_memory((void *)address, TRUE);
	}
	return median(us, 5);
}

/* From allocation to release, read on the other side. */
static double cycle(void)
{
	double start_ms = now_ms();
	vm_address_t address;

	read_all = true;
	CHECK_OK(vm_allocate(self(), &address, memory_bytes, TRUE));
	memset((void *)address, 1, memory_bytes);
	give_memory((void *)address, TRUE);
	read_all = false;
	return (now_ms() - start_ms) * 1000;
}

static double ordinary_memory(void)
{
	static unsigned char *bytes;
	double us = 0;
	int i;
	int times = memory_bytes < MIB ? 100 : 10;

	if (!bytes) {
		bytes = malloc(16 * MIB);
		memset(bytes, 1, 16 * MIB);
	}
	for (i = 0; i < times; i++)
		us += give_memory(bytes, FALSE);
	return us / times;
}

static void let_receiver_finish(void)
{
	size_t announced = 2;
	char done;

	CHECK(send(stream_fd[0], &announced, sizeof announced, 0) > 0);
	CHECK(send(stream_fd[0], &announced, announced, 0) > 0);
	CHECK(recv(stream_fd[0], &done, 1, 0) == 1);
}

static double seal_by_hand(void)
{
	double us[5];
	int i;

	for (i = 0; i < 5; i++) {
		int fd = memfd_create("bench", MFD_CLOEXEC | MFD_ALLOW_SEALING);
		size_t zero = 0;
		double start_ms;
		void *bytes;
		char done;

		CHECK(ftruncate(fd, (off_t)memory_bytes) == 0);
		bytes = mmap(NULL, memory_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		memset(bytes, i, memory_bytes);
		let_receiver_finish();
		start_ms = now_ms();
		munmap(bytes, memory_bytes);
		CHECK(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW) == 0);
		CHECK(send(stream_fd[0], &zero, sizeof zero, 0) > 0);
		send_fd(pass_fd[0], fd);
		close(fd);
		CHECK(recv(stream_fd[0], &done, 1, 0) == 1);
		us[i] = (now_ms() - start_ms) * 1000;
	}
	return median(us, 5);
}

static void send_stream(size_t announced, const unsigned char *bytes)
{
	size_t done_bytes = 0;
	char done;

	CHECK(send(stream_fd[0], &announced, sizeof announced, 0) > 0);
	while (done_bytes < memory_bytes) {
		ssize_t sent = send(stream_fd[0], bytes + done_bytes, memory_bytes - done_bytes, 0);

		CHECK(sent > 0);
		done_bytes += (size_t)sent;
	}
	CHECK(recv(stream_fd[0], &done, 1, 0) == 1);
}

static double stream_cycle(void)
{
	double start_ms = now_ms();
	unsigned char *bytes = mmap(
		NULL, memory_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memset(bytes, 1, memory_bytes);
	send_stream(memory_bytes + 1, bytes);
	munmap(bytes, memory_bytes);
	return (now_ms() - start_ms) * 1000;
}

static double stream(void)
{
	static unsigned char *bytes;
	double us = 0;
	int i;
	int times = memory_bytes < MIB ? 100 : 10;

	if (!bytes) {
		bytes = malloc(16 * MIB);
		memset(bytes, 1, 16 * MIB);
	}
	for (i = 0; i < times; i++) {
		double start_ms = now_ms();

		send_stream(memory_bytes, bytes);
		us += (now_ms() - start_ms) * 1000;
	}
	return us / times;
}

/* ---- One process ---- */

static mach_port_t local_port;

static void *serve_here(void *argument)
{
	struct message m;

	for (;;) {
		if (message_receive(&m, local_port, 0, 0) != MACH_MSG_SUCCESS)
			return argument;
		m.head.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, 0);
		m.head.msgh_local_port = MACH_PORT_NULL;
		m.used_bytes = 0;
		message_send(&m, 0, 0);
	}
}

static double call_here(void)
{
	mach_port_t kept = server;
	double us;

	server = local_port;
	us = null_call();
	server = kept;
	return us;
}

/* A queue with a mutex and conditions; a message is allocated and copied each way. */
static struct hand_queue {
	pthread_mutex_t lock;
	pthread_cond_t filled;
	char *message;
} queues[2] = {{PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL},
	{PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL}};

static void hand_put(struct hand_queue *queue, const char *bytes)
{
	char *message = malloc(64);

	memcpy(message, bytes, 64);
	pthread_mutex_lock(&queue->lock);
	queue->message = message;
	pthread_cond_signal(&queue->filled);
	pthread_mutex_unlock(&queue->lock);
}

static void hand_take(struct hand_queue *queue, char *bytes)
{
	char *message;

	pthread_mutex_lock(&queue->lock);
	while (!queue->message)
		pthread_cond_wait(&queue->filled, &queue->lock);
	message = queue->message;
	queue->message = NULL;
	pthread_mutex_unlock(&queue->lock);
	memcpy(bytes, message, 64);
	free(message);
}

static void *serve_by_hand(void *argument)
{
	char bytes[64];

	for (;;) {
		hand_take(&queues[0], bytes);
		hand_put(&queues[1], bytes);
	}
	return argument;
}

static double call_by_hand(void)
{
	double start_ms = now_ms();
	char bytes[64] = {0};
	int i;

	for (i = 0; i < calls; i++) {
		hand_put(&queues[0], bytes);
		hand_take(&queues[1], bytes);
	}
	return (now_ms() - start_ms) * 1000 / calls;
}

static void in_one_process(void)
{
	pthread_t thread;

	local_port = new_port_with_send();
	reply_port = mach_reply_port();
	CHECK(pthread_create(&thread, NULL, serve_here, NULL) == 0);
	CHECK(pthread_create(&thread, NULL, serve_by_hand, NULL) == 0);
	compare("same-process call / mutex and condition", AT_MOST(0.30, 1.10), call_here,
		call_by_hand);
	/* The threads end with the process. */
	_exit(0);
}

/* ---- Many ---- */

static mach_port_t many_ports[10000];

static double call_with_ports(void)
{
	size_t i;
	double us;

	for (i = 0; i < sizeof many_ports / sizeof many_ports[0]; i++)
		many_ports[i] = new_port_with_send();
	us = null_call();
	for (i = 0; i < sizeof many_ports / sizeof many_ports[0]; i++)
		CHECK_OK(mach_port_destroy(self(), many_ports[i]));
	return us;
}

/* Each session is what a client has. */
static double call_in_turn(void)
{
	double us = 0;
	mach_port_t kept = server;
	int kept_calls = calls;
	int i;

	calls = 1;
	for (i = 0; i < kept_calls; i++) {
		server = many_ports[i % SESSIONS_COUNT];
		us += null_call();
	}
	calls = kept_calls;
	server = kept;
	return us / calls;
}

/* With what it costs to look at the clock so often. */
static double call_one(void)
{
	double us = 0;
	int kept_calls = calls;
	int i;

	calls = 1;
	for (i = 0; i < kept_calls; i++)
		us += null_call();
	calls = kept_calls;
	return us / calls;
}

static void many(void)
{
	int i;

	compare("null call with 10,000 ports / without", AT_MOST(1.30, 1.30), call_with_ports,
		null_call);
	for (i = 0; i < SESSIONS_COUNT; i++) {
		struct message m;

		begin(&m, server, MACH_MSG_TYPE_COPY_SEND, GIVE_PORT);
		CHECK_OK(message_call(&m, reply_port));
		many_ports[i] = next_port(&m, MACH_MSG_TYPE_PORT_SEND);
	}
	compare("1,000 clients in turn / one", AT_MOST(1.30, 1.30), call_in_turn, call_one);
	for (i = 0; i < SESSIONS_COUNT; i++)
		CHECK_OK(mach_port_deallocate(self(), many_ports[i]));
}

/* ---- Another bus ---- */

static double call_by_sdbus(void)
{
	double start_ms = now_ms();
	int i;

	for (i = 0; i < calls; i++)
		sdbus_call();
	return (now_ms() - start_ms) * 1000 / calls;
}

static void memory_figures(void)
{
	memory_bytes = 16 * MIB;
	compare("16 MiB moved, first byte / by hand", AT_MOST(1.15, 1.15), move_memory,
		seal_by_hand);
	compare("16 MiB moved, first byte / stream copy", AT_MOST(0.15, 0.15), move_memory, stream);
	/* What of that is the system's: nobody who passes sealed memory gets below it. */
	compare("16 MiB passed by hand, first byte / stream", UNBOUNDED, seal_by_hand, stream);
	compare("16 MiB from allocation to release / stream", AT_MOST(0.90, 0.90), cycle,
		stream_cycle);
	for (memory_bytes = 16384; memory_bytes <= 16 * MIB; memory_bytes *= 4) {
		bool is_small = memory_bytes < 256 * 1024;
		char name[64];

		snprintf(name, sizeof name, "%zu KiB ordinary / stream copy", memory_bytes / 1024);
		compare(name, is_small ? AT_MOST(1.15, 1.15) : AT_MOST(1.00, 1.00), ordinary_memory,
			stream);
	}
}

int main(int argc, char **argv)
{
	pid_t children[3];
	pid_t third;
	int option;
	int i;

	while ((option = getopt(argc, argv, "1r:")) != -1) {
		cpu_set_t cpus;

		switch (option) {
		case '1':
			CPU_ZERO(&cpus);
			CPU_SET(0, &cpus);
			CHECK(sched_setaffinity(0, sizeof cpus, &cpus) == 0);
			on_one_cpu = true;
			break;
		case 'r': rounds = atoi(optarg); break;
		default: return 2;
		}
	}
	if (rounds < 1 || rounds > 64)
		return 2;
	if (optind < argc)
		wanted = argv[optind];
	begin_meeting();
	alarm(0);
	CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, raw_fd) == 0);
	CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pass_fd) == 0);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, stream_fd) == 0);
	children[0] = start(serve_calls);
	children[1] = start(serve_raw);
	children[2] = start(serve_passes);
	server = look_up("bench");
	reply_port = mach_reply_port();
	compare("null call / raw ping-pong", AT_MOST(1.20, 1.30), null_call, raw_call);
	if (sdbus_start()) {
		compare("null call / sd-bus call", AT_MOST(0.75, 0.75), null_call, call_by_sdbus);
		sdbus_stop();
	} else {
		printf("null call / sd-bus call: not measured, built without libsystemd\n");
	}
	third = start(serve_third);
	moved = look_up("third");
	compare("moving one right there and back / raw pass", AT_MOST(1.25, 1.25), move_right,
		pass_by_hand);
	compare("copying one right there and back / raw pass", UNBOUNDED, copy_right, pass_by_hand);
	kill_child(third);
	kill_child(children[2]);
	children[2] = start(serve_streams);
	memory_figures();
	many();
	for (i = 0; i < 3; i++)
		kill_child(children[i]);
	check_ended_well(start(in_one_process));
	end_meeting();
	return 0;
}
