/* What the passes of sema share. */
#ifndef MIGC_SEMA_INTERNAL_H
#define MIGC_SEMA_INTERNAL_H

#include "sema/sema.h"
#include "support/map.h"

/* What statements have set for the routines that follow. */
struct settings {
	const char *user_prefix; /* "" by default */
	const char *server_prefix;
	const char *waittime; /* NULL: none */
	const char *msgoption;
	const char *sendtime;
	enum consume_on_send_error consume;
	bool special_reply_port;
	int64_t on_stack_limit;         /* -1: none */
	uint64_t user_type_limit_bytes; /* what a native type is taken for */
};

struct sema {
	struct arena *arena;
	struct intern *names;
	struct diag *diag;
	struct sema_options options_copy;
	const struct sema_options *options; /* the copy: it outlives the call */
	const struct abi *abi;
	struct model *model;
	struct map types; /* name to struct type */
	VEC(const char *) type_names;
	struct map routines; /* name to struct routine */
	struct map told;     /* C names that were reported */
	struct settings settings;
	const struct settings *shared_settings; /* the copy that the last routines have */
	struct arena *used_arena;               /* the lasting one, for `used` */
	struct map used;                        /* names of the types that routines need */
	struct type int_type;                   /* see types_int() */
	const char **local_names; /* of the routine that is worked out, see struct local_names */
	bool is_again;            /* a routine is worked out again: its checks were made before */
	struct diag quiet; /* takes what was already reported when a routine is worked out again */
	const struct ast_statement *subsystem;
	const struct ast_statement *rcsid;
	uint32_t next_number;
	bool in_prelude;
	bool told_order; /* that something stands before the subsystem */
};

/* ---- types.c ---- */

/* Declares the types that exist without a declaration. */
void types_declare_builtins(struct sema *s);

/* Declares one type statement. */
void types_declare(struct sema *s, const struct ast_statement *statement);

/*
 * The type of an argument: a name, or a declaration in place. NULL if it is unknown or wrong, which
 * was reported.
 */
const struct type *types_of_argument(struct sema *s, const struct ast_argument *argument);

/*
 * Reports a type or routine that stands before the subsystem, and none behind it: the one mistake
 * is the subsystem's place.
 */
void types_report_order(struct sema *s, enum diag_id id, const struct ast_name *name);

/* Makes later uses of a name silent. */
void types_declare_broken(struct sema *s, const struct ast_name *name);

/* Remembers the types that a routine needs, directly or through others. */
void types_note_used(struct sema *s, const struct routine *routine);

/* Reports declared types that nothing needs (-Wunused-type). */
void types_report_unused(struct sema *s);

/* The standard types that the model's own fields are made of: int, for RetCode and counts. */
const struct type *types_int(struct sema *s);

/* Whether a descriptor of this type needs its long form. */
bool type_needs_long(const struct type *type);

/* ---- translations.c ---- */

/* Gives a named type its C types and translation functions. */
void translations_apply(struct sema *s, struct type *type, const struct ast_named_type *named);

/* Reports arguments whose server type cannot become the translated type, or the reverse. */
void translations_check(struct sema *s, const struct argument *arg);

/* ---- flags.c ---- */

/* Flags inside (NAME, bits, flags): they become the type's defaults. */
void flags_of_type(struct sema *s, struct type *type, const ast_flags *flags);

/* Chooses the form of a type's word from its size and from what the flags of its parts ask for. */
void flags_choose_form(const struct sema *s, struct type *type);

/* Reports flags of its parts that a named type makes nothing of. */
void flags_check_named(struct sema *s, const struct type *type, const struct ast_type *ast);

/* Flags behind an argument. */
void flags_of_argument(
	struct sema *s, struct routine *routine, struct argument *arg, const ast_flags *flags);

/* ---- routines.c, params.c ---- */

void routines_declare(struct sema *s, const struct ast_statement *statement);

/* model_open() of the models that sema makes; context is the struct sema. */
const struct routine *routines_open(void *context, const struct routine *summary, unsigned parts);

/* Makes the parameters of one argument and adds them to the routine's lists. */
void params_add(struct sema *s, struct routine *routine, struct argument *arg);

/* ---- names.c ---- */

/*
 * The names that arguments have in the stub of a side instead of their own: NULL for one that keeps
 * it, or for all if all do.
 */
struct local_names {
	const char **of[SIDE_COUNT];
};

/* Reports what clashes, and finds those names. */
struct local_names names_check_routine(struct sema *s, const struct routine *routine);
void names_check_ids(struct sema *s);

/*
 * A name that becomes an identifier in C: keywords, length. what may be NULL: keywords of C are
 * allowed, because the identifier has more to it than the name.
 */
void names_check_identifier(struct sema *s, const struct ast_name *name, const char *what);

/* The name of a function that is called or defined. */
void names_check_function(struct sema *s, struct src_span at, const char *name);

/* Whether C knows a type by this keyword, such as double. */
bool names_is_type_keyword(const char *name);

/* The C types and functions of a type that some argument has. */
void names_check_type(struct sema *s, const struct type *type);

/* ---- lower.c, lower_user.c, lower_server.c; lower_ndr*.c for the other wire ---- */

/*
 * Lays the messages of a routine out in the views of these parts (enum routine_parts) and lists the
 * steps of the stubs among them. False: reported.
 */
bool lower_routine(struct sema *s, struct routine *routine, unsigned parts);
void lower_user_stub(struct sema *s, struct routine *routine);
void lower_server_stub(struct sema *s, struct routine *routine);
bool lower_ndr_form(struct sema *s, const struct routine *routine, struct form *form,
	enum view view, bool is_request);
void lower_ndr_user_stub(struct sema *s, struct routine *routine);
void lower_ndr_server_stub(struct sema *s, struct routine *routine);

/* The IPC name that this side writes when it sends a value of a type. */
const struct ipc_number *sema_sent_name(
	const struct sema *s, const struct type *type, enum side sender);

/* Adds an object to a message and returns it for filling in. arg may be NULL. */
struct field *form_add_field(struct sema *s, struct form *form, enum field_kind kind,
	const struct argument *arg, const char *c_name, const char *c_type);

/* Adds the padding that a field of fixed size, the last so far, needs up to the unit, if any. */
void form_add_pad(struct sema *s, struct form *form, struct field *field);

/* Adds a step of this kind to a stub and returns it for filling in. */
struct step *stub_add(struct sema *s, struct stub *stub, enum step_kind kind);

/* Adds the checks of a received item: its word, then its count against bound and message. */
void lower_item_checks(struct sema *s, struct stub *stub, const struct form *form,
	const struct field *field, enum mig_error error);

/* Whether a variable field stands behind this one. */
bool form_has_variable_after(const struct form *form, const struct field *field);

#endif
