/*
 * The NDR half of semantics.h: what depends on the wire, written for messages whose descriptors
 * stand in front of all plain data. The data begin with the NDR record, as those of stubs do.
 */
#ifndef SEMANTICS_NDR_H
#define SEMANTICS_NDR_H

#include <stddef.h>
#include <stdint.h>

/* What a receive asks for in addition, and the room that takes behind the message. */
#define RECEIVE_OPTION  MACH_RCV_TRAILER_ELEMENTS(MACH_RCV_TRAILER_SEQNO)
#define TRAILER_BYTES   ((mach_msg_size_t)sizeof(mach_msg_seqno_trailer_t))

#define ALIGNMENT_BYTES 4

static inline mach_port_status_t status_of(mach_port_t port)
{
	mach_port_status_t status;
	mach_msg_type_number_t count = MACH_PORT_RECEIVE_STATUS_COUNT;

	CHECK_OK(mach_port_get_attributes(
		self(), port, MACH_PORT_RECEIVE_STATUS, (mach_port_info_t)&status, &count));
	CHECK_EQUAL(MACH_PORT_RECEIVE_STATUS_COUNT, count);
	return status;
}

static inline void set_qlimit(mach_port_t port, mach_port_msgcount_t limit)
{
	mach_port_limits_t limits = {limit};

	CHECK_OK(mach_port_set_attributes(self(), port, MACH_PORT_LIMITS_INFO,
		(mach_port_info_t)&limits, MACH_PORT_LIMITS_INFO_COUNT));
}

/* set MACH_PORT_NULL: it is in none. The port knows only that it is in one. */
static inline void check_set_of(mach_port_t port, mach_port_t set)
{
	CHECK_EQUAL(set != MACH_PORT_NULL, status_of(port).mps_pset);
}

struct message {
	mach_msg_header_t head;
	_Alignas(8) unsigned char body[2048];
	size_t used_bytes;       /* of the body: written so far, or read so far */
	size_t descriptor_bytes; /* of these: descriptors, with their count */
	size_t data_offset;      /* where the next data to be read are */
};

/* The number that the message got from the port that it came through. */
static inline mach_port_seqno_t seqno_of(const struct message *m)
{
	mach_msg_seqno_trailer_t trailer;

	memcpy(&trailer, (const char *)&m->head + round_msg(m->head.msgh_size), sizeof trailer);
	CHECK_EQUAL(MACH_MSG_TRAILER_FORMAT_0, trailer.msgh_trailer_type);
	CHECK_EQUAL(sizeof trailer, trailer.msgh_trailer_size);
	return trailer.msgh_seqno;
}

/* ---- Composing ---- */

static inline void message_insert(
	struct message *m, size_t offset_bytes, const void *bytes, size_t size_bytes)
{
	unsigned char *place = m->body + offset_bytes;

	memmove(place + size_bytes, place, m->used_bytes - offset_bytes);
	memcpy(place, bytes, size_bytes);
	m->used_bytes += size_bytes;
}

/* Puts a descriptor after those that there are. */
static inline void message_add_descriptor(
	struct message *m, const void *descriptor, size_t size_bytes)
{
	mach_msg_body_t start = {0};

	if (!MACH_MSGH_BITS_IS_COMPLEX(m->head.msgh_bits)) {
		m->head.msgh_bits |= MACH_MSGH_BITS_COMPLEX;
		message_insert(m, 0, &start, sizeof start);
		m->descriptor_bytes = sizeof start;
	}
	message_insert(m, m->descriptor_bytes, descriptor, size_bytes);
	m->descriptor_bytes += size_bytes;
	memcpy(&start, m->body, sizeof start);
	start.msgh_descriptor_count++;
	memcpy(m->body, &start, sizeof start);
}

static inline void message_add_int(struct message *m, int value)
{
	if (m->used_bytes == m->descriptor_bytes)
		message_insert(m, m->used_bytes, &NDR_record, sizeof NDR_record);
	message_insert(m, m->used_bytes, &value, sizeof value);
}

static inline void message_add_port(struct message *m, mach_port_t name, unsigned char disposition)
{
	mach_msg_port_descriptor_t port = {0};

	port.name = name;
	port.disposition = disposition;
	port.type = MACH_MSG_PORT_DESCRIPTOR;
	message_add_descriptor(m, &port, sizeof port);
}

static inline void message_add_bytes(
	struct message *m, const void *address, mach_msg_type_number_t count, boolean_t deallocate)
{
	mach_msg_ool_descriptor_t memory = {0};

	memory.address = (void *)(uintptr_t)address;
	memory.size = count;
	memory.deallocate = deallocate != 0;
	memory.copy = MACH_MSG_VIRTUAL_COPY;
	memory.type = MACH_MSG_OOL_DESCRIPTOR;
	message_add_descriptor(m, &memory, sizeof memory);
}

