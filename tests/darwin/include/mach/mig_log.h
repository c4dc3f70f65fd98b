/* What stubs made with -L tell of messages, if MIG_DEBUG is set. */
#ifndef TESTS_MACH_MIG_LOG_H
#define TESTS_MACH_MIG_LOG_H
#include <mach/mach_types.h>
typedef enum { MACH_MSG_LOG_USER, MACH_MSG_LOG_SERVER } mig_who_t;
typedef enum {
	MACH_MSG_REQUEST_BEING_SENT,
	MACH_MSG_REQUEST_BEING_RCVD,
	MACH_MSG_REPLY_BEING_SENT,
	MACH_MSG_REPLY_BEING_RCVD
} mig_which_event_t;
typedef enum { MACH_MSG_ERROR_WHILE_PARSING, MACH_MSG_ERROR_UNKNOWN_ID } mig_which_error_t;
#ifdef __cplusplus
extern "C" {
#endif
void MigEventTracer(mig_who_t who, mig_which_event_t what, mach_msg_id_t msgh_id, unsigned int size,
	unsigned int kpd, unsigned int retcode, unsigned int ports, unsigned int oolports,
	unsigned int ool, const char *file, unsigned int line);
void MigEventErrors(
	mig_who_t who, mig_which_error_t what, void *par, const char *file, unsigned int line);
extern int mig_errors, mig_tracing;
#ifdef __cplusplus
}
#endif
#define LOG_ERRORS      \
	if (mig_errors) \
	MigEventErrors
#define LOG_TRACE        \
	if (mig_tracing) \
	MigEventTracer
#endif
