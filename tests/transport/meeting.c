/*
 * Names in a folder: who gets one that several want at once, what a server leaves behind that was
 * killed, and folders that cannot be trusted or written to.
 */
#include "process.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>

enum { RIVALS = 6, ROUNDS = 40 };

/* What the rivals share. */
static struct shared {
	_Atomic int ready;
	_Atomic int go;
	_Atomic int winners;
	_Atomic int losers;
	_Atomic int end;
} * shared;

static void compete(void)
{
	mach_port_t port = MACH_PORT_NULL;
	int result;

	self();
	shared->ready++;
	while (!shared->go)
		continue;
	result = migrt_check_in("wanted", 0, &port);
	if (result == KERN_SUCCESS)
		shared->winners++;
	else if (result == KERN_NAME_EXISTS)
		shared->losers++;
	while (!shared->end)
		usleep(500);
	_exit(0); /* leaves its entry behind, if it has one */
}

/* Of several servers one gets the name, also in the place of one that has ended. */
static void one_of_several(void)
{
	pid_t rivals[RIVALS];
	int round;
	int i;

	for (round = 0; round < ROUNDS; round++) {
		*shared = (struct shared){.ready = 0};
		for (i = 0; i < RIVALS; i++)
			rivals[i] = start(compete);
		while (shared->ready < RIVALS)
			usleep(100);
		shared->go = 1;
		while (shared->winners + shared->losers < RIVALS)
			usleep(100);
		CHECK_EQUAL(1, shared->winners);
		CHECK_EQUAL(KERN_SUCCESS, mach_port_deallocate(self(), look_up("wanted")));
		shared->end = 1;
		for (i = 0; i < RIVALS; i++)
			check_ended_well(rivals[i]);
	}
}

static size_t count_entries(void)
{
	DIR *folder = opendir(meeting_folder());
	size_t count = 0;

	CHECK(folder != NULL);
	while (readdir(folder))
		count++;
	closedir(folder);
	return count - 2;
}

static void be_there(void)
{
	mach_port_t port = check_in("stale");
	struct message m;

	message_receive(&m, port, 0, 0);
}

/* The entry of a server that was killed leads nowhere, and makes way for the next one's. */
static void entries_left_behind(void)
{
	size_t before = count_entries();
	pid_t child = start(be_there);
	mach_port_t old = look_up("stale");
	mach_port_t port;
	mach_port_t found;

	kill_child(child);
	CHECK_EQUAL(before + 2, count_entries());
	CHECK_EQUAL(KERN_INVALID_NAME, migrt_look_up("stale", &found));
	port = check_in("stale");
	CHECK_EQUAL(before + 2, count_entries());
	CHECK_EQUAL(port, look_up("stale"));
	CHECK_EQUAL(MACH_PORT_TYPE_DEAD_NAME, type_of(old));
	CHECK_OK(mach_port_deallocate(self(), old));
	CHECK_OK(mach_port_destroy(self(), port));
	CHECK_EQUAL(before, count_entries());
}

static void use_folder(const char *path)
{
	CHECK(setenv("MIGRT_BOOTSTRAP_DIR", path, 1) == 0);
}

/* What is made belongs to the user alone. */
static void modes(void)
{
	mach_port_t port;
	struct stat status;
	char folder[256];
	char path[300];

	snprintf(folder, sizeof folder, "%s/made", meeting_folder());
	use_folder(folder);
	port = check_in("a");
	CHECK(stat(folder, &status) == 0);
	CHECK_EQUAL(0700, status.st_mode & 07777);
	snprintf(path, sizeof path, "%s/a", folder);
	CHECK(stat(path, &status) == 0);
	CHECK(S_ISSOCK(status.st_mode));
	CHECK_EQUAL(0600, status.st_mode & 07777);
	destroy_receive_right(port);
	CHECK(rmdir(folder) == 0);
	use_folder(meeting_folder());
}

static void check_refused(kern_return_t check_in_error, kern_return_t look_up_error)
{
	mach_port_t port = MACH_PORT_NULL;

	CHECK_EQUAL(check_in_error, migrt_check_in("a", 0, &port));
	CHECK_EQUAL(look_up_error, migrt_look_up("a", &port));
	CHECK_EQUAL(MACH_PORT_NULL, port);
}

static void be_nobody(void)
{
	if (setgid(65534) != 0 || setuid(65534) != 0)
		return; /* not root: cannot be tried */
	use_folder("/");
	check_refused(KERN_NO_ACCESS, KERN_INVALID_NAME);
}

