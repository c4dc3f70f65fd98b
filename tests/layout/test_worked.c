/*
 * Layout conformance: sixteen interfaces whose messages were measured in the peer's compiled
 * output, for i386 and x86_64. The expectations are those measurements, written down by hand; the
 * actual values are read from the layout file alone, the way any tool would read it.
 *
 * An expectation reads like this: "aT@24 a@28+12 pad3 bT@32": the type word of `a` at byte 24, `a`
 * at 28 with 12 bytes of data and 3 bytes of padding behind it. `Ret` is the return code. What an
 * expectation does not mention was not measured in that row.
 */
#include "compile.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char defs[] =
	"subsystem worked 400;\n"
	"type int64_t = MACH_MSG_TYPE_INTEGER_64;\n"
	"type mach_port_t = MACH_MSG_TYPE_COPY_SEND;\n"
	"type s3 = struct[3] of int;\n"
	"type mix = struct { char a; int b; int64_t c; short d; };\n"
	"type c5 = array[5] of char;\n"
	"type h3 = array[3] of short;\n"
	"type vi = array[*:10] of int;\n"
	"type cs = c_string[20];\n"
	"type csv = c_string[*:24];\n"
	"type ool = ^array[] of MACH_MSG_TYPE_BYTE;\n"
	"type ports = array[] of mach_port_t;\n"
	"type oolports = ^array[] of mach_port_t;\n"
	"type data = array[] of char;\n"
	"type lng = (MACH_MSG_TYPE_BYTE, 256);\n"
	"type big = struct[4096] of char;\n"
	"type v16 = array[*:16] of char;\n"
	"type v8 = array[*:8] of short;\n"
	"type moves = MACH_MSG_TYPE_MOVE_SEND ctype: mach_port_t;\n"
	"type mover = MACH_MSG_TYPE_MOVE_RECEIVE ctype: mach_port_t;\n"
	"type pname = MACH_MSG_TYPE_PORT_NAME ctype: mach_port_t;\n"
	"type poly = polymorphic ctype: mach_port_t;\n"
	"routine r1(p : mach_port_t; a : int; b : int64_t; c : char; d : short;\n"
	"	out e : short; out f : int64_t);\n"
	"routine r2(p : mach_port_t; a : s3; b : mix; out c : mix; out d : s3);\n"
	"routine r3(p : mach_port_t; a : c5; b : h3; out c : c5);\n"
	"routine r4(p : mach_port_t; a : vi; b : int; out c : vi; out d : int);\n"
	"routine r5(p : mach_port_t; a : cs; b : int; out c : cs);\n"
	"routine r6(p : mach_port_t; a : csv; b : int);\n"
	"routine r7(p : mach_port_t; a : ool; out c : ool);\n"
	"routine r8(p : mach_port_t; a : moves; n : pname; b : mover; out c : moves; out d : "
	"pname);\n"
	"routine r9(p : mach_port_t; a : ports; c : oolports);\n"
	"routine r9b(p : mach_port_t; out a : ports; out x : int);\n"
	"routine r10(p : mach_port_t; a : poly; out b : poly);\n"
	"routine r11(p : mach_port_t; inout a : int; out b : vi, countinout; c : int);\n"
	"routine r12(p : mach_port_t; a : v16; b : int; c : v8; d : int; e : csv; f : int;\n"
	"	out g : v16; out h : int; out j : int);\n"
	"routine r13(p : mach_port_t; a : lng; b : big; out c : lng);\n"
	"routine r14(p : mach_port_t; a : data, dealloc[]; b : data, servercopy;\n"
	"	out c : data, dealloc);\n"
	"simpleroutine r15(p : mach_port_t; a : int);\n"
	"routine r16(p : mach_port_t);\n";

struct expectation {
	const char *routine;
	const char *message;
	const char *counts; /* "a=3 e=4": elements sent; NULL: the largest form */
	const char *i386;
	unsigned i386_bytes; /* 0: not measured */
	const char *x86_64;
	unsigned x86_64_bytes;
};

