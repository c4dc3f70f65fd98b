/*
 * Peers that keep to the rules of the wire and to no others: they never read, send without end, or
 * leave things half done. Whoever deals with them goes on serving everybody else, with bounded
 * memory.
 */
#include "process.h"

#include "transport/wire.h"

#include <mach/mig_errors.h>
#include <mach/notify.h>
#include <malloc.h>
#include <migrt/server.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
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

/* Sends a frame, perhaps with a descriptor. False: there is no room, or the session has ended. */
static bool send_frame(int fd, struct mr_frame *frame, size_t size_bytes, int passed_fd, int flags)
{
	struct iovec part = {frame, size_bytes};
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control;
	struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1};

	frame->size_bytes = (uint32_t)size_bytes;
	if (passed_fd >= 0) {
		memset(&control, 0, sizeof control);
		frame->fd_count = 1;
		header.msg_control = &control;
		header.msg_controllen = sizeof control;
		control.align.cmsg_level = SOL_SOCKET;
		control.align.cmsg_type = SCM_RIGHTS;
		control.align.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&control.align), &passed_fd, sizeof passed_fd);
	}
	return sendmsg(fd, &header, MSG_NOSIGNAL | flags) >= 0;
}

struct request {
	struct mr_frame frame;
	struct mr_wire_message wire;
	unsigned char body[65536];
};

static uint8_t frame_flags; /* of messages */

static bool send_body(int fd, mach_msg_id_t id, uint32_t tag, size_t body_bytes, int flags)
{
	static struct request request;

	request.frame = (struct mr_frame){.kind = MR_FRAME_MESSAGE, .flags = frame_flags};
	request.wire = (struct mr_wire_message){.dialect = OWN_WIRE,
		.word_bytes = MR_WIRE_WORD_BYTES,
		.id = id,
		.reply_tag = tag,
		.body_bytes = (uint32_t)body_bytes};
	/* Of what is longer only the beginning. */
	if (body_bytes > sizeof request.body)
		body_bytes = sizeof request.body;
	return send_frame(
		fd, &request.frame, offsetof(struct request, body) + body_bytes, -1, flags);
}

/* A request without arguments, with a reply right. */
static bool send_request(int fd, mach_msg_id_t id)
{
	return send_body(fd, id, 1, 0, 0);
}

/* Whether the other side ends the session soon. */
static bool has_ended(int fd)
{
	struct pollfd poll_fd = {.fd = fd};

	return poll(&poll_fd, 1, 5000) == 1 && (poll_fd.revents & POLLHUP);
}

/* ---- Somebody who serves ---- */

enum {
	ANSWER = 1,
	ANSWER_WITH_MEMORY,
	END,
	DESTROY,
	LOWER_LIMITS,
	TAKE_FLOOD,
	GIVE_AWAY,
	KEEP,
	KEEP_SEND,
	SEND_OWN,
};

#define MEMORY_BYTES 1000000

#if defined(__SANITIZE_ADDRESS__)
size_t __sanitizer_get_current_allocated_bytes(void);
#define allocated_bytes __sanitizer_get_current_allocated_bytes
#else
static size_t allocated_bytes(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}
#endif

/* What the server is started with: its limits, if not 0, and how much more it may have in the end.
 */
static size_t process_bytes;
static size_t process_descriptors;
static size_t growth_bytes_max = SIZE_MAX / 2;

static void limit(size_t bytes, size_t descriptors)
{
	struct migrt_limits limits;

	migrt_get_limits(&limits);
	if (bytes > 0)
		limits.process_bytes = bytes;
	if (descriptors > 0)
		limits.process_descriptors = descriptors;
	migrt_set_limits(&limits);
}

/* The messages of a port that was not looked at so far. */
static int take_flood(mach_port_t flooded)
{
	struct message m;
	int count = 0;

	while (message_receive(&m, flooded, MACH_RCV_TIMEOUT | MACH_RCV_LARGE, 300) ==
		MACH_RCV_TOO_LARGE) {
		CHECK_EQUAL(MACH_RCV_TOO_LARGE, message_receive(&m, flooded, MACH_RCV_TIMEOUT, 0));
		count++;
	}
	return count;
}

