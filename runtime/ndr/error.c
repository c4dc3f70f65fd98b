/* Return codes as text: those that differ from the typed set's, or that it does not have. */
#include "both/error.h"
#include "ndr/shared.h"

#include <mach/mig_errors.h>

const struct mr_error_text mr_error_texts[] = {
	MR_ERROR_TEXT(KERN_ALREADY_IN_SET, "the port is in that set already"),
	MR_ERROR_TEXT(KERN_MEMORY_DATA_MOVED, "the data are elsewhere"),
	MR_ERROR_TEXT(KERN_MEMORY_RESTART_COPY, "the copy has to be begun again"),
	MR_ERROR_TEXT(KERN_INVALID_PROCESSOR_SET, "not a processor set"),
	MR_ERROR_TEXT(KERN_POLICY_LIMIT, "beyond what the policy allows"),
	MR_ERROR_TEXT(KERN_INVALID_POLICY, "not a policy"),
	MR_ERROR_TEXT(KERN_INVALID_OBJECT, "the object cannot serve"),
	MR_ERROR_TEXT(KERN_ALREADY_WAITING, "somebody waits already"),
	MR_ERROR_TEXT(KERN_DEFAULT_SET, "the default set cannot go"),
	MR_ERROR_TEXT(KERN_EXCEPTION_PROTECTED, "the exception is taken"),
	MR_ERROR_TEXT(KERN_INVALID_LEDGER, "not a ledger"),
	MR_ERROR_TEXT(KERN_INVALID_MEMORY_CONTROL, "not a memory control port"),
	MR_ERROR_TEXT(KERN_INVALID_SECURITY, "not a security port"),
	MR_ERROR_TEXT(KERN_NOT_DEPRESSED, "the priority was not lowered"),
	MR_ERROR_TEXT(KERN_TERMINATED, "the object has ended"),
	MR_ERROR_TEXT(KERN_LOCK_SET_DESTROYED, "the lock set has ended"),
	MR_ERROR_TEXT(KERN_LOCK_UNSTABLE, "the holder of the lock ended without release"),
	MR_ERROR_TEXT(KERN_LOCK_OWNED, "the lock is held"),
	MR_ERROR_TEXT(KERN_LOCK_OWNED_SELF, "the lock is held by the caller"),
	MR_ERROR_TEXT(KERN_SEMAPHORE_DESTROYED, "the semaphore has ended"),
	MR_ERROR_TEXT(KERN_RPC_SERVER_TERMINATED, "the server ended during the call"),
	MR_ERROR_TEXT(KERN_RPC_TERMINATE_ORPHAN, "end the orphan call"),
	MR_ERROR_TEXT(KERN_RPC_CONTINUE_ORPHAN, "let the orphan call go on"),
	MR_ERROR_TEXT(KERN_NOT_SUPPORTED, "not supported"),
	MR_ERROR_TEXT(KERN_NODE_DOWN, "the other machine is down"),
	MR_ERROR_TEXT(KERN_NOT_WAITING, "nobody waits"),
	MR_ERROR_TEXT(KERN_OPERATION_TIMED_OUT, "the time is over"),
	MR_ERROR_TEXT(KERN_CODESIGN_ERROR, "the code is not signed as required"),
	MR_ERROR_TEXT(KERN_POLICY_STATIC, "the policy cannot be changed"),
	MR_ERROR_TEXT(KERN_INSUFFICIENT_BUFFER_SIZE, "the buffer is too small"),
	MR_ERROR_TEXT(KERN_DENIED, "refused"),
	MR_ERROR_TEXT(KERN_MISSING_KC, "a kernel collection is missing"),
	MR_ERROR_TEXT(KERN_INVALID_KC, "a kernel collection is not valid"),
	MR_ERROR_TEXT(KERN_NOT_FOUND, "not found"),
	MR_ERROR_TEXT(MACH_SEND_INVALID_VOUCHER, "there are no vouchers"),
	MR_ERROR_TEXT(MACH_SEND_TOO_LARGE, "more than a message can hold"),
	MR_ERROR_TEXT(MACH_SEND_INVALID_TYPE, "a descriptor makes no sense"),
	MR_ERROR_TEXT(MACH_SEND_MSG_TOO_SMALL, "the message ends before its descriptors do"),
	MR_ERROR_TEXT(MACH_SEND_INVALID_TRAILER, "a task cannot state its own trailer"),
	MR_ERROR_TEXT(MACH_SEND_INVALID_CONTEXT, "the thread may not send to this port"),
	MR_ERROR_TEXT(MACH_SEND_INVALID_OPTIONS, "options that contradict each other"),
	MR_ERROR_TEXT(MACH_SEND_NO_GRANT_DEST, "the port takes no rights in messages"),
	MR_ERROR_TEXT(MACH_SEND_MSG_FILTERED, "a filter refused the message"),
	MR_ERROR_TEXT(MACH_RCV_INVALID_TYPE,
		"a message of the typed dialect, received with the NDR headers"),
	MR_ERROR_TEXT(MACH_RCV_SCATTER_SMALL, "the given memory is too small"),
	MR_ERROR_TEXT(MACH_RCV_INVALID_TRAILER, "no such trailer"),
	MR_ERROR_TEXT(MACH_RCV_INVALID_REPLY, "the reply port does not fit"),
	MR_ERROR_TEXT(MACH_RCV_INVALID_ARGUMENTS, "arguments that contradict each other"),
	MR_ERROR_TEXT(MIG_TYPE_ERROR, "the message is not what the interface says"),
	MR_ERROR_TEXT(MIG_TRAILER_ERROR, "the trailer lacks what the interface asks for"),
	{0, NULL},
};

const char *mr_error_string_else(mach_error_t error)
{
	return migrt_typed_mach_error_string(error);
}
