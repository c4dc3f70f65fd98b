/* boolean_t, Mach's truth value: zero is false, anything else is true. */
#ifndef MIGRT_NDR_MACH_BOOLEAN_H
#define MIGRT_NDR_MACH_BOOLEAN_H

typedef int boolean_t;

#ifndef TRUE
#define TRUE ((boolean_t)1)
#endif
#ifndef FALSE
#define FALSE ((boolean_t)0)
#endif

#endif
