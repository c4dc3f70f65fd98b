/*
 * Messages: the ordered fields of request and reply, for each view. Typed wire: every item is a
 * type word, its data, and padding up to the unit; the reply starts with the return code.
 */
#include "sema/internal.h"

#include "support/bug.h"

#include <inttypes.h>
#include <string.h>

/* What is being laid out. */
struct draft {
	struct sema *s;
	struct form *form;
	enum view view;
	bool is_request;
};

/* At the end of the argument's chain. */
static void chain(struct form *form, struct field *field)
{
	struct arg_fields *fields = &form->of_arg[field->arg->index];

	if (fields->last)
		fields->last->next_of_arg = field;
	else
		fields->first = field;
	fields->last = field;
}

struct field *form_add_field(struct sema *s, struct form *form, enum field_kind kind,
	const struct argument *arg, const char *c_name, const char *c_type)
{
	struct field *field = arena_new(s->arena, struct field);

	field->kind = kind;
	field->index = (unsigned)form->fields.count;
	field->arg = arg;
	field->c_name = c_name;
	field->c_type = c_type;
	field->c_form = C_FORM_OBJECT;
	field->c_count = 1;
	field->repeat = 1;
	field->align_bytes = form->abi->align_bytes;
	if (arg) {
		field->at = arg->at;
		chain(form, field);
	}
	vec_push(s->arena, &form->fields, field);
	return field;
}

void form_add_pad(struct sema *s, struct form *form, struct field *field)
{
	uint32_t bytes = layout_pad_bytes(form->abi, field->max_bytes);
	struct field *pad;

	if (bytes == 0)
		return;
	pad = form_add_field(s, form, FIELD_PAD, field->arg,
		arena_join(s->arena, field->c_name, "Pad", "", ""), "char");
	pad->c_form = C_FORM_ARRAY;
	pad->c_count = bytes;
	pad->size_bytes = pad->max_bytes = bytes;
	pad->align_bytes = 1;
	pad->padded = field;
	field->pad = pad;
}

static struct field *add_field(struct draft *d, enum field_kind kind, const struct argument *arg,
	const char *c_name, const char *c_type)
{
	return form_add_field(d->s, d->form, kind, arg, c_name, c_type);
}

static const char *suffixed(const struct draft *d, const char *name, const char *suffix)
{
	return arena_join(d->s->arena, name, suffix, "", "");
}

/* The kernel builds its replies as they arrive: with the names of the receiver. */
const struct ipc_number *sema_sent_name(
	const struct sema *s, const struct type *type, enum side sender)
{
	return sender == SIDE_SERVER && s->model->kernel_server ? &type->receive : &type->send;
}

/* ---- Type words ---- */

static struct field *add_word(struct draft *d, const struct argument *arg, const char *name,
	const struct type *type, bool is_long)
{
	const struct abi *abi = d->form->abi;
	struct field *field = add_field(d, FIELD_TYPE_WORD, arg, suffixed(d, name, "Type"),
		is_long ? "mach_msg_type_long_t" : "mach_msg_type_t");
	struct word *word = &field->word;

	field->size_bytes = field->max_bytes =
		is_long ? abi->word_long.bytes : abi->word_short.bytes;
	word->sent = *sema_sent_name(d->s, type, d->is_request ? SIDE_USER : SIDE_SERVER);
	word->received = type->receive;
	word->size_bits = word->size_bits_out_of_line = type->size_bits;
	if (type_is_port(type)) {
		word->size_bits_out_of_line = abi->port_out_of_line_bits;
		if (!type->in_line)
			word->size_bits = abi->port_out_of_line_bits;
	}
	word->number = type->is_variable && !type->in_line ? 0 : type->number;
	word->in_line = type->in_line;
	word->is_long = is_long;
	return field;
}

