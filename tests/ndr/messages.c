/* NDR messages: descriptors that make no sense, the bytes that arrive, trailers, notifications. */
#include "../semantics/semantics.h"

#include <bsm/libbsm.h>
#include <unistd.h>

/* ---- What a send refuses ---- */

/* Replaces the last descriptor of the message. */
static void replace_last(struct message *m, const void *descriptor, size_t size_bytes)
{
	CHECK(m->descriptor_bytes >= size_bytes);
	memcpy(m->body + m->descriptor_bytes - size_bytes, descriptor, size_bytes);
}

enum fault {
	UNKNOWN_TYPE,
	GUARDED_PORT,
	COUNT_TOO_LARGE,
	CUT_SHORT,
	NO_SUCH_DISPOSITION,
	NO_SUCH_RIGHT,
	COPY_OPTION,
	NO_MEMORY,
	ARRAY_DISPOSITION,
	ARRAY_RIGHT,
	ARRAY_MEMORY,
	FAULT_COUNT
};

static void add_port(struct message *m, mach_port_t name, unsigned disposition, unsigned type)
{
	mach_msg_port_descriptor_t port = {0};

	message_add_port(m, name, 0);
	port.name = name;
	port.disposition = disposition & 0xff;
	port.type = type & 0xff;
	replace_last(m, &port, sizeof port);
}

/* Adds what is wrong, and returns what the send will say to it. */
static mach_msg_return_t add_fault(struct message *m, enum fault fault, mach_port_t told)
{
	static mach_port_name_t names[2];
	mach_msg_ool_descriptor_t memory;
	mach_msg_body_t start;

	names[0] = MACH_PORT_NULL;
	names[1] = 0x7fffff;
	switch (fault) {
	case UNKNOWN_TYPE:
		add_port(m, told, MACH_MSG_TYPE_MAKE_SEND, 5);
		return MACH_SEND_INVALID_TYPE;
	case GUARDED_PORT:
		add_port(m, told, MACH_MSG_TYPE_MAKE_SEND, MACH_MSG_GUARDED_PORT_DESCRIPTOR);
		return MACH_SEND_INVALID_TYPE;
	case COUNT_TOO_LARGE:
		memcpy(&start, m->body, sizeof start);
		start.msgh_descriptor_count = MACH_MSG_SIZE_MAX;
		memcpy(m->body, &start, sizeof start);
		return MACH_SEND_MSG_TOO_SMALL;
	case CUT_SHORT:
		message_add_bytes(m, "text", 4, FALSE);
		m->used_bytes -= 4;
		return MACH_SEND_MSG_TOO_SMALL;
	case NO_SUCH_DISPOSITION:
		add_port(m, told, 22, MACH_MSG_PORT_DESCRIPTOR);
		return MACH_SEND_INVALID_RIGHT;
	case NO_SUCH_RIGHT:
		message_add_port(m, told, MACH_MSG_TYPE_COPY_SEND);
		return MACH_SEND_INVALID_RIGHT;
	case COPY_OPTION:
		message_add_bytes(m, "text", 4, FALSE);
		memcpy(&memory, m->body + m->descriptor_bytes - sizeof memory, sizeof memory);
		memory.copy = MACH_MSG_ALLOCATE;
		replace_last(m, &memory, sizeof memory);
		return MACH_SEND_INVALID_TYPE;
	case NO_MEMORY:
		message_add_bytes(m, (void *)8, 100, FALSE);
		return MACH_SEND_INVALID_MEMORY;
	case ARRAY_DISPOSITION:
		message_add_rights(m, MACH_MSG_TYPE_PORT_NAME, names, 1, FALSE);
		return MACH_SEND_INVALID_TYPE;
	case ARRAY_RIGHT:
		message_add_rights(m, MACH_MSG_TYPE_COPY_SEND, names, 2, FALSE);
		return MACH_SEND_INVALID_RIGHT;
	default:
		message_add_rights(m, MACH_MSG_TYPE_COPY_SEND, (void *)8, 2, FALSE);
		return MACH_SEND_INVALID_MEMORY;
	}
}

/* A right, and after it something wrong: the whole message is gone, with the rights that came
 * before the fault. What comes after it stays with the sender. */
