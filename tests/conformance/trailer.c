/*
 * Requests with trailers of every size: a stub takes what its arguments stand in, and no less.
 * Prints what differs; exits with 1 then.
 */
#include "server.h"

#include <stdio.h>
#include <string.h>

NDR_record_t NDR_record = {.int_rep = NDR_INT_LITTLE_ENDIAN};
static int calls;

/* ---- The server's functions: what they are told must be the trailer's ---- */

static kern_return_t called(int is_right)
{
	calls++;
	return is_right ? KERN_SUCCESS : KERN_FAILURE;
}

kern_return_t s_seqno(mach_port_t server, mach_port_seqno_t n, int a)
{
	(void)server;
	return called(n == 77 && a == 5);
}

kern_return_t s_sender(mach_port_t server, security_token_t token, int a)
{
	(void)server;
	return called(token.val[0] == 501 && token.val[1] == 20 && a == 5);
}

kern_return_t s_audit(mach_port_t server, audit_token_t token, int a)
{
	(void)server;
	return called(token.val[0] == 0xa0 && token.val[7] == 0xa7 && a == 5);
}

kern_return_t s_context(mach_port_t server, mach_vm_address_t token, int a)
{
	(void)server;
	return called(token == 0xc0ffee && a == 5);
}

kern_return_t s_several(mach_port_t server, audit_token_t token, mach_port_seqno_t n, int a)
{
	(void)server;
	return called(token.val[3] == 0xa3 && n == 77 && a == 5);
}

/* ---- The requests ---- */

static struct {
	mach_msg_header_t head;
	NDR_record_t ndr;
	int a;
	mach_msg_max_trailer_t trailer;
} request;

enum { BYTES = sizeof(mach_msg_header_t) + sizeof(NDR_record_t) + sizeof(int) };

static kern_return_t send(int id, unsigned bytes, unsigned type, unsigned trailer_bytes)
{
	static union {
		mach_msg_header_t head;
		mig_reply_error_t error;
	} reply;

	memset(&request, 0, sizeof(request));
	request.head.msgh_id = id;
	request.head.msgh_size = bytes;
	request.ndr = NDR_record;
	request.a = 5;
	request.trailer.msgh_trailer_type = type;
	request.trailer.msgh_trailer_size = trailer_bytes;
	request.trailer.msgh_seqno = 77;
	request.trailer.msgh_sender = (security_token_t){{501, 20}};
	request.trailer.msgh_context = 0xc0ffee;
	for (unsigned i = 0; i < 8; i++)
		request.trailer.msgh_audit.val[i] = 0xa0 + i;
	calls = 0;
	trailer_server(&request.head, &reply.head);
	return reply.error.RetCode;
}

/* The least trailer of each routine, in bytes. */
static const struct {
	int id;
	unsigned bytes;
} cases[] = {{7800, 12}, {7801, 20}, {7802, 52}, {7803, 60}, {7804, 52}};

static int check(int id, const char *what, kern_return_t expected, kern_return_t got)
{
	if (expected == got && calls == (expected == KERN_SUCCESS))
		return 0;
	printf("FAIL %d, %s: expected %d, got %d after %d calls\n", id, what, expected, got, calls);
	return 1;
}

int main(void)
{
	int failures = 0, messages = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int id = cases[i].id;

		for (unsigned size = 0; size <= sizeof(request.trailer); size += 4, messages++)
			failures += check(id, "size",
				size < cases[i].bytes ? MIG_TRAILER_ERROR : KERN_SUCCESS,
				send(id, BYTES, MACH_MSG_TRAILER_FORMAT_0, size));
		failures += check(id, "another format", MIG_TRAILER_ERROR,
			send(id, BYTES, 1, sizeof(request.trailer)));
		/* The message itself is checked before. */
		failures +=
			check(id, "a short message", MIG_BAD_ARGUMENTS, send(id, BYTES - 4, 1, 0));
		messages += 2;
	}
	printf("%d messages, %d failures\n", messages, failures);
	return failures > 0;
}
