/* What MIGRT_TRACE prints of NDR messages. */
#include "../semantics/semantics.h"

#include <migrt/migrt.h>
#include <unistd.h>

static const char *const routine_names[] = {"first", "second"};

/* Has standard error go to a file, and reads back what came. */
static FILE *capture(void)
{
	FILE *file = tmpfile();

	CHECK(file != NULL);
	CHECK(dup2(fileno(file), STDERR_FILENO) == STDERR_FILENO);
	return file;
}

static const char *captured(FILE *file)
{
	static char text[8192];
	size_t length;

	rewind(file);
	length = fread(text, 1, sizeof text - 1, file);
	text[length] = '\0';
	return text;
}

#define CHECK_SAYS(text, part)                                   \
	do {                                                     \
		if (!strstr(text, part)) {                       \
			printf("no \"%s\" in:\n%s", part, text); \
			exit(1);                                 \
		}                                                \
	} while (0)

int main(void)
{
	mach_port_t port = new_port_with_send();
	const char *text;
	struct message m;
	FILE *file;

	CHECK_EQUAL(0, migrt_register_subsystem("sample", 4000, routine_names, 2));
	migrt_set_trace(MIGRT_TRACE_FULL);
	file = capture();
	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 4001);
	message_add_port(&m, port, MACH_MSG_TYPE_MAKE_SEND);
	message_add_bytes(&m, "text", 4, FALSE);
	message_add_int(&m, -77);
	CHECK_OK(message_send(&m, 0, 0));
	message_take(&m, port);
	mach_msg_destroy(&m.head);
	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 4100);
	m.head.msgh_bits |= MACH_MSGH_BITS_COMPLEX;
	m.used_bytes = 400;
	memset(m.body, 0xff, 400);
	CHECK_EQUAL(MACH_SEND_INVALID_TYPE, message_send(&m, 0, 0));
	CHECK_EQUAL(MACH_RCV_TIMED_OUT, message_receive(&m, port, MACH_RCV_TIMEOUT, 0));
	migrt_set_trace(MIGRT_TRACE_OFF);
	text = captured(file);
	CHECK_SAYS(text, "migrt: send sample.second request (id 4001)");
	CHECK_SAYS(text, "make-send 0x");
	CHECK_SAYS(text, "byte[4] out of line");
	CHECK_SAYS(text, "migrt: receive sample.second request (id 4001)");
	CHECK_SAYS(text, "byte[4] out of line (moved)");
	CHECK_SAYS(text, "2 descriptors");
	CHECK_SAYS(text, "NDR record");
	CHECK_SAYS(text, "-77");
	CHECK_SAYS(text, "sample.first reply (id 4100)");
	CHECK_SAYS(text, "a descriptor that makes no sense");
	CHECK_SAYS(text, "more bytes");
	CHECK_SAYS(text, "migrt: send failed: MACH_SEND_INVALID_TYPE");
	CHECK_SAYS(text, "migrt: receive failed: MACH_RCV_TIMED_OUT");
	fclose(file);
	CHECK_OK(mach_port_destroy(self(), port));
	return 0;
}
