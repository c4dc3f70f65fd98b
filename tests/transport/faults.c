/*
 * Every call of the system that a message makes fails once, in its sender and in its receiver, and
 * then some more after it: no memory, no descriptors, no room. Whoever sends is told and has
 * all that it had; whoever waits for an answer gets one, or word that none will come; and nothing
 * is left behind on either side.
 */
#include "faults.h"

/* The library's calls alone are to fail. */
#undef malloc
#undef calloc
#undef open
#undef fcntl
#undef setsockopt
#undef send

#include "process.h"

#include <errno.h>
#include <sys/prctl.h>

/* ---- Faults ---- */

/* Which calls fail: those from one on, so many of them. */
static const struct round {
	const char *name;
	int send_error;
	bool sends_alone; /* no other calls are counted */
	unsigned length;
} rounds[] = {
	{"one call", ENOMEM, false, 1},
	{"one packet, no room", EAGAIN, true, 1},
	{"one packet, no buffers", ENOBUFS, true, 1},
	{"one packet, too many in flight", ETOOMANYREFS, true, 1},
	{"three calls", ETOOMANYREFS, false, 3},
};

static const struct round *fault_round;
static unsigned length_tried; /* of the round, on whichever side it is */
static unsigned calls_left;   /* before the first that fails; 0: none does */
static unsigned faults_left;

static void arm(const struct round *round, unsigned call)
{
	fault_round = round;
	calls_left = call;
	faults_left = 0;
}

/* Returns whether a call has failed. */
static bool disarm(void)
{
	bool was_due = fault_round && calls_left == 0;

	arm(NULL, 0);
	return was_due;
}

static bool count_call(int error)
{
	if (calls_left > 0 && --calls_left == 0)
		faults_left = fault_round->length;
	if (faults_left == 0)
		return false;
	faults_left--;
	errno = error;
	return true;
}

bool fault_is_due(int error)
{
	return fault_round && !fault_round->sends_alone && count_call(error);
}

bool fault_is_due_once(int error)
{
	return fault_round && fault_round->length == 1 && fault_is_due(error);
}

bool fault_is_due_in_send(void)
{
	return fault_round && count_call(fault_round->send_error);
}

int fault_setsockopt(int fd, int level, int name, const void *value, socklen_t size)
{
	return setsockopt(fd, level, name, value, size);
}

/* ---- What a process has ---- */

struct counts {
	size_t descriptors;
	size_t mappings;
	size_t names;
};

static struct counts count_all(void)
{
	return (struct counts){count_descriptors(), count_mappings(), count_names()};
}

static bool are_same(const struct counts *a, const struct counts *b)
{
	return a->descriptors == b->descriptors && a->mappings == b->mappings &&
	       a->names == b->names;
}

static mach_port_name_t lasting[8]; /* names that stay from one scenario to the next */

static bool lasts(mach_port_name_t name)
{
	size_t i;

	for (i = 0; i < sizeof lasting / sizeof lasting[0]; i++) {
		if (lasting[i] == name)
			return true;
	}
	return false;
}

/* Ends all rights but those. */
static void destroy_others(void)
{
	mach_port_name_array_t names;
	mach_port_type_array_t types;
	mach_msg_type_number_t count;
	mach_msg_type_number_t i;

	CHECK_OK(mach_port_names(self(), &names, &count, &types, &count));
	for (i = 0; i < count; i++) {
		if (!lasts(names[i]) && type_of(names[i]) != MACH_PORT_TYPE_NONE)
			CHECK_OK(mach_port_destroy(self(), names[i]));
	}
	CHECK_OK(vm_deallocate(self(), (vm_address_t)names, count * sizeof *names));
	CHECK_OK(vm_deallocate(self(), (vm_address_t)types, count * sizeof *types));
}

/* ---- The other side ---- */

