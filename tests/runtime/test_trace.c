/* What the trace prints: lines, names of routines, and annotated bytes. */
#include "unit.h"

#include <mach/mach.h>
#include <migrt/migrt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct request {
	mach_msg_header_t head;
	mach_msg_type_t type;
	int values[2];
};

/* Sends a request to the port and receives it, and returns what went to standard error, to be
 * freed. */
static char *trace_of(enum migrt_trace trace, mach_port_t port, mach_msg_id_t id)
{
	struct request request;
	FILE *file = tmpfile();
	int saved = dup(STDERR_FILENO);
	char *text = calloc(1, 8192);

	assert_non_null(file);
	assert_non_null(text);
	memset(&request, 0, sizeof request);
	request.head.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND, 0);
	request.head.msgh_remote_port = port;
	request.head.msgh_id = id;
	request.type.msgt_name = MACH_MSG_TYPE_INTEGER_32;
	request.type.msgt_size = 32;
	request.type.msgt_number = 2;
	request.type.msgt_inline = 1;
	request.values[0] = 17;
	request.values[1] = -4;

	dup2(fileno(file), STDERR_FILENO);
	migrt_set_trace(trace);
	assert_int_equal(
		MACH_MSG_SUCCESS, mach_msg(&request.head, MACH_SEND_MSG | MACH_RCV_MSG,
					  sizeof request, sizeof request, port, 0, MACH_PORT_NULL));
	mach_msg(&request.head, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, sizeof request, port, 0,
		MACH_PORT_NULL);
	migrt_set_trace(MIGRT_TRACE_OFF);
	fflush(stderr);
	dup2(saved, STDERR_FILENO);
	close(saved);
	rewind(file);
	assert_true(fread(text, 1, 8191, file) < 8191);
	fclose(file);
	return text;
}

static void one_line_for_each_message(void **state)
{
	mach_port_t port;
	char expected[512];
	char *text;

	(void)state;
	assert_int_equal(KERN_SUCCESS,
		mach_port_allocate_name(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, port = 0x777));
	text = trace_of(MIGRT_TRACE_LINE, port, 55);
	snprintf(expected, sizeof expected,
		"migrt: send message (id 55), %zu bytes, remote 0x777 make-send: int32[2]\n"
		"migrt: receive message (id 55), %zu bytes, local 0x777 send: int32[2]\n"
		"migrt: receive failed: MACH_RCV_TIMED_OUT: no message came in time\n",
		sizeof(struct request), sizeof(struct request));
	assert_string_equal(expected, text);
	free(text);
	mach_port_destroy(mach_task_self(), port);
}

static void registered_names_are_used(void **state)
{
	static const char *const names[] = {"first", NULL, "third"};
	mach_port_t port;
	char *text;

	(void)state;
	assert_int_equal(0, migrt_register_subsystem("numbers", 300, names, 3));
	assert_int_equal(
		KERN_SUCCESS, mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port));
	text = trace_of(MIGRT_TRACE_LINE, port, 302);
	assert_non_null(strstr(text, "send numbers.third request (id 302)"));
	free(text);
	text = trace_of(MIGRT_TRACE_LINE, port, 400);
	assert_non_null(strstr(text, "receive numbers.first reply (id 400)"));
	free(text);
	text = trace_of(MIGRT_TRACE_LINE, port, 301);
	assert_non_null(strstr(text, "send message (id 301)"));
	free(text);
	mach_port_destroy(mach_task_self(), port);
}

static void full_trace_has_bytes(void **state)
{
	mach_port_t port;
	char *text;

	(void)state;
	assert_int_equal(
		KERN_SUCCESS, mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port));
	text = trace_of(MIGRT_TRACE_FULL, port, 55);
	assert_non_null(strstr(text, "bits: remote make-send, local none\n"));
	assert_non_null(strstr(text, "type: 2 x int32 of 32 bits, in line\n"));
	assert_non_null(strstr(text, " 11 00 00 00 fc ff ff ff "));
	assert_non_null(strstr(text, " 17 -4\n"));
	free(text);
	mach_port_destroy(mach_task_self(), port);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_line_for_each_message),
		cmocka_unit_test(registered_names_are_used),
		cmocka_unit_test(full_trace_has_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
