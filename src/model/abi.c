/* The rows; see abi.h. */
#include "model/abi.h"

#include <string.h>

/* <mach/message.h> of GNU Mach, 32-bit: a 4-byte word, a long form of 12 bytes. */
#define WORDS_32                        \
	.word_short = {.bytes = 4,      \
		.name = {0, 8},         \
		.size = {8, 8},         \
		.number = {16, 12},     \
		.in_line = {28, 1},     \
		.long_form = {29, 1},   \
		.deallocate = {30, 1}}, \
	.word_long = {.bytes = 12,      \
		.in_line = {28, 1},     \
		.long_form = {29, 1},   \
		.deallocate = {30, 1},  \
		.name_at_bytes = 4,     \
		.size_at_bytes = 6,     \
		.number_at_bytes = 8}

/* The same header, 64-bit (2023 and later): 8 bytes, the long form differs by its flag only. */
#define WORD_64                                                                  \
	{                                                                        \
		.bytes = 8, .name = {0, 8}, .size = {8, 16}, .in_line = {29, 1}, \
		.long_form = {30, 1}, .deallocate = {31, 1}, .number = {         \
			32,                                                      \
			32                                                       \
		}                                                                \
	}
#define WORDS_64 .word_short = WORD_64, .word_long = WORD_64

#define GNU_32                                                                                 \
	.wire = WIRE_TYPED, .pointer_bytes = 4, .long_bytes = 4, .natural_align_cap_bytes = 4, \
	.header_bytes = 24, .bits_at = 0, .size_at = 4, .remote_at = 8, .local_at = 12,        \
	.seqno_at = 16, .id_at = 20, .header_port_bytes = 4, .error_reply_bytes = 32,          \
	.align_bytes = 4, .port_in_line_bytes = 4, .port_in_line_bits = 32,                    \
	.port_out_of_line_bytes = 4, .port_out_of_line_bits = 32, .port_name_bytes = 4,        \
	.in_line_limit_bytes = 2048, WORDS_32

#define GNU_64                                                                                 \
	.wire = WIRE_TYPED, .pointer_bytes = 8, .long_bytes = 8, .natural_align_cap_bytes = 8, \
	.header_bytes = 32, .bits_at = 0, .size_at = 4, .remote_at = 8, .local_at = 16,        \
	.seqno_at = 24, .id_at = 28, .header_port_bytes = 8, .error_reply_bytes = 48,          \
	.align_bytes = 8, .port_in_line_bytes = 8, .port_in_line_bits = 64,                    \
	.in_line_limit_bytes = 2048, WORDS_64

/* User programs hold 4-byte names; in the kernel a right is a pointer wherever it stands. */
#define GNU_64_USER \
	GNU_64, .port_out_of_line_bytes = 4, .port_out_of_line_bits = 32, .port_name_bytes = 4
#define GNU_64_KERNEL                                                                           \
	GNU_64, .port_out_of_line_bytes = 8, .port_out_of_line_bits = 64, .port_name_bytes = 8, \
		.is_kernel = true

/* XNU: header, body, descriptors, NDR record, data packed to 4 bytes; in structures of
 * C types are aligned as C does it. */
#define DARWIN                                                                              \
	.wire = WIRE_NDR, .bits_at = 0, .size_at = 4, .remote_at = 8, .align_bytes = 4,     \
	.port_in_line_bytes = 4, .port_in_line_bits = 32, .port_out_of_line_bytes = 4,      \
	.port_out_of_line_bits = 32, .port_name_bytes = 4, .body_bytes = 4, .ndr_bytes = 8, \
	.trailer_bytes = 8
#define DARWIN_HEADER                                                                            \
	.header_bytes = 24, .local_at = 12, .seqno_at = 16, .id_at = 20, .header_port_bytes = 4, \
	.error_reply_bytes = 36
#define DARWIN_64                                                                                 \
	DARWIN, DARWIN_HEADER, .pointer_bytes = 8, .long_bytes = 8, .natural_align_cap_bytes = 8, \
			       .port_descriptor_bytes = 12, .ool_descriptor_bytes = 16,           \
			       .ool_ports_descriptor_bytes = 16
/* The kernel's own structures hold pointers to ports. */
#define DARWIN_64_KERNEL                                                                    \
	DARWIN, .header_bytes = 32, .local_at = 16, .seqno_at = 24, .id_at = 28,            \
		.header_port_bytes = 8, .error_reply_bytes = 44, .pointer_bytes = 8,        \
		.long_bytes = 8, .natural_align_cap_bytes = 8, .port_descriptor_bytes = 16, \
		.ool_descriptor_bytes = 16, .ool_ports_descriptor_bytes = 16, .is_kernel = true
#define DARWIN_32                                                                                 \
	DARWIN, DARWIN_HEADER, .pointer_bytes = 4, .long_bytes = 4, .natural_align_cap_bytes = 4, \
			       .port_descriptor_bytes = 12, .ool_descriptor_bytes = 12,           \
			       .ool_ports_descriptor_bytes = 12