/* The run-time parts of an argument's word. */
static void complete_word(struct draft *d, struct field *field)
{
	const struct argument *arg = field->arg;
	const struct type *type = arg->type;
	enum side sender = d->is_request ? SIDE_USER : SIDE_SERVER;
	struct word *word = &field->word;
	bool is_kernel_request = d->is_request && d->s->model->kernel_server;

	word->name_from = type_is_polymorphic(&word->sent) ? arg->params[sender][PARAM_POLY] : NULL;
	word->deallocate = !type->in_line && arg->dealloc == DEALLOC_YES;
	if (!type->in_line && arg->dealloc == DEALLOC_MAYBE)
		word->deallocate_from = arg->params[sender][PARAM_DEALLOC];
	word->number_at_run_time = type->is_variable;
	word->in_line_at_run_time = type->is_indefinite;
	word->compare_whole = !word->is_long && !type->is_variable &&
			      !type_is_polymorphic(&word->received) &&
			      !(is_kernel_request && (type_is_port(type) || !type->in_line));
}

/* ---- Data ---- */

static const char *c_type_of(const struct draft *d, const struct type *type)
{
	return d->view == VIEW_USER ? type->user_type : type->server_type;
}

static const char *slot_type(const struct draft *d, const struct type *type)
{
	return d->form->abi->is_kernel ? c_type_of(d, type) : "mach_port_name_inlined_t";
}

/* The C type that stands for one element, of the innermost type with a name. */
static const char *element_type(const struct draft *d, const struct type *type)
{
	if (type->is_c_string)
		return "char";
	if (type->element && type->element->name)
		return c_type_of(d, type->element);
	return c_type_of(d, type);
}

/* A right in C, outside messages. */
static const char *name_type(const struct draft *d, const struct type *type)
{
	while (type->element && !type->element->name)
		type = type->element;
	return type->element ? c_type_of(d, type->element) : c_type_of(d, type);
}

static uint32_t out_of_line_element_bytes(const struct draft *d, const struct type *type)
{
	uint32_t number = type->is_variable && type->element ? type->element->number : type->number;

	if (type_is_port(type))
		return d->form->abi->port_out_of_line_bytes * number;
	return type->size_bits / 8 * number;
}

static void set_count(
	struct field *field, struct field *word, const struct type *type, uint32_t max)
{
	field->count.source = type->is_variable ? COUNT_IN_WORD : COUNT_CONSTANT;
	field->count.field = word;
	field->count.units = type->element && !type->is_c_string ? type->element->number : 1;
	field->count.max = max;
}

/* Variable data that are (or can be) in line: a union of the elements and a pointer. */
static void shape_variable(struct draft *d, struct field *field, struct field *word)
{
	const struct type *type = field->arg->type;
	bool is_port = type_is_port(type);
	/* What a user sends is const to the stub. */
	const char *qualifier = d->view == VIEW_USER && d->is_request ? "const " : "";
	const struct abi *abi = d->form->abi;

	field->kind = type->is_indefinite ? FIELD_EITHER : FIELD_ARRAY;
	field->c_form = C_FORM_UNION;
	field->c_type = is_port ? slot_type(d, type->element) : element_type(d, type);
	field->c_count = is_port ? type->number : type->element_count;
	field->c_pointer_name = suffixed(d, field->arg->name, "P");
	field->c_pointee = arena_printf(d->s->arena, "%s%s", qualifier,
		is_port ? name_type(d, type) : element_type(d, type));
	field->size_bytes =
		is_port ? abi->port_in_line_bytes * type->element->number
			: type->size_bits / 8 * (type->is_c_string ? 1 : type->element->number);
	field->max_bytes = field->size_bytes * type->element_count;
	if (field->kind == FIELD_EITHER && field->max_bytes < abi->pointer_bytes)
		field->max_bytes = abi->pointer_bytes;
	field->copy = is_port ? COPY_PORTS : type->is_c_string ? COPY_STRING : COPY_BYTES;
	set_count(field, word, type, type->element_count);
}

static void shape_out_of_line(struct draft *d, struct field *field, struct field *word)
{
	const struct type *type = field->arg->type;

	field->kind = type_is_port(type) ? FIELD_OOL_PORTS : FIELD_OOL;
	field->c_type = c_type_of(d, type);
	field->size_bytes = field->max_bytes = d->form->abi->pointer_bytes;
	field->copy = COPY_ASSIGN;
	set_count(field, word, type, 0);
}

