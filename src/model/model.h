/*
 * The model: what an interface means for one target. Types are resolved, routines numbered, and
 * each message is a complete ordered list of fields with offsets, sizes, descriptor words, bounds
 * and checks; each stub is a list of steps. sema builds it, verify.c checks it, then it is frozen:
 * back ends take it const, walk its lists, and never work out a size, an offset, a disposition or
 * an id of their own.
 *
 * Names of C things (members, locals) that the peers' contract fixes are part of the model; the
 * rest of the text is the back ends' business. All memory belongs to the compilation's arena.
 */
#ifndef MIGC_MODEL_MODEL_H
#define MIGC_MODEL_MODEL_H

#include "diag/source.h"
#include "model/abi.h"
#include "support/vec.h"

#include <stdbool.h>
#include <stdint.h>

enum field_kind {
#define FIELD_KIND(name, words) FIELD_##name,
#include "model/kinds.def"
#undef FIELD_KIND
};

enum check_kind {
#define CHECK_KIND(name, words) CHECK_##name,
#include "model/kinds.def"
#undef CHECK_KIND
};

enum step_kind {
#define STEP_KIND(name, words) STEP_##name,
#include "model/kinds.def"
#undef STEP_KIND
};

const char *field_kind_words(enum field_kind kind);
const char *check_kind_words(enum check_kind kind);
const char *step_kind_words(enum step_kind kind);

/* The MIG errors, by what they mean; a wire's table of texts gives each its code. */
enum mig_error {
	MIG_ERROR_NONE,
	MIG_ERROR_TYPE,
	MIG_ERROR_REPLY_MISMATCH,
	MIG_ERROR_BAD_ID,
	MIG_ERROR_BAD_ARGUMENTS,
	MIG_ERROR_ARRAY_TOO_LARGE,
	MIG_ERROR_SERVER_DIED,
	MIG_ERROR_TRAILER,
	MIG_ERROR_RETCODE, /* the return code that the message itself carries */
};

/* ---- Types ---- */

/* How C sees a value: assignable, a character array, or another array passed by address. */
enum c_class { C_VALUE, C_STRING, C_ARRAY };

/* Which form of type word the flags islong and isnotlong ask for. */
enum wanted_form { FORM_BY_SIZE, FORM_LONG, FORM_SHORT };

enum dealloc { DEALLOC_NO, DEALLOC_YES, DEALLOC_MAYBE /* a parameter says */ };

/* A name of an IPC type, as number and as the text to print. */
struct ipc_number {
	uint32_t number; /* IPC_POLYMORPHIC: known at run time */
	const char *text;
};

struct type;

struct struct_member {
	const char *name;
	const struct type *type;
	uint32_t offset_bytes;
};

struct type {
	const char *name; /* NULL for the inner parts of a declaration */
	struct src_span at;
	const char *doc;
	bool is_builtin; /* known without a declaration */
	bool is_prelude;
	bool is_main;       /* declared in the main file */
	bool is_broken;     /* its declaration was wrong, which was reported; only sema sees such */
	bool has_ctype;     /* some C type was named */
	bool is_known_to_c; /* the prelude has the name too: <stdint.h> or <mach/port.h> declare it
			     */

	struct ipc_number send, receive;
	uint32_t size_bits; /* of one element, as descriptors say it */
	uint32_t number;    /* of elements; of the largest form for a variable array */
	bool in_line;
	bool is_long;                 /* the long form of descriptor */
	enum wanted_form wanted_form; /* what is made of this type has the wish too */
	enum dealloc dealloc;
	enum c_class c_class;
	bool is_variable;   /* a variable array, in line or out of line, or a variable string */
	bool is_indefinite; /* in line or out of line, known at run time */
	bool is_bounded;    /* variable, with a bound that was written */
	bool is_struct;     /* struct[n] or struct {} */
	bool is_native;     /* ValueOf, PointerTo: a C type whose size only the C compiler knows */
	bool is_native_pointer; /* PointerTo: callers pass its address */
	/* NDR: an array of out-of-line data has a descriptor for each; element is one of them. */
	uint32_t descriptor_count; /* 0: no such array */
	bool descriptor_count_varies;
	bool is_c_string;
	uint32_t align_bytes;
	const struct type *alias_of;       /* type b = a */
	const struct type *element;        /* of an array, fixed or variable; the pointee of ^ */
	uint32_t element_count;            /* array[n], struct[n]: n; variable: the largest count */
	VEC(struct struct_member) members; /* struct {} */

