/* The calls on rights: arguments out of range, and the answers that no message is needed for. */
#include "unit.h"

#include <mach/mach.h>

static mach_port_t self(void)
{
	return mach_task_self();
}

static mach_port_t new_port(void)
{
	mach_port_t port = MACH_PORT_NULL;

	assert_int_equal(KERN_SUCCESS, mach_port_allocate(self(), MACH_PORT_RIGHT_RECEIVE, &port));
	return port;
}

static void the_task_argument(void **state)
{
	mach_port_t port = new_port();
	mach_port_t name;

	(void)state;
	assert_int_equal(self(), self());
	assert_int_equal(MACH_SEND_INVALID_DEST, mach_port_destroy(MACH_PORT_NULL, port));
	assert_int_equal(MACH_SEND_INVALID_DEST, mach_port_destroy(port, port));
	assert_int_equal(
		KERN_SUCCESS, mach_port_insert_right(self(), port, port, MACH_MSG_TYPE_MAKE_SEND));
	assert_int_equal(KERN_INVALID_ARGUMENT, mach_port_destroy(port, port));
	assert_int_equal(
		KERN_INVALID_ARGUMENT, mach_port_allocate(port, MACH_PORT_RIGHT_RECEIVE, &name));
	assert_int_equal(KERN_SUCCESS, mach_port_destroy(self(), port));
}

static void allocation(void **state)
{
	mach_port_t name;
	mach_port_status_t status;

	(void)state;
	assert_int_equal(
		KERN_INVALID_VALUE, mach_port_allocate(self(), MACH_PORT_RIGHT_SEND, &name));
	assert_int_equal(KERN_INVALID_VALUE, mach_port_allocate(self(), 77, &name));
	assert_int_equal(
		KERN_SUCCESS, mach_port_allocate_name(self(), MACH_PORT_RIGHT_RECEIVE, 0x4711));
	assert_int_equal(
		KERN_NAME_EXISTS, mach_port_allocate_name(self(), MACH_PORT_RIGHT_RECEIVE, 0x4711));
	assert_int_equal(KERN_INVALID_VALUE,
		mach_port_allocate_name(self(), MACH_PORT_RIGHT_RECEIVE, MACH_PORT_DEAD));
	assert_int_equal(
		KERN_INVALID_VALUE, mach_port_allocate_name(self(), MACH_PORT_RIGHT_SEND, 0x4712));
	assert_int_equal(KERN_SUCCESS, mach_port_get_receive_status(self(), 0x4711, &status));
	assert_int_equal(MACH_PORT_NULL, status.mps_pset);
	assert_int_equal(0, status.mps_seqno);
	assert_int_equal(0, status.mps_mscount);
	assert_int_equal(5, status.mps_qlimit);
	assert_int_equal(0, status.mps_msgcount + status.mps_sorights);
	assert_false(status.mps_srights || status.mps_pdrequest || status.mps_nsrequest);
	assert_int_equal(KERN_SUCCESS, mach_port_destroy(self(), 0x4711));
	assert_int_equal(KERN_INVALID_NAME, mach_port_destroy(self(), 0x4711));
}