static void bad_descriptors(void)
{
	mach_port_t port = new_port_with_send();
	mach_port_t told = new_port();
	struct message m;
	int fault;

	for (fault = 0; fault < FAULT_COUNT; fault++) {
		mach_msg_return_t expected;

		message_begin(
			&m, port, MACH_MSG_TYPE_COPY_SEND, told, MACH_MSG_TYPE_MAKE_SEND_ONCE, 1);
		message_add_port(&m, told, MACH_MSG_TYPE_MAKE_SEND_ONCE);
		expected = add_fault(&m, (enum fault)fault, told);
		CHECK_EQUAL(expected, message_send(&m, 0, 0));
		take_send_once_notification(told); /* the reply right */
		take_send_once_notification(told); /* the first right of the body */
		check_queue_is_empty(told);
		CHECK_EQUAL(0, status_of(told).mps_sorights);
		CHECK_EQUAL(FALSE, status_of(told).mps_srights);
	}
	check_queue_is_empty(port);
	CHECK_EQUAL(1, refs_of(port, MACH_PORT_RIGHT_SEND));
	CHECK_OK(mach_port_destroy(self(), port));
	CHECK_OK(mach_port_destroy(self(), told));
}

static void bad_headers(void)
{
	mach_port_t port = new_port_with_send();
	mach_port_t reply = new_port();
	struct message m;
	unsigned bit;

	/* Complex, without room for the count of descriptors. */
	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, reply, MACH_MSG_TYPE_MAKE_SEND_ONCE, 1);
	m.head.msgh_bits |= MACH_MSGH_BITS_COMPLEX;
	CHECK_EQUAL(MACH_SEND_MSG_TOO_SMALL, message_send(&m, 0, 0));
	/* There are no vouchers; but a message may say that it has none. */
	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	m.head.msgh_bits |= MACH_MSG_TYPE_COPY_SEND << 16;
	m.head.msgh_voucher_port = port;
	CHECK_EQUAL(MACH_SEND_INVALID_VOUCHER, message_send(&m, 0, 0));
	m.head.msgh_voucher_port = MACH_PORT_DEAD;
	CHECK_EQUAL(MACH_SEND_INVALID_VOUCHER, message_send(&m, 0, 0));
	m.head.msgh_voucher_port = MACH_PORT_NULL;
	m.head.msgh_bits ^= (MACH_MSG_TYPE_COPY_SEND ^ MACH_MSG_TYPE_MAKE_SEND) << 16;
	CHECK_EQUAL(MACH_SEND_INVALID_VOUCHER, message_send(&m, 0, 0));
	m.head.msgh_bits ^= (MACH_MSG_TYPE_COPY_SEND ^ MACH_MSG_TYPE_MAKE_SEND) << 16;
	CHECK_OK(message_send(&m, 0, 0));
	message_take(&m, port);
	CHECK_EQUAL(0, MACH_MSGH_BITS_VOUCHER(m.head.msgh_bits));
	CHECK_EQUAL(MACH_PORT_NULL, m.head.msgh_voucher_port);
	/* Who sends is not the sender's to say. */
	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, reply, MACH_MSG_TYPE_MAKE_SEND_ONCE, 1);
	CHECK_EQUAL(MACH_SEND_INVALID_TRAILER, message_send(&m, MACH_SEND_TRAILER, 0));
	CHECK_EQUAL(0, status_of(reply).mps_sorights);
	/* Bits that mean nothing. */
	for (bit = 0; bit < 32; bit++) {
		if (MACH_MSGH_BITS_USER & 1u << bit)
			continue;
		message_begin(
			&m, port, MACH_MSG_TYPE_COPY_SEND, reply, MACH_MSG_TYPE_MAKE_SEND_ONCE, 1);
		m.head.msgh_bits |= 1u << bit;
		CHECK_EQUAL(MACH_SEND_INVALID_HEADER, message_send(&m, 0, 0));
	}
	CHECK_EQUAL(0, status_of(reply).mps_sorights);
	/* Remains in a field that nobody looks at do not travel. */
	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	m.head.msgh_voucher_port = 0x1234;
	CHECK_OK(message_send(&m, 0, 0));
	message_take(&m, port);
	CHECK_EQUAL(MACH_MSGH_BITS(0, MACH_MSG_TYPE_PORT_SEND), m.head.msgh_bits);
	CHECK_EQUAL(0, m.head.msgh_voucher_port);
	check_queue_is_empty(port);
	CHECK_OK(mach_port_destroy(self(), port));
	CHECK_OK(mach_port_destroy(self(), reply));
}