static void serve(void)
{
	mach_port_t port = check_in("answers");
	mach_port_t flooded = check_in("flooded");
	void *memory = calloc(1, MEMORY_BYTES);
	size_t allocated_before, descriptors_before;
	struct message m;

	alarm(40);
	limit(process_bytes, process_descriptors);
	allocated_before = allocated_bytes();
	descriptors_before = count_descriptors();
	do {
		struct message reply;

		CHECK_OK(message_receive(&m, port, 0, 0));
		CHECK(allocated_bytes() < allocated_before + growth_bytes_max);
		if (process_descriptors > 0)
			CHECK(count_descriptors() <= descriptors_before + process_descriptors + 2);
		if (m.head.msgh_id == DESTROY) {
			mach_msg_destroy(&m.head);
			continue;
		}
		if (m.head.msgh_id == KEEP) {
			flooded = next_port(&m, MACH_MSG_TYPE_PORT_RECEIVE);
			continue;
		}
		if (m.head.msgh_id == KEEP_SEND) {
			next_port(&m, MACH_MSG_TYPE_PORT_SEND);
			continue;
		}
		message_begin(&reply, m.head.msgh_remote_port,
			MACH_MSGH_BITS_REMOTE(m.head.msgh_bits), MACH_PORT_NULL, 0,
			m.head.msgh_id + 100);
		switch (m.head.msgh_id) {
		case ANSWER_WITH_MEMORY:
			message_add_bytes(&reply, memory, MEMORY_BYTES, FALSE);
			break;
		case LOWER_LIMITS: limit(100000, 0); break;
		case TAKE_FLOOD: message_add_int(&reply, take_flood(flooded)); break;
		case SEND_OWN: send_empty(flooded, MACH_MSG_TYPE_COPY_SEND, 0); break;
		case GIVE_AWAY:
			message_add_port(&reply, flooded, MACH_MSG_TYPE_MOVE_RECEIVE);
			flooded = MACH_PORT_NULL;
			break;
		}
		if (message_send(&reply, 0, 0) != MACH_MSG_SUCCESS)
			mach_msg_destroy(&reply.head);
	} while (m.head.msgh_id != END);
	free(memory);
	exit(0);
}

static void call(struct message *m, mach_port_t server, mach_msg_id_t id)
{
	mach_port_t reply = mach_reply_port();

	message_begin(m, server, MACH_MSG_TYPE_COPY_SEND, reply, MACH_MSG_TYPE_MAKE_SEND_ONCE, id);
	CHECK_OK(message_send(m, MACH_SEND_TIMEOUT, 10000));
	CHECK_OK(message_receive(m, reply, MACH_RCV_TIMEOUT, 10000));
	CHECK_EQUAL(id + 100, m->head.msgh_id);
	destroy_receive_right(reply);
}

static void end_server(pid_t server, mach_port_t port)
{
	struct message m;

	call(&m, port, ANSWER);
	call(&m, port, END);
	check_ended_well(server);
	CHECK_OK(mach_port_deallocate(self(), port));
	process_bytes = process_descriptors = 0;
	growth_bytes_max = SIZE_MAX / 2;
}

/* A server, who calls it as one should, and somebody else who is connected to it. */
struct attack {
	pid_t server;
	mach_port_t port;
	int greedy;
};

static struct attack begin_attack(const char *entrance)
{
	struct attack attack;

	attack.server = start(serve);
	attack.port = look_up("answers");
	attack.greedy = connect_raw(entrance);
	return attack;
}

static void end_attack(struct attack attack)
{
	end_server(attack.server, attack.port);
	close(attack.greedy);
}

/* ---- Those who do not read ---- */

/* Who asks and never reads the answers keeps nobody else waiting. */
static void answers_that_nobody_reads(mach_msg_id_t id, int count)
{
	struct attack attack = begin_attack("answers");
	struct message m;
	int i;

	for (i = 0; i < count; i++) {
		CHECK(send_request(attack.greedy, id));
		if (i % 100 == 0)
			call(&m, attack.port, ANSWER);
	}
	end_attack(attack);
}

/* What the library says of itself, of room in a queue, is not piled up for who does not read. */
static void credits_that_nobody_reads(void)
{
	struct attack attack;
	int i;

	growth_bytes_max = 2 << 20;
	attack = begin_attack("answers");
	for (i = 0; i < 50000; i++)
		CHECK(send_body(attack.greedy, DESTROY, 0, 0, 0));
	end_attack(attack);
}

/* Nor is what each message brings about, beyond the limit. */
static void ends_that_nobody_reads(void)
{
	struct attack attack;
	int i;

	process_bytes = 1 << 20;
	growth_bytes_max = 4 << 20;
	attack = begin_attack("answers");
	for (i = 0; i < 200000 && send_request(attack.greedy, DESTROY); i++)
		continue;
	CHECK(i < 200000);
	end_attack(attack);
}

/* ---- Those who send and send ---- */

/* A queue that nobody looks at takes so much and no more; what it takes is not lost, nor is what
 * follows. */