enum {
	KEEP = 10, /* takes the right of the message, if there is one */
	END,       /* ends what the message carries */
	GIVE,      /* gives a right kept */
	ANSWER,    /* sends a message to a right kept */
	ARM,       /* begins to fail soon */
	TIDY,      /* ends all that it has; says whether a call failed, and what is left */
	QUIT,
};

static mach_port_t kept;
static mach_msg_type_name_t kept_type;

static void keep_right(struct message *m)
{
	if (m->head.msgh_bits & MACH_MSGH_BITS_COMPLEX)
		kept = next_any_port(m, &kept_type);
}

static void send_to_kept(void)
{
	struct message m;

	message_begin(&m, kept, kept_type, MACH_PORT_NULL, 0, 77);
	if (message_send(&m, 0, 0) != MACH_MSG_SUCCESS)
		mach_msg_destroy(&m.head);
}

static void add_counts(struct message *reply)
{
	bool has_failed = disarm();
	struct counts counts;

	kept = MACH_PORT_NULL;
	destroy_others();
	counts = count_all();
	message_add_int(reply, has_failed);
	message_add_int(reply, (int)counts.descriptors);
	message_add_int(reply, (int)counts.mappings);
	message_add_int(reply, (int)counts.names);
}

static void handle(struct message *m)
{
	mach_port_t client = m->head.msgh_remote_port;
	struct message reply;

	lasting[3] = client;
	begin_reply(&reply, m);
	switch (m->head.msgh_id) {
	case KEEP: keep_right(m); break;
	case END:
		m->head.msgh_remote_port = MACH_PORT_NULL;
		mach_msg_destroy(&m->head);
		break;
	case GIVE:
		message_add_port(&reply, kept, (unsigned char)kept_type);
		kept = MACH_PORT_NULL;
		break;
	case ANSWER:
		send_to_kept();
		kept = MACH_PORT_NULL;
		break;
	case TIDY: add_counts(&reply); break;
	}
	if (message_send(&reply, 0, 0) != MACH_MSG_SUCCESS)
		mach_msg_destroy(&reply.head);
	lasting[3] = MACH_PORT_NULL;
	if (m->head.msgh_id == ARM) {
		const struct round *round = &rounds[next_int(m)];

		arm(round, (unsigned)next_int(m));
	}
}

static void serve(void)
{
	struct message m;

	prctl(PR_SET_PDEATHSIG, SIGKILL); /* a check failed */
	lasting[0] = self();
	lasting[1] = check_in("peer");
	do {
		mach_msg_return_t result = message_receive(&m, lasting[1], 0, 0);

		if (result == MACH_MSG_SUCCESS && m.head.msgh_id < 64)
			handle(&m);
		else if ((result & ~MACH_MSG_MASK) == MACH_RCV_BODY_ERROR)
			mach_msg_destroy(&m.head);
	} while (m.head.msgh_id != QUIT);
}

/* ---- This side ---- */

static mach_port_t peer;
static mach_port_t answers; /* where answers come */
static bool is_peer_lost;   /* its right ended with what could not be told to it */

/* Sends a message. If that fails it is for want of something, and what the message carried is back.
 */
static bool is_sent(struct message *m, mach_msg_option_t option)
{
	mach_msg_return_t result = message_send(m, option, 10000);

	is_peer_lost = result == MACH_SEND_INVALID_DEST;
	if (!is_peer_lost && result != MACH_SEND_NO_BUFFER)
		CHECK_OK(result);
	return result == MACH_MSG_SUCCESS;
}

static bool is_received(struct message *m, mach_port_t port)
{
	mach_msg_return_t result = message_receive(m, port, MACH_RCV_TIMEOUT, 3000);

	if ((result & ~MACH_MSG_MASK) == MACH_RCV_BODY_ERROR)
		mach_msg_destroy(&m->head);
	else if ((result & ~MACH_MSG_MASK) != MACH_RCV_HEADER_ERROR)
		CHECK_OK(result);
	return result == MACH_MSG_SUCCESS;
}

