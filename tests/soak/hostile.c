/*
 * hostile [-t SECONDS] [-s SEED]
 *
 * A process that speaks raw to a server's socket: well-formed and malformed frames, empty ones,
 * wrong descriptors, unsealed, shrinking, huge-page and enormous files, half messages, shutdown.
 * The service goes on for everybody else, and at the end the server has no name, descriptor or
 * mapping too many.
 */
#include "../transport/process.h"
#include "transport/wire.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>

#define HANG_MS 10000

static _Atomic int *stop;
static unsigned random_state;

static unsigned random_below(unsigned limit)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return random_state % limit;
}

/* ---- The server ---- */

static void serve(void)
{
	mach_port_t port = check_in("victim");
	size_t mappings = count_mappings();
	size_t descriptors = count_descriptors();
	struct message m;
	int i;

	while (!*stop) {
		struct message reply;
		int a;

		if (message_receive(&m, port, MACH_RCV_TIMEOUT, 50) != MACH_MSG_SUCCESS)
			continue;
		if (m.head.msgh_id != 1 || (m.head.msgh_bits & MACH_MSGH_BITS_COMPLEX) ||
			m.head.msgh_size < sizeof m.head + 2 * sizeof(uintptr_t)) {
			mach_msg_destroy(&m.head);
			continue;
		}
		memcpy(&a, m.body + sizeof(uintptr_t), sizeof a);
		begin_reply(&reply, &m);
		/* Whatever kind of right came for the answer. */
		reply.head.msgh_bits = MACH_MSGH_BITS(MACH_MSGH_BITS_REMOTE(m.head.msgh_bits), 0);
		message_add_int(&reply, (int)((unsigned)a + 1));
		if (message_send(&reply, 0, 0) != MACH_MSG_SUCCESS)
			mach_msg_destroy(&reply.head);
	}
	/* The attackers are gone; what is left of them ends now. */
	for (i = 0; i < 100; i++) {
		while (message_receive(&m, port, MACH_RCV_TIMEOUT, 0) == MACH_MSG_SUCCESS)
			mach_msg_destroy(&m.head);
		if (count_names() == 2 && count_descriptors() == descriptors)
			break;
		usleep(1000);
	}
	if (count_names() != 2)
		migrt_dump_ports();
	CHECK_EQUAL(2, count_names());
	CHECK_EQUAL(mappings, count_mappings());
	CHECK_EQUAL(descriptors, count_descriptors());
	destroy_receive_right(port);
}

/* ---- Somebody with honest intentions ---- */

static void use(void)
{
	mach_port_t server = look_up("victim");
	mach_port_t reply = mach_reply_port();
	long calls = 0;

	alarm(0);
	while (!*stop) {
		struct message m;

		message_begin(&m, server, MACH_MSG_TYPE_COPY_SEND, reply,
			MACH_MSG_TYPE_MAKE_SEND_ONCE, 1);
		message_add_int(&m, 7);
		CHECK_OK(message_send(&m, MACH_SEND_TIMEOUT, HANG_MS));
		CHECK_OK(message_receive(&m, reply, MACH_RCV_TIMEOUT, HANG_MS));
		CHECK_EQUAL(101, m.head.msgh_id);
		CHECK_EQUAL(8, next_int(&m));
		calls++;
		usleep(200);
	}
	printf("hostile: %ld honest calls answered\n", calls);
}

/* ---- The attacker ---- */

static int attack_fd = -1;

static void connect_raw(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int tries;

	if (attack_fd >= 0)
		close(attack_fd);
	snprintf(address.sun_path, sizeof address.sun_path, "%s/victim", meeting_folder());
	for (tries = 0; tries < 2000; tries++) {
		attack_fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
		CHECK(attack_fd >= 0);
		if (connect(attack_fd, (struct sockaddr *)&address, sizeof address) == 0)
			return;
		close(attack_fd);
		usleep(1000);
	}
	CHECK(!"the victim accepts connections");
}