/* clang-format off */
static const struct expectation expectations[] = {
	{"r1", "request", NULL,
		"aT@24 a@28+4 bT@32 b@36+8 cT@44 c@48+1 pad3 dT@52 d@56+2 pad2", 60,
		"aT@32 a@40+4 pad4 bT@48 b@56+8 cT@64 c@72+1 pad7 dT@80 d@88+2 pad6", 96},
	{"r1", "reply", NULL,
		"RetT@24 Ret@28+4 eT@32 e@36+2 pad2 fT@40 f@44+8", 52,
		"RetT@32 Ret@40+4 pad4 eT@48 e@56+2 pad6 fT@64 f@72+8", 80},
	{"r2", "request", NULL, "aT@24 a@28+12 bT@40 b@44+20", 64,
		"aT@32 a@40+12 pad4 bT@56 b@64+24", 88},
	{"r2", "reply", NULL, "Ret@28 cT@32 c@36+20 dT@56 d@60+12", 72,
		"Ret@40 pad4 cT@48 c@56+24 dT@80 d@88+12 pad4", 104},
	{"r3", "request", NULL, "a@28+5 pad3 bT@36 b@40+6 pad2", 48,
		"a@40+5 pad3 bT@48 b@56+6 pad2", 64},
	{"r3", "reply", NULL, "c@36+5 pad3", 44, "c@56+5 pad3", 64},
	{"r4", "request", NULL, "aT@24 a@28+40 bT@68 b@72", 76, "aT@32 a@40+40 bT@80 b@88", 96},
	{"r4", "reply", NULL, "cT@32 c@36+40 dT@76 d@80", 84, "cT@48 c@56+40 dT@96 d@104", 112},
	{"r4", "request", "a=3", "a@28+12 bT@40 b@44", 48, "a@40+12 pad4 bT@56 b@64", 72},
	{"r4", "reply", "c=3", "c@36+12 dT@48 d@52", 56, "c@56+12 pad4 dT@72 d@80", 88},
	{"r5", "request", NULL, "aT@24 a@28+20 bT@48 b@52", 56,
		"a@40+20 pad4 bT@64 b@72 pad4", 80},
	{"r5", "reply", NULL, "c@36+20", 56, "c@56+20 pad4", 80},
	{"r6", "request", "a=6", "a@28+6 pad2 bT@36 b@40", 44,
		"a@40+6 pad2 bT@48 b@56 pad4", 64},
	{"r7", "request", NULL, "aT@24+12 a@36+4", 0, "aT@32+8 a@40+8", 0},
	{"r7", "reply", NULL, "RetT@24 Ret@28 cT@32+12 c@44+4", 48,
		"RetT@32 Ret@40+4 pad4 cT@48+8 c@56+8", 64},
	{"r8", "request", NULL, "aT@24 a@28+4 nT@32 n@36+4 bT@40 b@44+4", 48,
		"aT@32 a@40+8 nT@48 n@56+4 pad4 bT@64 b@72+8", 80},
	{"r8", "reply", NULL, "cT@32 c@36+4 dT@40 d@44+4", 48,
		"cT@48 c@56+8 dT@64 d@72+4 pad4", 80},
	{"r9", "request", "a=3", "aT@24+12 a@36+12 cT@48+12 c@60+4", 64,
		"aT@32+8 a@40+24 cT@64+8 c@72+8", 80},
	{"r9", "request", "a=600", "a@36+4", 56, "a@40+8", 64},
	{"r9b", "reply", "a=3", "aT@32+12 a@44+12 xT@56 x@60", 64,
		"aT@48 a@56+24 xT@80 x@88", 96},
	{"r10", "request", NULL, "aT@24 a@28+4", 32, "aT@32 a@40+8", 48},
	{"r10", "reply", NULL, "bT@32 b@36+4", 40, "bT@48 b@56+8", 64},
	{"r11", "request", NULL, "aT@24 a@28 bCntT@32 bCnt@36 cT@40 c@44", 48,
		"aT@32 a@40 pad4 bCntT@48 bCnt@56 pad4 cT@64 c@72 pad4", 80},
	{"r11", "reply", "b=2", "aT@32 a@36 bT@40 b@44+8", 52,
		"aT@48 a@56 pad4 bT@64 b@72+8", 80},
	{"r12", "request", "a=3 c=3 e=4",
		"aT@24 a@28+3 pad1 bT@32 b@36 cT@40 c@44+6 pad2 dT@52 d@56 eT@60 e@64+4 fT@68 f@72", 76,
		"aT@32 a@40+3 pad5 bT@48 b@56 cT@64 c@72+6 pad2 dT@80 d@88 eT@96 e@104+4 pad4 fT@112 "
		"f@120", 128},
	{"r12", "reply", "g=5", "gT@32 g@36+5 pad3 hT@44 h@48 jT@52 j@56", 60,
		"gT@48 g@56+5 pad3 hT@64 h@72 jT@80 j@88", 96},
	{"r13", "request", NULL, "aT@24+12 a@36+32 bT@68+12 b@80+4096", 4176,
		"aT@32+8 a@40+32 bT@72+8 b@80+4096", 4176},
	{"r13", "reply", NULL, "cT@32+12 c@44+32", 76, "cT@48+8 c@56+32", 88},
	{"r14", "request", "a=5 b=3000", "aT@24+12 a@36+5 pad3 bT@44+12 b@56+4", 60,
		"aT@32 a@40+5 pad3 bT@48 b@56+8", 64},
	{"r14", "reply", "c=20", "cT@32+12 c@44+20", 64, "cT@48 c@56+20 pad4", 80},
	{"r15", "request", NULL, "aT@24 a@28", 32, "", 48},
	{"r16", "request", NULL, "", 24, "", 32},
	{"r16", "reply", NULL, "RetT@24 Ret@28", 32, "RetT@32 Ret@40", 48},
};
/* clang-format on */

