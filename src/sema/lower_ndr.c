/*
 * Messages of the NDR wire: header, then for a message with rights or out-of-line data the number
 * of descriptors and the descriptors, then the NDR record if any plain value travels, then plain
 * data in the order of the arguments, everything on multiples of 4. A count travels as a field of
 * its own before the array it counts (docs/apple-compat.md).
 */
#include "sema/internal.h"

#include "support/bug.h"

#include <inttypes.h>

/* What is being laid out. */
struct draft {
	struct sema *s;
	const struct routine *routine;
	struct form *form;
	enum view view;
	bool is_request;
};

static struct field *add_field(struct draft *d, enum field_kind kind, const struct argument *arg,
	const char *c_name, const char *c_type)
{
	struct field *field = form_add_field(d->s, d->form, kind, arg, c_name, c_type);
	const struct argument *counted = arg && arg->same_count ? arg->same_count : arg;
	int side;

	for (side = 0; arg && side < SIDE_COUNT; side++) {
		field->value_from[side] = arg->params[side][PARAM_VALUE];
		field->count_from[side] = counted->params[side][PARAM_COUNT];
	}
	return field;
}

static void set_size(struct field *field, uint32_t bytes)
{
	field->size_bytes = field->max_bytes = bytes;
}

static const char *suffixed(const struct draft *d, const char *name, const char *suffix)
{
	return arena_join(d->s->arena, name, suffix, "", "");
}

static const char *c_type_of(const struct draft *d, const struct type *type)
{
	return d->view == VIEW_USER ? type->user_type : type->server_type;
}

/* ---- Which arguments are what ---- */

static bool is_descriptor(const struct type *type)
{
	return type_is_port(type) || !type->in_line;
}

static bool has_direction(const struct draft *d, const struct argument *arg)
{
	unsigned way = d->is_request ? (unsigned)ARG_IN : (unsigned)ARG_OUT;

	return arg->role == ARG_DATA && arg->flags & way;
}

/* A count of its own stands in the data. */
static bool has_count(const struct argument *arg)
{
	const struct type *type = arg->type;

	return (type->is_variable && !arg->same_count) || type->descriptor_count_varies;
}

static bool is_complex(const struct draft *d)
{
	size_t i;

	for (i = 0; i < d->routine->arguments.count; i++) {
		const struct argument *arg = d->routine->arguments.items[i];

		if (has_direction(d, arg) && is_descriptor(arg->type))
			return true;
	}
	return false;
}

/*
 * A return code chooses the error form of a complex request and has no field in the other; in a
 * simple request, where nothing would tell the forms apart, it is a value like any other.
 */
static bool travels(const struct draft *d, const struct argument *arg)
{
	return has_direction(d, arg) && !(arg->flags & ARG_RETCODE && is_complex(d));
}

/* The NDR record announces how plain values are represented: rights alone need none. */
static bool has_ndr(const struct draft *d)
{
	size_t i;

	if (!d->is_request && !is_complex(d))
		return true;
	for (i = 0; i < d->routine->arguments.count; i++) {
		const struct argument *arg = d->routine->arguments.items[i];

		if (d->is_request && arg->flags & ARG_COUNT_IN_OUT)
			return true;
		if (travels(d, arg) && (!type_is_port(arg->type) || has_count(arg)))
			return true;
	}
	return false;
}

/* ---- Descriptors ---- */

/* Bytes of one counted element out of line, or of the whole for fixed data. */
static uint32_t out_of_line_bytes(const struct draft *d, const struct type *type)
{
	uint32_t number = type->is_variable && type->element ? type->element->number : type->number;
	uint32_t each =
		type_is_port(type) ? d->form->abi->port_out_of_line_bytes : type->size_bits / 8;

	return each * number;
}

static void describe_port(struct draft *d, struct field *field)
{
	const struct type *type = field->arg->type;
	bool is_array = type->c_class == C_ARRAY;

	field->kind = FIELD_PORT;
	field->c_type = "mach_msg_port_descriptor_t";
	field->repeat = is_array ? type->number : 1;
	field->c_form = is_array ? C_FORM_ARRAY : C_FORM_OBJECT;
	field->c_count = field->repeat;
	field->copy = is_array ? COPY_PORTS : COPY_PORT;
	set_size(field, d->form->abi->port_descriptor_bytes * field->repeat);
}

