/* What user stubs of a kernel need of GNU Mach's header of this name. */
#ifndef MIGC_TESTS_KERN_IPC_MIG_H
#define MIGC_TESTS_KERN_IPC_MIG_H

#include <mach/message.h>

mach_msg_return_t mach_msg_send_from_kernel(mach_msg_header_t *message, mach_msg_size_t size);
mach_msg_return_t mach_msg_rpc_from_kernel(
	mach_msg_header_t *message, mach_msg_size_t send_size, mach_msg_size_t reply_size);

#endif