/* ---- A message as a reader of the file works it out ---- */

struct place {
	char name[32];
	unsigned at, bytes, pad;
};

struct reading {
	struct place places[64];
	size_t count;
	unsigned bytes;
};

static unsigned round_up(unsigned bytes, unsigned unit)
{
	return (bytes + unit - 1) / unit * unit;
}

/* How many elements a variable field has; the bound if counts is NULL. */
static unsigned count_sent(const char *counts, const char *name, unsigned max)
{
	char key[40];
	const char *found;

	snprintf(key, sizeof(key), "%s=", name);
	found = counts ? strstr(counts, key) : NULL;
	if (!counts)
		return max;
	if (!found)
		fail_msg("no count of '%s'", name);
	return (unsigned)strtoul(found + strlen(key), NULL, 10);
}

/* The bytes that a field's data take. */
static unsigned data_bytes(
	struct compiled *c, yaml_node_t *field, const char *name, const char *counts)
{
	yaml_node_t *alternatives = optional_member(c, field, "alternatives");
	yaml_node_t *count = optional_member(c, field, "count");
	unsigned size = number(c, field, "size_bytes"), max, sent;

	if (!count || !optional_member(c, count, "max"))
		return size;
	max = number(c, count, "max");
	sent = count_sent(counts, name, max);
	if (alternatives && sent > max)
		return number(c, item(c, alternatives, 1), "pointer_bytes");
	assert_true(sent <= max);
	return size * sent;
}

static void add_place(struct reading *m, const char *name, unsigned at, unsigned bytes)
{
	struct place *place = &m->places[m->count++];

	assert_true(m->count <= sizeof(m->places) / sizeof(m->places[0]));
	snprintf(place->name, sizeof(place->name), "%s", name);
	place->at = at;
	place->bytes = bytes;
	place->pad = 0;
}

/* Lays one segment out from `start`; returns where it ends. */
static unsigned read_segment(struct compiled *c, yaml_node_t *segment, unsigned start,
	const char *counts, struct reading *m)
{
	yaml_node_t *fields = member(c, segment, "fields");
	unsigned end = start;
	size_t i;

	for (i = 0; i < item_count(fields); i++) {
		yaml_node_t *field = item(c, fields, i);
		const char *name = text(member(c, field, "name"));
		unsigned at = start + number(c, field, "offset_bytes");
		unsigned bytes = data_bytes(c, field, name, counts);

		assert_int_equal(at, end);
		assert_int_equal(number(c, field, "segment"), number(c, segment, "segment"));
		if (!counts)
			assert_int_equal(at, number(c, field, "offset_max_bytes"));
		if (strcmp(text(member(c, field, "kind")), "pad") == 0)
			m->places[m->count - 1].pad = bytes;
		else
			add_place(m, name, at, bytes);
		end = at + bytes;
	}
	return end;
}

static void read_message(
	struct compiled *c, yaml_node_t *node, const char *counts, struct reading *m)
{
	unsigned unit = number(c, member(c, root(c), "target"), "align_bytes"), end, start = 0;
	yaml_node_t *segments = member(c, node, "segments");
	size_t i;

	memset(m, 0, sizeof(*m));
	for (i = 0; i < item_count(segments); i++) {
		yaml_node_t *segment = item(c, segments, i);

		if (i > 0)
			assert_string_equal(
				text(member(c, segment, "after")), m->places[m->count - 1].name);
		end = read_segment(c, segment, start, counts, m);
		start = round_up(end, unit);
		m->places[m->count - 1].pad += start - end;
	}
	m->bytes = start;
	assert_true(m->bytes >= number(c, node, "min_bytes"));
	assert_true(m->bytes <= number(c, node, "max_bytes"));
	if (!counts)
		assert_int_equal(m->bytes, number(c, node, "max_bytes"));
}

