/* What the files of the Rust back end share: the writer, and what Rust sees of the model's things.
 */
#ifndef MIGC_CODEGEN_RUST_INTERNAL_H
#define MIGC_CODEGEN_RUST_INTERNAL_H

#include "codegen_rust/codegen_rust.h"
#include "codegen_rust/names.h"
#include "support/arena.h"
#include "support/buf.h"
#include "support/emit.h"
#include "support/map.h"
#include "support/str.h"

/* ---- Values: what an argument is to Rust, in one of its messages ---- */

enum value_kind {
	VALUE_NUMBER, /*        a scalar */
	VALUE_OBJECT, /*        a structure or an array of fixed size */
	VALUE_FIXED_STRING,
	VALUE_ARRAY,  /*         in line, up to a bound */
	VALUE_STRING, /*        likewise */
	VALUE_PORT,
	VALUE_FIXED_PORTS,
	VALUE_PORTS,  /*         in line, up to a bound */
	VALUE_MEMORY, /*        out of line */
	VALUE_MEMORIES,
	VALUE_FAR_PORTS, /*     out of line */
	VALUE_DATA,      /*          in line or out of line, known at run time */
	VALUE_DATA_PORTS,
	VALUE_RETCODE, /*       the return code that chooses the error form of a request */
};

struct value {
	enum value_kind kind;
	const struct argument *arg;
	const struct form *form;   /* PUBLIC view */
	const struct field *field; /* that carries the data; NULL: RETCODE */
	bool is_request;
	const char *name;    /* in Rust */
	const char *local;   /* the same, unless functions here have a variable of that name */
	const char *element; /* its type, or that of an element, as it lies in messages */
	bool is_wrapped;     /* NUMBER: of 64 bits on a boundary of 4 bytes */
	const char *number;  /* NUMBER: the type outside messages */
	const char *mapped;  /* NUMBER, OBJECT: the program's own type for it, or NULL */
};

struct value_list {
	VEC(struct value) values;
	unsigned *of_arg;  /* by the index of an argument: its place in values, from 1; 0: none */
	bool borrows_sent; /* as arguments, they borrow */
	bool borrows_received; /* as results or received arguments, they borrow from the message */
};

/* ---- The file being written ---- */

/* What depends on the wire and on nothing else. */
struct frame {
	const char *module; /* of mach_r::wire */
	const char *marker; /* the type there that stands for the wire */
};

/* The arguments of the open routine by their names in Rust, listed when one is asked for. */
struct argument_names {
	struct intern spellings;
	struct map arguments;
	bool are_listed;
};

struct writer {
	struct emitter e;
	struct buf body;
	struct arena scratch; /* texts of one routine; released after it */
	const struct model *model;
	const struct frame *frame;
	const struct routine *routine;
	const struct form *request, *reply; /* PUBLIC view; reply is NULL if there is none */
	struct value_list in, out;
	struct argument_names argument_names;
	unsigned moved_count; /* rights that a request moves and that can be given back */
	bool moves_memory;
	bool is_async; /* the server that is being written */
	/* Numbers of 64 bits are of two words, since they stand on boundaries of 4 bytes. */
	bool wraps_numbers;
	const char *self;      /* the request, where it is written: "self", "this" */
	const char *at_target; /* in a shim beside a module for several: "::<dual::X86_64Gnu>" */

	/*
	 * Of a module for several targets: the writers of each, whose routines are opened together;
	 * NULL: there is one target. What is written for all is that of the target whose routine
	 * has most arguments.
	 */
	struct writer *targets;
	size_t target_count;
	const char *wire_bound;      /* "Wire: ArrayTestTarget" */
	bool is_inside;              /* a target's module is being written, inside of the other */
	const struct writer *shared; /* of a target's writer: that for all of them */
};

/* The frame of a target. */
const struct frame *frame_of(const struct abi *abi);

/* printf into the scratch arena. */
#define text_of(w, ...) arena_printf(&(w)->scratch, __VA_ARGS__)

/* ---- backend.c ---- */

/* Begins a writer, and ends it. */
void begin_writer(struct writer *w, const struct model *model, bool wraps_numbers);
void end_writer(struct writer *w);

