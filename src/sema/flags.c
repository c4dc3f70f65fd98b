/* Flags behind types and arguments: what they set, and what is said of pointless ones. */
#include "sema/internal.h"

#include "support/bug.h"

enum { FLAG_KINDS = AST_FLAG_CONST + 1 };

/* The flags given, sorted by kind: where each stands, or NULL. */
struct given {
	const struct ast_flag *flag[FLAG_KINDS];
	const struct ast_flag *dealloc_brackets;
};

static void drop_both(struct sema *s, struct given *g, enum ast_flag_kind a, enum ast_flag_kind b)
{
	if (!g->flag[a] || !g->flag[b])
		return;
	diag_report(
		s->diag, DIAG_cancelling_flags, g->flag[b]->at, ast_flag_name(a), ast_flag_name(b));
	g->flag[a] = g->flag[b] = NULL;
}

static void drop_beside_brackets(struct sema *s, struct given *g, enum ast_flag_kind kind)
{
	if (!g->dealloc_brackets || !g->flag[kind])
		return;
	diag_report(
		s->diag, DIAG_redundant_flag, g->flag[kind]->at, ast_flag_name(kind), "dealloc[]");
	g->flag[kind] = NULL;
}

static struct given sort_out(struct sema *s, const ast_flags *flags)
{
	struct given g = {0};
	bool told[FLAG_KINDS] = {0};
	size_t i;

	for (i = 0; i < flags->count; i++) {
		const struct ast_flag *flag = &flags->items[i];
		const struct ast_flag **place = &g.flag[flag->kind];

		if (flag->has_brackets && flag->kind == AST_FLAG_DEALLOC)
			place = &g.dealloc_brackets;
		else if (flag->has_brackets)
			diag_report(s->diag, DIAG_brackets_on_flag, flag->at,
				ast_flag_name(flag->kind));
		if (*place && !told[flag->kind])
			diag_report(
				s->diag, DIAG_repeated_flag, flag->at, ast_flag_name(flag->kind));
		told[flag->kind] = *place != NULL;
		*place = flag;
	}
	drop_beside_brackets(s, &g, AST_FLAG_DEALLOC);
	drop_beside_brackets(s, &g, AST_FLAG_NOTDEALLOC);
	drop_both(s, &g, AST_FLAG_ISLONG, AST_FLAG_ISNOTLONG);
	drop_both(s, &g, AST_FLAG_DEALLOC, AST_FLAG_NOTDEALLOC);
	return g;
}

static void ignore(struct sema *s, const struct given *g, enum ast_flag_kind kind, const char *what)
{
	if (g->flag[kind])
		diag_report(s->diag, DIAG_flag_without_effect, g->flag[kind]->at,
			ast_flag_name(kind), what);
}

/* Whether the short form can say the size and every count of this type. */
static bool fits_short(const struct sema *s, const struct type *type)
{
	const struct abi_word *word = &s->abi->word_short;
	bool any_count = type->is_indefinite || (type->is_variable && !type->in_line);

	if (type->size_bits >> word->size.width != 0)
		return false;
	if (word->number.width >= 32)
		return true;
	return !any_count && type->number >> word->number.width == 0;
}

void flags_choose_form(const struct sema *s, struct type *type)
{
	type->is_long = type->wanted_form == FORM_LONG ||
			(type_needs_long(type) &&
				!(type->wanted_form == FORM_SHORT && fits_short(s, type)));
}

static const char *carrier(
	const struct sema *s, const struct type *type, const struct argument *arg)
{
	const char *name = arg ? arg->name : type->name;

	return name ? arena_join(s->arena, "'", name, "'", "") : "this type";
}

