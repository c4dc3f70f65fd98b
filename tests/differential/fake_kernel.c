/* The message call of a Mach kernel, between the two halves of one process. */
#include "fake_kernel.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define WORD sizeof(uintptr_t)

enum { MESSAGE_MAX = 1 << 20, POISON = 0xa5, CLIENT_REPLY_PORT = 0x51 };

struct call now;

static int failures;
static int client_zeroes,
	server_zeroes; /* whose messages must be zero where the rule says nothing */

void complain(const char *format, ...)
{
	va_list arguments;

	printf("FAIL %s call %d: ", now.routine ? now.routine->name : "-", now.iteration);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	printf("\n");
	failures++;
}

void note(const char *format, ...)
{
	va_list arguments;

	printf("%s call %d ", now.routine ? now.routine->name : "-", now.iteration);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	printf("\n");
}

/* ---- Blocks of memory that messages carry ---- */

enum owner { NOBODY, SENDER, RECEIVER };

static struct block {
	void *address;
	size_t size;
	enum owner owner;
} blocks[256];

static void *new_block(size_t size, enum owner owner)
{
	for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
		if (blocks[i].owner == NOBODY) {
			blocks[i].address = calloc(1, size + 1);
			blocks[i].size = size;
			blocks[i].owner = owner;
			return blocks[i].address;
		}
	}
	fprintf(stderr, "fake kernel: too many blocks\n");
	abort();
}

static struct block *find_block(const void *address)
{
	for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
		if (blocks[i].owner != NOBODY && blocks[i].address == address)
			return &blocks[i];
	}
	return NULL;
}

static void free_block(struct block *block)
{
	free(block->address);
	block->owner = NOBODY;
}

void *sender_block(size_t size)
{
	return new_block(size, SENDER);
}

void release_block(const void *address, size_t size, const char *name)
{
	struct block *block = find_block(address);

	if (block == NULL) {
		if (size != 0)
			complain(
				"%s: released memory that was not received, or for the second time",
				name);
		return;
	}
	if (block->size != size)
		complain("%s: released %zu bytes, %zu were received", name, size, block->size);
	if (block->owner != RECEIVER)
		complain("%s: released memory of the sender", name);
	free_block(block);
}

/* At the end of a call: a sender's memory is its own again, received memory must be gone. */
static void account_for_blocks(int complete)
{
	for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
		if (blocks[i].owner == RECEIVER && complete)
			complain(
				"%zu bytes of received memory were never released", blocks[i].size);
		if (blocks[i].owner != NOBODY)
			free_block(&blocks[i]);
	}
}

/* ---- Walking a message ---- */

struct item {
	unsigned int name, bits, number, in_line, deallocate;
	int long_form;
	char *descriptor;
	size_t descriptor_size;
	char *data; /* in the message */
	size_t data_size;
	size_t padded_size;
};

static int is_right(unsigned int name)
{
	return name >= MACH_MSG_TYPE_MOVE_RECEIVE && name <= MACH_MSG_TYPE_MAKE_SEND_ONCE;
}

/* Reads the descriptor at *place and moves *place behind its data; 0 if the message is malformed.
 */
static int next_item(char **place, const char *end, struct item *item)
{
	mach_msg_type_t *type = (mach_msg_type_t *)(void *)*place;
	mach_msg_type_long_t *wide = (mach_msg_type_long_t *)(void *)*place;

	if ((size_t)(end - *place) < sizeof *type)
		return 0;
	item->descriptor = *place;
	item->in_line = type->msgt_inline;
	item->long_form = type->msgt_longform;
	item->deallocate = type->msgt_deallocate;
	item->descriptor_size = item->long_form ? sizeof *wide : sizeof *type;
	if ((size_t)(end - *place) < item->descriptor_size)
		return 0;
	item->name = item->long_form ? wide->msgtl_name : type->msgt_name;
	item->bits = item->long_form ? wide->msgtl_size : type->msgt_size;
	item->number = item->long_form ? wide->msgtl_number : type->msgt_number;
	item->data = *place + item->descriptor_size;
	item->data_size = item->in_line ? (size_t)(((uint64_t)item->bits * item->number + 7) / 8)
					: sizeof(void *);
	item->padded_size = (item->data_size + WORD - 1) & ~(size_t)(WORD - 1);
	if ((size_t)(end - item->data) < item->padded_size)
		return 0;
	*place = item->data + item->padded_size;
	return 1;
}

