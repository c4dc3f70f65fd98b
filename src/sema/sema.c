/* The passes over the statements of a file; see sema.h. */
#include "sema/sema.h"

#include "sema/internal.h"
#include "support/bug.h"

#include <inttypes.h>
#include <string.h>

/* MACH_MSG_OPTION_NONE and the like take an earlier word back. */
static const char *option_word(const char *word)
{
	return strcmp(word, "MACH_MSG_OPTION_NONE") == 0 ? NULL : word;
}

static void warn_repeats(
	struct sema *s, const struct src_span *places, size_t count, const char *word)
{
	size_t i;

	for (i = 1; i < count; i++)
		diag_report(s->diag, DIAG_repeated_kernel_word, places[i], word);
}

static void declare_prelude(struct sema *s, const struct ast_file *prelude)
{
	size_t i;

	s->in_prelude = true;
	for (i = 0; prelude && i < prelude->statements.count; i++)
		if (prelude->statements.items[i]->kind == AST_TYPE)
			types_declare(s, prelude->statements.items[i]);
	s->in_prelude = false;
}

/* Which halves are the kernel's. */
static void set_sides(struct sema *s, const struct ast_statement *subsystem)
{
	struct model *model = s->model;

	model->kernel_user = subsystem->u.subsystem.kernel_user.count > 0;
	model->kernel_server = subsystem->u.subsystem.kernel_server.count > 0;
	model->view_abi[VIEW_USER] = abi_find(s->abi->name, model->kernel_user);
	model->view_abi[VIEW_SERVER] = abi_find(s->abi->name, model->kernel_server);
	model->view_abi[VIEW_PUBLIC] = s->abi;
}

static void set_subsystem(struct sema *s, const struct ast_statement *statement)
{
	struct model *model = s->model;

	if (s->subsystem && s->options->dialect == DIALECT_APPLE)
		diag_report(s->diag, DIAG_replaced_subsystem, statement->u.subsystem.name.at);
	else if (s->subsystem) {
		diag_report(s->diag, DIAG_second_subsystem, statement->u.subsystem.name.at);
		diag_note(s->diag, s->subsystem->u.subsystem.name.at, "the first one is here");
		return;
	}
	s->subsystem = statement;
	model->name = statement->u.subsystem.name.text;
	model->at = statement->u.subsystem.name.at;
	model->doc = statement->doc;
	if (statement->u.subsystem.base.value > UINT32_MAX)
		diag_report(s->diag, DIAG_number_too_big, statement->u.subsystem.base.at,
			arena_printf(s->arena, "%" PRIu64, statement->u.subsystem.base.value));
	model->base_id = (uint32_t)statement->u.subsystem.base.value;
	set_sides(s, statement);
	warn_repeats(s, statement->u.subsystem.kernel_user.items,
		statement->u.subsystem.kernel_user.count, "kerneluser");
	warn_repeats(s, statement->u.subsystem.kernel_server.items,
		statement->u.subsystem.kernel_server.count, "kernelserver");
}

/* Which files an import reaches. */
static unsigned import_files(enum ast_import_kind kind)
{
	switch (kind) {
	case AST_IMPORT_BOTH: return IMPORT_USER | IMPORT_SERVER;
	case AST_UIMPORT: return IMPORT_USER;
	case AST_SIMPORT: return IMPORT_SERVER;
	case AST_DIMPORT: return IMPORT_HEADERS;
	case AST_IIMPORT: return IMPORT_FILES;
	}
	bug("import of kind %d", (int)kind);
}

static void set_prefix(struct sema *s, const struct ast_statement *statement)
{
	const char *name = statement->u.prefix.name.text;

	switch (statement->u.prefix.kind) {
	case AST_USERPREFIX: s->settings.user_prefix = s->model->user_prefix = name; return;
	case AST_SERVERPREFIX: s->settings.server_prefix = s->model->server_prefix = name; return;
	case AST_SERVERDEMUX:
		s->model->server_demux = name;
		names_check_function(s, statement->u.prefix.name.at,
			arena_printf(s->arena, "%s%s", s->options->prefix, name));
		return;
	case AST_ERRORPROC: return;
	}
	bug("prefix of kind %d", (int)statement->u.prefix.kind);
}

