#ifndef	_io_server_
#define	_io_server_

/* Module io */

#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>

#include <mach/mig_errors.h>
#include <mach/std_types.h>
#include <mach/std_types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Routine io_write */
#define MIG_RPC_HAVE_IO_WRITE
#define MIG_RPC_REQUEST_ID_IO_WRITE 7200
#define MIG_RPC_REPLY_ID_IO_WRITE 7300
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t io_write
(
	mach_port_t io_object,
	mach_port_t reply,
	mach_msg_type_name_t replyPoly,
	const_test_data_t data,
	mach_msg_type_number_t dataCnt,
	int64_t offset,
	natural_t *amount
);

/* Routine io_read */
#define MIG_RPC_HAVE_IO_READ
#define MIG_RPC_REQUEST_ID_IO_READ 7201
#define MIG_RPC_REPLY_ID_IO_READ 7301
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t io_read
(
	mach_port_t io_object,
	test_data_t *data,
	mach_msg_type_number_t *dataCnt,
	boolean_t *dataDealloc,
	int64_t offset,
	natural_t amount
);

/* Routine io_stat */
#define MIG_RPC_HAVE_IO_STAT
#define MIG_RPC_REQUEST_ID_IO_STAT 7202
#define MIG_RPC_REPLY_ID_IO_STAT 7302
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t io_stat
(
	mach_port_t stat_object,
	test_stat_t *stat_info
);

/* SimpleRoutine io_async */
#define MIG_RPC_HAVE_IO_ASYNC
#define MIG_RPC_REQUEST_ID_IO_ASYNC 7204
#define MIG_RPC_REPLY_ID_IO_ASYNC 7304
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t io_async
(
	mach_port_t notify_object,
	int reason
);

#ifdef __cplusplus
}
#endif

extern mig_routine_t io_server_routines[];

/* The stub of a request, or 0 if this subsystem has none for its id. */
static __inline mig_routine_t io_server_routine(const mach_msg_header_t *InHeadP)
{
	unsigned int number = (unsigned int) InHeadP->msgh_id - (unsigned int) 7200;

	return number < 5U ? io_server_routines[number] : 0;
}

#endif	/* not defined(_io_server_) */
