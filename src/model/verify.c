/*
 * What back ends may rely on, checked before any of them runs. A violation is a mistake of sema,
 * never of the input.
 */
#include "model/model.h"

#include "support/bug.h"

static const char *const field_words[] = {
#define FIELD_KIND(name, words) words,
#include "model/kinds.def"
#undef FIELD_KIND
};

static const char *const check_words[] = {
#define CHECK_KIND(name, words) words,
#include "model/kinds.def"
#undef CHECK_KIND
};

static const char *const step_words[] = {
#define STEP_KIND(name, words) words,
#include "model/kinds.def"
#undef STEP_KIND
};

const char *field_kind_words(enum field_kind kind)
{
	return field_words[kind];
}

const char *check_kind_words(enum check_kind kind)
{
	return check_words[kind];
}

const char *step_kind_words(enum step_kind kind)
{
	return step_words[kind];
}

static bool ends_segment(const struct field *field)
{
	return field->kind == FIELD_ARRAY || field->kind == FIELD_EITHER;
}

static uint32_t rounded(const struct form *form, uint32_t bytes)
{
	return bytes + layout_pad_bytes(form->abi, bytes);
}

static void verify_field(const struct form *form, const struct field *field)
{
	uint32_t unit = form->abi->align_bytes;

	check(field->c_name && field->align_bytes > 0);
	check(field->segment < form->segment_count);
	check(field->offset_max_bytes % field->align_bytes == 0);
	check(field->offset_max_bytes + field->max_bytes <= form->max_bytes);
	check(field->segment > 0 || field->offset_bytes == field->offset_max_bytes);
	switch (field->kind) {
	case FIELD_TYPE_WORD:
		check(field->word_data && field->word_data->data_word == field);
		check(field->offset_max_bytes % unit == 0);
		break;
	case FIELD_VALUE:
	case FIELD_ARRAY:
	case FIELD_PORT:
	case FIELD_OOL:
	case FIELD_OOL_PORTS:
	case FIELD_EITHER:
		check(field->arg && field->c_type && field->copy != COPY_NONE);
		check(form->abi->wire != WIRE_TYPED || field->data_word);
		check(!ends_segment(field) || field->count.source != COUNT_CONSTANT);
		check(!ends_segment(field) || form->abi->wire == WIRE_NDR || field->c_pointer_name);
		break;
	case FIELD_RETCODE:
	case FIELD_COUNT: check(field->size_bytes == 4); break;
	case FIELD_PAD: check(field->max_bytes > 0 && field->max_bytes < unit); break;
	case FIELD_HEADER: check(field->offset_bytes == 0 && field->segment == 0); break;
	case FIELD_BODY:
	case FIELD_NDR_RECORD:
	case FIELD_STRING_OFFSET:
	case FIELD_TRAILER: check(form->abi->wire == WIRE_NDR); break;
	}
}

/* Fields lie one behind the other: every byte belongs to a field, or rounds off a variable one. */
static void verify_form(const struct form *form)
{
	uint32_t expected = 0, smallest = 0;
	unsigned segment = 0;
	size_t i;

	check(form->fields.count > 0 && form->fields.items[0]->kind == FIELD_HEADER);
	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];

		verify_field(form, field);
		check(field->segment == segment);
		check(field->offset_max_bytes == expected);
		expected += field->max_bytes;
		if (ends_segment(field)) {
			expected = rounded(form, expected);
			segment++;
		} else {
			smallest += field->max_bytes;
		}
	}
	check(expected == form->max_bytes);
	check(smallest == form->min_bytes);
	check(segment + 1 == form->segment_count);
	check(form->is_fixed == (form->min_bytes == form->max_bytes || segment == 0));
}

/* Unless one of them is a kernel's, all views describe the same bytes. */
static void verify_same(const struct form *a, const struct form *b)
{
	size_t i;

	check(a->fields.count == b->fields.count);
	if (a->abi != b->abi)
		return;
	check(a->max_bytes == b->max_bytes && a->min_bytes == b->min_bytes);
	for (i = 0; i < a->fields.count; i++) {
		const struct field *x = a->fields.items[i], *y = b->fields.items[i];

		check(x->kind == y->kind && x->arg == y->arg);
		check(x->offset_max_bytes == y->offset_max_bytes && x->size_bytes == y->size_bytes);
		check(x->segment == y->segment && x->offset_bytes == y->offset_bytes);
	}
}

static bool is_laid_out(const struct message *message, enum view view)
{
	return message->views[view].fields.count > 0;
}

static void verify_message(const struct message *message, unsigned parts)
{
	int view;

	for (view = 0; view < VIEW_COUNT; view++) {
		if (!(parts & 1U << view))
			continue;
		verify_form(&message->views[view]);
		if (is_laid_out(message, VIEW_PUBLIC))
			verify_same(&message->views[view], &message->views[VIEW_PUBLIC]);
	}
}

static size_t count_steps(const struct stub *stub, enum step_kind kind, const struct field *field)
{
	size_t count = 0, i;

	for (i = 0; i < stub->steps.count; i++)
		count += stub->steps.items[i].kind == kind && stub->steps.items[i].field == field;
	return count;
}

static bool is_received(const struct stub *stub, const struct field *field)
{
	size_t i;

	for (i = 0; i < stub->steps.count; i++)
		if (stub->steps.items[i].kind == STEP_CHECK &&
			stub->steps.items[i].field == field->data_word)
			return true;
	return false;
}

/* Every field is written once by its sender, checked and read by its receiver. */
static void verify_transport(const struct stub *sender, const struct form *sent,
	const struct stub *receiver, const struct form *received)
{
	size_t i;

	for (i = 0; i < sent->fields.count; i++) {
		const struct field *field = sent->fields.items[i];

		if (field->arg)
			check(count_steps(sender, STEP_PUT, field) == 1);
		if (field->arg && field->data_word)
			check(is_received(receiver, received->fields.items[i]));
		if (ends_segment(field)) {
			check(count_steps(sender, STEP_ADVANCE, field) == 1);
			check(count_steps(receiver, STEP_ADVANCE, received->fields.items[i]) == 1);
		}
	}
}

/* The two stubs against each other, where both are there. */
static void verify_stubs(const struct routine *routine)
{
	const struct message *request = &routine->request, *reply = &routine->reply;

	verify_transport(&routine->user_stub, &request->views[VIEW_USER], &routine->server_stub,
		&request->views[VIEW_SERVER]);
	if (reply->exists)
		verify_transport(&routine->server_stub, &reply->views[VIEW_SERVER],
			&routine->user_stub, &reply->views[VIEW_USER]);
	check(count_steps(&routine->server_stub, STEP_CALL, NULL) == 1);
}

static void verify_routine(const struct model *model, const struct routine *routine, unsigned parts)
{
	const unsigned both_stubs = ROUTINE_USER | ROUTINE_SERVER;

	check(routine->request_port && routine->id == model->base_id + routine->number);
	check(routine->reply_id == routine->id + 100);
	verify_message(&routine->request, parts);
	verify_message(&routine->reply, parts);
	if ((parts & both_stubs) == both_stubs)
		verify_stubs(routine);
}

const struct routine *model_open(
	const struct model *model, const struct routine *routine, unsigned parts)
{
	const struct routine *opened = model->open(model->open_context, routine, parts);

	verify_routine(model, opened, parts);
	return opened;
}