static void describe_memory(struct draft *d, struct field *field)
{
	const struct type *type = field->arg->type;
	const struct type *one = type->descriptor_count != 0 ? type->element : type;
	bool is_port = type_is_port(type);

	field->kind = is_port ? FIELD_OOL_PORTS : FIELD_OOL;
	field->c_type = is_port ? "mach_msg_ool_ports_descriptor_t" : "mach_msg_ool_descriptor_t";
	field->repeat = type->descriptor_count != 0 ? type->descriptor_count : 1;
	field->c_form = type->descriptor_count != 0 ? C_FORM_ARRAY : C_FORM_OBJECT;
	field->c_count = field->repeat;
	field->copy = COPY_ASSIGN;
	field->element_out_of_line_bytes = out_of_line_bytes(d, one);
	field->count.source = one->is_variable ? COUNT_IN_SIZE : COUNT_CONSTANT;
	field->count.units = 1;
	field->count.max = one->is_bounded ? one->element_count : 0;
	set_size(field, (is_port ? d->form->abi->ool_ports_descriptor_bytes
				 : d->form->abi->ool_descriptor_bytes) *
				field->repeat);
}

static void add_descriptor(struct draft *d, const struct argument *arg)
{
	const struct type *type = arg->type;
	enum side sender = d->is_request ? SIDE_USER : SIDE_SERVER;
	struct field *field = add_field(d, FIELD_OOL, arg, arg->name, NULL);
	struct word *word = &field->word;

	if (type->in_line)
		describe_port(d, field);
	else
		describe_memory(d, field);
	if (field->kind == FIELD_PORT)
		field->count.max = type->is_bounded ? type->element_count : 0;
	word->sent = *sema_sent_name(d->s, type, sender);
	word->received = type->receive;
	word->number = type->number;
	word->size_bits = type->size_bits;
	word->deallocate = arg->dealloc == DEALLOC_YES;
	word->name_from = type_is_polymorphic(&word->sent) ? arg->params[sender][PARAM_POLY] : NULL;
	if (arg->dealloc == DEALLOC_MAYBE)
		word->deallocate_from = arg->params[sender][PARAM_DEALLOC];
}

/* The descriptor field of an argument that was added before. */
static struct field *descriptor_of(const struct draft *d, const struct argument *arg)
{
	struct field *field = d->form->of_arg[arg->index].first;

	if (!field)
		bug("no descriptor for %s", arg->name);
	return field;
}

/* ---- Plain data ---- */

static struct field *add_count(struct draft *d, const struct argument *arg, const char *suffix)
{
	struct field *count = add_field(
		d, FIELD_COUNT, arg, suffixed(d, arg->name, suffix), "mach_msg_type_number_t");

	count->copy = COPY_ASSIGN;
	set_size(count, 4);
	return count;
}

static void add_value(struct draft *d, const struct argument *arg)
{
	const struct type *type = arg->type;
	struct field *field = add_field(d, FIELD_VALUE, arg, arg->name, c_type_of(d, type));

	set_size(field, type_max_bytes(d->form->abi, type));
	field->copy = type->c_class == C_VALUE    ? COPY_ASSIGN
		      : type->c_class == C_STRING ? COPY_STRING
						  : COPY_BYTES;
	field->assert_size = !type->is_native;
	form_add_pad(d->s, d->form, field);
}

static void shape_array(struct draft *d, struct field *field, struct field *count)
{
	field->c_form = C_FORM_ARRAY;
	field->max_bytes = field->size_bytes * field->c_count;
	field->c_pad_count = layout_pad_bytes(d->form->abi, field->max_bytes);
	field->count.source = COUNT_IN_FIELD;
	field->count.field = count;
	field->count.units = 1;
	field->count.max = field->c_count;
	field->count_field = count;
	if (!count->counts)
		count->counts = field;
	count->count.max = field->count.max;
}

/* The count of the argument whose count this one shares. */
static struct field *shared_count(const struct draft *d, const struct argument *arg)
{
	struct field *field = d->form->of_arg[arg->same_count->index].first;

	while (field && field->kind != FIELD_COUNT)
		field = field->next_of_arg;
	if (!field)
		bug("no count for %s", arg->name);
	return field;
}

