/* The client: writes a note and reads it. MIGRT_TRACE=1 in the environment shows the messages. */
#include "notes.h"
#include "server.h"

#include <mach_error.h>
#include <migrt/migrt.h>
#include <stdio.h>
#include <stdlib.h>

static void check(const char *what, kern_return_t result)
{
	if (result == KERN_SUCCESS)
		return;
	fprintf(stderr, "%s: %s\n", what, mach_error_string(result));
	exit(1);
}

int main(void)
{
	static const char *const routines[] = {
		"note_create", "note_append", "note_read", "note_discard"};
	char first[] = "A send right is a capability. ";
	char second[] = "This text went out of line.";
	mach_port_t server, note;
	pthread_t thread;
	title_t title;
	text_t text;
	mach_msg_type_number_t text_bytes;

	/* Names for the trace. */
	migrt_register_subsystem("notes", 3000, routines, sizeof routines / sizeof routines[0]);
	if (!server_start(&server, &thread)) {
		fprintf(stderr, "cannot start the server\n");
		return 1;
	}

	check("note_create", note_create(server, "Ports", &note));
	check("note_append", note_append(note, first, sizeof first - 1));
	check("note_append", note_append(note, second, sizeof second - 1));
	check("note_read", note_read(note, title, &text, &text_bytes));
	printf("%s: %.*s\n", title, (int)text_bytes, text);
	check("vm_deallocate", vm_deallocate(mach_task_self(), (vm_address_t)text, text_bytes));

	/* The note's port dies, and with it what the client's right is good for. */
	check("note_discard", note_discard(note));
	if (note_append(note, second, sizeof second - 1) == KERN_SUCCESS) {
		fprintf(stderr, "the note is still there\n");
		return 1;
	}
	check("mach_port_deallocate", mach_port_deallocate(mach_task_self(), note));

	server_stop(thread);
	check("mach_port_deallocate", mach_port_deallocate(mach_task_self(), server));
	return 0;
}
