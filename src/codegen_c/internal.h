/* What the files of the C back end share: the writer, and the C text of the model's things. */
#ifndef MIGC_CODEGEN_C_INTERNAL_H
#define MIGC_CODEGEN_C_INTERNAL_H

#include "codegen_c/codegen_c.h"
#include "support/arena.h"
#include "support/emit.h"

/* One file being written. */
struct writer {
	struct emitter e;
	struct arena scratch; /* texts of one routine; released after it */
	struct output *output;
	const struct model *model;
	const struct c_options *options;
	const struct frame *frame;
	enum view view; /* VIEW_USER or VIEW_SERVER */
	unsigned parts; /* of routines that this file shows (enum routine_parts) */
	const struct routine *routine;
	bool in_type_check;      /* an #if TypeCheck is open */
	bool is_routine_file;    /* one file of -i */
	unsigned helpers_wanted; /* bits of enum helper_kind, see helpers.h */
	unsigned helpers_done;
};

/* What depends on the wire and on nothing else: the parts of files, and texts. */
struct frame {
	void (*user_header)(struct writer *w);
	void (*server_header)(struct writer *w);
	void (*user_prologue)(struct writer *w);
	void (*user_stub)(struct writer *w);
	void (*server_prologue)(struct writer *w);
	void (*server_stub)(struct writer *w);
	void (*server_epilogue)(struct writer *w);
	const char *type_check; /* the macro around type checks */
	const char *call_comma; /* between the arguments of the server's function */

	/* typed */
	const char *user_includes;
	const char *server_includes;
	const char *header_includes;
	const char *user_ports; /* which header field is which port */
	const char *server_ports;
	const char *kernel_server_ports;
	const char *macros; /* of both .c files */
};

extern const struct frame *const c_frames[]; /* by enum wire */

void writer_begin(struct writer *w, struct output *output, const struct model *model,
	const struct c_options *options, enum view view);
void writer_end(struct writer *w);

/* Makes room for a file with all routines, so that its text is seldom moved as it grows. */
void writer_expect_all_routines(struct writer *w);

/* After each routine: forgets its texts, spills long outputs. */
void writer_next_routine(struct writer *w, const struct routine *routine);

/* The same with other parts (enum routine_parts) than those of this file's view. */
void writer_open_routine(struct writer *w, const struct routine *routine, unsigned parts);

/* printf into the scratch arena. */
#define text_of(w, ...) arena_printf(&(w)->scratch, __VA_ARGS__)

/* Opens and closes #if TypeCheck around runs of checks. */
void type_check(struct writer *w, bool wanted);

/* ---- expr.c: C expressions ---- */

const char *error_text(enum mig_error error);

/* The row whose layouts this file's structures have. */
const struct abi *writer_abi(const struct writer *w);

/* "aType.msgt_number" of a word in the structure that pointer points to. */
const char *word_number(struct writer *w, const char *pointer, const struct field *word);
const char *word_flag(
	struct writer *w, const char *pointer, const struct field *word, const char *flag);
const char *word_part(
	struct writer *w, const char *pointer, const struct field *word, const char *part);

/* The count in elements that a received field has. */
const char *received_count(struct writer *w, const char *pointer, const struct field *field);

/* "4U * x" or "x". */
const char *product(struct writer *w, uint32_t factor, const char *x);

/* Bytes of count elements rounded up to the unit, as unsigned int. */
const char *padded_bytes(struct writer *w, uint32_t element_bytes, const char *count);

/* Whether data of this element size may need padding at all. */
bool needs_tail(const struct writer *w, uint32_t element_bytes);

/* Whether a kernel's server has header and descriptors in one buffer and data in another. */
bool is_split(const struct writer *w);

/* A name of the file's own with external linkage. */
const char *linkage_name(struct writer *w, const char *name);

/* A right, or out-of-line data: NDR messages have a descriptor for it. */
bool is_descriptor(const struct field *field);

/* The pointer by which a server stub reaches a field of the request: In0P, In1P... */
const char *request_pointer(struct writer *w, const struct field *field);