/* A descriptor of a random kind. */
static int random_fd(void)
{
	int fds[2];
	int fd;

	switch (random_below(10)) {
	case 0:
	case 1:
	case 2:
		CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds) == 0);
		if (random_below(2) == 0)
			shutdown(fds[0], SHUT_RDWR);
		else if (random_below(2) == 0)
			CHECK(send(fds[0], "nonsense that is no frame", random_below(26), 0) >= 0);
		close(fds[0]);
		return fds[1];
	case 3:
		CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
		close(fds[0]);
		return fds[1];
	case 4:
		CHECK(pipe(fds) == 0);
		close(fds[0]);
		return fds[1];
	case 5: return open("/dev/zero", O_RDWR);
	case 6: return socket(AF_UNIX, SOCK_SEQPACKET, 0);
	case 7:
		fd = memfd_create("hostile", MFD_ALLOW_SEALING | MFD_HUGETLB);
		if (fd >= 0)
			break;
		/* fallthrough */
	default: fd = memfd_create("hostile", MFD_ALLOW_SEALING);
	}
	CHECK(ftruncate(fd, random_below(3) == 0 ? (off_t)1 << 40 : 2 << 20) == 0 || fd >= 0);
	if (random_below(2) == 0)
		fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | (random_below(2) ? F_SEAL_SHRINK : 0));
	return fd;
}

static void send_raw(const void *bytes, size_t size_bytes, int fd_count)
{
	struct iovec part = {(void *)(uintptr_t)bytes, size_bytes};
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(8 * sizeof(int))];
	} control;
	struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1};
	int fds[8];
	int i;

	for (i = 0; i < fd_count; i++)
		fds[i] = random_fd();
	if (fd_count > 0) {
		memset(&control, 0, sizeof control);
		header.msg_control = &control;
		header.msg_controllen = CMSG_SPACE((size_t)fd_count * sizeof(int));
		control.align.cmsg_level = SOL_SOCKET;
		control.align.cmsg_type = SCM_RIGHTS;
		control.align.cmsg_len = CMSG_LEN((size_t)fd_count * sizeof(int));
		memcpy(CMSG_DATA(&control.align), fds, (size_t)fd_count * sizeof(int));
	}
	if (sendmsg(attack_fd, &header, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && random_below(4) == 0)
		connect_raw();
	for (i = 0; i < fd_count; i++)
		close(fds[i]);
}

static unsigned char frame_bytes[8192];

/* Puts a number into a field: mostly a sensible one, else anything. */
static uint32_t number(uint32_t sensible)
{
	switch (random_below(12)) {
	case 0: return random_state;
	case 1: return random_below(8);
	case 2: return ~0u - random_below(4);
	case 3: return sensible + random_below(3) - 1;
	default: return sensible;
	}
}

/* A message that would be sound, but for what random numbers do to it. */
static void attack_with_message(void)
{
	struct mr_frame frame = {.kind = MR_FRAME_MESSAGE};
	struct mr_wire_message wire = {.word_bytes = MR_WIRE_WORD_BYTES};
	size_t at = sizeof frame + sizeof wire;
	unsigned rights = random_below(4);
	unsigned regions = random_below(3);
	unsigned fd_count = 0;
	unsigned i;
	bool more = random_below(6) == 0;

	memset(frame_bytes, 0, sizeof frame_bytes);
	wire.id = (int)number(1 + random_below(3));
	wire.flags = (uint8_t)number(rights + regions > 0);
	wire.has_reply = (uint8_t)(rights > 0 && random_below(2));
	wire.reply_tag = wire.has_reply ? number(0) : number(0x10001 + random_below(3));
	wire.dialect = (uint8_t)(random_below(10) ? 0 : random_below(5));
	wire.right_count = number(rights);
	wire.region_count = number(regions);
	for (i = 0; i < rights; i++) {
		struct mr_wire_right right = {.kind = (uint8_t)number(random_below(5))};

		right.type = (uint16_t)number(right.kind == MR_WIRE_SEND        ? 17u
					      : right.kind == MR_WIRE_SEND_ONCE ? 18u
										: 16u);
		right.window = (uint16_t)number(5);
		memset(right.id, (int)random_below(4), sizeof right.id);
		fd_count += right.kind >= MR_WIRE_SEND;
		memcpy(frame_bytes + at, &right, sizeof right);
		at += sizeof right;
	}
	for (i = 0; i < regions; i++) {
		struct mr_wire_region region = {
			.size_bytes = number(random_below(2) ? 4096 : 1 << 20),
			.offset_bytes = number(0),
			.has_fd = number(random_below(2))};

		if (random_below(10) == 0)
			region.size_bytes <<= 20;
		fd_count += region.has_fd == 1;
		memcpy(frame_bytes + at, &region, sizeof region);
		at += sizeof region;
	}
	/* Descriptors as the typed dialect has them, more or less. */
	for (i = 0; i < rights + regions && at + 16 < sizeof frame_bytes; i++) {
		mach_msg_type_t type = {0};

		type.msgt_name = (unsigned char)number(i < rights ? 16 + random_below(3) : 9);
		type.msgt_size = (unsigned char)number(i < rights ? 64 : 8);
		type.msgt_number = number(i < rights ? 1 : 4096);
		type.msgt_inline = i < rights;
		type.msgt_deallocate = i >= rights;
		memcpy(frame_bytes + at, &type, sizeof type);
		at += 16;
		wire.body_bytes += 16;
	}
	wire.body_bytes = number(wire.body_bytes);
	wire.fd_count = number(fd_count);
	if (more)
		wire.body_bytes += 100000;
	frame.tag = number(0);
	frame.flags = (uint8_t)(random_below(4) ? 0 : random_state);
	frame.ack = (uint8_t)number(0);
	frame.fd_count = (uint8_t)number(fd_count < 8 ? fd_count : 8);
	frame.size_bytes = number((uint32_t)at);
	memcpy(frame_bytes, &frame, sizeof frame);
	memcpy(frame_bytes + sizeof frame, &wire, sizeof wire);
	send_raw(frame_bytes, at,
		(int)(random_below(8) ? (fd_count < 8 ? fd_count : 8) : random_below(8)));
	while (more && random_below(4) > 0) {
		struct mr_frame rest = {
			.kind = MR_FRAME_MORE, .size_bytes = (uint32_t)sizeof frame_bytes};

		memcpy(frame_bytes, &rest, sizeof rest);
		send_raw(frame_bytes, sizeof frame_bytes, 0);
	}
}

