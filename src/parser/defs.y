/*
 * The grammar: the union of GNU's and Apple's. Which words are reserved is settled before tokens
 * come here (lexer/token.def); the few constructs that only one of them has are refused by the
 * builders. Actions build nodes and do nothing else.
 *
 * There are no conflicts and none may be added (%expect 0).
 */
%define api.pure full
%define api.prefix {defs_}
%define api.token.prefix {T_}
%define api.location.type {struct parse_place}
%define parse.error custom
%locations
%expect 0
%param {struct parser *p}

%code requires {
#include "parser/ast_build.h"
#include "parser/parser_internal.h"
}

%union {
	const char *text;
	struct ast_name name;
	struct ast_number number;
	struct ast_flag flag;
	enum ast_flag_kind flag_kind;
	enum ast_direction direction;
	enum ast_import_kind import;
	enum ast_prefix_kind prefix;
	enum ast_option_kind option;
	enum ast_translation_kind translation;
	struct ast_type *type;
	struct ast_named_type *named;
	struct ast_argument *argument;
	struct ast_statement *statement;
}

%code provides {
int defs_lex(DEFS_STYPE *value, DEFS_LTYPE *place, struct parser *p);
void defs_error(DEFS_LTYPE *place, struct parser *p, const char *text);

/* The grammar's number for a kind of token. */
int defs_token(enum token_kind kind);
}

%code {
#include "support/bug.h"

#define YYMAXDEPTH 40000

#define YYLLOC_DEFAULT(current, rhs, n)                                                            \
	do {                                                                                       \
		if (n) {                                                                           \
			(current).span.begin = YYRHSLOC(rhs, 1).span.begin;                        \
			(current).span.end = YYRHSLOC(rhs, n).span.end;                            \
			(current).doc = YYRHSLOC(rhs, 1).doc;                                      \
		} else {                                                                           \
			(current).span.begin = YYRHSLOC(rhs, 0).span.end;                          \
			(current).span.end = YYRHSLOC(rhs, 0).span.end;                            \
			(current).doc = NULL;                                                      \
		}                                                                                  \
	} while (0)

static const struct ast_name no_name;

static struct parse_place place_over(struct parse_place first, struct parse_place last)
{
	first.span.end = last.span.end;
	return first;
}
}

/* Punctuation */
%token COLON ":" SEMICOLON ";" COMMA "," PLUS "+" MINUS "-" STAR "*" SLASH "/"
%token PAREN_OPEN "(" PAREN_CLOSE ")" EQUALS "=" CARET "^" TILDE "~" LESS "<" GREATER ">"
%token BRACKET_OPEN "[" BRACKET_CLOSE "]" BRACE_OPEN "{" BRACE_CLOSE "}" BAR "|"

/* Tokens with a value */
%token <text> NAME IPC_NAME STRING_WORD FILE_NAME QUOTED
%token <number> NUMBER

/* Words that both MIGs reserve */
%token SUBSYSTEM ROUTINE SIMPLEROUTINE TYPE SKIP IMPORT UIMPORT SIMPORT RCSID
%token USERPREFIX SERVERPREFIX SERVERDEMUX NOWAITTIME KERNELUSER KERNELSERVER
%token WAITTIME MSGOPTION IN OUT INOUT REQUESTPORT REPLYPORT SREPLYPORT UREPLYPORT MSGSEQNO
%token ARRAY STRUCT OF C_STRING POLYMORPHIC
%token INTRAN OUTTRAN DESTRUCTOR CTYPE CUSERTYPE CSERVERTYPE
%token DEALLOC NOTDEALLOC COUNTINOUT RETCODE

/* Words that only one reserves: they have a text, for they may be names */
%token <text> DIMPORT IIMPORT ERROR NOSENDTIME CONSUMEONSENDERROR USESPECIALREPLYPORT
%token <text> USERTYPELIMIT ONSTACKLIMIT SENDTIME
%token <text> SECTOKEN SERVERSECTOKEN USERSECTOKEN AUDITTOKEN SERVERAUDITTOKEN USERAUDITTOKEN
%token <text> SERVERCONTEXTTOKEN SERVERIMPL USERIMPL
%token <text> POINTERTO POINTERTOIFNOT VALUEOF INTRANPAYLOAD
%token <text> ISLONG ISNOTLONG SERVERCOPY SAMECOUNT PHYSICALCOPY OVERWRITE AUTO CONST