static bool is_ndr(const struct sema *s)
{
	return s->abi->wire == WIRE_NDR;
}

static void set_consume(struct sema *s, const struct ast_statement *statement)
{
	static const struct {
		const char *word;
		enum consume_on_send_error value;
	} words[] = {{"None", CONSUME_NONE}, {"Timeout", CONSUME_TIMEOUT}, {"Any", CONSUME_ANY}};
	struct str given = str_of(statement->u.option.word);
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_equal_ignoring_case(given, words[i].word)) {
			s->settings.consume = words[i].value;
			return;
		}
	diag_report(s->diag, DIAG_bad_consume_word, statement->at, statement->u.option.word);
}

/* Statements about Darwin's mach_msg and its stubs. */
static void set_ndr_option(struct sema *s, const struct ast_statement *statement)
{
	struct settings *settings = &s->settings;
	uint64_t number = statement->u.option.number.value;

	switch (statement->u.option.kind) {
	case AST_SENDTIME: settings->sendtime = statement->u.option.word; return;
	case AST_NOSENDTIME: settings->sendtime = NULL; return;
	case AST_CONSUMEONSENDERROR: set_consume(s, statement); return;
	case AST_USESPECIALREPLYPORT: settings->special_reply_port = number != 0; return;
	case AST_USERTYPELIMIT:
		settings->user_type_limit_bytes = number < 65536 ? number : 65536;
		return;
	case AST_ONSTACKLIMIT:
		settings->on_stack_limit = number < INT32_MAX ? (int64_t)number : -1;
		return;
	case AST_WAITTIME:
	case AST_NOWAITTIME:
	case AST_MSGOPTION: break;
	}
	bug("option of kind %d", (int)statement->u.option.kind);
}

static void set_option(struct sema *s, const struct ast_statement *statement)
{
	switch (statement->u.option.kind) {
	case AST_WAITTIME: s->settings.waittime = statement->u.option.word; return;
	case AST_NOWAITTIME: s->settings.waittime = NULL; return;
	case AST_MSGOPTION: s->settings.msgoption = option_word(statement->u.option.word); return;
	case AST_SENDTIME:
	case AST_NOSENDTIME:
	case AST_CONSUMEONSENDERROR:
	case AST_USESPECIALREPLYPORT:
	case AST_USERTYPELIMIT:
	case AST_ONSTACKLIMIT:
		if (is_ndr(s))
			set_ndr_option(s, statement);
		else
			diag_report(s->diag, DIAG_only_in_dialect, statement->at, "this statement",
				"Apple", "");
		return;
	}
	bug("option of kind %d", (int)statement->u.option.kind);
}

static void set_rcsid(struct sema *s, const struct ast_statement *statement)
{
	struct item item = {ITEM_RCSID, NULL, NULL, 0};

	if (s->rcsid) {
		diag_report(s->diag, DIAG_second_rcsid, statement->at);
		diag_note(s->diag, s->rcsid->at, "the earlier one is here");
	} else {
		vec_push(s->arena, &s->model->items, item);
	}
	s->rcsid = statement;
	s->model->rcsid = statement->u.rcsid;
}

static void add_import(struct sema *s, const struct ast_statement *statement)
{
	struct item item = {ITEM_IMPORT, NULL, statement->u.import.file,
		import_files(statement->u.import.kind)};

	vec_push(s->arena, &s->model->items, item);
}

static void skip(struct sema *s, const struct ast_statement *statement)
{
	/* No table of routines is anywhere near this long. */
	const uint64_t most = 1000000;
	uint64_t count = statement->u.skip.has_count ? statement->u.skip.count.value : 1;

	if (count > most || s->next_number + count > most) {
		diag_report(s->diag, DIAG_number_too_big, statement->at, "the number of routines");
		return;
	}
	s->next_number += (uint32_t)count;
	while (s->model->routines.count < s->next_number)
		vec_push(s->arena, &s->model->routines, NULL);
}

/* A type before the subsystem: its name is not unknown as well. */
static void declare_early(struct sema *s, const struct ast_name *name)
{
	types_report_order(s, DIAG_type_before_subsystem, name);
	types_declare_broken(s, name);
}

