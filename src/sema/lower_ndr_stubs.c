/*
 * The steps of stubs on the NDR wire. All checks of a message come first, in the order of the
 * peer (docs/apple-compat.md), so that a back end can make them a function of their own; servers
 * release what they were lent in reverse order, whatever the function returned.
 */
#include "sema/internal.h"

static struct step *add_for(
	struct sema *s, struct stub *stub, enum step_kind kind, const struct field *field)
{
	struct step *step = stub_add(s, stub, kind);

	step->field = field;
	step->arg = field->arg;
	return step;
}

static struct step *add_check(struct sema *s, struct stub *stub, enum check_kind kind,
	const struct field *field, enum mig_error error)
{
	struct step *step = stub_add(s, stub, STEP_CHECK);

	step->check = kind;
	step->error = error;
	step->is_type_check = true;
	step->field = field;
	step->arg = field ? field->arg : NULL;
	return step;
}

static bool is_last(const struct form *form, const struct field *field)
{
	return field == form->fields.items[form->fields.count - 1];
}

static bool is_descriptor(const struct field *field)
{
	return field->kind == FIELD_PORT || field->kind == FIELD_OOL ||
	       field->kind == FIELD_OOL_PORTS;
}

static uint32_t count_descriptors(const struct form *form)
{
	uint32_t count = 0;
	size_t i;

	for (i = 0; i < form->fields.count; i++)
		if (is_descriptor(form->fields.items[i]))
			count += form->fields.items[i]->repeat;
	return count;
}

/* The values of a message: what arguments are made of. */
static bool is_value(const struct field *field)
{
	return is_descriptor(field) ||
	       ((field->kind == FIELD_VALUE || field->kind == FIELD_ARRAY) &&
		       !field->is_sub_counts);
}

/* The parameter that counts a value on one side, or NULL; and its bound, 0: none. */
static const struct param *value_count(const struct field *field, enum side side)
{
	if (!is_value(field))
		return NULL;
	if (field->arg->type->descriptor_count != 0)
		return field->arg->params[side][PARAM_SUBS_COUNT];
	return field->count_from[side];
}

static uint32_t value_max(const struct field *field)
{
	uint32_t descriptors = field->arg->type->descriptor_count;

	return descriptors != 0 ? descriptors : field->count.max;
}

/* Arguments with one count: whether an earlier one bounds it as much. */
static bool is_bounded_before(const struct form *form, const struct field *field, enum side side)
{
	size_t i;

	for (i = 0; form->fields.items[i] != field; i++) {
		const struct field *earlier = form->fields.items[i];

		if (value_count(earlier, side) == value_count(field, side) &&
			value_max(earlier) != 0 && value_max(earlier) <= value_max(field))
			return true;
	}
	return false;
}

/* ---- Checks of a received message ---- */

static struct step *check_shape(
	struct sema *s, struct stub *stub, const struct form *form, enum mig_error error)
{
	struct step *step;

	if (form->complexity == COMPLEX_ALWAYS) {
		step = add_check(s, stub, CHECK_DESCRIPTOR_COUNT, NULL, error);
		step->bytes = count_descriptors(form);
		step->complexity = form->complexity;
	}
	step = add_check(
		s, stub, form->is_fixed ? CHECK_SIZE_EXACT : CHECK_SIZE_RANGE, NULL, error);
	step->bytes = form->min_bytes;
	step->other_bytes = form->max_bytes;
	step->complexity = form->complexity;
	return step;
}

static void check_descriptor(
	struct sema *s, struct stub *stub, const struct field *field, enum mig_error error)
{
	bool is_right = field->kind == FIELD_PORT || field->kind == FIELD_OOL_PORTS;
	bool is_known = !type_is_polymorphic(&field->word.received);

	add_check(s, stub, CHECK_DESC_TYPE, field, error);
	if (is_right && is_known)
		add_check(s, stub, CHECK_DESC_DISPOSITION, field, error);
	/* The unused entries of an array are empty: its sizes are checked with its count. */
	if (field->kind != FIELD_PORT && field->count.source == COUNT_CONSTANT &&
		!field->arg->type->descriptor_count_varies)
		add_check(s, stub, CHECK_DESC_SIZE, field, error);
}

