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
	bool is_apple;
} programs[] = {
	{"migc", "migc", MODE_NATIVE, false},
	{"gnu-mig", "mig", MODE_GNU_MIG, false},
	{"gnu-migcom", "migcom", MODE_GNU_MIGCOM, false},
	{"apple-mig", "mig", MODE_APPLE_MIG, true},
	{"apple-migcom", "migcom", MODE_APPLE_MIGCOM, true},
};

enum { PROGRAM_COUNT = sizeof(programs) / sizeof(programs[0]) };

/* The name behind the last '-', and what stands before it. */
static struct str split_program(const char *name, const char **program)
{
	const char *dash = strrchr(name, '-');

	*program = dash ? dash + 1 : name;
	return str_make(name, dash ? (size_t)(dash - name) : 0);
}

/* The words by which names of targets mean Darwin; numbers of a version may follow. */
static bool is_darwin_word(struct str word)
{
	static const char *const words[] = {"darwin", "macos", "macosx", "ios", "tvos", "watchos",
		"xros", "visionos", "bridgeos", "driverkit"};
	size_t i;

	while (word.n > 0 && strchr("0123456789.", word.p[word.n - 1]))
		word.n--;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_equal_c(word, words[i]))
			return true;
	return false;
}

/* The next part of a name between dashes, from *at on; n 0 at the end. */
static struct str next_part(struct str name, size_t *at)
{
	size_t begin = *at, end = begin;

	while (end < name.n && name.p[end] != '-')
		end++;
	*at = end < name.n ? end + 1 : end;
	return str_make(name.p + begin, end - begin);
}

static bool is_apple_name(struct str name)
{
	size_t at = 0;

	while (at < name.n) {
		struct str part = next_part(name, &at);

		if (str_equal_c(part, "apple") || is_darwin_word(part))
			return true;
	}
	return false;
}

enum mode name_mode(const char *program, const char *vendor)
{
	const char *base;
	struct str before = split_program(program, &base);
	bool is_apple = is_apple_name(before);
	size_t i;

	if (before.n == 0 && vendor)
		is_apple = strcmp(vendor, "apple") == 0;
	for (i = 0; i < PROGRAM_COUNT; i++)
		if (strcmp(base, programs[i].program) == 0 &&
			(programs[i].mode == MODE_NATIVE || programs[i].is_apple == is_apple))
			return programs[i].mode;
	return MODE_NATIVE;
}

bool name_is_vendor(const char *vendor)
{
	return strcmp(vendor, "gnu") == 0 || strcmp(vendor, "apple") == 0;
}

enum mode name_as(const char *value)
{
	size_t i;

	for (i = 0; i < PROGRAM_COUNT; i++)
		if (strcmp(value, programs[i].word) == 0)
			return programs[i].mode;
	return (enum mode)0;
}

static const char *finish_list(struct arena *arena, struct buf *list)
{
	const char *text = arena_copy(arena, buf_text(list), list->size_bytes);

	buf_free(list);
	return text;
}

static void add_to_list(struct buf *list, const char *separator, const char *word)
{
	buf_printf(list, "%s%s", list->size_bytes > 0 ? separator : "", word);
}

const char *name_programs(struct arena *arena, const char *separator)
{
	struct buf list = {0};
	size_t i;

	for (i = 0; i < PROGRAM_COUNT; i++)
		add_to_list(&list, separator, programs[i].word);
	return finish_list(arena, &list);
}

struct str name_target_part(const char *program)
{
	const char *base;
	struct str before = split_program(path_base(program), &base);
	size_t i;

	for (i = 0; i < PROGRAM_COUNT; i++)
		if (strcmp(base, programs[i].program) == 0)
			return before;
	return str_make("", 0);
}

/*
 * CPUs by other names than that of their row, which may differ between systems. i[3-6]86 stands
 * for itself.
 */
static const char *const cpu_aliases[][2] = {
	{"amd64", "x86_64"},
	{"i486", "i386"},
	{"i586", "i386"},
	{"i686", "i386"},
	{"arm64", "aarch64"},
	{"aarch64", "arm64"},
};

