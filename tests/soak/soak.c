/*
 * soak [-c CALLS] [-s SEED] [-k MILLISECONDS]
 *
 * Two servers and four clients make random calls with rights and memory, while one of them after
 * the other is killed at a random moment and started again. Nothing may hang, no answer may be
 * wrong, and at the end the survivors have no name, descriptor or mapping too many. -k is the mean
 * time between two kills, 0 for none.
 */
#include "../transport/process.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/prctl.h>

enum { SERVERS = 2, CLIENTS = 4, CHILDREN = SERVERS + CLIENTS };

enum { ADD = 1, USE_SEND, MEMORY, MOVE_RECEIVE, FORGET, FORWARD, KINDS, FORWARDED };

#define HANG_MS 20000

struct shared {
	_Atomic long calls;
	_Atomic long deaths_seen;
	_Atomic int stop;
};

static struct shared *shared;
static unsigned seed = 1;
static unsigned random_state;

static unsigned random_below(unsigned limit)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return random_state % limit;
}

static const char *server_name(int index)
{
	return index == 0 ? "soak-0" : "soak-1";
}

/* ---- Servers ---- */

/* Sends to a right that may have died, and leaves nothing behind. */
static void send_or_drop(struct message *m)
{
	mach_msg_return_t result = message_send(m, 0, 0);

	if (result == MACH_MSG_SUCCESS)
		return;
	CHECK_EQUAL(MACH_SEND_INVALID_DEST, result);
	/* Either nothing was taken, or all of it is gone. */
	mach_msg_destroy(&m->head);
}

static void on_memory(struct message *m, struct message *reply)
{
	mach_msg_type_long_t type;
	unsigned char *bytes;
	unsigned value;

	memcpy(&type, m->body, sizeof type);
	bytes = next_memory(m, MACH_MSG_TYPE_BYTE, type.msgtl_number);
	value = (unsigned)next_int(m);
	check_filled(bytes, type.msgtl_number, value);
	fill(bytes, type.msgtl_number, value + 1);
	message_add_bytes(reply, bytes, type.msgtl_number, TRUE);
}

static void on_move_receive(struct message *reply)
{
	mach_port_t port = new_port();

	CHECK_OK(send_empty(port, MACH_MSG_TYPE_MAKE_SEND, 501));
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_MAKE_SEND_ONCE, 502));
	message_add_port(reply, port, MACH_MSG_TYPE_MOVE_RECEIVE);
}

/* Passes a send-once right on to the other server, which answers on it. */
static void on_forward(struct message *m, int index)
{
	mach_port_t once = next_port(m, MACH_MSG_TYPE_PORT_SEND_ONCE);
	mach_port_t other = MACH_PORT_NULL;
	struct message forward;

	if (migrt_look_up(server_name(1 - index), &other) != KERN_SUCCESS) {
		/* Its client may have been killed before the request was read. */
		if (once != MACH_PORT_DEAD)
			CHECK_OK(mach_port_deallocate(self(), once));
		return;
	}
	message_begin(&forward, other, MACH_MSG_TYPE_MOVE_SEND, MACH_PORT_NULL, 0, FORWARDED);
	message_add_port(&forward, once, MACH_MSG_TYPE_MOVE_SEND_ONCE);
	/* Both servers may be at this: neither waits for the other. */
	if (message_send(&forward, MACH_SEND_TIMEOUT, 0) != MACH_MSG_SUCCESS)
		mach_msg_destroy(&forward.head);
}

static void answer(struct message *m, int index)
{
	struct message reply;
	struct message other;
	mach_port_t port;
	int a;

	begin_reply(&reply, m);
	switch (m->head.msgh_id) {
	case ADD:
		a = next_int(m);
		message_add_int(&reply, a + next_int(m));
		break;
	case USE_SEND:
		port = next_port(m, MACH_MSG_TYPE_PORT_SEND);
		message_begin(&other, port, MACH_MSG_TYPE_MOVE_SEND, MACH_PORT_NULL, 0, 500);
		send_or_drop(&other);
		break;
	case MEMORY: on_memory(m, &reply); break;
	case MOVE_RECEIVE: on_move_receive(&reply); break;
	case FORGET: mach_msg_destroy(&m->head); return;
	case FORWARD: on_forward(m, index); break;
	case FORWARDED:
		port = next_port(m, MACH_MSG_TYPE_PORT_SEND_ONCE);
		message_begin(&other, port, MACH_MSG_TYPE_MOVE_SEND_ONCE, MACH_PORT_NULL, 0, 503);
		send_or_drop(&other);
		return;
	default: CHECK(!"a known request");
	}
	send_or_drop(&reply);
}

