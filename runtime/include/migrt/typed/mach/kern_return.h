/* kern_return_t and its values: what Mach's calls answer. */
#ifndef MIGRT_TYPED_MACH_KERN_RETURN_H
#define MIGRT_TYPED_MACH_KERN_RETURN_H

typedef int kern_return_t;

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
#define KERN_WRITE_PROTECTION_FAILURE 24 /* write to a page marked for notification */
#define KERN_TERMINATED               26 /* the object has ended */
#define KERN_TIMEDOUT                 27 /* the time is over */
#define KERN_INTERRUPTED              28 /* a signal came between */

#endif