static void add_array(struct draft *d, const struct argument *arg)
{
	const struct type *type = arg->type;
	struct field *count, *field;

	if (type->is_c_string)
		set_size(add_field(d, FIELD_STRING_OFFSET, arg, suffixed(d, arg->name, "Offset"),
				 "mach_msg_type_number_t"),
			4);
	count = arg->same_count ? shared_count(d, arg) : add_count(d, arg, "Cnt");
	field = add_field(d, FIELD_ARRAY, arg, arg->name,
		type->is_c_string ? "char" : c_type_of(d, type->element));
	field->c_count = type->element_count;
	field->size_bytes = type->is_c_string ? 1 : type_max_bytes(d->form->abi, type->element);
	field->copy = type->is_c_string ? COPY_STRING : COPY_BYTES;
	shape_array(d, field, count);
}

/* The count of each out-of-line array of an array of them; a fixed number has no count. */
static void add_sub_counts(struct draft *d, const struct argument *arg, struct field *count)
{
	struct field *subs = add_field(d, count ? FIELD_ARRAY : FIELD_VALUE, arg,
		suffixed(d, arg->name, "Subs"), "mach_msg_type_number_t");

	subs->c_form = C_FORM_ARRAY;
	subs->c_count = arg->type->descriptor_count;
	subs->copy = COPY_BYTES;
	subs->is_sub_counts = true;
	set_size(subs, 4 * subs->c_count);
	if (count) {
		subs->size_bytes = 4;
		shape_array(d, subs, count);
	}
}

/* The counts that stand in the data for descriptors. */
static void add_counts_of_descriptor(struct draft *d, const struct argument *arg)
{
	const struct type *type = arg->type;
	struct field *descriptor = descriptor_of(d, arg);
	struct field *count;

	if (type->descriptor_count == 0) {
		count = arg->same_count ? shared_count(d, arg) : add_count(d, arg, "Cnt");
		if (!count->counts)
			count->counts = descriptor;
		count->count.max = descriptor->count.max;
		descriptor->count_field = count;
		return;
	}
	count = NULL;
	if (type->descriptor_count_varies) {
		count = add_count(d, arg, "SubsCnt");
		count->counts = descriptor;
		count->count.max = type->descriptor_count;
		descriptor->count_field = count;
	}
	if (type->is_variable)
		add_sub_counts(d, arg, count);
}

static void add_data(struct draft *d, const struct argument *arg)
{
	const struct type *type = arg->type;

	if (d->is_request && arg->flags & ARG_COUNT_IN_OUT) {
		add_count(d, arg, "Cnt")->count.max = type->element_count;
		return;
	}
	if (!travels(d, arg))
		return;
	if (is_descriptor(type)) {
		if (type->is_variable || type->descriptor_count != 0)
			add_counts_of_descriptor(d, arg);
	} else if (type->is_variable) {
		add_array(d, arg);
	} else {
		add_value(d, arg);
	}
}

/* ---- The whole ---- */

bool lower_ndr_form(struct sema *s, const struct routine *routine, struct form *form,
	enum view view, bool is_request)
{
	struct draft d = {s, routine, form, view, is_request};
	size_t i;

	form->abi = s->model->view_abi[view];
	form->complexity = is_complex(&d) ? COMPLEX_ALWAYS : COMPLEX_NEVER;
	set_size(add_field(&d, FIELD_HEADER, NULL, "Head", "mach_msg_header_t"),
		form->abi->header_bytes);
	if (is_complex(&d))
		set_size(add_field(&d, FIELD_BODY, NULL, "msgh_body", "mach_msg_body_t"),
			form->abi->body_bytes);
	for (i = 0; i < routine->arguments.count; i++)
		if (travels(&d, routine->arguments.items[i]) &&
			is_descriptor(routine->arguments.items[i]->type))
			add_descriptor(&d, routine->arguments.items[i]);
	if (has_ndr(&d))
		set_size(add_field(&d, FIELD_NDR_RECORD, NULL, "NDR", "NDR_record_t"),
			form->abi->ndr_bytes);
	if (!is_request && !is_complex(&d))
		set_size(add_field(&d, FIELD_RETCODE, NULL, "RetCode", "kern_return_t"), 4);
	for (i = 0; i < routine->arguments.count; i++)
		add_data(&d, routine->arguments.items[i]);
	return layout_form(form);
}