static void flood(int fd, mach_port_t port)
{
	struct message m;
	int refused = 0;
	int sent = 0;

	while (sent < 1000 && refused < 100) {
		if (send_body(fd, 0, 0, 65536, MSG_DONTWAIT)) {
			sent++;
			refused = 0;
		} else {
			call(&m, port, ANSWER);
			refused++;
		}
	}
	CHECK(sent < 100);
	call(&m, port, TAKE_FLOOD);
	CHECK_EQUAL(sent, next_int(&m));
	CHECK(send_body(fd, 0, 0, 65536, 0));
	call(&m, port, TAKE_FLOOD);
	CHECK_EQUAL(1, next_int(&m));
}

static void a_flood(void)
{
	struct attack attack;

	process_bytes = 4 << 20;
	growth_bytes_max = 6 << 20;
	attack = begin_attack("flooded");
	flood(attack.greedy, attack.port);
	end_attack(attack);
}

#if OWN_WIRE == 0
/* Sends a right, of always the same port; what is returned is the other end of it. */
static int send_right(int fd, mach_msg_id_t id, uint8_t kind, mach_msg_type_name_t type)
{
	struct {
		struct mr_frame frame;
		struct mr_wire_message wire;
		struct mr_wire_right right;
		mach_msg_type_t type;
		mach_port_name_inlined_t place;
	} message = {
		.frame = {.kind = MR_FRAME_MESSAGE},
		.wire = {.word_bytes = MR_WIRE_WORD_BYTES,
			.flags = MR_WIRE_COMPLEX,
			.id = id,
			.body_bytes = sizeof message.type + sizeof message.place,
			.right_count = 1,
			.fd_count = 1},
		.right = {.kind = kind, .type = (uint16_t)type, .window = 5, .id = {1}},
		.type = {.msgt_name = (unsigned char)type,
			.msgt_size = 8 * sizeof message.place,
			.msgt_number = 1,
			.msgt_inline = TRUE},
	};
	int fds[2];

	CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds) == 0);
	CHECK(send_frame(fd, &message.frame, sizeof message, fds[0], 0));
	close(fds[0]);
	return fds[1];
}

static int send_receive_right(int fd)
{
	return send_right(fd, KEEP, MR_WIRE_RECEIVE, MACH_MSG_TYPE_PORT_RECEIVE);
}

/* Who sends to a port whose receive right has just come home waits for what was sent before, not
 * for those who never stop. */
static void a_flood_on_the_way_home(void)
{
	struct attack attack;
	struct mr_frame adopt = {.kind = MR_FRAME_ADOPT, .flags = MR_FRAME_SEND};
	pid_t writer;
	struct message m;
	int away, queue;
	int fds[2];
	int i;

	growth_bytes_max = 8 << 20;
	attack = begin_attack("answers");
	away = send_right(attack.greedy, KEEP_SEND, MR_WIRE_SEND, MACH_MSG_TYPE_PORT_SEND);
	queue = send_receive_right(attack.greedy);
	CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds) == 0);
	CHECK(send_frame(queue, &adopt, sizeof adopt, fds[0], 0));
	writer = fork();
	if (writer == 0) {
		close(fds[0]);
		/* Eight of them, so that there is always something. */
		for (i = 0; i < 3; i++)
			fork();
		while (send_body(fds[1], 0, 0, 1000, 0))
			continue;
		_exit(0);
	}
	close(fds[0]);
	close(fds[1]);
	for (i = 0; i < 20; i++)
		call(&m, attack.port, SEND_OWN);
	end_attack(attack);
	check_ended_well(writer);
	close(away);
	close(queue);
}

/* Nor does the queue of a receive right that comes from elsewhere, whichever rights its messages
 * use. */
static void a_flood_with_a_right(uint8_t flags)
{
	struct attack attack;
	int queue;

	process_bytes = 4 << 20;
	growth_bytes_max = 6 << 20;
	attack = begin_attack("answers");
	queue = send_receive_right(attack.greedy);
	frame_flags = flags;
	flood(queue, attack.port);
	frame_flags = 0;
	end_attack(attack);
	close(queue);
}
#endif

static void write_always(void)
{
	int fd = connect_raw("answers");

	while (send_body(fd, DESTROY, 0, 0, 0))
		continue;
}

/* A server of one thread that has one session, and that is never quiet, still takes others. */
static void a_busy_session(void)
{
	pid_t server = start(serve);
	pid_t writer = start(write_always);
	mach_port_t port;
	struct message m;
	int i;

	usleep(50000);
	for (i = 0; i < 20; i++) {
		port = look_up("answers");
		call(&m, port, ANSWER);
		CHECK_OK(mach_port_deallocate(self(), port));
	}
	port = look_up("answers");
	end_server(server, port);
	check_ended_well(writer);
}