static inline void message_add_rights(struct message *m, unsigned char disposition,
	const mach_port_name_t *names, mach_msg_type_number_t count, boolean_t deallocate)
{
	mach_msg_ool_ports_descriptor_t rights = {0};

	rights.address = (void *)(uintptr_t)names;
	rights.count = count;
	rights.deallocate = deallocate != 0;
	rights.copy = MACH_MSG_VIRTUAL_COPY;
	rights.disposition = disposition;
	rights.type = MACH_MSG_OOL_PORTS_DESCRIPTOR;
	message_add_descriptor(m, &rights, sizeof rights);
}

/* ---- Reading ---- */

/* Nothing has been read yet, if so: then everything starts in front. */
static inline void read_begin(struct message *m)
{
	if (m->used_bytes > 0)
		return;
	m->data_offset = 0;
	if (MACH_MSGH_BITS_IS_COMPLEX(m->head.msgh_bits))
		m->used_bytes = sizeof(mach_msg_body_t);
	m->descriptor_bytes = m->used_bytes;
}

static inline void read_descriptor(struct message *m, void *descriptor, size_t size_bytes)
{
	read_begin(m);
	CHECK(MACH_MSGH_BITS_IS_COMPLEX(m->head.msgh_bits));
	CHECK(sizeof m->head + m->descriptor_bytes + size_bytes <= m->head.msgh_size);
	memcpy(descriptor, m->body + m->descriptor_bytes, size_bytes);
	m->descriptor_bytes += size_bytes;
	m->used_bytes += size_bytes;
}

/* Where the data of the message begin: after all descriptors. */
static inline size_t find_data(const struct message *m)
{
	mach_msg_body_t start;
	size_t offset_bytes = sizeof start;

	if (!MACH_MSGH_BITS_IS_COMPLEX(m->head.msgh_bits))
		return 0;
	memcpy(&start, m->body, sizeof start);
	while (start.msgh_descriptor_count-- > 0)
		offset_bytes += m->body[offset_bytes + 11] == MACH_MSG_PORT_DESCRIPTOR
					? sizeof(mach_msg_port_descriptor_t)
					: sizeof(mach_msg_ool_descriptor_t);
	return offset_bytes;
}

static inline unsigned next_data(struct message *m)
{
	unsigned value;

	read_begin(m);
	if (m->data_offset == 0) {
		m->data_offset = find_data(m);
		CHECK(memcmp(m->body + m->data_offset, &NDR_record, sizeof NDR_record) == 0);
		m->data_offset += sizeof NDR_record;
		m->used_bytes += sizeof NDR_record;
	}
	CHECK(sizeof m->head + m->data_offset + sizeof value <= m->head.msgh_size);
	memcpy(&value, m->body + m->data_offset, sizeof value);
	m->data_offset += sizeof value;
	m->used_bytes += sizeof value;
	return value;
}

static inline int next_int(struct message *m)
{
	return (int)next_data(m);
}

/* The name of a right that came as the kind received_type. */
static inline mach_port_t next_port(struct message *m, mach_msg_type_name_t received_type)
{
	mach_msg_port_descriptor_t port;

	read_descriptor(m, &port, sizeof port);
	CHECK_EQUAL(MACH_MSG_PORT_DESCRIPTOR, port.type);
	CHECK_EQUAL(received_type, port.disposition);
	CHECK_EQUAL(0, port.pad1);
	CHECK_EQUAL(0, port.pad2);
	return port.name;
}

/* The address of out-of-line data, which have to be of that size. */
static inline void *next_bytes(struct message *m, size_t count)
{
	mach_msg_ool_descriptor_t memory;

	read_descriptor(m, &memory, sizeof memory);
	CHECK_EQUAL(MACH_MSG_OOL_DESCRIPTOR, memory.type);
	CHECK_EQUAL(MACH_MSG_VIRTUAL_COPY, memory.copy);
	CHECK_EQUAL(TRUE, memory.deallocate);
	CHECK_EQUAL(0, memory.pad1);
	CHECK_EQUAL(count, memory.size);
	return memory.address;
}

static inline mach_port_name_t *next_rights(
	struct message *m, mach_msg_type_name_t received_type, size_t count)
{
	mach_msg_ool_ports_descriptor_t rights;

	read_descriptor(m, &rights, sizeof rights);
	CHECK_EQUAL(MACH_MSG_OOL_PORTS_DESCRIPTOR, rights.type);
	CHECK_EQUAL(TRUE, rights.deallocate);
	CHECK_EQUAL(received_type, rights.disposition);
	CHECK_EQUAL(count, rights.count);
	return rights.address;
}

static inline void check_no_more(const struct message *m)
{
	CHECK_EQUAL(m->head.msgh_size, sizeof m->head + m->used_bytes);
}

/* ---- Notifications ---- */

static inline mach_port_name_t next_name(struct message *m)
{
	return next_data(m);
}

static inline unsigned next_count(struct message *m)
{
	return next_data(m);
}

#endif