static void *out_of_line(const struct item *item)
{
	void *address;

	memcpy(&address, item->data, sizeof address);
	return address;
}

static size_t out_of_line_size(const struct item *item)
{
	return (size_t)(((uint64_t)item->bits * item->number + 7) / 8);
}

/* Sets to zero what the rule leaves open: padding, the upper half of ports, what follows a string's
 * end. */
static void clear_open_bytes(struct item *item)
{
	memset(item->data + item->data_size, 0, item->padded_size - item->data_size);
	if (item->in_line && item->bits == 64 && item->name >= MACH_MSG_TYPE_PORT_NAME &&
		item->name <= MACH_MSG_TYPE_MAKE_SEND_ONCE) {
		for (unsigned int i = 0; i < item->number; i++)
			memset(item->data + 8 * i + 4, 0, 4);
	}
	if (item->in_line && item->name == MACH_MSG_TYPE_STRING_C) {
		size_t length = strnlen(item->data, item->data_size);

		memset(item->data + length, 0, item->data_size - length);
	}
}

static void print_hex(const char *bytes, size_t size)
{
	uint32_t sum = 2166136261u;

	for (size_t i = 0; i < size; i++)
		sum = (sum ^ (unsigned char)bytes[i]) * 16777619u;
	for (size_t i = 0; i < size && i < 48; i++)
		printf("%02x", (unsigned char)bytes[i]);
	if (size > 48)
		printf("... (%zu bytes, sum %08x)", size, sum);
}

/* Checks a message that is being sent, writes it to the log, and turns it into what the receiver
 * gets. */
static void carry(
	mach_msg_header_t *head, const char *const *fields, const char *what, int must_be_zero)
{
	size_t size = head->msgh_size;
	char *start = (char *)head;
	char *place = start + sizeof *head;
	int carries = 0;
	char *raw = malloc(size);

	memcpy(raw, head, size);
	note("%s head bits %08x size %zu id %d remote %x local %x", what, head->msgh_bits, size,
		head->msgh_id, head->msgh_remote_port, head->msgh_local_port);
	while (place < start + size) {
		struct item item;

		if (!next_item(&place, start + size, &item)) {
			complain(
				"%s does not walk: at offset %td of %zu there is no complete field",
				what, place - start, size);
			break;
		}
		if (*fields == NULL) {
			complain("%s has more fields than the interface", what);
			break;
		}
		clear_open_bytes(&item);
		for (size_t i = 0; must_be_zero && i < item.padded_size; i++) {
			if (raw[item.data - start + (ptrdiff_t)i] != item.data[i]) {
				complain("%s %s: byte %zu of %zu is not zero", what, *fields, i,
					item.padded_size);
				break;
			}
		}
		printf("%s call %d %s %s type ", now.routine->name, now.iteration, what, *fields);
		print_hex(item.descriptor, item.descriptor_size);
		printf(item.in_line ? " data " : " memory ");
		if (item.in_line)
			print_hex(item.data, item.data_size);
		else
			print_hex(out_of_line(&item), out_of_line_size(&item));
		printf("\n");

		mach_msg_type_t *type = (mach_msg_type_t *)(void *)item.descriptor;
		mach_msg_type_long_t *wide = (mach_msg_type_long_t *)(void *)item.descriptor;
		if (is_right(item.name)) {
			carries = 1;
			if (item.long_form)
				wide->msgtl_name = (unsigned char)received_name((int)item.name);
			else
				type->msgt_name = (unsigned char)received_name((int)item.name);
		}
		if (!item.in_line) {
			size_t bytes = out_of_line_size(&item);
			void *sent = out_of_line(&item), *arrived = NULL;

			carries = 1;
			if (bytes != 0) {
				arrived = new_block(bytes, RECEIVER);
				memcpy(arrived, sent, bytes);
			}
			if (item.deallocate && bytes != 0) {
				struct block *block = find_block(sent);

				if (block == NULL || block->owner != SENDER || block->size != bytes)
					complain("%s %s: deallocates memory that is not the "
						 "sender's own",
						what, *fields);
				else
					free_block(block);
			}
			type->msgt_deallocate = 1;
			memcpy(item.data, &arrived, sizeof arrived);
		}
		fields++;
	}
	if (*fields != NULL)
		complain("%s ends before field %s", what, *fields);
	if (carries && !(head->msgh_bits & MACH_MSGH_BITS_COMPLEX))
		complain("%s carries rights or memory, but its complex bit is not set", what);
	if (must_be_zero && sizeof head->msgh_remote_port < WORD) {
		uintptr_t remote, local;

		memcpy(&remote, raw + offsetof(mach_msg_header_t, msgh_remote_port), sizeof remote);
		memcpy(&local, raw + offsetof(mach_msg_header_t, msgh_local_port), sizeof local);
		if (remote >> (WORD * 4) || local >> (WORD * 4))
			complain("%s: the upper halves of the header's ports are not zero", what);
	}
	free(raw);
}