static const struct abi rows[] = {
	{.name = "i386-gnu", .cpu = "i386", GNU_32},
	{.name = "i386-gnu", .cpu = "i386", GNU_32, .is_kernel = true},
	{.name = "x86_64-gnu", .cpu = "x86_64", GNU_64_USER},
	{.name = "x86_64-gnu", .cpu = "x86_64", GNU_64_KERNEL},
	{.name = "aarch64-gnu", .cpu = "aarch64", GNU_64_USER},
	{.name = "aarch64-gnu", .cpu = "aarch64", GNU_64_KERNEL},
	{.name = "x86_64-darwin", .cpu = "x86_64", DARWIN_64},
	{.name = "x86_64-darwin", .cpu = "x86_64", DARWIN_64_KERNEL},
	{.name = "arm64-darwin", .cpu = "arm64", DARWIN_64},
	{.name = "arm64-darwin", .cpu = "arm64", DARWIN_64_KERNEL},
	{.name = "i386-darwin", .cpu = "i386", DARWIN_32},
	{.name = "i386-darwin", .cpu = "i386", DARWIN_32, .is_kernel = true},
	{.name = "arm-darwin", .cpu = "arm", DARWIN_32},
	{.name = "arm-darwin", .cpu = "arm", DARWIN_32, .is_kernel = true},
};

enum { ROW_COUNT = sizeof(rows) / sizeof(rows[0]) };

/* The user rows are the even ones. */
static const struct abi *const user_rows[] = {
	&rows[0], &rows[2], &rows[4], &rows[6], &rows[8], &rows[10], &rows[12], NULL};

const struct abi *abi_find(const char *name, bool is_kernel)
{
	size_t i;

	for (i = 0; i < ROW_COUNT; i++)
		if (strcmp(rows[i].name, name) == 0 && rows[i].is_kernel == is_kernel)
			return &rows[i];
	return NULL;
}

const struct abi *const *abi_all(void)
{
	return user_rows;
}

/* A literal whose receiver sees the same name. */
#define SAME(name, number, bits)                                                   \
	{                                                                          \
		"MACH_MSG_TYPE_" name, number, number, "MACH_MSG_TYPE_" name, bits \
	}
/* A right: what is sent, what arrives. */
#define RIGHT(name, send, receive, receive_name)                                                   \
	{                                                                                          \
		"MACH_MSG_TYPE_" name, send, receive, "MACH_MSG_TYPE_" receive_name, IPC_SIZE_PORT \
	}

#define RIGHTS                                                                                    \
	RIGHT("MOVE_RECEIVE", 16, 16, "PORT_RECEIVE"), RIGHT("MOVE_SEND", 17, 17, "PORT_SEND"),   \
		RIGHT("MOVE_SEND_ONCE", 18, 18, "PORT_SEND_ONCE"),                                \
		RIGHT("COPY_SEND", 19, 17, "PORT_SEND"), RIGHT("MAKE_SEND", 20, 17, "PORT_SEND"), \
		RIGHT("MAKE_SEND_ONCE", 21, 18, "PORT_SEND_ONCE"),                                \
		RIGHT("PORT_RECEIVE", IPC_POLYMORPHIC, 16, "PORT_RECEIVE"),                       \
		RIGHT("PORT_SEND", IPC_POLYMORPHIC, 17, "PORT_SEND"),                             \
		RIGHT("PORT_SEND_ONCE", IPC_POLYMORPHIC, 18, "PORT_SEND_ONCE"),                   \
	{                                                                                         \
		"polymorphic", IPC_POLYMORPHIC, IPC_POLYMORPHIC, "MACH_MSG_TYPE_POLYMORPHIC",     \
			IPC_SIZE_PORT                                                             \
	}

static const struct ipc_name typed_names[] = {SAME("UNSTRUCTURED", 0, 0), SAME("BIT", 0, 1),
	SAME("BOOLEAN", 0, 32), SAME("INTEGER_16", 1, 16), SAME("INTEGER_32", 2, 32),
	SAME("CHAR", 8, 8), SAME("BYTE", 9, 8), SAME("INTEGER_8", 9, 8), SAME("REAL", 10, 0),
	SAME("INTEGER_64", 11, 64), SAME("STRING", IPC_STRING, 0), SAME("STRING_C", IPC_STRING, 0),
	SAME("PORT_NAME", 15, 32), RIGHTS,
	{"MACH_MSG_TYPE_POLYMORPHIC", IPC_POLYMORPHIC, IPC_POLYMORPHIC, "MACH_MSG_TYPE_POLYMORPHIC",
		0}};

static const struct ipc_name ndr_names[] = {SAME("UNSTRUCTURED", 0, 0), SAME("BIT", 0, 1),
	SAME("BOOLEAN", 0, 32), SAME("INTEGER_16", 1, 16), SAME("INTEGER_32", 2, 32),
	SAME("INTEGER_64", 3, 64), SAME("CHAR", 8, 8), SAME("BYTE", 9, 8), SAME("INTEGER_8", 9, 8),
	SAME("REAL_32", 10, 32), SAME("REAL_64", 11, 64), SAME("PORT_NAME", 15, 32), RIGHTS,
	{"MACH_MSG_TYPE_POLYMORPHIC", IPC_POLYMORPHIC, IPC_POLYMORPHIC, "MACH_MSG_TYPE_POLYMORPHIC",
		IPC_SIZE_PORT}};

const struct ipc_name *abi_ipc_name(enum wire wire, const char *text)
{
	const struct ipc_name *names = wire == WIRE_TYPED ? typed_names : ndr_names;
	size_t count = wire == WIRE_TYPED ? sizeof(typed_names) / sizeof(typed_names[0])
					  : sizeof(ndr_names) / sizeof(ndr_names[0]);
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(names[i].text, text) == 0)
			return &names[i];
	return NULL;
}

bool ipc_is_right(uint32_t number)
{
	return number == IPC_POLYMORPHIC || (number >= IPC_FIRST_RIGHT && number <= IPC_LAST_RIGHT);
}
