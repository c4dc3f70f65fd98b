/* One line for each node; see ast_dump.h. Every line goes through line(). */
#include "parser/ast_dump.h"

#include "lexer/lexer.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

struct dumper {
	struct buf *out;
	const struct source_map *sources;
	const char *path; /* of the last line */
	unsigned level;
};

static void place(struct dumper *d, struct src_span at)
{
	struct src_position p = {0};

	if (at.begin == 0) {
		buf_printf(d->out, "%12s", "");
		return;
	}
	p = source_position(d->sources, at.begin);
	if (!d->path || strcmp(d->path, p.path) != 0)
		buf_printf(d->out, "file %s\n", p.path);
	d->path = p.path;
	buf_printf(d->out, "%6u:%-5u", p.line, p.column);
}

static void __attribute__((format(printf, 3, 4)))
line(struct dumper *d, struct src_span at, const char *format, ...)
{
	va_list args;

	place(d, at);
	buf_printf(d->out, "%*s", (int)(2 * d->level), "");
	va_start(args, format);
	buf_vprintf(d->out, format, args);
	va_end(args);
	buf_add_char(d->out, '\n');
}

/* A doc comment, on one line. */
static void dump_doc(struct dumper *d, const char *doc)
{
	struct src_span nowhere = {0, 0};
	struct buf text = {0};
	const char *c;

	if (!doc)
		return;
	for (c = doc; *c; c++) {
		if (*c == '\n')
			buf_add_c(&text, "\\n");
		else
			buf_add_char(&text, *c);
	}
	line(d, nowhere, "doc: %s", buf_text(&text));
	buf_free(&text);
}

/* ---- Types ---- */

static void dump_flags(struct dumper *d, const ast_flags *flags)
{
	size_t i;

	for (i = 0; i < flags->count; i++)
		line(d, flags->items[i].at, "flag %s%s", ast_flag_name(flags->items[i].kind),
			flags->items[i].has_brackets ? "[]" : "");
}

static void dump_ipc(struct dumper *d, const struct ast_type *type)
{
	const char *send = type->u.ipc.send.text, *receive = type->u.ipc.receive.text;
	struct buf size = {0};

	if (type->u.ipc.has_size)
		buf_printf(&size, " size %" PRIu64, type->u.ipc.size_bits.value);
	if (strcmp(send, receive) == 0)
		line(d, type->at, "ipc %s%s", send, buf_text(&size));
	else
		line(d, type->at, "ipc %s | %s%s", send, receive, buf_text(&size));
	buf_free(&size);
	d->level++;
	dump_flags(d, &type->u.ipc.flags);
	d->level--;
}

static void dump_type(struct dumper *d, const struct ast_type *type);

static void dump_array(struct dumper *d, const struct ast_type *type, const char *name)
{
	if (type->u.array.has_bound)
		line(d, type->at, "%s %" PRIu64, name, type->u.array.bound.value);
	else
		line(d, type->at, "%s", name);
	d->level++;
	dump_type(d, type->u.array.element);
	d->level--;
}

static void dump_struct(struct dumper *d, const struct ast_type *type)
{
	size_t i;

	line(d, type->at, "struct");
	d->level++;
	for (i = 0; i < type->u.fields.count; i++) {
		const struct ast_field *field = &type->u.fields.items[i];

		line(d, field->name.at, "field %s : %s", field->name.text, field->type.text);
	}
	d->level--;
}

static void dump_native(struct dumper *d, const struct ast_type *type)
{
	switch (type->u.native.kind) {
	case AST_POINTER_TO: line(d, type->at, "pointer_to %s", type->u.native.c_type); break;
	case AST_VALUE_OF: line(d, type->at, "value_of %s", type->u.native.c_type); break;
	case AST_POINTER_TO_IF_NOT:
		line(d, type->at, "pointer_to %s if not %s", type->u.native.c_type,
			type->u.native.bad_value);
		break;
	}
}

static void dump_type(struct dumper *d, const struct ast_type *type)
{
	switch (type->kind) {
	case AST_TYPE_NAME: line(d, type->at, "name %s", type->u.name.text); break;
	case AST_TYPE_IPC: dump_ipc(d, type); break;
	case AST_TYPE_ARRAY: dump_array(d, type, "array"); break;
	case AST_TYPE_VAR_ARRAY: dump_array(d, type, "var_array"); break;
	case AST_TYPE_STRUCT_OF: dump_array(d, type, "struct_of"); break;
	case AST_TYPE_STRUCT: dump_struct(d, type); break;
	case AST_TYPE_NATIVE: dump_native(d, type); break;
	case AST_TYPE_POINTER:
		line(d, type->at, "pointer");
		d->level++;
		dump_type(d, type->u.pointee);
		d->level--;
		break;
	case AST_TYPE_C_STRING:
		line(d, type->at, "%s %" PRIu64,
			type->u.array.is_variable ? "var_c_string" : "c_string",
			type->u.array.bound.value);
		break;
	}
}