/* Limits that become smaller than what is there hold for all that comes then. */
static void lower_limits(void)
{
	pid_t server = start(serve);
	mach_port_t port = look_up("answers");
	int early = connect_raw("answers");
	int late = connect_raw("answers");
	struct message m;

	CHECK(send_body(early, 0, 0, 10000000, 0));
	call(&m, port, ANSWER);
	call(&m, port, LOWER_LIMITS);
	CHECK(send_body(late, 0, 0, 10000000, 0));
	call(&m, port, ANSWER);
	CHECK(has_ended(late));
	close(early);
	end_server(server, port);
	close(late);
}

/* Connections beyond the limit wait for others to end. */
static void many_connections(void)
{
	int fds[64];
	pid_t server;
	mach_port_t port;
	struct message m;
	int i;

	process_descriptors = 8;
	server = start(serve);
	port = look_up("answers");
	for (i = 0; i < 64; i++)
		fds[i] = connect_raw("answers");
	call(&m, port, ANSWER);
	CHECK(send_request(fds[63], ANSWER));
	call(&m, port, ANSWER);
	for (i = 0; i < 63; i++)
		close(fds[i]);
	/* The last one is answered now: its greeting, and the reply. */
	for (i = 0; i < 2; i++)
		CHECK(recv(fds[63], &m, sizeof m, 0) > 0);
	close(fds[63]);
	end_server(server, port);
}

/* ---- Those who have a hand in what they gave away ---- */

#if !defined(SO_PASSPIDFD)
#define SO_PASSPIDFD 76
#endif

/* Who passed an end can have the kernel put descriptors beside each message. */
static void descriptors_that_nobody_sent(void)
{
	struct attack attack;
	struct mr_frame adopt = {.kind = MR_FRAME_ADOPT, .flags = MR_FRAME_SEND};
	int on = 1;
	int fds[2];
	struct message m;
	int i;

	process_descriptors = 20;
	attack = begin_attack("answers");
	CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds) == 0);
	if (setsockopt(fds[0], SOL_SOCKET, SO_PASSPIDFD, &on, sizeof on) == 0) {
		CHECK(send_frame(attack.greedy, &adopt, sizeof adopt, fds[0], 0));
		for (i = 0; i < 100; i++) {
			CHECK(send_body(fds[1], DESTROY, 0, 0, 0));
			call(&m, attack.port, ANSWER);
		}
	}
	end_attack(attack);
	close(fds[0]);
	close(fds[1]);
}

/* ---- Those who leave things half done ---- */

/* A receive right that moves waits a while for them together, not for each. */
static void half_messages(void)
{
	int fds[8];
	pid_t server = start(serve);
	mach_port_t port = look_up("answers");
	struct message m;
	double start_ms;
	int i;

	for (i = 0; i < 8; i++) {
		fds[i] = connect_raw("flooded");
		CHECK(send_body(fds[i], 0, 0, 1000000, 0));
	}
	call(&m, port, ANSWER);
	start_ms = now_ms();
	call(&m, port, GIVE_AWAY);
	CHECK(now_ms() - start_ms < 4000);
	destroy_receive_right(next_port(&m, MACH_MSG_TYPE_PORT_RECEIVE));
	for (i = 0; i < 8; i++)
		close(fds[i]);
	end_server(server, port);
}

/* ---- Those who do not accept connections ---- */

static void *look_up_deaf(void *unused)
{
	mach_port_t port;

	(void)unused;
	CHECK_EQUAL(KERN_FAILURE, migrt_look_up("deaf", &port));
	return NULL;
}

static void no_connection(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int listening = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	int waiting[8];
	pthread_t thread;
	double start_ms;
	int i;

	snprintf(address.sun_path, sizeof address.sun_path, "%s/deaf", meeting_folder());
	CHECK(bind(listening, (struct sockaddr *)&address, sizeof address) == 0);
	CHECK(listen(listening, 0) == 0);
	for (i = 0; i < 8; i++) {
		waiting[i] = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0);
		if (connect(waiting[i], (struct sockaddr *)&address, sizeof address) != 0)
			break;
	}
	CHECK(i < 8);
	start_ms = now_ms();
	CHECK(pthread_create(&thread, NULL, look_up_deaf, NULL) == 0);
	usleep(200000);
	destroy_receive_right(new_port());
	CHECK(now_ms() - start_ms < 2000);
	CHECK(pthread_join(thread, NULL) == 0);
	for (; i >= 0; i--)
		close(waiting[i]);
	close(listening);
}