/* ---- Comparing ---- */

/* aT: aType; Ret: RetCode; RetT: RetCodeType */
static void full_name(char *out, size_t n, const char *name)
{
	size_t length = strlen(name);
	bool is_word = length > 1 && name[length - 1] == 'T';
	char base[32];

	snprintf(base, sizeof(base), "%.*s", (int)(is_word ? length - 1 : length), name);
	snprintf(
		out, n, "%s%s", strcmp(base, "Ret") == 0 ? "RetCode" : base, is_word ? "Type" : "");
}

static const struct place *find_place(const struct reading *m, const char *name)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		if (strcmp(m->places[i].name, name) == 0)
			return &m->places[i];
	return NULL;
}

static void check_places(const char *what, const struct reading *m, const char *expected)
{
	const struct place *place = NULL;
	char short_name[32], name[40], copy[512];
	unsigned at, bytes, pad;
	char *token;

	snprintf(copy, sizeof(copy), "%s", expected);
	for (token = strtok(copy, " "); token; token = strtok(NULL, " ")) {
		int found = sscanf(token, "%31[A-Za-z]@%u+%u", short_name, &at, &bytes);

		if (sscanf(token, "pad%u", &pad) == 1) {
			if (place->pad != pad)
				fail_msg("%s: %u bytes of padding behind %s, expected %s", what,
					place->pad, place->name, token);
			continue;
		}
		full_name(name, sizeof(name), short_name);
		place = find_place(m, name);
		if (!place || place->at != at || (found == 3 && place->bytes != bytes))
			fail_msg("%s: %s is @%u+%u, expected %s", what, name, place ? place->at : 0,
				place ? place->bytes : 0, token);
	}
}

static void check_target(const char *target, bool is_64)
{
	struct compiled c;
	struct reading m;
	char what[64];
	size_t i;

	compile(&c, target, defs, NULL);
	for (i = 0; i < sizeof(expectations) / sizeof(expectations[0]); i++) {
		const struct expectation *e = &expectations[i];
		unsigned bytes = is_64 ? e->x86_64_bytes : e->i386_bytes;

		snprintf(what, sizeof(what), "%s %s of %s, %s", target, e->message, e->routine,
			e->counts ? e->counts : "largest");
		read_message(&c, member(&c, routine(&c, e->routine), e->message), e->counts, &m);
		check_places(what, &m, is_64 ? e->x86_64 : e->i386);
		if (bytes > 0 && m.bytes != bytes)
			fail_msg("%s: %u bytes, expected %u", what, m.bytes, bytes);
	}
	compiled_free(&c);
}

static void test_i386(void **state)
{
	(void)state;
	check_target("i386-gnu", false);
}

static void test_x86_64(void **state)
{
	(void)state;
	check_target("x86_64-gnu", true);
}

/* By the same rules as x86_64. */
static void test_aarch64(void **state)
{
	(void)state;
	check_target("aarch64-gnu", true);
}

/* ---- Type words ---- */

struct word_expectation {
	const char *target, *routine, *message, *field;
	const char *received, *sent; /* numbers of the names */
	unsigned size_bits;
	int number; /* -1: at run time */
	const char *is_long;
};

/* clang-format off */
static const struct word_expectation words[] = {
	{"i386-gnu", "r2", "request", "bType", "2", "2", 32, 5, "false"}, /* mix: 5 x INTEGER_32 */
	{"x86_64-gnu", "r2", "request", "bType", "11", "11", 64, 3, "false"}, /* 3 x INTEGER_64 */
	{"i386-gnu", "r5", "request", "aType", "12", "12", 8, 20, "false"},
	{"x86_64-gnu", "r5", "request", "aType", "12", "12", 8, 20, "false"},
	{"x86_64-gnu", "r6", "request", "aType", "12", "12", 8, -1, "false"},
	{"i386-gnu", "r7", "request", "aType", "9", "9", 8, -1, "true"},
	{"i386-gnu", "r8", "request", "aType", "17", "17", 32, 1, "false"},
	{"x86_64-gnu", "r8", "request", "aType", "17", "17", 64, 1, "false"},
	{"x86_64-gnu", "r8", "request", "nType", "15", "15", 32, 1, "false"},
	{"x86_64-gnu", "r8", "request", "bType", "16", "16", 64, 1, "false"},
	{"i386-gnu", "r9", "request", "aType", "17", "19", 32, -1, "true"},
	{"x86_64-gnu", "r9", "request", "aType", "17", "19", 64, -1, "true"},
	{"x86_64-gnu", "r9", "request", "cType", "17", "19", 32, -1, "true"},
	{"i386-gnu", "r13", "request", "aType", "9", "9", 256, 1, "true"},
	{"i386-gnu", "r13", "request", "bType", "8", "8", 8, 4096, "true"},
	{"x86_64-gnu", "r1", "reply", "RetCodeType", "2", "2", 32, 1, "false"},
	{"x86_64-gnu", "r11", "request", "bCntType", "2", "2", 32, 1, "false"},
};
/* clang-format on */

