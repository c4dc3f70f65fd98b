/*
 * The steps of a user stub on the typed wire: refuse oversize arguments, pack, send and receive,
 * check and unpack argument by argument.
 */
#include "sema/internal.h"

static struct step *check_message(
	struct sema *s, struct stub *stub, enum check_kind kind, enum mig_error error)
{
	struct step *step = stub_add(s, stub, STEP_CHECK);

	step->check = kind;
	step->error = error;
	return step;
}

static void bound_arguments(struct sema *s, struct stub *stub, const struct form *form)
{
	size_t i;

	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];
		struct step *step;

		if (field->kind != FIELD_ARRAY || !field->count_from[SIDE_USER])
			continue;
		step = stub_add(s, stub, STEP_BOUND);
		step->field = field;
		step->param = field->count_from[SIDE_USER];
		step->arg = field->arg;
		step->error = MIG_ERROR_ARRAY_TOO_LARGE;
	}
}

/* Everything of the message but its header and, in a reply, the return code that is there. */
static void put_fields(struct sema *s, struct stub *stub, const struct form *form)
{
	size_t i;

	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];
		struct step *step;

		if (field->kind == FIELD_HEADER)
			continue;
		step = stub_add(s, stub, STEP_PUT);
		step->field = field;
		step->arg = field->arg;
		if (!field_is_variable(field))
			continue;
		step = stub_add(s, stub, STEP_ADVANCE);
		step->field = field;
		step->is_last = !form_has_variable_after(form, field) &&
				field == form->fields.items[form->fields.count - 1];
	}
}

static void check_reply(struct sema *s, struct stub *stub, const struct form *form)
{
	struct step *step = check_message(s, stub, CHECK_REPLY_ID, MIG_ERROR_REPLY_MISMATCH);

	step = check_message(
		s, stub, form->is_fixed ? CHECK_SIZE_EXACT : CHECK_SIZE_RANGE, MIG_ERROR_TYPE);
	step->is_type_check = true;
	step->accepts_error_form = true;
	step->bytes = form->min_bytes;
	step->other_bytes = form->max_bytes;
	step->complexity = form->complexity;
}

static const struct field *retcode_of(const struct form *form)
{
	size_t i;

	for (i = 0; i < form->fields.count; i++)
		if (form->fields.items[i]->kind == FIELD_RETCODE)
			return form->fields.items[i];
	return NULL;
}

static void get_fields(struct sema *s, struct stub *stub, const struct form *form)
{
	size_t i;

	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];
		struct step *step;

		if (!field->arg || field->kind == FIELD_TYPE_WORD || field->kind == FIELD_PAD)
			continue;
		lower_item_checks(s, stub, form, field, MIG_ERROR_TYPE);
		step = stub_add(s, stub, STEP_GET);
		step->field = field;
		step->arg = field->arg;
		step->param = field->value_from[SIDE_USER];
		step->error = MIG_ERROR_ARRAY_TOO_LARGE;
		if (!field_is_variable(field))
			continue;
		step = stub_add(s, stub, STEP_ADVANCE);
		step->field = field;
		step->is_last = field == form->fields.items[form->fields.count - 1];
	}
}

void lower_user_stub(struct sema *s, struct routine *routine)
{
	const struct form *request = &routine->request.views[VIEW_USER];
	const struct form *reply = &routine->reply.views[VIEW_USER];
	struct stub *stub = &routine->user_stub;
	struct step *step;

	bound_arguments(s, stub, request);
	stub_add(s, stub, STEP_SET_HEADER);
	put_fields(s, stub, request);
	if (!request->is_fixed)
		stub_add(s, stub, STEP_SET_SIZE);
	if (request->complexity == COMPLEX_AT_RUN_TIME)
		stub_add(s, stub, STEP_SET_COMPLEX);
	stub_add(s, stub, routine->is_simple ? STEP_SEND : STEP_RPC);
	if (routine->is_simple)
		return;
	stub_add(s, stub, STEP_ON_SEND_ERROR);
	check_reply(s, stub, reply);
	step = check_message(s, stub, CHECK_WORD_EQUAL, MIG_ERROR_TYPE);
	step->is_type_check = true;
	step->field = retcode_of(reply)->data_word;
	step = check_message(s, stub, CHECK_RETCODE_ZERO, MIG_ERROR_RETCODE);
	step->field = retcode_of(reply);
	get_fields(s, stub, reply);
	stub_add(s, stub, STEP_RETURN);
}
