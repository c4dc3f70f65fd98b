/* Messages of a layout file: segments, their fields, and what a field says about its data. */
#include "layout_yaml/parts.h"

#include "support/bug.h"

void layout_ipc_name(struct yaml_out *out, const char *key, const struct ipc_number *name)
{
	yaml_out_flow_map(out, key);
	yaml_out_text(out, "name", name->text);
	if (type_is_polymorphic(name))
		yaml_out_bool(out, "polymorphic", true);
	else
		yaml_out_number(out, "number", name->number);
	yaml_out_map_end(out);
}

/* ---- Type words ---- */

/* The parameter that says whether the data are deallocated after sending, or NULL. */
static const struct param *deallocate_param(const struct field *field, bool is_request)
{
	enum side sender = is_request ? SIDE_USER : SIDE_SERVER;

	return field->arg ? field->arg->params[sender][PARAM_DEALLOC] : NULL;
}

static void run_time_parts(struct yaml_out *out, const struct word *word, bool may_deallocate)
{
	if (!word->name_from && !word->number_at_run_time && !may_deallocate)
		return;
	yaml_out_flow_list(out, "run_time");
	if (word->name_from)
		yaml_out_text(out, NULL, "name");
	if (word->number_at_run_time)
		yaml_out_text(out, NULL, "number");
	if (word->in_line_at_run_time)
		yaml_out_text(out, NULL, "in_line");
	if (may_deallocate)
		yaml_out_text(out, NULL, "deallocate");
	yaml_out_list_end(out);
}

/* The parts that are constant, then which ones are not. */
static void type_word(struct yaml_out *out, const struct field *field, bool is_request)
{
	const struct word *word = &field->word;
	const struct param *deallocate = deallocate_param(field, is_request);
	bool may_deallocate =
		deallocate || (word->in_line_at_run_time && field->arg->dealloc == DEALLOC_YES);

	yaml_out_text(out, "describes", field->word_data->c_name);
	yaml_out_map(out, "word");
	layout_ipc_name(out, "sent", &word->sent);
	layout_ipc_name(out, "received", &word->received);
	if (word->name_from)
		yaml_out_text(out, "name_from", word->name_from->c_name);
	yaml_out_number(out, "size_bits", word->size_bits);
	if (word->in_line_at_run_time && word->size_bits_out_of_line != word->size_bits)
		yaml_out_number(out, "size_bits_out_of_line", word->size_bits_out_of_line);
	if (!word->number_at_run_time)
		yaml_out_number(out, "number", word->number);
	if (!word->in_line_at_run_time)
		yaml_out_bool(out, "in_line", word->in_line);
	yaml_out_bool(out, "long", word->is_long);
	if (!may_deallocate)
		yaml_out_bool(out, "deallocate", word->deallocate);
	if (deallocate)
		yaml_out_text(out, "deallocate_from", deallocate->c_name);
	run_time_parts(out, word, may_deallocate);
	yaml_out_map_end(out);
}

/* ---- Counts ---- */

static const char *count_source_words(enum count_source source)
{
	switch (source) {
	case COUNT_CONSTANT: return "constant";
	case COUNT_IN_WORD: return "number";
	case COUNT_IN_FIELD: return "field";
	case COUNT_IN_SIZE: return "out-of-line size";
	case COUNT_STRING_LENGTH: return "string length";
	}
	bug("count source %d", (int)source);
}

/* A constant count stands in the type word already. */
static void count_of(struct yaml_out *out, const struct count *count)
{
	if (count->source == COUNT_CONSTANT)
		return;
	yaml_out_flow_map(out, "count");
	yaml_out_text(out, "source", count_source_words(count->source));
	if (count->field)
		yaml_out_text(out, "field", count->field->c_name);
	yaml_out_number(out, "units", count->units);
	if (count->max > 0)
		yaml_out_number(out, "max", count->max);
	yaml_out_map_end(out);
}

/* ---- Ownership ---- */

/* What becomes of the sender's right, by the disposition it is sent with. */
static const char *right_words(const struct ipc_number *sent)
{
	if (type_is_polymorphic(sent))
		return "run time";
	switch (sent->number) {
	case 16: /* MOVE_RECEIVE */
	case 17: /* MOVE_SEND */
	case 18: /* MOVE_SEND_ONCE */ return "moved";
	case 19: /* COPY_SEND */ return "copied";
	default: /* MAKE_SEND, MAKE_SEND_ONCE */ return "made";
	}
}

static const char *sender_memory_words(enum dealloc dealloc)
{
	switch (dealloc) {
	case DEALLOC_NO: return "kept";
	case DEALLOC_YES: return "deallocated";
	case DEALLOC_MAYBE: return "run time";
	}
	bug("dealloc %d", (int)dealloc);
}

/* Who has to deallocate memory that arrived. */
static const char *receiver_memory_words(const struct field *field, bool is_request)
{
	if (!is_request)
		return "caller";
	if (field->arg->flags & ARG_AUTO)
		return "stub";
	if (field->arg->type->is_indefinite &&
		!(field->kind == FIELD_EITHER && field->arg->flags & ARG_SERVER_COPY))
		return "stub";
	return "server function";
}

static void ownership(struct yaml_out *out, const struct field *field, bool is_request)
{
	bool is_memory = field->kind == FIELD_OOL || field->kind == FIELD_OOL_PORTS ||
			 field->kind == FIELD_EITHER;
	bool is_right = field->arg && type_is_port(field->arg->type);

	if (!is_memory && !is_right)
		return;
	yaml_out_flow_map(out, "ownership");
	if (is_right)
		yaml_out_text(out, "right", right_words(&field->arg->type->send));
	if (is_memory) {
		yaml_out_text(out, "sender_memory", sender_memory_words(field->arg->dealloc));
		yaml_out_text(out, "receiver_memory", receiver_memory_words(field, is_request));
	}
	yaml_out_map_end(out);
}

