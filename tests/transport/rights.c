/*
 * Rights of every kind on their way between processes: one name per port, counts, notifications,
 * and what becomes of rights whose holder or port is gone.
 *
 * A server keeps what it is told to; requests carry one right, or ask for one.
 */
#include "process.h"

enum {
	KEEP_RIGHT = 10,  /* takes the right of the message; the reply says name and type */
	KEEP_UNSEEN,      /* the same without a look at it; what comes next waits a while */
	GIVE_COPY,        /* gives a copy of the kept right */
	GIVE_MOVED,       /* gives the kept right away */
	GIVE_NEW_RECEIVE, /* gives a receive right and keeps a send right */
	DROP_RIGHT,
	USE_RIGHT, /* sends message 77 to the kept right */
	FILL,      /* sends to the kept right until there is no room; the reply says how often */
	QUIT,
};

static mach_port_t kept;
static mach_msg_type_name_t kept_type;

static void add_right(struct message *reply, mach_msg_id_t id)
{
	mach_port_t port;

	if (id == GIVE_NEW_RECEIVE) {
		port = new_port_with_send();
		message_add_port(reply, port, MACH_MSG_TYPE_MOVE_RECEIVE);
		kept = port;
		kept_type = MACH_MSG_TYPE_PORT_SEND;
	} else if (id == GIVE_COPY) {
		message_add_port(reply, kept, MACH_MSG_TYPE_COPY_SEND);
	} else {
		message_add_port(reply, kept, (unsigned char)kept_type);
		kept = MACH_PORT_NULL;
	}
}

static int fill_queue(void)
{
	struct message m;
	int count = -1;

	do {
		count++;
		message_begin(&m, kept, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, count);
	} while (message_send(&m, MACH_SEND_TIMEOUT, 300) == MACH_MSG_SUCCESS);
	CHECK_OK(mach_port_deallocate(self(), m.head.msgh_remote_port));
	return count;
}

static void handle(struct message *m)
{
	struct message reply;
	mach_port_t name = MACH_PORT_NULL;
	mach_port_type_t type = 0;

	if (m->head.msgh_id == KEEP_RIGHT) {
		name = kept = next_any_port(m, &kept_type);
		type = type_of(kept);
	}
	if (m->head.msgh_id == KEEP_UNSEEN)
		kept = next_any_port(m, &kept_type);
	begin_reply(&reply, m);
	switch (m->head.msgh_id) {
	case KEEP_RIGHT:
		message_add_int(&reply, (int)name);
		message_add_int(&reply, (int)type);
		break;
	case GIVE_COPY:
	case GIVE_MOVED:
	case GIVE_NEW_RECEIVE: add_right(&reply, m->head.msgh_id); break;
	case DROP_RIGHT:
		if (kept_type == MACH_MSG_TYPE_PORT_RECEIVE)
			destroy_receive_right(kept);
		else
			CHECK_OK(mach_port_deallocate(self(), kept));
		break;
	case FILL: message_add_int(&reply, fill_queue()); break;
	case USE_RIGHT:
		message_add_int(&reply,
			send_empty(kept,
				kept_type == MACH_MSG_TYPE_PORT_SEND ? MACH_MSG_TYPE_COPY_SEND
								     : kept_type,
				77));
		break;
	}
	CHECK_OK(message_send(&reply, 0, 0));
	if (m->head.msgh_id == KEEP_UNSEEN)
		usleep(20000);
}

static void serve(void)
{
	mach_port_t port = check_in("keeper");
	struct message m;

	do {
		take_next(&m, port);
		handle(&m);
	} while (m.head.msgh_id != QUIT);
}

static mach_port_t keeper;
static mach_port_t keeper_reply;
static pid_t keeper_pid;

static void start_keeper(void)
{
	keeper_pid = start(serve);
	keeper = look_up("keeper");
	keeper_reply = mach_reply_port();
}

static void call(struct message *m, mach_msg_id_t id)
{
	m->head.msgh_id = id;
	CHECK_OK(message_call(m, keeper_reply));
	CHECK_EQUAL(id + 100, m->head.msgh_id);
}

