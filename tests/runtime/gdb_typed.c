/* Messages for gdb to show (check_gdb.sh): this file in the typed dialect. */
#include <mach/mach.h>
#include <migrt/migrt.h>

void stop_here(const void *message);
void show_ndr(void);

static const char *const names[] = {"first", "second"};

__attribute__((noinline)) void stop_here(const void *message)
{
	__asm__ volatile("" : : "r"(message) : "memory");
}

int main(void)
{
	static struct {
		mach_msg_header_t head;
		mach_msg_type_t number;
		mach_msg_type_long_t rights;
	} typed = {
		.head =
			{
				.msgh_bits = MACH_MSGH_BITS_COMPLEX |
					     MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND,
						     MACH_MSG_TYPE_MAKE_SEND_ONCE),
				.msgh_size = sizeof typed,
				.msgh_remote_port = 0x102,
				.msgh_local_port = 0x104,
				.msgh_id = 2001,
			},
		.number =
			{
				.msgt_name = MACH_MSG_TYPE_INTEGER_32,
				.msgt_size = 32,
				.msgt_inline = 1,
				.msgt_number = 3,
			},
		.rights =
			{
				.msgtl_name = MACH_MSG_TYPE_MOVE_SEND,
				.msgtl_size = 32,
				.msgtl_number = 5,
			},
	};

	typed.rights.msgtl_header.msgt_longform = 1;
	typed.rights.msgtl_header.msgt_deallocate = 1;
	migrt_register_subsystem("example", 2000, names, 2);
	stop_here(&typed);
	show_ndr();
	return 0;
}
