/*
 * What the files of the preprocessor share: tokens, names, macros, the stack of files and the
 * stack of macro contexts. The way of a token:
 *
 *	bytes --lex.c--> token --expand.c (macro.c)--> token --output.c--> text
 *	                   \--directive.c, condition.c, include.c
 *
 * The method, with its padding tokens that carry white space through macros, is that of gcc's
 * cpplib, since the text has to have blanks in the same places.
 */
#ifndef MIGC_PREPROCESS_INTERNAL_H
#define MIGC_PREPROCESS_INTERNAL_H

#include "preprocess/preprocess.h"
#include "support/map.h"
#include "support/str.h"

#include <stdint.h>

/* What a byte can begin. Those that continue a name come first. */
enum pp_class {
	CLASS_NAME,
	CLASS_DIGIT,
	CLASS_OTHER,     /* operators and everything unknown */
	CLASS_BLANK,     /* space and tab */
	CLASS_ODD_BLANK, /* other white space, which becomes a space */
	CLASS_NEWLINE,
	CLASS_DOT,
	CLASS_QUOTE,
	CLASS_SLASH,
	CLASS_HASH,
	CLASS_PERCENT,
	CLASS_LESS,
	CLASS_BACKSLASH,
	CLASS_NUL,
};

extern const uint8_t pp_classes[256];

#define CLASS_OF(c)     pp_classes[(unsigned char)(c)]
#define IS_NAME_PART(c) (CLASS_OF(c) <= CLASS_DIGIT)

/* Operators; those up to PP_LEFT_SHIFT become another one when '=' follows. */
#define PP_OPERATORS(X)        \
	X(ASSIGN, "=")         \
	X(NOT, "!")            \
	X(GREATER, ">")        \
	X(LESS, "<")           \
	X(PLUS, "+")           \
	X(MINUS, "-")          \
	X(STAR, "*")           \
	X(SLASH, "/")          \
	X(PERCENT, "%")        \
	X(AND, "&")            \
	X(OR, "|")             \
	X(XOR, "^")            \
	X(RIGHT_SHIFT, ">>")   \
	X(LEFT_SHIFT, "<<")    \
	X(COMPLEMENT, "~")     \
	X(AND_AND, "&&")       \
	X(OR_OR, "||")         \
	X(QUESTION, "?")       \
	X(COLON, ":")          \
	X(COMMA, ",")          \
	X(OPEN, "(")           \
	X(CLOSE, ")")          \
	X(EQUAL, "==")         \
	X(NOT_EQUAL, "!=")     \
	X(GREATER_EQUAL, ">=") \
	X(LESS_EQUAL, "<=")    \
	X(ARROW, "->")         \
	X(DOT, ".")            \
	X(HASH, "#")           \
	X(HASH_HASH, "##")     \
	X(OTHER_OPERATOR, "")

enum pp_kind {
#define X(name, text) PP_##name,
	PP_OPERATORS(X)
#undef X
		PP_NAME,
	PP_NUMBER,
	PP_CHAR,
	PP_STRING,
	PP_OTHER,    /* a byte that begins nothing, or an unterminated literal */
	PP_PADDING,  /* no text: see enum pp_flag */
	PP_ARGUMENT, /* in a macro: parameter number `parameter` */
	PP_VA_OPT,   /* in a macro: __VA_OPT__ over the following n tokens */
	PP_NEWLINE,  /* the end of a line of text */
	PP_END,      /* the end of a file, a directive or an argument */
};

enum pp_flag {
	PP_WHITE = 1,       /* white space before it; of a padding: before its source */
	PP_PASTE = 2,       /* '##' follows */
	PP_NO_EXPAND = 4,   /* met while its macro was being replaced: never again a macro */
	PP_STRINGIFY = 8,   /* PP_ARGUMENT, PP_VA_OPT: '#' stands before it */
	PP_HAS_SOURCE = 16, /* padding that takes white space from a token (else: from none) */
	PP_IN_PLACE = 32,   /* argument that stands in the file itself, not in a macro */
};

struct pp_name;

struct pp_token {
	uint8_t kind;
	uint8_t flags;
	uint16_t parameter; /* PP_ARGUMENT; from 1 */
	uint32_t n;         /* bytes of text; PP_VA_OPT: number of tokens it covers */
	src_loc loc; /* where it is spelled; a macro place if it came out of an argument's macro */
	union {
		const char *text;
		struct pp_name *name; /* PP_NAME; PP_ARGUMENT: the parameter's name */
	};
};