static void simple_call(mach_msg_id_t id)
{
	struct message m;

	message_begin(&m, keeper, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 0);
	call(&m, id);
}

static void stop_keeper(void)
{
	simple_call(QUIT);
	check_ended_well(keeper_pid);
	CHECK_OK(mach_port_destroy(self(), keeper));
	destroy_receive_right(keeper_reply);
}

struct there {
	int name;
	mach_port_type_t type;
};

static struct there keep(mach_port_t port, mach_msg_type_name_t type)
{
	struct message m;
	struct there there;

	message_begin(&m, keeper, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 0);
	message_add_port(&m, port, (unsigned char)type);
	call(&m, KEEP_RIGHT);
	there.name = next_int(&m);
	there.type = (mach_port_type_t)next_int(&m);
	return there;
}

static mach_port_t get(mach_msg_id_t id, mach_msg_type_name_t type)
{
	struct message m;

	message_begin(&m, keeper, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 0);
	call(&m, id);
	return next_port(&m, type);
}

static void use(void)
{
	struct message m;

	message_begin(&m, keeper, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 0);
	call(&m, USE_RIGHT);
	CHECK_OK(next_int(&m));
}

static void take_id(mach_port_t port, mach_msg_id_t id)
{
	struct message m;

	take_next(&m, port);
	CHECK_EQUAL(id, m.head.msgh_id);
}

/* However often a send right arrives, it has one name; at home it is the receive right's. */
static void send_rights(void)
{
	mach_port_t port = new_port();
	mach_port_t notify = new_port();
	struct there first = keep(port, MACH_MSG_TYPE_MAKE_SEND);
	struct there second = keep(port, MACH_MSG_TYPE_MAKE_SEND);

	CHECK_EQUAL(MACH_PORT_TYPE_SEND, first.type);
	CHECK_EQUAL(first.name, second.name);
	CHECK_EQUAL(2, status_of(port).mps_mscount);
	use();
	take_id(port, 77);
	CHECK_EQUAL(port, get(GIVE_COPY, MACH_MSG_TYPE_PORT_SEND));
	CHECK_EQUAL(MACH_PORT_TYPE_SEND_RECEIVE, type_of(port));
	CHECK_EQUAL(1, refs_of(port, MACH_PORT_RIGHT_SEND));
	CHECK_EQUAL(port, get(GIVE_COPY, MACH_MSG_TYPE_PORT_SEND));
	CHECK_EQUAL(2, refs_of(port, MACH_PORT_RIGHT_SEND));
	CHECK_OK(mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_SEND, -2));

	request(port, MACH_NOTIFY_NO_SENDERS, 0, notify);
	check_queue_is_empty(notify);
	simple_call(DROP_RIGHT); /* one of two references */
	check_queue_is_empty(notify);
	CHECK_EQUAL(1, status_of(port).mps_srights);
	CHECK_EQUAL(port, get(GIVE_MOVED, MACH_MSG_TYPE_PORT_SEND));
	check_queue_is_empty(notify);
	CHECK_OK(mach_port_deallocate(self(), port));
	take_id(notify, MACH_NOTIFY_NO_SENDERS);
	destroy_receive_right(port);
	destroy_receive_right(notify);
}

/* A send-once right is used once; dropped, its port hears of it. */
static void send_once_rights(void)
{
	mach_port_t port = new_port();
	mach_port_t back;
	struct there there = keep(port, MACH_MSG_TYPE_MAKE_SEND_ONCE);

	CHECK_EQUAL(MACH_PORT_TYPE_SEND_ONCE, there.type);
	CHECK_EQUAL(1, status_of(port).mps_sorights);
	use();
	take_id(port, 77);
	CHECK_EQUAL(0, status_of(port).mps_sorights);
	keep(port, MACH_MSG_TYPE_MAKE_SEND_ONCE);
	simple_call(DROP_RIGHT);
	take_id(port, MACH_NOTIFY_SEND_ONCE);
	CHECK_EQUAL(0, status_of(port).mps_sorights);
	/* There and back again. */
	keep(port, MACH_MSG_TYPE_MAKE_SEND_ONCE);
	back = get(GIVE_MOVED, MACH_MSG_TYPE_PORT_SEND_ONCE);
	CHECK_EQUAL(MACH_PORT_TYPE_SEND_ONCE, type_of(back));
	CHECK_EQUAL(1, status_of(port).mps_sorights);
	CHECK_OK(send_empty(back, MACH_MSG_TYPE_MOVE_SEND_ONCE, 78));
	take_id(port, 78);
	CHECK_EQUAL(MACH_PORT_TYPE_NONE, type_of(back));
	CHECK_EQUAL(0, status_of(port).mps_sorights);
	check_queue_is_empty(port);
	destroy_receive_right(port);
}

