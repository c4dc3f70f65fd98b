/*
 * What back ends may rely on, checked before any of them runs. A violation is a mistake of sema,
 * never of the input.
 */
#include "model/model.h"

#include "support/arena.h"
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
		check(!field_is_variable(field) || field->count.source != COUNT_CONSTANT);
		check(!field_is_variable(field) || form->abi->wire == WIRE_NDR ||
			field->c_pointer_name);
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
		check(field->index == i);
		check(field->segment == segment);
		check(field->offset_max_bytes == expected);
		expected += field->max_bytes;
		if (field_is_variable(field)) {
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

/* How many steps of a kind there are for each field of a form. */
static unsigned *count_steps(struct arena *scratch, const struct stub *stub, enum step_kind kind,
	const struct form *form)
{
	unsigned *counts = arena_alloc_array(scratch, form->fields.count, sizeof(*counts));
	size_t i;

	for (i = 0; i < stub->steps.count; i++) {
		const struct field *field = stub->steps.items[i].field;

		if (stub->steps.items[i].kind == kind && field &&
			field->index < form->fields.count &&
			form->fields.items[field->index] == field)
			counts[field->index]++;
	}
	return counts;
}

/* Every field is written once by its sender, checked and read by its receiver. */
static void verify_transport(const struct stub *sender, const struct form *sent,
	const struct stub *receiver, const struct form *received)
{
	struct arena scratch = {0};
	const unsigned *put = count_steps(&scratch, sender, STEP_PUT, sent);
	const unsigned *passed = count_steps(&scratch, sender, STEP_ADVANCE, sent);
	const unsigned *checked = count_steps(&scratch, receiver, STEP_CHECK, received);
	const unsigned *read = count_steps(&scratch, receiver, STEP_ADVANCE, received);
	size_t i;

	for (i = 0; i < sent->fields.count; i++) {
		const struct field *field = sent->fields.items[i];

		if (field->arg)
			check(put[i] == 1);
		if (field->arg && field->data_word)
			check(checked[received->fields.items[i]->data_word->index] > 0);
		if (field_is_variable(field))
			check(passed[i] == 1 && read[i] == 1);
	}
	arena_free(&scratch);
}

static bool calls_once(const struct stub *stub)
{
	size_t count = 0, i;

	for (i = 0; i < stub->steps.count; i++)
		count += stub->steps.items[i].kind == STEP_CALL;
	return count == 1;
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
	check(calls_once(&routine->server_stub));
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
