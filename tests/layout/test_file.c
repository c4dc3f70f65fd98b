/* The layout file as a file: what stands in it beside offsets, and that it is proper YAML. */
#include "compile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char defs[] = "subsystem things 500;\n"
			   "serverprefix do_;\n"
			   "type mach_port_t = MACH_MSG_TYPE_COPY_SEND;\n"
			   "type pair = struct { int first; short second; };\n"
			   "type unused = array[2] of int;\n"
			   "type pairs = array[*:4] of pair;\n"
			   "type data = array[] of char;\n"
			   "type right = polymorphic ctype: mach_port_t;\n"
			   "waittime 1000;\n"
			   "routine one(n : mach_port_t; no : pairs; out yes : data, dealloc[];\n"
			   "	in_place : name_t = c_string[8]);\n"
			   "skip 2;\n"
			   "nowaittime;\n"
			   "simpleroutine two(p : mach_port_t; replyport r : right; null : data,\n"
			   "	servercopy);\n"
			   "skip;\n";

static const struct test_doc docs[] = {
	{"subsystem", "All of it: 'quoted', #5 and \"more\"."},
	{"routine one", "First line.\n\n  Indented: yes\nlast \xff byte"},
	{"simpleroutine two", "- a list?\n"},
	{NULL, NULL},
};

static void test_texts(void **state)
{
	struct compiled c;

	(void)state;
	compile(&c, "x86_64-gnu", defs, docs);
	assert_string_equal(text(member(&c, member(&c, root(&c), "subsystem"), "doc")),
		"All of it: 'quoted', #5 and \"more\".");
	assert_string_equal(text(member(&c, routine(&c, "one"), "doc")),
		"First line.\n\n  Indented: yes\nlast \xef\xbf\xbd byte");
	assert_string_equal(text(member(&c, routine(&c, "two"), "doc")), "- a list?\n");
	assert_string_equal(text(member(&c, routine(&c, "one"), "waittime")), "1000");
	assert_non_null(strstr(buf_text(&c.yaml), "waittime: '1000'"));
	assert_non_null(strstr(buf_text(&c.yaml), "name: 'no'"));
	assert_non_null(strstr(buf_text(&c.yaml), "name: 'null'"));
	assert_null(optional_member(&c, routine(&c, "two"), "waittime"));
	compiled_free(&c);
}

static void test_numbers(void **state)
{
	static const char *const kinds[] = {"routine", "skip", "skip", "simpleroutine", "skip"};
	yaml_node_t *list;
	struct compiled c;
	size_t i;

	(void)state;
	compile(&c, "i386-gnu", defs, NULL);
	list = member(&c, root(&c), "routines");
	assert_int_equal(item_count(list), 5);
	for (i = 0; i < 5; i++) {
		yaml_node_t *entry = item(&c, list, i);

		assert_string_equal(text(member(&c, entry, "kind")), kinds[i]);
		assert_int_equal(number(&c, entry, "number"), i);
		assert_int_equal(number(&c, entry, "id"), 500 + i);
	}
	assert_int_equal(number(&c, routine(&c, "one"), "reply_id"), 600);
	assert_null(optional_member(&c, routine(&c, "two"), "reply_id"));
	assert_null(optional_member(&c, routine(&c, "two"), "reply"));
	assert_string_equal(text(member(&c, routine(&c, "two"), "server_function")), "do_two");
	compiled_free(&c);
}

static void test_types(void **state)
{
	static const char *const names[] = {
		"mach_port_t", "int", "short", "pair", "pairs", "char", "data", "name_t", "right"};
	yaml_node_t *list, *members;
	struct compiled c;
	size_t i;

	(void)state;
	compile(&c, "x86_64-gnu", defs, NULL);
	list = member(&c, root(&c), "types");
	assert_int_equal(item_count(list), sizeof(names) / sizeof(names[0]));
	for (i = 0; i < item_count(list); i++)
		assert_string_equal(text(member(&c, item(&c, list, i), "name")), names[i]);
	members = member(&c, item(&c, list, 3), "members");
	assert_string_equal(text(member(&c, item(&c, members, 1), "name")), "second");
	assert_int_equal(number(&c, item(&c, members, 1), "offset_bytes"), 4);
	compiled_free(&c);
}

/* A number as "3": items of a flow sequence. */
static void check_bits(struct compiled *c, yaml_node_t *word, const char *part, const char *first,
	const char *width)
{
	yaml_node_t *bits = member(c, word, part);

	assert_string_equal(text(item(c, bits, 0)), first);
	assert_string_equal(text(item(c, bits, 1)), width);
}