/* When the port dies, names there turn dead. */
static void dead_names(void)
{
	mach_port_t port = new_port();
	struct message m;

	keep(port, MACH_MSG_TYPE_MAKE_SEND);
	destroy_receive_right(port);
	CHECK_EQUAL(MACH_PORT_DEAD, get(GIVE_COPY, MACH_MSG_TYPE_PORT_SEND));
	simple_call(DROP_RIGHT);
	/* Also one that nobody has waited for yet, if there was a message after its death. */
	port = new_port();
	message_begin(&m, keeper, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 0);
	message_add_port(&m, port, MACH_MSG_TYPE_MAKE_SEND);
	call(&m, KEEP_UNSEEN);
	destroy_receive_right(port);
	CHECK_EQUAL(MACH_PORT_DEAD, get(GIVE_COPY, MACH_MSG_TYPE_PORT_SEND));
	simple_call(DROP_RIGHT);
	/* A right that is dead when it is sent arrives as dead. */
	port = new_port_with_send();
	destroy_receive_right(port);
	CHECK_EQUAL(MACH_PORT_TYPE_DEAD_NAME, type_of(port));
	CHECK_EQUAL(-1, keep(port, MACH_MSG_TYPE_MOVE_SEND).name);
	CHECK_EQUAL(MACH_PORT_TYPE_NONE, type_of(port));
}

/* A receive right moves with its queue; rights elsewhere go on leading to it. */
static void receive_rights_out(void)
{
	mach_port_t port = new_port_with_send();
	mach_port_t notify = new_port();
	struct there there;
	int i;

	set_qlimit(port, MACH_PORT_QLIMIT_MAX);
	request(port, MACH_NOTIFY_DEAD_NAME, 0, notify);
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, 1));
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_MAKE_SEND_ONCE, 2));
	there = keep(port, MACH_MSG_TYPE_MOVE_RECEIVE);
	CHECK_EQUAL(MACH_PORT_TYPE_RECEIVE, there.type);
	CHECK_EQUAL(MACH_PORT_TYPE_SEND | MACH_PORT_TYPE_DNREQUEST, type_of(port));
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, 3));
	/* It comes back to its name, with everything in order. */
	CHECK_EQUAL(port, get(GIVE_MOVED, MACH_MSG_TYPE_PORT_RECEIVE));
	CHECK_EQUAL(MACH_PORT_TYPE_SEND_RECEIVE | MACH_PORT_TYPE_DNREQUEST, type_of(port));
	CHECK_EQUAL(MACH_PORT_QLIMIT_MAX, status_of(port).mps_qlimit);
	for (i = 1; i <= 3; i++)
		take_id(port, i);
	check_queue_is_empty(port);
	CHECK_EQUAL(0, status_of(port).mps_sorights);
	keep(port, MACH_MSG_TYPE_MOVE_RECEIVE);
	simple_call(DROP_RIGHT);
	CHECK_EQUAL(MACH_PORT_TYPE_DEAD_NAME, type_of(port));
	CHECK_EQUAL(port, take_name_notification(notify, MACH_NOTIFY_DEAD_NAME));
	CHECK_OK(mach_port_destroy(self(), port));
	destroy_receive_right(notify);
}

enum { SENT_BEFORE = 12, SENT_AFTER = 3 };

/*
 * A receive right comes to where a send right is: what was sent through that before, and was not
 * read yet, comes before what is sent here afterwards. The right has been here before, so that its
 * queue has messages of both sides.
 */
