/* Memory: vm_allocate and its kin, and out-of-line data, copied and moved. */
#include "semantics.h"

#include <stdint.h>
#include <unistd.h>

static size_t page_bytes(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

static unsigned char *allocate(size_t size_bytes)
{
	vm_address_t address = 0;

	CHECK_OK(vm_allocate(self(), &address, size_bytes, TRUE));
	CHECK(address != 0);
	return (unsigned char *)address;
}

static void release(void *address, size_t size_bytes)
{
	CHECK_OK(vm_deallocate(self(), (vm_address_t)address, size_bytes));
}

/* Whether there is memory at the address. */
static boolean_t is_there(const void *address)
{
	pointer_t copy;
	mach_msg_type_number_t count;
	kern_return_t result = vm_read(self(), (vm_address_t)address, 1, &copy, &count);

	if (result == KERN_INVALID_ADDRESS)
		return FALSE;
	CHECK_OK(result);
	release((void *)copy, count);
	return TRUE;
}

static void allocation(void)
{
	unsigned char *memory = allocate(100);
	vm_address_t address;
	size_t i;

	CHECK_EQUAL(0, (uintptr_t)memory % page_bytes());
	for (i = 0; i < page_bytes(); i++)
		CHECK_EQUAL(0, memory[i]);
	memory[page_bytes() - 1] = 1;
	address = (vm_address_t)memory;
	CHECK_EQUAL(KERN_NO_SPACE, vm_allocate(self(), &address, 1, FALSE));
	release(memory, 100);
	CHECK(!is_there(memory));
	address = (vm_address_t)memory + 5;
	CHECK_OK(vm_allocate(self(), &address, 1, FALSE));
	CHECK_EQUAL((vm_address_t)memory, address);
	CHECK_EQUAL(0, memory[page_bytes() - 1]);
	release(memory, 1);

	address = 77;
	CHECK_OK(vm_allocate(self(), &address, 0, TRUE));
	CHECK_EQUAL(0, address);
	CHECK_OK(vm_deallocate(self(), 0, 0));
	CHECK_EQUAL(KERN_INVALID_ARGUMENT, vm_deallocate(self(), 4096, UINTPTR_MAX - 100));
	CHECK(vm_allocate(self(), &address, UINTPTR_MAX, TRUE) != KERN_SUCCESS);
	CHECK(vm_allocate(MACH_PORT_NULL, &address, 1, TRUE) != KERN_SUCCESS);
}

static void reading_and_writing(void)
{
	unsigned char *memory = allocate(2 * page_bytes());
	pointer_t copy;
	mach_msg_type_number_t count;

	memset(memory, 'x', 2 * page_bytes());
	CHECK_OK(vm_read(self(), (vm_address_t)memory + 3, page_bytes(), &copy, &count));
	CHECK_EQUAL(page_bytes(), count);
	CHECK(memcmp((void *)copy, memory + 3, count) == 0);
	memset((void *)copy, 'y', count);
	CHECK_EQUAL('x', memory[3]);
	CHECK_OK(vm_write(self(), (vm_address_t)memory + 1, copy, 2));
	CHECK(memory[0] == 'x' && memory[1] == 'y' && memory[2] == 'y' && memory[3] == 'x');
	release((void *)copy, count);
	CHECK_EQUAL(KERN_INVALID_ADDRESS, vm_write(self(), (vm_address_t)memory, copy, 2));
	release(memory, 2 * page_bytes());
	CHECK_EQUAL(
		KERN_INVALID_ADDRESS, vm_write(self(), (vm_address_t)memory, (pointer_t) "ab", 2));
	CHECK_EQUAL(KERN_INVALID_ADDRESS, vm_read(self(), (vm_address_t)memory, 1, &copy, &count));
}

static void *pass_bytes(mach_port_t port, const void *data, size_t size_bytes, boolean_t deallocate)
{
	struct message m;
	void *received;

	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	message_add_int(&m, 6);
	message_add_bytes(&m, data, (mach_msg_type_number_t)size_bytes, deallocate);
	message_add_int(&m, 7);
	CHECK_OK(message_send(&m, 0, 0));
	message_take(&m, port);
	CHECK_EQUAL(6, next_int(&m));
	received = next_bytes(&m, size_bytes);
	CHECK_EQUAL(7, next_int(&m));
	check_no_more(&m);
	return received;
}

static void copied_data(void)
{
	static const size_t sizes[] = {1, 3, 4096, 5000, 1 << 20};
	mach_port_t port = new_port_with_send();
	size_t i;

	for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		unsigned char *data = malloc(sizes[i]);
		unsigned char *received;

		CHECK(data != NULL);
		memset(data, (int)i + 1, sizes[i]);
		received = pass_bytes(port, data, sizes[i], FALSE);
		CHECK(received != data);
		CHECK(memcmp(received, data, sizes[i]) == 0);
		/* Neither sees what the other writes. */
		memset(data, 0xee, sizes[i]);
		CHECK_EQUAL(i + 1, received[sizes[i] - 1]);
		received[0] = 0xdd;
		CHECK_EQUAL(0xee, data[0]);
		release(received, sizes[i]);
		free(data);
	}
	/* The copy is of the moment of sending. */
	{
		char text[] = "before";
		char *received;
		struct message m;

		message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
		message_add_bytes(&m, text, sizeof text, FALSE);
		CHECK_OK(message_send(&m, 0, 0));
		strcpy(text, "after");
		message_take(&m, port);
		received = next_bytes(&m, sizeof text);
		CHECK(strcmp(received, "before") == 0);
		release(received, sizeof text);
	}
	CHECK_EQUAL(0, (uintptr_t)pass_bytes(port, NULL, 0, FALSE));
	CHECK_OK(mach_port_destroy(self(), port));
}