/* <mach/message.h>: where the header and the type words keep their parts. */
static void test_target(void **state)
{
	yaml_node_t *target, *header;
	struct compiled c;

	(void)state;
	compile(&c, "i386-gnu", defs, NULL);
	target = member(&c, root(&c), "target");
	check_bits(&c, member(&c, target, "short_word"), "number", "16", "12");
	check_bits(&c, member(&c, target, "short_word"), "deallocate", "30", "1");
	check_bits(&c, member(&c, target, "long_word"), "name", "32", "16");
	check_bits(&c, member(&c, target, "long_word"), "size", "48", "16");
	check_bits(&c, member(&c, target, "long_word"), "number", "64", "32");
	assert_int_equal(number(&c, target, "error_reply_bytes"), 32);
	compiled_free(&c);

	compile(&c, "x86_64-gnu", defs, NULL);
	target = member(&c, root(&c), "target");
	header = member(&c, target, "header");
	assert_int_equal(number(&c, header, "bytes"), 32);
	assert_int_equal(number(&c, header, "local"), 16);
	assert_int_equal(number(&c, header, "id"), 28);
	check_bits(&c, member(&c, target, "short_word"), "size", "8", "16");
	check_bits(&c, member(&c, target, "long_word"), "number", "32", "32");
	assert_int_equal(number(&c, target, "error_reply_bytes"), 48);
	compiled_free(&c);
}

static int add_bytes(void *context, unsigned char *bytes, size_t n)
{
	buf_add(context, bytes, n);
	return 1;
}

/* What libyaml reads and writes again is the same file, byte for byte. */
static void test_round_trip(void **state)
{
	yaml_emitter_t emitter;
	struct buf again = {0};
	struct compiled c;

	(void)state;
	compile(&c, "x86_64-gnu", defs, docs);
	assert_true(yaml_emitter_initialize(&emitter));
	yaml_emitter_set_output(&emitter, add_bytes, &again);
	yaml_emitter_set_unicode(&emitter, 1);
	yaml_emitter_set_width(&emitter, -1);
	assert_true(yaml_emitter_open(&emitter));
	assert_true(yaml_emitter_dump(&emitter, &c.document));
	assert_true(yaml_emitter_close(&emitter));
	assert_string_equal(buf_text(&again), buf_text(&c.yaml));
	yaml_emitter_delete(&emitter);
	buf_free(&again);
	memset(&c.document, 0, sizeof(c.document)); /* dumping has released it */
	compiled_free(&c);
}

/* Nothing of the machine or the moment is in the file. */
static void test_same_again(void **state)
{
	struct compiled a, b;

	(void)state;
	compile(&a, "x86_64-gnu", defs, docs);
	compile(&b, "x86_64-gnu", defs, docs);
	assert_string_equal(buf_text(&a.yaml), buf_text(&b.yaml));
	assert_null(strstr(buf_text(&a.yaml), "test.defs"));
	assert_int_equal(buf_text(&a.yaml)[a.yaml.size_bytes - 1], '\n');
	compiled_free(&a);
	compiled_free(&b);
}

/* ---- docs/layout.md ---- */

static char *read_whole(const char *path)
{
	FILE *file = fopen(path, "r");
	char *content;
	size_t n;

	assert_non_null(file);
	content = calloc(1, 1 << 17);
	assert_non_null(content);
	n = fread(content, 1, (1 << 17) - 1, file);
	assert_true(n > 0 && n < (1 << 17) - 1);
	fclose(file);
	return content;
}

/* Every key of every map of the document is in the description, in backquotes. */
static void test_documented(void **state)
{
	char *description = read_whole(LAYOUT_MD), quoted[64];
	yaml_node_pair_t *pair;
	struct compiled c;
	int i;

	(void)state;
	compile(&c, "x86_64-gnu", defs, docs);
	for (i = 1; yaml_document_get_node(&c.document, i); i++) {
		yaml_node_t *node = yaml_document_get_node(&c.document, i);

		if (node->type != YAML_MAPPING_NODE)
			continue;
		for (pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top;
			pair++) {
			snprintf(quoted, sizeof(quoted), "`%s`",
				text(yaml_document_get_node(&c.document, pair->key)));
			if (!strstr(description, quoted))
				fail_msg("docs/layout.md does not explain %s", quoted);
		}
	}
	compiled_free(&c);
	free(description);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_target),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_same_again),
		cmocka_unit_test(test_documented),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