	const char *user_type, *server_type, *trans_type;          /* C types */
	const char *intran, *intranpayload, *outtran, *destructor; /* C functions or NULL */
};

/* The bytes of all elements at the largest form; ports as they stand in line. */
uint32_t type_max_bytes(const struct abi *abi, const struct type *type);

/* Whether it holds rights: always, or when the name at run time says so. */
bool type_is_port(const struct type *type);
static inline bool type_is_polymorphic(const struct ipc_number *name)
{
	return name->number == IPC_POLYMORPHIC;
}

/* ---- Arguments and parameters ---- */

enum arg_role {
	ARG_DATA,
	ARG_REQUEST_PORT,
	ARG_REPLY_PORT,
	ARG_WAITTIME,
	ARG_MSGOPTION,
	ARG_MSGSEQNO,
	/* NDR: what only its trailers and options have */
	ARG_SENDTIME,
	ARG_SECURITY_TOKEN,
	ARG_AUDIT_TOKEN,
	ARG_CONTEXT_TOKEN,
};

enum arg_flag {
	ARG_IN = 1 << 0,     /* travels in the request, or fills its header */
	ARG_OUT = 1 << 1,    /* travels in the reply */
	ARG_USER = 1 << 2,   /* is a parameter of the user's function */
	ARG_SERVER = 1 << 3, /* is a parameter of the server's function */
	ARG_COUNT_IN_OUT = 1 << 4,
	ARG_SERVER_COPY = 1 << 5,
	/* NDR */
	ARG_RETCODE = 1 << 6, /* its value chooses the error form of the request */
	ARG_PHYSICAL_COPY = 1 << 7,
	ARG_OVERWRITE = 1 << 8,   /* the caller says where out-of-line results go */
	ARG_AUTO = 1 << 9,        /* the server stub frees out-of-line arguments */
	ARG_CONST = 1 << 10,      /* callers pass const elements */
	ARG_BY_POINTER = 1 << 11, /* a token that both sides see through a pointer */
};

enum side { SIDE_USER, SIDE_SERVER };
enum { SIDE_COUNT = 2 };

enum param_role {
	PARAM_VALUE,
	PARAM_POLY,       /*    mach_msg_type_name_t aPoly */
	PARAM_COUNT,      /*   mach_msg_type_number_t aCnt */
	PARAM_DEALLOC,    /* boolean_t aDealloc */
	PARAM_SCOPY,      /*   boolean_t aSCopy */
	PARAM_SUBS,       /* NDR: mach_msg_type_number_t *aSubs */
	PARAM_SUBS_COUNT, /* NDR: mach_msg_type_number_t aSubsCnt */
};
enum { PARAM_ROLE_COUNT = 7 };

/* How a parameter's type is qualified. const_T is a typedef that the user supplies. */
enum const_form { CONST_NONE, CONST_T, CONST_UNDERSCORE_T };

struct argument;

struct param {
	enum param_role role;
	const struct argument *arg;
	const char *c_name;
	const char *c_type; /* without qualifier and '*' */
	enum const_form const_form;
	bool by_reference;   /* T *a */
	const char *comment; /* "max of 10 elements", or NULL */
};

struct argument {
	size_t index; /* among the routine's */
	const char *name;
	const char *c_name; /* of the variable: the name, unless a stub has another use for that */
	struct src_span at;
	const char *doc;
	const struct type *type;
	enum arg_role role;
	unsigned flags; /* enum arg_flag */
	bool is_long;
	enum dealloc dealloc;
	const struct argument *same_count; /* NDR: the argument whose count is also this one's */
	/* The parameters it makes, by role; NULL where a side has none. */
	const struct param *params[SIDE_COUNT][PARAM_ROLE_COUNT];
};

