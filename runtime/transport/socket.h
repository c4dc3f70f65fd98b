/* Packets with descriptors and credentials over Unix sockets. Needs no lock. */
#ifndef MIGRT_TRANSPORT_SOCKET_H
#define MIGRT_TRANSPORT_SOCKET_H

#include "transport/wire.h"

#include <errno.h>
#include <migrt/migrt.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>

struct mr_packet {
	struct iovec *parts;
	size_t part_count;
	int *fds;
	size_t fd_count;
	struct migrt_sender sender; /* of a received one; pid 0: unknown */
	bool lacks_fds; /* of a received one: this process could take no more descriptors */
};

/* A pair of connected ends whose packets carry credentials, both for exec to close. */
bool mr_socket_pair(int ret_fds[2]);

/* Whether a descriptor can be an end of such a pair. */
bool mr_is_session_end(int fd);

/* Has packets that arrive here carry credentials. */
void mr_socket_want_credentials(int fd);

/* Sends without waiting. 0, or an errno value; the descriptors stay open. */
int mr_packet_send(int fd, const struct mr_packet *packet);

/* Whether what could not be sent for such an error can be later. */
static inline bool mr_is_passing_error(int error)
{
	return error == EAGAIN || error == ENOBUFS || error == ENOMEM || error == ETOOMANYREFS;
}

/*
 * Receives one packet. Sets fds (room for MR_FRAME_FDS_MAX, the caller's to close) and fd_count.
 * Returns its size, 0 at the end of the connection, or a negative errno value; -EPROTO for a packet
 * that was cut short.
 */
ssize_t mr_packet_receive(int fd, struct mr_packet *packet, bool wait);

/* The same without waiting, and the packet stays where it is: fds are copies of its descriptors. */
ssize_t mr_packet_look(int fd, struct mr_packet *packet);

void mr_close_fds(const int *fds, size_t count);

#endif