/* ---- What arrives ---- */

/* The bytes of a received message, field by field, and nothing of the sender's in the padding. */
static void bytes_that_arrive(void)
{
	mach_port_t port = new_port_with_send();
	mach_port_t carried = new_port();
	char text[] = "data";
	unsigned char *bytes;
	uint32_t words[7];
	uintptr_t address;
	struct message m;
	size_t i;

	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 2008);
	message_add_port(&m, carried, MACH_MSG_TYPE_MAKE_SEND);
	memset(m.body + 8, 0xee, 6);
	message_add_bytes(&m, text, sizeof text - 1, FALSE);
	message_add_int(&m, 9);
	CHECK_OK(message_send(&m, 0, 0));
	message_take(&m, port);

	memcpy(words, &m.head, sizeof words);
	CHECK_EQUAL(0x80001100, words[0]);
	CHECK_EQUAL(28 + 12 + sizeof(mach_msg_ool_descriptor_t) + 8 + 4, words[1]);
	CHECK_EQUAL(MACH_PORT_NULL, words[2]);
	CHECK_EQUAL(port, words[3]);
	CHECK_EQUAL(0, words[4]);
	CHECK_EQUAL(2008, words[5]);
	CHECK_EQUAL(2, words[6]);
	bytes = m.body + 4;
	memcpy(words, bytes, 4);
	CHECK_EQUAL(carried, words[0]);
	for (i = 4; i < 10; i++)
		CHECK_EQUAL(0, bytes[i]);
	CHECK_EQUAL(MACH_MSG_TYPE_PORT_SEND, bytes[10]);
	CHECK_EQUAL(MACH_MSG_PORT_DESCRIPTOR, bytes[11]);
	bytes += 12;
	memcpy(&address, bytes, sizeof address);
	CHECK(memcmp((void *)address, "data", 4) == 0);
	CHECK_EQUAL(TRUE, bytes[8]);
	CHECK_EQUAL(MACH_MSG_VIRTUAL_COPY, bytes[9]);
	CHECK_EQUAL(0, bytes[10]);
	CHECK_EQUAL(MACH_MSG_OOL_DESCRIPTOR, bytes[11]);
	memcpy(words, bytes + (sizeof address == 8 ? 12 : 4), 4);
	CHECK_EQUAL(4, words[0]);
	bytes += sizeof(mach_msg_ool_descriptor_t);
	CHECK(memcmp(bytes, "\0\0\0\0\1\0\0\0\11\0\0\0", 12) == 0);
	mach_msg_destroy(&m.head);
	CHECK_EQUAL(FALSE, status_of(carried).mps_srights);
	CHECK_OK(mach_port_destroy(self(), port));
	CHECK_OK(mach_port_destroy(self(), carried));
}

/* A bounded array is sent whole. In its unused entries stubs set the name of a right, or the size
 * of memory; the rest is remains. */
static void unused_entries(void)
{
	mach_port_t port = new_port_with_send();
	mach_msg_ool_descriptor_t memory;
	struct message m;

	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	message_add_port(&m, port, MACH_MSG_TYPE_COPY_SEND);
	message_add_port(&m, MACH_PORT_NULL, 0);
	message_add_port(&m, MACH_PORT_NULL, 0xff);
	message_add_port(&m, MACH_PORT_DEAD, MACH_MSG_TYPE_COPY_SEND);
	message_add_bytes(&m, NULL, 0, FALSE);
	memset(&memory, 0xee, sizeof memory);
	memory.size = 0;
	memory.type = MACH_MSG_OOL_DESCRIPTOR;
	replace_last(&m, &memory, sizeof memory);
	message_add_int(&m, 1);
	CHECK_OK(message_send(&m, 0, 0));
	message_take(&m, port);
	CHECK_EQUAL(port, next_port(&m, MACH_MSG_TYPE_PORT_SEND));
	CHECK_EQUAL(MACH_PORT_NULL, next_port(&m, 0));
	CHECK_EQUAL(MACH_PORT_NULL, next_port(&m, 0));
	CHECK_EQUAL(MACH_PORT_DEAD, next_port(&m, MACH_MSG_TYPE_PORT_SEND));
	read_descriptor(&m, &memory, sizeof memory);
	CHECK(memory.address == NULL);
	CHECK_EQUAL(0, memory.size);
	CHECK_EQUAL(MACH_MSG_PHYSICAL_COPY, memory.copy);
	CHECK_EQUAL(0, memory.pad1);
	CHECK_EQUAL(1, next_int(&m));
	mach_msg_destroy(&m.head);
	CHECK_EQUAL(1, refs_of(port, MACH_PORT_RIGHT_SEND));
	CHECK_OK(mach_port_destroy(self(), port));
}

