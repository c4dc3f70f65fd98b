/*
 * pairs [server NAME | client NAME]
 *
 * A client, a server, or both in one process. The client makes every call of pairs.defs and prints
 * what came of them, and then again and again, which must leave no right and no mapping behind.
 * Nothing here knows in which language the stubs and the server's functions are.
 */
#include "pairs.h"
#include "server.h"

#include <fcntl.h>
#include <mach/mig_errors.h>
#include <migrt/migrt.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MESSAGE_BYTES_MAX = 8192, LARGE_BYTES = 100000 };

static mach_port_t server;

static void check(const char *what, kern_return_t result)
{
	if (result == KERN_SUCCESS)
		return;
	fprintf(stderr, "%s: %d\n", what, result);
	exit(1);
}

static mach_port_t make_port(void)
{
	mach_port_t port = MACH_PORT_NULL;

	check("allocate", mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port));
	return port;
}

static void destroy_port(mach_port_t port)
{
	check("destroy", mach_port_mod_refs(mach_task_self(), port, MACH_PORT_RIGHT_RECEIVE, -1));
}

/* A name that denotes nothing has none. */
static unsigned count_refs(mach_port_t port, mach_port_right_t right)
{
	mach_port_urefs_t refs = 0;

	if (mach_port_get_refs(mach_task_self(), port, right, &refs) != KERN_SUCCESS)
		return 0;
	return refs;
}

static unsigned count_names(void)
{
	mach_port_name_array_t names;
	mach_port_type_array_t types;
	mach_msg_type_number_t names_count, types_count;

	check("names",
		mach_port_names(mach_task_self(), &names, &names_count, &types, &types_count));
	vm_deallocate(mach_task_self(), (vm_address_t)names, names_count * sizeof *names);
	vm_deallocate(mach_task_self(), (vm_address_t)types, types_count * sizeof *types);
	return names_count;
}

/* Lines of the process's memory that are not its heap or libraries. */
static unsigned count_mappings(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned count = 0;
	char line[1024];

	while (maps && fgets(line, sizeof line, maps))
		count++;
	if (maps)
		fclose(maps);
	return count;
}

static void print_numbers(const char *what, const int *numbers, mach_msg_type_number_t count)
{
	mach_msg_type_number_t i;

	printf(" %s", what);
	for (i = 0; i < count; i++)
		printf(" %d", numbers[i]);
}

/* ---- The calls ---- */

static void call_plain(void)
{
	int64_t sum = 77;
	kern_return_t result;
	point_t point = {3, 4}, turned = {0, 0};
	four_t reversed = {0}, four = {1, 2, 3, 4};
	int value = 21;

	result = add(server, 1, 1LL << 40, &sum);
	printf("add %d %lld\n", result, (long long)sum);
	result = turn(server, point, &turned);
	printf("turn %d %d %d\n", result, turned.x, turned.y);
	result = reverse(server, four, reversed);
	printf("reverse %d", result);
	print_numbers("", reversed, 4);
	result = twice(server, &value);
	printf("\ntwice %d %d\n", result, value);
	result = last(server);
	printf("last %d\n", result);
}

static void call_arrays(void)
{
	numbers_t first = {1, 2, 3}, second = {10, 20}, many = {0};
	letters_t letters = "abcde", capital = "";
	mach_msg_type_number_t count, capital_count;
	kern_return_t result;
	numbers_t all;
	int sum = 77;

	count = 100;
	capital_count = 64;
	result = merge(server, first, 3, letters, 5, second, 2, all, &count, capital,
		&capital_count, &sum);
	printf("merge %d", result);
	print_numbers("all", all, count);
	printf(" capital %.*s count %d\n", (int)capital_count, capital, sum);

	/* Nothing at all. */
	count = 100;
	capital_count = 64;
	result = merge(server, first, 0, letters, 0, second, 0, all, &count, capital,
		&capital_count, &sum);
	printf("merge nothing %d %u %u %d\n", result, count, capital_count, sum);

	/* Refused before anything is sent. */
	sum = 77;
	result = merge(server, first, 101, letters, 5, second, 2, all, &count, capital,
		&capital_count, &sum);
	printf("merge too many %d %d\n", result, sum);

	/* More than the caller has room for. */
	memset(all, 0, sizeof all);
	count = 4;
	capital_count = 64;
	result = merge(server, first, 3, letters, 5, second, 2, all, &count, capital,
		&capital_count, &sum);
	printf("merge no room %d count %u", result, count);
	print_numbers("all", all, 5);
	printf("\n");

	/* More than the server has room for. */
	count = 100;
	result = merge(
		server, many, 60, letters, 5, many, 60, all, &count, capital, &capital_count, &sum);
	printf("merge no result %d\n", result);

#ifdef MIG_RPC_HAVE_FIRST_NUMBERS
	count = 3;
	result = first_numbers(server, all, &count);
	printf("first_numbers %d %u", result, count);
	print_numbers("", all, count);
	printf("\n");
#endif
}

