/*
 * bench [-1] [-r ROUNDS]
 *
 * What messages between processes cost, as ratios to the same done by hand on the same kind of
 * socket, in rounds that alternate with their baseline; the median is printed. -1: all processes on
 * one CPU; else unpinned.
 */
#include "../process.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/socket.h>

#define MIB ((size_t)1 << 20)

static int rounds = 7;
static const char *placement = "unpinned";

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

/* Runs both in turn and prints the median of the ratios. */
static void compare(const char *name, double (*ours)(void), double (*baseline)(void))
{
	double ratios[64];
	double times[64];
	double base_times[64] = {0};
	int i;

	ours();
	baseline();
	for (i = 0; i < rounds; i++) {
		base_times[i] = baseline();
		times[i] = ours();
		ratios[i] = times[i] / base_times[i];
	}
	printf("%-44s %6.3f   %10.2f us against %10.2f us, %s\n", name, median(ratios, rounds),
		median(times, rounds), median(base_times, rounds), placement);
	fflush(stdout);
}

/* ---- The other process ---- */

static int raw_fd[2];
static int pass_fd[2];
static int stream_fd[2];

enum { NULL_CALL = 1, TAKE_MEMORY, TAKE_RIGHT };

static void serve_calls(void)
{
	mach_port_t port = check_in("bench");
	struct message m;

	for (;;) {
		struct message reply;

		if (message_receive(&m, port, 0, 0) != MACH_MSG_SUCCESS)
			exit(0);
		message_begin(&reply, m.head.msgh_remote_port, MACH_MSG_TYPE_MOVE_SEND_ONCE,
			MACH_PORT_NULL, 0, m.head.msgh_id + 100);
		if (m.head.msgh_id == NULL_CALL) {
			message_add_int(&reply, 0);
		} else if (m.head.msgh_id == TAKE_RIGHT) {
			message_add_port(&reply, next_port(&m, MACH_MSG_TYPE_PORT_SEND),
				MACH_MSG_TYPE_MOVE_SEND);
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
		if (send(raw_fd[1], bytes, 80, 0) < 0)
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

/* Takes a size, then that many bytes of a stream; or, size 0, a sealed file, of which it reads one
 * byte. */
static void serve_streams(void)
{
	static unsigned char buffer[16 * MIB];
	size_t count;

	while (recv(stream_fd[1], &count, sizeof count, MSG_WAITALL) == (ssize_t)sizeof count) {
		char done = 0;

		if (count > 0) {
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
		CHECK(send(raw_fd[0], bytes, 48, 0) == 48);
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

		message_begin(&m, server, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, TAKE_RIGHT);
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

		message_begin(&m, server, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, TAKE_RIGHT);
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

	message_begin(&m, server, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0,
		read_all ? TAKE_MEMORY + 10 : TAKE_MEMORY);
	message_add_bytes(&m, address, (mach_msg_type_number_t)memory_bytes, deallocate);
	CHECK_OK(message_call(&m, reply_port));
	return (now_ms() - start_ms) * 1000;
}

static double move_memory(void)
{
	double us = 0;
	int i;

	for (i = 0; i < 5; i++) {
		vm_address_t address;

		CHECK_OK(vm_allocate(self(), &address, memory_bytes, TRUE));
		memset((void *)address, i, memory_bytes);
		us += give_memory((void *)address, TRUE);
	}
	return us / 5;
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

static double seal_by_hand(void)
{
	double us = 0;
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
		start_ms = now_ms();
		munmap(bytes, memory_bytes);
		CHECK(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW) == 0);
		CHECK(send(stream_fd[0], &zero, sizeof zero, 0) > 0);
		send_fd(pass_fd[0], fd);
		close(fd);
		CHECK(recv(stream_fd[0], &done, 1, 0) == 1);
		us += (now_ms() - start_ms) * 1000;
	}
	return us / 5;
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
		size_t done_bytes = 0;
		char done;

		CHECK(send(stream_fd[0], &memory_bytes, sizeof memory_bytes, 0) > 0);
		while (done_bytes < memory_bytes) {
			ssize_t sent = send(
				stream_fd[0], bytes + done_bytes, memory_bytes - done_bytes, 0);

			CHECK(sent > 0);
			done_bytes += (size_t)sent;
		}
		CHECK(recv(stream_fd[0], &done, 1, 0) == 1);
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
	compare("same-process call / mutex and condition", call_here, call_by_hand);
	/* The threads end with the process. */
	_exit(0);
}

/* ---- Many ---- */

static double first_us;

static double call_with_ports(void)
{
	return null_call();
}

static double call_alone(void)
{
	return first_us;
}

static void many(void)
{
	int i;

	first_us = null_call();
	for (i = 0; i < 10000; i++)
		new_port_with_send();
	compare("null call with 10,000 ports / without", call_with_ports, call_alone);
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
			placement = "one CPU";
			break;
		case 'r': rounds = atoi(optarg); break;
		default: return 2;
		}
	}
	if (rounds < 1 || rounds > 64)
		return 2;
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
	compare("null call / raw ping-pong", null_call, raw_call);
	third = start(serve_third);
	moved = look_up("third");
	compare("moving one right there and back / raw pass", move_right, pass_by_hand);
	compare("copying one right there and back / raw pass", copy_right, pass_by_hand);
	kill_child(third);
	kill_child(children[2]);
	children[2] = start(serve_streams);
	memory_bytes = 16 * MIB;
	compare("16 MiB moved, first byte / by hand", move_memory, seal_by_hand);
	compare("16 MiB moved, first byte / stream copy", move_memory, stream);
	read_all = true;
	for (memory_bytes = 16384; memory_bytes <= 16 * MIB; memory_bytes *= 4) {
		char name[64];

		snprintf(name, sizeof name, "%zu KiB ordinary / stream copy", memory_bytes / 1024);
		compare(name, ordinary_memory, stream);
	}
	many();
	for (i = 0; i < 3; i++)
		kill_child(children[i]);
	check_ended_well(start(in_one_process));
	end_meeting();
	return 0;
}
