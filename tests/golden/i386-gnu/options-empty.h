#ifndef	_empty_user_
#define	_empty_user_

/* Module empty */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>


#endif	/* not defined(_empty_user_) */