/* After a failed call nobody but the receive loop owns what the request carried. */
static void destroy_request(
	mach_msg_header_t *head, const mach_msg_header_t *delivered, const char *const *fields)
{
	char *place = (char *)(head + 1);
	struct item item;

	for (size_t offset; place < (char *)head + head->msgh_size; fields++) {
		offset = (size_t)(place - (char *)head);
		if (!next_item(&place, (char *)head + head->msgh_size, &item)) {
			complain("after a failure the request no longer walks");
			return;
		}
		offset += item.descriptor_size;
		/* Names of rights fill the lower half of their places, addresses all of theirs. */
		size_t step = item.in_line ? item.bits / 8 : sizeof(void *);
		size_t part = item.in_line ? sizeof(mach_port_name_t) : sizeof(void *);
		for (size_t i = 0; (is_right(item.name) || !item.in_line) && i < item.data_size;
			i += step) {
			if (memcmp(item.data + i, (const char *)delivered + offset + i, part) !=
				0) {
				complain("after a failure element %zu of %s in the request is not "
					 "what arrived",
					i / step, *fields);
				break;
			}
		}
		if (!item.in_line) {
			struct block *block = find_block(out_of_line(&item));

			if (block != NULL)
				free_block(block);
			else if (out_of_line_size(&item) != 0)
				complain("after a failure the memory of %s is gone", *fields);
		}
	}
}

/* ---- The call ---- */

static void make_receivable(mach_msg_header_t *head, mach_port_t remote, unsigned int remote_name,
	mach_port_t local, unsigned int local_name)
{
	memset((char *)head + offsetof(mach_msg_header_t, msgh_remote_port), 0,
		2 * sizeof(uintptr_t));
	head->msgh_bits = (head->msgh_bits & MACH_MSGH_BITS_COMPLEX) |
			  MACH_MSGH_BITS(remote_name, local_name);
	head->msgh_remote_port = remote;
	head->msgh_local_port = local;
}

