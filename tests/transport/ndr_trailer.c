/* The trailer of a message from another process names that process, not this one and not the
 * kernel. */
#include "process.h"

#include <bsm/libbsm.h>

static void send_one(void)
{
	mach_port_t port = look_up("audited");

	CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, 7));
}

int main(void)
{
	struct {
		mach_msg_header_t head;
		mach_msg_audit_trailer_t trailer;
	} m;
	mach_port_t port;
	pid_t child;

	begin_meeting();
	port = check_in("audited");
	child = start(send_one);
	memset(&m, 0xee, sizeof m);
	CHECK_OK(mach_msg(&m.head, MACH_RCV_MSG | MACH_RCV_TRAILER_ELEMENTS(MACH_RCV_TRAILER_AUDIT),
		0, sizeof m, port, 0, MACH_PORT_NULL));
	CHECK_EQUAL(7, m.head.msgh_id);
	CHECK_EQUAL(sizeof m.trailer, m.trailer.msgh_trailer_size);
	CHECK_EQUAL(child, audit_token_to_pid(m.trailer.msgh_audit));
	CHECK_EQUAL(getuid(), audit_token_to_ruid(m.trailer.msgh_audit));
	CHECK_EQUAL(getgid(), audit_token_to_rgid(m.trailer.msgh_audit));
	CHECK_EQUAL(getuid(), m.trailer.msgh_sender.val[0]);
	check_ended_well(child);
	destroy_receive_right(port);
	end_meeting();
	return 0;
}
