/* Names and numbers that C or the wire would trip over: keywords, clashes, overlapping ids. */
#include "sema/internal.h"

#include "support/ident.h"

#include <inttypes.h>
#include <string.h>

/* The longest name. Nothing of ours has a limit; C compilers and linkers have theirs. */
enum { NAME_MAX_BYTES = 1000 };

void names_check_identifier(struct sema *s, const struct ast_name *name, const char *what)
{
	size_t length = strlen(name->text);

	if (length > NAME_MAX_BYTES)
		diag_report(s->diag, DIAG_name_too_long, name->at,
			arena_printf(s->arena, "%zu", length),
			arena_printf(s->arena, "%d", (int)NAME_MAX_BYTES));
	if (ident_is_c_keyword(name->text))
		diag_report(s->diag, DIAG_keyword_as_name, name->at, name->text, what);
	else if (ident_is_cxx_keyword(name->text))
		diag_report(s->diag, DIAG_cxx_keyword_as_name, name->at, name->text);
}

/* Members and variables that every stub has, so that an argument cannot be called so. */
static const char *const reserved[] = {"Head", "InHeadP", "InP", "Mess", "OutHeadP", "OutP",
	"Reply", "Request", "RetCode", "RetCodeCheck", "RetCodePad", "RetCodeType", "msg_result",
	"msgh_index", "msgh_simple", "msgh_size", "msgh_size_delta"};

/* In0P, In1P... */
static bool is_segment_pointer(const char *name)
{
	size_t digits = strspn(name + (strncmp(name, "In", 2) == 0 ? 2 : 0), "0123456789");

	return strncmp(name, "In", 2) == 0 && digits > 0 && strcmp(name + 2 + digits, "P") == 0;
}

static bool is_reserved(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (strcmp(reserved[i], name) == 0)
			return true;
	return is_segment_pointer(name);
}

/* A name in use in the stubs of a routine, and the argument it came from. */
struct use {
	const struct argument *arg;
	const char *derived; /* what it stands for; NULL: the argument itself */
};

/* Enters a name; one of the two that clash is an argument that was written. */
static void enter(struct sema *s, struct map *uses, const char *name, const struct argument *arg,
	const char *derived)
{
	const char *key = intern(s->names, str_of(name));
	struct use *other = map_get(uses, key);
	struct use *use;

	if (other && other->arg != arg) {
		if (!other->derived && !derived) {
			diag_report(s->diag, DIAG_duplicate_argument, arg->at, name);
			diag_note(s->diag, other->arg->at, "first declared here");
			return;
		}
		if (derived)
			diag_report(s->diag, DIAG_name_clash, other->arg->at, name,
				arena_printf(s->arena, "%s of argument '%s'", derived, arg->name));
		else
			diag_report(s->diag, DIAG_name_clash, arg->at, name,
				arena_printf(s->arena, "%s of argument '%s'", other->derived,
					other->arg->name));
		return;
	}
	use = arena_new(s->arena, struct use);
	use->arg = arg;
	use->derived = derived;
	map_set(uses, s->arena, key, use);
}

static const char *param_words(enum param_role role)
{
	switch (role) {
	case PARAM_VALUE: return NULL;
	case PARAM_POLY: return "the disposition";
	case PARAM_COUNT: return "the count";
	case PARAM_DEALLOC: return "the deallocate flag";
	case PARAM_SCOPY: return "the server-copy flag";
	}
	return NULL;
}

static void enter_params(struct sema *s, struct map *uses, const struct argument *arg)
{
	int side, role;

	for (side = 0; side < SIDE_COUNT; side++)
		for (role = PARAM_POLY; role < PARAM_ROLE_COUNT; role++)
			if (arg->params[side][role])
				enter(s, uses, arg->params[side][role]->c_name, arg,
					param_words((enum param_role)role));
}

static void enter_data(struct sema *s, struct map *uses, const struct argument *arg)
{
	const struct type *type = arg->type;

	enter(s, uses, arena_printf(s->arena, "%sType", arg->name), arg, "the descriptor");
	if (!type->is_variable)
		enter(s, uses, arena_printf(s->arena, "%sCheck", arg->name), arg,
			"the expected descriptor");
	if (type->is_variable && type->in_line)
		enter(s, uses, arena_printf(s->arena, "%sP", arg->name), arg, "the pointer");
	else
		enter(s, uses, arena_printf(s->arena, "%sPad", arg->name), arg, "the padding");
	if (arg->flags & ARG_COUNT_IN_OUT) {
		enter(s, uses, arena_printf(s->arena, "%sCntType", arg->name), arg,
			"the descriptor of the count");
		enter(s, uses, arena_printf(s->arena, "%sCntPad", arg->name), arg,
			"the padding of the count");
	}
}

void names_check_routine(struct sema *s, const struct routine *routine)
{
	struct map uses = {0};
	size_t i;

	for (i = 0; i < routine->arguments.count; i++) {
		const struct argument *arg = routine->arguments.items[i];

		if (is_reserved(arg->name))
			diag_report(s->diag, DIAG_name_clash, arg->at, arg->name,
				"a variable of the stub");
		enter(s, &uses, arg->name, arg, NULL);
	}
	for (i = 0; i < routine->arguments.count; i++) {
		const struct argument *arg = routine->arguments.items[i];

		enter_params(s, &uses, arg);
		if (arg->role == ARG_DATA)
			enter_data(s, &uses, arg);
	}
}

/* Requests whose id is also that of a reply cannot be told from it by a shared receiver. */
void names_check_ids(struct sema *s)
{
	const struct model *model = s->model;
	bool overlap_told = false;
	size_t i;

	for (i = 0; i < model->routines.count; i++) {
		const struct routine *routine = model->routines.items[i];
		const struct routine *other = i >= 100 ? model->routines.items[i - 100] : NULL;

		if (!routine)
			continue;
		if (UINT32_MAX - routine->number < model->base_id) {
			diag_report(s->diag, DIAG_id_wraps, routine->at, routine->name);
			return;
		}
		if (other && !other->is_simple && !overlap_told) {
			diag_report(s->diag, DIAG_id_overlap, routine->at, routine->name,
				arena_printf(s->arena, "%" PRIu32, routine->id), other->name);
			diag_note(s->diag, other->at, "'%s' is declared here", other->name);
			overlap_told = true;
		}
	}
}