/* Names with a meaning of their own. */
enum pp_builtin {
	PP_NOT_BUILTIN,
	PP_BUILTIN_LINE,
	PP_BUILTIN_FILE,
	PP_BUILTIN_FILE_NAME,
	PP_BUILTIN_BASE_FILE,
	PP_BUILTIN_INCLUDE_LEVEL,
	PP_BUILTIN_COUNTER,
	PP_BUILTIN_PRAGMA, /* _Pragma */
	/* From here on only in #if, where they count as defined. */
	PP_BUILTIN_HAS_INCLUDE,
	PP_BUILTIN_HAS_INCLUDE_NEXT,
	PP_BUILTIN_HAS_FEATURE, /* __has_attribute and its like: 0 */
	/* Words that are no macros. */
	PP_WORD_DEFINED,
	PP_WORD_VA_ARGS,
	PP_WORD_VA_OPT,
};

enum pp_directive {
	PP_NO_DIRECTIVE,
	PP_DEFINE,
	PP_UNDEF,
	PP_IF,
	PP_IFDEF,
	PP_IFNDEF,
	PP_ELIF,
	PP_ELIFDEF,
	PP_ELIFNDEF,
	PP_ELSE,
	PP_ENDIF,
	PP_INCLUDE,
	PP_INCLUDE_NEXT,
	PP_IMPORT,
	PP_LINE,
	PP_ERROR,
	PP_WARNING,
	PP_PRAGMA,
	PP_IDENT,
	PP_SCCS,
	PP_ASSERT,
	PP_UNASSERT,
};

struct pp_macro {
	const struct pp_token *tokens;
	uint32_t count;
	uint16_t parameter_count;
	bool is_function;
	bool is_variadic; /* the last parameter takes the rest */
	bool is_predefined;
	struct pp_name *const *parameters;
	src_loc at; /* its name where it was defined */
};

/* A definition put aside by #pragma push_macro. */
struct pp_saved_macro {
	struct pp_saved_macro *older;
	struct pp_macro *macro;
};

struct pp_name {
	struct pp_macro *macro; /* NULL: not defined */
	uint32_t hash;
	uint32_t n;
	uint16_t parameter; /* its number while a definition is read, else 0 */
	uint8_t builtin;    /* enum pp_builtin */
	uint8_t directive;  /* enum pp_directive */
	bool is_disabled;   /* its macro is being replaced */
	bool is_poisoned;
	struct pp_saved_macro *saved;
	char text[]; /* ends in NUL */
};

struct pp_name_table {
	struct pp_name **slots;
	size_t slot_count; /* a power of two */
	size_t used_count;
};

/* Whether a name stands for something else in text. */
#define IS_MACRO(name)    \
	((name)->macro || \
		((name)->builtin != PP_NOT_BUILTIN && (name)->builtin <= PP_BUILTIN_PRAGMA))

/* A growing run of tokens out of a pool; see memory.c. */
struct pp_tokens {
	struct pp_tokens *next_free;
	struct pp_token *items;
	size_t count;
	size_t capacity;
};

/* Tokens waiting to be read: the replacement of a macro, an argument, a token put back. */
struct pp_context {
	const struct pp_token *next;
	const struct pp_token *end;
	struct pp_name *macro;   /* disabled as long as this lasts, or NULL */
	struct pp_tokens *owned; /* goes back to the pool afterwards, or NULL */
	src_loc use;             /* where the macro was used; 0: the tokens are not a macro's */
	const char *macro_name;
	bool is_barrier; /* reading ends here (an argument on its own) */
};

/* A file on disk that some #include led to. */
struct pp_file {
	const char *path;
	struct str text;
	int error;             /* errno if it cannot be read */
	bool is_once;          /* #pragma once, #import */
	bool is_dependency;    /* noted as such */
	struct pp_name *guard; /* #ifndef around everything, or NULL */
};

enum pp_guard_state {
	PP_GUARD_POSSIBLE, /* nothing but white space so far */
	PP_GUARD_OPEN,     /* inside the #ifndef that began the file */
	PP_GUARD_CLOSED,   /* its #endif was met, nothing followed */
	PP_GUARD_NONE,
};

