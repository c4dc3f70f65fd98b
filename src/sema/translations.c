/* C types and translation functions of a declared type: intran, outtran, destructor, ctype. */
#include "sema/internal.h"

#include "support/bug.h"

#include <string.h>

/* What the clauses of one declaration have set so far. */
struct clauses {
	const char *user_type, *server_type, *trans_type;
	const char *intran, *intranpayload, *outtran, *destructor;
};

/* Sets one of them; another value than before is a conflict in which the later one wins. */
static void set(struct sema *s, const char **place, const struct ast_name *name, const char *what)
{
	if (*place && *place != name->text)
		diag_report(s->diag, DIAG_conflicting_c_type, name->at, what, name->text, *place);
	*place = name->text;
}

/* Both C types at once; a conflict of both is one. */
static void set_both(struct sema *s, struct clauses *c, const struct ast_name *name)
{
	if (c->user_type && c->user_type == c->server_type) {
		set(s, &c->user_type, name, "C type");
		c->server_type = name->text;
		return;
	}
	set(s, &c->user_type, name, "user type");
	set(s, &c->server_type, name, "server type");
}

static bool refuse_variable(
	struct sema *s, const struct type *type, const struct ast_translation *clause)
{
	if (!type->is_variable || clause->function.text == NULL)
		return false;
	diag_report(s->diag, DIAG_translation_of_variable, clause->at,
		clause->kind == AST_DESTRUCTOR ? "a destructor" : "a translation");
	return true;
}

static void apply(struct sema *s, struct clauses *c, const struct ast_translation *clause)
{
	switch (clause->kind) {
	case AST_INTRAN:
		set(s, &c->trans_type, &clause->trans_type, "translated type");
		set(s, &c->server_type, &clause->server_type, "server type");
		set(s, &c->intran, &clause->function, "in-translation");
		return;
	case AST_INTRANPAYLOAD:
		set(s, &c->trans_type, &clause->trans_type, "translated type");
		set(s, &c->intranpayload, &clause->function, "payload translation");
		return;
	case AST_OUTTRAN:
		set(s, &c->server_type, &clause->server_type, "server type");
		set(s, &c->trans_type, &clause->trans_type, "translated type");
		set(s, &c->outtran, &clause->function, "out-translation");
		return;
	case AST_DESTRUCTOR:
		set(s, &c->trans_type, &clause->trans_type, "translated type");
		set(s, &c->destructor, &clause->function, "destructor");
		return;
	case AST_CTYPE: set_both(s, c, &clause->c_type); return;
	case AST_CUSERTYPE: set(s, &c->user_type, &clause->c_type, "user type"); return;
	case AST_CSERVERTYPE: set(s, &c->server_type, &clause->c_type, "server type"); return;
	}
	bug("translation clause of kind %d", (int)clause->kind);
}

/* Inside a kernel of the typed wire a right is the port itself. */
static const char *kernel_port_type(bool is_kernel, const struct type *type, const char *c_type)
{
	if (is_kernel && type_is_port(type) && strcmp(c_type, "mach_port_t") == 0)
		return "ipc_port_t";
	return c_type;
}

void translations_apply(struct sema *s, struct type *type, const struct ast_named_type *named)
{
	bool is_typed = s->abi->wire == WIRE_TYPED;
	struct clauses c = {0};
	size_t i;

	for (i = 0; i < named->translations.count; i++) {
		const struct ast_translation *clause = &named->translations.items[i];

		if (!refuse_variable(s, type, clause))
			apply(s, &c, clause);
	}
	type->has_ctype = c.user_type != NULL;
	type->user_type = kernel_port_type(
		is_typed && s->model->kernel_user, type, c.user_type ? c.user_type : type->name);
	type->server_type = kernel_port_type(is_typed && s->model->kernel_server, type,
		c.server_type ? c.server_type : type->name);
	type->trans_type = c.trans_type ? c.trans_type : type->server_type;
	type->intran = c.intran;
	type->intranpayload = c.intranpayload;
	type->outtran = c.outtran;
	type->destructor = c.destructor;
}

void translations_check(struct sema *s, const struct argument *arg)
{
	const struct type *type = arg->type;
	bool arrives =
		arg->flags & ARG_IN || arg->role == ARG_REQUEST_PORT || arg->role == ARG_REPLY_PORT;

	if (!(arg->flags & ARG_SERVER) || strcmp(type->server_type, type->trans_type) == 0)
		return;
	if (arrives && !type->intran)
		diag_report(s->diag, DIAG_missing_translation, arg->at, arg->name,
			type->server_type, "an in-translation", type->trans_type);
	if (arg->flags & ARG_OUT && !type->outtran)
		diag_report(s->diag, DIAG_missing_translation, arg->at, arg->name, type->trans_type,
			"an out-translation", type->server_type);
}
