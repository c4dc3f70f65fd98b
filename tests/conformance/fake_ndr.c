/*
 * A kernel's message call on the NDR wire, for the two halves of one program: the client's stub
 * sends, the server's demultiplexer is called, the client receives. Ports change sides,
 * dispositions become those of a receiver, memory is copied, a trailer is put behind.
 */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REPLY_MAX = 1 << 18, TRAILER_BYTES = sizeof(mach_msg_max_trailer_t) };

NDR_record_t NDR_record = {.int_rep = NDR_INT_LITTLE_ENDIAN};
mach_port_t mach_task_self_ = 0x7;

/* ---- Descriptors ---- */

struct descriptor {
	unsigned char *at;
	unsigned type;
	size_t bytes;
};

static unsigned char *first_descriptor(mach_msg_header_t *head)
{
	return (unsigned char *)head + sizeof(mach_msg_header_t) + sizeof(mach_msg_body_t);
}

static unsigned descriptor_count(const mach_msg_header_t *head)
{
	mach_msg_body_t body;

	if (!(head->msgh_bits & MACH_MSGH_BITS_COMPLEX))
		return 0;
	memcpy(&body, head + 1, sizeof(body));
	return body.msgh_descriptor_count;
}

static size_t read_descriptor(unsigned char *at, struct descriptor *d)
{
	d->at = at;
	d->type = at[11];
	d->bytes = d->type == MACH_MSG_PORT_DESCRIPTOR ? sizeof(mach_msg_port_descriptor_t)
						       : sizeof(mach_msg_ool_descriptor_t);
	return d->bytes;
}

static unsigned received(unsigned disposition)
{
	switch (disposition) {
	case MACH_MSG_TYPE_COPY_SEND:
	case MACH_MSG_TYPE_MAKE_SEND: return MACH_MSG_TYPE_PORT_SEND;
	case MACH_MSG_TYPE_MAKE_SEND_ONCE: return MACH_MSG_TYPE_PORT_SEND_ONCE;
	default: return disposition;
	}
}

static bool is_right(unsigned disposition)
{
	return disposition >= MACH_MSG_TYPE_MOVE_RECEIVE &&
	       disposition <= MACH_MSG_TYPE_MAKE_SEND_ONCE;
}

static void carry_port(const char *what, unsigned char *at, bool is_used)
{
	mach_msg_port_descriptor_t port;

	memcpy(&port, at, sizeof(port));
	if (is_used && !is_right(port.disposition))
		complain("%s: a right is sent with disposition %u", what, port.disposition);
	port.disposition = received(port.disposition) & 0xff;
	memcpy(at, &port, sizeof(port));
}

/* Out-of-line data and ports have the same form; `unit` is the bytes of what their number counts.
 */
static void carry_memory(const char *what, unsigned char *at, enum side sender, size_t unit)
{
	mach_msg_ool_descriptor_t memory;
	void *arrived = NULL;
	size_t size;

	memcpy(&memory, at, sizeof(memory));
	size = memory.size * unit;
	if (size > 0) {
		arrived = new_block(size, sender == CLIENT ? SERVER : CLIENT);
		memcpy(arrived, memory.address, size);
		print_message("memory", arrived, size, NULL);
	}
	if (memory.deallocate && size > 0 && !free_block_of(memory.address, size, sender))
		complain("%s: deallocates memory that is not its own", what);
	memory.address = arrived;
	memory.deallocate = 1;
	memcpy(at, &memory, sizeof(memory));
}

static void carry_ports(const char *what, unsigned char *at, enum side sender)
{
	mach_msg_ool_ports_descriptor_t ports;

	carry_memory(what, at, sender, sizeof(mach_port_t));
	memcpy(&ports, at, sizeof(ports));
	if (!is_right(ports.disposition))
		complain("%s: rights are sent with disposition %u", what, ports.disposition);
	ports.disposition = received(ports.disposition) & 0xff;
	memcpy(at, &ports, sizeof(ports));
}

/* Prints a message as it was sent, and makes of it what arrives. `head` is a copy. */
static void carry(const char *what, mach_msg_header_t *head, size_t size, enum side sender)
{
	static bool is_address[REPLY_MAX];
	unsigned char *at = first_descriptor(head), *end = (unsigned char *)head + size;
	unsigned char *sent = malloc(size);
	unsigned count = descriptor_count(head), i;

	memset(is_address, 0, sizeof(is_address));
	memcpy(sent, head, size);
	/* The size of a request is the kernel's to put. */
	if (sender == CLIENT)
		((mach_msg_header_t *)(void *)sent)->msgh_size = 0;
	for (i = 0; i < count; i++) {
		struct descriptor d;

		if (end - at < 12 || (size_t)(end - at) < read_descriptor(at, &d)) {
			complain("%s: descriptor %u passes the end", what, i);
			break;
		}
		if (d.type != MACH_MSG_PORT_DESCRIPTOR)
			memset(is_address + (at - (unsigned char *)head), 1, sizeof(void *));
		at += d.bytes;
	}
	print_message(what, sent, size, is_address);
	free(sent);
	at = first_descriptor(head);
	for (i = 0; i < count; i++) {
		struct descriptor d;
		mach_port_t name;

		read_descriptor(at, &d);
		memcpy(&name, at, sizeof(name));
		switch (d.type) {
		case MACH_MSG_PORT_DESCRIPTOR: carry_port(what, at, name != MACH_PORT_NULL); break;
		case MACH_MSG_OOL_DESCRIPTOR: carry_memory(what, at, sender, 1); break;
		case MACH_MSG_OOL_PORTS_DESCRIPTOR: carry_ports(what, at, sender); break;
		default: complain("%s: descriptor %u has type %u", what, i, d.type);
		}
		at += d.bytes;
	}
}