/* The same for counts in messages. */
static bool is_counted_before(const struct form *form, const struct field *field)
{
	size_t i;

	for (i = 0; form->fields.items[i] != field; i++)
		if (form->fields.items[i]->kind == FIELD_ARRAY &&
			form->fields.items[i]->count_field == field->count_field &&
			form->fields.items[i]->count.max <= field->count.max)
			return true;
	return false;
}

static void check_array(struct sema *s, struct stub *stub, const struct form *form,
	const struct field *field, enum mig_error error)
{
	bool is_behind = form_has_variable_after(form, field);
	struct step *step;

	if (!is_counted_before(form, field))
		add_check(s, stub, CHECK_COUNT_MAX, field, error)->is_type_check = false;
	step = add_check(s, stub, is_behind ? CHECK_REST_AT_LEAST : CHECK_REST_EXACT, field, error);
	step->bytes = form->min_bytes;
	step->is_last = !is_behind;
	add_for(s, stub, STEP_ADVANCE, field)->is_last = is_last(form, field);
}

/* Whether counts in the data go with a descriptor. */
static bool has_counts(const struct field *field)
{
	return field->count_field ||
	       (field->arg->type->descriptor_count != 0 && field->arg->type->is_variable);
}

/* The counts of descriptors stand in the data, behind what may move: they come last. */
static void check_contents(struct sema *s, struct stub *stub, const struct form *form,
	enum mig_error type_error, enum mig_error count_error)
{
	size_t i;

	for (i = 0; i < form->fields.count; i++)
		if (is_descriptor(form->fields.items[i]))
			check_descriptor(s, stub, form->fields.items[i], type_error);
	for (i = 0; i < form->fields.count; i++)
		if (form->fields.items[i]->kind == FIELD_ARRAY)
			check_array(s, stub, form, form->fields.items[i], count_error);
	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];

		if (!is_descriptor(field) || !has_counts(field))
			continue;
		if (field->kind == FIELD_PORT) {
			add_check(s, stub, CHECK_COUNT_MAX, field, count_error)->is_type_check =
				false;
			add_check(s, stub, CHECK_DESC_UNUSED, field, count_error);
			continue;
		}
		/* Where the descriptors are counted only, nothing else bounds their number. */
		if (field->arg->type->descriptor_count_varies && !field->arg->type->is_variable)
			add_check(s, stub, CHECK_COUNT_MAX, field, count_error)->is_type_check =
				false;
		add_check(s, stub,
			field->arg->type->descriptor_count != 0 ? CHECK_SUBCOUNT_AGREES
								: CHECK_COUNT_AGREES,
			field, type_error);
		/* Nobody would release what stands there. */
		if (field->arg->type->descriptor_count_varies)
			add_check(s, stub, CHECK_DESC_UNUSED, field, count_error);
	}
}

/* Each argument that stands in the trailer must be inside it. */
static void check_trailer(
	struct sema *s, struct stub *stub, const struct routine *routine, unsigned side_flag)
{
	size_t i;

	for (i = 0; i < routine->arguments.count; i++) {
		const struct argument *arg = routine->arguments.items[i];

		if (argument_is_token(arg) && arg->flags & side_flag)
			add_check(s, stub, CHECK_TRAILER_SIZE, NULL, MIG_ERROR_TRAILER)->arg = arg;
	}
}

/* ---- Sending ---- */

static void bound_arguments(struct sema *s, struct stub *stub, const struct form *form)
{
	size_t i;

	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];
		struct step *step;

		if (!value_count(field, SIDE_USER) || value_max(field) == 0 ||
			is_bounded_before(form, field, SIDE_USER))
			continue;
		step = add_for(s, stub, STEP_BOUND, field);
		step->bytes = value_max(field);
		step->param = value_count(field, SIDE_USER);
		step->error = MIG_ERROR_ARRAY_TOO_LARGE;
	}
}

static void put_fields(struct sema *s, struct stub *stub, const struct form *form)
{
	size_t i;

	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];

		if (field->kind == FIELD_HEADER || field->kind == FIELD_RETCODE)
			continue;
		if (field->kind == FIELD_BODY) {
			add_for(s, stub, STEP_PUT, field)->bytes = count_descriptors(form);
			continue;
		}
		add_for(s, stub, STEP_PUT, field);
		if (field_is_variable(field))
			add_for(s, stub, STEP_ADVANCE, field)->is_last = is_last(form, field);
	}
}