/* Answers that nobody took, and word of requests that were not sent. */
static void drop_answers(void)
{
	struct message m;

	while (message_receive(&m, answers, MACH_RCV_TIMEOUT, 0) != MACH_RCV_TIMED_OUT)
		mach_msg_destroy(&m.head);
}

static void begin(struct message *m, mach_msg_id_t id)
{
	drop_answers();
	message_begin(m, peer, MACH_MSG_TYPE_COPY_SEND, answers, MACH_MSG_TYPE_MAKE_SEND_ONCE, id);
}

/* Sends a request and waits for what comes of it. Whether that is a reply. */
static bool is_answered(struct message *m)
{
	mach_msg_id_t id = m->head.msgh_id;

	if (!is_sent(m, 0)) {
		mach_msg_destroy(&m->head);
		return false;
	}
	if (!is_received(m, answers))
		return false;
	if (m->head.msgh_id == MACH_NOTIFY_SEND_ONCE)
		return false;
	CHECK_EQUAL(id + 100, m->head.msgh_id);
	return true;
}

static bool is_made(kern_return_t result)
{
	if (result != KERN_RESOURCE_SHORTAGE && result != KERN_NO_SPACE)
		CHECK_OK(result);
	return result == KERN_SUCCESS;
}

static bool make_port(mach_port_t *ret_port)
{
	return is_made(mach_port_allocate(self(), MACH_PORT_RIGHT_RECEIVE, ret_port));
}

/* ---- Scenarios ---- */

static void simple_calls(void)
{
	struct message m;

	begin(&m, KEEP);
	is_answered(&m);
	begin(&m, KEEP);
	is_answered(&m);
}

/* Lends a right of that kind and gets it back. Where it cannot be sent it is still here. */
static void lend(mach_msg_type_name_t disposition, mach_msg_type_name_t kind)
{
	mach_port_t port;
	mach_port_type_t type;
	struct message m;

	if (!make_port(&port) ||
		!is_made(mach_port_insert_right(self(), port, port, MACH_MSG_TYPE_MAKE_SEND)))
		return;
	type = type_of(port);
	begin(&m, KEEP);
	message_add_port(&m, port, (unsigned char)disposition);
	if (!is_sent(&m, 0)) {
		CHECK(is_peer_lost || type == type_of(port) || fault_round->length > 1);
		mach_msg_destroy(&m.head);
		return;
	}
	if (!is_received(&m, answers) || m.head.msgh_id == MACH_NOTIFY_SEND_ONCE)
		return;
	begin(&m, GIVE);
	if (is_answered(&m))
		next_port(&m, kind);
}

static void copied_send_right(void)
{
	lend(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_PORT_SEND);
}

static void moved_send_right(void)
{
	lend(MACH_MSG_TYPE_MOVE_SEND, MACH_MSG_TYPE_PORT_SEND);
}

static void send_once_right(void)
{
	lend(MACH_MSG_TYPE_MAKE_SEND_ONCE, MACH_MSG_TYPE_PORT_SEND_ONCE);
}

static void receive_right(void)
{
	lend(MACH_MSG_TYPE_MOVE_RECEIVE, MACH_MSG_TYPE_PORT_RECEIVE);
}

/* Puts a message into a queue with a right and memory. */
static bool fill_queue(mach_port_t port, mach_port_t other, size_t bytes)
{
	struct message m;
	vm_address_t memory;

	if (!is_made(vm_allocate(self(), &memory, bytes, TRUE)))
		return false;
	message_begin(&m, port, MACH_MSG_TYPE_MAKE_SEND, MACH_PORT_NULL, 0, 5);
	message_add_port(&m, other, MACH_MSG_TYPE_MAKE_SEND);
	message_add_bytes(&m, (void *)memory, (mach_msg_type_number_t)bytes, TRUE);
	if (is_sent(&m, 0))
		return true;
	mach_msg_destroy(&m.head);
	return false;
}

