/* mach_msg_destroy: what a message holds, released from the task's names and memory. */
#include "typed/typed.h"

void mach_msg_destroy(mach_msg_header_t *msg)
{
	mr_lock();
	mr_name_release(msg->msgh_remote_port, MACH_MSGH_BITS_REMOTE(msg->msgh_bits));
	if ((msg->msgh_bits & MACH_MSGH_BITS_COMPLEX) && msg->msgh_size > sizeof *msg)
		mr_body_destroy(&mr_typed_dialect, (unsigned char *)(msg + 1),
			msg->msgh_size - sizeof *msg);
	mr_unlock();
}
