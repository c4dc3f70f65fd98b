/*
 * A server of Darwin's messages that migc generated, under hostile requests. An input is a byte
 * that chooses the routine, a byte that chooses what its function answers, and a byte that says how
 * the rest is read: as the whole request behind its header, or as changes of the request that the
 * routine's own client stub makes: place (2 bytes), value, and so on. Each request arrives twice,
 * as a kernel delivers it: the replies must be the same whatever stood in the buffer before.
 */
#include "darwin.h"
#include "darwin_server.h"
#include "server/darwin.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum {
	BASE = 6000,
	ROUTINES = 13,
	CHOICES = 3,
	REQUEST_MAX_BYTES = 4096,
	MEMORY_MAX = 16,
	MEMORY_MAX_BYTES = 4096
};

NDR_record_t NDR_record = {.int_rep = NDR_INT_LITTLE_ENDIAN};

union message {
	mach_msg_header_t head;
	unsigned char bytes[REQUEST_MAX_BYTES + sizeof(mach_msg_max_trailer_t)];
};

/* ---- Correct requests: what the client's stubs send ---- */

static union message correct[ROUTINES];

mach_msg_return_t mach_msg(mach_msg_header_t *message, mach_msg_option_t option,
	mach_msg_size_t send_size, mach_msg_size_t receive_size, mach_port_name_t receive_name,
	mach_msg_timeout_t timeout, mach_port_name_t notify)
{
	union message *to = &correct[message->msgh_id - BASE];

	(void)option, (void)receive_size, (void)receive_name, (void)timeout, (void)notify;
	darwin_require(send_size <= REQUEST_MAX_BYTES);
	memcpy(to, message, send_size);
	to->head.msgh_size = send_size;
	return MACH_SEND_INVALID_DEST;
}

mach_port_t mig_get_reply_port(void)
{
	return 3;
}

void mig_put_reply_port(mach_port_t port)
{
	(void)port;
}

void mig_dealloc_reply_port(mach_port_t port)
{
	(void)port;
}

int mig_strncpy(char *to, const char *from, int size)
{
	int i = 0;

	while (i + 1 < size && from[i] != '\0') {
		to[i] = from[i];
		i++;
	}
	to[i] = '\0';
	return i + 1;
}

void mach_msg_destroy(mach_msg_header_t *message)
{
	(void)message;
	darwin_require(!"nothing is received");
}

static void make_requests(void)
{
	row_t row = "ab";
	triple_t triple = {"xy"};
	words_t words = {1, 2, 3, 4, 5}, more = {6, 7, 8};
	bytes_t letters = "letters";
	triples_t some = {{"ab"}, {"cd"}, {"ef"}};
	label_t label = "label";
	text_t text = "a longer text";
	pair_t pair = {5, 6};
	some_t few = {7, 8, 9};
	mach_port_t names[4] = {1, 2, 3, 4}, port = 5;
	int32_t numbers[8] = {1}, number = 1;
	int64_t block[4] = {1};
	int16_t shorts[6] = {1}, result16;
	int64_t result64;
	char chars[8] = "chars";
	parts_t parts_in = {chars, chars, chars};
	both_t both = {shorts, shorts + 3};
	mach_msg_type_number_t sizes[3] = {3, 0, 8}, count = 8;
	far_t far_out;
	memory_t memory_out;
	few_t few_out;
	given_t given;
	mach_port_t given_one;

	scalars(2, 1, 2, 'c', row, triple, &result64, &result16);
	arrays(2, words, 5, more, letters, 7, 4, letters, &count, &number);
	triples(2, some, 3, some, &count);
	strings(2, label, text, 3, text, label);
	rights(2, 3, 4, MACH_MSG_TYPE_COPY_SEND, pair, few, 2, &given_one, given, &count);
	far(2, names, 4, 5, &far_out, &count);
	memory(2, numbers, 8, block, chars, 6, shorts, 6, &memory_out, &count, &few_out, &count);
	parts(2, parts_in, sizes, 3, both, 6);
	count = 6;
	room(2, words, &count, &number);
	back(2, &number, &port, row);
	tokens(2, 7);
	fails(2, 0, 8, 9);
}

/* ---- The kernel ---- */

static void *brought[MEMORY_MAX];
static unsigned brought_count;

static void release_all(void)
{
	while (brought_count > 0)
		free(brought[--brought_count]);
}

