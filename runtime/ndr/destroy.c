/* mach_msg_destroy: what a message holds, released from the task's names and memory. */
#include "ndr/ndr.h"

void mach_msg_destroy(mach_msg_header_t *msg)
{
	mr_lock();
	mr_name_release(msg->msgh_remote_port, MACH_MSGH_BITS_REMOTE(msg->msgh_bits));
	/* Stubs destroy messages whose size is not set yet. */
	if (MACH_MSGH_BITS_IS_COMPLEX(msg->msgh_bits))
		mr_body_destroy(&mr_ndr_dialect, (unsigned char *)(msg + 1), SIZE_MAX);
	mr_unlock();
}
