/* See names.h. */
#include "driver/names.h"

#include "model/abi.h"
#include "support/buf.h"
#include "support/file.h"

#include <string.h>

static const struct {
	const char *word;    /* of --as */
	const char *program; /* the name, or what follows a target and '-' */
	enum mode mode;
} programs[] = {
	{"migc", "migc", MODE_NATIVE},
	{"gnu-mig", "mig", MODE_GNU_MIG},
	{"gnu-migcom", "migcom", MODE_GNU_MIGCOM},
};

enum { PROGRAM_COUNT = sizeof(programs) / sizeof(programs[0]) };

/* What stands before "-mig" or "-migcom"; the part behind it must be the whole rest. */
static bool split_program(const char *name, struct str *target, enum mode *mode)
{
	const char *dash = strrchr(name, '-');
	const char *program = dash ? dash + 1 : name;
	size_t i;

	for (i = 0; i < PROGRAM_COUNT; i++) {
		if (strcmp(program, programs[i].program) != 0)
			continue;
		*mode = programs[i].mode;
		*target = str_make(name, dash ? (size_t)(dash - name) : 0);
		return true;
	}
	return false;
}

enum mode name_mode(const char *program)
{
	struct str target;
	enum mode mode;

	return split_program(program, &target, &mode) ? mode : MODE_NATIVE;
}

enum mode name_as(const char *value)
{
	size_t i;

	for (i = 0; i < PROGRAM_COUNT; i++)
		if (strcmp(value, programs[i].word) == 0)
			return programs[i].mode;
	return (enum mode)0;
}

struct str name_target_part(const char *program)
{
	struct str target;
	enum mode mode;

	return split_program(path_base(program), &target, &mode) ? target : str_make("", 0);
}

/* CPUs by other names than that of their row. i[3-6]86 stands for itself. */
static const char *const cpu_aliases[][2] = {
	{"amd64", "x86_64"},
	{"i486", "i386"},
	{"i586", "i386"},
	{"i686", "i386"},
	{"arm64", "aarch64"},
};

static struct str cpu_of_alias(struct str cpu)
{
	size_t i;

	for (i = 0; i < sizeof(cpu_aliases) / sizeof(cpu_aliases[0]); i++)
		if (str_equal_c(cpu, cpu_aliases[i][0]))
			return str_of(cpu_aliases[i][1]);
	return cpu;
}

/* Rows of another wire are known to the model, but nothing lays out their messages. */
static bool is_offered(const struct abi *row)
{
	return row->wire == WIRE_TYPED;
}

static const char *find_row(struct str cpu, struct str system)
{
	const struct abi *const *row;

	for (row = abi_all(); *row; row++) {
		struct str name = str_of((*row)->name);

		if (!is_offered(*row))
			continue;
		if (name.n == cpu.n + 1 + system.n && memcmp(name.p, cpu.p, cpu.n) == 0 &&
			name.p[cpu.n] == '-' && memcmp(name.p + cpu.n + 1, system.p, system.n) == 0)
			return (*row)->name;
	}
	return NULL;
}

/* CPU[-VENDOR]-SYSTEM: the first part and the last count. */
const char *name_target(struct str text)
{
	struct str cpu = text, system = text;
	const char *exact, *p;

	for (p = text.p; p < text.p + text.n; p++) {
		if (*p != '-')
			continue;
		if (cpu.n == text.n)
			cpu.n = (size_t)(p - text.p);
		system = str_make(p + 1, (size_t)(text.p + text.n - p - 1));
	}
	if (cpu.n == text.n)
		return NULL;
	exact = find_row(cpu, system);
	return exact ? exact : find_row(cpu_of_alias(cpu), system);
}

const char *name_host_target(void)
{
#if defined(__i386__)
	return "i386-gnu";
#elif defined(__aarch64__)
	return "aarch64-gnu";
#else
	return "x86_64-gnu";
#endif
}

const char *name_targets(struct arena *arena, const char *separator)
{
	const struct abi *const *row;
	struct buf list = {0};
	const char *text;

	for (row = abi_all(); *row; row++)
		if (is_offered(*row))
			buf_printf(
				&list, "%s%s", list.size_bytes > 0 ? separator : "", (*row)->name);
	text = arena_copy(arena, buf_text(&list), list.size_bytes);
	buf_free(&list);
	return text;
}

const char *name_stem(struct arena *arena, const char *path)
{
	const char *base = path_base(path);
	const char *dot = strrchr(base, '.');

	return arena_copy(arena, base, dot && dot > base ? (size_t)(dot - base) : strlen(base));
}