/* ---- User stubs ---- */

static void check_reply(struct sema *s, struct stub *stub, const struct form *form)
{
	struct step *step;

	add_check(s, stub, CHECK_REPLY_ID, NULL, MIG_ERROR_REPLY_MISMATCH)->is_type_check = false;
	step = check_shape(s, stub, form, MIG_ERROR_TYPE);
	step->accepts_error_form = true;
	add_check(s, stub, CHECK_REMOTE_NULL, NULL, MIG_ERROR_TYPE);
	step = add_check(s, stub, CHECK_RETCODE_ZERO, NULL, MIG_ERROR_RETCODE);
	step->is_type_check = false;
	step->complexity = form->complexity;
	check_contents(s, stub, form, MIG_ERROR_TYPE, MIG_ERROR_TYPE);
}

static void get_fields(
	struct sema *s, struct stub *stub, const struct routine *routine, const struct form *form)
{
	size_t i;

	for (i = 0; i < routine->arguments.count; i++) {
		const struct argument *arg = routine->arguments.items[i];
		const struct field *field = form_fields_of(form, arg);

		if (argument_is_token(arg) && arg->flags & ARG_USER)
			stub_add(s, stub, STEP_GET)->arg = arg;
		for (; field; field = field->next_of_arg) {
			struct step *step;

			if (!is_value(field))
				continue;
			step = add_for(s, stub, STEP_GET, field);
			step->param = field->value_from[SIDE_USER];
			step->error = MIG_ERROR_ARRAY_TOO_LARGE;
		}
	}
}

void lower_ndr_user_stub(struct sema *s, struct routine *routine)
{
	const struct form *request = &routine->request.views[VIEW_USER];
	const struct form *reply = &routine->reply.views[VIEW_USER];
	struct stub *stub = &routine->user_stub;

	bound_arguments(s, stub, request);
	put_fields(s, stub, request);
	stub_add(s, stub, STEP_SET_HEADER)->complexity = request->complexity;
	stub_add(s, stub, routine->is_simple ? STEP_SEND : STEP_RPC);
	stub_add(s, stub, STEP_ON_SEND_ERROR);
	if (routine->is_simple)
		return;
	check_reply(s, stub, reply);
	check_trailer(s, stub, routine, ARG_USER);
	get_fields(s, stub, routine, reply);
	stub_add(s, stub, STEP_RETURN);
}

/* ---- Server stubs ---- */

static void check_request(
	struct sema *s, struct stub *stub, const struct routine *routine, const struct form *form)
{
	size_t i;

	check_shape(s, stub, form, MIG_ERROR_BAD_ARGUMENTS);
	check_contents(s, stub, form, MIG_ERROR_TYPE, MIG_ERROR_BAD_ARGUMENTS);
	for (i = 0; i < form->fields.count; i++)
		if (form->fields.items[i]->copy == COPY_STRING)
			add_check(s, stub, CHECK_STRING_TERMINATED, form->fields.items[i],
				MIG_ERROR_BAD_ARGUMENTS);
	check_trailer(s, stub, routine, ARG_SERVER);
}

static void take_arguments(
	struct sema *s, struct stub *stub, const struct routine *routine, const struct form *form)
{
	size_t i;

	for (i = 0; i < routine->arguments.count; i++) {
		const struct argument *arg = routine->arguments.items[i];
		bool is_header =
			arg == routine->request_port || arg == routine->reply_port[SIDE_SERVER];

		if (is_header && arg->type->intran)
			stub_add(s, stub, STEP_TRANSLATE)->arg = arg;
	}
	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];

		if (!is_value(field))
			continue;
		if (is_descriptor(field) && field->c_form == C_FORM_ARRAY)
			add_for(s, stub, STEP_NARROW, field);
		if (field->arg->type->intran)
			add_for(s, stub, STEP_TRANSLATE, field);
	}
}

static void preset_results(
	struct sema *s, struct stub *stub, const struct form *request, const struct form *reply)
{
	size_t i;

