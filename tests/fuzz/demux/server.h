/*
 * What generated server functions use: they read all that they are told is there, take over what is
 * theirs after success, and answer by a byte.
 */
#ifndef MIGC_TESTS_FUZZ_SERVER_H
#define MIGC_TESTS_FUZZ_SERVER_H

#include <mach/kern_return.h>
#include <mach/mig_errors.h>
#include <mach/port.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The byte by which functions choose what to answer. */
extern unsigned char answer_now;

/* ---- Answers ---- */

/* Counts the call and says what the function returns. can_exceed: one of its results is bounded. */
kern_return_t answer_result(bool can_exceed);

/* Whether it counts more results than there is room for, which its stub refuses. */
bool answer_exceeds(void);

/* Whether it takes over what the request brought. */
bool answer_owns(void);

/* How many of so many a result has; one more than the bound if it exceeds. */
mach_msg_type_number_t answer_count(mach_msg_type_number_t room, mach_msg_type_number_t bound);

/* ---- What it got ---- */

/* In the message, in memory that it brought, or in a local of the stub. */
void take_bytes(const void *data, size_t size);
void take_text(const char *text, size_t room);
/* Values in variables. */
void look(const void *data, size_t size);
/* Rights and memory are the function's now. Rights are names, or anything that begins with one. */
void own_right(const void *right, size_t size);
void own_rights(const void *rights, size_t count);
void own_memory(const void *data, size_t size);

/* ---- What it gives ---- */

mach_port_t give_right(void);
void give_rights(void *rights, size_t count);
void *give_memory(size_t size);
void *give_memory_of_rights(size_t count);
void give_text(char *text, size_t room);
mach_msg_type_name_t give_disposition(void);

#endif
