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
#endif
