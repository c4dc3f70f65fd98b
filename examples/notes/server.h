#ifndef SERVER_H
#define SERVER_H

#include <mach/mach.h>
#include <pthread.h>

/* Starts a thread that answers requests, and stores a send right for its port. Returns whether that
 * worked. */
int server_start(mach_port_t *ret_server, pthread_t *ret_thread);

/* Ends the thread. */
void server_stop(pthread_t thread);

#endif
