/* The values of kern_return_t. From 24 on they differ from those of the typed header set. */
#ifndef MIGRT_NDR_MACH_KERN_RETURN_H
#define MIGRT_NDR_MACH_KERN_RETURN_H

#include <mach/machine/kern_return.h>

#define KERN_SUCCESS                  0
#define KERN_INVALID_ADDRESS          1  /* no memory there */
#define KERN_PROTECTION_FAILURE       2  /* memory is there, the access is not allowed */
#define KERN_NO_SPACE                 3  /* the range is taken, or no room for it */
#define KERN_INVALID_ARGUMENT         4  /* an argument makes no sense for this object */
#define KERN_FAILURE                  5  /* did not work, for no reason of this list */
#define KERN_RESOURCE_SHORTAGE        6  /* out of memory or table space just now */
#define KERN_NOT_RECEIVER             7  /* the task has no receive right for the port */
#define KERN_NO_ACCESS                8  /* refused */
#define KERN_MEMORY_FAILURE           9  /* the memory object behind the page is gone */
#define KERN_MEMORY_ERROR             10 /* the memory object could not give the page */
#define KERN_ALREADY_IN_SET           11 /* the port is in that set already */
#define KERN_NOT_IN_SET               12 /* the port is in no set */
#define KERN_NAME_EXISTS              13 /* the name is in use */
#define KERN_ABORTED                  14 /* broken off */
#define KERN_INVALID_NAME             15 /* the name denotes nothing */
#define KERN_INVALID_TASK             16 /* not a living task */
#define KERN_INVALID_RIGHT            17 /* the name denotes a right of another kind */
#define KERN_INVALID_VALUE            18 /* a number out of range */
#define KERN_UREFS_OVERFLOW           19 /* too many user references */
#define KERN_INVALID_CAPABILITY       20 /* the given right cannot serve */
#define KERN_RIGHT_EXISTS             21 /* the task has the right under another name */
#define KERN_INVALID_HOST             22 /* not a host */
#define KERN_MEMORY_PRESENT           23 /* the page is there already */
#define KERN_MEMORY_DATA_MOVED        24
#define KERN_MEMORY_RESTART_COPY      25
#define KERN_INVALID_PROCESSOR_SET    26
#define KERN_POLICY_LIMIT             27
#define KERN_INVALID_POLICY           28
#define KERN_INVALID_OBJECT           29
#define KERN_ALREADY_WAITING          30
#define KERN_DEFAULT_SET              31
#define KERN_EXCEPTION_PROTECTED      32
#define KERN_INVALID_LEDGER           33
#define KERN_INVALID_MEMORY_CONTROL   34
#define KERN_INVALID_SECURITY         35
#define KERN_NOT_DEPRESSED            36
#define KERN_TERMINATED               37 /* the object has ended */
#define KERN_LOCK_SET_DESTROYED       38
#define KERN_LOCK_UNSTABLE            39
#define KERN_LOCK_OWNED               40
#define KERN_LOCK_OWNED_SELF          41
#define KERN_SEMAPHORE_DESTROYED      42
#define KERN_RPC_SERVER_TERMINATED    43
#define KERN_RPC_TERMINATE_ORPHAN     44
#define KERN_RPC_CONTINUE_ORPHAN      45
#define KERN_NOT_SUPPORTED            46 /* nothing here can do this */
#define KERN_NODE_DOWN                47
#define KERN_NOT_WAITING              48
#define KERN_OPERATION_TIMED_OUT      49 /* the time is over */
#define KERN_CODESIGN_ERROR           50
#define KERN_POLICY_STATIC            51
#define KERN_INSUFFICIENT_BUFFER_SIZE 52
#define KERN_DENIED                   53
#define KERN_MISSING_KC               54
#define KERN_INVALID_KC               55
#define KERN_NOT_FOUND                56
#define KERN_RETURN_MAX               0x100 /* all values are below */

#endif
