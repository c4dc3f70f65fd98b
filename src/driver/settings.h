/*
 * What a command line asks for, and how it is read. One set of settings serves all the command
 * lines that migc answers to; they differ in their defaults and in what they run with them.
 */
#ifndef MIGC_DRIVER_SETTINGS_H
#define MIGC_DRIVER_SETTINGS_H

#include "driver/depfile.h"
#include "driver/names.h"
#include "driver/options.h"
#include "driver/products.h"
#include "driver/report.h"
#include "preprocess/preprocess.h"
#include "support/arena.h"
#include "support/vec.h"

#include <stdbool.h>
#include <stdint.h>

struct descriptor_limit {
	bool is_given;
	uint32_t count;
	const char *option; /* as it was spelled */
};

enum action {
	ACTION_COMPILE,
	ACTION_PREPROCESS, /* -E */
	ACTION_DUMP_TOKENS,
	ACTION_DUMP_AST,
	ACTION_DUMP_MODEL,
	ACTION_PRINT_OUTPUTS,
	ACTION_SEARCH_DIRS,
	ACTION_HELP,
	ACTION_VERSION,
};

struct settings {
	struct arena arena;
	enum mode mode;
	const char *program; /* for messages: the name without folder */
	enum action action;
	VEC(const char *) inputs;

	VEC(const char *) targets; /* --target, each once; none: by name or environment */
	bool merge_targets;
	const struct name_arch *arch; /* Apple's -arch; NULL: not given */
	const char *triple;           /* Apple's -target, as given */
	/* -m32, -m64, -arch: the machine whose macros are predefined; NULL: the target's own. */
	const char *cpp_target;
	bool cpp_target_is_x86; /* by -m32 or -m64, which do not matter elsewhere */

	struct product_request products;
	bool emit_given;
	unsigned named;           /* kinds of files that were given a name */
	bool no_default_products; /* -n */
	bool if_changed;
	bool is_verbose; /* -v: print the model too */
	const char *prefix, *support_prefix;

	/* Apple's. Some only count against each other. */
	bool has_kr, has_trap;
	struct descriptor_limit max_descriptors, max_reply_descriptors;

	struct pp_options preprocess;
	struct pp_words cpp_words;       /* for an external preprocessor, as written */
	const char *cpp_command;         /* --cpp, -cc; NULL: not given */
	const char *prologue_path;       /* --prologue, whose text is in `products` */
	VEC(const char *) unknown_words; /* `mig`: mistakes unless a preprocessor runs */
	unsigned stdin_count;            /* `mig`: how many '-' were given */
	const char *migcom;              /* -migcom */

	struct depfile_options depfile;

	VEC(const char *) warnings; /* -W, without those letters */
	bool is_quiet;
	enum report_form form;
	bool has_error_limit;
	unsigned error_limit;
};

void settings_init(struct settings *settings, enum mode mode, const char *program);

/*
 * Reads the words behind the program's name. Reports what is wrong with them and returns false
 * then.
 */
bool settings_read(struct settings *settings, const char *const *words, size_t count);

void settings_free(struct settings *settings);

#endif
