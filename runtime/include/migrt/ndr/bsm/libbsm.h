/*
 * What an audit token says of the sender of a message. The sender cannot choose it. A process that
 * the receiver cannot know has pid 0; that grants nothing. All functions are thread-safe.
 */
#ifndef MIGRT_NDR_BSM_LIBBSM_H
#define MIGRT_NDR_BSM_LIBBSM_H

#include <mach/message.h>
#include <sys/types.h>

MIGRT_BEGIN_DECLS

/* The user who logged in; (uid_t)-1 if that is not known, as ever here. */
extern uid_t audit_token_to_auid(audit_token_t atoken) MIGRT_BIND(audit_token_to_auid);
extern uid_t audit_token_to_euid(audit_token_t atoken) MIGRT_BIND(audit_token_to_euid);
extern gid_t audit_token_to_egid(audit_token_t atoken) MIGRT_BIND(audit_token_to_egid);
extern uid_t audit_token_to_ruid(audit_token_t atoken) MIGRT_BIND(audit_token_to_ruid);
extern gid_t audit_token_to_rgid(audit_token_t atoken) MIGRT_BIND(audit_token_to_rgid);
extern pid_t audit_token_to_pid(audit_token_t atoken) MIGRT_BIND(audit_token_to_pid);
/* Tells processes with the same pid apart where that is known; 0 here. */
extern int audit_token_to_pidversion(audit_token_t atoken) MIGRT_BIND(audit_token_to_pidversion);

MIGRT_END_DECLS

#endif
