/* Return codes as text (<mach/mach_error.h>): those that differ from the typed set's, or that it
 * does not have. */
#include "ndr/shared.h"

#include <mach/mach_error.h>
#include <mach/mig_errors.h>
#include <stddef.h>
#include <stdio.h>

#define CODE(name, text)              \
	{                             \
		name, #name ": " text \
	}

static const struct {
	mach_error_t code;
	const char *text;
} codes[] = {
	CODE(KERN_ALREADY_IN_SET, "the port is in that set already"),
	CODE(KERN_MEMORY_DATA_MOVED, "the data are elsewhere"),
	CODE(KERN_MEMORY_RESTART_COPY, "the copy has to be begun again"),
	CODE(KERN_INVALID_PROCESSOR_SET, "not a processor set"),
	CODE(KERN_POLICY_LIMIT, "beyond what the policy allows"),
	CODE(KERN_INVALID_POLICY, "not a policy"),
	CODE(KERN_INVALID_OBJECT, "the object cannot serve"),
	CODE(KERN_ALREADY_WAITING, "somebody waits already"),
	CODE(KERN_DEFAULT_SET, "the default set cannot go"),
	CODE(KERN_EXCEPTION_PROTECTED, "the exception is taken"),
	CODE(KERN_INVALID_LEDGER, "not a ledger"),
	CODE(KERN_INVALID_MEMORY_CONTROL, "not a memory control port"),
	CODE(KERN_INVALID_SECURITY, "not a security port"),
	CODE(KERN_NOT_DEPRESSED, "the priority was not lowered"),
	CODE(KERN_TERMINATED, "the object has ended"),
	CODE(KERN_LOCK_SET_DESTROYED, "the lock set has ended"),
	CODE(KERN_LOCK_UNSTABLE, "the holder of the lock ended without release"),
	CODE(KERN_LOCK_OWNED, "the lock is held"),
	CODE(KERN_LOCK_OWNED_SELF, "the lock is held by the caller"),
	CODE(KERN_SEMAPHORE_DESTROYED, "the semaphore has ended"),
	CODE(KERN_RPC_SERVER_TERMINATED, "the server ended during the call"),
	CODE(KERN_RPC_TERMINATE_ORPHAN, "end the orphan call"),
	CODE(KERN_RPC_CONTINUE_ORPHAN, "let the orphan call go on"),
	CODE(KERN_NOT_SUPPORTED, "not supported"),
	CODE(KERN_NODE_DOWN, "the other machine is down"),
	CODE(KERN_NOT_WAITING, "nobody waits"),
	CODE(KERN_OPERATION_TIMED_OUT, "the time is over"),
	CODE(KERN_CODESIGN_ERROR, "the code is not signed as required"),
	CODE(KERN_POLICY_STATIC, "the policy cannot be changed"),
	CODE(KERN_INSUFFICIENT_BUFFER_SIZE, "the buffer is too small"),
	CODE(KERN_DENIED, "refused"),
	CODE(KERN_MISSING_KC, "a kernel collection is missing"),
	CODE(KERN_INVALID_KC, "a kernel collection is not valid"),
	CODE(KERN_NOT_FOUND, "not found"),
	CODE(MACH_SEND_INVALID_VOUCHER, "there are no vouchers"),
	CODE(MACH_SEND_TOO_LARGE, "more than a message can hold"),
	CODE(MACH_SEND_INVALID_TYPE, "a descriptor makes no sense"),
	CODE(MACH_SEND_MSG_TOO_SMALL, "the message ends before its descriptors do"),
	CODE(MACH_SEND_INVALID_TRAILER, "a task cannot state its own trailer"),
	CODE(MACH_SEND_INVALID_CONTEXT, "the thread may not send to this port"),
	CODE(MACH_SEND_INVALID_OPTIONS, "options that contradict each other"),
	CODE(MACH_SEND_NO_GRANT_DEST, "the port takes no rights in messages"),
	CODE(MACH_SEND_MSG_FILTERED, "a filter refused the message"),
	CODE(MACH_RCV_INVALID_TYPE,
		"a message of the typed dialect, received with the NDR headers"),
	CODE(MACH_RCV_SCATTER_SMALL, "the given memory is too small"),
	CODE(MACH_RCV_INVALID_TRAILER, "no such trailer"),
	CODE(MACH_RCV_INVALID_REPLY, "the reply port does not fit"),
	CODE(MACH_RCV_INVALID_ARGUMENTS, "arguments that contradict each other"),
	CODE(MIG_TYPE_ERROR, "the message is not what the interface says"),
	CODE(MIG_TRAILER_ERROR, "the trailer lacks what the interface asks for"),
};

const char *mach_error_string(mach_error_t error)
{
	size_t i;

	for (i = 0; i < sizeof codes / sizeof codes[0]; i++) {
		if (codes[i].code == error)
			return codes[i].text;
	}
	return migrt_typed_mach_error_string(error);
}

void mach_error(const char *message, mach_error_t error)
{
	fprintf(stderr, "%s: %s (%d)\n", message, mach_error_string(error), error);
}
