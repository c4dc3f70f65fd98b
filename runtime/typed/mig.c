/* What generated stubs call (<mach/mig_support.h>). */
#include "core/memory.h"
#include "core/shared.h"
#include "typed/same.h"

#include <mach/mach_port.h>
#include <mach/mach_traps.h>
#include <mach/mig_errors.h>
#include <mach/mig_support.h>
#include <pthread.h>
#include <stdint.h>

/* The key holds the calling thread's reply port, so that the port ends with the thread. */
static pthread_key_t reply_port_key;
static pthread_once_t reply_port_once = PTHREAD_ONCE_INIT;
static int reply_port_key_error;

static void reply_port_destroy(void *value)
{
	mach_port_mod_refs(
		mach_task_self(), (mach_port_name_t)(uintptr_t)value, MACH_PORT_RIGHT_RECEIVE, -1);
}

/* The child of a fork has no rights, so not this one either. */
static void forget_reply_port(void)
{
	pthread_setspecific(reply_port_key, NULL);
}

static void reply_port_key_create(void)
{
	reply_port_key_error = pthread_key_create(&reply_port_key, reply_port_destroy);
	if (!reply_port_key_error)
		pthread_atfork(NULL, NULL, forget_reply_port);
}

mach_port_t mig_get_reply_port(void)
{
	uintptr_t port;

	pthread_once(&reply_port_once, reply_port_key_create);
	if (reply_port_key_error)
		return MACH_PORT_NULL;
	port = (uintptr_t)pthread_getspecific(reply_port_key);
	if (port != MACH_PORT_NULL)
		return (mach_port_t)port;
	port = mach_reply_port();
	if (port != MACH_PORT_NULL && pthread_setspecific(reply_port_key, (void *)port) != 0) {
		reply_port_destroy((void *)port);
		port = MACH_PORT_NULL;
	}
	return (mach_port_t)port;
}

void mig_put_reply_port(mach_port_t reply_port)
{
	(void)reply_port;
}

void mig_dealloc_reply_port(mach_port_t reply_port)
{
	void *port;

	(void)reply_port;
	pthread_once(&reply_port_once, reply_port_key_create);
	if (reply_port_key_error)
		return;
	port = pthread_getspecific(reply_port_key);
	pthread_setspecific(reply_port_key, NULL);
	if (port)
		reply_port_destroy(port);
}

vm_size_t mig_strncpy(char *dst, const char *src, vm_size_t size)
{
	vm_size_t length = 0;

	if (size == 0)
		return 0;
	while (length < size - 1 && src[length] != '\0') {
		dst[length] = src[length];
		length++;
	}
	memset(dst + length, 0, size - length);
	return length;
}

void mig_allocate(vm_address_t *ret_address, vm_size_t size)
{
	*ret_address = (vm_address_t)mr_shared_allocate(size);
}

void mig_deallocate(vm_address_t address, vm_size_t size)
{
	mr_pages_free(address, size);
}

void mig_reply_setup(const mach_msg_header_t *request, mach_msg_header_t *reply)
{
	mig_reply_header_t *error_reply = (mig_reply_header_t *)(void *)reply;

	memset(error_reply, 0, sizeof *error_reply);
	reply->msgh_bits = MACH_MSGH_BITS(MACH_MSGH_BITS_REMOTE(request->msgh_bits), 0);
	reply->msgh_size = sizeof *error_reply;
	reply->msgh_remote_port = request->msgh_remote_port;
	reply->msgh_id = (mach_msg_id_t)((unsigned)request->msgh_id + 100u);
	error_reply->RetCodeType = (mach_msg_type_t){
		.msgt_name = MACH_MSG_TYPE_INTEGER_32,
		.msgt_size = 32,
		.msgt_inline = 1,
		.msgt_number = 1,
	};
	error_reply->RetCode = MIG_BAD_ID;
}

/* ---- The NDR set ---- */

MR_SAME_IN_NDR(mig_get_reply_port);
MR_SAME_IN_NDR(mig_put_reply_port);
MR_SAME_IN_NDR(mig_dealloc_reply_port);
MR_SAME_IN_NDR_AS(mig_get_reply_port, mig_get_special_reply_port);
MR_SAME_IN_NDR_AS(mig_dealloc_reply_port, mig_dealloc_special_reply_port);
MR_SAME_IN_NDR(mig_allocate);
MR_SAME_IN_NDR(mig_deallocate);