static void dump_translation(struct dumper *d, const struct ast_translation *t)
{
	switch (t->kind) {
	case AST_INTRAN:
		line(d, t->at, "intran %s %s(%s)", t->trans_type.text, t->function.text,
			t->server_type.text);
		break;
	case AST_INTRANPAYLOAD:
		line(d, t->at, "intranpayload %s %s", t->trans_type.text, t->function.text);
		break;
	case AST_OUTTRAN:
		line(d, t->at, "outtran %s %s(%s)", t->server_type.text, t->function.text,
			t->trans_type.text);
		break;
	case AST_DESTRUCTOR:
		line(d, t->at, "destructor %s(%s)", t->function.text, t->trans_type.text);
		break;
	case AST_CTYPE: line(d, t->at, "ctype %s", t->c_type.text); break;
	case AST_CUSERTYPE: line(d, t->at, "cusertype %s", t->c_type.text); break;
	case AST_CSERVERTYPE: line(d, t->at, "cservertype %s", t->c_type.text); break;
	}
}

static void dump_named_type(struct dumper *d, const struct ast_named_type *named)
{
	size_t i;

	if (named->type)
		dump_type(d, named->type);
	for (i = 0; i < named->translations.count; i++)
		dump_translation(d, &named->translations.items[i]);
}

/* ---- Routines ---- */

static const char *direction_name(enum ast_direction direction)
{
	switch (direction) {
	case AST_DIR_NONE: break;
	case AST_DIR_IN: return "in";
	case AST_DIR_OUT: return "out";
	case AST_DIR_INOUT: return "inout";
	case AST_DIR_REQUESTPORT: return "requestport";
	case AST_DIR_REPLYPORT: return "replyport";
	case AST_DIR_SREPLYPORT: return "sreplyport";
	case AST_DIR_UREPLYPORT: return "ureplyport";
	case AST_DIR_WAITTIME: return "waittime";
	case AST_DIR_SENDTIME: return "sendtime";
	case AST_DIR_MSGOPTION: return "msgoption";
	case AST_DIR_MSGSEQNO: return "msgseqno";
	case AST_DIR_SECTOKEN: return "sectoken";
	case AST_DIR_SERVERSECTOKEN: return "serversectoken";
	case AST_DIR_USERSECTOKEN: return "usersectoken";
	case AST_DIR_AUDITTOKEN: return "audittoken";
	case AST_DIR_SERVERAUDITTOKEN: return "serveraudittoken";
	case AST_DIR_USERAUDITTOKEN: return "useraudittoken";
	case AST_DIR_SERVERCONTEXTTOKEN: return "servercontexttoken";
	case AST_DIR_SERVERIMPL: return "serverimpl";
	case AST_DIR_USERIMPL: return "userimpl";
	}
	return "-";
}

static void dump_argument(struct dumper *d, const struct ast_argument *argument)
{
	line(d, argument->at, "argument %s %s", direction_name(argument->direction),
		argument->name.text);
	d->level++;
	dump_doc(d, argument->doc);
	if (argument->type)
		dump_type(d, argument->type);
	if (argument->declared) {
		line(d, argument->declared->name.at, "declares %s", argument->declared->name.text);
		d->level++;
		dump_named_type(d, argument->declared);
		d->level--;
	}
	dump_flags(d, &argument->flags);
	d->level--;
}

static void dump_routine(struct dumper *d, const struct ast_statement *s)
{
	const struct ast_routine *routine = &s->u.routine;
	size_t i;

	line(d, s->at, "%s %s%s", routine->is_simple ? "simpleroutine" : "routine",
		routine->name.text, routine->is_broken ? " (broken)" : "");
	d->level++;
	dump_doc(d, s->doc);
	for (i = 0; i < routine->arguments.count; i++)
		dump_argument(d, routine->arguments.items[i]);
	d->level--;
}

/* ---- Statements ---- */

static const char *import_name(enum ast_import_kind kind)
{
	switch (kind) {
	case AST_IMPORT_BOTH: break;
	case AST_UIMPORT: return "uimport";
	case AST_SIMPORT: return "simport";
	case AST_DIMPORT: return "dimport";
	case AST_IIMPORT: return "iimport";
	}
	return "import";
}

static const char *prefix_name(enum ast_prefix_kind kind)
{
	switch (kind) {
	case AST_USERPREFIX: break;
	case AST_SERVERPREFIX: return "serverprefix";
	case AST_SERVERDEMUX: return "serverdemux";
	case AST_ERRORPROC: return "error";
	}
	return "userprefix";
}

