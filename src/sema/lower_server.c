/*
 * The steps of a server stub on the typed wire: check everything, take the arguments out, call,
 * dispose of what the function was lent, pack the results.
 */
#include "sema/internal.h"

#include <string.h>

static struct step *add_for(
	struct sema *s, struct stub *stub, enum step_kind kind, const struct field *field)
{
	struct step *step = stub_add(s, stub, kind);

	step->field = field;
	step->arg = field->arg;
	return step;
}

static bool is_data(const struct field *field)
{
	return field->arg && field->kind != FIELD_TYPE_WORD && field->kind != FIELD_PAD;
}

/* The field that carries an argument's data; NULL if it is not in this message. */
static const struct field *data_of(const struct form *form, const struct argument *arg)
{
	const struct field *field = form_fields_of(form, arg);

	while (field && !is_data(field))
		field = field->next_of_arg;
	return field;
}

/* ---- The request ---- */

static void check_request(struct sema *s, struct stub *stub, const struct form *form)
{
	struct step *step = stub_add(s, stub, STEP_CHECK);
	size_t i;

	step->check = form->is_fixed ? CHECK_SIZE_EXACT : CHECK_SIZE_RANGE;
	step->error = MIG_ERROR_BAD_ARGUMENTS;
	step->is_type_check = true;
	step->bytes = form->min_bytes;
	step->other_bytes = form->max_bytes;
	step->complexity = form->complexity;
	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];

		if (!is_data(field))
			continue;
		lower_item_checks(s, stub, form, field, MIG_ERROR_BAD_ARGUMENTS);
		if (!field_is_variable(field))
			continue;
		add_for(s, stub, STEP_ADVANCE, field)->is_last =
			field == form->fields.items[form->fields.count - 1];
	}
}

/* What must be at hand before the call: strings that end, translated values, names of ports. */
static void take_arguments(struct sema *s, struct stub *stub, const struct form *form)
{
	size_t i;

	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];

		if (!is_data(field) || field->kind == FIELD_COUNT)
			continue;
		if (field->kind == FIELD_VALUE && field->copy == COPY_STRING)
			add_for(s, stub, STEP_TERMINATE, field);
		if (field->copy == COPY_PORTS)
			add_for(s, stub, STEP_NARROW, field);
		if (field->arg->type->intran)
			add_for(s, stub, STEP_TRANSLATE, field);
	}
}

/* The rights in the header are translated too. */
static void take_ports(struct sema *s, struct stub *stub, const struct routine *routine)
{
	const struct argument *ports[2] = {routine->request_port, routine->reply_port[SIDE_SERVER]};
	size_t i;

	for (i = 0; i < 2; i++) {
		const struct type *type = ports[i] ? ports[i]->type : NULL;

		if (type && (type->intran || type->intranpayload))
			stub_add(s, stub, STEP_TRANSLATE)->arg = ports[i];
	}
}

/* Every count a function returns starts with the room there is. */
static void preset_results(
	struct sema *s, struct stub *stub, const struct form *request, const struct form *reply)
{
	size_t i;

	for (i = 0; i < reply->fields.count; i++) {
		const struct field *field = reply->fields.items[i];

		if (!is_data(field))
			continue;
		if (field->kind == FIELD_EITHER)
			add_for(s, stub, STEP_PRESET_POINTER, field);
		if (field->count_from[SIDE_SERVER] && !(field->arg->flags & ARG_IN)) {
			struct step *step = add_for(s, stub, STEP_PRESET_COUNT, field);

			step->bytes = field->count.max;
			step->param = field->count_from[SIDE_SERVER];
			if (form_room_of(request, field->arg))
				step->field = form_room_of(request, field->arg);
		}
	}
}

/* ---- After the call ---- */