static void order_at_home(void)
{
	mach_port_t port = new_port_with_send();
	struct message m;
	int i;

	set_qlimit(port, MACH_PORT_QLIMIT_MAX);
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, 0));
	keep(port, MACH_MSG_TYPE_MOVE_RECEIVE);
	for (i = 1; i < SENT_BEFORE; i++)
		CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, i));
	CHECK_EQUAL(port, get(GIVE_MOVED, MACH_MSG_TYPE_PORT_RECEIVE));
	for (i = 0; i < SENT_AFTER; i++) {
		message_begin(
			&m, port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, SENT_BEFORE + i);
		CHECK_OK(message_send(&m, i == 0 ? 0 : MACH_SEND_TIMEOUT, 0));
	}
	for (i = 0; i < SENT_BEFORE + SENT_AFTER; i++)
		take_id(port, i);
	check_queue_is_empty(port);
	/* And once more, on the way through here. */
	keep(port, MACH_MSG_TYPE_MOVE_RECEIVE);
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, 1));
	CHECK_EQUAL(port, get(GIVE_MOVED, MACH_MSG_TYPE_PORT_RECEIVE));
	keep(port, MACH_MSG_TYPE_MOVE_RECEIVE);
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, 2));
	CHECK_EQUAL(port, get(GIVE_MOVED, MACH_MSG_TYPE_PORT_RECEIVE));
	take_id(port, 1);
	take_id(port, 2);
	check_queue_is_empty(port);
	CHECK_OK(mach_port_destroy(self(), port));
}

/* The longest queue is as long from elsewhere. */
static void longest_queue(void)
{
	mach_port_t port = new_port();
	struct message m;
	int i;

	set_qlimit(port, MACH_PORT_QLIMIT_MAX);
	keep(port, MACH_MSG_TYPE_MAKE_SEND);
	message_begin(&m, keeper, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 0);
	call(&m, FILL);
	CHECK_EQUAL(MACH_PORT_QLIMIT_MAX, next_int(&m));
	for (i = 0; i < (int)MACH_PORT_QLIMIT_MAX; i++)
		take_id(port, i);
	check_queue_is_empty(port);
	simple_call(DROP_RIGHT);
	destroy_receive_right(port);
}

static void receive_rights_in(void)
{
	mach_port_t port = get(GIVE_NEW_RECEIVE, MACH_MSG_TYPE_PORT_RECEIVE);
	mach_port_t notify = new_port();

	CHECK_EQUAL(MACH_PORT_TYPE_RECEIVE, type_of(port));
	use();
	take_id(port, 77);
	request(port, MACH_NOTIFY_NO_SENDERS, 0, notify);
	check_queue_is_empty(notify);
	CHECK_EQUAL(port, get(GIVE_MOVED, MACH_MSG_TYPE_PORT_SEND));
	CHECK_EQUAL(MACH_PORT_TYPE_SEND_RECEIVE, type_of(port));
	CHECK_OK(mach_port_deallocate(self(), port));
	take_id(notify, MACH_NOTIFY_NO_SENDERS);
	destroy_receive_right(port);
	destroy_receive_right(notify);
}