/* Of an argument, or of the type itself, which may have no name. */
static bool long_form(struct sema *s, const struct given *g, const struct type *type,
	const struct argument *arg, bool by_default)
{
	const struct ast_flag *is_long = g->flag[AST_FLAG_ISLONG];
	const struct ast_flag *is_not = g->flag[AST_FLAG_ISNOTLONG];

	if (is_long) {
		if (by_default)
			diag_report(s->diag, DIAG_flag_is_default, is_long->at, "islong");
		else
			diag_report(
				s->diag, DIAG_long_not_needed, is_long->at, carrier(s, type, arg));
		return true;
	}
	if (is_not) {
		if (!by_default) {
			diag_report(s->diag, DIAG_flag_is_default, is_not->at, "isnotlong");
			return false;
		}
		diag_report(s->diag, DIAG_long_needed, is_not->at, carrier(s, type, arg),
			fits_short(s, type) ? "" : "; 'isnotlong' is ignored");
		return !fits_short(s, type);
	}
	return by_default;
}

static enum dealloc dealloc_of(
	struct sema *s, const struct given *g, enum dealloc by_default, bool repeats_matter)
{
	const struct ast_flag *yes = g->flag[AST_FLAG_DEALLOC];
	const struct ast_flag *no = g->flag[AST_FLAG_NOTDEALLOC];
	enum dealloc wanted = by_default;
	const struct ast_flag *flag = NULL;

	if (g->dealloc_brackets) {
		flag = g->dealloc_brackets;
		wanted = DEALLOC_MAYBE;
	} else if (yes) {
		flag = yes;
		wanted = DEALLOC_YES;
	} else if (no) {
		flag = no;
		wanted = DEALLOC_NO;
	}
	if (flag && wanted == by_default && (repeats_matter || flag == no))
		diag_report(s->diag, DIAG_flag_is_default, flag->at, ast_flag_name(flag->kind));
	return wanted;
}

void flags_of_type(struct sema *s, struct type *type, const ast_flags *flags)
{
	struct given g = sort_out(s, flags);

	type->is_long = long_form(s, &g, type, NULL, type->is_long);
	if (g.flag[AST_FLAG_ISLONG])
		type->wanted_form = FORM_LONG;
	else if (g.flag[AST_FLAG_ISNOTLONG])
		type->wanted_form = FORM_SHORT;
	type->dealloc = dealloc_of(s, &g, type->dealloc, true);
	ignore(s, &g, AST_FLAG_SERVERCOPY, "a type");
	ignore(s, &g, AST_FLAG_COUNTINOUT, "a type");
}

/* Whether the data of an argument can be out of line. */
static bool may_be_out_of_line(const struct type *type)
{
	return !type->in_line || type->is_indefinite;
}

void flags_check_named(struct sema *s, const struct type *type, const struct ast_type *ast)
{
	const char *name = carrier(s, type, NULL);

	if (s->abi->wire != WIRE_TYPED)
		return;
	/* Of a flag in the declaration itself this was said there. */
	if (type->wanted_form == FORM_SHORT && ast->kind != AST_TYPE_IPC && type_needs_long(type))
		diag_report(s->diag, DIAG_long_needed, type->at, name,
			fits_short(s, type) ? "" : "; 'isnotlong' is ignored");
	if (type->dealloc != DEALLOC_NO && !may_be_out_of_line(type))
		diag_report(s->diag, DIAG_dealloc_in_line, type->at, "dealloc", "type", type->name);
}

/* The argument before this one, which samecount refers to. */
static const struct argument *previous_argument(const struct routine *routine)
{
	size_t count = routine->arguments.count;

	return count > 0 ? routine->arguments.items[count - 1] : NULL;
}

static void set_same_count(struct sema *s, const struct routine *routine, struct argument *arg,
	const struct ast_flag *flag)
{
	const struct argument *other = previous_argument(routine);
	unsigned ways = ARG_IN | ARG_OUT | ARG_COUNT_IN_OUT;

	/* A run of such arrays shares the count of the first. */
	if (other && other->same_count)
		other = other->same_count;
	if (other && other->type->is_variable && arg->type->is_variable &&
		(other->flags & ways) == (arg->flags & ways))
		arg->same_count = other;
	else
		diag_report(s->diag, DIAG_flag_without_effect, flag->at, "samecount", arg->name);
}

