/*
 * What was written, before anybody asks what it means: statements in source order, every node
 * with its span, names interned. The parser builds it, sema reads it, nobody else sees it.
 *
 * Everything lives in the arena of the compilation and is not changed after parsing.
 */
#ifndef MIGC_PARSER_AST_H
#define MIGC_PARSER_AST_H

#include "diag/source.h"
#include "support/vec.h"

#include <stdbool.h>
#include <stdint.h>

/* A name, interned, where it stands. text is NULL for "not given". */
struct ast_name {
	const char *text;
	struct src_span at;
};

/* A whole number, the value of its expression. 'at' covers the expression. */
struct ast_number {
	uint64_t value;
	struct src_span at;
};

/* ---- Types ---- */

enum ast_type_kind {
	AST_TYPE_NAME, /*        mach_port_t */
	AST_TYPE_IPC,  /*         MACH_MSG_TYPE_INTEGER_32 | MACH_MSG_TYPE_..., (NAME, 32, flags) */
	AST_TYPE_ARRAY,     /*       array[16] of T */
	AST_TYPE_VAR_ARRAY, /*   array[] of T, array[*] of T, array[*:16] of T */
	AST_TYPE_POINTER,   /*     ^ T */
	AST_TYPE_STRUCT_OF, /*   struct[16] of T */
	AST_TYPE_STRUCT,    /*      struct { T name; ... } */
	AST_TYPE_C_STRING,  /*    c_string[16], c_string[*:16] */
	AST_TYPE_NATIVE,    /*      PointerTo(c), ValueOf(c), PointerToIfNot(c, value) */
};

/* One side of an IPC type: a number, MACH_MSG_TYPE_*, or `polymorphic`. */
struct ast_ipc_name {
	const char *text; /* as written, interned */
	bool is_number;
	uint64_t number; /* if is_number */
	struct src_span at;
};

enum ast_flag_kind {
	AST_FLAG_NONE,
	AST_FLAG_ISLONG,
	AST_FLAG_ISNOTLONG,
	AST_FLAG_DEALLOC,
	AST_FLAG_NOTDEALLOC,
	AST_FLAG_SERVERCOPY,
	AST_FLAG_COUNTINOUT,
	AST_FLAG_RETCODE,
	AST_FLAG_SAMECOUNT,
	AST_FLAG_PHYSICALCOPY,
	AST_FLAG_OVERWRITE,
	AST_FLAG_AUTO,
	AST_FLAG_CONST,
};

/* The word that is written for a flag. */
const char *ast_flag_name(enum ast_flag_kind kind);

struct ast_flag {
	enum ast_flag_kind kind;
	bool has_brackets; /* dealloc[] */
	struct src_span at;
};

typedef VEC(struct ast_flag) ast_flags;

struct ast_field {
	struct ast_name type;
	struct ast_name name;
};

enum ast_native_kind { AST_POINTER_TO, AST_POINTER_TO_IF_NOT, AST_VALUE_OF };

/* Types may be nested this deeply; deeper ones are reported and cut. */
enum { AST_TYPE_DEPTH_MAX = 200 };

struct ast_type {
	enum ast_type_kind kind;
	unsigned depth; /* how many types are nested in it */
	struct src_span at;
	union {
		struct ast_name name; /* NAME */
		struct {
			struct ast_ipc_name send, receive; /* the same where no '|' is written */
			bool has_size;                     /* the form (NAME, bits, flags) */
			struct ast_number size_bits;
			ast_flags flags;
		} ipc; /* IPC */
		struct {
			const struct ast_type *element; /* NULL for C_STRING */
			bool has_bound;                 /* false: array[], array[*] */
			bool is_variable;               /* C_STRING: c_string[*:n] */
			struct ast_number bound;
		} array;                        /* ARRAY, VAR_ARRAY, STRUCT_OF, C_STRING */
		const struct ast_type *pointee; /* POINTER */
		VEC(struct ast_field) fields;   /* STRUCT */
		struct {
			enum ast_native_kind kind;
			const char *c_type;
			const char *bad_value; /* POINTER_TO_IF_NOT */
		} native;                      /* NATIVE */
	} u;
};

/* ---- Declarations of types ---- */

enum ast_translation_kind {
	AST_INTRAN,        /*        intran : trans_type function(server_type) */
	AST_INTRANPAYLOAD, /* intranpayload : trans_type function */
	AST_OUTTRAN,       /*       outtran : server_type function(trans_type) */
	AST_DESTRUCTOR,    /*    destructor : function(trans_type) */
	AST_CTYPE,         /*         ctype : c_type */
	AST_CUSERTYPE,
	AST_CSERVERTYPE,
};

