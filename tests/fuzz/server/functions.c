/*
 * The functions of the servers under test. Each reads everything it is told of, and its answer
 * depends on nothing but the answer byte, so that two runs of it give the same reply.
 */
#include "functions.h"
#include "kernel.h"

#include "memory_server.h"
#include "plain_server.h"

#include <string.h>

const mach_msg_header_t *request_now;
unsigned char answer_now;
int calls_now;

/* Answers: a result, and how much of the room is used. One in eight tells too much. */
static kern_return_t result(void)
{
	static const kern_return_t results[] = {KERN_SUCCESS, 5, MIG_NO_REPLY, MIG_DESTROY_REQUEST};

	calls_now++;
	return answer_now < 192 ? KERN_SUCCESS : results[answer_now % 4];
}

static mach_msg_type_number_t used(mach_msg_type_number_t room)
{
	switch (answer_now % 8) {
	case 0: return 0;
	case 1: return room + 1;
	case 2: return 1 < room ? 1 : room;
	case 3: return UINT32_MAX;
	default: return room - answer_now / 8 % (room + 1);
	}
}

static void take(const void *data, size_t size)
{
	kernel_read(request_now, data, size);
}

static volatile unsigned char seen;

/* Values that may also stand in a local of the stub. */
static void look(const void *data, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		seen ^= ((const unsigned char *)data)[i];
}

static void give(
	void *data, mach_msg_type_number_t *count, mach_msg_type_number_t room, size_t size)
{
	memset(data, 7, room * size);
	*count = used(room);
}

/* ---- plain ---- */

kern_return_t do_scalars(mach_port_t to, int32_t a, int64_t b, const five_t c, triple_t d,
	int32_t *e, int64_t *f, five_t g, triple_t *h)
{
	take(c, sizeof(five_t));
	look(&d, sizeof(d));
	*e = a + (int32_t)(to & 1);
	*f = b;
	memset(g, 3, sizeof(five_t));
	memset(h, 4, sizeof(*h));
	return result();
}

kern_return_t do_bounded(mach_port_t to, const some_t a, mach_msg_type_number_t a_count, int32_t b,
	some_t c, mach_msg_type_number_t *c_count, int32_t *d)
{
	require(a_count <= 10 && *c_count == 10);
	take(a, a_count * sizeof(*a));
	give(c, c_count, 10, sizeof(*c));
	*d = b ^ (int32_t)to;
	return result();
}

kern_return_t do_chars(mach_port_t to, const bytes_t a, mach_msg_type_number_t a_count,
	const bytes_t b, mach_msg_type_number_t b_count, int64_t c, bytes_t d,
	mach_msg_type_number_t *d_count, bytes_t e, mach_msg_type_number_t *e_count)
{
	(void)to;
	require(a_count <= 100 && b_count <= 100);
	take(a, a_count);
	take(b, b_count);
	look(&c, sizeof(c));
	give(d, d_count, 100, 1);
	give(e, e_count, 100, 1);
	return result();
}

kern_return_t do_wide(mach_port_t to, const wide_t a, mach_msg_type_number_t a_count,
	const five_t b, wide_t c, mach_msg_type_number_t *c_count)
{
	(void)to;
	require(a_count <= 20);
	take(a, a_count * sizeof(*a));
	take(b, sizeof(five_t));
	give(c, c_count, 20, sizeof(*c));
	return result();
}

kern_return_t do_many(mach_port_t to, const many_t a, mach_msg_type_number_t a_count, many_t b,
	mach_msg_type_number_t *b_count)
{
	(void)to;
	require(a_count <= 4000);
	take(a, a_count * sizeof(*a));
	give(b, b_count, 4000, sizeof(*b));
	return result();
}

kern_return_t do_longs(mach_port_t to, const long_t a, mach_msg_type_number_t a_count, int32_t b,
	long_t c, mach_msg_type_number_t *c_count)
{
	(void)to, (void)b;
	require(a_count <= 6);
	take(a, a_count * sizeof(*a));
	give(c, c_count, 6, sizeof(*c));
	return result();
}

kern_return_t do_texts(mach_port_t to, const_text_t a, const_label_t b, text_t c, label_t d)
{
	(void)to;
	take(a, strlen(a) + 1);
	require(strlen(a) < sizeof(text_t) && strlen(b) < sizeof(label_t));
	strcpy(c, answer_now & 1 ? "a text of twenty-three." : "");
	strcpy(d, answer_now & 2 ? "fifteen letters" : "");
	return result();
}

kern_return_t do_both(
	mach_port_t to, triple_t *a, const bytes_t b, mach_msg_type_number_t b_count, int32_t *c)
{
	look(a, sizeof(*a));
	take(b, b_count);
	a->elements[1] ^= 1;
	*c ^= (int32_t)to;
	return result();
}

kern_return_t do_room(mach_port_t to, some_t a, mach_msg_type_number_t *a_count, int32_t b,
	bytes_t c, mach_msg_type_number_t *c_count)
{
	(void)to, (void)b;
	require(*a_count <= 10 && *c_count <= 100);
	give(a, a_count, *a_count, sizeof(*a));
	give(c, c_count, *c_count, 1);
	return result();
}

