/*
 * How rights get into a process: not by fork; handed over across exec; through an inherited
 * listening socket. And threads that serve one port set together.
 */
#include "process.h"

#include <fcntl.h>
#include <pthread.h>
#include <servers/bootstrap.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

static const char *program;
static char child_word[] = "child";
static char activated_word[] = "activated";

/* ---- Fork ---- */

/* The child has no rights, and the parent notices nothing. */
static void forks(void)
{
	mach_port_t port = check_in("parent");
	mach_port_t once = new_port();
	mach_port_t reply = mig_get_reply_port();
	vm_address_t memory;
	struct message m;
	pid_t child;

	message_begin(&m, once, MACH_MSG_TYPE_MAKE_SEND_ONCE, MACH_PORT_NULL, 0, 5);
	CHECK_OK(message_send(&m, 0, 0));
	CHECK_OK(vm_allocate(self(), &memory, 1 << 20, TRUE));
	*(int *)memory = 1;
	child = fork();
	if (child == 0) {
		mach_port_t server;

		CHECK_EQUAL(MACH_PORT_TYPE_NONE, type_of(port));
		CHECK_EQUAL(MACH_PORT_TYPE_NONE, type_of(once));
		CHECK_EQUAL(1, count_names());
		CHECK_EQUAL(1, *(int *)memory);
		*(int *)memory = 2;
		CHECK(mig_get_reply_port() != MACH_PORT_NULL);
		server = look_up("parent");
		CHECK_OK(send_empty(server, MACH_MSG_TYPE_COPY_SEND, 6));
		CHECK_OK(vm_deallocate(self(), memory, 1 << 20));
		exit(0);
	}
	take_next(&m, port);
	CHECK_EQUAL(6, m.head.msgh_id);
	check_ended_well(child);
	CHECK_EQUAL(1, *(int *)memory);
	CHECK_EQUAL(reply, mig_get_reply_port());
	take_next(&m, once);
	CHECK_EQUAL(5, m.head.msgh_id);
	CHECK_OK(vm_deallocate(self(), memory, 1 << 20));
	destroy_receive_right(once);
	destroy_receive_right(port);
}

/* ---- Exec ---- */

static void run_child(char *const arguments[], pid_t *ret_child)
{
	*ret_child = fork();
	if (*ret_child == 0) {
		execv(program, arguments);
		_exit(127);
	}
}

/* After exec: takes over a send and a receive right, and carries a message from one to the other.
 */
static int child_main(char **argv)
{
	mach_port_t to;
	mach_port_t from;
	struct message m;

	self();
	CHECK_OK(migrt_take_over(atoi(argv[2]), &to));
	CHECK_OK(migrt_take_over(atoi(argv[3]), &from));
	CHECK_EQUAL(MACH_PORT_TYPE_SEND, type_of(to));
	CHECK_EQUAL(MACH_PORT_TYPE_RECEIVE, type_of(from));
	take_next(&m, from);
	CHECK_OK(send_empty(to, MACH_MSG_TYPE_COPY_SEND, m.head.msgh_id + 1));
	return 0;
}

static void hand_over(void)
{
	mach_port_t back = new_port();
	mach_port_t there = new_port_with_send();
	size_t descriptors = count_descriptors();
	char texts[2][16];
	char *arguments[] = {(char *)(uintptr_t)program, child_word, texts[0], texts[1], NULL};
	struct message m;
	mach_port_t name;
	pid_t child;
	int fds[2];

	CHECK_EQUAL(KERN_INVALID_VALUE, migrt_hand_over(back, 3, &fds[0]));
	CHECK_EQUAL(KERN_INVALID_NAME, migrt_hand_over(0x7777, MACH_MSG_TYPE_COPY_SEND, &fds[0]));
	CHECK_OK(migrt_hand_over(back, MACH_MSG_TYPE_MAKE_SEND, &fds[0]));
	CHECK_OK(send_empty(there, MACH_MSG_TYPE_COPY_SEND, 41));
	CHECK_OK(migrt_hand_over(there, MACH_MSG_TYPE_MOVE_RECEIVE, &fds[1]));
	snprintf(texts[0], sizeof texts[0], "%d", fds[0]);
	snprintf(texts[1], sizeof texts[1], "%d", fds[1]);
	run_child(arguments, &child);
	close(fds[0]);
	close(fds[1]);
	take_next(&m, back);
	CHECK_EQUAL(42, m.head.msgh_id);
	check_ended_well(child);
	CHECK_EQUAL(MACH_PORT_TYPE_DEAD_NAME, type_of(there));
	CHECK_OK(mach_port_deallocate(self(), there));
	/* Taken back by the same process, and refused for what it is not. */
	CHECK_OK(migrt_hand_over(back, MACH_MSG_TYPE_MAKE_SEND, &fds[0]));
	CHECK_OK(migrt_take_over(fds[0], &name));
	CHECK_EQUAL(back, name);
	CHECK_EQUAL(KERN_INVALID_ARGUMENT, migrt_take_over(0, &name));
	CHECK_EQUAL(0, status_of(there = new_port()).mps_srights);
	destroy_receive_right(there);
	CHECK_OK(mach_port_destroy(self(), back));
	CHECK_EQUAL(descriptors, count_descriptors());
}

