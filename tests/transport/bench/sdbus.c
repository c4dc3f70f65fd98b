/* A call by sd-bus between two processes (sdbus.h). */
#include "sdbus.h"

#if defined(BENCH_HAVE_SDBUS)
#include "../process.h"

#include <sys/socket.h>
#include <systemd/sd-bus.h>

static sd_bus *bus;
static pid_t server;

static int answer(sd_bus_message *m, void *context, sd_bus_error *error)
{
	(void)context;
	(void)error;
	return sd_bus_reply_method_return(m, NULL);
}

static const sd_bus_vtable methods[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD("Nothing", "", "", answer, 0),
	SD_BUS_VTABLE_END,
};

static sd_bus *connect_end(int fd, bool is_server)
{
	sd_id128_t id = SD_ID128_NULL;
	sd_bus *end;

	CHECK(sd_bus_new(&end) >= 0);
	CHECK(sd_bus_set_fd(end, fd, fd) >= 0);
	if (is_server) {
		CHECK(sd_id128_randomize(&id) >= 0);
		CHECK(sd_bus_set_server(end, 1, id) >= 0);
	}
	CHECK(sd_bus_set_anonymous(end, 1) >= 0);
	CHECK(sd_bus_start(end) >= 0);
	return end;
}

static void serve(int fd)
{
	sd_bus *end = connect_end(fd, true);

	CHECK(sd_bus_add_object_vtable(end, NULL, "/bench", "migrt.Bench", methods, NULL) >= 0);
	for (;;) {
		int done = sd_bus_process(end, NULL);

		if (done < 0)
			exit(0);
		if (done == 0)
			sd_bus_wait(end, UINT64_MAX);
	}
}

bool sdbus_start(void)
{
	int fds[2];

	CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) == 0);
	server = fork();
	if (server == 0) {
		close(fds[0]);
		serve(fds[1]);
	}
	close(fds[1]);
	bus = connect_end(fds[0], false);
	return true;
}

void sdbus_stop(void)
{
	sd_bus_unref(bus);
	kill_child(server);
}

void sdbus_call(void)
{
	sd_bus_message *request;
	sd_bus_message *reply;

	CHECK(sd_bus_message_new_method_call(
		      bus, &request, NULL, "/bench", "migrt.Bench", "Nothing") >= 0);
	CHECK(sd_bus_call(bus, request, 0, NULL, &reply) >= 0);
	sd_bus_message_unref(request);
	sd_bus_message_unref(reply);
}

#else

bool sdbus_start(void)
{
	return false;
}

void sdbus_stop(void)
{
}

void sdbus_call(void)
{
}
#endif
