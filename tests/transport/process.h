/*
 * Programs of several processes: a test runs functions in children, which meet by name in a folder
 * of their own, and counts what a process has open.
 */
#ifndef TRANSPORT_PROCESS_H
#define TRANSPORT_PROCESS_H

#include "../semantics/semantics.h"

#include <dirent.h>
#include <migrt/migrt.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Makes an empty folder for the names of this test, removed again by end_meeting. */
static inline char *meeting_folder(void)
{
	static char folder[] = "/tmp/migrt-test-XXXXXX";

	return folder;
}

static inline void begin_meeting(void)
{
	CHECK(mkdtemp(meeting_folder()) != NULL);
	CHECK(setenv("MIGRT_BOOTSTRAP_DIR", meeting_folder(), 1) == 0);
	alarm(50); /* a test that hangs is a test that fails */
}

static inline void end_meeting(void)
{
	DIR *folder = opendir(meeting_folder());
	const struct dirent *entry;
	char path[512];

	CHECK(folder != NULL);
	while ((entry = readdir(folder))) {
		snprintf(path, sizeof path, "%s/%s", meeting_folder(), entry->d_name);
		unlink(path);
	}
	closedir(folder);
	CHECK(rmdir(meeting_folder()) == 0);
}

/* Runs a function in a child, which exits with 0 if it returns. */
static inline pid_t start(void (*run)(void))
{
	pid_t child = fork();

	CHECK(child >= 0);
	if (child == 0) {
		alarm(50);
		run();
		exit(0);
	}
	return child;
}

static inline void check_ended_well(pid_t child)
{
	int status;

	CHECK_EQUAL(child, waitpid(child, &status, 0));
	CHECK_EQUAL(0, status);
}

static inline void kill_child(pid_t child)
{
	int status;

	CHECK(kill(child, SIGKILL) == 0);
	CHECK_EQUAL(child, waitpid(child, &status, 0));
}

/* The send right of a service, which may still have to be started. */
static inline mach_port_t look_up(const char *service)
{
	mach_port_t port = MACH_PORT_NULL;
	int i;

	for (i = 0; i < 5000; i++) {
		if (migrt_look_up(service, &port) == KERN_SUCCESS)
			return port;
		usleep(1000);
	}
	CHECK(!"the service has come up");
	return MACH_PORT_NULL;
}

static inline mach_port_t check_in(const char *service)
{
	mach_port_t port = MACH_PORT_NULL;

	CHECK_OK(migrt_check_in(service, 0, &port));
	return port;
}

static inline size_t count_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	size_t count = 0;

	CHECK(folder != NULL);
	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}

/* Mappings of memory that travels by descriptor. */
static inline size_t count_mappings(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[512];
	size_t count = 0;

	CHECK(maps != NULL);
	while (fgets(line, sizeof line, maps))
		count += strstr(line, "memfd:migrt") != NULL;
	fclose(maps);
	return count;
}

static inline double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Sends a request with a reply right made of port reply, and takes the answer. */
static inline mach_msg_return_t message_call(struct message *m, mach_port_t reply)
{
	m->head.msgh_local_port = reply;
	m->head.msgh_bits |= MACH_MSGH_BITS(0, MACH_MSG_TYPE_MAKE_SEND_ONCE);
	m->head.msgh_size = (mach_msg_size_t)(sizeof m->head + m->used_bytes);
	m->used_bytes = 0;
	return mach_msg(&m->head, MACH_SEND_MSG | MACH_RCV_MSG, m->head.msgh_size,
		sizeof m->head + sizeof m->body, reply, 0, MACH_PORT_NULL);
}

/* Turns a received request into an empty reply, ready to be filled. */
static inline void begin_reply(struct message *reply, const struct message *request)
{
	message_begin(reply, request->head.msgh_remote_port, MACH_MSG_TYPE_MOVE_SEND_ONCE,
		MACH_PORT_NULL, 0, request->head.msgh_id + 100);
}

static inline void take_next(struct message *m, mach_port_t port)
{
	CHECK_OK(message_receive(m, port, 0, 0));
}

/* ---- Memory whose bytes tell one another apart ---- */

static inline unsigned char byte_at(size_t index, unsigned seed)
{
	return (unsigned char)(index * 7 + index / 4096 + seed);
}

static inline void fill(unsigned char *bytes, size_t count, unsigned seed)
{
	size_t i;

	for (i = 0; i < count; i++)
		bytes[i] = byte_at(i, seed);
}

static inline void check_filled(const unsigned char *bytes, size_t count, unsigned seed)
{
	size_t i;

	for (i = 0; i < count; i++)
		CHECK_EQUAL(byte_at(i, seed), bytes[i]);
}

#endif
