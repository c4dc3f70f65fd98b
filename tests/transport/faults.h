/*
 * Calls of the system that fail on demand. The library is compiled once more with this header in
 * front of each of its files, and faults.c says which call fails.
 */
#ifndef TRANSPORT_FAULTS_H
#define TRANSPORT_FAULTS_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* Counts a call. True: it fails, with that error in errno. */
bool fault_is_due(int error);
/* The same for calls that can be tried again, which fail once and no more. */
bool fault_is_due_once(int error);
/* The same for a packet that is sent; which error it is depends on the round. */
bool fault_is_due_in_send(void);

/* Does what setsockopt does, or less. */
int fault_setsockopt(int fd, int level, int name, const void *value, socklen_t size);

#define malloc(size)           (fault_is_due(ENOMEM) ? NULL : malloc(size))
#define calloc(count, size)    (fault_is_due(ENOMEM) ? NULL : calloc(count, size))
#define realloc(block, size)   (fault_is_due(ENOMEM) ? NULL : realloc(block, size))
#define strdup(text)           (fault_is_due(ENOMEM) ? NULL : strdup(text))
#define open_memstream(at, n)  (fault_is_due(ENOMEM) ? NULL : open_memstream(at, n))
#define mmap(...)              (fault_is_due(ENOMEM) ? MAP_FAILED : mmap(__VA_ARGS__))
#define memfd_create(name, f)  (fault_is_due(EMFILE) ? -1 : memfd_create(name, f))
#define ftruncate(fd, size)    (fault_is_due(ENOSPC) ? -1 : ftruncate(fd, size))
#define pwrite(fd, at, n, off) (fault_is_due(ENOSPC) ? -1 : pwrite(fd, at, n, off))
#define open(...)              (fault_is_due(EMFILE) ? -1 : open(__VA_ARGS__))
#define fcntl(...)             (fault_is_due(EMFILE) ? -1 : fcntl(__VA_ARGS__))
#define epoll_create1(flags)   (fault_is_due(EMFILE) ? -1 : epoll_create1(flags))
#define epoll_ctl(...)         (fault_is_due(ENOSPC) ? -1 : epoll_ctl(__VA_ARGS__))
#define eventfd(value, flags)  (fault_is_due(EMFILE) ? -1 : eventfd(value, flags))
#define socket(...)            (fault_is_due(EMFILE) ? -1 : socket(__VA_ARGS__))
#define socketpair(...)        (fault_is_due(EMFILE) ? -1 : socketpair(__VA_ARGS__))
#define accept4(...)           (fault_is_due(EMFILE) ? -1 : accept4(__VA_ARGS__))
#define connect(...)           (fault_is_due(ENOMEM) ? -1 : connect(__VA_ARGS__))
#define bind(...)              (fault_is_due(ENOMEM) ? -1 : bind(__VA_ARGS__))
#define setsockopt(...)        fault_setsockopt(__VA_ARGS__)
#define poll(...)              (fault_is_due_once(EINTR) ? -1 : poll(__VA_ARGS__))
#define epoll_wait(...)        (fault_is_due_once(EINTR) ? -1 : epoll_wait(__VA_ARGS__))
#define recvmsg(...)           (fault_is_due_once(ENOMEM) ? -1 : recvmsg(__VA_ARGS__))
#define send(...)              (fault_is_due_in_send() ? -1 : send(__VA_ARGS__))
#define sendmsg(...)           (fault_is_due_in_send() ? -1 : sendmsg(__VA_ARGS__))

#endif