static void shape_ports(struct draft *d, struct field *field)
{
	const struct type *type = field->arg->type;

	field->kind = FIELD_PORT;
	field->repeat = type->number;
	field->c_type = slot_type(d, type);
	field->size_bytes = field->max_bytes = d->form->abi->port_in_line_bytes * type->number;
	field->copy = d->form->abi->is_kernel ? COPY_ASSIGN : COPY_PORT;
	if (type->number != 1 || type->c_class == C_ARRAY) {
		field->c_form = C_FORM_ARRAY;
		field->c_count = type->number;
		field->c_type = d->form->abi->is_kernel ? name_type(d, type) : field->c_type;
		field->copy = COPY_PORTS;
	}
}

static void shape_value(struct draft *d, struct field *field)
{
	const struct type *type = field->arg->type;

	field->kind = FIELD_VALUE;
	field->c_type = c_type_of(d, type);
	field->size_bytes = field->max_bytes = type_max_bytes(d->form->abi, type);
	field->copy = type->c_class == C_VALUE    ? COPY_ASSIGN
		      : type->c_class == C_STRING ? COPY_STRING
						  : COPY_BYTES;
	field->assert_size = true;
}

static void add_item(struct draft *d, const struct argument *arg)
{
	const struct type *type = arg->type;
	struct field *word = add_word(d, arg, arg->name, type, arg->is_long);
	struct field *field = add_field(d, FIELD_VALUE, arg, arg->name, NULL);
	int side;

	complete_word(d, word);
	if (!type->in_line)
		shape_out_of_line(d, field, word);
	else if (type->is_variable)
		shape_variable(d, field, word);
	else if (type_is_port(type))
		shape_ports(d, field);
	else
		shape_value(d, field);
	field->element_out_of_line_bytes = out_of_line_element_bytes(d, type);
	field->data_word = word;
	word->word_data = field;
	for (side = 0; side < SIDE_COUNT; side++) {
		field->value_from[side] = arg->params[side][PARAM_VALUE];
		field->count_from[side] = arg->params[side][PARAM_COUNT];
	}
	if (!field_is_variable(field))
		form_add_pad(d->s, d->form, field);
}

/* An integer of the protocol's own: the return code, the room of a count-in-out result. */
static struct field *add_integer(struct draft *d, enum field_kind kind, const struct argument *arg,
	const char *c_name, const char *c_type)
{
	struct field *word = add_word(d, arg, c_name, types_int(d->s), false);
	struct field *field = add_field(d, kind, arg, c_name, c_type);

	word->word.compare_whole = true;
	field->size_bytes = field->max_bytes = 4;
	field->copy = COPY_ASSIGN;
	field->assert_size = true;
	field->data_word = word;
	word->word_data = field;
	form_add_pad(d->s, d->form, field);
	return field;
}

static void add_room(struct draft *d, const struct argument *arg)
{
	struct field *room = add_integer(
		d, FIELD_COUNT, arg, suffixed(d, arg->name, "Cnt"), "mach_msg_type_number_t");
	int side;

	room->count.max = arg->type->element_count;
	room->count.units = 1;
	for (side = 0; side < SIDE_COUNT; side++)
		room->count_from[side] = arg->params[side][PARAM_COUNT];
}

/* ---- Messages ---- */

static enum complexity complexity_of(const struct draft *d, const struct argument *arg)
{
	const struct type *type = arg->type;
	enum side sender = d->is_request ? SIDE_USER : SIDE_SERVER;
	bool is_sender = d->view == (d->is_request ? VIEW_USER : VIEW_SERVER);
	const struct ipc_number *name =
		is_sender ? sema_sent_name(d->s, type, sender) : &type->receive;

	if (!type->in_line || (ipc_is_right(name->number) && !type_is_polymorphic(name)))
		return COMPLEX_ALWAYS;
	if (type->is_indefinite || type_is_polymorphic(name))
		return COMPLEX_AT_RUN_TIME;
	return COMPLEX_NEVER;
}

static void add_complexity(struct draft *d, const struct argument *arg)
{
	enum complexity complexity = complexity_of(d, arg);

	if (d->form->complexity != COMPLEX_ALWAYS && complexity != COMPLEX_NEVER)
		d->form->complexity = complexity;
}

static bool lay_out(struct sema *s, const struct routine *routine, struct form *form,
	enum view view, bool is_request)
{
	struct draft d = {s, form, view, is_request};
	struct field *header;
	size_t i;

