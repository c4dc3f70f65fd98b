#ifndef SERVER_H
#define SERVER_H

#include <mach/mach.h>
#include <pthread.h>

/* Starts a thread that answers one request to the port. Returns 0, or an errno. */
int server_start(mach_port_t port, pthread_t *ret_thread);

#endif