static mach_msg_header_t *serve(const mach_msg_header_t *sent)
{
	static const char *const error_fields[] = {"RetCode", NULL};
	mach_msg_header_t *request = malloc(MESSAGE_MAX), *reply = malloc(MESSAGE_MAX), *delivered;
	const struct routine *routine = now.routine;
	kern_return_t result;

	memcpy(request, sent, sent->msgh_size);
	carry(request, routine->request_fields, "request", client_zeroes);
	unsigned int bits = request->msgh_bits;
	unsigned int remote_name = (unsigned int)received_name(MACH_MSGH_BITS_REMOTE(bits));
	unsigned int local_name = (unsigned int)received_name(MACH_MSGH_BITS_LOCAL(bits));
	make_receivable(request, request->msgh_local_port, local_name, request->msgh_remote_port,
		remote_name);
	if (now.mode == MODE_PAYLOAD && routine->payload_to_port) {
		uintptr_t payload = (uintptr_t)request->msgh_local_port + PAYLOAD_OFFSET;

		request->msgh_bits = (request->msgh_bits & MACH_MSGH_BITS_COMPLEX) |
				     MACH_MSGH_BITS(local_name, MACH_MSG_TYPE_PROTECTED_PAYLOAD);
		request->msgh_protected_payload = payload;
	}
	request->msgh_seqno = now.seqno;
	delivered = malloc(request->msgh_size);
	memcpy(delivered, request, request->msgh_size);
	memset(reply, POISON, MESSAGE_MAX);

	if (!test_demux(request, reply))
		complain("the server does not know id %d", sent->msgh_id);
	result = ((mig_reply_header_t *)(void *)reply)->RetCode;
	if (now.server_calls != 1)
		complain("the server function was called %d times", now.server_calls);
	if (result != KERN_SUCCESS)
		destroy_request(request, delivered, routine->request_fields);
	free(delivered);
	free(request);
	if (routine->simple) {
		note("result of the server %d", result);
		free(reply);
		return NULL;
	}
	expect_number("reply id", (uint64_t)(sent->msgh_id + 100), (uint64_t)reply->msgh_id);
	expect_number("reply's disposition", local_name, MACH_MSGH_BITS_PORTS(reply->msgh_bits));
	carry(reply, result != KERN_SUCCESS ? error_fields : routine->reply_fields, "reply",
		server_zeroes);
	make_receivable(reply, MACH_PORT_NULL, 0, reply->msgh_remote_port, local_name);
	return reply;
}

mach_msg_return_t MIG_TEST_SUBR(mach_msg)(mach_msg_header_t *head, mach_msg_option_t option,
	mach_msg_size_t send_size, mach_msg_size_t receive_size, mach_port_t receive_name,
	mach_msg_timeout_t timeout, mach_port_t notify)
{
	int two_way = !now.routine->simple;

	note("mach_msg option %x timeout %u notify %x receive name %x limit %u",
		(unsigned int)option, timeout, notify, receive_name, receive_size);
	if (head->msgh_size != send_size)
		complain("msgh_size is %u, send size %u", head->msgh_size, send_size);
	if (head->msgh_seqno != 0)
		complain("msgh_seqno is sent as %u", head->msgh_seqno);
	expect_number("receives", (uint64_t)two_way, (option & MACH_RCV_MSG) != 0);
	now.reply_port = head->msgh_local_port;
	if (now.mode == MODE_NO_SEND)
		return SEND_FAILURE;
	if (two_way && receive_name != head->msgh_local_port)
		complain("receives from %x, the reply goes to %x", receive_name,
			head->msgh_local_port);

	mach_msg_header_t *reply = serve(head);
	if (reply != NULL) {
		if (reply->msgh_size > receive_size)
			complain("the reply of %u bytes does not fit into the receive limit %u",
				reply->msgh_size, receive_size);
		else
			memcpy(head, reply, reply->msgh_size);
		free(reply);
	}
	return MACH_MSG_SUCCESS;
}

mach_port_t MIG_TEST_SUBR(mig_get_reply_port)(void)
{
	note("mig_get_reply_port");
	return CLIENT_REPLY_PORT;
}

void MIG_TEST_SUBR(mig_put_reply_port)(mach_port_t port)
{
	note("mig_put_reply_port %x", port);
}