/* Kinds of memory: volatile travels like any other, an empty array of rights is nothing. */
static void memory_descriptors(void)
{
	mach_port_t port = new_port_with_send();
	mach_msg_ool_descriptor_t memory;
	struct message m;
	char *data;

	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	message_add_bytes(&m, "volatile", 8, FALSE);
	memcpy(&memory, m.body + 4, sizeof memory);
	memory.type = MACH_MSG_OOL_VOLATILE_DESCRIPTOR;
	memory.copy = MACH_MSG_PHYSICAL_COPY;
	memcpy(m.body + 4, &memory, sizeof memory);
	message_add_rights(&m, 0, NULL, 0, FALSE);
	CHECK_OK(message_send(&m, 0, 0));
	message_take(&m, port);
	read_descriptor(&m, &memory, sizeof memory);
	CHECK_EQUAL(MACH_MSG_OOL_VOLATILE_DESCRIPTOR, memory.type);
	CHECK_EQUAL(MACH_MSG_PHYSICAL_COPY, memory.copy);
	CHECK_EQUAL(TRUE, memory.deallocate);
	data = memory.address;
	CHECK(memcmp(data, "volatile", 8) == 0);
	CHECK(next_rights(&m, 0, 0) == NULL);
	/* Stubs do not set the size of a message; it is not looked at. */
	m.head.msgh_size = 0;
	mach_msg_destroy(&m.head);
	CHECK_EQUAL(
		KERN_INVALID_ADDRESS, vm_write(self(), (vm_address_t)data, (vm_offset_t) "x", 1));
	CHECK_OK(mach_port_destroy(self(), port));
}

/* ---- Trailers ---- */

