/* What the program asks of its server, in whichever language that is. */
#ifndef SERVER_H
#define SERVER_H

#include <mach/mach.h>

/* The demultiplexer. */
boolean_t pairs_server(mach_msg_header_t *request, mach_msg_header_t *reply);

/* To be called once, before the first request. */
void server_setup(void);

#endif
