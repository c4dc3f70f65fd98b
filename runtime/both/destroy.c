/* mach_msg_destroy: what a message holds, released from the task's names and memory. */
#include "both/both.h"

void mach_msg_destroy(mach_msg_header_t *msg)
{
	mr_lock();
	mr_name_release(msg->msgh_remote_port, MACH_MSGH_BITS_REMOTE(msg->msgh_bits));
	if (msg->msgh_bits & MACH_MSGH_BITS_COMPLEX)
		mr_body_destroy(&MR_DIALECT, (unsigned char *)(msg + 1), mr_destroyed_bytes(msg));
	mr_unlock();
}