static const struct name_arch archs[] = {
	{"x86_64", "x86_64-darwin", NULL, NULL},
	{"x86_64h", "x86_64-darwin", "__x86_64h__", NULL},
	{"arm64", "arm64-darwin", NULL, NULL},
	{"arm64e", "arm64-darwin", "__arm64e__", NULL},
	{"i386", "i386-darwin", NULL, NULL},
	{"armv7", "arm-darwin", NULL, NULL},
	{"armv7s", "arm-darwin", "__ARM_ARCH_7S__", "__ARM_ARCH_7A__"},
	{"armv7k", "arm-darwin", "__ARM_ARCH_7K__", "__ARM_ARCH_7A__"},
};

enum { ARCH_COUNT = sizeof(archs) / sizeof(archs[0]) };

const struct name_arch *name_arch(struct str name)
{
	size_t i;

	for (i = 0; i < ARCH_COUNT; i++)
		if (str_equal_c(name, archs[i].name))
			return &archs[i];
	return NULL;
}

const struct name_arch *name_arch_of_target(const char *target)
{
	size_t i;

	for (i = 0; i < ARCH_COUNT; i++)
		if (strcmp(target, archs[i].target) == 0)
			return &archs[i];
	return NULL;
}

const char *name_archs(struct arena *arena, const char *separator)
{
	struct buf list = {0};
	size_t i;

	for (i = 0; i < ARCH_COUNT; i++)
		add_to_list(&list, separator, archs[i].name);
	return finish_list(arena, &list);
}

static bool is_offered(const struct abi *row, enum mode mode)
{
	if (mode & MODES_GNU)
		return row->wire == WIRE_TYPED;
	if (mode & MODES_APPLE)
		return row->wire == WIRE_NDR;
	return true;
}

static const char *find_row(struct str cpu, struct str system, enum mode mode)
{
	const struct abi *const *row;

	for (row = abi_all(); *row; row++) {
		struct str name = str_of((*row)->name);

		if (!is_offered(*row, mode))
			continue;
		if (name.n == cpu.n + 1 + system.n && memcmp(name.p, cpu.p, cpu.n) == 0 &&
			name.p[cpu.n] == '-' && memcmp(name.p + cpu.n + 1, system.p, system.n) == 0)
			return (*row)->name;
	}
	return NULL;
}

/* CPU[-VENDOR]-SYSTEM: the first part and the last count; Darwin may be followed by others. */
const char *name_target(struct str text, enum mode mode)
{
	size_t at = 0, i;
	struct str cpu = next_part(text, &at), system = {0};
	const struct name_arch *arch = name_arch(cpu);
	bool is_darwin = false;
	const char *exact;

	while (at < text.n && !is_darwin) {
		system = next_part(text, &at);
		is_darwin = is_darwin_word(system);
	}
	if (system.n == 0 || text.p[text.n - 1] == '-')
		return NULL;
	if (is_darwin) {
		system = str_of("darwin");
		if (arch)
			cpu = str_make(arch->target, strcspn(arch->target, "-"));
	}
	exact = find_row(cpu, system, mode);
	for (i = 0; !exact && i < sizeof(cpu_aliases) / sizeof(cpu_aliases[0]); i++)
		if (str_equal_c(cpu, cpu_aliases[i][0]))
			exact = find_row(str_of(cpu_aliases[i][1]), system, mode);
	return exact;
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

const char *name_targets(struct arena *arena, enum mode mode, const char *separator)
{
	const struct abi *const *row;
	struct buf list = {0};

	for (row = abi_all(); *row; row++)
		if (is_offered(*row, mode))
			add_to_list(&list, separator, (*row)->name);
	return finish_list(arena, &list);
}

const char *name_stem(struct arena *arena, const char *path)
{
	const char *base = path_base(path);
	const char *dot = strrchr(base, '.');

	return arena_copy(arena, base, dot && dot > base ? (size_t)(dot - base) : strlen(base));
}