static void serve(int index)
{
	mach_port_t port = MACH_PORT_NULL;
	size_t names;
	size_t mappings = count_mappings();
	size_t descriptors = count_descriptors();
	struct message m;
	int i;

	/* The one that was killed may still be ending. */
	for (i = 0; migrt_check_in(server_name(index), 0, &port) != KERN_SUCCESS; i++) {
		CHECK(i < 5000);
		usleep(1000);
	}
	names = count_names();
	while (!shared->stop) {
		mach_msg_return_t result = message_receive(&m, port, MACH_RCV_TIMEOUT, 100);

		if (result == MACH_RCV_TIMED_OUT)
			continue;
		CHECK_OK(result);
		answer(&m, index);
		CHECK_EQUAL(names, count_names());
	}
	destroy_receive_right(port);
	CHECK_EQUAL(1, count_names());
	CHECK_EQUAL(mappings, count_mappings());
	CHECK_EQUAL(descriptors + 2, count_descriptors());
}

/* ---- Clients ---- */

/* Takes the next message, which has to come. */
static mach_msg_id_t take(struct message *m, mach_port_t port)
{
	CHECK_OK(message_receive(m, port, MACH_RCV_TIMEOUT, HANG_MS));
	return m->head.msgh_id;
}

static void check_memory(struct message *m, size_t count, unsigned value)
{
	unsigned char *bytes = next_memory(m, MACH_MSG_TYPE_BYTE, count);

	check_filled(bytes, count, value);
	CHECK_OK(vm_deallocate(self(), (vm_address_t)bytes, count));
}

static void check_moved(struct message *m)
{
	mach_port_t port = next_port(m, MACH_MSG_TYPE_PORT_RECEIVE);
	struct message queued;

	/* If the server is killed now, what it had not sent yet is lost. */
	if (message_receive(&queued, port, MACH_RCV_TIMEOUT, 200) == MACH_MSG_SUCCESS) {
		CHECK_EQUAL(501, queued.head.msgh_id);
		if (message_receive(&queued, port, MACH_RCV_TIMEOUT, 200) == MACH_MSG_SUCCESS)
			CHECK_EQUAL(502, queued.head.msgh_id);
	}
	destroy_receive_right(port);
}

/* One call. False: the server has died. */
static bool call(mach_port_t server, mach_port_t reply, mach_port_t side)
{
	int kind = 1 + (int)random_below(KINDS - 1);
	unsigned value = random_below(100000);
	size_t count = 0;
	vm_address_t address = 0;
	bool moved = random_below(2) != 0;
	struct message m;
	mach_msg_return_t result;
	mach_msg_id_t id;

	message_begin(
		&m, server, MACH_MSG_TYPE_COPY_SEND, reply, MACH_MSG_TYPE_MAKE_SEND_ONCE, kind);
	switch (kind) {
	case ADD:
		message_add_int(&m, (int)value);
		message_add_int(&m, 1);
		break;
	case USE_SEND: message_add_port(&m, side, MACH_MSG_TYPE_MAKE_SEND); break;
	case FORWARD: message_add_port(&m, side, MACH_MSG_TYPE_MAKE_SEND_ONCE); break;
	case MEMORY:
		count = 1 + random_below(random_below(8) == 0 ? 700000 : 20000);
		CHECK_OK(vm_allocate(self(), &address, count, TRUE));
		fill((unsigned char *)address, count, value);
		message_add_bytes(&m, (void *)address, (mach_msg_type_number_t)count, moved);
		message_add_int(&m, (int)value);
		break;
	}
	result = message_send(&m, 0, 0);
	if (kind == MEMORY && (!moved || result == MACH_SEND_INVALID_DEST)) {
		/* Refused before anything was taken, or gone: releasing it again does no harm. */
		CHECK_OK(vm_deallocate(self(), address, count));
	}
	if (result != MACH_MSG_SUCCESS) {
		CHECK_EQUAL(MACH_SEND_INVALID_DEST, result);
		return false;
	}
	id = take(&m, reply);
	if (id == MACH_NOTIFY_SEND_ONCE)
		return kind == FORGET;
	CHECK_EQUAL(kind + 100, id);
	switch (kind) {
	case ADD: CHECK_EQUAL(value + 1, next_int(&m)); break;
	case USE_SEND: CHECK_EQUAL(500, take(&m, side)); break;
	case MEMORY: check_memory(&m, count, value + 1); break;
	case MOVE_RECEIVE: check_moved(&m); break;
	case FORWARD:
		id = take(&m, side);
		CHECK(id == 503 || id == MACH_NOTIFY_SEND_ONCE);
		break;
	}
	return true;
}

