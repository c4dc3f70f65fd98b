/*
 * The typed half of semantics.h: what depends on the wire, written for messages of descriptors each
 * followed by its data.
 */
#ifndef SEMANTICS_TYPED_H
#define SEMANTICS_TYPED_H

/* What a receive asks for in addition, and the room that takes behind the message. */
#define RECEIVE_OPTION  0
#define TRAILER_BYTES   0

#define ALIGNMENT_BYTES MACH_MSG_USER_ALIGNMENT

static inline mach_port_status_t status_of(mach_port_t port)
{
	mach_port_status_t status;

	CHECK_OK(mach_port_get_receive_status(self(), port, &status));
	return status;
}

static inline void set_qlimit(mach_port_t port, mach_port_msgcount_t limit)
{
	CHECK_OK(mach_port_set_qlimit(self(), port, limit));
}

/* set MACH_PORT_NULL: it is in none. */
static inline void check_set_of(mach_port_t port, mach_port_t set)
{
	CHECK_EQUAL(set, status_of(port).mps_pset);
}

struct message {
	mach_msg_header_t head;
	_Alignas(8) unsigned char body[2048];
	size_t used_bytes; /* of the body: written so far, or read so far */
};

/* The number that the message got from the port that it came through. */
static inline mach_port_seqno_t seqno_of(const struct message *m)
{
	return m->head.msgh_seqno;
}

static inline void *message_add(struct message *m, const void *bytes, size_t size_bytes)
{
	void *place = m->body + m->used_bytes;

	memcpy(place, bytes, size_bytes);
	m->used_bytes += (size_bytes + sizeof(uintptr_t) - 1) & ~(sizeof(uintptr_t) - 1);
	return place;
}

static inline void message_add_int(struct message *m, int value)
{
	mach_msg_type_t type = {0};

	type.msgt_name = MACH_MSG_TYPE_INTEGER_32;
	type.msgt_size = 32;
	type.msgt_number = 1;
	type.msgt_inline = TRUE;
	message_add(m, &type, sizeof type);
	message_add(m, &value, sizeof value);
}

static inline void message_add_port(struct message *m, mach_port_t name, unsigned char disposition)
{
	mach_msg_type_t type = {0};
	uintptr_t slot = name;

	type.msgt_name = disposition;
	type.msgt_size = 8 * sizeof slot;
	type.msgt_number = 1;
	type.msgt_inline = TRUE;
	message_add(m, &type, sizeof type);
	message_add(m, &slot, sizeof slot);
	m->head.msgh_bits |= MACH_MSGH_BITS_COMPLEX;
}

static inline void message_add_memory(struct message *m, unsigned char name,
	unsigned short size_bits, const void *address, mach_msg_type_number_t count,
	boolean_t deallocate)
{
	mach_msg_type_long_t type = {0};

	type.msgtl_header.msgt_longform = TRUE;
	type.msgtl_header.msgt_deallocate = deallocate != 0;
	type.msgtl_name = name;
	type.msgtl_size = size_bits;
	type.msgtl_number = count;
	message_add(m, &type, sizeof type);
	message_add(m, &address, sizeof address);
	m->head.msgh_bits |= MACH_MSGH_BITS_COMPLEX;
}

static inline void message_add_bytes(
	struct message *m, const void *address, mach_msg_type_number_t count, boolean_t deallocate)
{
	message_add_memory(m, MACH_MSG_TYPE_BYTE, 8, address, count, deallocate);
}

static inline void message_add_rights(struct message *m, unsigned char disposition,
	const mach_port_name_t *names, mach_msg_type_number_t count, boolean_t deallocate)
{
	message_add_memory(m, disposition, 32, names, count, deallocate);
}

/* ---- Reading ---- */

static inline mach_msg_type_t next_type(struct message *m)
{
	mach_msg_type_t type;

	CHECK(sizeof m->head + m->used_bytes + sizeof type <= m->head.msgh_size);
	memcpy(&type, m->body + m->used_bytes, sizeof type);
	m->used_bytes += sizeof type;
	return type;
}

static inline uintptr_t next_word(struct message *m)
{
	uintptr_t word;

	CHECK(sizeof m->head + m->used_bytes + sizeof word <= m->head.msgh_size);
	memcpy(&word, m->body + m->used_bytes, sizeof word);
	m->used_bytes += sizeof word;
	return word;
}

static inline int next_int(struct message *m)
{
	mach_msg_type_t type = next_type(m);

	CHECK_EQUAL(MACH_MSG_TYPE_INTEGER_32, type.msgt_name);
	CHECK_EQUAL(TRUE, type.msgt_inline);
	return (int)next_word(m);
}

/* The name of a right that came as the kind received_type. */
static inline mach_port_t next_port(struct message *m, mach_msg_type_name_t received_type)
{
	mach_msg_type_t type = next_type(m);

	CHECK_EQUAL(received_type, type.msgt_name);
	CHECK_EQUAL(8 * sizeof(uintptr_t), type.msgt_size);
	CHECK_EQUAL(1, type.msgt_number);
	CHECK_EQUAL(TRUE, type.msgt_inline);
	CHECK_EQUAL(FALSE, type.msgt_deallocate);
	return (mach_port_t)next_word(m);
}

/* The address of out-of-line data, which have to be of that name and count. */
static inline void *next_memory(struct message *m, mach_msg_type_name_t name, size_t count)
{
	mach_msg_type_long_t type;

	CHECK(sizeof m->head + m->used_bytes + sizeof type <= m->head.msgh_size);
	memcpy(&type, m->body + m->used_bytes, sizeof type);
	m->used_bytes += sizeof type;
	CHECK_EQUAL(FALSE, type.msgtl_header.msgt_inline);
	CHECK_EQUAL(TRUE, type.msgtl_header.msgt_longform);
	CHECK_EQUAL(TRUE, type.msgtl_header.msgt_deallocate);
	CHECK_EQUAL(name, type.msgtl_name);
	CHECK_EQUAL(count, type.msgtl_number);
	return (void *)next_word(m);
}

static inline void check_no_more(const struct message *m)
{
	CHECK_EQUAL(m->head.msgh_size, sizeof m->head + m->used_bytes);
}

static inline void *next_bytes(struct message *m, size_t count)
{
	return next_memory(m, MACH_MSG_TYPE_BYTE, count);
}

static inline mach_port_name_t *next_rights(
	struct message *m, mach_msg_type_name_t received_type, size_t count)
{
	return next_memory(m, received_type, count);
}

/* The name or the count that a notification carries. */
static inline unsigned next_notification_value(struct message *m, mach_msg_type_name_t type_name)
{
	mach_msg_type_t type = next_type(m);

	CHECK_EQUAL(type_name, type.msgt_name);
	CHECK_EQUAL(32, type.msgt_size);
	CHECK_EQUAL(1, type.msgt_number);
	return (unsigned)next_word(m);
}

static inline mach_port_name_t next_name(struct message *m)
{
	return next_notification_value(m, MACH_MSG_TYPE_PORT_NAME);
}

static inline unsigned next_count(struct message *m)
{
	return next_notification_value(m, MACH_MSG_TYPE_INTEGER_32);
}

#endif