/* NDR: the counts of an array of out-of-line arrays; NULL: it has none. */
const struct field *sub_counts_field(const struct form *form, const struct argument *arg);

/* ---- decl.c: declarations ---- */

/* "const T a" and the like. */
const char *param_text(struct writer *w, const struct param *param);

/*
 * "(\n\tT a,\n\tU b\n)" of prototypes in headers and definitions. Comments stand in headers only:
 * in a definition the name is the last word of its line.
 */
void emit_param_lines(struct writer *w, enum side side, bool with_comments);

/* The C type of one right on a side, whatever it stands in. */
const char *right_type(const struct writer *w, const struct type *type, enum side side);

/* Whether the elements of an array are arrays or structures themselves. */
bool holds_groups(const struct type *type);

/*
 * The rights of an array or structure one behind the other. value: the array or a pointer to it, or
 * the address of the structure.
 */
const char *flat_rights(struct writer *w, const struct type *type, enum side side, bool is_const,
	const char *value);

/* "(void) a;" for each parameter that the user stub does not need. */
void emit_unused(struct writer *w);

/* "(T a, U b)" */
void emit_param_line(struct writer *w, enum side side);

/* One member of a structure. */
void emit_member(struct writer *w, const struct field *field);

/* typedef struct { ... } NAME; */
void emit_structure(struct writer *w, const char *name, const struct form *form);

/* The constant descriptors of a form: aType for sending, aCheck for comparing. */
void emit_sent_words(struct writer *w, const struct form *form);
void emit_expected_words(struct writer *w, const struct form *form);

/*
 * _Static_assert for sizes of types and layouts of both structures; reply may be NULL. reply_size
 * is the size of Reply without a trailer, as an expression.
 */
bool has_assertions(const struct writer *w, const struct form *request, const struct form *reply);
void emit_assertions(struct writer *w, const struct form *request, const struct form *reply,
	const char *reply_size);

/* ---- pack.c: filling a message, whichever pointer leads to it ---- */

/* The value that a parameter has for the sender of this file's messages. */
const char *sender_value(struct writer *w, const struct param *param);

/* A type word: its constant part, and what is known at run time besides the number. */
void pack_word(struct writer *w, const char *pointer, const struct field *field);
void pack_word_parts(
	struct writer *w, const char *pointer, const struct form *form, const struct field *field);

/* The bits of a number that shares its word with other parts; 0: it is a member of its own. */
uint32_t number_mask(const struct abi *abi, const struct field *word);

void pack_number(
	struct writer *w, const char *pointer, const struct field *field, const char *count);
void pack_slots(struct writer *w, const char *pointer, const struct field *field, const char *value,
	const char *count);
bool is_put_with_padding(const struct writer *w, const struct field *field);
void put_padded(
	struct writer *w, const char *pointer, const struct field *field, const char *value);
void pack_pad(struct writer *w, const char *pointer, const struct field *field);

/* ---- checks.c ---- */

/* Whether a message of this form has one size and one complexity, compared as one word. */
bool has_fixed_shape(const struct form *form);

bool form_moves(const struct form *form);

/* One CHECK step of a received message; pointer reaches its field, head its header. */
void emit_check(
	struct writer *w, const struct step *step, const struct form *form, const char *pointer);

/* ---- user.c, server.c ---- */

void emit_user_stub(struct writer *w);
void emit_server_stub(struct writer *w);

/* ---- files.c ---- */

void typed_user_prologue(struct writer *w);
void typed_server_prologue(struct writer *w);
void typed_server_epilogue(struct writer *w);

void emit_include(struct writer *w, const char *file);

/* The table for -s. cast makes a char pointer of a name. Bound: symbols, base, end. */
void emit_symbol_table(struct writer *w, const char *cast);
void emit_rcsid(struct writer *w, const char *half);

/* ---- header.c ---- */

void typed_user_header(struct writer *w);
void typed_server_header(struct writer *w);

/* A doc comment as a paragraph of its own, where the options want it. */
void emit_doc(struct writer *w, const char *doc);

void emit_imports(struct writer *w, unsigned files);
void emit_typedefs(struct writer *w);

#endif