static void trailers(void)
{
	static const struct {
		int element;
		unsigned size_bytes;
	} cases[] = {{MACH_RCV_TRAILER_NULL, 8}, {MACH_RCV_TRAILER_SEQNO, 12},
		{MACH_RCV_TRAILER_SENDER, 20}, {MACH_RCV_TRAILER_AUDIT, 52},
		{MACH_RCV_TRAILER_CTX, 60}, {MACH_RCV_TRAILER_AV, 68},
		{MACH_RCV_TRAILER_LABELS, 68}};
	mach_port_t port = new_port_with_send();
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		mach_msg_option_t option = MACH_RCV_TRAILER_TYPE(MACH_MSG_TRAILER_FORMAT_0) |
					   MACH_RCV_TRAILER_ELEMENTS(cases[i].element);
		mach_msg_max_trailer_t trailer;
		mach_msg_size_t full_size;
		struct message m;

		message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
		message_add_int(&m, 5);
		CHECK_OK(message_send(&m, 0, 0));
		full_size = m.head.msgh_size + cases[i].size_bytes;
		CHECK_EQUAL(MACH_RCV_TOO_LARGE,
			mach_msg(&m.head, MACH_RCV_MSG | MACH_RCV_LARGE | option, 0, full_size - 1,
				port, 0, MACH_PORT_NULL));
		CHECK_EQUAL(full_size - cases[i].size_bytes, m.head.msgh_size);
		memset(&m, 0xaa, sizeof m);
		CHECK_OK(mach_msg(&m.head, MACH_RCV_MSG | MACH_RCV_LARGE | option, 0, full_size,
			port, 0, MACH_PORT_NULL));
		CHECK_EQUAL(36, m.head.msgh_size);
		CHECK_EQUAL(0xaa, m.body[full_size - sizeof m.head]);
		memset(&trailer, 0, sizeof trailer);
		memcpy(&trailer, (char *)&m.head + 36, cases[i].size_bytes);
		CHECK_EQUAL(MACH_MSG_TRAILER_FORMAT_0, trailer.msgh_trailer_type);
		CHECK_EQUAL(cases[i].size_bytes, trailer.msgh_trailer_size);
		CHECK_EQUAL(cases[i].size_bytes >= 12 ? i : 0, trailer.msgh_seqno);
		if (cases[i].size_bytes >= 20) {
			CHECK_EQUAL(geteuid(), trailer.msgh_sender.val[0]);
			CHECK_EQUAL(getegid(), trailer.msgh_sender.val[1]);
		}
		if (cases[i].size_bytes >= 52) {
			CHECK_EQUAL(getpid(), audit_token_to_pid(trailer.msgh_audit));
			CHECK_EQUAL(geteuid(), audit_token_to_euid(trailer.msgh_audit));
			CHECK_EQUAL(getegid(), audit_token_to_egid(trailer.msgh_audit));
			CHECK_EQUAL(getuid(), audit_token_to_ruid(trailer.msgh_audit));
			CHECK_EQUAL(getgid(), audit_token_to_rgid(trailer.msgh_audit));
			CHECK_EQUAL((uid_t)-1, audit_token_to_auid(trailer.msgh_audit));
			CHECK_EQUAL(0, audit_token_to_pidversion(trailer.msgh_audit));
		}
		CHECK_EQUAL(0, trailer.msgh_context);
		CHECK_EQUAL(0, trailer.msgh_ad);
		CHECK_EQUAL(0, trailer.msgh_labels.sender);
	}
	/* Not even a trailer fits; and one that nobody knows. */
	{
		struct message m;

		CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, 3));
		CHECK_EQUAL(MACH_RCV_INVALID_TRAILER,
			message_receive(&m, port, MACH_RCV_TRAILER_TYPE(1), 0));
		CHECK_EQUAL(MACH_RCV_TOO_LARGE,
			mach_msg(&m.head, MACH_RCV_MSG, 0, 0, port, 0, MACH_PORT_NULL));
		CHECK_EQUAL(3, m.head.msgh_id);
		check_queue_is_empty(port);
	}
	CHECK_OK(mach_port_destroy(self(), port));
}

/* ---- Notifications ---- */

/* They come from the core, not from a task. */
static void notifications(void)
{
	mach_port_t notify = new_port();
	mach_port_t port = new_port_with_send();
	mach_dead_name_notification_t dead;
	mach_port_destroyed_notification_t destroyed;
	struct {
		mach_msg_header_t head;
		mach_msg_audit_trailer_t trailer;
	} send_once;
	mach_msg_type_name_t type;
	mach_port_t once;

	request(port, MACH_NOTIFY_PORT_DESTROYED, 0, notify);
	destroy_receive_right(port);
	CHECK_OK(mach_msg(&destroyed.not_header,
		MACH_RCV_MSG | MACH_RCV_TRAILER_ELEMENTS(MACH_RCV_TRAILER_SENDER), 0,
		sizeof destroyed, notify, 0, MACH_PORT_NULL));
	CHECK_EQUAL(MACH_NOTIFY_PORT_DESTROYED, destroyed.not_header.msgh_id);
	CHECK_EQUAL(40, destroyed.not_header.msgh_size);
	CHECK_EQUAL(1, destroyed.not_body.msgh_descriptor_count);
	CHECK_EQUAL(port, destroyed.not_port.name);
	CHECK_EQUAL(MACH_MSG_TYPE_PORT_RECEIVE, destroyed.not_port.disposition);

	request(port, MACH_NOTIFY_DEAD_NAME, 0, notify);
	destroy_receive_right(port);
	CHECK_OK(mach_msg(&dead.not_header,
		MACH_RCV_MSG | MACH_RCV_TRAILER_ELEMENTS(MACH_RCV_TRAILER_SENDER), 0, sizeof dead,
		notify, 0, MACH_PORT_NULL));
	CHECK_EQUAL(MACH_NOTIFY_DEAD_NAME, dead.not_header.msgh_id);
	CHECK_EQUAL(36, dead.not_header.msgh_size);
	CHECK_EQUAL(MACH_MSGH_BITS(0, MACH_MSG_TYPE_PORT_SEND_ONCE), dead.not_header.msgh_bits);
	CHECK(memcmp(&dead.NDR, &NDR_record, sizeof dead.NDR) == 0);
	CHECK_EQUAL(port, dead.not_port);
	CHECK_EQUAL(20, dead.trailer.msgh_trailer_size);
	CHECK_EQUAL(0, dead.trailer.msgh_sender.val[0]);
	CHECK_EQUAL(1, dead.trailer.msgh_sender.val[1]);
	CHECK_OK(mach_port_destroy(self(), port));

	CHECK_OK(mach_port_extract_right(
		self(), notify, MACH_MSG_TYPE_MAKE_SEND_ONCE, &once, &type));
	CHECK_OK(mach_port_deallocate(self(), once));
	CHECK_OK(mach_msg(&send_once.head,
		MACH_RCV_MSG | MACH_RCV_TRAILER_ELEMENTS(MACH_RCV_TRAILER_AUDIT), 0,
		sizeof send_once, notify, 0, MACH_PORT_NULL));
	CHECK_EQUAL(24, send_once.head.msgh_size);
	CHECK_EQUAL(0, audit_token_to_pid(send_once.trailer.msgh_audit));
	CHECK(memcmp(&send_once.trailer.msgh_audit, &KERNEL_AUDIT_TOKEN,
		      sizeof KERNEL_AUDIT_TOKEN) == 0);
	CHECK_OK(mach_port_destroy(self(), notify));
}