/* Whether numbers of 64 bits stand on boundaries of 4 bytes. */
bool has_narrow_units(const struct abi *abi);

/* Whether modules may use a thing of mach_r by this name. */
bool rust_is_imported(const char *name);

/* ---- types.c ---- */

/* Whether a declared type becomes a structure of its own. */
bool is_rust_structure(const struct type *type);

/* The type of a value of fixed size as it lies in a message. */
const char *rust_type(struct writer *w, const struct type *type);

/* The number type of a scalar outside messages ("u64"); NULL: it is none. */
const char *rust_number(const struct type *type);
bool rust_number_is_wrapped(const struct writer *w, const struct type *type);

/* "a" and what a member of a structure is there. */
const char *rust_member_type(struct writer *w, const struct type *type);

/* All structures that the interface declares; of several targets those that are the same. */
void emit_structures(struct writer *w);

/* The structure of that name, or NULL. */
const struct type *find_structure(const struct model *model, const char *name);

/* What of a structure differs between two targets, in words for each; NULL: nothing. */
struct difference {
	const char *what, *first, *second;
};
bool find_difference(struct arena *arena, struct writer *const *writers, const struct type *first,
	const struct type *second, struct difference *ret);

/* ---- mapping.c ---- */

/* The path of the program's own type that stands for this one, or NULL. */
const char *rust_mapping(struct writer *w, const struct type *type);

/* That path where it is written. */
const char *mapped_type(struct writer *w, const struct value *value);

/* Whether a line of a doc comment is for us, not for readers. */
bool is_annotation(const char *line);

/* Reports annotations that say nothing, or stand at types that cannot have one. */
bool mappings_are_good(struct arena *arena, struct diag *diag, const struct model *model);

/* ---- values.c ---- */

/*
 * Opens a routine: its public forms and its values, and these parts besides (enum routine_parts):
 * the stubs, whose steps tell the order of checks, cost time that only messages need.
 */
void open_routine(struct writer *w, const struct routine *routine, unsigned parts);

/* Opens the next routine, from *at = 0 on; false behind the last. Ids without a routine do not
 * count. */
bool next_routine(struct writer *w, unsigned parts, size_t *at);

/* The value of an argument in a list, or NULL. */
const struct value *find_value(const struct value_list *list, const struct argument *arg);

/* The type of an argument; lifetime is "" or "'a " and so on. */
const char *argument_type(struct writer *w, const struct value *value, const char *lifetime);

/* Its type as a part of a request that was built. */
const char *stored_type(struct writer *w, const struct value *value, const char *lifetime);

/* The type of what was received. */
const char *received_type(struct writer *w, const struct value *value, const char *lifetime);

/* The type of what a server hands over as a result; an out parameter if is_out_parameter(). */
const char *result_type(struct writer *w, const struct value *value);
bool is_out_parameter(const struct value *value);

/* The right that is received, by its number: "SendRight"; polymorphic ones: "ReceivedRight". */
const char *received_right(const struct value *value);

/* Whether the sender gives a right away, so that failure has to give it back. */
bool is_moved(const struct value *value);
bool moves_memory(const struct value *value);

bool is_polymorphic(const struct value *value);

/* Out-of-line data of a fixed number of elements, and that number. */
bool is_fixed_memory(const struct value *value);
uint32_t fixed_memory_count(const struct value *value);

/* The most rights that stand in line. */
uint32_t port_bound(const struct value *value);

/* The name of what happens to a right: "disposition::COPY_SEND". */
const char *disposition_text(struct writer *w, uint32_t number);

/* The argument whose name a header's right has, and how it is handed over. */
const char *header_right_type(struct writer *w, const struct argument *port, const char *lifetime);
bool header_right_is_moved(const struct argument *port);

/* "CallError<SendRight>" or "IpcError": of what sends the routine's request. */
const char *send_error(struct writer *w, bool with_port);

/* ---- translations.c: intran and outtran of a server ---- */

/* Whether an argument is translated on its way in, or out. */
bool is_translated(const struct argument *arg, bool is_in);

/* The request port, if what it stands for is a parameter of the server's function; else NULL. */
const struct argument *translated_port(const struct writer *w);

/* "Self::NoteRef" */
const char *translated_type(struct writer *w, const struct argument *arg);