static void references(void **state)
{
	mach_port_t port = new_port();
	mach_port_t dead;
	mach_port_urefs_t refs = 99;

	(void)state;
	assert_int_equal(
		KERN_SUCCESS, mach_port_get_refs(self(), port, MACH_PORT_RIGHT_RECEIVE, &refs));
	assert_int_equal(1, refs);
	assert_int_equal(
		KERN_SUCCESS, mach_port_get_refs(self(), port, MACH_PORT_RIGHT_SEND, &refs));
	assert_int_equal(0, refs);
	assert_int_equal(KERN_INVALID_VALUE, mach_port_get_refs(self(), port, 5, &refs));
	assert_int_equal(KERN_INVALID_NAME, mach_port_get_refs(self(), 0x999999, 0, &refs));

	assert_int_equal(KERN_INVALID_RIGHT, mach_port_deallocate(self(), port));
	assert_int_equal(KERN_INVALID_VALUE, mach_port_mod_refs(self(), port, 5, 0));
	assert_int_equal(
		KERN_INVALID_RIGHT, mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_SEND, 1));
	assert_int_equal(
		KERN_INVALID_VALUE, mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_RECEIVE, 1));
	assert_int_equal(
		KERN_INVALID_VALUE, mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_RECEIVE, -2));
	assert_int_equal(
		KERN_SUCCESS, mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_RECEIVE, 0));
	assert_int_equal(
		KERN_SUCCESS, mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_RECEIVE, -1));
	assert_int_equal(
		KERN_INVALID_NAME, mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_RECEIVE, -1));

	assert_int_equal(
		KERN_SUCCESS, mach_port_allocate(self(), MACH_PORT_RIGHT_DEAD_NAME, &dead));
	assert_int_equal(
		KERN_SUCCESS, mach_port_mod_refs(self(), dead, MACH_PORT_RIGHT_DEAD_NAME, 2));
	assert_int_equal(KERN_INVALID_VALUE,
		mach_port_mod_refs(self(), dead, MACH_PORT_RIGHT_DEAD_NAME, -4));
	assert_int_equal(KERN_UREFS_OVERFLOW,
		mach_port_mod_refs(self(), dead, MACH_PORT_RIGHT_DEAD_NAME, 0x7fffffff));
	assert_int_equal(
		KERN_SUCCESS, mach_port_mod_refs(self(), dead, MACH_PORT_RIGHT_DEAD_NAME, -3));
	assert_int_equal(KERN_INVALID_NAME, mach_port_deallocate(self(), dead));
}

static void inserting(void **state)
{
	mach_port_t port = new_port();
	mach_port_t other = new_port();
	mach_port_t poly;
	mach_msg_type_name_t type;
	mach_port_urefs_t refs;

	(void)state;
	assert_int_equal(
		KERN_INVALID_VALUE, mach_port_insert_right(self(), MACH_PORT_NULL, port, 20));
	assert_int_equal(KERN_INVALID_VALUE, mach_port_insert_right(self(), port, port, 22));
	assert_int_equal(KERN_INVALID_CAPABILITY,
		mach_port_insert_right(self(), port, MACH_PORT_NULL, MACH_MSG_TYPE_MAKE_SEND));
	assert_int_equal(KERN_INVALID_RIGHT,
		mach_port_insert_right(self(), port, port, MACH_MSG_TYPE_COPY_SEND));
	assert_int_equal(KERN_INVALID_NAME,
		mach_port_insert_right(self(), port, 0x999999, MACH_MSG_TYPE_COPY_SEND));
	/* The port has a name already. */
	assert_int_equal(KERN_RIGHT_EXISTS,
		mach_port_insert_right(self(), other, port, MACH_MSG_TYPE_MAKE_SEND));
	assert_int_equal(KERN_RIGHT_EXISTS,
		mach_port_insert_right(self(), 0x888, port, MACH_MSG_TYPE_MAKE_SEND));
	/* Send-once rights have names of their own. */
	assert_int_equal(KERN_NAME_EXISTS,
		mach_port_insert_right(self(), port, port, MACH_MSG_TYPE_MAKE_SEND_ONCE));
	assert_int_equal(KERN_SUCCESS,
		mach_port_insert_right(self(), 0x888, port, MACH_MSG_TYPE_MAKE_SEND_ONCE));
	assert_int_equal(KERN_SUCCESS, mach_port_destroy(self(), 0x888));

	assert_int_equal(
		KERN_INVALID_VALUE, mach_port_extract_right(self(), port, 15, &poly, &type));
	assert_int_equal(KERN_INVALID_RIGHT,
		mach_port_extract_right(self(), port, MACH_MSG_TYPE_COPY_SEND, &poly, &type));
	assert_int_equal(KERN_INVALID_NAME,
		mach_port_extract_right(self(), 0x999999, MACH_MSG_TYPE_COPY_SEND, &poly, &type));
	assert_int_equal(KERN_SUCCESS,
		mach_port_extract_right(self(), port, MACH_MSG_TYPE_MAKE_SEND, &poly, &type));
	assert_int_equal(port, poly);
	assert_int_equal(MACH_MSG_TYPE_PORT_SEND, type);
	assert_int_equal(
		KERN_SUCCESS, mach_port_get_refs(self(), port, MACH_PORT_RIGHT_SEND, &refs));
	assert_int_equal(1, refs);
	assert_int_equal(KERN_SUCCESS, mach_port_destroy(self(), port));
	assert_int_equal(KERN_SUCCESS, mach_port_destroy(self(), other));
}

