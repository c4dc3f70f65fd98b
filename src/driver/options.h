/*
 * The table of options (options.def) and how a command line is read against it. What an option
 * does is settings.h's business.
 */
#ifndef MIGC_DRIVER_OPTIONS_H
#define MIGC_DRIVER_OPTIONS_H

#include "support/arena.h"
#include "support/buf.h"
#include "support/vec.h"

#include <stdbool.h>
#include <stddef.h>

/* Which program we are. A mask, since options belong to several. */
enum mode {
	MODE_NATIVE = 1,
	MODE_GNU_MIG = 2,
	MODE_GNU_MIGCOM = 4,
	MODE_APPLE_MIG = 8,
	MODE_APPLE_MIGCOM = 16,

	MODES_GNU = MODE_GNU_MIG | MODE_GNU_MIGCOM,
	MODES_APPLE = MODE_APPLE_MIG | MODE_APPLE_MIGCOM,
	MODES_MIG = MODE_GNU_MIG | MODE_APPLE_MIG, /* those that preprocess files */
};

/* Among the modes of a row in the table: a word for an external preprocessor. */
enum { OPTION_TO_CPP = 64 };

enum option_id {
	OPTION_NONE,
	OPTION_TARGET,
	OPTION_MERGE_TARGETS,
	OPTION_EMIT,
	OPTION_FOLDER,
	OPTION_HEADER, /* the names of files, in the order of enum product */
	OPTION_USER,
	OPTION_SERVER,
	OPTION_SHEADER,
	OPTION_IHEADER,
	OPTION_DHEADER,
	OPTION_LIST,
	OPTION_LAYOUT,
	OPTION_RUST,
	OPTION_RUST_SHIM,
	OPTION_SHIM_HEADER,
	OPTION_RUST_SYS,
	OPTION_SHIM,
	OPTION_PER_ROUTINE,
	OPTION_PREFIX,
	OPTION_SUPPORT_PREFIX,
	OPTION_NO_TYPEDEFS,
	OPTION_SYMBOLS_ON,
	OPTION_SYMBOLS_OFF,
	OPTION_EXPORT_CHECKS,
	OPTION_IMPL_TABLE,
	OPTION_EXTERN_C_ON,
	OPTION_EXTERN_C_OFF,
	OPTION_PROLOGUE,
	OPTION_ADD_INCLUDE,
	OPTION_SPLIT_HEADERS,
	OPTION_SEPARATE_ON,
	OPTION_SEPARATE_OFF,
	OPTION_LOG_ON,
	OPTION_LOG_OFF,
	OPTION_NDR_ON,
	OPTION_NDR_OFF,
	OPTION_COUNTED_BY_ON,
	OPTION_COUNTED_BY_OFF,
	OPTION_KR_ON,
	OPTION_KR_OFF,
	OPTION_TRAP_ON,
	OPTION_TRAP_OFF,
	OPTION_NO_VOUCHERS,
	OPTION_MACH_MSG2,
	OPTION_STACK_LIMIT,
	OPTION_MAX_DESCRIPTORS,
	OPTION_MAX_REPLY_DESCRIPTORS,
	OPTION_IF_CHANGED,
	OPTION_PRINT_OUTPUTS,
	OPTION_DUMP,
	OPTION_NO_DEFAULTS,
	OPTION_VERBOSE_ON,
	OPTION_VERBOSE_OFF,
	OPTION_QUIET_ON,
	OPTION_QUIET_OFF,
	OPTION_DEFINE,
	OPTION_UNDEFINE,
	OPTION_INCLUDE_NORMAL,
	OPTION_INCLUDE_QUOTE,
	OPTION_INCLUDE_SYSTEM,
	OPTION_INCLUDE_AFTER,
	OPTION_INCLUDE_FILE,
	OPTION_MACROS_FILE,
	OPTION_NO_STANDARD,
	OPTION_SYSROOT,
	OPTION_SEARCH_DIRS,
	OPTION_CPP_NATIVE,
	OPTION_CC,
	OPTION_MIGCOM,
	OPTION_PREPROCESS,
	OPTION_BITS_32,
	OPTION_BITS_64,
	OPTION_ARCH,
	OPTION_APPLE_ARCH,
	OPTION_TRIPLE,
	OPTION_DEPENDENCIES,
	OPTION_DEPENDENCIES_USER,
	OPTION_DEPFILE,
	OPTION_DEP_TARGET,
	OPTION_DEP_TARGET_QUOTED,
	OPTION_DEP_PHONY,
	OPTION_WARNING,
	OPTION_ERROR_LIMIT,
	OPTION_DIAGNOSTICS,
	OPTION_AS,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_IGNORED,
	OPTION_UNSUPPORTED, /* the peer knows it and refuses it */
};

/* A command line being read. */
struct words {
	VEC(const char *) items;
	size_t next;
};

/* One option as found. */
struct option_use {
	enum option_id id;    /* NONE: unknown */
	const char *spelling; /* as in the table */
	const char *value;    /* NULL: the option takes none, or lacks it */
	bool lacks_value;
	bool goes_to_cpp;
	const char *word;        /* as written */
	const char *second_word; /* the value, if it is a word of its own */
};

/* Reads the option whose word is words->items[words->next] and moves behind it and its value. */
struct option_use option_read(struct words *words, enum mode mode);

/* The known spelling that is closest to an unknown word, or NULL. */
const char *option_guess(enum mode mode, const char *word);

/* Appends the list of options of a mode, in columns, under their headings. */
void options_help(struct buf *out, struct arena *arena, enum mode mode);

#endif