/* ---- Those who bring more than there is room for ---- */

static _Atomic int served_count;
static mach_port_t served_port;
static bool serves_both;

static boolean_t count_request(mach_msg_header_t *request, mach_msg_header_t *reply)
{
#if OWN_WIRE == 0
	((mig_reply_header_t *)(void *)reply)->RetCode = MIG_NO_REPLY;
#else
	((mig_reply_error_t *)(void *)reply)->RetCode = MIG_NO_REPLY;
#endif
	served_count++;
	mach_msg_destroy(request);
	return TRUE;
}

static void *run_server(void *unused)
{
	mach_msg_return_t result;

	(void)unused;
	if (serves_both)
		result = migrt_msg_server(count_request, count_request, 512, served_port, 0, 0);
	else
#if OWN_WIRE == 0
		result = mach_msg_server(count_request, 512, served_port);
#else
		result = mach_msg_server(count_request, 512, served_port, 0);
#endif
	CHECK(result == MACH_RCV_PORT_DIED || result == MACH_RCV_INVALID_NAME);
	return NULL;
}

/* A request that cannot be received in full ends, and not the service. */
static void more_than_there_is_room_for(bool both)
{
	mach_port_t carried = new_port_with_send();
	mach_port_t reply = new_port();
	pthread_t thread;
	struct message m;
	int i;

	serves_both = both;
	served_count = 0;
	served_port = new_port_with_send();
	/* As many references as a name can have. */
	CHECK_OK(mach_port_mod_refs(self(), carried, MACH_PORT_RIGHT_SEND, 65534));
	CHECK(pthread_create(&thread, NULL, run_server, NULL) == 0);
	for (i = 0; i < 2; i++) {
		message_begin(&m, served_port, MACH_MSG_TYPE_COPY_SEND, reply,
			MACH_MSG_TYPE_MAKE_SEND_ONCE, 1);
		message_add_port(&m, carried,
			i == 0 ? MACH_MSG_TYPE_MAKE_SEND : MACH_MSG_TYPE_MAKE_SEND_ONCE);
		CHECK_OK(message_send(&m, MACH_SEND_TIMEOUT, 5000));
		CHECK_OK(message_receive(&m, reply, MACH_RCV_TIMEOUT, 5000));
		CHECK_EQUAL(MACH_NOTIFY_SEND_ONCE, m.head.msgh_id);
		CHECK_EQUAL(i, served_count);
	}
	CHECK_OK(mach_port_destroy(self(), served_port));
	CHECK(pthread_join(thread, NULL) == 0);
	CHECK_OK(mach_port_destroy(self(), carried));
	destroy_receive_right(reply);
}

/* ---- Those who speak as they like ---- */

static void receive_own(void)
{
	mach_port_t port;
	struct message m;

	CHECK_OK(migrt_check_in("own", 1u << OWN_WIRE, &port));
	CHECK_OK(message_receive(&m, port, MACH_RCV_TIMEOUT, 5000));
	CHECK_EQUAL(2, m.head.msgh_id);
}

/* A message of a dialect that a port does not take is not received there, whatever its sender
 * thinks of that. */
static void another_dialect(void)
{
	struct {
		struct mr_frame frame;
		struct mr_wire_message wire;
	} message = {
		.frame = {.kind = MR_FRAME_MESSAGE},
		.wire = {.dialect = !OWN_WIRE, .word_bytes = MR_WIRE_WORD_BYTES, .id = 1},
	};
	pid_t server = start(receive_own);
	int fd = connect_raw("own");

	CHECK(send_frame(fd, &message.frame, sizeof message, -1, 0));
	CHECK(send_body(fd, 2, 0, 0, 0));
	check_ended_well(server);
	close(fd);
}

int main(void)
{
	begin_meeting();
	signal(SIGPIPE, SIG_IGN);
	answers_that_nobody_reads(ANSWER, 5000);
	answers_that_nobody_reads(ANSWER_WITH_MEMORY, 10);
	credits_that_nobody_reads();
	ends_that_nobody_reads();
	a_flood();
#if OWN_WIRE == 0
	a_flood_with_a_right(0);
	a_flood_with_a_right(MR_FRAME_ONCE);
	a_flood_on_the_way_home();
#endif
	a_busy_session();
	lower_limits();
	many_connections();
	descriptors_that_nobody_sent();
	half_messages();
	another_dialect();
	more_than_there_is_room_for(false);
	more_than_there_is_room_for(true);
	no_connection();
	end_meeting();
	return 0;
}
