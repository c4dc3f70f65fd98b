/*
 * The only files that a target can read: its input and a few that includes find. The linker puts
 * this in the place of file_read() (--wrap), so that nothing of the file system is seen.
 */
#include "fuzz.h"
#include "std_types.h"

#include "support/file.h"

#include <errno.h>
#include <string.h>

#define FILE_OF(name, text)                  \
	{                                    \
		name, text, sizeof(text) - 1 \
	}

static const struct {
	const char *name;
	const char *text;
	size_t size;
} files[] = {
	{"mach/std_types.defs", (const char *)std_types, sizeof(std_types)},
	FILE_OF("guarded.h", "#ifndef GUARDED\n#define GUARDED\ntype guarded_t = int;\n#endif\n"),
	FILE_OF("once.h", "#pragma once\ntype once_t = integer_64;\n"),
	FILE_OF("macros.h", "#define ARRAY(n) array[*:n] of\n#define JOIN(a, b) a ## b\n"
			    "#define TEXT(a, ...) #a #__VA_ARGS__\n#define LOOP LOOP ROOL\n"
			    "#define ROOL LOOP\n#define ROUTINE(name) routine name(p : int)"),
	FILE_OF("again.h", "#include \"again.h\"\n"),
	FILE_OF("next.h", "#include_next <next.h>\n"),
	FILE_OF("open.h", "#if 1\n/* never ends"),
	FILE_OF("empty.h", ""),
};

static struct str main_file;

int __wrap_file_read(const char *path, bool dash_is_stdin, struct buf *content);

void fuzz_set_main_file(struct str text)
{
	main_file = text;
}

int __wrap_file_read(const char *path, bool dash_is_stdin, struct buf *content)
{
	size_t i;

	if (strncmp(path, "./", 2) == 0)
		path += 2;
	if ((dash_is_stdin && strcmp(path, "-") == 0) || strcmp(path, FUZZ_MAIN_FILE) == 0) {
		buf_add_str(content, main_file);
		return 0;
	}
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (strcmp(path, files[i].name) == 0) {
			buf_add(content, files[i].text, files[i].size);
			return 0;
		}
	}
	return ENOENT;
}