static void dump_option(struct dumper *d, const struct ast_statement *s)
{
	const char *word = s->u.option.word;
	uint64_t number = s->u.option.number.value;

	switch (s->u.option.kind) {
	case AST_WAITTIME: line(d, s->at, "waittime %s", word); break;
	case AST_NOWAITTIME: line(d, s->at, "nowaittime"); break;
	case AST_SENDTIME: line(d, s->at, "sendtime %s", word); break;
	case AST_NOSENDTIME: line(d, s->at, "nosendtime"); break;
	case AST_MSGOPTION: line(d, s->at, "msgoption %s", word); break;
	case AST_CONSUMEONSENDERROR: line(d, s->at, "consumeonsenderror %s", word); break;
	case AST_USESPECIALREPLYPORT: line(d, s->at, "usespecialreplyport %" PRIu64, number); break;
	case AST_USERTYPELIMIT: line(d, s->at, "usertypelimit %" PRIu64, number); break;
	case AST_ONSTACKLIMIT: line(d, s->at, "onstacklimit %" PRIu64, number); break;
	}
}

static void dump_subsystem(struct dumper *d, const struct ast_statement *s)
{
	line(d, s->at, "subsystem%s%s %s %" PRIu64,
		s->u.subsystem.kernel_user.count > 0 ? " kerneluser" : "",
		s->u.subsystem.kernel_server.count > 0 ? " kernelserver" : "",
		s->u.subsystem.name.text, s->u.subsystem.base.value);
}

static void dump_type_statement(struct dumper *d, const struct ast_statement *s)
{
	line(d, s->at, "type %s%s", s->u.type.name.text, s->u.type.type ? "" : " (broken)");
	d->level++;
	dump_doc(d, s->doc);
	dump_named_type(d, &s->u.type);
	d->level--;
}

static void dump_statement(struct dumper *d, const struct ast_statement *s)
{
	switch (s->kind) {
	case AST_SUBSYSTEM: dump_subsystem(d, s); break;
	case AST_TYPE: dump_type_statement(d, s); return;
	case AST_ROUTINE: dump_routine(d, s); return;
	case AST_SKIP:
		if (s->u.skip.has_count)
			line(d, s->at, "skip %" PRIu64, s->u.skip.count.value);
		else
			line(d, s->at, "skip");
		break;
	case AST_IMPORT:
		line(d, s->at, "%s %s", import_name(s->u.import.kind), s->u.import.file);
		break;
	case AST_RCSID: line(d, s->at, "rcsid %s", s->u.rcsid); break;
	case AST_PREFIX:
		line(d, s->at, "%s %s", prefix_name(s->u.prefix.kind), s->u.prefix.name.text);
		break;
	case AST_OPTION: dump_option(d, s); break;
	}
	d->level++;
	dump_doc(d, s->doc);
	d->level--;
}

void ast_dump(struct buf *out, const struct source_map *sources, const struct ast_file *file)
{
	struct dumper d = {out, sources, NULL, 0};
	size_t i;

	for (i = 0; i < file->statements.count; i++)
		dump_statement(&d, file->statements.items[i]);
}

/* ---- Tokens ---- */

static const char *class_name(enum token_kind kind)
{
	switch ((int)kind) {
	case TOKEN_END: return "end";
	case TOKEN_NAME: return "name";
	case TOKEN_NUMBER: return "number";
	case TOKEN_IPC_NAME: return "ipc";
	case TOKEN_STRING_WORD: return "string-word";
	case TOKEN_FILE_NAME: return "file-name";
	case TOKEN_QUOTED: return "quoted";
	case TOKEN_BAD_CHARACTER:
	case TOKEN_BAD_STRING_WORD:
	case TOKEN_BAD_FILE_NAME:
	case TOKEN_BAD_QUOTED: return "bad";
	default: return word_of_token(kind) ? "word" : "punctuation";
	}
}

void tokens_dump(struct buf *out, struct intern *intern, struct diag *diag,
	struct source_text *text, enum dialect dialect)
{
	struct dumper d = {out, diag->sources, NULL, 0};
	struct lexer lexer;
	struct token token;

	lexer_open(&lexer, text, intern, diag, dialect);
	do {
		lexer_next(&lexer, &token);
		dump_doc(&d, token.doc);
		if (token.kind == TOKEN_NUMBER)
			line(&d, token.at, "number %" PRIu64, token.number);
		else if (token.kind == TOKEN_END)
			line(&d, token.at, "end");
		else
			line(&d, token.at, "%s %.*s", class_name(token.kind),
				(int)(token.end - token.begin), lexer.start + token.begin);
	} while (token.kind != TOKEN_END);
	lexer_close(&lexer);
}