/* ---- The other calls ---- */

static void other_forms_of_mach_msg(void)
{
	mach_port_t port = new_port_with_send();
	struct message sent;
	struct message received;

	message_begin(&sent, port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 11);
	message_add_int(&sent, 4);
	CHECK_OK(mach_msg_overwrite(&sent.head, MACH_SEND_MSG | MACH_RCV_MSG | RECEIVE_OPTION,
		(mach_msg_size_t)(sizeof sent.head + sent.used_bytes), sizeof received, port, 0,
		MACH_PORT_NULL, &received.head, 0));
	CHECK_EQUAL(port, sent.head.msgh_remote_port);
	CHECK_EQUAL(port, received.head.msgh_local_port);
	received.used_bytes = 0;
	CHECK_EQUAL(4, next_int(&received));

	sent.head.msgh_size = (mach_msg_size_t)(sizeof sent.head + sent.used_bytes);
	CHECK_OK(mach_msg_send(&sent.head));
	received.head.msgh_local_port = port;
	received.head.msgh_size = sizeof received.head + sizeof received.body;
	CHECK_OK(mach_msg_receive(&received.head));
	CHECK_EQUAL(11, received.head.msgh_id);
	CHECK_OK(mach_port_destroy(self(), port));
}

static void strings(void)
{
	char field[6];

	memset(field, 'x', sizeof field);
	CHECK_EQUAL(3, mig_strncpy(field, "ab", 5));
	CHECK(memcmp(field, "ab\0\0\0x", 6) == 0);
	CHECK_EQUAL(5, mig_strncpy_zerofill(field, "abcdef", 5));
	CHECK(memcmp(field, "abcd\0x", 6) == 0);
	CHECK_EQUAL(1, mig_strncpy(field, "", 1));
	CHECK(field[0] == '\0' && field[1] == 'b');
	CHECK_EQUAL(0, mig_strncpy(field, "abc", 0));
	CHECK_EQUAL(0, mig_strncpy(field, "abc", -1));
	CHECK(memcmp(field, "\0bcd\0x", 6) == 0);
}