/* Text that is no token; no rule uses them */
%token BAD_CHARACTER BAD_STRING_WORD BAD_FILE_NAME BAD_QUOTED

%token END

/* Made by parser_resync() only */
%token SYNC_STATEMENT SYNC_ARGUMENT SYNC_CLOSE

%nterm <text> soft_word phrase
%nterm <name> name
%nterm <number> number expression
%nterm <flag> flag
%nterm <flag_kind> flag_word
%nterm <direction> direction impl
%nterm <import> import
%nterm <prefix> prefix
%nterm <option> option_alone option_word option_number
%nterm <translation> c_type
%nterm <type> type ipc_name ipc_type sized_ipc_type fields native
%nterm <named> named
%nterm <argument> argument plain_argument argument_body
%nterm <statement> statement subsystem open_routine routine

%left "+" "-"
%left "*" "/"

%start whole
%%

whole
	: file END					{ p->file->end = @2.span; }
	;

file
	: %empty
	| file ";"
	| file statement ";"				{ build_add(p, $2, @2); }
	| file statement error SYNC_STATEMENT		{ build_add_cut(p, $2, @2); yyerrok; }
	| file TYPE named ";"
			{ build_add(p, build_type_statement(p, $3), place_over(@2, @3)); }
	| file TYPE named error SYNC_STATEMENT
			{ build_add_cut(p, build_type_statement(p, $3), place_over(@2, @3)); yyerrok; }
	| file TYPE name error SYNC_STATEMENT
			{ build_add(p, build_broken_type(p, $3), place_over(@2, @3)); yyerrok; }
	| file error SYNC_STATEMENT			{ yyerrok; }
	;

statement
	: subsystem name number				{ $$ = build_subsystem_end($1, $2, $3); }
	| routine
	| SKIP						{ $$ = build_skip(p); }
	| SKIP number					{ $$ = build_skip_count(p, $2, @$); }
	| import FILE_NAME				{ $$ = build_import(p, $1, $2); }
	| RCSID QUOTED					{ $$ = build_rcsid(p, $2); }
	| prefix name					{ $$ = build_prefix(p, $1, $2); }
	| option_alone					{ $$ = build_option(p, $1); }
	| option_word STRING_WORD			{ $$ = build_option_word(p, $1, $2); }
	| option_number number				{ $$ = build_option_number(p, $1, $2); }
	;

subsystem
	: SUBSYSTEM					{ $$ = build_subsystem(p); }
	| subsystem KERNELUSER				{ build_kernel_user(p, $$ = $1, @2); }
	| subsystem KERNELSERVER			{ build_kernel_server(p, $$ = $1, @2); }
	;

import
	: IMPORT					{ $$ = AST_IMPORT_BOTH; }
	| UIMPORT					{ $$ = AST_UIMPORT; }
	| SIMPORT					{ $$ = AST_SIMPORT; }
	| DIMPORT					{ $$ = AST_DIMPORT; }
	| IIMPORT					{ $$ = AST_IIMPORT; }
	;

prefix
	: USERPREFIX					{ $$ = AST_USERPREFIX; }
	| SERVERPREFIX					{ $$ = AST_SERVERPREFIX; }
	| SERVERDEMUX					{ $$ = AST_SERVERDEMUX; }
	| ERROR						{ $$ = AST_ERRORPROC; }
	;

option_alone
	: NOWAITTIME					{ $$ = AST_NOWAITTIME; }
	| NOSENDTIME					{ $$ = AST_NOSENDTIME; }
	;

option_word
	: WAITTIME					{ $$ = AST_WAITTIME; }
	| SENDTIME					{ $$ = AST_SENDTIME; }
	| MSGOPTION					{ $$ = AST_MSGOPTION; }
	| CONSUMEONSENDERROR				{ $$ = AST_CONSUMEONSENDERROR; }
	;

