/* Rights as descriptors for another program, senders, and the list of names
 * (<migrt/migrt.h>). */
#include "transport/transfer.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <migrt/migrt.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- Hand-over ---- */

/* What waits in the socket that is handed over. */
struct parcel {
	struct mr_frame frame;
	struct mr_wire_right entry;
};

/* Consumes *right, or else changes it to what the caller still has. */
static kern_return_t send_parcel(int fd, struct mr_right *right)
{
	struct parcel parcel = {.frame = {.kind = MR_FRAME_HELLO, .size_bytes = sizeof parcel}};
	struct iovec part = {&parcel, sizeof parcel};
	struct mr_packet packet = {.parts = &part, .part_count = 1};
	int right_fd;
	int error;

	if (!mr_right_pack(*right, &parcel.entry, &right_fd))
		return KERN_RESOURCE_SHORTAGE;
	packet.fds = &right_fd;
	packet.fd_count = right_fd >= 0;
	parcel.frame.fd_count = (uint8_t)packet.fd_count;
	error = mr_packet_send(fd, &packet);
	if (error) {
		*right = mr_right_unpack(&parcel.entry, right_fd);
		return KERN_RESOURCE_SHORTAGE;
	}
	if (right_fd >= 0)
		close(right_fd);
	return KERN_SUCCESS;
}

/* What was moved out of the task comes back, and what was made for the purpose ends. */
static void give_back(struct mr_right right, mach_msg_type_name_t disposition)
{
	mach_port_name_t name;

	if (mr_right_arriving(disposition) == disposition)
		mr_right_copyout(right, &name);
	else
		mr_right_release(right);
}

int migrt_hand_over(uint32_t name, unsigned disposition, int *ret_fd)
{
	struct mr_right right;
	kern_return_t result;
	int fds[2];

	if (!MACH_MSG_TYPE_PORT_ANY(disposition))
		return KERN_INVALID_VALUE;
	if (!mr_socket_pair(fds))
		return KERN_RESOURCE_SHORTAGE;
	mr_lock();
	result = mr_right_copyin(name, disposition, false, &right);
	if (result == KERN_SUCCESS) {
		result = send_parcel(fds[0], &right);
		if (result != KERN_SUCCESS)
			give_back(right, disposition);
	}
	mr_unlock();
	close(fds[0]);
	if (result != KERN_SUCCESS || fcntl(fds[1], F_SETFD, 0) != 0) {
		close(fds[1]);
		return result != KERN_SUCCESS ? result : KERN_RESOURCE_SHORTAGE;
	}
	*ret_fd = fds[1];
	return KERN_SUCCESS;
}

/* The right in a socket that was handed over, which keeps it until that is closed. */
static kern_return_t look_into_parcel(int fd, struct mr_right *ret_right)
{
	int fds[MR_FRAME_FDS_MAX];
	struct parcel parcel;
	struct iovec part = {&parcel, sizeof parcel};
	struct mr_packet packet = {.parts = &part, .part_count = 1, .fds = fds};
	ssize_t bytes = mr_packet_look(fd, &packet);
	bool has_fd;

	if (bytes == -ENOMEM || bytes == -ENOBUFS)
		return KERN_RESOURCE_SHORTAGE;
	if (bytes != (ssize_t)sizeof parcel || parcel.frame.kind != MR_FRAME_HELLO ||
		!mr_wire_right_check(&parcel.entry, &has_fd) ||
		packet.fd_count + packet.lacks_fds != has_fd ||
		(packet.fd_count == 1 && !mr_is_session_end(fds[0]))) {
		mr_close_fds(fds, packet.fd_count);
		return KERN_INVALID_ARGUMENT;
	}
	if (packet.lacks_fds)
		return KERN_RESOURCE_SHORTAGE;
	*ret_right = mr_right_unpack(&parcel.entry, has_fd ? fds[0] : -1);
	return has_fd && ret_right->port == &mr_dead_port ? KERN_RESOURCE_SHORTAGE : KERN_SUCCESS;
}

int migrt_take_over(int fd, uint32_t *ret_name)
{
	struct mr_right right;
	mach_port_name_t name;
	kern_return_t result = KERN_RESOURCE_SHORTAGE;

	mr_lock();
	/* What finds no name would be released. */
	if (mr_name_have_room())
		result = look_into_parcel(fd, &right);
	if (result == KERN_SUCCESS)
		result = mr_right_copyout(right, &name);
	mr_unlock();
	if (result != KERN_SUCCESS)
		return result;
	close(fd);
	*ret_name = name;
	return KERN_SUCCESS;
}

/* ---- Senders ---- */

static _Thread_local struct migrt_sender last_sender;
static _Thread_local enum { NO_SENDER, OTHER_SENDER, THIS_PROCESS } last_sender_kind;

void mr_sender_note(const struct mr_message *message)
{
	last_sender_kind = message->from_outside ? OTHER_SENDER : THIS_PROCESS;
	last_sender = message->sender;
}

int migrt_get_sender(struct migrt_sender *ret_sender)
{
	switch (last_sender_kind) {
	case NO_SENDER: return -1;
	case OTHER_SENDER: *ret_sender = last_sender; return 0;
	case THIS_PROCESS:
		*ret_sender = (struct migrt_sender){(int32_t)getpid(), geteuid(), getegid()};
		return 0;
	}
	return -1;
}

/* ---- The list of names ---- */

static void print_port(FILE *out, const struct mr_port *port)
{
	const struct mr_list *link;
	unsigned holders = 0;

	if (port->is_task) {
		fprintf(out, ", this task");
		return;
	}
	if (port->remote) {
		fprintf(out, ", of another process");
		if (port->session)
			fprintf(out, " (descriptor %d, %u of %u messages waiting)",
				port->session->source.fd, port->session->waiting,
				port->session->window);
		return;
	}
	for (link = port->sessions.next; link != &port->sessions; link = link->next)
		holders++;
	fprintf(out, ", %u messages of %u, %u send and %u send-once rights, %u holders elsewhere",
		port->msgcount, port->qlimit, port->srights, port->sorights, holders);
}

static void print_name(const struct mr_name *entry, void *context)
{
	FILE *out = context;

	fprintf(out, "  0x%x:", entry->name);
	if (entry->type & MACH_PORT_TYPE_RECEIVE)
		fprintf(out, " receive");
	if (entry->type & MACH_PORT_TYPE_SEND)
		fprintf(out, " send x %u", entry->urefs);
	if (entry->type & MACH_PORT_TYPE_SEND_ONCE)
		fprintf(out, " send-once");
	if (entry->type & MACH_PORT_TYPE_DEAD_NAME)
		fprintf(out, " dead x %u", entry->urefs);
	if (entry->type & MACH_PORT_TYPE_PORT_SET)
		fprintf(out, " set");
	if (entry->port)
		print_port(out, entry->port);
	fprintf(out, "\n");
}

void migrt_dump_ports(void)
{
	mr_lock();
	fprintf(stderr, "migrt: process %ld, %zu names\n", (long)getpid(), mr_name_count());
	mr_name_each(print_name, stderr);
	mr_unlock();
}