/* Whether a server's function returns something that is translated: then a value or a tuple. */
bool returns_translated(const struct writer *w);
const char *translated_result(struct writer *w);
const char *result_pattern(struct writer *w);

/* The items of the trait, and the statements of the dispatcher, before and after the function. */
void emit_translations(struct writer *w);
void emit_borrowed_translations(struct writer *w); /* of a server behind a reference */
void emit_in_translations(struct writer *w);
void emit_out_translations(struct writer *w);

/* ---- parts.c ---- */

/* "SumArrayRequestPart0" */
const char *part_name(struct writer *w, bool is_request, unsigned segment);

/* Whether a segment has fields of its own. */
bool has_part(const struct form *form, unsigned segment);

void emit_parts(struct writer *w, const struct form *form, bool is_request);

/* The name of a field in its part. */
const char *field_name(struct writer *w, const struct field *field);

/* "wire::MachMsgType::in_line(2, 32, 1)"; out of line if there is a text for `deallocate`. */
const char *word_text(struct writer *w, const struct field *field, const char *name,
	const char *number, const char *deallocate);

/* ---- put.c: writing messages ---- */

/*
 * The statements that write a message into `message`, out of the members of self or, of a reply,
 * out of variables; and those behind them for what the message owns then. head: the expression of
 * the header.
 */
void emit_puts(struct writer *w, bool is_request, const char *head);
void emit_forgets(struct writer *w, bool is_request);

/* "header_bits(disposition::COPY_SEND, 0)", without the complex bit. */
const char *header_bits(struct writer *w);

/* ---- parse.c: checking and taking apart ---- */

/* The body of a function that has the message in `message` and returns Self. */
void emit_parse(struct writer *w, bool is_request);

/* What stands in the trailer of a message (typed: in the header), for that receiver. */
bool is_trailer_value(const struct writer *w, const struct argument *arg, bool is_request);
const char *trailer_type(struct writer *w, const struct argument *arg);

/* How many bytes of the trailer hold what the interface asks for. */
uint32_t trailer_bytes(const struct writer *w, bool is_request);

/* "trailer.audit" */
const char *rust_trailer_member(const struct argument *arg);

/* "data_room": the client's room for a count-in-out result. */
const char *room_name(struct writer *w, const struct argument *arg);

/* "Shape { .. }" */
const char *shape_text(struct writer *w, const struct form *form);

/* The public members of what was received; whether there are any. */
void emit_received_members(struct writer *w, bool is_request, const char *lifetime);
bool has_received_members(struct writer *w, bool is_request);

/* Whether a request points to memory that stays the caller's. */
bool points_to_lent_memory(const struct writer *w);

/* Whether the constructor of a request checks anything. */
bool request_may_refuse(struct writer *w);
/* Whether out-of-line data have a bound besides what messages can say. */
bool has_bound(const struct value *value);
/* "message::bound(data.len(), 4)": refuses out-of-line data with more elements than may be, or, of
 * a fixed number, with another number. */
const char *memory_check(struct writer *w, const struct value *value, const char *memory);

/* ---- targets.c: one module for several targets ---- */

/* The names that generic items have: holes for what they are generic over. */
void let_wire(struct writer *w);

/* "ArrayTestTarget" */
const char *target_trait(struct arena *arena, const struct model *model);

/* "X86_64Gnu" */
const char *target_alias(struct arena *arena, const char *target);

/* The value of another target's routine, which is opened too, for the same argument. */
const struct value *value_of_target(const struct writer *target, const struct value *value);
const struct argument *argument_of_target(const struct writer *target, const struct argument *arg);

/* Whether only some of the targets have a trailer's value, so that it is an Option. */
bool is_optional_trailer(const struct writer *w, const struct argument *arg);

/* The writers of all targets of a module, with that for what they share. */
struct target_writers {
	struct arena arena;
	struct writer all;
};

void begin_targets(struct target_writers *set, const struct model *const *models, size_t count);
void end_targets(struct target_writers *set);

/* An earlier target that has the same wire, and so is the same to Rust, or NULL. */
struct writer *same_target(const struct writer *w, const struct writer *target);