/* A file being read. */
struct pp_buffer {
	struct pp_buffer *outer;
	struct source_file *source;
	struct pp_file *file; /* NULL: a text of ours */
	const char *start;
	const char *p;         /* next byte to read */
	const char *end;       /* a NUL stands here */
	size_t condition_base; /* conditions opened by the files around */
	int folder; /* where in the search list it was found; -1: beside its includer, or named */
	bool at_line_start; /* no token on this line so far */
	bool in_brackets;   /* behind '<' on this line, where blanks count (file names) */
	enum pp_guard_state guard_state;
	struct pp_name *guard;
	size_t guard_depth; /* number of open conditions with the guard's */
};

struct pp_condition {
	src_loc at;
	uint8_t directive; /* that opened it */
	bool was_taken;    /* one of its groups was read, or none may be */
	bool had_else;
	bool is_dead; /* inside a group that is skipped */
};

struct pp_search_folder {
	const char *path;
	bool is_system;
	uint64_t device;
	uint64_t inode;
};

struct pp {
	struct arena *arena;
	struct source_map *sources;
	struct diag *diag;
	const struct pp_options *options;
	unsigned errors_before;

	struct pp_name_table names;
	struct pp_buffer *buffer;
	unsigned buffer_depth;
	unsigned include_count;
	VEC(struct pp_condition) conditions;

	VEC(struct pp_context) contexts;
	struct pp_tokens *free_tokens;
	struct buf scratch; /* for one spelling at a time */
	unsigned macro_depth;
	unsigned steps;
	unsigned placed_count; /* tokens given places of their own */
	size_t macro_bytes;

	/* How tokens are read. */
	unsigned prevent_expansion; /* macros stay as they are */
	unsigned in_arguments;      /* newlines are white space, directives are obeyed */
	bool in_directive;          /* ends at the end of the line; no padding */
	bool allows_quotes;         /* a quote without its partner is nothing to complain about */
	bool is_peeking;            /* what is skipped will be seen again */
	bool args_broke_line;       /* the token or the arguments just read go over several lines */
	bool is_predefining;        /* the target's macros are read */
	bool is_stopped;            /* a limit was reached: everything ends */

	/* Writing. */
	struct source_text *text;
	bool is_discarding; /* -imacros */
	bool line_broken;   /* the next token stands on a later line than the last */

	/* Files. */
	bool has_folders;
	VEC(struct pp_search_folder) folders;
	size_t bracket_folder; /* the first for <...> */
	struct intern paths;
	struct map files; /* by path */
	VEC(struct pp_file *) once_files;
	VEC(struct buf) large_texts;
	struct pp_dependencies dependencies;
	const char *main_path;
	unsigned counter; /* __COUNTER__ */
};

/* ---- memory.c: names, runs of tokens */

uint32_t pp_hash(const char *bytes, size_t n);

/* Finds a name with its hash; NULL if nobody asked for it before. */
struct pp_name *pp_find_name(const struct pp *pp, const char *bytes, size_t n, uint32_t hash);

/* Finds or makes a name. */
struct pp_name *pp_name(struct pp *pp, const char *bytes, size_t n);

struct pp_tokens *pp_tokens_new(struct pp *pp);
void pp_tokens_add(struct pp *pp, struct pp_tokens *tokens, const struct pp_token *token);
void pp_tokens_release(struct pp *pp, struct pp_tokens *tokens);

/* Copies a made spelling into the arena, counting it. */
const char *pp_keep(struct pp *pp, const char *bytes, size_t n);

/* ---- lex.c: bytes to tokens */

/* The byte behind backslash-newlines that stand here, if any. */
const char *pp_skip_splices(const char *p);

/* Reads the token at p, which is none of white space, newline, comment. Sets kind and text. */
const char *pp_lex(struct pp *pp, const char *p, const char *end, struct pp_token *token);

/*
 * Skips white space, comments and backslash-newlines, up to a token, a newline or the end. Sets
 * *saw_white if there was anything.
 */
const char *pp_skip_blanks(struct pp *pp, const char *p, bool *saw_white);

/* Whether the token here is '#', which begins a directive at the start of a line. */
bool pp_is_hash(const char *p);

/* The end of the comment that begins at p, if there is one; else p. `//` ends before its newline.
 */
const char *pp_skip_comment(struct pp *pp, const char *p);

/* The byte behind a literal whose quote stands at p, or NULL if the line ends first. */
const char *pp_skip_literal(const char *p, const char *end);

/* The byte behind a number that begins at p. */
const char *pp_skip_number(const char *p);

/* Reads the next token of the current file. */
void pp_read(struct pp *pp, struct pp_token *token);

/* The text of a token. */
struct str pp_spelling(const struct pp_token *token);

