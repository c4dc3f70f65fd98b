/*
 * The built-in C preprocessor: files in, text with origins out (diag/text.h). Its tokens, their
 * spelling and their lines, are those of `gcc -E -x c -std=gnu17 -undef` with the macros of the
 * chosen target. No process is started, the environment is not looked at and no state is global.
 *
 *	struct pp *pp = pp_new(&arena, &sources, &diag, &options);
 *	ok = pp_run(pp, paths, path_count, &text);
 *	... text, sources and diagnostics are used ...
 *	pp_done(pp);
 *
 * Beside it stand the two other ways to text: pp_read_marked() for what some preprocessor made
 * already, and pp_run_external() which starts one.
 */
#ifndef MIGC_PREPROCESS_PREPROCESS_H
#define MIGC_PREPROCESS_PREPROCESS_H

#include "diag/diag.h"
#include "diag/source.h"
#include "diag/text.h"
#include "support/arena.h"
#include "support/buf.h"
#include "support/vec.h"

#include <stdbool.h>
#include <stddef.h>

/* Nothing below grows beyond these, whatever the input says. */
enum pp_limits {
	PP_INCLUDE_DEPTH_MAX = 200,
	PP_INCLUDES_MAX = 50000,               /* files entered in one run */
	PP_TEXT_BYTES_MAX = 64 * 1024 * 1024,  /* text made */
	PP_MACRO_TOKENS_MAX = 2 * 1024 * 1024, /* tokens of the text that come out of macros */
	PP_MACRO_STEPS_MAX = 32 * 1024 * 1024, /* tokens moved while macros are replaced */
	PP_MACRO_BYTES_MAX = 48 * 1024 * 1024, /* memory for arguments and made spellings */
	PP_MACRO_DEPTH_MAX = 1000,             /* macros within macros */
	PP_CONDITION_DEPTH_MAX = 1000,         /* parentheses and operators in #if */
	PP_PARAMETERS_MAX = 65535,
};

/* A target as the preprocessor sees it; the rows are in targets.c and targets.def. */
struct pp_target {
	const char *name; /* as in --target */
	unsigned mask;    /* its bit in targets.def */
	bool char_is_unsigned;
	const char *folders[8]; /* system folders, in order, before --sysroot */
};

/* Returns NULL if there is no such target. */
const struct pp_target *pp_find_target(const char *name);

/* The targets in the order of their list; NULL behind the last. */
const struct pp_target *pp_target_at(size_t index);

/* Appends `#define NAME VALUE` lines: everything that is predefined for the target. */
void pp_predefined(const struct pp_target *target, struct buf *out);

enum pp_folder_kind {
	PP_FOLDER_QUOTE,  /* -iquote: only for #include "..." */
	PP_FOLDER_NORMAL, /* -I */
	PP_FOLDER_SYSTEM, /* -isystem */
	PP_FOLDER_AFTER,  /* -idirafter */
};

struct pp_folder {
	enum pp_folder_kind kind;
	const char *path;
};

struct pp_definition {
	const char *text; /* "NAME", "NAME=VALUE", "NAME(X)=VALUE" */
	bool is_undef;    /* -U */
};

/* Strings are borrowed until pp_done(). Vectors are in the order of the command line. */
struct pp_options {
	const struct pp_target *target; /* required */
	VEC(struct pp_definition) definitions;
	VEC(struct pp_folder) folders;
	VEC(const char *) macro_files;   /* -imacros: macros are kept, text is not */
	VEC(const char *) include_files; /* -include, after all macro_files */
	const char *sysroot;             /* put before the target's system folders; NULL: nothing */
	bool no_standard_includes;       /* -nostdinc */
	bool dash_is_stdin;
	bool keep_pragmas; /* leave #pragma and #ident lines in the text, as -E does */
};

/* A file that was read, for depfiles. */
struct pp_dependency {
	const char *path;
	bool is_system;
};

struct pp_dependencies {
	VEC(struct pp_dependency) files; /* in the order of first use, each once */
};

struct pp;

/* Options are borrowed until pp_done(). */
struct pp *pp_new(struct arena *arena, struct source_map *sources, struct diag *diag,
	const struct pp_options *options);

/*
 * Preprocesses the files one behind the other into one text; "-" is standard input if the options
 * say so. May be called once. Returns false if an error was reported; the text then holds what
 * there is.
 */
bool pp_run(
	struct pp *pp, const char *const *paths, size_t path_count, struct source_text *ret_text);

const struct pp_dependencies *pp_dependencies(const struct pp *pp);

/* Releases what is not in the arena, among it the bytes of large inputs: last use of sources. */
void pp_done(struct pp *pp);

/* Appends the folders searched for <...>, one per line, in order; for --print-search-dirs. */
void pp_search_folders(const struct pp_options *options, struct arena *arena, struct buf *out);

/* Appends the text with `# LINE "FILE" FLAGS` markers: what -E prints. */
void pp_write_text(
	const struct source_map *sources, const struct source_text *text, struct buf *out);

/* Lines that begin with '#' and are skipped in text of another preprocessor. */
enum pp_marked_lines {
	PP_SKIP_DEFINE = 1, /* #define: GNU MIG */
	PP_SKIP_PRAGMA = 2, /* #pragma: Apple's MIG */
	PP_SKIP_OTHERS = 4, /* #undef, #ident, #line (obeyed): only migc's own mode */
};

/*
 * Makes text of bytes that a preprocessor has been through, or that need none. `# LINE "FILE"` at
 * the start of a line sets the position; comments become white space and CR LF a newline, which
 * other MIGs would refuse. Lines with '#' that `skip` does not name are errors, and skipped. The
 * bytes are borrowed by the source map. Returns false if an error was reported.
 */
bool pp_read_marked(struct arena *arena, struct source_map *sources, struct diag *diag,
	const char *path, struct str bytes, unsigned skip, struct source_text *ret_text);

struct pp_words {
	VEC(const char *) items;
};

/*
 * Splits a command into words at blanks, as a shell would, without any expansion: '...', "..."
 * and \ keep blanks together. Appends to `words`. Returns false if a quote is not closed.
 */
bool pp_split_command(struct arena *arena, const char *command, struct pp_words *words);

/*
 * Runs a program, without a shell, and appends what it prints to `output`. Standard input and
 * standard error are our own. A program that cannot be started, that fails or that prints more than
 * FILE_MAX_BYTES is reported; false then.
 */
bool pp_run_external(
	struct diag *diag, struct arena *arena, const struct pp_words *command, struct buf *output);

#endif