/* Takes a descriptor's right over where there is none for it, then where there is. */
static mach_port_t take_over_later(int fd)
{
	mach_port_t name = MACH_PORT_NULL;
	struct rlimit limit;
	struct rlimit none;

	CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
	none = limit;
	none.rlim_cur = 0;
	CHECK(setrlimit(RLIMIT_NOFILE, &none) == 0);
	CHECK_EQUAL(KERN_RESOURCE_SHORTAGE, migrt_take_over(fd, &name));
	CHECK_EQUAL(KERN_RESOURCE_SHORTAGE, migrt_take_over(fd, &name));
	CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
	CHECK_EQUAL(MACH_PORT_NULL, name);
	CHECK_OK(migrt_take_over(fd, &name));
	return name;
}

/* What cannot be taken over for want of descriptors can be later, and nobody is told of an end. */
static void take_over_without_descriptors(void)
{
	mach_port_t port = new_port();
	mach_port_t notify = new_port();
	size_t descriptors = count_descriptors();
	struct message m;
	mach_port_t name;
	int fd;

	request(port, MACH_NOTIFY_NO_SENDERS, 1, notify);
	CHECK_OK(migrt_hand_over(port, MACH_MSG_TYPE_MAKE_SEND, &fd));
	name = take_over_later(fd);
	CHECK_EQUAL(port, name);
	check_queue_is_empty(notify);
	CHECK_OK(mach_port_deallocate(self(), name));
	take_next(&m, notify);
	CHECK_EQUAL(MACH_NOTIFY_NO_SENDERS, m.head.msgh_id);

	CHECK_OK(migrt_hand_over(port, MACH_MSG_TYPE_MAKE_SEND_ONCE, &fd));
	name = take_over_later(fd);
	CHECK_OK(send_empty(name, MACH_MSG_TYPE_MOVE_SEND_ONCE, 51));
	take_next(&m, port);
	CHECK_EQUAL(51, m.head.msgh_id);

	CHECK_OK(mach_port_insert_right(self(), port, port, MACH_MSG_TYPE_MAKE_SEND));
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, 52));
	CHECK_OK(migrt_hand_over(port, MACH_MSG_TYPE_MOVE_RECEIVE, &fd));
	CHECK_EQUAL(MACH_PORT_TYPE_SEND, type_of(port));
	CHECK_EQUAL(port, take_over_later(fd));
	take_next(&m, port);
	CHECK_EQUAL(52, m.head.msgh_id);
	CHECK_OK(mach_port_destroy(self(), port));
	destroy_receive_right(notify);
	CHECK_EQUAL(descriptors, count_descriptors());
}

/* ---- Activation ---- */

/* Started with LISTEN_FDS: serves on the socket that is there already. */
static int activated_main(void)
{
	mach_port_t port = check_in("activated");
	mach_port_t again;
	struct message m;
	struct message reply;

	CHECK_EQUAL(KERN_NAME_EXISTS, migrt_check_in("parent", 0, &again));
	take_next(&m, port);
	begin_reply(&reply, &m);
	CHECK_OK(message_send(&reply, 0, 0));
	return 0;
}