static yaml_node_t *find_field(struct compiled *c, yaml_node_t *message, const char *name)
{
	yaml_node_t *segments = member(c, message, "segments");
	size_t i, k;

	for (i = 0; i < item_count(segments); i++) {
		yaml_node_t *fields = member(c, item(c, segments, i), "fields");

		for (k = 0; k < item_count(fields); k++)
			if (strcmp(text(member(c, item(c, fields, k), "name")), name) == 0)
				return item(c, fields, k);
	}
	fail_msg("no field '%s'", name);
	return NULL;
}

static void check_word(struct compiled *c, const struct word_expectation *e)
{
	yaml_node_t *message = member(c, routine(c, e->routine), e->message);
	yaml_node_t *word = member(c, find_field(c, message, e->field), "word");

	assert_string_equal(text(member(c, member(c, word, "sent"), "number")), e->sent);
	assert_string_equal(text(member(c, member(c, word, "received"), "number")), e->received);
	assert_int_equal(number(c, word, "size_bits"), e->size_bits);
	assert_string_equal(text(member(c, word, "long")), e->is_long);
	if (e->number < 0)
		assert_null(optional_member(c, word, "number"));
	else
		assert_int_equal(number(c, word, "number"), e->number);
}

static void test_words(void **state)
{
	static const char *const targets[2] = {"i386-gnu", "x86_64-gnu"};
	struct compiled c;
	size_t i, k;

	(void)state;
	for (k = 0; k < 2; k++) {
		compile(&c, targets[k], defs, NULL);
		for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (strcmp(words[i].target, targets[k]) == 0)
				check_word(&c, &words[i]);
		compiled_free(&c);
	}
}

/* Rights of an indefinite array: 512 slots of 4 bytes or 256 of 8 in line, packed names outside. */
static void test_indefinite_ports(void **state)
{
	static const unsigned expected[2][4] = {{512, 4, 32, 32}, {256, 8, 64, 32}};
	static const char *const targets[2] = {"i386-gnu", "x86_64-gnu"};
	struct compiled c;
	int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		yaml_node_t *list, *in_line, *outside;

		compile(&c, targets[i], defs, NULL);
		list = member(&c, find_field(&c, member(&c, routine(&c, "r9"), "request"), "a"),
			"alternatives");
		in_line = item(&c, list, 0);
		outside = item(&c, list, 1);
		assert_string_equal(text(member(&c, in_line, "condition")), "in line");
		assert_int_equal(number(&c, in_line, "max"), expected[i][0]);
		assert_int_equal(number(&c, in_line, "element_bytes"), expected[i][1]);
		assert_int_equal(number(&c, in_line, "size_bits"), expected[i][2]);
		assert_string_equal(text(member(&c, outside, "condition")), "out of line");
		assert_int_equal(number(&c, outside, "element_bytes"), 4);
		assert_int_equal(number(&c, outside, "size_bits"), expected[i][3]);
		compiled_free(&c);
	}
}

static void test_complexity(void **state)
{
	static const char *const expected[][3] = {{"r1", "request", "never"},
		{"r7", "request", "always"}, {"r7", "reply", "always"}, {"r8", "request", "always"},
		{"r9", "request", "always"}, {"r9b", "reply", "always"},
		{"r10", "request", "run time"}, {"r14", "request", "run time"},
		{"r16", "reply", "never"}};
	struct compiled c;
	size_t i;

	(void)state;
	compile(&c, "x86_64-gnu", defs, NULL);
	for (i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		yaml_node_t *message = member(&c, routine(&c, expected[i][0]), expected[i][1]);

		assert_string_equal(text(member(&c, message, "complex")), expected[i][2]);
	}
	compiled_free(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_i386),
		cmocka_unit_test(test_x86_64),
		cmocka_unit_test(test_aarch64),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_indefinite_ports),
		cmocka_unit_test(test_complexity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
