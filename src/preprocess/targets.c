/*
 * What is predefined for a target, and where its headers are. Rows of data in targets.def; nothing
 * of the machine that migc runs on enters here.
 */
#include "preprocess/internal.h"

#include <string.h>

enum target_bit {
	I386_GNU = 1,
	X86_64_GNU = 2,
	AARCH64_GNU = 4,
	X86_64_DARWIN = 8,
	ARM64_DARWIN = 16,
	I386_DARWIN = 32,
	ARM_DARWIN = 64,

	GNU = I386_GNU | X86_64_GNU | AARCH64_GNU,
	DARWIN = X86_64_DARWIN | ARM64_DARWIN | I386_DARWIN | ARM_DARWIN,
	ALL = GNU | DARWIN,
	LP64 = X86_64_GNU | AARCH64_GNU | X86_64_DARWIN | ARM64_DARWIN,
	ILP32 = I386_GNU | I386_DARWIN | ARM_DARWIN,
	GNU_LP64 = GNU & LP64,
	DARWIN_LP64 = DARWIN & LP64,
	DARWIN_ILP32 = DARWIN & ILP32,
	X86_64 = X86_64_GNU | X86_64_DARWIN,
	I386 = I386_GNU | I386_DARWIN,
	ARM64 = AARCH64_GNU | ARM64_DARWIN,
};

static const struct {
	unsigned mask;
	const char *name;
	const char *value;
} rows[] = {
#define PREDEFINED(mask, name, value) {mask, name, value},
#include "preprocess/targets.def"
#undef PREDEFINED
};

#define DARWIN_FOLDERS                               \
	{                                            \
		"/usr/local/include", "/usr/include" \
	}

/* GNU: where Debian and a cross toolchain put the headers, also on a host with another kernel. */
static const struct pp_target targets[] = {
	{"i386-gnu", I386_GNU, false,
		{"/usr/local/include", "/usr/include/i386-gnu", "/usr/include/i386-linux-gnu",
			"/usr/i686-gnu/include", "/usr/include"}},
	{"x86_64-gnu", X86_64_GNU, false,
		{"/usr/local/include", "/usr/include/x86_64-gnu", "/usr/include/x86_64-linux-gnu",
			"/usr/x86_64-gnu/include", "/usr/include"}},
	{"aarch64-gnu", AARCH64_GNU, true,
		{"/usr/local/include", "/usr/include/aarch64-gnu", "/usr/include/aarch64-linux-gnu",
			"/usr/aarch64-gnu/include", "/usr/include"}},
	{"x86_64-darwin", X86_64_DARWIN, false, DARWIN_FOLDERS},
	{"arm64-darwin", ARM64_DARWIN, false, DARWIN_FOLDERS},
	{"i386-darwin", I386_DARWIN, false, DARWIN_FOLDERS},
	{"arm-darwin", ARM_DARWIN, false, DARWIN_FOLDERS},
};

const struct pp_target *pp_target_at(size_t index)
{
	return index < sizeof(targets) / sizeof(targets[0]) ? &targets[index] : NULL;
}

const struct pp_target *pp_find_target(const char *name)
{
	const struct pp_target *target;
	size_t i;

	for (i = 0; (target = pp_target_at(i)) != NULL; i++)
		if (strcmp(target->name, name) == 0)
			return target;
	return NULL;
}

void pp_predefined(const struct pp_target *target, struct buf *out)
{
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!(rows[i].mask & target->mask))
			continue;
		buf_add_c(out, "#define ");
		buf_add_c(out, rows[i].name);
		buf_add_char(out, ' ');
		buf_add_c(out, rows[i].value);
		buf_add_char(out, '\n');
	}
}