/* Requests for notifications stay with the receive right, wherever it is. */
static void requests_move_along(void)
{
	mach_port_t port = new_port_with_send();
	mach_port_t notify = new_port();
	struct message m;

	request(port, MACH_NOTIFY_NO_SENDERS, 0, notify);
	keep(port, MACH_MSG_TYPE_MOVE_RECEIVE);
	check_queue_is_empty(notify);
	CHECK_OK(mach_port_deallocate(self(), port));
	take_id(notify, MACH_NOTIFY_NO_SENDERS);
	simple_call(DROP_RIGHT);

	/* The receive right comes back with the notification that it was destroyed. */
	port = new_port();
	request(port, MACH_NOTIFY_PORT_DESTROYED, 0, notify);
	keep(port, MACH_MSG_TYPE_MOVE_RECEIVE);
	simple_call(DROP_RIGHT);
	take_next(&m, notify);
	CHECK_EQUAL(MACH_NOTIFY_PORT_DESTROYED, m.head.msgh_id);
	port = next_port(&m, MACH_MSG_TYPE_PORT_RECEIVE);

	/* A journey is not the end of senders that there never were. */
	request(port, MACH_NOTIFY_NO_SENDERS, 1, notify);
	keep(port, MACH_MSG_TYPE_MOVE_RECEIVE);
	port = get(GIVE_MOVED, MACH_MSG_TYPE_PORT_RECEIVE);
	CHECK(status_of(port).mps_nsrequest);
	CHECK(!status_of(port).mps_srights);
	check_queue_is_empty(notify);
	CHECK_OK(mach_port_insert_right(self(), port, port, MACH_MSG_TYPE_MAKE_SEND));
	CHECK_OK(mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_SEND, -1));
	take_id(notify, MACH_NOTIFY_NO_SENDERS);
	destroy_receive_right(port);
	destroy_receive_right(notify);
}

/* The keeper dies with everything it keeps. */
static void death_of_the_keeper(void)
{
	mach_port_t port = new_port();
	mach_port_t once = new_port();
	mach_port_t notify = new_port();
	mach_port_t moved = new_port_with_send();

	request(moved, MACH_NOTIFY_DEAD_NAME, 0, notify);
	keep(port, MACH_MSG_TYPE_MAKE_SEND);
	keep(once, MACH_MSG_TYPE_MAKE_SEND_ONCE);
	keep(moved, MACH_MSG_TYPE_MOVE_RECEIVE);
	request(port, MACH_NOTIFY_NO_SENDERS, 0, notify);
	kill_child(keeper_pid);
	take_id(once, MACH_NOTIFY_SEND_ONCE);
	CHECK_EQUAL(MACH_PORT_TYPE_DEAD_NAME, type_of(moved));
	CHECK_EQUAL(MACH_PORT_TYPE_DEAD_NAME, type_of(keeper));
	CHECK_EQUAL(2, status_of(notify).mps_msgcount);
	CHECK_OK(mach_port_destroy(self(), moved));
	CHECK_OK(mach_port_destroy(self(), keeper));
	destroy_receive_right(keeper_reply);
	destroy_receive_right(port);
	destroy_receive_right(once);
	destroy_receive_right(notify);
}

/* Out of line, and more than a packet can carry. */
static void many_rights(void)
{
	enum { COUNT = 600 };
	static mach_port_t ports[COUNT];
	mach_port_t notify = new_port();
	struct message m;
	int i;

	for (i = 0; i < COUNT; i++) {
		ports[i] = new_port();
		request(ports[i], MACH_NOTIFY_NO_SENDERS, 1, notify);
	}
	message_begin(&m, keeper, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 0);
	message_add_rights(&m, MACH_MSG_TYPE_MAKE_SEND, ports, COUNT, FALSE);
	m.head.msgh_id = 1000;
	CHECK_OK(message_call(&m, keeper_reply));
	CHECK_EQUAL(1100, m.head.msgh_id);
	/* The keeper knows no such request and lets them go with its end. */
	CHECK_EQUAL(0, status_of(notify).mps_msgcount);
	for (i = 0; i < COUNT; i++) {
		CHECK_EQUAL(1, status_of(ports[i]).mps_srights);
		destroy_receive_right(ports[i]);
	}
	destroy_receive_right(notify);
}

int main(void)
{
	size_t descriptors = count_descriptors();
	size_t names;

	begin_meeting();
	self();
	names = count_names();
	start_keeper();
	send_rights();
	send_once_rights();
	dead_names();
	receive_rights_out();
	order_at_home();
	longest_queue();
	receive_rights_in();
	requests_move_along();
	many_rights();
	CHECK_EQUAL(names + 2, count_names());
	CHECK_EQUAL(descriptors + 3, count_descriptors());
	stop_keeper();
	start_keeper();
	death_of_the_keeper();
	CHECK_EQUAL(names, count_names());
	CHECK_EQUAL(descriptors + 2, count_descriptors());
	end_meeting();
	return 0;
}
