/* The functions that stubs call, and return codes as text. */
#include "unit.h"

#include <mach/mach.h>
#include <mach_error.h>
#include <pthread.h>
#include <string.h>

static void strncpy_counts_and_terminates(void **state)
{
	char field[8];
	static const char text[] = "a longer text";

	(void)state;
	memset(field, 'x', sizeof field);
	assert_int_equal(3, mig_strncpy(field, "abc", sizeof field));
	assert_memory_equal("abc\0\0\0\0", field, sizeof field);
	memset(field, 'x', sizeof field);
	assert_int_equal(7, mig_strncpy(field, text, sizeof field));
	assert_string_equal("a longe", field);
	assert_int_equal(7, mig_strncpy(field, "1234567", sizeof field));
	assert_string_equal("1234567", field);
	assert_int_equal(0, mig_strncpy(field, "", sizeof field));
	assert_int_equal(0, field[0]);
	memset(field, 'x', sizeof field);
	assert_int_equal(0, mig_strncpy(field, text, 1));
	assert_int_equal(0, field[0]);
	assert_int_equal('x', field[1]);
	assert_int_equal(0, mig_strncpy(field, text, 0));
	assert_int_equal('x', field[1]);
	/* Also by the name that -subrprefix __ gives. */
	assert_int_equal(2, __mig_strncpy(field, "ab", 3));
}

static mach_port_type_t type_of(mach_port_t name)
{
	mach_port_type_t type = 0;

	if (mach_port_type(mach_task_self(), name, &type) != KERN_SUCCESS)
		return 0;
	return type;
}

static void *other_thread(void *port)
{
	*(mach_port_t *)port = mig_get_reply_port();
	return NULL;
}

static void reply_port_belongs_to_the_thread(void **state)
{
	mach_port_t port = mig_get_reply_port();
	mach_port_t other = MACH_PORT_NULL;
	pthread_t thread;

	(void)state;
	assert_int_equal(MACH_PORT_TYPE_RECEIVE, type_of(port));
	assert_int_equal(port, mig_get_reply_port());
	mig_put_reply_port(port);
	assert_int_equal(port, mig_get_reply_port());
	assert_int_equal(0, pthread_create(&thread, NULL, other_thread, &other));
	assert_int_equal(0, pthread_join(thread, NULL));
	assert_int_not_equal(MACH_PORT_NULL, other);
	assert_int_not_equal(port, other);
	assert_int_equal(MACH_PORT_TYPE_NONE, type_of(other));

	mig_dealloc_reply_port(port);
	assert_int_equal(MACH_PORT_TYPE_NONE, type_of(port));
	assert_int_not_equal(port, mig_get_reply_port());
	mig_dealloc_reply_port(MACH_PORT_NULL);
	mig_dealloc_reply_port(MACH_PORT_NULL);
}

static void allocated_memory_is_the_callers(void **state)
{
	vm_address_t address = 1;

	(void)state;
	mig_allocate(&address, 5000);
	assert_int_not_equal(0, address);
	assert_int_equal(0, ((char *)address)[4999]);
	memset((void *)address, 1, 5000);
	mig_deallocate(address, 5000);
	mig_allocate(&address, (vm_size_t)-1);
	assert_int_equal(0, address);
	mig_deallocate(0, 0);
}

static void reply_setup_is_an_error_reply(void **state)
{
	mach_msg_header_t request = {0};
	mig_reply_header_t reply;

	(void)state;
	memset(&reply, 0xff, sizeof reply);
	request.msgh_bits = MACH_MSGH_BITS_COMPLEX |
			    MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, MACH_MSG_TYPE_PORT_SEND);
	request.msgh_remote_port = 0x55;
	request.msgh_local_port = 0x66;
	request.msgh_id = 2000;
	mig_reply_setup(&request, &reply.Head);
	assert_int_equal(MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, 0), reply.Head.msgh_bits);
	assert_int_equal(sizeof(void *) == 8 ? 48 : 32, reply.Head.msgh_size);
	assert_int_equal(0x55, reply.Head.msgh_remote_port);
	assert_int_equal(MACH_PORT_NULL, reply.Head.msgh_local_port);
	assert_int_equal(2100, reply.Head.msgh_id);
	assert_int_equal(MACH_MSG_TYPE_INTEGER_32, reply.RetCodeType.msgt_name);
	assert_int_equal(32, reply.RetCodeType.msgt_size);
	assert_int_equal(1, reply.RetCodeType.msgt_number);
	assert_int_equal(1, reply.RetCodeType.msgt_inline);
	assert_int_equal(MIG_BAD_ID, reply.RetCode);
}

static void errors_have_texts(void **state)
{
	(void)state;
	assert_int_equal(0, strncmp("KERN_SUCCESS: ", mach_error_string(KERN_SUCCESS), 14));
	assert_int_equal(0, strncmp("MACH_SEND_INVALID_DEST: ", mach_error_string(0x10000003), 24));
	assert_int_equal(0, strncmp("MACH_RCV_TOO_LARGE: ", mach_error_string(0x10004004), 20));
	assert_int_equal(0, strncmp("MIG_SERVER_DIED: ", mach_error_string(-308), 17));
	assert_int_equal(
		0, strncmp("MACH_RCV_BODY_ERROR: ",
			   mach_error_string(MACH_RCV_BODY_ERROR | MACH_MSG_IPC_SPACE), 21));
	assert_string_equal("unknown error code", mach_error_string(-12345));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strncpy_counts_and_terminates),
		cmocka_unit_test(reply_port_belongs_to_the_thread),
		cmocka_unit_test(allocated_memory_is_the_callers),
		cmocka_unit_test(reply_setup_is_an_error_reply),
		cmocka_unit_test(errors_have_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
