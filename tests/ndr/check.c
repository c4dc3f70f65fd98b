/* mr_body_check: a message whose body and contents do not belong together is no message. */
#include "core/body.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                          \
	do {                                                                                      \
		if (!(condition)) {                                                               \
			fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
			exit(1);                                                                  \
		}                                                                                 \
	} while (0)

/* A right, memory, an array of two rights, and four bytes of data. */
struct body {
	mach_msg_body_t start;
	mach_msg_port_descriptor_t port;
	mach_msg_ool_descriptor_t memory;
	mach_msg_ool_ports_descriptor_t ports;
	uint32_t data;
};

static struct mr_port some_port;

static struct mr_message *make(const struct body *body, size_t size_bytes)
{
	static const mach_msg_type_name_t types[] = {MACH_MSG_TYPE_PORT_SEND,
		MACH_MSG_TYPE_PORT_SEND_ONCE, MACH_MSG_TYPE_PORT_SEND_ONCE};
	struct mr_message *message = mr_message_create(MR_WIRE_NDR, size_bytes);
	size_t i;

	CHECK(message && mr_message_reserve_rights(message, 4));
	CHECK(mr_message_reserve_regions(message, 3));
	memcpy(message->body, body, size_bytes < sizeof *body ? size_bytes : sizeof *body);
	message->complex = true;
	for (i = 0; i < 3; i++)
		mr_message_add_right(message, (struct mr_right){&some_port, types[i]});
	mr_message_add_region(message, (struct mr_region){&some_port, 10, false});
	mr_message_add_region(message, (struct mr_region){&some_port, 8, false});
	return message;
}

static void judge(struct mr_message *message, bool expected, int line)
{
	if (mr_body_check(&mr_ndr_dialect, message) != expected) {
		fprintf(stderr, "line %d: judged otherwise\n", line);
		exit(1);
	}
	mr_message_free(message);
}

#define IS_SOUND(message)  judge(message, true, __LINE__)
#define IS_FAULTY(message) judge(message, false, __LINE__)

int main(void)
{
	const struct body good = {
		.start = {3},
		.port = {.disposition = MACH_MSG_TYPE_COPY_SEND, .type = MACH_MSG_PORT_DESCRIPTOR},
		.memory = {.size = 10, .type = MACH_MSG_OOL_DESCRIPTOR},
		.ports = {.count = 2,
			.disposition = MACH_MSG_TYPE_MAKE_SEND_ONCE,
			.type = MACH_MSG_OOL_PORTS_DESCRIPTOR},
	};
	struct mr_message *message;
	struct body body = good;

	IS_SOUND(make(&good, sizeof good));
	body.start.msgh_descriptor_count = 2;
	IS_FAULTY(make(&body, sizeof body));
	body.start.msgh_descriptor_count = 4;
	IS_FAULTY(make(&body, sizeof body));
	body = good;
	body.port.disposition = MACH_MSG_TYPE_MAKE_SEND_ONCE;
	IS_FAULTY(make(&body, sizeof body));
	body.port.disposition = 0;
	message = make(&body, sizeof body);
	message->rights[0].type = 0;
	IS_FAULTY(message);
	/* Only no right at all may be of no kind. */
	message = make(&body, sizeof body);
	message->rights[0] = (struct mr_right){NULL, 0};
	IS_SOUND(message);
	body = good;
	body.memory.size = 11;
	IS_FAULTY(make(&body, sizeof body));
	body = good;
	body.ports.count = 3;
	IS_FAULTY(make(&body, sizeof body));
	body.ports.count = 1;
	IS_FAULTY(make(&body, sizeof body));

	message = make(&good, sizeof good);
	message->right_count = 2;
	IS_FAULTY(message);
	message = make(&good, sizeof good);
	mr_message_add_right(message, message->rights[0]);
	IS_FAULTY(message);
	message = make(&good, sizeof good);
	message->region_count = 1;
	IS_FAULTY(message);
	message = make(&good, sizeof good);
	mr_message_add_region(message, message->regions[0]);
	IS_FAULTY(message);

	IS_FAULTY(make(&good, sizeof good - 2));
	IS_FAULTY(make(&good, sizeof good - 8));
	IS_FAULTY(make(&good, 0));
	message = make(&good, sizeof good);
	message->complex = false;
	IS_FAULTY(message);
	message = make(&good, sizeof good);
	message->complex = false;
	message->right_count = message->region_count = 0;
	IS_SOUND(message);
	return 0;
}