static void attack_with_control(void)
{
	int fd_count = (int)random_below(3);
	struct mr_frame frame = {
		.kind = (uint8_t)random_below(14),
		.flags = (uint8_t)random_state,
		.fd_count = (uint8_t)number((uint32_t)fd_count),
		.ack = (uint8_t)random_state,
		.tag = number(0x10001),
		.value = number(1),
	};
	size_t size_bytes = sizeof frame + random_below(3) * random_below(64);
	size_t i;

	frame.size_bytes = number((uint32_t)size_bytes);
	memcpy(frame_bytes, &frame, sizeof frame);
	for (i = sizeof frame; i < size_bytes; i++)
		frame_bytes[i] = (unsigned char)random_below(256);
	send_raw(frame_bytes, size_bytes, fd_count);
}

static long attack(void)
{
	long attacks = 0;

	alarm(0);
	connect_raw();
	while (!*stop) {
		switch (random_below(16)) {
		case 0: send_raw(frame_bytes, 0, (int)random_below(3)); break;
		case 1:
			send_raw(frame_bytes, random_below(sizeof frame_bytes),
				(int)random_below(3));
			break;
		case 2: shutdown(attack_fd, (int)random_below(3)); break;
		case 3: connect_raw(); break;
		case 4:
		case 5:
		case 6: attack_with_control(); break;
		default: attack_with_message(); break;
		}
		attacks++;
		if (random_below(50) == 0)
			usleep(100);
	}
	return attacks;
}

int main(int argc, char **argv)
{
	unsigned seconds = 30;
	unsigned seed = 1;
	pid_t server;
	pid_t client;
	pid_t attacker;
	int option;
	unsigned i;

	while ((option = getopt(argc, argv, "t:s:")) != -1) {
		switch (option) {
		case 't': seconds = (unsigned)atoi(optarg); break;
		case 's': seed = (unsigned)strtoul(optarg, NULL, 0); break;
		default: return 2;
		}
	}
	printf("hostile: %u s, seed %u\n", seconds, seed);
	fflush(stdout);
	begin_meeting();
	alarm(seconds + 60);
	random_state = seed * 2654435761u + 1;
	stop = mmap(NULL, sizeof *stop, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(stop != MAP_FAILED);
	server = fork();
	if (server == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		alarm(seconds + 60);
		serve();
		exit(0);
	}
	client = start(use);
	attacker = fork();
	if (attacker == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		printf("hostile: %ld attacks\n", attack());
		exit(0);
	}
	for (i = 0; i < seconds * 10; i++) {
		int status;

		usleep(100000);
		if (waitpid(server, &status, WNOHANG) != 0 ||
			waitpid(client, &status, WNOHANG) != 0) {
			fprintf(stderr, "hostile: server or client ended (0x%x), seed %u\n",
				(unsigned)status, seed);
			return 1;
		}
	}
	*stop = 1;
	check_ended_well(client);
	check_ended_well(attacker);
	check_ended_well(server);
	end_meeting();
	return 0;
}