option_number
	: USESPECIALREPLYPORT				{ $$ = AST_USESPECIALREPLYPORT; }
	| USERTYPELIMIT					{ $$ = AST_USERTYPELIMIT; }
	| ONSTACKLIMIT					{ $$ = AST_ONSTACKLIMIT; }
	;

/* ---- Types ---- */

named
	: name "=" type					{ $$ = build_named_type(p, $1, $3); }
	| named INTRAN ":" name name "(" name ")"
			{ build_translation(p, $$ = $1, AST_INTRAN, $4, $5, $7, place_over(@2, @8)); }
	| named INTRANPAYLOAD ":" name name
			{ build_translation(p, $$ = $1, AST_INTRANPAYLOAD, $4, $5, no_name,
				place_over(@2, @5)); }
	| named OUTTRAN ":" name name "(" name ")"
			{ build_translation(p, $$ = $1, AST_OUTTRAN, $7, $5, $4, place_over(@2, @8)); }
	| named DESTRUCTOR ":" name "(" name ")"
			{ build_translation(p, $$ = $1, AST_DESTRUCTOR, $6, $4, no_name,
				place_over(@2, @7)); }
	| named c_type ":" name
			{ build_c_type(p, $$ = $1, $2, $4, place_over(@2, @4)); }
	;

c_type
	: CTYPE						{ $$ = AST_CTYPE; }
	| CUSERTYPE					{ $$ = AST_CUSERTYPE; }
	| CSERVERTYPE					{ $$ = AST_CSERVERTYPE; }
	;

type
	: name						{ $$ = build_type_name(p, $1, @$); }
	| ipc_type
	| sized_ipc_type ")"				{ build_type_end($$ = $1, @$); }
	| ARRAY "[" "]" OF type
			{ $$ = build_array(p, AST_TYPE_VAR_ARRAY, NULL, $5, @$); }
	| ARRAY "[" "*" "]" OF type
			{ $$ = build_array(p, AST_TYPE_VAR_ARRAY, NULL, $6, @$); }
	| ARRAY "[" "*" ":" expression "]" OF type
			{ $$ = build_array(p, AST_TYPE_VAR_ARRAY, &$5, $8, @$); }
	| ARRAY "[" expression "]" OF type
			{ $$ = build_array(p, AST_TYPE_ARRAY, &$3, $6, @$); }
	| STRUCT "[" expression "]" OF type
			{ $$ = build_array(p, AST_TYPE_STRUCT_OF, &$3, $6, @$); }
	| STRUCT "{" fields "}"				{ $$ = build_struct_end(p, $3, @$); }
	| "^" type					{ $$ = build_pointer(p, $2, @$); }
	| C_STRING "[" expression "]"			{ $$ = build_c_string(p, false, $3, @$); }
	| C_STRING "[" "*" ":" expression "]"		{ $$ = build_c_string(p, true, $5, @$); }
	| native
	;

ipc_type
	: ipc_name
	| ipc_name "|" ipc_name				{ $$ = build_ipc_pair($1, $3, @$); }
	;

ipc_name
	: number					{ $$ = build_ipc_number(p, $1); }
	| IPC_NAME					{ $$ = build_ipc(p, $1, @1); }
	| POLYMORPHIC					{ $$ = build_ipc(p, NULL, @1); }
	;

sized_ipc_type
	: "(" ipc_type "," expression			{ build_ipc_size(p, $$ = $2, $4, @$); }
	| sized_ipc_type "," flag			{ build_ipc_flag(p, $$ = $1, $3); }
	;

fields
	: name name ";"		{ build_field(p, $$ = build_struct(p), $1, $2); }
	| fields name name ";"	{ build_field(p, $$ = $1, $2, $3); }
	;

native
	: POINTERTO "(" phrase ")"	{ $$ = build_native(p, AST_POINTER_TO, $3, NULL, @$); }
	| VALUEOF "(" phrase ")"	{ $$ = build_native(p, AST_VALUE_OF, $3, NULL, @$); }
	| POINTERTOIFNOT "(" phrase "," phrase ")"
			{ $$ = build_native(p, AST_POINTER_TO_IF_NOT, $3, $5, @$); }
	;