/* A server gives back what it was lent; it is freed with the rest. */
void mig_deallocate(vm_address_t address, vm_size_t size)
{
	unsigned i;

	(void)size;
	for (i = 0; i < brought_count; i++)
		if ((vm_address_t)brought[i] == address)
			return;
	darwin_require(size == 0);
}

static bool is_right(unsigned disposition)
{
	return disposition >= MACH_MSG_TYPE_MOVE_RECEIVE &&
	       disposition <= MACH_MSG_TYPE_MOVE_SEND_ONCE;
}

/* New memory in the place of an address, of the size that the descriptor says. */
static bool bring(unsigned char *at, size_t unit)
{
	mach_msg_ool_descriptor_t memory;
	size_t size;

	memcpy(&memory, at, sizeof(memory));
	size = (size_t)memory.size * unit;
	if (size > MEMORY_MAX_BYTES || brought_count == MEMORY_MAX)
		return false;
	memory.address = brought[brought_count++] = calloc(1, size ? size : 1);
	memcpy(at, &memory, sizeof(memory));
	return true;
}

/* The size of a descriptor that a kernel would take, or 0. */
static size_t deliver_descriptor(unsigned char *at, size_t rest)
{
	size_t size = at[11] == MACH_MSG_PORT_DESCRIPTOR ? sizeof(mach_msg_port_descriptor_t)
							 : sizeof(mach_msg_ool_descriptor_t);

	if (size > rest)
		return 0;
	switch (at[11]) {
	case MACH_MSG_PORT_DESCRIPTOR: return is_right(at[10]) ? size : 0;
	case MACH_MSG_OOL_DESCRIPTOR: return bring(at, 1) ? size : 0;
	case MACH_MSG_OOL_PORTS_DESCRIPTOR:
		return is_right(at[10]) && bring(at, sizeof(mach_port_t)) ? size : 0;
	default: return 0;
	}
}

static bool deliver(mach_msg_header_t *request)
{
	unsigned char *at =
		(unsigned char *)request + sizeof(mach_msg_header_t) + sizeof(mach_msg_body_t);
	unsigned char *end = (unsigned char *)request + request->msgh_size;
	mach_msg_body_t body;

	if (!(request->msgh_bits & MACH_MSGH_BITS_COMPLEX))
		return true;
	if (at > end)
		return false;
	memcpy(&body, request + 1, sizeof(body));
	for (; body.msgh_descriptor_count > 0; body.msgh_descriptor_count--) {
		size_t size = end - at >= 12 ? deliver_descriptor(at, (size_t)(end - at)) : 0;

		if (size == 0)
			return false;
		at += size;
	}
	return true;
}

static void put_trailer(mach_msg_header_t *request, unsigned char size)
{
	mach_msg_max_trailer_t trailer;
	unsigned i;

	memset(&trailer, 0, sizeof(trailer));
	trailer.msgh_trailer_size = size & 1 ? sizeof(mach_msg_trailer_t) : sizeof(trailer);
	for (i = 0; i < 8; i++)
		trailer.msgh_audit.val[i] = 0xa0 + i;
	memcpy((char *)request + request->msgh_size, &trailer, sizeof(trailer));
}

/* A reply that a kernel would take: its descriptors are inside it, and known. */
static void check_reply(const mach_msg_header_t *reply)
{
	const unsigned char *at = (const unsigned char *)(reply + 1) + sizeof(mach_msg_body_t);
	const unsigned char *end = (const unsigned char *)reply + reply->msgh_size;
	mach_msg_body_t body;

	darwin_require(reply->msgh_size % 4 == 0);
	if (!(reply->msgh_bits & MACH_MSGH_BITS_COMPLEX))
		return;
	memcpy(&body, reply + 1, sizeof(body));
	for (; body.msgh_descriptor_count > 0; body.msgh_descriptor_count--) {
		darwin_require(end - at >= 12 && at[11] <= MACH_MSG_OOL_PORTS_DESCRIPTOR);
		at += at[11] == MACH_MSG_PORT_DESCRIPTOR ? sizeof(mach_msg_port_descriptor_t)
							 : sizeof(mach_msg_ool_descriptor_t);
	}
	darwin_require(at <= end);
}

/* ---- One request ---- */