static void set_retcode(
	struct sema *s, struct routine *routine, struct argument *arg, const struct ast_flag *flag)
{
	const struct type *type = arg->type;
	bool is_status = type->in_line && !type->is_variable && type->number == 1 &&
			 type->size_bits == 32 && arg->flags & ARG_IN;

	if (!routine->is_simple || !is_status || routine->retcode_arg) {
		diag_report(s->diag, DIAG_flag_without_effect, flag->at, "retcode", arg->name);
		return;
	}
	arg->flags |= ARG_RETCODE;
	routine->retcode_arg = arg;
}

/* A flag that needs out-of-line data, but not rights. */
static void set_memory_flag(struct sema *s, struct argument *arg, const struct given *g,
	enum ast_flag_kind kind, unsigned flag, bool is_possible)
{
	if (!g->flag[kind])
		return;
	if (is_possible)
		arg->flags |= flag;
	else
		diag_report(s->diag, DIAG_flag_without_effect, g->flag[kind]->at,
			ast_flag_name(kind), arg->name);
}

static void ndr_flags(
	struct sema *s, struct routine *routine, struct argument *arg, const struct given *g)
{
	const struct type *type = arg->type;
	bool is_memory = !type->in_line && !type_is_port(type);
	bool is_in = arg->flags & ARG_IN && !(arg->flags & ARG_OUT);

	set_memory_flag(s, arg, g, AST_FLAG_PHYSICALCOPY, ARG_PHYSICAL_COPY, is_memory);
	set_memory_flag(s, arg, g, AST_FLAG_OVERWRITE, ARG_OVERWRITE,
		!type->in_line && !type->is_indefinite && arg->flags & ARG_OUT);
	set_memory_flag(s, arg, g, AST_FLAG_AUTO, ARG_AUTO, !type->in_line && is_in);
	set_memory_flag(s, arg, g, AST_FLAG_CONST, ARG_CONST, type->in_line);
	if (g->flag[AST_FLAG_SAMECOUNT])
		set_same_count(s, routine, arg, g->flag[AST_FLAG_SAMECOUNT]);
	if (g->flag[AST_FLAG_RETCODE])
		set_retcode(s, routine, arg, g->flag[AST_FLAG_RETCODE]);
}

void flags_of_argument(
	struct sema *s, struct routine *routine, struct argument *arg, const ast_flags *flags)
{
	struct given g = sort_out(s, flags);
	const struct type *type = arg->type;
	const struct ast_flag *flag;

	arg->is_long = long_form(s, &g, type, arg, type->is_long);
	arg->dealloc = dealloc_of(s, &g, type->dealloc, may_be_out_of_line(type));
	flag = g.dealloc_brackets ? g.dealloc_brackets : g.flag[AST_FLAG_DEALLOC];
	if (flag && !may_be_out_of_line(type) &&
		!(s->abi->wire == WIRE_NDR && type_is_port(type))) {
		diag_report(
			s->diag, DIAG_dealloc_in_line, flag->at, "dealloc", "argument", arg->name);
		/* compat(gnu): callers pass the parameter of dealloc[] all the same. */
		if (s->abi->wire != WIRE_TYPED || arg->dealloc != DEALLOC_MAYBE)
			arg->dealloc = DEALLOC_NO;
	}
	flag = g.flag[AST_FLAG_SERVERCOPY];
	if (flag && type->is_indefinite && arg->flags & ARG_IN)
		arg->flags |= ARG_SERVER_COPY;
	else if (flag)
		diag_report(s->diag, DIAG_servercopy_misplaced, flag->at, arg->name);
	flag = g.flag[AST_FLAG_COUNTINOUT];
	if (flag && type->in_line && type->is_variable && arg->flags & ARG_OUT &&
		!type->is_c_string)
		arg->flags |= ARG_COUNT_IN_OUT;
	else if (flag)
		diag_report(s->diag, DIAG_countinout_misplaced, flag->at, arg->name);
	if (s->abi->wire == WIRE_NDR)
		ndr_flags(s, routine, arg, &g);
}
