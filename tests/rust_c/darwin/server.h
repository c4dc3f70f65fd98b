/* What the program asks of its server, in whichever language that is. */
#ifndef SERVER_H
#define SERVER_H

#include "darwin_server.h"

/* To be called once, before the first request. */
void server_setup(void);

#endif