struct ast_translation {
	enum ast_translation_kind kind;
	struct ast_name trans_type;  /* INTRAN, INTRANPAYLOAD, OUTTRAN, DESTRUCTOR */
	struct ast_name server_type; /* INTRAN, OUTTRAN */
	struct ast_name function;    /* INTRAN, INTRANPAYLOAD, OUTTRAN, DESTRUCTOR */
	struct ast_name c_type;      /* CTYPE, CUSERTYPE, CSERVERTYPE */
	struct src_span at;
};

/* NAME = TYPE translations..., of a `type` statement or an argument. */
struct ast_named_type {
	struct ast_name name;
	const struct ast_type *type; /* NULL: it could not be read, which was reported */
	VEC(struct ast_translation) translations;
};

/* ---- Routines ---- */

enum ast_direction {
	AST_DIR_NONE, /* nothing written */
	AST_DIR_IN,
	AST_DIR_OUT,
	AST_DIR_INOUT,
	AST_DIR_REQUESTPORT,
	AST_DIR_REPLYPORT,
	AST_DIR_SREPLYPORT,
	AST_DIR_UREPLYPORT,
	AST_DIR_WAITTIME,
	AST_DIR_SENDTIME,
	AST_DIR_MSGOPTION,
	AST_DIR_MSGSEQNO,
	AST_DIR_SECTOKEN,
	AST_DIR_SERVERSECTOKEN,
	AST_DIR_USERSECTOKEN,
	AST_DIR_AUDITTOKEN,
	AST_DIR_SERVERAUDITTOKEN,
	AST_DIR_USERAUDITTOKEN,
	AST_DIR_SERVERCONTEXTTOKEN,
	AST_DIR_SERVERIMPL,
	AST_DIR_USERIMPL,
};

struct ast_argument {
	enum ast_direction direction;
	struct src_span direction_at; /* begin 0 for NONE */
	struct ast_name name;
	/* Either a type (NAME or NATIVE) or a declaration in place, `arg : name = type`. */
	const struct ast_type *type;
	const struct ast_named_type *declared;
	ast_flags flags;
	struct src_span at;
	const char *doc; /* text of its doc comment, or NULL */
};

struct ast_routine {
	bool is_simple;
	bool is_broken; /* some arguments could not be read, which was reported */
	struct ast_name name;
	VEC(const struct ast_argument *) arguments;
};

/* ---- Statements ---- */

enum ast_statement_kind {
	AST_SUBSYSTEM, /*    subsystem KernelUser KernelServer name base */
	AST_TYPE,      /*         type name = ... */
	AST_ROUTINE,   /*      routine, simpleroutine */
	AST_SKIP,      /*         skip, skip 3 */
	AST_IMPORT,    /*       import, uimport, simport, dimport, iimport <file> */
	AST_RCSID,     /*        rcsid "text" */
	AST_PREFIX,    /*       userprefix, serverprefix, serverdemux NAME; error NAME */
	AST_OPTION,    /*       waittime WORD, nowaittime, msgoption WORD, ... */
};

enum ast_import_kind { AST_IMPORT_BOTH, AST_UIMPORT, AST_SIMPORT, AST_DIMPORT, AST_IIMPORT };

enum ast_prefix_kind { AST_USERPREFIX, AST_SERVERPREFIX, AST_SERVERDEMUX, AST_ERRORPROC };

enum ast_option_kind {
	AST_WAITTIME, /* word */
	AST_NOWAITTIME,
	AST_SENDTIME, /* word */
	AST_NOSENDTIME,
	AST_MSGOPTION,           /* word */
	AST_CONSUMEONSENDERROR,  /* word: None, Timeout, Any */
	AST_USESPECIALREPLYPORT, /* number */
	AST_USERTYPELIMIT,       /* number */
	AST_ONSTACKLIMIT,        /* number */
};

struct ast_statement {
	enum ast_statement_kind kind;
	struct src_span at; /* without the ';' */
	const char *doc;    /* text of the doc comment before it, or NULL */
	bool is_prelude;    /* from migc's own prelude */
	union {
		struct {
			struct ast_name name;
			struct ast_number base;
			VEC(struct src_span) kernel_user, kernel_server; /* each time written */
		} subsystem;
		struct ast_named_type type;
		struct ast_routine routine;
		struct {
			bool has_count;
			struct ast_number count;
		} skip;
		struct {
			enum ast_import_kind kind;
			const char *file; /* with its quotes or brackets, verbatim */
		} import;
		const char *rcsid; /* with its quotes */
		struct {
			enum ast_prefix_kind kind;
			struct ast_name name;
		} prefix;
		struct {
			enum ast_option_kind kind;
			const char *word; /* NULL if the kind takes none */
			struct ast_number number;
		} option;
	} u;
};

struct ast_file {
	VEC(const struct ast_statement *) statements;
	struct src_span end; /* the end of the text, for "nothing there" */
};

#endif