static void activation(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	mach_port_t parent = check_in("parent");
	int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	mach_port_t server;
	mach_port_t reply = mach_reply_port();
	struct message m;
	pid_t child;

	snprintf(address.sun_path, sizeof address.sun_path, "%s/activated", meeting_folder());
	CHECK(bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(fd, 5) == 0);
	child = fork();
	if (child == 0) {
		char pid[16];
		char *arguments[] = {(char *)(uintptr_t)program, activated_word, NULL};

		if (fd != 3)
			dup2(fd, 3);
		else
			fcntl(fd, F_SETFD, 0);
		snprintf(pid, sizeof pid, "%ld", (long)getpid());
		setenv("LISTEN_PID", pid, 1);
		setenv("LISTEN_FDS", "1", 1);
		setenv("LISTEN_FDNAMES", "activated", 1);
		usleep(50000);
		execv(program, arguments);
		_exit(127);
	}
	close(fd);
	server = look_up("activated");
	CHECK_EQUAL(server, look_up("activated"));
	message_begin(&m, server, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	CHECK_OK(message_call(&m, reply));
	CHECK_EQUAL(101, m.head.msgh_id);
	check_ended_well(child);
	CHECK_OK(mach_port_destroy(self(), server));
	destroy_receive_right(reply);
	destroy_receive_right(parent);
}

/* ---- Threads ---- */

enum { WORKERS = 3, CALLERS = 4, CALLS = 2000 };

static mach_port_t served;

static void *work(void *argument)
{
	struct message m;

	for (;;) {
		struct message reply;

		take_next(&m, served);
		begin_reply(&reply, &m);
		message_add_int(&reply, next_int(&m) + 1);
		CHECK_OK(message_send(&reply, 0, 0));
	}
	return argument;
}

static void serve_with_threads(void)
{
	pthread_t thread;
	int i;

	served = check_in("threads");
	for (i = 1; i < WORKERS; i++)
		CHECK(pthread_create(&thread, NULL, work, NULL) == 0);
	work(NULL);
}

static void *call_often(void *argument)
{
	mach_port_t reply = mach_reply_port();
	int i;

	for (i = 0; i < CALLS; i++) {
		struct message m;

		message_begin(&m, served, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
		message_add_int(&m, i);
		CHECK_OK(message_call(&m, reply));
		CHECK_EQUAL(i + 1, next_int(&m));
	}
	destroy_receive_right(reply);
	return argument;
}

static void threads(void)
{
	pid_t child = start(serve_with_threads);
	pthread_t callers[CALLERS];
	int i;

	served = look_up("threads");
	for (i = 0; i < CALLERS; i++)
		CHECK(pthread_create(&callers[i], NULL, call_often, NULL) == 0);
	for (i = 0; i < CALLERS; i++)
		CHECK(pthread_join(callers[i], NULL) == 0);
	kill_child(child);
	CHECK_EQUAL(MACH_PORT_TYPE_DEAD_NAME, type_of(served));
	CHECK_OK(mach_port_destroy(self(), served));
}

/* ---- Dialects, names ---- */

static void serve_other_dialect(void)
{
	unsigned other = (MIGRT_DIALECT_TYPED | MIGRT_DIALECT_NDR) ^ MIGRT_DIALECT_HERE;
	mach_port_t port;

	CHECK_OK(migrt_check_in("other-dialect", other, &port));
	pause();
}

static void refusals(void)
{
	pid_t child = start(serve_other_dialect);
	mach_port_t port = look_up("other-dialect");
	mach_port_t name;

	CHECK_EQUAL(MACH_SEND_INVALID_DATA, send_empty(port, MACH_MSG_TYPE_COPY_SEND, 1));
	kill_child(child);
	CHECK_OK(mach_port_destroy(self(), port));
	CHECK_OK(bootstrap_check_in(bootstrap_port, "darwin", &port));
	CHECK_EQUAL(BOOTSTRAP_SERVICE_ACTIVE, bootstrap_check_in(bootstrap_port, "darwin", &name));
	CHECK_OK(bootstrap_look_up(bootstrap_port, "darwin", &name));
	CHECK_EQUAL(BOOTSTRAP_UNKNOWN_SERVICE, bootstrap_look_up(bootstrap_port, "nobody", &name));
	destroy_receive_right(port);
	CHECK_OK(mach_port_destroy(self(), name));
	CHECK_EQUAL(KERN_INVALID_NAME, migrt_look_up("nobody", &name));
	CHECK_EQUAL(KERN_INVALID_ARGUMENT, migrt_look_up("../nobody", &name));
	CHECK_EQUAL(KERN_INVALID_ARGUMENT, migrt_check_in("", 0, &name));
	CHECK(chmod(meeting_folder(), 0777) == 0);
	CHECK_EQUAL(KERN_NO_ACCESS, migrt_check_in("open", 0, &name));
	CHECK_EQUAL(KERN_NO_ACCESS, migrt_look_up("open", &name));
	CHECK(chmod(meeting_folder(), 0700) == 0);
}

int main(int argc, char **argv)
{
	size_t names;

	program = argv[0];
	if (argc == 4 && strcmp(argv[1], "child") == 0)
		return child_main(argv);
	if (argc == 2 && strcmp(argv[1], "activated") == 0)
		return activated_main();
	begin_meeting();
	self();
	mig_get_reply_port();
	names = count_names();
	forks();
	hand_over();
	take_over_without_descriptors();
	activation();
	refusals();
	CHECK_EQUAL(names, count_names());
	threads();
	CHECK_EQUAL(names, count_names());
	end_meeting();
	return 0;
}