/* What differs: the trait, and a module for each target. */
void emit_target_trait(struct writer *w);
void emit_target_modules(struct writer *w);
void emit_target_module(struct writer *w, struct writer *target);

/* What the trailer says of the open routine's message, of every wire; nothing if nobody asks. */
void emit_trailer_function(struct writer *w, bool is_request);
bool has_trailer_values(const struct writer *w, bool is_request);
const char *trailer_function(struct writer *w, bool is_request);

/* ---- request.c, reply.c, client.c, server.c ---- */

/* The functions of a message that are written for each target, in the forms that there are. */
enum target_form {
	FORM_DECLARED, /*  in the trait */
	FORM_WRITTEN,  /*   for a target */
	FORM_SHARED,   /*    for all: calls the target's */
};

void emit_size_for_count(struct writer *w, enum target_form form); /* lengths.c */
void emit_request_functions(struct writer *w, enum target_form form);

/* The function that checks a message and makes this type of it, and of FORM_SHARED what calls it;
 * targets.c. */
void emit_parse_function(
	struct writer *w, bool is_request, const char *type, enum target_form form);
void emit_reply_functions(struct writer *w, enum target_form form);

/* The places of results that a server writes before the parts around them. */
const char *out_offsets(struct writer *w, unsigned *ret_count);

void emit_request(struct writer *w);
void emit_reply(struct writer *w);
void emit_client(struct writer *w);
void emit_client_traits(struct writer *w);
void emit_server(struct writer *w);

/* async.c: the same without blocking. */
void emit_async_client(struct writer *w);
void emit_async_client_trait(struct writer *w);

/* The most bytes of the request, of what is received of its reply, and of both. */
uint32_t request_bytes(const struct writer *w);
uint32_t reply_limit_bytes(const struct writer *w);
uint32_t room_bytes(const struct writer *w);

/* "SumArrayReply::LIMIT": of several targets, that of the target. */
const char *reply_limit_text(struct writer *w);

/* The values of the request, as arguments of its constructor. */
const char *builder_arguments(struct writer *w);

/*
 * Whether failure gives rights back; whether that is by their names, which are in `names_of_rights`
 * then;
 * and what becomes of `unsent`.
 */
bool gives_back(struct writer *w);
bool keeps_names(struct writer *w);
const char *moved_names(struct writer *w, const char *prefix, bool with_port);
const char *call_failure(struct writer *w);

/* Whether the interface bounds the time of a call by a number of milliseconds. */
bool has_static_timeout(const struct writer *w, uint32_t *ret_ms);

/* The number of results that a server returns as a value. */
unsigned returned_count(const struct writer *w);

/* "&self, data: &[i32]": parameters as a list for a signature. */
const char *client_parameters(struct writer *w, const char *first, bool with_port);
const char *client_arguments(struct writer *w, const char *first, bool with_port);
/* "Options::default()": what a call tells mach_msg. */
const char *call_options(struct writer *w);
/* Whether callers give options of mach_msg, which the interface names but C alone knows. */
bool needs_options(const struct writer *w);
/* "i32", "()", "SumArrayReply" */
const char *client_result(struct writer *w);

/* "i32", "()", "SumArrayReply", "SumArrayResults": what a server's function returns. */
const char *server_result(struct writer *w);

/* The one result of a client, or that of a server, if there is one and no more; else NULL. */
const struct value *only_result(const struct writer *w);
const struct value *only_returned(const struct writer *w);

/* Whether the results are a structure of the server's own, not the client's reply. */
bool has_results_structure(struct writer *w);

/* Whether a call needs more room than a stack frame should have, or borrows results. */
bool needs_room(const struct writer *w);

/* Whether there is a call without blocking: the request port is a send right that is kept. */
bool has_async_call(const struct writer *w);

/* Whether a request may be a return code instead of its arguments. */
bool has_error_form(const struct writer *w);

/* What is made of an argument beside itself: "data_count". */
const char *own_name(struct writer *w, const char *of, const char *suffix);

/* "FooReply { .. }" out of `view` and the `buffer` that begins at `base`. */
const char *pooled_reply(struct writer *w);

/* Doc comments with this much before each line. */
void emit_rust_doc(struct writer *w, const char *doc, const char *words);

#endif