static void use(void)
{
	mach_port_t servers[SERVERS] = {MACH_PORT_NULL};
	mach_port_t reply;
	mach_port_t side;
	size_t names;
	size_t mappings = count_mappings();
	size_t descriptors = count_descriptors();
	int i;

	reply = mach_reply_port();
	side = new_port();
	names = count_names();
	while (!shared->stop) {
		mach_port_t *server = &servers[random_below(SERVERS)];

		if (*server == MACH_PORT_NULL && migrt_look_up(server_name((int)(server - servers)),
							 server) != KERN_SUCCESS) {
			usleep(500);
			continue;
		}
		if (call(*server, reply, side)) {
			shared->calls++;
		} else {
			shared->deaths_seen++;
			CHECK_OK(mach_port_destroy(self(), *server));
			*server = MACH_PORT_NULL;
			/* The other server may still be at work on the same call. */
			destroy_receive_right(side);
			side = new_port();
		}
		CHECK_EQUAL(names + (servers[0] != 0) + (servers[1] != 0), count_names());
	}
	for (i = 0; i < SERVERS; i++) {
		if (servers[i] != MACH_PORT_NULL)
			CHECK_OK(mach_port_destroy(self(), servers[i]));
	}
	destroy_receive_right(reply);
	destroy_receive_right(side);
	CHECK_EQUAL(1, count_names());
	CHECK_EQUAL(mappings, count_mappings());
	/* The epoll set and its wake-up, unless it has met nobody. */
	CHECK(count_descriptors() == descriptors + 2 || count_descriptors() == descriptors);
}

/* ---- Killing and starting ---- */

static unsigned starts;

static pid_t start_child(int index)
{
	unsigned number = ++starts;
	pid_t child = fork();

	CHECK(child >= 0);
	if (child > 0)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(0);
	random_state = seed * 2654435761u + number * 40503u + 1;
	if (index < SERVERS)
		serve(index);
	else
		use();
	exit(0);
}

static bool is_running(pid_t child, const char *role, bool was_killed)
{
	int status;
	pid_t ended = waitpid(child, &status, was_killed ? 0 : WNOHANG);

	if (ended == 0)
		return true;
	if (!was_killed || !WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) {
		fprintf(stderr, "soak: a %s failed (status 0x%x), seed %u\n", role, status, seed);
		shared->stop = 1;
		exit(1);
	}
	return false;
}

static const char *role_of(int index)
{
	return index < SERVERS ? "server" : "client";
}

int main(int argc, char **argv)
{
	long wanted_calls = 200000;
	unsigned kill_ms = 30;
	pid_t children[CHILDREN];
	long kills = 0;
	double last_progress_ms;
	long last_calls = 0;
	double next_kill_ms;
	int option;
	int i;

	while ((option = getopt(argc, argv, "c:s:k:")) != -1) {
		switch (option) {
		case 'c': wanted_calls = atol(optarg); break;
		case 's': seed = (unsigned)strtoul(optarg, NULL, 0); break;
		case 'k': kill_ms = (unsigned)atoi(optarg); break;
		default: return 2;
		}
	}
	printf("soak: %ld calls, seed %u\n", wanted_calls, seed);
	fflush(stdout);
	begin_meeting();
	alarm(0);
	random_state = seed * 2654435761u + 1;
	shared = mmap(
		NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(shared != MAP_FAILED);
	for (i = 0; i < CHILDREN; i++)
		children[i] = start_child(i);
	last_progress_ms = now_ms();
	next_kill_ms = now_ms() + kill_ms;
	while (shared->calls < wanted_calls) {
		usleep(1000);
		for (i = 0; i < CHILDREN; i++)
			is_running(children[i], role_of(i), false);
		if (shared->calls != last_calls) {
			last_calls = shared->calls;
			last_progress_ms = now_ms();
		}
		if (now_ms() - last_progress_ms > HANG_MS) {
			fprintf(stderr, "soak: no progress, seed %u\n", seed);
			return 1;
		}
		if (kill_ms > 0 && now_ms() >= next_kill_ms) {
			i = (int)random_below(CHILDREN);
			kill(children[i], SIGKILL);
			is_running(children[i], role_of(i), true);
			children[i] = start_child(i);
			next_kill_ms = now_ms() + 1 + random_below(2 * kill_ms);
			kills++;
		}
	}
	shared->stop = 1;
	for (i = 0; i < CHILDREN; i++) {
		int status;

		CHECK_EQUAL(children[i], waitpid(children[i], &status, 0));
		if (status != 0) {
			fprintf(stderr, "soak: a %s ended badly (status 0x%x), seed %u\n",
				role_of(i), status, seed);
			return 1;
		}
	}
	printf("soak: %ld calls, %ld kills, %ld deaths seen, nothing left over\n",
		(long)shared->calls, kills, (long)shared->deaths_seen);
	end_meeting();
	return 0;
}
