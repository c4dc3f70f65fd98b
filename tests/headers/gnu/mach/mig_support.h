/* The support functions that generated stubs call, as a C library or a kernel declares them. The
 * gnumach-dev package has no such header; this one stands in for it in tests.
 *
 * MIG_TEST_SUBR(name) is the name with the prefix that the option -subrprefix gave the stubs. */
#ifndef MIGC_TESTS_MACH_MIG_SUPPORT_H
#define MIGC_TESTS_MACH_MIG_SUPPORT_H

#include <mach/message.h>
#include <mach/std_types.h>
#include <string.h>

#ifndef MIG_TEST_SUBR
#define MIG_TEST_SUBR(name) name
#endif

#ifdef __cplusplus
extern "C" {
#endif

mach_port_t MIG_TEST_SUBR(mig_get_reply_port)(void);
void MIG_TEST_SUBR(mig_put_reply_port)(mach_port_t port);
void MIG_TEST_SUBR(mig_dealloc_reply_port)(mach_port_t port);

/* Copies a string into a field of `size` bytes, cuts it where it does not fit, and always
 * terminates it. Returns the length without the NUL. */
vm_size_t MIG_TEST_SUBR(mig_strncpy)(char *destination, const char *source, vm_size_t size);

void MIG_TEST_SUBR(mig_allocate)(vm_offset_t *address, vm_size_t size);
void MIG_TEST_SUBR(mig_deallocate)(vm_offset_t address, vm_size_t size);

mach_msg_return_t MIG_TEST_SUBR(mach_msg)(mach_msg_header_t *message, mach_msg_option_t option,
	mach_msg_size_t send_size, mach_msg_size_t receive_size, mach_port_t receive_name,
	mach_msg_timeout_t timeout, mach_port_t notify);

#ifdef __cplusplus
}
#endif

#endif
