/*
 * The kernel's side of a server under test: what a message is turned into on its way, the rights
 * and memory that it brings, and an account of who has released what. kernel.c has what is alike
 * for both wires, kernel_typed.c and kernel_ndr.c walk their messages.
 */
#ifndef MIGC_TESTS_FUZZ_KERNEL_H
#define MIGC_TESTS_FUZZ_KERNEL_H

#include "server.h"

#include <mach/message.h>

#define require(condition) ((condition) ? (void)0 : kernel_failed(#condition, __FILE__, __LINE__))
_Noreturn void kernel_failed(const char *condition, const char *file, int line);

/* ---- One request ---- */

/* What is tested, for complaints. */
extern const char *kernel_subject;
extern unsigned kernel_routine;

/* Forgets the last request. */
void kernel_begin(const mach_msg_header_t *request, unsigned char answer);

/* Everything that the request brought is released. forgiven: memory that only a stub could release
 * need not be. */
void kernel_check_released(bool forgiven);

/* Frees what the last request brought and nobody released. */
void kernel_end(void);

/* How many functions were called. */
extern int kernel_calls;

/* The result of the function. */
extern kern_return_t kernel_answered;

/* ---- For those who walk messages ---- */

/* A name of a right that came with the request; what is not a right's name stays as it is. */
mach_port_t kernel_bring_right(mach_port_t sent);
/* Memory that came with it; *ret_address NULL for no bytes. False: more than a kernel would take.
 */
bool kernel_bring_memory(size_t size, void **ret_address);
void kernel_release_right(mach_port_t name);
/* Released whole, and once. */
void kernel_release_memory(const void *address, size_t size);

/* What a reply carries was given by the function, or came with the request. */
void kernel_check_sent_right(mach_port_t name);
void kernel_check_sent_memory(const void *address, size_t size);

/* ---- One for each wire ---- */

/*
 * Turns a message into what is received: names of rights as receivers see them, new memory in the
 * place of each pointer. Returns false if a kernel would have refused the message.
 */
bool kernel_deliver(mach_msg_header_t *message);

/* mach_msg_destroy: releases what is still in the message. */
void kernel_destroy(mach_msg_header_t *message);

/* Checks that a kernel would take this reply, and that what it carries is the function's. */
void kernel_accept(const mach_msg_header_t *reply);

/* The result that a server loop sees in a reply. */
kern_return_t kernel_reply_code(const mach_msg_header_t *reply);

/* The bytes of a reply that only tells a result, the unit of sizes, and the bits of a request. */
size_t kernel_error_bytes(void);
size_t kernel_unit_bytes(void);
void kernel_write_header(mach_msg_header_t *request, bool is_complex, int id);

/* What follows a message that is received, by a choice; its bytes. */
size_t kernel_trailer(unsigned choice, unsigned char *ret_bytes);
enum { KERNEL_TRAILER_MAX_BYTES = 128 };

/* Whether a stub may say this without calling a function. */
bool kernel_refuses_with(kern_return_t code);

#endif
