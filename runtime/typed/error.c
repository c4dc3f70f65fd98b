/* Return codes as text (<mach_error.h>). */
#include <mach/kern_return.h>
#include <mach/message.h>
#include <mach/mig_errors.h>
#include <mach_error.h>
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
	CODE(KERN_SUCCESS, "success"),
	CODE(KERN_INVALID_ADDRESS, "no memory at this address"),
	CODE(KERN_PROTECTION_FAILURE, "the memory does not allow this access"),
	CODE(KERN_NO_SPACE, "no room in the address space"),
	CODE(KERN_INVALID_ARGUMENT, "invalid argument"),
	CODE(KERN_FAILURE, "failure"),
	CODE(KERN_RESOURCE_SHORTAGE, "out of memory"),
	CODE(KERN_NOT_RECEIVER, "not the receiver of this port"),
	CODE(KERN_NO_ACCESS, "no access"),
	CODE(KERN_MEMORY_FAILURE, "the memory object is gone"),
	CODE(KERN_MEMORY_ERROR, "the memory object did not give the page"),
	CODE(KERN_NOT_IN_SET, "the port is in no set"),
	CODE(KERN_NAME_EXISTS, "the name is in use"),
	CODE(KERN_ABORTED, "broken off"),
	CODE(KERN_INVALID_NAME, "the name denotes no right"),
	CODE(KERN_INVALID_TASK, "not a task"),
	CODE(KERN_INVALID_RIGHT, "the name denotes another kind of right"),
	CODE(KERN_INVALID_VALUE, "value out of range"),
	CODE(KERN_UREFS_OVERFLOW, "too many user references"),
	CODE(KERN_INVALID_CAPABILITY, "the given right cannot serve"),
	CODE(KERN_RIGHT_EXISTS, "the right has another name"),
	CODE(KERN_INVALID_HOST, "not a host"),
	CODE(KERN_MEMORY_PRESENT, "the page is there already"),
	CODE(KERN_WRITE_PROTECTION_FAILURE, "write to a page marked for notification"),
	CODE(KERN_TERMINATED, "the object has ended"),
	CODE(KERN_TIMEDOUT, "the time is over"),
	CODE(KERN_INTERRUPTED, "a signal came between"),
	CODE(MACH_SEND_IN_PROGRESS, "still sending"),
	CODE(MACH_SEND_INVALID_DATA, "the message cannot be read"),
	CODE(MACH_SEND_INVALID_DEST, "no send right for the destination, or its port is dead"),
	CODE(MACH_SEND_TIMED_OUT, "the queue stayed full"),
	CODE(MACH_SEND_WILL_NOTIFY, "a notification will follow"),
	CODE(MACH_SEND_NOTIFY_IN_PROGRESS, "a notification is already asked for"),
	CODE(MACH_SEND_INTERRUPTED, "a signal came while the queue was full"),
	CODE(MACH_SEND_MSG_TOO_SMALL, "the message ends before its data do"),
	CODE(MACH_SEND_INVALID_REPLY, "the reply right is not there to give"),
	CODE(MACH_SEND_INVALID_RIGHT, "a right in the message is not there to give"),
	CODE(MACH_SEND_INVALID_NOTIFY, "the notify port is not there to notify"),
	CODE(MACH_SEND_INVALID_MEMORY, "out-of-line data cannot be read"),
	CODE(MACH_SEND_NO_BUFFER, "no memory for the message"),
	CODE(MACH_SEND_NO_NOTIFY, "no memory for the notification"),
	CODE(MACH_SEND_INVALID_TYPE, "a type descriptor contradicts itself"),
	CODE(MACH_SEND_INVALID_HEADER, "a disposition in the header makes no sense"),
	CODE(MACH_RCV_IN_PROGRESS, "still receiving"),
	CODE(MACH_RCV_INVALID_NAME, "the name denotes neither a receive right nor a port set"),
	CODE(MACH_RCV_TIMED_OUT, "no message came in time"),
	CODE(MACH_RCV_TOO_LARGE, "the message does not fit into the buffer"),
	CODE(MACH_RCV_INTERRUPTED, "a signal came before a message"),
	CODE(MACH_RCV_PORT_CHANGED, "the port was put into a set"),
	CODE(MACH_RCV_INVALID_NOTIFY, "the notify port is not there to notify"),
	CODE(MACH_RCV_INVALID_DATA, "the buffer cannot be written"),
	CODE(MACH_RCV_PORT_DIED, "the port was destroyed or given away"),
	CODE(MACH_RCV_IN_SET, "the port is in a set"),
	CODE(MACH_RCV_HEADER_ERROR, "no room for a right of the header"),
	CODE(MACH_RCV_BODY_ERROR, "no room for rights or memory of the body"),
	CODE(MACH_RCV_INVALID_TYPE,
		"a message of the NDR dialect, received with the typed headers"),
	CODE(MIG_TYPE_ERROR, "the reply is not what the interface says"),
	CODE(MIG_REPLY_MISMATCH, "the reply belongs to another call"),
	CODE(MIG_REMOTE_ERROR, "the server found an error"),
	CODE(MIG_BAD_ID, "the server knows no such routine"),
	CODE(MIG_BAD_ARGUMENTS, "the request is not what the server's interface says"),
	CODE(MIG_NO_REPLY, "no reply is to be sent"),
	CODE(MIG_EXCEPTION, "the server raised an exception"),
	CODE(MIG_ARRAY_TOO_LARGE, "an array does not fit"),
	CODE(MIG_SERVER_DIED, "the server is gone"),
	CODE(MIG_DESTROY_REQUEST, "the request is to be destroyed"),
};

const char *mach_error_string(mach_error_t error)
{
	mach_error_t plain = error;
	size_t i;

	/* These two come with bits that say what there was too little of. */
	if ((error & ~MACH_MSG_MASK) == MACH_RCV_HEADER_ERROR ||
		(error & ~MACH_MSG_MASK) == MACH_RCV_BODY_ERROR)
		plain = error & ~MACH_MSG_MASK;
	for (i = 0; i < sizeof codes / sizeof codes[0]; i++) {
		if (codes[i].code == plain)
			return codes[i].text;
	}
	return "unknown error code";
}

void mach_error(const char *message, mach_error_t error)
{
	fprintf(stderr, "%s: %s (%d)\n", message, mach_error_string(error), error);
}