static void check_results(struct sema *s, struct stub *stub, const struct form *reply)
{
	size_t i;

	for (i = 0; i < reply->fields.count; i++) {
		const struct field *field = reply->fields.items[i];
		struct step *step;

		if (field->kind != FIELD_ARRAY && field->kind != FIELD_EITHER)
			continue;
		if (!field->count_from[SIDE_SERVER])
			continue;
		step = add_for(s, stub, STEP_RESULT_CHECK, field);
		step->check = CHECK_RESULT_COUNT_MAX;
		step->param = field->count_from[SIDE_SERVER];
		step->error = MIG_ERROR_ARRAY_TOO_LARGE;
	}
}

/* In the order opposite to that of the arguments: destructors, and memory the stub was lent. */
static void dispose(
	struct sema *s, struct stub *stub, const struct form *form, const struct routine *routine)
{
	bool slots_are_wide = form->abi->port_in_line_bytes != form->abi->port_name_bytes;
	size_t i;

	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];

		if (field_is_variable(field) && field->copy == COPY_PORTS && slots_are_wide)
			add_for(s, stub, STEP_WIDEN_BACK, field);
	}
	for (i = routine->arguments.count; i-- > 0;) {
		const struct argument *arg = routine->arguments.items[i];
		const struct field *field = data_of(form, arg);
		bool is_in = arg->flags & ARG_SERVER && !(arg->flags & ARG_OUT);

		if (is_in && arg->type->destructor)
			stub_add(s, stub, STEP_DESTROY)->arg = arg;
		if (field && field->kind == FIELD_EITHER)
			add_for(s, stub, STEP_FREE, field);
	}
}

/* A kernel server owns the send rights it was handed translated. */
static void release_rights(struct sema *s, struct stub *stub, const struct form *form)
{
	size_t i;

	for (i = form->fields.count; i-- > 0;) {
		const struct field *field = form->fields.items[i];
		const struct type *type = field->arg ? field->arg->type : NULL;

		if (field->kind == FIELD_PORT && type->receive.number == IPC_PORT_SEND &&
			type->intran)
			add_for(s, stub, STEP_RELEASE, field);
	}
}

/* ---- The reply ---- */

static bool has_results(const struct form *reply)
{
	size_t i;

	for (i = 0; i < reply->fields.count; i++)
		if (is_data(reply->fields.items[i]))
			return true;
	return false;
}

static void put_results(struct sema *s, struct stub *stub, const struct form *reply)
{
	bool is_result = false;
	size_t i;

	for (i = 0; i < reply->fields.count; i++) {
		const struct field *field = reply->fields.items[i];

		is_result = is_result || field->arg;
		if (!is_result)
			continue;
		add_for(s, stub, STEP_PUT, field);
		if (field->kind == FIELD_PORT && reply->abi->is_kernel &&
			(field->arg->type->receive.number == IPC_PORT_RECEIVE ||
				type_is_polymorphic(&field->arg->type->receive)))
			add_for(s, stub, STEP_CIRCULARITY, field);
		if (field_is_variable(field))
			add_for(s, stub, STEP_ADVANCE, field)->is_last =
				field == reply->fields.items[reply->fields.count - 1];
	}
}

void lower_server_stub(struct sema *s, struct routine *routine)
{
	const struct form *request = &routine->request.views[VIEW_SERVER];
	const struct form *reply = &routine->reply.views[VIEW_SERVER];
	struct stub *stub = &routine->server_stub;

	check_request(s, stub, request);
	take_ports(s, stub, routine);
	take_arguments(s, stub, request);
	preset_results(s, stub, request, reply);
	stub_add(s, stub, STEP_CALL);
	/* Before anything is disposed of: what then fails is left to whoever destroys requests. */
	check_results(s, stub, reply);
	dispose(s, stub, request, routine);
	if (!has_results(reply) && !s->model->kernel_server)
		return;
	stub_add(s, stub, STEP_RETURN_IF_FAILED);
	if (s->model->kernel_server)
		release_rights(s, stub, request);
	if (!has_results(reply))
		return;
	put_results(s, stub, reply);
	stub_add(s, stub, STEP_SET_COMPLEX)->complexity = reply->complexity;
	stub_add(s, stub, STEP_SET_SIZE)->bytes = reply->is_fixed ? reply->max_bytes : 0;
}
