/* Return codes as text. */
#include "both/error.h"

#include <mach/kern_return.h>
#include <mach/message.h>
#include <mach/mig_errors.h>

const struct mr_error_text mr_error_texts[] = {
	MR_ERROR_TEXT(KERN_SUCCESS, "success"),
	MR_ERROR_TEXT(KERN_INVALID_ADDRESS, "no memory at this address"),
	MR_ERROR_TEXT(KERN_PROTECTION_FAILURE, "the memory does not allow this access"),
	MR_ERROR_TEXT(KERN_NO_SPACE, "no room in the address space"),
	MR_ERROR_TEXT(KERN_INVALID_ARGUMENT, "invalid argument"),
	MR_ERROR_TEXT(KERN_FAILURE, "failure"),
	MR_ERROR_TEXT(KERN_RESOURCE_SHORTAGE, "out of memory"),
	MR_ERROR_TEXT(KERN_NOT_RECEIVER, "not the receiver of this port"),
	MR_ERROR_TEXT(KERN_NO_ACCESS, "no access"),
	MR_ERROR_TEXT(KERN_MEMORY_FAILURE, "the memory object is gone"),
	MR_ERROR_TEXT(KERN_MEMORY_ERROR, "the memory object did not give the page"),
	MR_ERROR_TEXT(KERN_NOT_IN_SET, "the port is in no set"),
	MR_ERROR_TEXT(KERN_NAME_EXISTS, "the name is in use"),
	MR_ERROR_TEXT(KERN_ABORTED, "broken off"),
	MR_ERROR_TEXT(KERN_INVALID_NAME, "the name denotes no right"),
	MR_ERROR_TEXT(KERN_INVALID_TASK, "not a task"),
	MR_ERROR_TEXT(KERN_INVALID_RIGHT, "the name denotes another kind of right"),
	MR_ERROR_TEXT(KERN_INVALID_VALUE, "value out of range"),
	MR_ERROR_TEXT(KERN_UREFS_OVERFLOW, "too many user references"),
	MR_ERROR_TEXT(KERN_INVALID_CAPABILITY, "the given right cannot serve"),
	MR_ERROR_TEXT(KERN_RIGHT_EXISTS, "the right has another name"),
	MR_ERROR_TEXT(KERN_INVALID_HOST, "not a host"),
	MR_ERROR_TEXT(KERN_MEMORY_PRESENT, "the page is there already"),
	MR_ERROR_TEXT(KERN_WRITE_PROTECTION_FAILURE, "write to a page marked for notification"),
	MR_ERROR_TEXT(KERN_TERMINATED, "the object has ended"),
	MR_ERROR_TEXT(KERN_TIMEDOUT, "the time is over"),
	MR_ERROR_TEXT(KERN_INTERRUPTED, "a signal came between"),
	MR_ERROR_TEXT(MACH_SEND_IN_PROGRESS, "still sending"),
	MR_ERROR_TEXT(MACH_SEND_INVALID_DATA, "the message cannot be read"),
	MR_ERROR_TEXT(
		MACH_SEND_INVALID_DEST, "no send right for the destination, or its port is dead"),
	MR_ERROR_TEXT(MACH_SEND_TIMED_OUT, "the queue stayed full"),
	MR_ERROR_TEXT(MACH_SEND_WILL_NOTIFY, "a notification will follow"),
	MR_ERROR_TEXT(MACH_SEND_NOTIFY_IN_PROGRESS, "a notification is already asked for"),
	MR_ERROR_TEXT(MACH_SEND_INTERRUPTED, "a signal came while the queue was full"),
	MR_ERROR_TEXT(MACH_SEND_MSG_TOO_SMALL, "the message ends before its data do"),
	MR_ERROR_TEXT(MACH_SEND_INVALID_REPLY, "the reply right is not there to give"),
	MR_ERROR_TEXT(MACH_SEND_INVALID_RIGHT, "a right in the message is not there to give"),
	MR_ERROR_TEXT(MACH_SEND_INVALID_NOTIFY, "the notify port is not there to notify"),
	MR_ERROR_TEXT(MACH_SEND_INVALID_MEMORY, "out-of-line data cannot be read"),
	MR_ERROR_TEXT(MACH_SEND_NO_BUFFER, "no memory for the message"),
	MR_ERROR_TEXT(MACH_SEND_NO_NOTIFY, "no memory for the notification"),
	MR_ERROR_TEXT(MACH_SEND_INVALID_TYPE, "a type descriptor contradicts itself"),
	MR_ERROR_TEXT(MACH_SEND_INVALID_HEADER, "a disposition in the header makes no sense"),
	MR_ERROR_TEXT(MACH_RCV_IN_PROGRESS, "still receiving"),
	MR_ERROR_TEXT(
		MACH_RCV_INVALID_NAME, "the name denotes neither a receive right nor a port set"),
	MR_ERROR_TEXT(MACH_RCV_TIMED_OUT, "no message came in time"),
	MR_ERROR_TEXT(MACH_RCV_TOO_LARGE, "the message does not fit into the buffer"),
	MR_ERROR_TEXT(MACH_RCV_INTERRUPTED, "a signal came before a message"),
	MR_ERROR_TEXT(MACH_RCV_PORT_CHANGED, "the port was put into a set"),
	MR_ERROR_TEXT(MACH_RCV_INVALID_NOTIFY, "the notify port is not there to notify"),
	MR_ERROR_TEXT(MACH_RCV_INVALID_DATA, "the buffer cannot be written"),
	MR_ERROR_TEXT(MACH_RCV_PORT_DIED, "the port was destroyed or given away"),
	MR_ERROR_TEXT(MACH_RCV_IN_SET, "the port is in a set"),
	MR_ERROR_TEXT(MACH_RCV_HEADER_ERROR, "no room for a right of the header"),
	MR_ERROR_TEXT(MACH_RCV_BODY_ERROR, "no room for rights or memory of the body"),
	MR_ERROR_TEXT(MACH_RCV_INVALID_TYPE,
		"a message of the NDR dialect, received with the typed headers"),
	MR_ERROR_TEXT(MIG_TYPE_ERROR, "the reply is not what the interface says"),
	MR_ERROR_TEXT(MIG_REPLY_MISMATCH, "the reply belongs to another call"),
	MR_ERROR_TEXT(MIG_REMOTE_ERROR, "the server found an error"),
	MR_ERROR_TEXT(MIG_BAD_ID, "the server knows no such routine"),
	MR_ERROR_TEXT(MIG_BAD_ARGUMENTS, "the request is not what the server's interface says"),
	MR_ERROR_TEXT(MIG_NO_REPLY, "no reply is to be sent"),
	MR_ERROR_TEXT(MIG_EXCEPTION, "the server raised an exception"),
	MR_ERROR_TEXT(MIG_ARRAY_TOO_LARGE, "an array does not fit"),
	MR_ERROR_TEXT(MIG_SERVER_DIED, "the server is gone"),
	MR_ERROR_TEXT(MIG_DESTROY_REQUEST, "the request is to be destroyed"),
	{0, NULL},
};

const char *mr_error_string_else(mach_error_t error)
{
	mach_error_t plain = error & ~MACH_MSG_MASK;

	/* These two come with bits that say what there was too little of. */
	if (plain != error && (plain == MACH_RCV_HEADER_ERROR || plain == MACH_RCV_BODY_ERROR))
		return mach_error_string(plain);
	return "unknown error code";
}