	for (i = 0; i < reply->fields.count; i++) {
		const struct field *field = reply->fields.items[i];
		const struct param *count = value_count(field, SIDE_SERVER);
		const struct field *room;
		struct step *step;

		if (!count || field->arg->flags & ARG_IN || field->arg->same_count)
			continue;
		room = field->arg->flags & ARG_COUNT_IN_OUT ? form_room_of(request, field->arg)
							    : NULL;
		step = add_for(s, stub, STEP_PRESET_COUNT, field);
		step->bytes = value_max(field);
		step->param = count;
		if (room)
			step->field = room;
	}
}

static void dispose(
	struct sema *s, struct stub *stub, const struct routine *routine, const struct form *form)
{
	size_t i;

	for (i = routine->arguments.count; i-- > 0;) {
		const struct argument *arg = routine->arguments.items[i];
		const struct field *field = form_fields_of(form, arg);
		bool is_in = arg->flags & ARG_SERVER && !(arg->flags & ARG_OUT);

		if (is_in && arg->type->destructor)
			stub_add(s, stub, STEP_DESTROY)->arg = arg;
		for (; field; field = field->next_of_arg) {
			bool is_lent = arg->type->is_indefinite || arg->flags & ARG_AUTO;

			if (is_in && is_lent &&
				(field->kind == FIELD_OOL || field->kind == FIELD_OOL_PORTS))
				add_for(s, stub, STEP_FREE, field);
		}
	}
}

static void release_rights(struct sema *s, struct stub *stub, const struct form *form)
{
	size_t i;

	for (i = form->fields.count; i-- > 0;) {
		const struct field *field = form->fields.items[i];

		if (field->kind == FIELD_PORT && field->repeat == 1 && field->arg->type->intran &&
			field->arg->type->receive.number == IPC_PORT_SEND)
			add_for(s, stub, STEP_RELEASE, field);
	}
}

/* Nobody may be sent a receive right for the port that the reply goes to. */
static void check_circularity(struct sema *s, struct stub *stub, const struct form *reply)
{
	size_t i;

	for (i = 0; i < reply->fields.count; i++) {
		const struct field *field = reply->fields.items[i];

		if (field->kind == FIELD_PORT && field->c_form == C_FORM_OBJECT &&
			(type_is_polymorphic(&field->word.sent) ||
				field->word.sent.number == IPC_PORT_RECEIVE))
			add_for(s, stub, STEP_CIRCULARITY, field);
	}
}

static void check_results(struct sema *s, struct stub *stub, const struct form *reply)
{
	size_t i;

	for (i = 0; i < reply->fields.count; i++) {
		const struct field *field = reply->fields.items[i];
		struct step *step;

		if (!value_count(field, SIDE_SERVER) || value_max(field) == 0 ||
			is_bounded_before(reply, field, SIDE_SERVER))
			continue;
		step = add_for(s, stub, STEP_RESULT_CHECK, field);
		step->check = CHECK_RESULT_COUNT_MAX;
		step->bytes = value_max(field);
		step->param = value_count(field, SIDE_SERVER);
		step->error = MIG_ERROR_ARRAY_TOO_LARGE;
	}
}

void lower_ndr_server_stub(struct sema *s, struct routine *routine)
{
	const struct form *request = &routine->request.views[VIEW_SERVER];
	const struct form *reply = &routine->reply.views[VIEW_SERVER];
	struct stub *stub = &routine->server_stub;
	bool has_results = reply->fields.items[reply->fields.count - 1]->arg != NULL ||
			   reply->complexity == COMPLEX_ALWAYS;

	check_request(s, stub, routine, request);
	preset_results(s, stub, request, reply);
	take_arguments(s, stub, routine, request);
	stub_add(s, stub, STEP_CALL);
	dispose(s, stub, routine, request);
	/* A reply without results is the same after failure. */
	if (!has_results)
		put_fields(s, stub, reply);
	if (has_results || s->model->kernel_server)
		stub_add(s, stub, STEP_RETURN_IF_FAILED);
	check_results(s, stub, reply);
	if (s->model->kernel_server)
		release_rights(s, stub, request);
	if (!has_results)
		return;
	put_fields(s, stub, reply);
	if (s->model->kernel_server)
		check_circularity(s, stub, reply);
	stub_add(s, stub, STEP_SET_COMPLEX)->complexity = reply->complexity;
	stub_add(s, stub, STEP_SET_SIZE)->bytes = reply->is_fixed ? reply->max_bytes : 0;
}