src_loc pp_loc(const struct pp *pp, const char *p);
struct src_span pp_span(const struct pp_token *token);

/* ---- macro.c: definitions */

/* Reads what follows `#define`. */
void pp_define(struct pp *pp);

/* Reads the name behind a directive; NULL (reported) if there is none that can be defined. */
struct pp_name *pp_macro_name(struct pp *pp, const char *directive, struct pp_token *ret_token);

void pp_undefine(struct pp *pp, struct pp_name *name, struct src_span at);

/* ---- expand.c: replacing macros */

/* The next token with macros replaced: from the contexts, then from the file. */
void pp_get(struct pp *pp, struct pp_token *token);

/* Likewise, without paddings. */
void pp_get_solid(struct pp *pp, struct pp_token *token);

/* The place of a token just read with pp_get(), with the macro that it came out of. */
src_loc pp_place(struct pp *pp, const struct pp_token *token);

void pp_push_context(struct pp *pp, const struct pp_context *context);

/* Leaves all contexts: what a directive did not read is gone. */
void pp_drop_contexts(struct pp *pp);

/* Reports that a limit was reached, once, and ends all reading. */
void pp_stop(struct pp *pp, src_loc at, const char *what, unsigned long limit);

/* ---- substitute.c: replacement lists with arguments */

struct pp_argument {
	size_t first; /* in the tokens of all arguments */
	size_t count;
	struct pp_tokens *expanded;  /* NULL until needed */
	struct pp_token stringified; /* n 0 until needed */
	bool is_omitted;             /* variadic, and not even a comma for it */
};

/* The replacement list with the arguments put in; goes back to the pool by pp_tokens_release(). */
struct pp_tokens *pp_substitute(struct pp *pp, const struct pp_macro *macro,
	struct pp_argument *arguments, const struct pp_tokens *tokens, src_loc use,
	const char *macro_name);

/* The tokens of a context pasted as long as PP_PASTE says so; pushes the result. */
void pp_paste(struct pp *pp, const struct pp_token *left);

/* ---- directive.c */

/* Obeys the directive whose '#' is the next byte, up to the end of its line. */
void pp_directive(struct pp *pp);

/* Reports conditions that the current file opened and did not close. */
void pp_close_conditions(struct pp *pp);

/* Obeys the words of #pragma; true if the line shall stay in the text. */
bool pp_pragma(struct pp *pp);

/* Obeys _Pragma("..."), whose name was read. */
void pp_pragma_operator(struct pp *pp, const struct pp_token *name);

/* ---- condition.c */

/* Evaluates the rest of an #if or #elif line. Errors count as false. */
bool pp_evaluate(struct pp *pp, const char *directive, src_loc at);

/* ---- include.c */

struct pp_header {
	struct str name;
	bool is_bracketed;
	struct src_span at;
};

/* Reads a "..." or <...>, directly or out of macros; false (reported) if there is none. */
bool pp_read_header(struct pp *pp, const char *directive, struct pp_header *ret_header);

enum pp_include_kind {
	PP_INCLUDE_NORMAL,
	PP_INCLUDE_BEHIND,  /* #include_next */
	PP_INCLUDE_ONCE,    /* #import */
	PP_INCLUDE_COMMAND, /* -include, -imacros: seen from the working folder */
};

/* Begins to read a file; reports what goes wrong. */
void pp_include(struct pp *pp, const struct pp_header *header, enum pp_include_kind kind);

bool pp_has_include(struct pp *pp, const struct pp_header *header, enum pp_include_kind kind);

/* Begins to read a file named on the command line. */
bool pp_open_main(struct pp *pp, const char *path);

/* Begins to read a text of ours that belongs to the whole run. */
struct pp_buffer *pp_open_text(struct pp *pp, const char *name, struct str text);

/* Leaves the current file. */
void pp_close_buffer(struct pp *pp);

void pp_once(struct pp *pp, struct pp_file *file);

/* ---- output.c */

/* Reads the current file to its end, and all that it includes. */
void pp_scan(struct pp *pp, const struct pp_buffer *until);

/* Puts a whole line into the text (a pragma). */
void pp_put_line(struct pp *pp, struct str line, src_loc loc);

/* ---- comment.c */

/* What a doc comment says: no delimiters, no leading stars, no blank lines around. */
const char *pp_doc_text(struct arena *arena, struct str comment);

/* Whether a comment that begins here is a doc comment. */
bool pp_is_doc(struct str comment);

#endif