/* A receive right with a queue, holders in both processes, and requests for notifications. */
static void busy_receive_right(void)
{
	mach_port_t port;
	mach_port_t other;
	mach_port_t previous;
	struct message m;

	if (!make_port(&port) || !make_port(&other) || !fill_queue(port, other, 1 << 20) ||
		!fill_queue(port, other, 5000))
		return;
	if (!is_made(mach_port_insert_right(self(), port, port, MACH_MSG_TYPE_MAKE_SEND)) ||
		!is_made(mach_port_request_notification(self(), port, MACH_NOTIFY_NO_SENDERS, 0,
			other, MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous)))
		return;
	begin(&m, KEEP);
	message_add_port(&m, port, MACH_MSG_TYPE_COPY_SEND);
	if (!is_answered(&m))
		return;
	begin(&m, KEEP);
	message_add_port(&m, port, MACH_MSG_TYPE_MOVE_RECEIVE);
	if (!is_answered(&m))
		return;
	begin(&m, GIVE);
	/* What arrives without memory for it is lost. */
	if (is_answered(&m) && type_of(port) == MACH_PORT_TYPE_SEND_RECEIVE &&
		message_receive(&m, port, MACH_RCV_TIMEOUT, 0) == MACH_MSG_SUCCESS)
		mach_msg_destroy(&m.head);
}

/* Memory of all kinds; what cannot be sent is as it was. */
static void send_memory(size_t bytes, boolean_t deallocate, mach_msg_option_t option)
{
	vm_address_t memory;
	struct message m;

	if (!is_made(vm_allocate(self(), &memory, bytes, TRUE)))
		return;
	*(int *)memory = 5;
	begin(&m, END);
	message_add_bytes(&m, (void *)memory, (mach_msg_type_number_t)bytes, deallocate);
	if (!is_sent(&m, option)) {
		m.used_bytes = 0;
		if (deallocate && !is_peer_lost && fault_round->length == 1)
			CHECK_EQUAL(5, *(int *)next_bytes(&m, bytes));
		mach_msg_destroy(&m.head);
	} else if (is_received(&m, answers) && m.head.msgh_id == MACH_NOTIFY_SEND_ONCE) {
		is_peer_lost = true;
	}
	if (deallocate)
		return;
	CHECK_EQUAL(5, *(int *)memory);
	CHECK_OK(vm_deallocate(self(), memory, bytes));
}

static void memory(void)
{
	send_memory(5000, TRUE, 0);
	send_memory(1 << 20, TRUE, 0);
	send_memory(1 << 20, FALSE, 0);
	send_memory(300000, FALSE, MACH_SEND_TIMEOUT);
}

static void check_peer_is_there(void)
{
	if (length_tried <= 1)
		CHECK_EQUAL(MACH_PORT_TYPE_SEND, type_of(peer));
}

/* Bytes, in one packet and in several. One call that fails costs nobody a right. */
static void bytes_in_line(void)
{
	enum { BYTES = 300000 };
	mach_msg_header_t *head;
	mach_msg_size_t size = sizeof *head;
	struct message m;
	int i;

	begin(&m, END);
	for (i = 0; i < 100; i++)
		message_add_int(&m, i);
	is_answered(&m);
	check_peer_is_there();
	begin(&m, END);
	head = calloc(1, BYTES + 256);
	CHECK(head != NULL);
	*head = m.head;
	size += (mach_msg_size_t)begin_bytes_in_line(head + 1, BYTES);
	if (mach_msg(head, MACH_SEND_MSG, size + BYTES, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL) ==
		MACH_MSG_SUCCESS) {
		/* It is more than the peer wants. */
		is_received(&m, answers);
	} else {
		mach_msg_destroy(head);
	}
	free(head);
	check_peer_is_there();
}