void MIG_TEST_SUBR(mig_dealloc_reply_port)(mach_port_t port)
{
	note("mig_dealloc_reply_port %x", port);
}

vm_size_t MIG_TEST_SUBR(mig_strncpy)(char *destination, const char *source, vm_size_t size)
{
	vm_size_t length = 0;

	while (length + 1 < size && source[length] != '\0') {
		destination[length] = source[length];
		length++;
	}
	destination[length] = '\0';
	return length;
}

void MIG_TEST_SUBR(mig_allocate)(vm_offset_t *address, vm_size_t size)
{
	*address = (vm_offset_t)new_block(size, RECEIVER);
}

void MIG_TEST_SUBR(mig_deallocate)(vm_offset_t address, vm_size_t size)
{
	release_block((const void *)address, size, "mig_deallocate");
}

/* ---- All calls of an interface ---- */

/* Fills the stack that the next stub will use, so that bytes it does not set show. */
static void __attribute__((noinline)) poison_stack(void)
{
	volatile char rest[48 * 1024];

	for (size_t i = 0; i < sizeof rest; i++)
		rest[i] = (char)POISON;
}

static void run_call(const struct routine *routine, int iteration, enum mode mode)
{
	now = (struct call){.routine = routine, .iteration = iteration, .mode = mode};
	now.seqno = (unsigned int)(iteration * 7 + 3);
	note("begins");
	poison_stack();
	routine->call();
	if (now.too_large == 1)
		complain("the client's stub returns MIG_ARRAY_TOO_LARGE without a reason");
	account_for_blocks(!now.too_large && mode != MODE_NO_SEND && mode != MODE_SMALL);
}

static void check_ids(void)
{
	mach_msg_header_t head, *reply = malloc(MESSAGE_MAX);

	now = (struct call){0};
	for (size_t i = 0; i < unknown_id_count; i++) {
		memset(&head, 0, sizeof head);
		head.msgh_size = sizeof head;
		head.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND_ONCE, 0);
		head.msgh_remote_port = 77;
		head.msgh_id = unknown_ids[i];
		memset(reply, POISON, 256);
		if (test_demux(&head, reply))
			complain("the server takes id %d, which no routine has", unknown_ids[i]);
		expect_number("RetCode for an unknown id", (uint64_t)MIG_BAD_ID,
			(uint64_t)((mig_reply_header_t *)(void *)reply)->RetCode);
		expect_number("reply id for an unknown id", (uint64_t)(unknown_ids[i] + 100),
			(uint64_t)reply->msgh_id);
		expect_number("reply size for an unknown id", sizeof(mig_reply_header_t),
			reply->msgh_size);
	}
	for (int id = test_base - 2; id <= test_last + 2; id++) {
		mig_routine_t expected =
			id < test_base || id > test_last ? NULL : test_table[id - test_base];

		head.msgh_id = id;
		if (test_routine(&head) != expected)
			complain("the server header's look-up of id %d differs from the table", id);
	}
	free(reply);
}

int main(int count, char **words)
{
	int iterations = count > 1 ? atoi(words[1]) : 20;

	for (int i = 2; i < count; i++) {
		client_zeroes |= strcmp(words[i], "client-zeroes") == 0;
		server_zeroes |= strcmp(words[i], "server-zeroes") == 0;
	}
	setvbuf(stdout, NULL, _IOFBF, 1 << 16);
	check_ids();
	for (size_t r = 0; r < routine_count; r++) {
		for (int i = 0; i < iterations; i++) {
			enum mode mode = i < MODE_RANDOM ? (enum mode)i : MODE_RANDOM;

			if ((mode == MODE_TOO_LARGE && !routines[r].bounded_in) ||
				(mode == MODE_PAYLOAD && !routines[r].payload_to_port))
				mode = MODE_RANDOM;
			run_call(&routines[r], i, mode);
		}
	}
	printf("%d failures\n", failures);
	return failures != 0;
}
