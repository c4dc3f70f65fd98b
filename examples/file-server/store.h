/*
 * The files that clients have open: each is a port in one set, until its last send right has gone.
 */
#ifndef STORE_H
#define STORE_H

#include <mach/mach.h>

/* Gives out the files of a folder from now on. 0: there is no such folder. */
int store_start(const char *path, mach_port_t files);

kern_return_t store_open(const char *path, mach_port_t *ret_port);
kern_return_t store_read(mach_port_t port, int offset, int count, char **ret_bytes,
	mach_msg_type_number_t *ret_count);
kern_return_t store_size(mach_port_t port, int *ret_size);
void store_close(mach_port_t port);

#endif
