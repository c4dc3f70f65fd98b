/*
 * How a return code is put together: system (6 bits), subsystem (12 bits), code (14 bits). System 4
 * is message passing, with subsystem 0 for sending and 1 for receiving. MIG's own codes, -300 and
 * below, do not follow this.
 */
#ifndef MIGRT_NDR_MACH_ERROR_H
#define MIGRT_NDR_MACH_ERROR_H

#include <mach/kern_return.h>

typedef kern_return_t mach_error_t;

#define err_get_system(err) (((err) >> 26) & 0x3f)
#define err_get_sub(err)    (((err) >> 14) & 0xfff)
#define err_get_code(err)   ((err)&0x3fff)

#define ERR_SUCCESS         ((mach_error_t)0)

#endif