/* ---- Messages ---- */

/* The structures printed into the user file, the server file, and the one told to the world. */
enum view { VIEW_USER, VIEW_SERVER, VIEW_PUBLIC };
enum { VIEW_COUNT = 3 };

/* How a field is declared in a C structure. */
enum c_form {
	C_FORM_NONE,   /* not a member of its own */
	C_FORM_OBJECT, /* T a; */
	C_FORM_ARRAY,  /* T a[n]; */
	C_FORM_UNION,  /* union { T a[n]; T *aP; }; */
};

enum copy_kind {
	COPY_NONE,
	COPY_ASSIGN, /*       a = b */
	COPY_BYTES,  /*        memcpy */
	COPY_STRING, /*       bounded copy that ends in NUL */
	COPY_PORT,   /*         the name in one port slot */
	COPY_PORTS,  /*        names to slots and back, one by one */
};

enum count_source {
	COUNT_CONSTANT,
	COUNT_IN_WORD,       /*     the number of the type word `word` */
	COUNT_IN_FIELD,      /*    the COUNT field `field` */
	COUNT_IN_SIZE,       /*     the out-of-line size of `field` by element */
	COUNT_STRING_LENGTH, /* with the NUL */
};

struct field;

struct count {
	enum count_source source;
	const struct field *field; /* that holds it */
	uint32_t units;            /* number on the wire for each counted element */
	uint32_t max; /* the bound in counted elements; 0: none but the message's size */
};

/* A type word: the constant part, and what is filled in at run time. */
struct word {
	struct ipc_number sent;     /* the name as the sender writes it */
	struct ipc_number received; /* as the receiver finds it */
	uint32_t size_bits;
	uint32_t size_bits_out_of_line; /* of an indefinite array of rights */
	uint32_t number;
	bool in_line, is_long, deallocate;
	const struct param *name_from;       /* aPoly, or NULL */
	const struct param *deallocate_from; /* aDealloc, or NULL */
	bool number_at_run_time;
	bool in_line_at_run_time;
	bool compare_whole; /* the receiver compares the whole word at once */
};

struct field {
	enum field_kind kind;
	unsigned index;             /* in the form */
	const struct argument *arg; /* NULL: HEADER, RETCODE and what goes with them */
	const char *c_name;         /* "a", "aType", "aCnt", "RetCode", "aPad" */
	const char *c_pointer_name; /* "aP": the member of the union, or NULL */
	const char *c_type;         /* of the object, of an element for ARRAY and the like */
	const char *c_pointee;      /* what aP points to, with its const */
	enum c_form c_form;
	uint32_t c_count; /* n of C_FORM_ARRAY and C_FORM_UNION */
	bool assert_size; /* sizeof(c_type) must be size_bytes */

	unsigned segment;          /* 0, or the number of variable fields before */
	uint32_t offset_bytes;     /* in the segment */
	uint32_t offset_max_bytes; /* in the largest form: what offsetof() shows */
	uint32_t size_bytes;       /* of an element for variable kinds, else of the whole field */
	uint32_t max_bytes;        /* the most data bytes, without padding */
	uint32_t align_bytes;
	uint32_t repeat; /* PORT, OOL: number of slots; else 1 */