static size_t put_trailer(mach_msg_header_t *head)
{
	size_t at = round_msg(head->msgh_size);
	mach_msg_max_trailer_t trailer;
	unsigned i;

	memset(&trailer, 0, sizeof(trailer));
	trailer.msgh_trailer_type = MACH_MSG_TRAILER_FORMAT_0;
	trailer.msgh_trailer_size = script.trailer >= 0 && script.on_request
					    ? (mach_msg_trailer_size_t)script.trailer
					    : TRAILER_BYTES;
	trailer.msgh_seqno = 77;
	trailer.msgh_sender.val[0] = 501;
	trailer.msgh_sender.val[1] = 20;
	for (i = 0; i < 8; i++)
		trailer.msgh_audit.val[i] = 0xa0 + i;
	trailer.msgh_context = 0xc0ffee;
	memcpy((char *)head + at, &trailer, sizeof(trailer));
	return at + sizeof(trailer);
}

/* ---- Breaking messages ---- */

static mach_msg_header_t *broken(mach_msg_header_t *head, bool is_meant)
{
	size_t size = head->msgh_size, old = size;
	mach_msg_header_t *result;
	unsigned i;

	if (is_meant && script.size >= 0)
		size = (size_t)script.size;
	result = calloc(1, round_msg(size) + TRAILER_BYTES);
	memcpy(result, head, size < old ? size : old);
	result->msgh_size = (mach_msg_size_t)size;
	for (i = 0; is_meant && i < script.change_count; i++) {
		const struct change *change = &script.changes[i];

		if (change->offset + change->width <= size)
			memcpy((char *)result + change->offset, &change->value, change->width);
	}
	free(head);
	return result;
}

/* ---- The call ---- */

/* What the receive loop of a server does with the rest of a request after a failure. */
static void destroy(mach_msg_header_t *head)
{
	unsigned char *at = first_descriptor(head);
	unsigned count = descriptor_count(head);

	for (; count > 0; count--) {
		struct descriptor d;
		mach_msg_ool_descriptor_t memory;

		read_descriptor(at, &d);
		memcpy(&memory, at, sizeof(memory));
		if (d.type != MACH_MSG_PORT_DESCRIPTOR && memory.size > 0 && memory.deallocate)
			give_back(memory.address,
				memory.size * (d.type == MACH_MSG_OOL_DESCRIPTOR ? 1 : 4),
				"destroy");
		at += d.bytes;
	}
}

static mach_msg_header_t *deliver(const mach_msg_header_t *sent, size_t size)
{
	mach_msg_header_t *head = calloc(1, size + TRAILER_BYTES + 4);
	mach_port_t remote = sent->msgh_remote_port;
	unsigned bits = sent->msgh_bits;

	memcpy(head, sent, size);
	carry("request", head, size, CLIENT);
	head->msgh_bits = (bits & MACH_MSGH_BITS_COMPLEX) |
			  MACH_MSGH_BITS(received(MACH_MSGH_BITS_LOCAL(bits)),
				  received(MACH_MSGH_BITS_REMOTE(bits)));
	head->msgh_remote_port = head->msgh_local_port;
	head->msgh_local_port = remote;
	head->msgh_size = (mach_msg_size_t)size;
	head = broken(head, script.on_request);
	put_trailer(head);
	return head;
}

/* Calls the server; NULL: nothing is to be sent back. */
static mach_msg_header_t *serve(mach_msg_header_t *request)
{
	mach_msg_header_t *reply = malloc(REPLY_MAX);
	mig_reply_error_t *error = (mig_reply_error_t *)(void *)reply;
	boolean_t is_known;
	kern_return_t code;

	memset(reply, poison, REPLY_MAX);
	in_server = true;
	is_known = test_demux(request, reply);
	in_server = false;
	code = reply->msgh_bits & MACH_MSGH_BITS_COMPLEX ? KERN_SUCCESS : error->RetCode;
	if (reply->msgh_size != sizeof(*error) && code != KERN_SUCCESS)
		complain("an error travels in a message of %u bytes", reply->msgh_size);
	printf("server %s %d\n", is_known ? "knows" : "refuses", code);
	if (is_known && code != KERN_SUCCESS && code != MIG_NO_REPLY && !script.on_request)
		destroy(request);
	if (calls[now].is_simple || code == MIG_NO_REPLY) {
		free(reply);
		return NULL;
	}
	return reply;
}