/* The reply, or NULL if the request was not delivered. */
static mach_msg_header_t *serve(const union message *sent, unsigned char choice, int poison)
{
	size_t size = sent->head.msgh_size + sizeof(mach_msg_max_trailer_t);
	mach_msg_header_t *request = malloc(size), *reply = NULL;

	memcpy(request, sent, sent->head.msgh_size);
	if (deliver(request)) {
		const mig_reply_error_t *error;
		bool known, is_simple;

		put_trailer(request, choice);
		reply = malloc(s_darwin_subsystem.maxsize);
		memset(reply, poison, s_darwin_subsystem.maxsize);
		darwin_calls = 0;
		known = darwin_server(request, reply);
		error = (const mig_reply_error_t *)(const void *)reply;
		is_simple = !(reply->msgh_bits & MACH_MSGH_BITS_COMPLEX);
		darwin_require(reply->msgh_size <= s_darwin_subsystem.maxsize);
		darwin_require(darwin_calls <= 1 && (known || darwin_calls == 0));
		darwin_require(known || error->RetCode == MIG_BAD_ID);
		darwin_require(darwin_calls == 1 || (is_simple && error->RetCode != KERN_SUCCESS));
		if (is_simple && error->RetCode != KERN_SUCCESS)
			darwin_require(reply->msgh_size == sizeof(*error));
		check_reply(reply);
	}
	release_all();
	free(request);
	return reply;
}

/* Changes bytes; a place behind the end makes the message longer. Returns its length. */
static mach_msg_size_t change(
	union message *sent, mach_msg_size_t length, const uint8_t *bytes, size_t size)
{
	for (; size >= 3; bytes += 3, size -= 3) {
		size_t place = (size_t)(bytes[0] | bytes[1] << 8);

		if (place < length)
			sent->bytes[place] = bytes[2];
		else if (length + 4 * (size_t)bytes[2] <= REQUEST_MAX_BYTES)
			length += 4 * (mach_msg_size_t)bytes[2];
	}
	return length;
}

static void make(union message *sent, const uint8_t *bytes, size_t size)
{
	mach_msg_id_t id = BASE + bytes[0] % (ROUTINES + 1);
	mach_msg_size_t length;

	memset(sent, 0, sizeof(*sent));
	if (bytes[2] & 1 && id < BASE + ROUTINES && correct[id - BASE].head.msgh_size > 0) {
		*sent = correct[id - BASE];
		length = sent->head.msgh_size;
		if (bytes[2] & 2)
			length -= 4 * (bytes[2] / 64);
		length = change(sent, length, bytes + CHOICES, size - CHOICES);
	} else {
		length = (mach_msg_size_t)(size - CHOICES) & ~3U;
		if (length > REQUEST_MAX_BYTES - sizeof(sent->head))
			length = REQUEST_MAX_BYTES - sizeof(sent->head);
		memcpy(&sent->head + 1, bytes + CHOICES, length);
		sent->head.msgh_bits = bytes[2] & 4 ? MACH_MSGH_BITS_COMPLEX : 0;
		length += sizeof(sent->head);
	}
	if (length < sizeof(sent->head) || length > REQUEST_MAX_BYTES)
		length = sizeof(sent->head);
	sent->head.msgh_bits &= MACH_MSGH_BITS_COMPLEX;
	sent->head.msgh_bits |=
		MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, MACH_MSG_TYPE_MOVE_SEND);
	sent->head.msgh_remote_port = 3;
	sent->head.msgh_local_port = 2;
	sent->head.msgh_id = id;
	sent->head.msgh_size = length & ~3U;
}

/* What stubs send must be served, or the changes of it test nothing. */
static void start(void)
{
	uint8_t choices[CHOICES] = {0, 0, 1};
	union message sent;

	make_requests();
	darwin_answer = 0;
	for (; choices[0] < ROUTINES; choices[0]++) {
		if (correct[choices[0]].head.msgh_size == 0)
			continue;
		make(&sent, choices, sizeof(choices));
		free(serve(&sent, 0, 0));
		darwin_require(darwin_calls == 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static union message sent;
	mach_msg_header_t *first, *second;

	if (correct[0].head.msgh_size == 0)
		start();
	if (size < CHOICES)
		return 0;
	darwin_answer = bytes[1];
	make(&sent, bytes, size);
	first = serve(&sent, bytes[2] >> 3, 0);
	if (first) {
		second = serve(&sent, bytes[2] >> 3, 0xff);
		darwin_require(first->msgh_size == second->msgh_size);
		darwin_require(memcmp(first, second, first->msgh_size) == 0);
		free(second);
	}
	free(first);
	return 0;
}
