/*
 * All servers of one wire that migc generates for the repository's interfaces, under hostile
 * requests. An input is the key of a server (2 bytes; any other means one of them as well), the
 * number of a routine, a byte by which its function answers, a byte of choices (complex bit,
 * trailer), and what follows the header. Requests arrive as a kernel delivers them, each twice: the
 * replies must be the same whatever stood in the buffer before. What a request brings is counted:
 * the function, the stub and the server loop together release all of it once.
 *
 * With MIGC_FUZZ_VALID in the environment every input has to reach its function: the generated
 * seeds do.
 */
#include "demux/demux.h"
#include "demux/kernel.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { CHOICES = 5, BODY_MAX_BYTES = 32 * 1024, IS_COMPLEX = 1 };

static const struct demux *find_demux(unsigned key)
{
	size_t i;

	for (i = 0; i < demux_count; i++)
		if (demuxes[i]->key == key)
			return demuxes[i];
	return demuxes[key % demux_count];
}

static int id_of(const struct demux *demux, unsigned number)
{
	return (int)((unsigned)demux->base + number);
}

/* A buffer of exactly the size that the longest reply may have. */
static size_t reply_room(const struct demux *demux, unsigned number)
{
	size_t room = number < demux->routine_count ? demux->routines[number].reply_bytes : 0;

	return room > kernel_error_bytes() ? room : kernel_error_bytes();
}

static void check_reply(
	const struct demux *demux, unsigned number, boolean_t known, const mach_msg_header_t *reply)
{
	kern_return_t code = kernel_reply_code(reply);
	bool is_there = number < demux->routine_count && demux->routines[number].reply_bytes > 0;

	require(reply->msgh_size <= reply_room(demux, number));
	require(reply->msgh_id == id_of(demux, number + 100));
	require(kernel_calls <= 1 && (known || kernel_calls == 0));
	require(is_there == (known != 0));
	if (!known)
		require(code == MIG_BAD_ID);
	else if (kernel_calls == 0)
		require(kernel_refuses_with(code));
	else if (!answer_exceeds())
		require(code == kernel_answered ||
			(demux->routines[number].is_simple && code == MIG_NO_REPLY));
	else
		require(code != KERN_SUCCESS);
	if (code == KERN_SUCCESS)
		kernel_accept(reply);
	else
		require(reply->msgh_size == kernel_error_bytes() &&
			!(reply->msgh_bits & MACH_MSGH_BITS_COMPLEX));
}

/* What a server loop does after the demultiplexer. */
static void finish(mach_msg_header_t *request, const mach_msg_header_t *reply)
{
	kern_return_t code = kernel_reply_code(reply);

	if (code != KERN_SUCCESS && code != MIG_NO_REPLY)
		kernel_destroy(request);
	/* A function that counts too much is wrong, and may lose what it got. */
	if (!answer_exceeds())
		kernel_check_released(code == MIG_NO_REPLY);
}

/* The reply, or NULL if the request was not delivered. */
static mach_msg_header_t *serve(
	const struct demux *demux, const uint8_t *bytes, size_t size, unsigned number, int poison)
{
	unsigned char trailer[KERNEL_TRAILER_MAX_BYTES];
	size_t trailer_bytes = kernel_trailer(bytes[4] >> 1, trailer);
	size_t length = sizeof(mach_msg_header_t) + size - CHOICES;
	size_t room = reply_room(demux, number);
	mach_msg_header_t *request = malloc(length + trailer_bytes), *reply = NULL;

	memset(request, 0, sizeof(*request));
	memcpy(request + 1, bytes + CHOICES, size - CHOICES);
	memcpy((char *)request + length, trailer, trailer_bytes);
	kernel_write_header(request, bytes[4] & IS_COMPLEX, id_of(demux, number));
	request->msgh_size = (mach_msg_size_t)length;
	kernel_begin(request, bytes[3]);
	if (kernel_deliver(request)) {
		boolean_t known;

		reply = malloc(room);
		memset(reply, poison, room);
		known = demux->serve(request, reply);
		check_reply(demux, number, known, reply);
		finish(request, reply);
	}
	kernel_end();
	free(request);
	return reply;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const struct demux *demux;
	mach_msg_header_t *first, *second;
	unsigned number;

	if (size < CHOICES)
		return 0;
	size -= (size - CHOICES) % kernel_unit_bytes();
	if (size > BODY_MAX_BYTES)
		size = CHOICES + BODY_MAX_BYTES;
	demux = find_demux((unsigned)bytes[0] << 8 | bytes[1]);
	number = bytes[2] % (demux->routine_count + 1);
	kernel_subject = demux->name;
	kernel_routine = number;
	first = serve(demux, bytes, size, number, 0);
	if (getenv("MIGC_FUZZ_VALID"))
		require(kernel_calls == 1);
	if (first) {
		second = serve(demux, bytes, size, number, 0xff);
		require(first->msgh_size == second->msgh_size);
		require(memcmp(first, second, first->msgh_size) == 0);
		free(second);
	}
	free(first);
	return 0;
}
