/*
 * The kernel's side of a server under test: what a message is turned into on its way, and the
 * memory that it brings.
 */
#ifndef MIGC_TESTS_FUZZ_KERNEL_H
#define MIGC_TESTS_FUZZ_KERNEL_H

#include <mach/message.h>
#include <stdbool.h>
#include <stddef.h>

/* The most out-of-line memory that one message may bring. */
enum { MEMORY_MAX_BYTES = 64 * 1024 };

/*
 * Turns a message into what is received: names of rights as receivers see them, new memory in the
 * place of each pointer. Returns false if a kernel would have refused the message. The body of a
 * message without the complex bit is not looked at, as in a kernel.
 */
bool kernel_deliver(mach_msg_header_t *message);

/* Checks that a kernel would take this reply. Pointers in it lead to memory of the server's own. */
void kernel_accept(const mach_msg_header_t *reply);

/*
 * Reads what a server function was told of: in the message, or in memory that came with it.
 */
void kernel_read(const mach_msg_header_t *message, const void *data, size_t size);

/* Whether data stand in the message itself. */
bool kernel_is_in_line(const mach_msg_header_t *message, const void *data);

/* Forgets what the last message brought and nobody released. */
void kernel_release_all(void);

#define require(condition) ((condition) ? (void)0 : kernel_failed(#condition, __FILE__, __LINE__))
_Noreturn void kernel_failed(const char *condition, const char *file, int line);

#endif
