/* The trailer of a received message: its number, and who sent it. */
#include "both/both.h"

#include <bsm/libbsm.h>
#include <string.h>
#include <unistd.h>

/* Words of an audit token. */
enum {
	TOKEN_AUID,
	TOKEN_EUID,
	TOKEN_EGID,
	TOKEN_RUID,
	TOKEN_RGID,
	TOKEN_PID,
	TOKEN_SESSION,
	TOKEN_PIDVERSION
};

const security_token_t KERNEL_SECURITY_TOKEN = KERNEL_SECURITY_TOKEN_VALUE;
const audit_token_t KERNEL_AUDIT_TOKEN = KERNEL_AUDIT_TOKEN_VALUE;

/*
 * Who sent a message. Of another process Linux tells its real user and group only, which stand for
 * the effective ones as well; an unknown one is nobody, and never the kernel.
 */
static audit_token_t sender_audit_token(const struct mr_message *message)
{
	audit_token_t token = KERNEL_AUDIT_TOKEN_VALUE;

	token.val[TOKEN_AUID] = (unsigned)-1;
	if (message->from_outside) {
		token.val[TOKEN_EUID] = message->sender.uid;
		token.val[TOKEN_EGID] = message->sender.gid;
		token.val[TOKEN_RUID] = message->sender.uid;
		token.val[TOKEN_RGID] = message->sender.gid;
		token.val[TOKEN_PID] = (unsigned)message->sender.pid;
		return token;
	}
	token.val[TOKEN_EUID] = geteuid();
	token.val[TOKEN_EGID] = getegid();
	token.val[TOKEN_RUID] = getuid();
	token.val[TOKEN_RGID] = getgid();
	token.val[TOKEN_PID] = (unsigned)getpid();
	return token;
}

void mr_trailer_write(
	const struct mr_message *message, mach_msg_option_t option, unsigned char *place)
{
	mach_msg_max_trailer_t trailer = {.msgh_trailer_type = MACH_MSG_TRAILER_FORMAT_0};

	trailer.msgh_trailer_size = REQUESTED_TRAILER_SIZE(option);
	trailer.msgh_seqno = message->seqno;
	if (message->wire == MR_WIRE_NOTIFICATION && !message->from_outside) {
		trailer.msgh_sender = KERNEL_SECURITY_TOKEN;
		trailer.msgh_audit = KERNEL_AUDIT_TOKEN;
	} else if (trailer.msgh_trailer_size > sizeof(mach_msg_seqno_trailer_t)) {
		trailer.msgh_audit = sender_audit_token(message);
		trailer.msgh_sender.val[0] = trailer.msgh_audit.val[TOKEN_EUID];
		trailer.msgh_sender.val[1] = trailer.msgh_audit.val[TOKEN_EGID];
	}
	/* Each trailer is the beginning of the largest. */
	memcpy(place, &trailer, trailer.msgh_trailer_size);
}

uid_t audit_token_to_auid(audit_token_t atoken)
{
	return atoken.val[TOKEN_AUID];
}

uid_t audit_token_to_euid(audit_token_t atoken)
{
	return atoken.val[TOKEN_EUID];
}

gid_t audit_token_to_egid(audit_token_t atoken)
{
	return atoken.val[TOKEN_EGID];
}

uid_t audit_token_to_ruid(audit_token_t atoken)
{
	return atoken.val[TOKEN_RUID];
}

gid_t audit_token_to_rgid(audit_token_t atoken)
{
	return atoken.val[TOKEN_RGID];
}

pid_t audit_token_to_pid(audit_token_t atoken)
{
	return (pid_t)atoken.val[TOKEN_PID];
}

int audit_token_to_pidversion(audit_token_t atoken)
{
	return (int)atoken.val[TOKEN_PIDVERSION];
}
