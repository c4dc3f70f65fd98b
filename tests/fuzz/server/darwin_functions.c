/* The functions of darwin.defs: they read all that they are told is there, and answer by a byte. */
#include "darwin_server.h"
#include "server/darwin.h"

#include <stdlib.h>
#include <string.h>

int darwin_calls;
unsigned char darwin_answer;

static char result_memory[64];

static void read_all(const void *data, size_t size)
{
	const volatile unsigned char *bytes = data;
	size_t i;

	for (i = 0; i < size; i++)
		(void)bytes[i];
}

/* What a function returns: success, more often than not. */
static kern_return_t answered(void)
{
	darwin_calls++;
	return darwin_answer >= 0xf0 ? darwin_answer : KERN_SUCCESS;
}

/* A count, which may be above the bound; no more than the bound is written. */
static mach_msg_type_number_t fill(void *data, size_t element_bytes, mach_msg_type_number_t bound)
{
	mach_msg_type_number_t count = darwin_answer % (bound + 3);

	memset(data, darwin_answer, element_bytes * (count < bound ? count : bound));
	return count;
}

static void *result(mach_msg_type_number_t *count, mach_msg_type_number_t most)
{
	*count = darwin_answer % (most + 1);
	return result_memory;
}

kern_return_t s_scalars(mach_port_t server, int32_t a, int64_t b, char c, row_t d, triple_t e,
	int64_t *f, int16_t *g)
{
	(void)server, (void)a, (void)b, (void)c;
	read_all(d, 3);
	read_all(&e, sizeof(e));
	*f = darwin_answer;
	*g = darwin_answer;
	return answered();
}

kern_return_t s_arrays(mach_port_t server, words_t a, mach_msg_type_number_t a_count, words_t b,
	bytes_t c, mach_msg_type_number_t c_count, int32_t d, bytes_t e,
	mach_msg_type_number_t *e_count, int32_t *f)
{
	(void)server, (void)d;
	darwin_require(a_count <= 8 && c_count <= 10);
	read_all(a, 4 * a_count);
	read_all(b, 4 * a_count);
	read_all(c, c_count);
	*e_count = fill(e, 1, 10);
	*f = 1;
	return answered();
}

kern_return_t s_triples(mach_port_t server, triples_t a, mach_msg_type_number_t a_count,
	triples_t b, mach_msg_type_number_t *b_count)
{
	(void)server;
	darwin_require(a_count <= 5);
	read_all(a, sizeof(triple_t) * a_count);
	*b_count = fill(b, sizeof(triple_t), 5);
	return answered();
}

kern_return_t s_strings(mach_port_t server, label_t a, text_t b, int32_t c, text_t d, label_t e)
{
	(void)server, (void)c;
	darwin_require(memchr(a, '\0', 10) && memchr(b, '\0', 18));
	/* With and without an end. */
	memset(d, 'd', 18);
	memset(e, 'e', 10);
	d[darwin_answer % 18] = darwin_answer & 1 ? '\0' : 'd';
	e[darwin_answer % 10] = darwin_answer & 2 ? '\0' : 'e';
	return answered();
}

kern_return_t s_rights(mach_port_t server, mach_port_t a, mach_port_t b,
	mach_msg_type_name_t b_poly, pair_t c, some_t d, mach_msg_type_number_t d_count,
	mach_port_t *e, given_t f, mach_msg_type_number_t *f_count)
{
	(void)server, (void)a, (void)b, (void)b_poly;
	darwin_require(d_count <= 3);
	read_all(c, sizeof(pair_t));
	read_all(d, sizeof(mach_port_t) * d_count);
	*e = 7;
	*f_count = fill(f, sizeof(mach_port_t), 3);
	return answered();
}

kern_return_t s_far(mach_port_t server, far_t a, mach_msg_type_number_t a_count, int32_t b,
	far_t *c, mach_msg_type_number_t *c_count)
{
	(void)server, (void)b;
	read_all(a, sizeof(mach_port_t) * a_count);
	*c = result(c_count, 16);
	return answered();
}

kern_return_t s_memory(mach_port_t server, memory_t a, mach_msg_type_number_t a_count, block_t b,
	few_t c, mach_msg_type_number_t c_count, open_t d, mach_msg_type_number_t d_count,
	memory_t *e, mach_msg_type_number_t *e_count, few_t *f, mach_msg_type_number_t *f_count,
	boolean_t *f_dealloc)
{
	(void)server;
	darwin_require(c_count <= 8);
	read_all(a, 4 * (size_t)a_count);
	read_all(b, 32);
	read_all(c, c_count);
	read_all(d, 2 * (size_t)d_count);
	*e = result(e_count, 16);
	*f = result(f_count, 10);
	*f_dealloc = darwin_answer & 1;
	return answered();
}

kern_return_t s_parts(mach_port_t server, parts_t a, mach_msg_type_number_t *sizes,
	mach_msg_type_number_t count, both_t b, int32_t c)
{
	mach_msg_type_number_t i;

	(void)server, (void)c;
	darwin_require(count <= 3);
	for (i = 0; i < count; i++)
		read_all(a[i], sizes[i]);
	for (i = 0; i < 2; i++)
		read_all(b[i], 6);
	return answered();
}

kern_return_t s_room(mach_port_t server, words_t a, mach_msg_type_number_t *count, int32_t *b)
{
	(void)server;
	darwin_require(*count <= 8);
	/* Also more than the caller has room for: it is told how many there were. */
	*count = fill(a, 4, 8);
	*b = 2;
	return answered();
}

kern_return_t s_back(mach_port_t server, int32_t *a, mach_port_t *b, row_t c)
{
	(void)server;
	++*a;
	*b = 9;
	memset(c, darwin_answer, 3);
	return answered();
}

kern_return_t s_tokens(mach_port_t server, audit_token_t token, int32_t a)
{
	(void)server, (void)a;
	darwin_require(token.val[0] == 0xa0 && token.val[7] == 0xa7);
	return answered();
}

kern_return_t s_fails(mach_port_t server, kern_return_t code, mach_port_t a, int32_t b)
{
	(void)server, (void)code, (void)a, (void)b;
	return answered();
}
