/*
 * Layout conformance of the NDR wire: the messages of tests/darwin/rows.defs, on all four Darwin
 * targets, against the places in tests/darwin/rows.txt, which were measured in compiled code. The
 * actual values are read from the layout file alone.
 */
#include "compile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LINE_MAX_BYTES = 1024, TEXT_MAX_BYTES = 64 * 1024 };

/* The file without its comments and import, which the parser does not know in text that is not
 * preprocessed. */
static void read_defs(char *text)
{
	FILE *file = fopen(ROWS_DEFS, "r");
	char line[LINE_MAX_BYTES];
	size_t used = 0;

	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		size_t length = strlen(line);

		if (strncmp(line, "/*", 2) == 0)
			continue;
		assert_true(used + length < TEXT_MAX_BYTES);
		memcpy(text + used, line, length);
		used += length;
	}
	text[used] = '\0';
	fclose(file);
}

/* "76/68" or "72": the number for this target. Moves *text behind it. */
static unsigned read_number(const char **text, bool is_64)
{
	char *end;
	unsigned long first = strtoul(*text, &end, 10), second = first;

	assert_true(end != *text);
	if (*end == '/')
		second = strtoul(end + 1, &end, 10);
	*text = end;
	return (unsigned)(is_64 ? first : second);
}

/* ---- The fields of a message that a C structure shows, in order ---- */

struct reading {
	struct compiled *c;
	yaml_node_t *message;
	size_t segment, field; /* of the next one */
};

static yaml_node_t *next_field(struct reading *r)
{
	yaml_node_t *segments = member(r->c, r->message, "segments");

	while (r->segment < item_count(segments)) {
		yaml_node_t *fields = member(r->c, item(r->c, segments, r->segment), "fields");

		if (r->field < item_count(fields))
			return item(r->c, fields, r->field++);
		r->segment++;
		r->field = 0;
	}
	return NULL;
}

static bool has_kind(struct compiled *c, yaml_node_t *field, const char *kind)
{
	return field && strcmp(text(member(c, field, "kind")), kind) == 0;
}

/* Steps over header, trailer and padding; *pad_bytes is that of the padding stepped over. */
static yaml_node_t *next_member(struct reading *r, unsigned *pad_bytes)
{
	yaml_node_t *field = next_field(r);

	*pad_bytes = 0;
	while (field) {
		if (has_kind(r->c, field, "pad"))
			*pad_bytes += number(r->c, field, "size_bytes");
		else if (!has_kind(r->c, field, "header") && !has_kind(r->c, field, "trailer"))
			break;
		field = next_field(r);
	}
	return field;
}

/* ---- One row ---- */

static void check_fields(const char *what, struct reading *r, const char *expected, bool is_64)
{
	unsigned pad = 0, expected_pad = 0, at, skipped;
	char name[64], previous[64] = "the header";
	yaml_node_t *field;
	int length;

	while (sscanf(expected, " %63[A-Za-z0-9_]@%n", name, &length) == 1) {
		expected += length;
		at = read_number(&expected, is_64);
		field = next_member(r, &pad);
		/* Padding that follows a variable field may be implied by the next segment. */
		if (pad != 0 && pad != expected_pad)
			fail_msg("%s: %u bytes of padding behind %s, expected %u", what, pad,
				previous, expected_pad);
		if (!field || strcmp(text(member(r->c, field, "name")), name) != 0)
			fail_msg("%s: behind %s stands %s, expected %s", what, previous,
				field ? text(member(r->c, field, "name")) : "nothing", name);
		if (number(r->c, field, "offset_max_bytes") != at)
			fail_msg("%s: %s is at %u, expected %u", what, name,
				number(r->c, field, "offset_max_bytes"), at);
		expected_pad = 0;
		if (*expected == '+') {
			expected++;
			expected_pad = read_number(&expected, is_64);
		}
		snprintf(previous, sizeof(previous), "%s", name);
	}
	field = next_member(r, &skipped);
	if (field)
		fail_msg("%s: has %s behind %s, expected nothing", what,
			text(member(r->c, field, "name")), previous);
}

/* The message, or for a reply that a simpleroutine never sends NULL. */
static yaml_node_t *find_message(struct compiled *c, const char *name, const char *way)
{
	return optional_member(c, routine(c, name), way);
}

static void check_row(struct compiled *c, const char *target, const char *row, bool is_64)
{
	char name[64], way[16], what[160];
	struct reading r = {c, NULL, 0, 0};
	unsigned max, min;
	int length;

	assert_int_equal(sscanf(row, "%63s %15s %n", name, way, &length), 2);
	row += length;
	snprintf(what, sizeof(what), "%s %s of %s", target, way, name);
	r.message = find_message(c, name, way);
	if (!r.message) {
		assert_string_equal(way, "reply");
		assert_string_equal(text(member(c, routine(c, name), "kind")), "simpleroutine");
		return;
	}
	max = min = read_number(&row, is_64);
	if (strncmp(row, " min ", 5) == 0) {
		row += 5;
		min = read_number(&row, is_64);
	}
	if (number(c, r.message, "max_bytes") != max || number(c, r.message, "min_bytes") != min)
		fail_msg("%s: %u to %u bytes, expected %u to %u", what,
			number(c, r.message, "min_bytes"), number(c, r.message, "max_bytes"), min,
			max);
	assert_string_equal(text(member(c, r.message, "complex")),
		strstr(row, "msgh_body@") ? "always" : "never");
	row = strchr(row, ':');
	assert_non_null(row);
	check_fields(what, &r, row + 1, is_64);
}

static void check_target(const char *target, bool is_64)
{
	static char defs[TEXT_MAX_BYTES];
	FILE *file = fopen(ROWS_TXT, "r");
	char line[LINE_MAX_BYTES];
	struct compiled c;
	unsigned rows = 0;

	assert_non_null(file);
	read_defs(defs);
	compile(&c, target, defs, NULL);
	while (fgets(line, sizeof(line), file)) {
		if (line[0] == '#' || line[0] == '\n')
			continue;
		check_row(&c, target, line, is_64);
		rows++;
	}
	assert_true(rows > 30);
	fclose(file);
	compiled_free(&c);
}

static void test_x86_64(void **state)
{
	(void)state;
	check_target("x86_64-darwin", true);
}

static void test_arm64(void **state)
{
	(void)state;
	check_target("arm64-darwin", true);
}

static void test_i386(void **state)
{
	(void)state;
	check_target("i386-darwin", false);
}

static void test_arm(void **state)
{
	(void)state;
	check_target("arm-darwin", false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_x86_64),
		cmocka_unit_test(test_arm64),
		cmocka_unit_test(test_i386),
		cmocka_unit_test(test_arm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
