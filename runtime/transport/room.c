/* Room in the sockets of sessions (session.h): what a packet may have, and what may wait to be
 * read. */
#include "core/wait.h"
#include "transport/session.h"

/* Room for two frames: its reader works on one while the next is written. It is what any process
 * may ask for where the system's limit is the default; the kernel doubles it. */
#define WIDE_BYTES        212992

/* What the kernel adds to a packet in the send buffer, and more. */
#define PACKET_COST_BYTES 64

static int send_buffer_bytes(int fd)
{
	int bytes = 0;
	socklen_t size = sizeof bytes;

	return getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, &size) == 0 ? bytes : 0;
}

bool mr_session_measure(struct mr_session *session)
{
	const int needed_bytes = (int)MR_FRAME_BYTES_MAX + PACKET_COST_BYTES;
	const int wide_bytes = WIDE_BYTES;
	size_t known_bytes = session->frame_bytes ? session->frame_bytes : MR_FRAME_BYTES_MAX;
	int fd = session->source.fd;
	int before_bytes = send_buffer_bytes(fd);
	int bytes = before_bytes;

	if (bytes < needed_bytes &&
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &wide_bytes, sizeof wide_bytes) == 0)
		bytes = send_buffer_bytes(fd);
	if (bytes >= needed_bytes)
		session->frame_bytes = MR_FRAME_BYTES_MAX;
	else if (bytes > (int)MR_FRAME_BYTES_SAFE + PACKET_COST_BYTES)
		session->frame_bytes = (size_t)(bytes - PACKET_COST_BYTES);
	else
		session->frame_bytes = MR_FRAME_BYTES_SAFE;
	return bytes > before_bytes || session->frame_bytes < known_bytes;
}

size_t mr_session_frame_bytes(struct mr_session *session)
{
	if (session->frame_bytes == 0)
		mr_session_measure(session);
	return session->frame_bytes;
}

void mr_session_widen(struct mr_session *session)
{
	int room_bytes = WIDE_BYTES;

	if (session->is_wide)
		return;
	session->is_wide = true;
	/* On one processor what waits to be read only goes cold. */
	if (mr_has_several_cpus())
		setsockopt(
			session->source.fd, SOL_SOCKET, SO_SNDBUF, &room_bytes, sizeof room_bytes);
}
