/*
 * Peers that keep to the rules of the wire and to no others: they never read, send without end, or
 * leave things half done. Whoever deals with them goes on serving everybody else, with bounded
 * memory.
 */
#include "process.h"

#include "transport/wire.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#if defined(MACH_MSG_TRAILER_FORMAT_0)
#define OWN_WIRE 1
#else
#define OWN_WIRE 0
#endif

/* ---- A peer without the library ---- */

static int connect_raw(const char *service)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int tries;

	snprintf(address.sun_path, sizeof address.sun_path, "%s/%s", meeting_folder(), service);
	for (tries = 0; tries < 5000; tries++) {
		int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);

		CHECK(fd >= 0);
		if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
			return fd;
		close(fd);
		usleep(1000);
	}
	CHECK(!"the service has come up");
	return -1;
}

/* A request without arguments, with a reply right. */
static void send_request(int fd, mach_msg_id_t id, int flags)
{
	struct {
		struct mr_frame frame;
		struct mr_wire_message wire;
	} request = {
		.frame = {.kind = MR_FRAME_MESSAGE, .size_bytes = sizeof request},
		.wire = {.dialect = OWN_WIRE, .word_bytes = MR_WIRE_WORD_BYTES, .id = id, .reply_tag = 1},
	};

	send(fd, &request, sizeof request, MSG_NOSIGNAL | flags);
}

/* ---- Answers that nobody reads ---- */

#define MEMORY_BYTES 1000000

/* Answers requests, those with the id 2 with much memory, until one has the id 3. */
static void answer_all(void)
{
	mach_port_t port = check_in("answers");
	void *memory = calloc(1, MEMORY_BYTES);
	struct message m;

	alarm(20);
	do {
		struct message reply;

		CHECK_OK(message_receive(&m, port, 0, 0));
		message_begin(&reply, m.head.msgh_remote_port,
			MACH_MSGH_BITS_REMOTE(m.head.msgh_bits), MACH_PORT_NULL, 0,
			m.head.msgh_id + 100);
		if (m.head.msgh_id == 2)
			message_add_bytes(&reply, memory, MEMORY_BYTES, FALSE);
		if (message_send(&reply, 0, 0) != MACH_MSG_SUCCESS)
			mach_msg_destroy(&reply.head);
	} while (m.head.msgh_id != 3);
	destroy_receive_right(port);
	free(memory);
	exit(0);
}

static void call(mach_port_t server, mach_msg_id_t id)
{
	mach_port_t reply = mach_reply_port();
	struct message m;

	message_begin(&m, server, MACH_MSG_TYPE_COPY_SEND, reply, MACH_MSG_TYPE_MAKE_SEND_ONCE, id);
	CHECK_OK(message_send(&m, MACH_SEND_TIMEOUT, 5000));
	CHECK_OK(message_receive(&m, reply, MACH_RCV_TIMEOUT, 5000));
	CHECK_EQUAL(id + 100, m.head.msgh_id);
	destroy_receive_right(reply);
}

/* Who asks and never reads the answers keeps nobody else waiting. */
static void answers_that_nobody_reads(mach_msg_id_t id, int count)
{
	pid_t server = start(answer_all);
	mach_port_t port = look_up("answers");
	int greedy = connect_raw("answers");
	int i;

	for (i = 0; i < count; i++) {
		send_request(greedy, id, 0);
		if (i % 100 == 0)
			call(port, 1);
	}
	call(port, 1);
	call(port, 3);
	check_ended_well(server);
	close(greedy);
	CHECK_OK(mach_port_deallocate(self(), port));
}

int main(void)
{
	begin_meeting();
	answers_that_nobody_reads(1, 5000);
	answers_that_nobody_reads(2, 10);
	end_meeting();
	return 0;
}