phrase
	: name						{ $$ = $1.text; }
	| phrase name					{ $$ = build_phrase(p, $1, $2); }
	;

/* ---- Routines ---- */

/* Everything up to a ';' between arguments, so that a lost argument does not lose the others. */
open_routine
	: ROUTINE name "("		{ $$ = build_routine(p, false, $2, @3); }
	| SIMPLEROUTINE name "("	{ $$ = build_routine(p, true, $2, @3); }
	| open_routine argument ";"	{ build_routine_argument(p, $$ = $1, $2); }
	| open_routine argument error SYNC_ARGUMENT
			{ build_routine_cut(p, $$ = $1, $2); yyerrok; }
	| open_routine plain_argument "," error SYNC_ARGUMENT
			{ build_routine_argument(p, $$ = $1, $2); yyerrok; }
	| open_routine error SYNC_ARGUMENT
			{ build_routine_broken($$ = $1); yyerrok; }
	;

routine
	: open_routine ")"		{ build_routine_end(p, $$ = $1); }
	| open_routine argument ")"
			{ build_routine_argument(p, $$ = $1, $2); build_routine_close(p); }
	| open_routine argument error SYNC_CLOSE
			{ build_routine_cut(p, $$ = $1, $2); build_routine_close(p); yyerrok; }
	| open_routine plain_argument "," error SYNC_CLOSE
			{ build_routine_argument(p, $$ = $1, $2); build_routine_close(p); yyerrok; }
	| open_routine error SYNC_CLOSE
			{ build_routine_broken($$ = $1); build_routine_close(p); yyerrok; }
	;

argument
	: plain_argument
	| impl name ":" argument_body		{ build_argument_head($$ = $4, $1, @1, $2, @$); }
	;

plain_argument
	: name ":" argument_body
			{ build_argument_head($$ = $3, AST_DIR_NONE, @1, $1, @$); }
	| direction name ":" argument_body
			{ build_argument_head($$ = $4, $1, @1, $2, @$); }
	| plain_argument "," flag		{ build_argument_flag(p, $$ = $1, $3); }
	;

argument_body
	: name		{ $$ = build_argument(p, build_type_name(p, $1, @1), NULL); }
	| native	{ $$ = build_argument(p, $1, NULL); }
	| named		{ $$ = build_argument(p, NULL, $1); }
	;

direction
	: IN						{ $$ = AST_DIR_IN; }
	| OUT						{ $$ = AST_DIR_OUT; }
	| INOUT						{ $$ = AST_DIR_INOUT; }
	| REQUESTPORT					{ $$ = AST_DIR_REQUESTPORT; }
	| REPLYPORT					{ $$ = AST_DIR_REPLYPORT; }
	| SREPLYPORT					{ $$ = AST_DIR_SREPLYPORT; }
	| UREPLYPORT					{ $$ = AST_DIR_UREPLYPORT; }
	| WAITTIME					{ $$ = AST_DIR_WAITTIME; }
	| SENDTIME					{ $$ = AST_DIR_SENDTIME; }
	| MSGOPTION					{ $$ = AST_DIR_MSGOPTION; }
	| MSGSEQNO					{ $$ = AST_DIR_MSGSEQNO; }
	| SECTOKEN					{ $$ = AST_DIR_SECTOKEN; }
	| SERVERSECTOKEN				{ $$ = AST_DIR_SERVERSECTOKEN; }
	| USERSECTOKEN					{ $$ = AST_DIR_USERSECTOKEN; }
	| AUDITTOKEN					{ $$ = AST_DIR_AUDITTOKEN; }
	| SERVERAUDITTOKEN				{ $$ = AST_DIR_SERVERAUDITTOKEN; }
	| USERAUDITTOKEN				{ $$ = AST_DIR_USERAUDITTOKEN; }
	| SERVERCONTEXTTOKEN				{ $$ = AST_DIR_SERVERCONTEXTTOKEN; }
	;

/* These take no flags. */
impl
	: SERVERIMPL					{ $$ = AST_DIR_SERVERIMPL; }
	| USERIMPL					{ $$ = AST_DIR_USERIMPL; }
	;

