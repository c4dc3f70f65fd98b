/* Packets with descriptors and credentials (socket.h). */
#include "transport/socket.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define CONTROL_BYTES \
	(CMSG_SPACE(MR_FRAME_FDS_MAX * sizeof(int)) + CMSG_SPACE(sizeof(struct ucred)))

/* Room for control messages, aligned as they need to be. */
union control {
	struct cmsghdr align;
	char bytes[CONTROL_BYTES];
};

void mr_socket_want_credentials(int fd)
{
	int on = 1;

	setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
}

bool mr_is_session_end(int fd)
{
	int type = 0;
	socklen_t size = sizeof type;

	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET;
}

bool mr_socket_pair(int ret_fds[2])
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ret_fds) != 0)
		return false;
	mr_socket_want_credentials(ret_fds[0]);
	mr_socket_want_credentials(ret_fds[1]);
	return true;
}

#define FLAGS (MSG_DONTWAIT | MSG_NOSIGNAL)

int mr_packet_send(int fd, const struct mr_packet *packet)
{
	struct msghdr header = {.msg_iov = packet->parts, .msg_iovlen = packet->part_count};
	bool is_plain = packet->part_count == 1 && packet->fd_count == 0;
	union control control;

	if (packet->fd_count > 0) {
		struct cmsghdr *entry = &control.align;

		header.msg_control = control.bytes;
		header.msg_controllen = CMSG_SPACE(packet->fd_count * sizeof(int));
		memset(control.bytes, 0, header.msg_controllen);
		entry->cmsg_level = SOL_SOCKET;
		entry->cmsg_type = SCM_RIGHTS;
		entry->cmsg_len = CMSG_LEN(packet->fd_count * sizeof(int));
		memcpy(CMSG_DATA(entry), packet->fds, packet->fd_count * sizeof(int));
	}
	/* The plain call has less to read. */
	while ((is_plain ? send(fd, packet->parts->iov_base, packet->parts->iov_len, FLAGS)
			 : sendmsg(fd, &header, FLAGS)) < 0) {
		if (errno != EINTR)
			return errno;
	}
	return 0;
}

_Static_assert(sizeof(struct migrt_sender) == sizeof(struct ucred) &&
		       offsetof(struct migrt_sender, uid) == offsetof(struct ucred, uid) &&
		       offsetof(struct migrt_sender, gid) == offsetof(struct ucred, gid),
	"credentials are as the kernel has them");

/* Descriptors that the kernel gives along where somebody asks the socket for them: who passed this
 * end may have kept a copy of it. Older headers lack the name. */
#define TYPE_PIDFD 4

static void close_pidfd(const struct cmsghdr *entry)
{
	int fd;

	if (entry->cmsg_len != CMSG_LEN(sizeof fd))
		return;
	memcpy(&fd, CMSG_DATA(entry), sizeof fd);
	mr_close_fds(&fd, 1);
}

/* Takes the descriptors and credentials out of the control messages. */
static void read_control(struct msghdr *header, struct mr_packet *packet)
{
	struct cmsghdr *entry;

	for (entry = CMSG_FIRSTHDR(header); entry; entry = CMSG_NXTHDR(header, entry)) {
		if (entry->cmsg_level != SOL_SOCKET)
			continue;
		if (entry->cmsg_type == SCM_CREDENTIALS &&
			entry->cmsg_len == CMSG_LEN(sizeof(struct ucred))) {
			memcpy(&packet->sender, CMSG_DATA(entry), sizeof packet->sender);
		}
		if (entry->cmsg_type == SCM_RIGHTS) {
			size_t count = (entry->cmsg_len - CMSG_LEN(0)) / sizeof(int);

			memcpy(packet->fds + packet->fd_count, CMSG_DATA(entry),
				count * sizeof(int));
			packet->fd_count += count;
		}
		if (entry->cmsg_type == TYPE_PIDFD)
			close_pidfd(entry);
	}
}

static ssize_t receive(int fd, struct mr_packet *packet, int flags)
{
	union control control;
	struct msghdr header = {
		.msg_iov = packet->parts,
		.msg_iovlen = packet->part_count,
		.msg_control = control.bytes,
		.msg_controllen = sizeof control.bytes,
	};
	ssize_t bytes;

	packet->fd_count = 0;
	packet->sender = (struct migrt_sender){0, (uid_t)-1, (gid_t)-1};
	bytes = recvmsg(fd, &header, MSG_CMSG_CLOEXEC | flags);
	if (bytes < 0)
		return -errno;
	if (header.msg_controllen > 0)
		read_control(&header, packet);
	packet->lacks_fds = (header.msg_flags & MSG_CTRUNC) != 0;
	if (header.msg_flags & MSG_TRUNC) {
		mr_close_fds(packet->fds, packet->fd_count);
		packet->fd_count = 0;
		return -EPROTO;
	}
	return bytes;
}

ssize_t mr_packet_receive(int fd, struct mr_packet *packet, bool wait)
{
	return receive(fd, packet, wait ? 0 : MSG_DONTWAIT);
}

ssize_t mr_packet_look(int fd, struct mr_packet *packet)
{
	return receive(fd, packet, MSG_DONTWAIT | MSG_PEEK);
}

void mr_close_fds(const int *fds, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (fds[i] >= 0)
			close(fds[i]);
	}
}