static void attributes(void)
{
	mach_port_t port = new_port();
	integer_t words[MACH_PORT_RECEIVE_STATUS_COUNT];
	mach_msg_type_number_t count = MACH_PORT_RECEIVE_STATUS_COUNT - 1;

	CHECK_EQUAL(KERN_FAILURE,
		mach_port_get_attributes(self(), port, MACH_PORT_RECEIVE_STATUS, words, &count));
	CHECK_EQUAL(
		KERN_INVALID_ARGUMENT, mach_port_get_attributes(self(), port, 77, words, &count));
	CHECK_OK(mach_port_get_attributes(self(), port, MACH_PORT_LIMITS_INFO, words, &count));
	CHECK_EQUAL(1, count);
	CHECK_EQUAL(MACH_PORT_QLIMIT_DEFAULT, words[0]);
	CHECK_EQUAL(KERN_INVALID_NAME,
		mach_port_get_attributes(self(), 0x7fffff, MACH_PORT_LIMITS_INFO, words, &count));
	CHECK_EQUAL(KERN_INVALID_RIGHT,
		mach_port_get_attributes(self(), self(), MACH_PORT_LIMITS_INFO, words, &count));
	CHECK_EQUAL(KERN_FAILURE,
		mach_port_set_attributes(self(), port, MACH_PORT_LIMITS_INFO, words, 0));
	CHECK_EQUAL(KERN_INVALID_ARGUMENT,
		mach_port_set_attributes(self(), port, MACH_PORT_RECEIVE_STATUS, words, 10));
	words[0] = MACH_PORT_QLIMIT_MAX + 1;
	CHECK_EQUAL(KERN_INVALID_VALUE,
		mach_port_set_attributes(self(), port, MACH_PORT_LIMITS_INFO, words, 1));
	/* With no room at all every sender waits. */
	set_qlimit(port, 0);
	CHECK_EQUAL(MACH_SEND_TIMED_OUT, send_empty(port, MACH_MSG_TYPE_MAKE_SEND, 1));
	CHECK_OK(mach_port_destroy(self(), port));
}

static void memory_calls(void)
{
	mach_vm_address_t wide = 0;
	mach_vm_size_t read_bytes = 0;
	vm_address_t address = 0;
	vm_offset_t copy;
	mach_msg_type_number_t count;
	char text[5] = "";

	CHECK_EQUAL(KERN_INVALID_ARGUMENT, vm_allocate(self(), &address, 1, 2));
	CHECK_OK(vm_allocate(self(), &address, 1, VM_FLAGS_ANYWHERE | VM_MAKE_TAG(200)));
	CHECK_OK(vm_deallocate(self(), address, 1));
	CHECK_OK(mach_vm_allocate(self(), &wide, 100, VM_FLAGS_ANYWHERE));
	CHECK_OK(mach_vm_write(self(), wide + 10, (vm_offset_t) "abcd", 5));
	CHECK_OK(mach_vm_read_overwrite(self(), wide + 11, 4, (uintptr_t)text, &read_bytes));
	CHECK_EQUAL(4, read_bytes);
	CHECK(strcmp(text, "bcd") == 0);
	CHECK_OK(mach_vm_read(self(), wide + 10, 5, &copy, &count));
	CHECK(count == 5 && strcmp((char *)copy, "abcd") == 0);
	CHECK_OK(mach_vm_deallocate(self(), copy, count));
	CHECK_OK(mach_vm_deallocate(self(), wide, 100));
	CHECK_EQUAL(KERN_INVALID_ADDRESS,
		mach_vm_read_overwrite(self(), wide, 4, (uintptr_t)text, &read_bytes));
	CHECK_EQUAL(KERN_INVALID_ARGUMENT, mach_vm_deallocate(self(), 4096, UINT64_MAX - 100));
	mig_allocate(&address, 10);
	CHECK(address != 0 && *(char *)address == 0);
	mig_deallocate(address, 10);
}

static void error_texts(void)
{
	CHECK(strstr(mach_error_string(MIG_TRAILER_ERROR), "MIG_TRAILER_ERROR"));
	CHECK(strstr(mach_error_string(MACH_RCV_INVALID_TYPE), "typed dialect"));
	CHECK(strstr(mach_error_string(KERN_TERMINATED), "KERN_TERMINATED"));
	CHECK(strstr(mach_error_string(MACH_SEND_INVALID_DEST), "MACH_SEND_INVALID_DEST"));
	CHECK(strstr(mach_error_string(MACH_RCV_BODY_ERROR | MACH_MSG_IPC_SPACE), "BODY_ERROR"));
	CHECK(strcmp(mach_error_string(0x7777777), "unknown error code") == 0);
}

int main(void)
{
	mach_port_t task = self();
	size_t names_before = count_names();

	CHECK(MACH_PORT_VALID(task));
	bad_descriptors();
	bad_headers();
	bytes_that_arrive();
	unused_entries();
	memory_descriptors();
	trailers();
	notifications();
	other_forms_of_mach_msg();
	strings();
	attributes();
	memory_calls();
	error_texts();
	CHECK_EQUAL(names_before, count_names());
	return 0;
}
