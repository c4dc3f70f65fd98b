/*
 * The server. Each note is a port of its own, and all ports are in one port set, on which the loop
 * receives. The rules of ownership are Mach's:
 *
 *   - Memory that came with a request is the function's if it succeeds, and the loop's if it fails.
 *   - Memory and rights that a function hands out go to the caller with the reply.
 */
#include "server.h"

#include "notes_server.h"

#include <stdlib.h>
#include <string.h>

/* Room for the largest message of this interface. */
#define MESSAGE_BYTES_MAX 1024

/* The generated demultiplexer: finds the stub of a request and calls it. */
boolean_t notes_server(mach_msg_header_t *request, mach_msg_header_t *reply);

struct note {
	struct note *next;
	mach_port_t port;
	title_t title;
	char *text;
	mach_msg_type_number_t text_bytes;
};

/* Only the server's thread uses them, apart from start and stop. */
static mach_port_t port_set;
static mach_port_t server_port;
static struct note *notes;

/* Makes a port and puts it into the set. */
static kern_return_t port_make(mach_port_t *ret_port)
{
	kern_return_t result;

	result = mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, ret_port);
	if (result != KERN_SUCCESS)
		return result;
	return mach_port_move_member(mach_task_self(), *ret_port, port_set);
}

/* Gives up the receive right. Send rights for the port, also this process's own, become dead names.
 */
static void port_drop(mach_port_t port)
{
	mach_port_mod_refs(mach_task_self(), port, MACH_PORT_RIGHT_RECEIVE, -1);
}

static void note_free(struct note *note)
{
	port_drop(note->port);
	free(note->text);
	free(note);
}

/* Called by the stubs, for arguments of type note_t. NULL: no such note. */
note_ref_t note_of_port(mach_port_t port)
{
	struct note *note = notes;

	while (note && note->port != port)
		note = note->next;
	return note;
}

kern_return_t S_note_create(mach_port_t server, const_title_t title, mach_port_t *ret_port)
{
	struct note *note;

	if (server != server_port)
		return KERN_INVALID_ARGUMENT;
	note = calloc(1, sizeof *note);
	if (!note)
		return KERN_RESOURCE_SHORTAGE;
	if (port_make(&note->port) != KERN_SUCCESS) {
		note_free(note);
		return KERN_RESOURCE_SHORTAGE;
	}
	strncpy(note->title, title, sizeof note->title - 1);
	note->next = notes;
	notes = note;
	/* The stub makes a send right of it as the reply leaves. */
	*ret_port = note->port;
	return KERN_SUCCESS;
}

kern_return_t S_note_append(note_ref_t note, text_t text, mach_msg_type_number_t text_bytes)
{
	char *longer;

	if (!note)
		return KERN_INVALID_ARGUMENT;
	if (text_bytes > UINT32_MAX - note->text_bytes)
		return KERN_INVALID_ARGUMENT;
	longer = realloc(note->text, (size_t)note->text_bytes + text_bytes + 1);
	if (!longer)
		return KERN_RESOURCE_SHORTAGE;
	note->text = longer;
	if (text_bytes > 0)
		memcpy(longer + note->text_bytes, text, text_bytes);
	note->text_bytes += text_bytes;
	vm_deallocate(mach_task_self(), (vm_address_t)text, text_bytes);
	return KERN_SUCCESS;
}

kern_return_t S_note_read(
	note_ref_t note, title_t title, text_t *ret_text, mach_msg_type_number_t *ret_text_bytes)
{
	vm_address_t copy = 0;
	kern_return_t result;

	if (!note)
		return KERN_INVALID_ARGUMENT;
	result = vm_allocate(mach_task_self(), &copy, note->text_bytes, TRUE);
	if (result != KERN_SUCCESS)
		return result;
	if (note->text_bytes > 0)
		memcpy((void *)copy, note->text, note->text_bytes);
	memcpy(title, note->title, sizeof note->title);
	*ret_text = (text_t)copy;
	*ret_text_bytes = note->text_bytes;
	return KERN_SUCCESS;
}

kern_return_t S_note_discard(note_ref_t note)
{
	struct note **link = &notes;

	if (!note)
		return KERN_INVALID_ARGUMENT;
	while (*link != note)
		link = &(*link)->next;
	*link = note->next;
	note_free(note);
	return KERN_SUCCESS;
}

static void *serve(void *unused)
{
	(void)unused;
	mach_msg_server(notes_server, MESSAGE_BYTES_MAX, port_set);
	return NULL;
}

int server_start(mach_port_t *ret_server, pthread_t *ret_thread)
{
	mach_port_t self = mach_task_self();

	if (mach_port_allocate(self, MACH_PORT_RIGHT_PORT_SET, &port_set) != KERN_SUCCESS ||
		port_make(&server_port) != KERN_SUCCESS ||
		mach_port_insert_right(self, server_port, server_port, MACH_MSG_TYPE_MAKE_SEND) !=
			KERN_SUCCESS)
		return 0;
	*ret_server = server_port;
	return pthread_create(ret_thread, NULL, serve, NULL) == 0;
}

void server_stop(pthread_t thread)
{
	/* Without its port set the loop ends. */
	mach_port_mod_refs(mach_task_self(), port_set, MACH_PORT_RIGHT_PORT_SET, -1);
	pthread_join(thread, NULL);
	port_drop(server_port);
	while (notes)
		S_note_discard(notes);
}