static void renaming(void **state)
{
	mach_port_t port = new_port();
	mach_port_type_t type;

	(void)state;
	assert_int_equal(KERN_INVALID_VALUE, mach_port_rename(self(), port, MACH_PORT_NULL));
	assert_int_equal(KERN_NAME_EXISTS, mach_port_rename(self(), port, self()));
	assert_int_equal(KERN_INVALID_NAME, mach_port_rename(self(), 0x999999, 0x777));
	assert_int_equal(KERN_SUCCESS, mach_port_rename(self(), port, 0x777));
	assert_int_equal(KERN_INVALID_NAME, mach_port_type(self(), port, &type));
	assert_int_equal(KERN_SUCCESS, mach_port_type(self(), 0x777, &type));
	assert_int_equal(MACH_PORT_TYPE_RECEIVE, type);
	assert_int_equal(KERN_SUCCESS, mach_port_destroy(self(), 0x777));
}

static void port_attributes(void **state)
{
	mach_port_t port = new_port();
	mach_port_status_t status;

	(void)state;
	assert_int_equal(KERN_INVALID_VALUE, mach_port_set_qlimit(self(), port, 0));
	assert_int_equal(
		KERN_INVALID_VALUE, mach_port_set_qlimit(self(), port, MACH_PORT_QLIMIT_MAX + 1));
	assert_int_equal(KERN_INVALID_RIGHT, mach_port_set_qlimit(self(), self(), 1));
	assert_int_equal(KERN_SUCCESS, mach_port_set_qlimit(self(), port, MACH_PORT_QLIMIT_MAX));
	assert_int_equal(KERN_SUCCESS, mach_port_set_mscount(self(), port, 12));
	assert_int_equal(KERN_SUCCESS, mach_port_set_seqno(self(), port, 34));
	assert_int_equal(KERN_SUCCESS, mach_port_get_receive_status(self(), port, &status));
	assert_int_equal(MACH_PORT_QLIMIT_MAX, status.mps_qlimit);
	assert_int_equal(12, status.mps_mscount);
	assert_int_equal(34, status.mps_seqno);
	assert_int_equal(KERN_SUCCESS, mach_port_destroy(self(), port));
}

static void notification_requests(void **state)
{
	mach_port_t port = new_port();
	mach_port_t set;
	mach_port_t previous;

	(void)state;
	assert_int_equal(KERN_SUCCESS, mach_port_allocate(self(), MACH_PORT_RIGHT_PORT_SET, &set));
	assert_int_equal(
		KERN_INVALID_VALUE, mach_port_request_notification(self(), port, 12345, 0, port,
					    MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous));
	assert_int_equal(KERN_INVALID_CAPABILITY,
		mach_port_request_notification(self(), port, MACH_NOTIFY_NO_SENDERS, 0, port,
			MACH_MSG_TYPE_MAKE_SEND, &previous));
	assert_int_equal(KERN_INVALID_CAPABILITY,
		mach_port_request_notification(self(), port, MACH_NOTIFY_NO_SENDERS, 0, 0x999999,
			MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous));
	assert_int_equal(KERN_INVALID_RIGHT,
		mach_port_request_notification(self(), set, MACH_NOTIFY_DEAD_NAME, 0, port,
			MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous));
	assert_int_equal(KERN_INVALID_RIGHT,
		mach_port_request_notification(self(), self(), MACH_NOTIFY_NO_SENDERS, 0, port,
			MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous));
	assert_int_equal(KERN_INVALID_VALUE,
		mach_port_request_notification(self(), port, MACH_NOTIFY_PORT_DESTROYED, 1, port,
			MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous));
	assert_int_equal(KERN_SUCCESS, mach_port_destroy(self(), set));
	assert_int_equal(KERN_SUCCESS, mach_port_destroy(self(), port));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_task_argument),
		cmocka_unit_test(allocation),
		cmocka_unit_test(references),
		cmocka_unit_test(inserting),
		cmocka_unit_test(renaming),
		cmocka_unit_test(port_attributes),
		cmocka_unit_test(notification_requests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
