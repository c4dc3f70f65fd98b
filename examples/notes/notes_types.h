#ifndef NOTES_TYPES_H
#define NOTES_TYPES_H

#include <mach/port.h>

typedef char title_t[64];
typedef const char *const_title_t;
typedef char *text_t;

/* The server's own. */
typedef struct note *note_ref_t;
note_ref_t note_of_port(mach_port_t port);

#endif