static void folders_that_are_refused(void)
{
	char path[256];
	char target[300];
	size_t names = count_names();

	snprintf(path, sizeof path, "%s/open", meeting_folder());
	CHECK(mkdir(path, 0700) == 0 && chmod(path, 0770) == 0);
	use_folder(path);
	check_refused(KERN_NO_ACCESS, KERN_NO_ACCESS);
	CHECK(chmod(path, 0702) == 0);
	check_refused(KERN_NO_ACCESS, KERN_NO_ACCESS);
	CHECK(chmod(path, 0700) == 0);
	snprintf(target, sizeof target, "%s/link", meeting_folder());
	CHECK(symlink(path, target) == 0);
	use_folder(target);
	check_refused(KERN_NO_ACCESS, KERN_NO_ACCESS);
	CHECK(rmdir(path) == 0);
	snprintf(path, sizeof path, "%s/%0100d", meeting_folder(), 1);
	use_folder(path);
	check_refused(KERN_INVALID_ARGUMENT, KERN_INVALID_ARGUMENT);
	CHECK(rmdir(path) == 0);
	use_folder("/proc/no/folder");
	check_refused(KERN_FAILURE, KERN_INVALID_NAME);
	check_ended_well(start(be_nobody));
	unsetenv("MIGRT_BOOTSTRAP_DIR");
	unsetenv("XDG_RUNTIME_DIR");
	check_refused(KERN_FAILURE, KERN_FAILURE);
	CHECK_EQUAL(names, count_names());
	CHECK(setenv("XDG_RUNTIME_DIR", meeting_folder(), 1) == 0);
	destroy_receive_right(check_in("a"));
	snprintf(path, sizeof path, "%s/migrt", meeting_folder());
	CHECK(rmdir(path) == 0);
	use_folder(meeting_folder());
}

/* Two sockets, one with a name: each is for one port, and not for programs that this one starts. */
static void inherit_sockets(const char *names, int count)
{
	char number[16];
	int i;

	for (i = 0; i < count; i++) {
		struct sockaddr_un address = {.sun_family = AF_UNIX};
		int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);

		snprintf(address.sun_path, sizeof address.sun_path, "%s/socket%d", meeting_folder(),
			i);
		CHECK(bind(fd, (struct sockaddr *)&address, sizeof address) == 0);
		CHECK(listen(fd, 5) == 0);
		if (fd != 3 + i)
			CHECK(dup2(fd, 3 + i) == 3 + i && close(fd) == 0);
	}
	snprintf(number, sizeof number, "%d", count);
	setenv("LISTEN_FDS", number, 1);
	snprintf(number, sizeof number, "%ld", (long)getpid());
	setenv("LISTEN_PID", number, 1);
	if (names)
		setenv("LISTEN_FDNAMES", names, 1);
}

static void be_activated(void)
{
	mach_port_t port;
	mach_port_t again;

	inherit_sockets("one:two", 2);
	port = check_in("two");
	CHECK_EQUAL(0, fcntl(3, F_GETFD));
	CHECK_EQUAL(FD_CLOEXEC, fcntl(4, F_GETFD));
	CHECK_EQUAL(KERN_NAME_EXISTS, migrt_check_in("two", 0, &again));
	destroy_receive_right(port);
	destroy_receive_right(check_in("two"));
}

static void be_activated_without_names(void)
{
	mach_port_t port;
	mach_port_t other;

	inherit_sockets(NULL, 1);
	port = check_in("any");
	other = check_in("other");
	CHECK_EQUAL(other, look_up("other"));
	CHECK_EQUAL(KERN_INVALID_NAME, migrt_look_up("any", &other));
	destroy_receive_right(port);
}

static void sockets_of_others(void)
{
	char path[256];
	int i;

	check_ended_well(start(be_activated));
	for (i = 0; i < 2; i++) {
		snprintf(path, sizeof path, "%s/socket%d", meeting_folder(), i);
		CHECK(unlink(path) == 0);
	}
	check_ended_well(start(be_activated_without_names));
}

int main(void)
{
	begin_meeting();
	shared = mmap(
		NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(shared != MAP_FAILED);
	self();
	sockets_of_others(); /* while the first descriptors are free */
	one_of_several();
	entries_left_behind();
	modes();
	folders_that_are_refused();
	end_meeting();
	return 0;
}