	struct count count;            /* variable kinds, OOL, COUNT */
	struct word word;              /* TYPE_WORD */
	const struct field *data_word; /* the type word before it, or NULL */
	const struct field *word_data; /* TYPE_WORD: what it describes */
	const struct field *pad;       /* the PAD behind it, or NULL */
	const struct field *padded;    /* PAD: what it stands behind */
	struct field *next_of_arg;     /* of the same argument and form, or NULL */
	enum copy_kind copy;
	const struct field *counts;      /* COUNT: what it counts; NULL: the room for a result */
	const struct field *count_field; /* NDR: the COUNT that goes with this field, or NULL */
	uint32_t c_pad_count;            /* NDR: bytes of the member aPad behind a variable field */
	bool is_sub_counts; /* NDR: the array of counts of an array of out-of-line arrays */
	uint32_t element_out_of_line_bytes; /* EITHER, OOL: of one counted element out there */
	const struct param *value_from[SIDE_COUNT]; /* whose value it carries */
	const struct param *count_from[SIDE_COUNT];
	struct src_span at;
};

enum complexity { COMPLEX_NEVER, COMPLEX_ALWAYS, COMPLEX_AT_RUN_TIME };

/* The fields of one argument in a form, in the order of the wire, chained by next_of_arg. */
struct arg_fields {
	struct field *first, *last;
};

/* One message laid out for one view. */
struct form {
	const struct abi *abi;
	enum complexity complexity; /* of its bit, as this side can know it beforehand */
	VEC(struct field *) fields; /* in the order of the wire */
	struct arg_fields *of_arg;  /* by the argument's index */
	unsigned segment_count;
	uint32_t min_bytes;           /* every variable field empty */
	uint32_t max_bytes;           /* every variable field full; sizeof the structure */
	uint32_t receive_limit_bytes; /* with trailer */
	bool is_fixed;                /* min == max */
};

struct message {
	bool exists; /* a simpleroutine has no reply, but its server has the error form */
	uint32_t id;
	struct form views[VIEW_COUNT];
};

/* ---- Stubs ---- */

struct step {
	enum step_kind kind;
	enum check_kind check;   /* CHECK, RESULT_CHECK */
	enum mig_error error;    /* that a failed check gives */
	bool is_type_check;      /* vanishes when a build turns type checks off */
	bool accepts_error_form; /* COMPLEX_BIT and sizes of a reply */
	bool is_last;            /* ADVANCE, REST_*: nothing variable follows */
	const struct field *field;
	const struct param *param;
	const struct argument *arg;
	uint32_t bytes;             /* sizes: exact, least */
	uint32_t other_bytes;       /* SIZE_RANGE: largest */
	enum complexity complexity; /* COMPLEX_BIT */
};

struct stub {
	VEC(struct step) steps;
};

/* ---- The subsystem ---- */

/* NDR: what a user stub does with the rights and memory of a message that was not sent. */
enum consume_on_send_error { CONSUME_NONE, CONSUME_TIMEOUT, CONSUME_ANY };

struct routine {
	const char *name;
	struct src_span at;
	const char *doc;
	bool is_simple;
	uint32_t number; /* from the base, skips counted */
	uint32_t id;
	uint32_t reply_id;     /* also of a simpleroutine, for the headers' macros */
	const char *user_name; /* with all prefixes in force where it stands */
	const char *server_name;
	const char *waittime; /* words of the statements in force, or NULL */
	const char *msgoption;
	const char *sendtime; /* NDR, and what follows */
	enum consume_on_send_error consume;
	bool special_reply_port;
	int64_t on_stack_limit;           /* -1: none */
	VEC(struct argument *) arguments; /* as declared */
	VEC(const struct param *) params[SIDE_COUNT];

	const struct argument *request_port;           /* never NULL */
	const struct argument *reply_port[SIDE_COUNT]; /* NULL: the stub's own */
	const struct argument *waittime_arg, *msgoption_arg, *msgseqno_arg; /* or NULL */
	const struct argument *sendtime_arg, *retcode_arg;                  /* NDR, or NULL */

	struct message request, reply;
	struct stub user_stub, server_stub;
};

/* Whether another argument took the place of a special one, whose value that side then ignores. */
bool argument_is_replaced(
	const struct routine *routine, const struct argument *arg, enum side side);

enum item_kind { ITEM_ROUTINE, ITEM_IMPORT, ITEM_RCSID };

