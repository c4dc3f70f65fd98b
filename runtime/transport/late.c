/* A frame that is put off (transfer.h). */
#include "core/source.h"
#include "transport/transfer.h"

#include <string.h>

/* How often to ask for memory for one message, before its sender loses the session. */
#define LATE_TRIES_MAX 100

/*
 * The beginning of a message for which there was no memory, until there is. It is the only one in
 * the process, and needs no memory itself; nothing else of its session is read meanwhile.
 */
static struct {
	struct mr_session *session; /* counted, or NULL: there is none */
	struct mr_input input;
	unsigned tries;
	int fds[MR_FRAME_FDS_MAX];
	unsigned char payload[MR_FRAME_BYTES_MAX];
} late;

bool mr_frame_put_off(struct mr_session *session, struct mr_input *input)
{
	if (late.session || late.tries == LATE_TRIES_MAX)
		return false;
	late.tries++;
	mr_session_reference(session);
	late.session = session;
	late.input = *input;
	late.input.payload = late.payload;
	late.input.fds = late.fds;
	late.input.frame.ack = 0; /* counted by now */
	memmove(late.payload, input->payload, input->payload_bytes);
	memmove(late.fds, input->fds, input->fd_count * sizeof *late.fds);
	input->fd_count = 0;
	mr_session_set_late(session, true);
	mr_sources_try_again();
	return true;
}

struct mr_session *mr_frame_take_late(struct mr_input *ret_input)
{
	struct mr_session *session = late.session;

	if (!session)
		return NULL;
	*ret_input = late.input;
	late.session = NULL;
	mr_session_set_late(session, false);
	return session;
}

bool mr_frame_is_late(void)
{
	bool is_late = late.session != NULL;

	if (!is_late)
		late.tries = 0;
	return is_late;
}

void mr_session_forget_late(struct mr_session *session)
{
	struct mr_input input;

	if (late.session != session)
		return;
	mr_frame_take_late(&input);
	mr_close_fds(input.fds, input.fd_count);
	mr_session_dereference(session);
}