static void declare(struct sema *s, const struct ast_statement *statement)
{
	switch (statement->kind) {
	case AST_SUBSYSTEM: set_subsystem(s, statement); return;
	case AST_TYPE:
		/* compat(apple): types may stand before the subsystem there. */
		if (s->subsystem || s->abi->wire == WIRE_NDR)
			types_declare(s, statement);
		else
			declare_early(s, &statement->u.type.name);
		return;
	case AST_ROUTINE:
		if (s->subsystem)
			routines_declare(s, statement);
		else
			types_report_order(
				s, DIAG_routine_before_subsystem, &statement->u.routine.name);
		return;
	case AST_SKIP: skip(s, statement); return;
	case AST_IMPORT: add_import(s, statement); return;
	case AST_RCSID: set_rcsid(s, statement); return;
	case AST_PREFIX: set_prefix(s, statement); return;
	case AST_OPTION: set_option(s, statement); return;
	}
	bug("statement of kind %d", (int)statement->kind);
}

/* The first subsystem statement that could be read; NULL: that is the mistake, and order is none.
 */
static const struct ast_statement *find_subsystem(const struct ast_file *file)
{
	size_t i;

	for (i = 0; i < file->statements.count; i++)
		if (file->statements.items[i]->kind == AST_SUBSYSTEM)
			return file->statements.items[i];
	return NULL;
}

/* What is there without being declared is there for types before the subsystem too. */
static void declare_all(struct sema *s, const struct ast_file *file, const struct ast_file *prelude)
{
	const struct ast_statement *subsystem = find_subsystem(file);
	size_t i;

	if (subsystem)
		set_sides(s, subsystem);
	types_declare_builtins(s);
	declare_prelude(s, prelude);
	for (i = 0; i < file->statements.count && !diag_is_full(s->diag); i++)
		declare(s, file->statements.items[i]);
}

static void finish(struct sema *s)
{
	struct model *model = s->model;
	const char *demux = model->server_demux;

	if (!demux)
		demux = arena_printf(s->arena, "%s_server", model->name);
	model->server_demux = arena_printf(s->arena, "%s%s", s->options->prefix, demux);
}

/* Errors that the peer accepts and that its C survives are warnings in its place. */
static void demote_accepted(struct diag *diag)
{
	static const enum diag_id accepted[] = {DIAG_duplicate_field};
	size_t i;

	for (i = 0; i < sizeof(accepted) / sizeof(accepted[0]); i++)
		diag->severity[accepted[i]] = DIAG_WARNING;
}

struct model *sema_run(struct arena *arena, struct intern *names, struct diag *diag,
	const struct sema_options *options, const struct ast_file *prelude,
	const struct ast_file *file)
{
	/* Lives as long as the model, which works its routines out through it. */
	struct sema *s = arena_new(arena, struct sema);

	s->arena = s->used_arena = arena;
	s->names = names;
	s->diag = diag;
	s->options_copy = *options;
	s->options = &s->options_copy;

	if (options->dialect == DIALECT_GNU)
		demote_accepted(diag);
	s->abi = abi_find(options->target, false);
	check(s->abi);
	s->settings.user_prefix = s->settings.server_prefix = "";
	s->settings.on_stack_limit = -1;
	s->settings.user_type_limit_bytes = 8;
	s->model = arena_new(arena, struct model);
	s->model->abi = s->abi;
	s->model->source_base = options->source_base;
	s->model->support_prefix = options->support_prefix;
	s->model->user_prefix = s->model->server_prefix = "";

	s->told_order = diag->error_count > 0 && !find_subsystem(file);
	declare_all(s, file, prelude);
	if (!s->subsystem && diag->error_count == 0)
		diag_report(diag, DIAG_no_subsystem, (struct src_span){file->end.begin, 0});
	if (s->subsystem) {
		names_check_ids(s);
		types_report_unused(s);
	}
	diag_flush(diag);
	if (diag->error_count > 0)
		return NULL;
	finish(s);
	diag_init(&s->quiet, arena, diag->sources, NULL, NULL);
	diag_silence(&s->quiet);
	s->model->open = routines_open;
	s->model->open_context = s;
	return s->model;
}