/* More rights than go with one packet. */
static void many_rights(void)
{
	enum { RIGHTS = 300 };
	mach_port_name_t names[RIGHTS];
	struct message m;
	size_t i;

	for (i = 0; i < RIGHTS; i++) {
		if (!make_port(&names[i]))
			return;
	}
	begin(&m, END);
	message_add_rights(&m, MACH_MSG_TYPE_MAKE_SEND, names, RIGHTS, FALSE);
	is_answered(&m);
	for (i = 0; i < RIGHTS; i++)
		CHECK_EQUAL(MACH_PORT_TYPE_RECEIVE, type_of(names[i]) & MACH_PORT_TYPE_RECEIVE);
}

/* A right to answer on, given away, used there, or given up. */
static void answer_rights(void)
{
	mach_port_t port;
	struct message m;

	if (!make_port(&port))
		return;
	begin(&m, KEEP);
	message_add_port(&m, port, MACH_MSG_TYPE_MAKE_SEND_ONCE);
	if (!is_answered(&m))
		return;
	begin(&m, ANSWER);
	/* Whether it is used or lost, the port hears of it. */
	if (is_answered(&m))
		is_received(&m, port);
}

static void meeting(void)
{
	mach_port_t found;
	mach_port_t service;
	int result = migrt_look_up("peer", &found);

	CHECK(result == KERN_SUCCESS || result == KERN_RESOURCE_SHORTAGE ||
		result == KERN_INVALID_NAME);
	if (result == KERN_SUCCESS && found != peer)
		CHECK_OK(mach_port_destroy(self(), found));
	else if (result == KERN_SUCCESS)
		CHECK_OK(mach_port_deallocate(self(), found));
	if (is_made(migrt_check_in("another", 0, &service)))
		destroy_receive_right(service);
}

static void handing_over(void)
{
	mach_port_t port;
	mach_port_t back;
	int fd;

	if (!make_port(&port) || !is_made(migrt_hand_over(port, MACH_MSG_TYPE_MOVE_RECEIVE, &fd)))
		return;
	while (!is_made(migrt_take_over(fd, &back)))
		continue;
	CHECK_EQUAL(MACH_PORT_TYPE_RECEIVE, type_of(back));
}

/* The watch of a port goes with it. */
static void event_loops(void)
{
	mach_port_t port;
	int fd;

	if (!make_port(&port))
		return;
	if (is_made(migrt_receive_descriptor(port, &fd)))
		close(fd);
	if (is_made(migrt_send_descriptor(port, &fd)))
		close(fd);
}

/* What needs no other process. */
static void at_home(void)
{
	mach_port_name_array_t names;
	mach_port_type_array_t types;
	mach_msg_type_number_t count;
	mach_port_t set;
	mach_port_t port;
	struct message m;

	if (!is_made(mach_port_allocate(self(), MACH_PORT_RIGHT_PORT_SET, &set)) ||
		!make_port(&port))
		return;
	CHECK_OK(mach_port_move_member(self(), port, set));
	if (fill_queue(port, port, 1 << 20) && is_received(&m, set))
		mach_msg_destroy(&m.head);
	if (is_made(mach_port_names(self(), &names, &count, &types, &count))) {
		CHECK_OK(vm_deallocate(self(), (vm_address_t)names, count * sizeof *names));
		CHECK_OK(vm_deallocate(self(), (vm_address_t)types, count * sizeof *types));
	}
}

static const struct scenario {
	const char *name;
	void (*run)(void);
	unsigned step; /* of its calls not each is tried: they are many, and alike */
} scenarios[] = {
	{"simple calls", simple_calls, 1},
	{"a send right copied", copied_send_right, 1},
	{"a send right moved", moved_send_right, 1},
	{"a send-once right", send_once_right, 1},
	{"a receive right", receive_right, 1},
	{"a receive right with a queue", busy_receive_right, 1},
	{"memory", memory, 1},
	{"bytes in line", bytes_in_line, 1},
	{"many rights", many_rights, 61},
	{"a right to answer", answer_rights, 1},
	{"meeting", meeting, 1},
	{"handing over", handing_over, 1},
	{"event loops", event_loops, 1},
	{"at home", at_home, 1},
};