kern_return_t do_right(mach_port_t to, mach_port_t a, mach_port_t *b)
{
	*b = to ^ a;
	return result();
}

kern_return_t do_rights(mach_port_t to, const four_t a, int32_t b, four_t c)
{
	(void)to, (void)b;
	look(a, sizeof(four_t));
	memset(c, 5, sizeof(four_t));
	return result();
}

kern_return_t do_few_ports(mach_port_t to, const few_ports_t a, mach_msg_type_number_t a_count,
	int32_t b, few_ports_t c, mach_msg_type_number_t *c_count, int32_t *d)
{
	require(a_count <= 6);
	look(a, a_count * sizeof(*a));
	give(c, c_count, 6, sizeof(*c));
	*d = b ^ (int32_t)to;
	return result();
}

kern_return_t do_any(mach_port_t to, mach_port_t a, mach_msg_type_name_t a_name, mach_port_t *b,
	mach_msg_type_name_t *b_name)
{
	static const mach_msg_type_name_t names[] = {MACH_MSG_TYPE_PORT_NAME,
		MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE, MACH_MSG_TYPE_MOVE_RECEIVE};

	if (MACH_MSG_TYPE_PORT_ANY(a_name))
		require(request_now->msgh_bits & MACH_MSGH_BITS_COMPLEX);
	*b = to ^ a;
	*b_name = names[answer_now % 4];
	return result();
}

kern_return_t do_one_way(mach_port_t to, int32_t a, const some_t b, mach_msg_type_number_t b_count)
{
	(void)to, (void)a;
	require(b_count <= 10);
	take(b, b_count * sizeof(*b));
	return result();
}

kern_return_t do_nothing(mach_port_t to)
{
	(void)to;
	return result();
}

/* ---- memory ---- */

enum { FAR_MAX = 1000 };

static int32_t far_memory[FAR_MAX];

/* Memory of the server's own. */
static void give_far(int32_t **data, mach_msg_type_number_t *count)
{
	*data = far_memory;
	*count = answer_now % 8 == 0 ? 0 : answer_now * 3u;
}

/* In line as long as it fits. */
static void give_open(int32_t **data, mach_msg_type_number_t *count)
{
	if (answer_now & 16)
		give_far(data, count);
	else
		give(*data, count, *count, sizeof(**data));
}

static void take_open(const int32_t *data, mach_msg_type_number_t count)
{
	take(data, count * sizeof(*data));
}

kern_return_t do_open(mach_port_t to, const_open_t a, mach_msg_type_number_t a_count, int32_t b,
	open_t *c, mach_msg_type_number_t *c_count, int32_t *d)
{
	take_open(a, a_count);
	give_open(c, c_count);
	*d = b ^ (int32_t)to;
	return result();
}

kern_return_t do_copied(mach_port_t to, const_open_t a, mach_msg_type_number_t a_count,
	boolean_t a_is_in_line, const_open_t b, mach_msg_type_number_t b_count)
{
	(void)to;
	require((a_is_in_line != 0) == kernel_is_in_line(request_now, a));
	take_open(a, a_count);
	take_open(b, b_count);
	return result();
}

kern_return_t do_given(mach_port_t to, const_open_t a, mach_msg_type_number_t a_count, far_t b,
	mach_msg_type_number_t b_count, far_t *c, mach_msg_type_number_t *c_count)
{
	(void)to;
	take_open(a, a_count);
	take_open(b, b_count);
	give_far(c, c_count);
	return result();
}

kern_return_t do_far(mach_port_t to, far_t a, mach_msg_type_number_t a_count, int32_t b, far_t *c,
	mach_msg_type_number_t *c_count)
{
	(void)to, (void)b;
	take_open(a, a_count);
	give_far(c, c_count);
	return result();
}

kern_return_t do_table(mach_port_t to, table_t a, table_t *b)
{
	(void)to;
	take_open(a, 10);
	*b = far_memory;
	return result();
}

kern_return_t do_edit(mach_port_t to, table_t *a, far_t *b, mach_msg_type_number_t *b_count)
{
	(void)to;
	take_open(*a, 10);
	take_open(*b, *b_count);
	*a = far_memory;
	give_far(b, b_count);
	return result();
}

kern_return_t do_ports(mach_port_t to, const_ports_t a, mach_msg_type_number_t a_count, int32_t b,
	ports_t *c, mach_msg_type_number_t *c_count)
{
	(void)to, (void)b;
	take(a, a_count * sizeof(*a));
	if (answer_now & 16) {
		*c = (mach_port_t *)far_memory;
		*c_count = answer_now;
	} else {
		give(*c, c_count, *c_count, sizeof(**c));
	}
	return result();
}

kern_return_t do_far_ports(mach_port_t to, far_ports_t a, mach_msg_type_number_t a_count,
	far_ports_t *b, mach_msg_type_number_t *b_count)
{
	(void)to;
	take(a, a_count * sizeof(*a));
	*b = (mach_port_t *)far_memory;
	*b_count = answer_now;
	return result();
}

kern_return_t do_far_one_way(mach_port_t to, far_t a, mach_msg_type_number_t a_count,
	const_open_t b, mach_msg_type_number_t b_count)
{
	(void)to;
	take_open(a, a_count);
	take_open(b, b_count);
	return result();
}