/* ---- Fields ---- */

/* The two forms of an indefinite array, and what of its word tells them apart. */
static void alternatives(struct yaml_out *out, const struct field *field, const struct abi *abi)
{
	const struct word *word = &field->data_word->word;
	bool is_port = type_is_port(field->arg->type);

	yaml_out_list(out, "alternatives");
	yaml_out_flow_map(out, NULL);
	yaml_out_text(out, "condition", "in line");
	yaml_out_text(out, "kind", field_kind_words(is_port ? FIELD_PORT : FIELD_ARRAY));
	yaml_out_number(out, "element_bytes", field->size_bytes);
	yaml_out_number(out, "size_bits", word->size_bits);
	yaml_out_number(out, "max", field->count.max);
	yaml_out_map_end(out);
	yaml_out_flow_map(out, NULL);
	yaml_out_text(out, "condition", "out of line");
	yaml_out_text(out, "kind", field_kind_words(is_port ? FIELD_OOL_PORTS : FIELD_OOL));
	yaml_out_number(out, "pointer_bytes", abi->pointer_bytes);
	yaml_out_number(out, "element_bytes", field->element_out_of_line_bytes);
	yaml_out_number(out, "size_bits", word->size_bits_out_of_line);
	yaml_out_map_end(out);
	yaml_out_list_end(out);
}

static void details(
	struct yaml_out *out, const struct field *field, const struct abi *abi, bool is_request)
{
	switch (field->kind) {
	case FIELD_TYPE_WORD: type_word(out, field, is_request); return;
	case FIELD_EITHER:
		count_of(out, &field->count);
		alternatives(out, field, abi);
		return;
	case FIELD_ARRAY: count_of(out, &field->count); return;
	case FIELD_OOL:
	case FIELD_OOL_PORTS:
		yaml_out_number(out, "element_bytes", field->element_out_of_line_bytes);
		count_of(out, &field->count);
		return;
	case FIELD_COUNT: yaml_out_number(out, "max", field->count.max); return;
	case FIELD_PORT: yaml_out_number(out, "slots", field->repeat); return;
	case FIELD_VALUE:
	case FIELD_HEADER:
	case FIELD_BODY:
	case FIELD_NDR_RECORD:
	case FIELD_RETCODE:
	case FIELD_STRING_OFFSET:
	case FIELD_PAD:
	case FIELD_TRAILER: return;
	}
	bug("field of kind %d", (int)field->kind);
}

static void one_field(
	struct yaml_out *out, const struct field *field, const struct abi *abi, bool is_request)
{
	yaml_out_map(out, NULL);
	yaml_out_text(out, "name", field->c_name);
	yaml_out_text(out, "kind", field_kind_words(field->kind));
	if (field->arg)
		yaml_out_text(out, "argument", field->arg->name);
	yaml_out_number(out, "segment", field->segment);
	yaml_out_number(out, "offset_bytes", field->offset_bytes);
	yaml_out_number(out, "offset_max_bytes", field->offset_max_bytes);
	yaml_out_number(out, "size_bytes", field->size_bytes);
	if (field->max_bytes != field->size_bytes)
		yaml_out_number(out, "max_bytes", field->max_bytes);
	yaml_out_number(out, "align_bytes", field->align_bytes);
	details(out, field, abi, is_request);
	if (field->kind != FIELD_TYPE_WORD && field->kind != FIELD_PAD &&
		field->kind != FIELD_COUNT)
		ownership(out, field, is_request);
	yaml_out_map_end(out);
}

/* ---- Messages ---- */

static const char *complexity_words(enum complexity complexity)
{
	switch (complexity) {
	case COMPLEX_NEVER: return "never";
	case COMPLEX_ALWAYS: return "always";
	case COMPLEX_AT_RUN_TIME: return "run time";
	}
	bug("complexity %d", (int)complexity);
}

/* A segment begins where the variable field before it ends, rounded up to the target's unit. */
static void begin_segment(struct yaml_out *out, unsigned number, const struct field *after)
{
	yaml_out_map(out, NULL);
	yaml_out_number(out, "segment", number);
	if (after)
		yaml_out_text(out, "after", after->c_name);
	yaml_out_list(out, "fields");
}

static void end_segment(struct yaml_out *out)
{
	yaml_out_list_end(out);
	yaml_out_map_end(out);
}

static void segments(struct yaml_out *out, const struct form *form, bool is_request)
{
	const struct field *previous = NULL;
	unsigned segment = 0;
	size_t i;

	yaml_out_list(out, "segments");
	begin_segment(out, 0, NULL);
	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];

		if (field->segment != segment) {
			segment = field->segment;
			end_segment(out);
			begin_segment(out, segment, previous);
		}
		one_field(out, field, form->abi, is_request);
		previous = field;
	}
	end_segment(out);
	yaml_out_list_end(out);
}

void layout_message(struct yaml_out *out, const struct message *message, bool is_request)
{
	const struct form *form = &message->views[VIEW_PUBLIC];

	yaml_out_map(out, is_request ? "request" : "reply");
	yaml_out_number(out, "id", message->id);
	yaml_out_text(out, "complex", complexity_words(form->complexity));
	yaml_out_number(out, "min_bytes", form->min_bytes);
	yaml_out_number(out, "max_bytes", form->max_bytes);
	segments(out, form, is_request);
	yaml_out_map_end(out);
}
