/* The same in the NDR dialect. */
#include <mach/mach.h>

void stop_here(const void *message);
void show_ndr(void);

void show_ndr(void)
{
	static struct {
		mach_msg_header_t head;
		mach_msg_body_t body;
		mach_msg_port_descriptor_t port;
		mach_msg_ool_descriptor_t memory;
	} ndr = {
		.head =
			{
				.msgh_bits = MACH_MSGH_BITS_COMPLEX |
					     MACH_MSGH_BITS(0, MACH_MSG_TYPE_PORT_SEND_ONCE),
				.msgh_size = sizeof ndr,
				.msgh_local_port = 0x105,
				.msgh_id = 2100,
			},
		.body = {2},
		.port = {.name = 0x106,
			.disposition = MACH_MSG_TYPE_PORT_RECEIVE,
			.type = MACH_MSG_PORT_DESCRIPTOR},
		.memory = {.address = (void *)0x1000,
			.size = 77,
			.deallocate = 1,
			.copy = MACH_MSG_VIRTUAL_COPY,
			.type = MACH_MSG_OOL_DESCRIPTOR},
	};

	stop_here(&ndr);
}