flag
	: flag_word					{ $$ = build_flag($1, false, @$); }
	| flag_word "[" "]"				{ $$ = build_flag($1, true, @$); }
	;

flag_word
	: ISLONG					{ $$ = AST_FLAG_ISLONG; }
	| ISNOTLONG					{ $$ = AST_FLAG_ISNOTLONG; }
	| DEALLOC					{ $$ = AST_FLAG_DEALLOC; }
	| NOTDEALLOC					{ $$ = AST_FLAG_NOTDEALLOC; }
	| SERVERCOPY					{ $$ = AST_FLAG_SERVERCOPY; }
	| COUNTINOUT					{ $$ = AST_FLAG_COUNTINOUT; }
	| RETCODE					{ $$ = AST_FLAG_RETCODE; }
	| SAMECOUNT					{ $$ = AST_FLAG_SAMECOUNT; }
	| PHYSICALCOPY					{ $$ = AST_FLAG_PHYSICALCOPY; }
	| OVERWRITE					{ $$ = AST_FLAG_OVERWRITE; }
	| AUTO						{ $$ = AST_FLAG_AUTO; }
	| CONST						{ $$ = AST_FLAG_CONST; }
	;

/* ---- Names and numbers ---- */

name
	: NAME						{ $$ = build_name($1, @1); }
	| soft_word					{ $$ = build_soft_name(p, $1, @1); }
	;

soft_word
	: DIMPORT | IIMPORT | ERROR | NOSENDTIME | CONSUMEONSENDERROR | USESPECIALREPLYPORT
	| USERTYPELIMIT | ONSTACKLIMIT | SENDTIME
	| SECTOKEN | SERVERSECTOKEN | USERSECTOKEN | AUDITTOKEN | SERVERAUDITTOKEN | USERAUDITTOKEN
	| SERVERCONTEXTTOKEN | SERVERIMPL | USERIMPL
	| POINTERTO | POINTERTOIFNOT | VALUEOF | INTRANPAYLOAD
	| ISLONG | ISNOTLONG | SERVERCOPY | SAMECOUNT | PHYSICALCOPY | OVERWRITE | AUTO | CONST
	;

number
	: NUMBER					{ $$ = $1; }
	;

expression
	: number
	| expression "+" expression	{ $$ = build_operation(p, '+', $1, $3, @$); }
	| expression "-" expression	{ $$ = build_operation(p, '-', $1, $3, @$); }
	| expression "*" expression	{ $$ = build_operation(p, '*', $1, $3, @$); }
	| expression "/" expression	{ $$ = build_operation(p, '/', $1, $3, @$); }
	| "(" expression ")"		{ $$ = build_number($2.value, @$); }
	;

%%

static const int token_numbers[TOKEN_COUNT] = {
	[TOKEN_END] = T_END,
#define PUNCTUATION(token, spelling) [TOKEN_##token] = T_##token,
#define CLASS(token, in_words) [TOKEN_##token] = T_##token,
#define WORD(token, spelling, dialects, letter_case, roles, instead) [TOKEN_##token] = T_##token,
#define BAD(token) [TOKEN_BAD_##token] = T_BAD_##token,
#include "lexer/token.def"
};

int defs_token(enum token_kind kind)
{
	check(kind < TOKEN_COUNT);
	return token_numbers[kind];
}

static int yyreport_syntax_error(const yypcontext_t *context, struct parser *p)
{
	struct syntax_error error = {{false}};
	yysymbol_kind_t symbols[YYNTOKENS];
	bool is_expected[YYNTOKENS] = {false};
	int count = yypcontext_expected_tokens(context, symbols, YYNTOKENS), i;
	enum token_kind kind;

	for (i = 0; i < count; i++)
		is_expected[symbols[i]] = true;
	for (kind = TOKEN_END; kind < TOKEN_COUNT; kind++)
		error.expected[kind] = is_expected[YYTRANSLATE(token_numbers[kind])];
	parser_report(p, &error);
	parser_resync(p, &error);
	return 0;
}