static void moved_data(void)
{
	mach_port_t port = new_port_with_send();
	size_t size_bytes = 3 * page_bytes();
	unsigned char *data = allocate(size_bytes);
	unsigned char *received;
	struct message m;

	memset(data, 'm', size_bytes);
	received = pass_bytes(port, data, size_bytes, TRUE);
	CHECK_EQUAL('m', received[0]);
	CHECK_EQUAL('m', received[size_bytes - 1]);
	CHECK(received == data || !is_there(data));
	release(received, size_bytes);
	CHECK(!is_there(received));

	/* Moved into a message that nobody receives: gone. */
	data = allocate(size_bytes);
	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	message_add_bytes(&m, data, (mach_msg_type_number_t)size_bytes, TRUE);
	CHECK_OK(message_send(&m, 0, 0));
	CHECK_OK(mach_port_destroy(self(), port));
	CHECK(!is_there(data));

	/* Into a message that was refused for its header: still there. */
	data = allocate(size_bytes);
	message_begin(&m, MACH_PORT_NULL, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	message_add_bytes(&m, data, (mach_msg_type_number_t)size_bytes, TRUE);
	CHECK_EQUAL(MACH_SEND_INVALID_DEST, message_send(&m, 0, 0));
	CHECK(is_there(data));
	/* mach_msg_destroy releases what the message would have taken. */
	m.head.msgh_size = (mach_msg_size_t)(sizeof m.head + m.used_bytes);
	mach_msg_destroy(&m.head);
	CHECK(!is_there(data));

	/* With a hole in it. */
	port = new_port_with_send();
	data = allocate(size_bytes);
	release(data + page_bytes(), page_bytes());
	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	message_add_bytes(&m, data, (mach_msg_type_number_t)size_bytes, TRUE);
	CHECK_EQUAL(MACH_SEND_INVALID_MEMORY, message_send(&m, 0, 0));
	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	message_add_bytes(&m, data, (mach_msg_type_number_t)size_bytes, FALSE);
	CHECK_EQUAL(MACH_SEND_INVALID_MEMORY, message_send(&m, 0, 0));
	check_queue_is_empty(port);
	release(data, size_bytes);
	CHECK_OK(mach_port_destroy(self(), port));
}

static void arrays_of_rights(void)
{
	mach_port_t through = new_port_with_send();
	mach_port_t told = new_port();
	mach_port_name_t *names = (mach_port_name_t *)(void *)allocate(4 * sizeof *names);
	mach_port_name_t *received;
	struct message m;
	size_t i;

	/* Made send-once rights, a null among them; the array itself is moved. */
	names[0] = names[1] = names[3] = told;
	names[2] = MACH_PORT_NULL;
	message_begin(&m, through, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	message_add_rights(&m, MACH_MSG_TYPE_MAKE_SEND_ONCE, names, 4, TRUE);
	CHECK_OK(message_send(&m, 0, 0));
	CHECK_EQUAL(3, status_of(told).mps_sorights);
	message_take(&m, through);
	received = next_rights(&m, MACH_MSG_TYPE_PORT_SEND_ONCE, 4);
	CHECK(received == names || !is_there(names));
	CHECK_EQUAL(MACH_PORT_NULL, received[2]);
	for (i = 0; i < 4; i++)
		CHECK(i == 2 || type_of(received[i]) == MACH_PORT_TYPE_SEND_ONCE);
	CHECK(received[0] != received[1] && received[1] != received[3]);
	mach_msg_destroy(&m.head);
	for (i = 0; i < 3; i++)
		take_send_once_notification(told);
	check_queue_is_empty(told);
	CHECK(!is_there(received));

	/* Copied, and not received. */
	{
		mach_port_name_t pair[2];

		pair[0] = pair[1] = told;
		message_begin(&m, through, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
		message_add_rights(&m, MACH_MSG_TYPE_MAKE_SEND, pair, 2, FALSE);
		CHECK_OK(message_send(&m, 0, 0));
		CHECK_EQUAL(TRUE, status_of(told).mps_srights);
		CHECK_EQUAL(2, status_of(told).mps_mscount);
		CHECK_OK(mach_port_destroy(self(), through));
		CHECK_EQUAL(FALSE, status_of(told).mps_srights);
	}
	CHECK_OK(mach_port_destroy(self(), told));
}

int main(void)
{
	mach_port_t task = self();
	size_t names_before = count_names();

	CHECK(MACH_PORT_VALID(task));
	allocation();
	reading_and_writing();
	copied_data();
	moved_data();
	arrays_of_rights();
	CHECK_EQUAL(names_before, count_names());
	return 0;
}