/* ---- The rounds ---- */

static struct counts here;
static struct counts there;

static void find_peer(void)
{
	if (peer != MACH_PORT_NULL)
		CHECK_OK(mach_port_destroy(self(), peer));
	lasting[2] = peer = look_up("peer");
}

/* Calls the peer, whose right may have ended, or is about to. */
static void call_peer(struct message *m, mach_msg_id_t id, const int *numbers, size_t count)
{
	size_t i;

	do {
		if (type_of(peer) != MACH_PORT_TYPE_SEND)
			find_peer();
		begin(m, id);
		for (i = 0; i < count; i++)
			message_add_int(m, numbers[i]);
	} while (!is_answered(m));
}

/* Takes away what answers are still there or may come: both sides are as before the scenario. */
static struct counts tidy(bool *ret_has_failed)
{
	struct message m;
	struct counts counts;

	destroy_others();
	call_peer(&m, TIDY, NULL, 0);
	*ret_has_failed = next_int(&m);
	counts.descriptors = (size_t)next_int(&m);
	counts.mappings = (size_t)next_int(&m);
	counts.names = (size_t)next_int(&m);
	return counts;
}

/* Waits until both sides have no more than before. */
static void check_counts(const char *scenario, const char *side, const char *round, unsigned call)
{
	struct counts counts;
	struct counts peers;
	bool has_failed;
	int i;

	for (i = 0; i < 200; i++) {
		peers = tidy(&has_failed);
		counts = count_all();
		if (are_same(&counts, &here) && are_same(&peers, &there))
			return;
		usleep(10000);
	}
	fprintf(stderr,
		"%s, %s, %s, %u: descriptors, mappings and names are %zu %zu %zu and %zu %zu %zu, "
		"were %zu %zu %zu and %zu %zu %zu\n",
		scenario, side, round, call, counts.descriptors, counts.mappings, counts.names,
		peers.descriptors, peers.mappings, peers.names, here.descriptors, here.mappings,
		here.names, there.descriptors, there.mappings, there.names);
	exit(1);
}

static bool fails_here(const struct scenario *scenario, const struct round *round, unsigned call)
{
	bool has_failed;

	arm(round, call);
	scenario->run();
	has_failed = disarm();
	check_counts(scenario->name, "here", round->name, call);
	return has_failed;
}

static bool fails_there(const struct scenario *scenario, const struct round *round, unsigned call)
{
	const int numbers[] = {(int)(round - rounds), (int)call};
	bool has_failed;
	struct message m;

	call_peer(&m, ARM, numbers, 2);
	scenario->run();
	tidy(&has_failed);
	check_counts(scenario->name, "there", round->name, call);
	return has_failed;
}

static void check_scenario(const struct scenario *scenario)
{
	size_t i;
	unsigned call;

	for (i = 0; i < sizeof rounds / sizeof rounds[0]; i++) {
		length_tried = rounds[i].length;
		for (call = 1; fails_here(scenario, &rounds[i], call); call += scenario->step)
			alarm(50);
		for (call = 1; fails_there(scenario, &rounds[i], call); call += scenario->step)
			alarm(50);
	}
}

/* faults [SCENARIO]: all of them, or the one of that number. */
int main(int argc, char **argv)
{
	size_t count = sizeof scenarios / sizeof scenarios[0];
	size_t i;
	bool has_failed;
	pid_t child;

	begin_meeting();
	child = start(serve);
	lasting[0] = self();
	lasting[1] = answers = mach_reply_port();
	find_peer();
	/* Some things are made once. */
	for (i = 0; i < count; i++)
		scenarios[i].run();
	there = tidy(&has_failed);
	there = tidy(&has_failed);
	here = count_all();
	for (i = 0; i < count; i++) {
		if (argc < 2 || (size_t)atoi(argv[1]) == i)
			check_scenario(&scenarios[i]);
	}
	kill_child(child);
	end_meeting();
	return 0;
}