static void call_strings(void)
{
	text_t greeting = "";
	name_t fresh = "";
	kern_return_t result;

	result = greet(server, "Mach", greeting);
	printf("greet %d %s\n", result, greeting);
	result = greet(server, "", greeting);
	printf("greet %d %s.\n", result, greeting);
	/* 63 characters are cut off from more, and then there is no room for the greeting. */
	result = greet(server,
		"0123456789012345678901234567890123456789012345678901234567890123456789", greeting);
	printf("greet too long %d\n", result);
	result = call_anew(server, "name", fresh);
	printf("rename %d %s\n", result, fresh);
	result = call_anew(server, "0123456789abcdef0123456789", fresh);
	printf("rename cut %d %s\n", result, fresh);
}

static void call_memory(void)
{
	static char large[LARGE_BYTES], room[2048];
	mach_msg_type_number_t count = 0;
	memory_t memory = NULL;
	kern_return_t result;
	data_t back;

	result = capitals(server, (memory_t) "small", 5, &memory, &count);
	printf("capitals %d %.*s\n", result, (int)count, memory);
	vm_deallocate(mach_task_self(), (vm_address_t)memory, count);
	memory = NULL;
	result = capitals(server, (memory_t) "small", 0, &memory, &count);
	printf("capitals of nothing %d %d\n", result, memory != NULL);

	back = room;
	count = sizeof room;
	result = echo(server, "in line", 7, &back, &count);
	printf("echo %d %.*s %d\n", result, (int)count, back, back == room);

	/* Less room than comes back. */
	back = room;
	count = 3;
	result = echo(server, "in line", 7, &back, &count);
	printf("echo without room %d %.*s %d\n", result, (int)count, back, back == room);
	vm_deallocate(mach_task_self(), (vm_address_t)back, count);

	memset(large, 'x', sizeof large);
	back = room;
	count = sizeof room;
	result = echo(server, large, sizeof large, &back, &count);
	printf("echo out of line %d %u %d\n", result, count,
		count == sizeof large && memcmp(back, large, count) == 0);
	vm_deallocate(mach_task_self(), (vm_address_t)back, count);
}

static void call_rights(void)
{
	mach_port_t port = make_port(), same = MACH_PORT_NULL;
	kern_return_t result;

	check("insert_right",
		mach_port_insert_right(mach_task_self(), port, port, MACH_MSG_TYPE_MAKE_SEND));
	result = pass(server, port, &same);
	printf("pass %d %d refs %u\n", result, same == port,
		count_refs(port, MACH_PORT_RIGHT_SEND));
	result = pass(server, MACH_PORT_NULL, &same);
	printf("pass nothing %d %u\n", result, same);
	result = lend(server, port, &same);
	printf("lend %d %d refs %u\n", result, same == port,
		count_refs(port, MACH_PORT_RIGHT_SEND));
	result = fail(server, KERN_SUCCESS, port);
	printf("fail %d refs %u\n", result, count_refs(port, MACH_PORT_RIGHT_SEND));
	result = fail(server, KERN_NO_ACCESS, port);
	printf("fail %d refs %u\n", result, count_refs(port, MACH_PORT_RIGHT_SEND));

	/* Else the name would stay, as a dead one. */
	check("release", mach_port_mod_refs(mach_task_self(), port, MACH_PORT_RIGHT_SEND,
				 -(int)count_refs(port, MACH_PORT_RIGHT_SEND)));
	destroy_port(port);
}