enum import_files {
	IMPORT_USER = 1,    /* user header and user file */
	IMPORT_SERVER = 2,  /* server header and server file */
	IMPORT_HEADERS = 4, /* NDR: dimport, both headers only */
	IMPORT_FILES = 8,   /* NDR: iimport, both files only */
};

/* What headers and files show in the order of the source. */
struct item {
	enum item_kind kind;
	const struct routine *routine; /* ROUTINE */
	const char *file;              /* IMPORT: with quotes or brackets */
	unsigned files;                /* IMPORT: enum import_files */
};

struct model {
	const struct abi *abi; /* of the PUBLIC view: the target's user row */
	const struct abi *view_abi[VIEW_COUNT];
	const char *name;
	const char *source_base; /* the input's name without folder */
	struct src_span at;
	const char *doc;
	uint32_t base_id;
	bool kernel_user, kernel_server;
	const char *server_prefix; /* the last one of the file, "" by default */
	const char *user_prefix;
	const char *server_demux;   /* with -prefix */
	const char *rcsid;          /* with its quotes, or NULL */
	const char *support_prefix; /* -subrprefix, "" by default */
	VEC(struct item) items;
	/*
	 * By number; NULL for a skipped one. Only names, ids and settings: a large interface has
	 * thousands, so that arguments, forms and steps are worked out by model_open() on demand.
	 */
	VEC(const struct routine *) routines;
	const struct routine *(*open)(void *context, const struct routine *summary, unsigned parts);
	void *open_context;
	VEC(const struct type *) types; /* declared, in order of declaration, prelude first */
	VEC(const struct type *) types_in_place;     /* declared by arguments of the main file */
	uint32_t max_request_bytes, max_reply_bytes; /* PUBLIC view */
};

/* The first field of an argument in a form, or NULL; next_of_arg leads to the others. */
static inline const struct field *form_fields_of(
	const struct form *form, const struct argument *arg)
{
	return form->of_arg ? form->of_arg[arg->index].first : NULL;
}

/* Whether it is no data: the system says it of a message, in its trailer or its header. */
bool argument_is_token(const struct argument *arg);

/* The field that carries an argument's data, or NULL. */
const struct field *form_data_field(const struct form *form, const struct argument *arg);

/* The count with which a request says how many elements of a result there is room for, or NULL. */
const struct field *form_room_of(const struct form *request, const struct argument *arg);

/* Whether its length is known at run time only, so that it ends its segment. */
bool field_is_variable(const struct field *field);

/*
 * What of a routine is worked out; arguments and parameters always are. With a stub, their C names
 * are those of its variables, else those of prototypes.
 */
enum routine_parts {
	ROUTINE_USER = 1 << VIEW_USER,     /* the USER view and the user stub */
	ROUTINE_SERVER = 1 << VIEW_SERVER, /* the SERVER view and the server stub */
	ROUTINE_PUBLIC = 1 << VIEW_PUBLIC, /* the PUBLIC view */
	ROUTINE_ALL = ROUTINE_USER | ROUTINE_SERVER | ROUTINE_PUBLIC,
};

/*
 * A routine of the model with these parts (enum routine_parts), verified. The same each time; valid
 * until the next call for the same model. Takes summaries and results of earlier calls alike.
 */
const struct routine *model_open(
	const struct model *model, const struct routine *routine, unsigned parts);

/* NDR: the words that the server function's parameters take, as the peer counts them. */
uint32_t routine_argument_words(const struct routine *routine);

/* ---- What sema calls while it builds one ---- */

/*
 * Gives every field of the form its segment and offsets, and the form its sizes; the only
 * arithmetic on offsets. PAD fields must be in place. False: the message passes 2 GiB.
 */
bool layout_form(struct form *form);

/* The pad bytes that data of this size needs in a form. */
uint32_t layout_pad_bytes(const struct abi *abi, uint32_t data_bytes);

/* Text of the whole model, stable, for --dump=model and tests. */
struct buf;
void model_dump(struct buf *out, const struct model *model);

#endif