	form->abi = s->model->view_abi[view];
	header = add_field(&d, FIELD_HEADER, NULL, "Head", "mach_msg_header_t");
	header->size_bytes = header->max_bytes = form->abi->header_bytes;
	if (!is_request)
		add_integer(&d, FIELD_RETCODE, NULL, "RetCode", "kern_return_t");
	for (i = 0; i < routine->arguments.count; i++) {
		const struct argument *arg = routine->arguments.items[i];
		bool travels = arg->role == ARG_DATA &&
			       arg->flags & (is_request ? (unsigned)ARG_IN : (unsigned)ARG_OUT);

		if (travels) {
			add_item(&d, arg);
			add_complexity(&d, arg);
		} else if (is_request && arg->flags & ARG_COUNT_IN_OUT) {
			add_room(&d, arg);
		}
	}
	return layout_form(form);
}

static bool lay_out_all(struct sema *s, struct routine *routine, unsigned parts)
{
	bool is_ndr = s->abi->wire == WIRE_NDR;
	int view;

	for (view = 0; view < VIEW_COUNT; view++) {
		struct form *forms[2] = {
			&routine->reply.views[view], &routine->request.views[view]};
		int is_request;

		if (!(parts & 1U << view))
			continue;
		for (is_request = 1; is_request >= 0; is_request--) {
			bool fits;

			forms[is_request]->of_arg = arena_alloc_array(s->arena,
				routine->arguments.count, sizeof(*forms[is_request]->of_arg));
			fits = is_ndr ? lower_ndr_form(s, routine, forms[is_request],
						(enum view)view, is_request)
				      : lay_out(s, routine, forms[is_request], (enum view)view,
						is_request);

			if (fits)
				continue;
			diag_report(s->diag, DIAG_message_too_big, routine->at,
				is_request ? "request" : "reply", routine->name);
			return false;
		}
	}
	return true;
}

bool lower_routine(struct sema *s, struct routine *routine, unsigned parts)
{
	bool is_ndr = s->abi->wire == WIRE_NDR;

	routine->request.exists = true;
	routine->request.id = routine->id;
	routine->reply.exists = !routine->is_simple;
	routine->reply.id = routine->reply_id;
	if (!lay_out_all(s, routine, parts))
		return false;
	if (parts & ROUTINE_USER)
		(is_ndr ? lower_ndr_user_stub : lower_user_stub)(s, routine);
	if (parts & ROUTINE_SERVER)
		(is_ndr ? lower_ndr_server_stub : lower_server_stub)(s, routine);
	return true;
}

/* ---- What both stubs use ---- */

bool form_has_variable_after(const struct form *form, const struct field *field)
{
	return field->segment + field_is_variable(field) + 1 < form->segment_count;
}

struct step *stub_add(struct sema *s, struct stub *stub, enum step_kind kind)
{
	struct step step = {.kind = kind};

	vec_push(s->arena, &stub->steps, step);
	return &stub->steps.items[stub->steps.count - 1];
}

static struct step *add_check(struct sema *s, struct stub *stub, enum check_kind kind,
	const struct field *field, enum mig_error error)
{
	struct step *step = stub_add(s, stub, STEP_CHECK);

	step->check = kind;
	step->field = field;
	step->arg = field->arg;
	step->error = error;
	step->is_type_check = true;
	return step;
}

void lower_item_checks(struct sema *s, struct stub *stub, const struct form *form,
	const struct field *field, enum mig_error error)
{
	const struct field *word = field->data_word;
	struct step *step;

	add_check(s, stub, word->word.compare_whole ? CHECK_WORD_EQUAL : CHECK_WORD_PART, word,
		error);
	if (field->count.source == COUNT_IN_WORD && field->count.units > 1)
		add_check(s, stub, CHECK_COUNT_WHOLE, field, error);
	if (!field_is_variable(field))
		return;
	/* A count beyond the bound would pass the arrays behind it: checked in every build. */
	add_check(s, stub, CHECK_COUNT_MAX, field, error)->is_type_check = false;
	step = add_check(s, stub,
		form_has_variable_after(form, field) ? CHECK_REST_AT_LEAST : CHECK_REST_EXACT,
		field, error);
	step->bytes = form->min_bytes;
	step->is_last = !form_has_variable_after(form, field);
	if (field->copy == COPY_STRING)
		add_check(s, stub, CHECK_STRING_TERMINATED, field, error)->is_type_check = false;
}
