/* Errors of remote calls, the error reply, and the tables of generated servers. */
#ifndef MIGRT_TYPED_MACH_MIG_ERRORS_H
#define MIGRT_TYPED_MACH_MIG_ERRORS_H

#include <mach/kern_return.h>
#include <mach/message.h>

#define MIG_TYPE_ERROR      -300 /* client: the reply is not what the interface says */
#define MIG_REPLY_MISMATCH  -301 /* client: the reply belongs to another call */
#define MIG_REMOTE_ERROR    -302
#define MIG_BAD_ID          -303 /* server: no such routine */
#define MIG_BAD_ARGUMENTS   -304 /* server: the request is not what the interface says */
#define MIG_NO_REPLY        -305 /* server function: somebody replies later */
#define MIG_EXCEPTION       -306
#define MIG_ARRAY_TOO_LARGE -307 /* client: the array does not fit */
#define MIG_SERVER_DIED     -308 /* client: the server let the reply right go */
#define MIG_DESTROY_REQUEST -309 /* server function: release the request, send no reply */

/* A reply that carries nothing but a return code; every reply begins like this. */
typedef struct {
	mach_msg_header_t Head;
	mach_msg_type_t RetCodeType;
	kern_return_t RetCode;
} mig_reply_header_t;

/* One entry of a server's table with names. */
typedef struct mig_symtab {
	char *ms_routine_name;
	int ms_routine_number;
	void (*ms_routine)(void);
} mig_symtab_t;

/* The function of a generated server that answers one request. */
typedef void (*mig_routine_t)(mach_msg_header_t *request, mach_msg_header_t *reply);

#endif
