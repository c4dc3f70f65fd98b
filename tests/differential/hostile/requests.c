/* Broken requests to the server's stubs: each is refused with MIG_BAD_ARGUMENTS, and the function
 * is not called. */
#include "breakages.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REPLY_MAX = 64 * 1024 };

boolean_t hostile_server(mach_msg_header_t *in, mach_msg_header_t *out);

static int calls, failures, tries, forgive;

void mig_deallocate(vm_offset_t address, vm_size_t size)
{
	(void)address, (void)size;
}

vm_size_t mig_strncpy(char *destination, const char *source, vm_size_t size)
{
	vm_size_t length = strnlen(source, size - 1);

	memcpy(destination, source, length);
	destination[length] = '\0';
	return length;
}

static unsigned int use_all(const void *data, size_t size)
{
	unsigned int sum = 0;

	for (size_t i = 0; i < size; i++)
		sum += ((const unsigned char *)data)[i];
	calls++;
	return sum;
}

/* Each function reads all that it is told of, so that a sanitizer sees what is not there. */
kern_return_t s_scalars(
	mach_port_t to, int a, int64_t b, const five_t c, int *d, int64_t *e, five_t f)
{
	*d = a + (int)to;
	*e = b + use_all(c, 5);
	memset(f, 0, 5);
	return KERN_SUCCESS;
}

kern_return_t s_bounded(mach_port_t to, const some_t a, mach_msg_type_number_t count, int b,
	some_t c, mach_msg_type_number_t *room, int *d)
{
	*d = b + (int)to + (int)use_all(a, count * sizeof *a);
	c[0] = 1;
	*room = 1;
	return KERN_SUCCESS;
}

kern_return_t s_strings(mach_port_t to, const_text_t a, const_label_t b, text_t c, label_t d)
{
	(void)to;
	use_all(a, strlen(a));
	use_all(b, strlen(b));
	calls--;
	strcpy(c, "c");
	strcpy(d, "d");
	return KERN_SUCCESS;
}

kern_return_t s_right(mach_port_t to, mach_port_t a, mach_port_t *b)
{
	*b = a + to;
	calls++;
	return KERN_SUCCESS;
}

kern_return_t s_rights(mach_port_t to, const_ports_t a, mach_msg_type_number_t count, ports_t *b,
	mach_msg_type_number_t *room)
{
	(*b)[0] = to + use_all(a, count * sizeof *a);
	*room = 1;
	return KERN_SUCCESS;
}

kern_return_t s_open(mach_port_t to, const_open_t a, mach_msg_type_number_t count, int b, open_t *c,
	mach_msg_type_number_t *room, int *d)
{
	(*c)[0] = (int)(to + use_all(a, count * sizeof *a));
	*room = 1;
	*d = b;
	return KERN_SUCCESS;
}

kern_return_t s_away(mach_port_t to, away_t a, mach_msg_type_number_t count, away_t *b,
	mach_msg_type_number_t *room)
{
	(void)to;
	use_all(a, count * sizeof *a);
	*b = NULL;
	*room = 0;
	return KERN_SUCCESS;
}

kern_return_t s_any(mach_port_t to, mach_port_t a, mach_msg_type_name_t name, mach_port_t *b,
	mach_msg_type_name_t *sent)
{
	*b = a + to;
	*sent = name;
	calls++;
	return KERN_SUCCESS;
}

kern_return_t s_many(mach_port_t to, const many_t a, mach_msg_type_number_t count, many_t b,
	mach_msg_type_number_t *room)
{
	b[0] = (int)(to + use_all(a, count * sizeof *a));
	*room = 1;
	return KERN_SUCCESS;
}

kern_return_t s_pair(mach_port_t to, const some_t a, mach_msg_type_number_t count, const_text_t b,
	const_open_t c, mach_msg_type_number_t open_count)
{
	(void)to;
	use_all(a, count * sizeof *a);
	use_all(b, strlen(b));
	use_all(c, open_count * sizeof *c);
	calls -= 2;
	return KERN_SUCCESS;
}

kern_return_t s_oneway(mach_port_t to, int a, const some_t b, mach_msg_type_number_t count)
{
	(void)to, (void)a;
	use_all(b, count * sizeof *b);
	return KERN_SUCCESS;
}

kern_return_t s_nothing(mach_port_t to)
{
	(void)to;
	calls++;
	return KERN_SUCCESS;
}

static void try_request(const struct message *message, int extra, enum verdict verdict,
	const char *how, const char *bug)
{
	mach_msg_header_t *request, *reply;
	kern_return_t expected = verdict == ACCEPT ? KERN_SUCCESS : MIG_BAD_ARGUMENTS, got;

	if (bug != NULL && forgive)
		return;
	request = build(message, extra);
	reply = calloc(1, REPLY_MAX);
	calls = 0;
	tries++;
	printf("%s: %s\n", message->name, how);
	fflush(stdout);
	if (!hostile_server(request, reply)) {
		printf("FAIL %s: %s: the id is not known\n", message->name, how);
		failures++;
	}
	got = ((mig_reply_header_t *)(void *)reply)->RetCode;
	if (verdict == EITHER && got == KERN_SUCCESS)
		expected = KERN_SUCCESS;
	if (got != expected || calls != (expected == KERN_SUCCESS)) {
		printf("FAIL %s: %s: expected RetCode %d and %d calls, got %d and %d\n",
			message->name, how, expected, expected == KERN_SUCCESS, got, calls);
		failures++;
	}
	free(request);
	free(reply);
}

static void try_id(int id)
{
	struct message message = {"id", id, 0, {{NO_FIELD, 0, 0, 0, 0, 0, 0, NULL, 0}}};
	mach_msg_header_t *request = build(&message, 0), *reply = calloc(1, REPLY_MAX);
	kern_return_t got;

	tries++;
	if (hostile_server(request, reply)) {
		printf("FAIL id %d: the server takes it\n", id);
		failures++;
	}
	got = ((mig_reply_header_t *)(void *)reply)->RetCode;
	if (got != MIG_BAD_ID || reply->msgh_id != id + 100) {
		printf("FAIL id %d: expected RetCode %d, reply id %d, got %d, %d\n", id, MIG_BAD_ID,
			id + 100, got, reply->msgh_id);
		failures++;
	}
	free(request);
	free(reply);
}

/* A polymorphic right and the complex bit, and a fixed string without an end. */
static void try_special(void)
{
	struct message any = requests[7], strings = requests[2];
	static const char letters[16] = {
		'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p'};

	any.complex = 0;
	try_request(&any, 0, REFUSE, "a right in a simple message", NULL);
	any.fields[0].name = MACH_MSG_TYPE_PORT_NAME;
	try_request(&any, 0, ACCEPT, "a name in a simple message", NULL);
	strings.fields[1].data = letters;
	try_request(&strings, 0, ACCEPT, "fixed string without NUL, which the stub cuts", NULL);
}

int main(int count, char **words)
{
	forgive = count > 1 && strcmp(words[1], "forgive") == 0;
	for (size_t i = 0; i < request_count; i++)
		break_message(&requests[i], (int)sizeof(uintptr_t), try_request);
	try_special();
	try_id(BASE - 1);
	try_id(BASE + 10);
	try_id(BASE + 13);
	try_id(0);
	try_id(-1);
	try_id(INT32_MAX - 100);
	try_id(INT32_MIN);
	printf("%d requests, %d failures\n", tries, failures);
	return failures != 0;
}