static void call_any_rights(void)
{
#ifdef MIG_RPC_HAVE_KIND
	mach_port_t port = make_port(), given = make_port();
	kern_return_t result;
	int kind_of = 0;

	check("insert_right",
		mach_port_insert_right(mach_task_self(), port, port, MACH_MSG_TYPE_MAKE_SEND));
	result = kind(server, port, MACH_MSG_TYPE_COPY_SEND, &kind_of);
	printf("kind %d %d refs %u\n", result, kind_of, count_refs(port, MACH_PORT_RIGHT_SEND));
	result = kind(server, port, MACH_MSG_TYPE_MAKE_SEND, &kind_of);
	printf("kind %d %d refs %u\n", result, kind_of, count_refs(port, MACH_PORT_RIGHT_SEND));
	result = kind(server, port, MACH_MSG_TYPE_MAKE_SEND_ONCE, &kind_of);
	printf("kind %d %d\n", result, kind_of);
	result = kind(server, port, MACH_MSG_TYPE_MOVE_SEND, &kind_of);
	printf("kind %d %d refs %u\n", result, kind_of, count_refs(port, MACH_PORT_RIGHT_SEND));
	result = kind(server, given, MACH_MSG_TYPE_MOVE_RECEIVE, &kind_of);
	printf("kind %d %d refs %u\n", result, kind_of, count_refs(given, MACH_PORT_RIGHT_RECEIVE));
	destroy_port(port);
#endif
}

static void call_one_way(void)
{
	kern_return_t result;
	int sum = 77;

	result = note(server, 4);
	printf("note %d\n", result);
	result = note(server, 5);
	printf("note %d\n", result);
	result = noted(server, &sum);
	printf("noted %d %d\n", result, sum);
}

static void call_all(void)
{
	call_plain();
	call_arrays();
	call_strings();
	call_memory();
	call_rights();
	call_any_rights();
	call_one_way();
}

/* Calls that say nothing. */
static void call_quietly(unsigned rounds)
{
	int standard_output, nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
	unsigned i;

	fflush(stdout);
	standard_output = dup(STDOUT_FILENO);
	dup2(nothing, STDOUT_FILENO);
	close(nothing);
	for (i = 0; i < rounds; i++)
		call_all();
	fflush(stdout);
	dup2(standard_output, STDOUT_FILENO);
	close(standard_output);
}

static void run_client(void)
{
	enum { ROUNDS = 8 };
	unsigned names, mappings;

	call_all();
	call_quietly(ROUNDS);
	names = count_names();
	mappings = count_mappings();
	call_quietly(ROUNDS);
	/* The heap may grow now and then; what leaks does so in each round. */
	printf("left names %d mappings %s\n", (int)(count_names() - names),
		count_mappings() < mappings + ROUNDS ? "none" : "some");
}

/* ---- The server ---- */

static void *serve(void *argument)
{
	const mach_port_t *port = argument;

	mach_msg_server(pairs_server, MESSAGE_BYTES_MAX, *port);
	return NULL;
}

static int run_both(void)
{
	static mach_port_t port;
	pthread_t thread;

	server_setup();
	port = make_port();
	check("insert_right",
		mach_port_insert_right(mach_task_self(), port, port, MACH_MSG_TYPE_MAKE_SEND));
	server = port;
	if (pthread_create(&thread, NULL, serve, &port) != 0)
		return 1;
	run_client();
	destroy_port(port);
	pthread_join(thread, NULL);
	return 0;
}

static int run_server(const char *name)
{
	mach_port_t port = MACH_PORT_NULL;

	server_setup();
	check("check_in", migrt_check_in(name, 0, &port));
	printf("ready\n");
	fflush(stdout);
	serve(&port);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 1)
		return run_both();
	if (argc == 3 && strcmp(argv[1], "server") == 0)
		return run_server(argv[2]);
	if (argc == 3 && strcmp(argv[1], "client") == 0) {
		check("look_up", migrt_look_up(argv[2], &server));
		run_client();
		return 0;
	}
	fprintf(stderr, "usage: pairs [server NAME | client NAME]\n");
	return 2;
}