static mach_msg_return_t receive(
	mach_msg_header_t *reply, mach_msg_header_t *buffer, mach_msg_size_t limit)
{
	unsigned bits = reply->msgh_bits;
	size_t total;

	reply = realloc(reply, REPLY_MAX + TRAILER_BYTES);
	carry("reply", reply, reply->msgh_size, SERVER);
	reply->msgh_bits = (bits & MACH_MSGH_BITS_COMPLEX) |
			   MACH_MSGH_BITS(0, received(MACH_MSGH_BITS_REMOTE(bits)));
	reply->msgh_local_port = reply->msgh_remote_port;
	reply->msgh_remote_port = MACH_PORT_NULL;
	reply = broken(reply, script.on_reply);
	total = put_trailer(reply);
	if (reply->msgh_size + sizeof(mach_msg_trailer_t) > limit) {
		free(reply);
		if (!is_hostile)
			complain("the reply does not fit into %u bytes", limit);
		return MACH_RCV_TOO_LARGE;
	}
	memcpy(buffer, reply, total < limit ? total : limit);
	free(reply);
	return MACH_MSG_SUCCESS;
}

mach_msg_return_t mach_msg(mach_msg_header_t *head, mach_msg_option_t option,
	mach_msg_size_t send_size, mach_msg_size_t receive_size, mach_port_name_t receive_name,
	mach_msg_timeout_t timeout, mach_port_name_t notify)
{
	mach_msg_header_t *request, *reply;
	mach_msg_return_t result = MACH_MSG_SUCCESS;

	(void)notify;
	printf("mach_msg option %x limit %u from %x timeout %u\n", (unsigned)option, receive_size,
		receive_name, timeout);
	if (send_size % 4 != 0)
		complain("%u bytes are sent", send_size);
	request = deliver(head, send_size);
	reply = serve(request);
	free(request);
	if (reply && (option & MACH_RCV_MSG))
		result = receive(reply, head, receive_size);
	else if (option & MACH_RCV_MSG)
		result = MACH_RCV_TIMED_OUT;
	return result;
}

mach_msg_return_t mach_msg_overwrite(mach_msg_header_t *msg, mach_msg_option_t option,
	mach_msg_size_t send_size, mach_msg_size_t rcv_size, mach_port_name_t rcv_name,
	mach_msg_timeout_t timeout, mach_port_name_t notify, mach_msg_header_t *rcv_msg,
	mach_msg_size_t rcv_limit)
{
	(void)rcv_msg, (void)rcv_limit;
	return mach_msg(msg, option, send_size, rcv_size, rcv_name, timeout, notify);
}

void mach_msg_destroy(mach_msg_header_t *head)
{
	printf("mach_msg_destroy\n");
	if (!is_hostile)
		destroy(head);
}

kern_return_t mach_port_deallocate(mach_port_t task, mach_port_name_t name)
{
	(void)task;
	printf("mach_port_deallocate %x\n", name);
	return KERN_SUCCESS;
}

/* ---- Support functions ---- */

mach_port_t mig_get_reply_port(void)
{
	return REPLY_PORT;
}

void mig_put_reply_port(mach_port_t port)
{
	printf("mig_put_reply_port %x\n", port);
}

void mig_dealloc_reply_port(mach_port_t port)
{
	printf("mig_dealloc_reply_port %x\n", port);
}

mach_port_t mig_get_special_reply_port(void)
{
	return REPLY_PORT + 0x100;
}

void mig_dealloc_special_reply_port(mach_port_t port)
{
	printf("mig_dealloc_special_reply_port %x\n", port);
}

int mig_strncpy(char *to, const char *from, int size)
{
	int i = 0;

	if (size <= 0)
		return 0;
	while (i + 1 < size && from[i] != '\0') {
		to[i] = from[i];
		i++;
	}
	to[i] = '\0';
	return i + 1;
}

int mig_strncpy_zerofill(char *to, const char *from, int size)
{
	int length = mig_strncpy(to, from, size);

	if (length < size)
		memset(to + length, 0, (size_t)(size - length));
	return length;
}

void mig_allocate(vm_address_t *address, vm_size_t size)
{
	*address = (vm_address_t)new_block(size, SERVER);
}

void mig_deallocate(vm_address_t address, vm_size_t size)
{
	printf("mig_deallocate %lu\n", (unsigned long)size);
	give_back((const void *)address, size, "mig_deallocate");
}

void *mig_user_allocate(vm_size_t size)
{
	char *data = malloc(size);

	memset(data, poison, size);
	return data;
}

void mig_user_deallocate(char *data, vm_size_t size)
{
	(void)size;
	free(data);
}
