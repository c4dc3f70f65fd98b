#ifndef SERVER_H
#define SERVER_H

#include <mach/mach.h>

/* The demultiplexer of words.defs. */
boolean_t words_server(mach_msg_header_t *request, mach_msg_header_t *reply);

/* Makes the server ready to answer. */
void server_setup(void);

#endif
