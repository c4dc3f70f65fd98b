/* C types that the interfaces of tests/defs name: what a project's own header would have. */
#ifndef MIGC_TESTS_COMPILE_TYPES_H
#define MIGC_TESTS_COMPILE_TYPES_H

#include <mach/message.h>
#include <mach/port.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* types/ctypes */
typedef int32_t test_count_t;
typedef int32_t test_user_serial_t;
typedef int32_t test_server_serial_t;

/* types/translations */
typedef struct test_server *test_server_t;
typedef struct test_task *test_task_t;
typedef struct test_code {
	int32_t code;
} test_code_t;

test_server_t test_server_from_port(mach_port_t port);
void test_server_free(test_server_t server);
test_task_t test_task_from_port(mach_port_t port);
mach_port_t test_port_from_task(test_task_t task);
void test_task_free(test_task_t task);
test_code_t test_code_from_int(int32_t value);
int32_t test_int_from_code(test_code_t code);

/* types/long-form, options/no-typedefs */
typedef struct test_block {
	char bytes[32];
} test_block_t;
typedef int32_t test_list_t[8];
typedef const int32_t const_test_list_t[8];

/* ports/out-of-line, ool/dealloc */
typedef mach_port_t *test_port_array_t;
typedef unsigned char *test_bytes_t;

/* real */
typedef char test_string_t[64];
typedef const char *const_test_string_t;
typedef mach_port_t *test_name_array_t;
typedef char *test_data_t;
typedef const char *const_test_data_t;
typedef struct test_stat {
	int words[16];
} test_stat_t;
typedef unsigned int test_state_t[16];

/* options/kernel-server, options/kernel-user: an object of the kernel */
typedef struct ipc_port *ipc_port_t;
typedef struct test_object *test_object_t;

test_object_t test_object_from_port(ipc_port_t port);
ipc_port_t test_port_from_object(test_object_t object);
void test_object_free(test_object_t object);

/* options/settings */
#define TEST_TIMEOUT 500
#ifndef MACH_SEND_INTERRUPT
#define MACH_SEND_INTERRUPT 0x00000040
#endif

#ifdef __cplusplus
}
#endif

#endif
