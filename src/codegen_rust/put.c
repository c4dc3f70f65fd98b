/*
 * Writing messages: requests out of the members of a builder, replies out of what a server
 * returned. What is put where stands in the form; each function here gives the text of one field.
 */
#include "codegen_rust/internal.h"
#include "support/bug.h"

#include <inttypes.h>
#include <string.h>

static bool is_ndr(const struct writer *w)
{
	return w->model->abi->wire == WIRE_NDR;
}

/* What is being written. */
struct put {
	struct writer *w;
	const struct form *form;
	const struct value_list *list;
	bool is_request;
	const char *head;
};

/* "self.data" or "data" */
static const char *access(const struct put *p, const struct value *value)
{
	return p->is_request ? text_of(p->w, "%s.%s", p->w->self, value->name) : value->local;
}

/* ---- Counts ---- */

/* The number of elements as usize. */
static const char *length(const struct put *p, const struct value *value)
{
	const char *it = access(p, value);

	if (value->kind == VALUE_STRING)
		return p->is_request ? text_of(p->w, "%s.to_bytes_with_nul().len()", it)
				     : text_of(p->w, "%s.len()", it);
	if (value->kind == VALUE_MEMORY && p->is_request && value->arg->dealloc == DEALLOC_MAYBE)
		return text_of(p->w, "%s.as_slice().len()", it);
	return text_of(p->w, "%s.len()", it);
}

static const char *number_text(const struct put *p, const struct value *value, uint32_t units)
{
	const char *count = text_of(p->w, "%s as u32", length(p, value));

	return units <= 1 ? count : text_of(p->w, "%s * %" PRIu32, count, units);
}

/* ---- Rights ---- */

/* What happens to a right as it is sent. Servers give away what they have. */
static const char *disposition(const struct put *p, const struct value *value)
{
	if (!type_is_port(value->arg->type))
		return text_of(p->w, "%" PRIu32, value->arg->type->send.number);
	if (p->is_request) {
		if (is_polymorphic(value))
			return text_of(p->w, "%s.disposition()", access(p, value));
		return disposition_text(p->w, value->arg->type->send.number);
	}
	if (strcmp(received_right(value), "ReceivedRight") == 0)
		return text_of(p->w, "%s_kind", value->local);
	return disposition_text(p->w, value->arg->type->receive.number);
}

/* The names of several rights, as a slice. */
static const char *names(const struct put *p, const struct value *value)
{
	if (!p->is_request)
		return text_of(p->w, "&%s", value->local);
	if (is_polymorphic(value))
		return text_of(p->w, "%s.%s.names()", p->w->self, value->name);
	return text_of(p->w, "ipc::names(%s.%s)", p->w->self, value->name);
}

/* ---- Memory ---- */

/* Whether the sender's value is memory that goes with the message. */
static bool is_owned(const struct put *p, const struct value *value)
{
	uint32_t number = value->arg->type->send.number;

	if (!p->is_request)
		return true;
	if (type_is_port(value->arg->type))
		return number >= 16 && number <= 18;
	return value->arg->dealloc == DEALLOC_YES && value->kind == VALUE_MEMORY;
}

static bool is_choice(const struct put *p, const struct value *value)
{
	if (!p->is_request)
		return false;
	return type_is_port(value->arg->type)
		       ? is_polymorphic(value)
		       : value->kind == VALUE_MEMORY && value->arg->dealloc == DEALLOC_MAYBE;
}

static const char *deallocate(const struct put *p, const struct value *value)
{
	if (is_choice(p, value))
		return text_of(p->w, "%s.is_moved()", access(p, value));
	return is_owned(p, value) ? "true" : "false";
}

static const char *address(const struct put *p, const struct value *value)
{
	const char *it = access(p, value);

	return is_owned(p, value) || is_choice(p, value) ? text_of(p->w, "%s.address()", it)
							 : text_of(p->w, "ool::address_of(%s)", it);
}

static const char *byte_count(const struct put *p, const struct value *value)
{
	const char *it = access(p, value);

	return is_owned(p, value) || is_choice(p, value) ? text_of(p->w, "%s.len_bytes()", it)
							 : text_of(p->w, "size_of_val(%s)", it);
}

static const char *memories(const struct put *p, const struct value *value)
{
	const char *it = access(p, value);
	bool owns = is_owned(p, value);

	if (type_is_port(value->arg->type))
		return text_of(p->w, "wire::OolDescriptor::of_ports(%s%s, %s, %s)", owns ? "&" : "",
			it, disposition(p, value), owns ? "true" : "false");
	return text_of(p->w, "wire::OolDescriptor::of_memory(%s%s, %s)", owns ? "&" : "", it,
		owns ? "true" : "false");
}

static const char *out_of_line(const struct put *p, const struct value *value)
{
	if (!is_ndr(p->w))
		return text_of(p->w, "wire::Address::new(%s)", address(p, value));
	if (value->kind == VALUE_MEMORIES)
		return memories(p, value);
	if (value->kind == VALUE_FAR_PORTS)
		return text_of(p->w, "wire::OolDescriptor::ports(%s, %s, %s, %s)",
			address(p, value), length(p, value), disposition(p, value),
			deallocate(p, value));
	return text_of(p->w, "wire::OolDescriptor::%s(%s, %s, %s)",
		value->arg->flags & ARG_PHYSICAL_COPY ? "physical" : "data", address(p, value),
		byte_count(p, value), deallocate(p, value));
}

/* ---- Fields ---- */

/* Whether indefinite data stand in the message. */
static const char *is_in_line(const struct put *p, const struct value *value)
{
	if (!p->is_request)
		return text_of(p->w, "%s.is_in_line()", value->local);
	if (value->field->count.max == 0)
		return text_of(p->w, "%s.is_empty()", access(p, value));
	return text_of(p->w, "%s <= %" PRIu32, length(p, value), value->field->count.max);
}

static const char *is_out_of_line(const struct put *p, const struct value *value)
{
	if (!p->is_request || value->field->count.max == 0)
		return text_of(p->w, "!%s", is_in_line(p, value));
	return text_of(p->w, "%s > %" PRIu32, length(p, value), value->field->count.max);
}

static const char *word(const struct put *p, const struct field *field, const struct value *value)
{
	const struct word *word = &field->word;
	const char *number = word->number_at_run_time
				     ? number_text(p, value, value->field->count.units)
				     : text_of(p->w, "%" PRIu32, word->number);
	const char *name = disposition(p, value);

	if (word->in_line_at_run_time)
		return text_of(p->w, "%s::either(%s, %s, %s)",
			word->is_long ? "wire::MachMsgTypeLong" : "wire::MachMsgType",
			is_in_line(p, value), word_text(p->w, field, name, number, NULL),
			word_text(p->w, field, name, number, deallocate(p, value)));
	return word_text(p->w, field, name, number, word->in_line ? NULL : deallocate(p, value));
}

static const char *plain(const struct put *p, const struct value *value)
{
	const char *it = access(p, value);

	switch (value->kind) {
	case VALUE_NUMBER:
		return value->is_wrapped ? text_of(p->w, "%s::new(%s)", value->element, it) : it;
	case VALUE_OBJECT: return p->is_request && !value->mapped ? text_of(p->w, "*%s", it) : it;
	default: return p->is_request ? it : text_of(p->w, "%s.terminated()", it);
	}
}

static const char *port(const struct put *p, const struct value *value)
{
	const char *name = p->is_request ? text_of(p->w, "%s.%s.name()", p->w->self, value->name)
			   : strcmp(received_right(value), "ReceivedRight") == 0
				   ? value->local
				   : text_of(p->w, "%s.into_name()", value->local);

	if (value->kind == VALUE_PORT)
		return is_ndr(p->w) ? text_of(p->w, "wire::PortDescriptor::new(%s, %s)", name,
					      disposition(p, value))
				    : text_of(p->w, "wire::PortSlot::new(%s)", name);
	return is_ndr(p->w) ? text_of(p->w, "wire::PortDescriptor::array(%s, %s)", names(p, value),
				      disposition(p, value))
			    : text_of(p->w, "ipc::slots(%s)", names(p, value));
}

static const char *count(const struct put *p, const struct field *field)
{
	const struct value *value = find_value(p->list, field->arg);

	if (!value || (p->is_request && field->arg->flags & ARG_COUNT_IN_OUT))
		return text_of(p->w, "%" PRIu32, field->count.max);
	return number_text(p, value, 1);
}

static const char *field_text(const struct put *p, const struct field *field)
{
	const struct value *value = field->arg ? find_value(p->list, field->arg) : NULL;

	switch (field->kind) {
	case FIELD_HEADER: return p->head;
	case FIELD_BODY: {
		uint32_t descriptors = 0;
		size_t i;

		for (i = 0; i < p->form->fields.count; i++) {
			const struct field *other = p->form->fields.items[i];

			if (other->kind == FIELD_PORT || other->kind == FIELD_OOL ||
				other->kind == FIELD_OOL_PORTS)
				descriptors += other->repeat;
		}
		return text_of(p->w, "wire::MachMsgBody(%" PRIu32 ")", descriptors);
	}
	case FIELD_NDR_RECORD: return "wire::NdrRecord::NATIVE";
	case FIELD_RETCODE: return "0";
	case FIELD_TYPE_WORD:
		if (!field->arg)
			return "wire::RET_CODE_TYPE";
		if (field->word_data->kind == FIELD_COUNT)
			return word_text(p->w, field,
				text_of(p->w, "%" PRIu32, field->word.sent.number), "1", NULL);
		return word(p, field, value);
	case FIELD_VALUE:
		if (field->is_sub_counts)
			return text_of(p->w, "ool::counts(%s%s)", is_owned(p, value) ? "&" : "",
				access(p, value));
		return plain(p, value);
	case FIELD_PORT: return port(p, value);
	case FIELD_OOL:
	case FIELD_OOL_PORTS: return out_of_line(p, value);
	case FIELD_COUNT: return count(p, field);
	case FIELD_STRING_OFFSET: return "0";
	case FIELD_PAD: return text_of(p->w, "[0; %" PRIu32 "]", field->size_bytes);
	case FIELD_ARRAY:
	case FIELD_EITHER:
	case FIELD_TRAILER: break;
	}
	bug("%s in a part", field_kind_words(field->kind));
}

static bool is_behind(const struct field *field)
{
	return field->kind == FIELD_ARRAY || field->kind == FIELD_EITHER;
}

/* "name: value", or only "name" where both are the same. */
static const char *member_text(const struct put *p, const struct field *field)
{
	const char *name = field_name(p->w, field), *value = field_text(p, field);

	return strcmp(name, value) == 0 ? name : text_of(p->w, "%s: %s", name, value);
}

static void put_part(const struct put *p, unsigned segment)
{
	struct buf members = {0};
	size_t scope = emit_scope(&p->w->e);
	size_t i;

	for (i = 0; i < p->form->fields.count; i++) {
		const struct field *field = p->form->fields.items[i];

		if (field->segment == segment && !is_behind(field))
			buf_printf(&members, "%s%s", members.size_bytes > 0 ? ", " : "",
				member_text(p, field));
	}
	emit_let(&p->w->e, "part", part_name(p->w, p->is_request, segment));
	emit_let(&p->w->e, "members", buf_text(&members));
	emit(&p->w->e, "message.put($part$ { $members$ });\n");
	emit_end(&p->w->e, scope);
	buf_free(&members);
}

/* ---- Data of variable length ---- */

static void put_request_data(const struct put *p, const struct value *value)
{
	struct emitter *e = &p->w->e;

	switch (value->kind) {
	case VALUE_STRING: emit(e, "message.put_string($it$);\n"); return;
	case VALUE_PORTS: emit(e, "message.put_names::<wire::PortSlot>($names$);\n"); return;
	case VALUE_DATA:
		emit(e, "if $in_line$ {\n"
			"    message.put_array($it$);\n"
			"} else {\n"
			"    message.put(wire::Address::new($address$));\n"
			"}\n");
		return;
	case VALUE_DATA_PORTS:
		emit(e, "if $in_line$ {\n"
			"    message.put_names::<wire::PortSlot>($names$);\n"
			"} else {\n"
			"    message.put(wire::Address::new($address$));\n"
			"}\n");
		return;
	default: emit(e, "message.put_array($it$);\n"); return;
	}
}

static void put_reply_data(const struct put *p, const struct value *value)
{
	struct emitter *e = &p->w->e;

	switch (value->kind) {
	case VALUE_PORTS: emit(e, "message.put_names::<wire::PortSlot>(&$it$);\n"); return;
	case VALUE_DATA: emit(e, "message.keep_data::<_, wire::Address>($it$);\n"); return;
	case VALUE_DATA_PORTS:
		emit(e, "message.put_ports_data::<_, wire::PortSlot, wire::Address, "
			"$bound$>($it$);\n");
		return;
	default: emit(e, "message.keep($it$);\n"); return;
	}
}

static void put_data(const struct put *p, const struct field *field)
{
	const struct value *value = find_value(p->list, field->arg);
	size_t scope = emit_scope(&p->w->e);

	emit_let(&p->w->e, "it", access(p, value));
	if (field->is_sub_counts) {
		emit_let(&p->w->e, "it",
			text_of(p->w, "%s%s", is_owned(p, value) ? "&" : "", access(p, value)));
		emit_letu(&p->w->e, "bound", field->c_count);
		emit(&p->w->e, "message.put_array(&ool::used_counts::<$bound$, _, _>($it$));\n");
		emit_end(&p->w->e, scope);
		return;
	}
	if (value->kind == VALUE_DATA_PORTS)
		emit_letu(&p->w->e, "bound", port_bound(value));
	if (value->kind == VALUE_PORTS || value->kind == VALUE_DATA_PORTS)
		emit_let(&p->w->e, "names", names(p, value));
	if (value->kind == VALUE_DATA || value->kind == VALUE_DATA_PORTS) {
		emit_let(&p->w->e, "in_line", is_in_line(p, value));
		emit_let(&p->w->e, "address", address(p, value));
	}
	if (p->is_request)
		put_request_data(p, value);
	else
		put_reply_data(p, value);
	emit_end(&p->w->e, scope);
}

/* ---- Whole messages ---- */

static const char *reply_bound_type(const struct put *p, const struct value *value)
{
	return text_of(p->w, "Several<PortName, %" PRIu32 ">", port_bound(value));
}

/* What a server returned, as parts of a message: before anything is put. */
static void prepare_result(const struct put *p, const struct value *value)
{
	struct emitter *e = &p->w->e;
	bool is_any = type_is_port(value->arg->type) &&
		      strcmp(received_right(value), "ReceivedRight") == 0;
	size_t scope = emit_scope(e);

	emit_let(e, "it", value->local);
	switch (value->kind) {
	case VALUE_STRING: emit(e, "let $it$ = $it$.finish();\n"); break;
	case VALUE_PORT:
		if (is_any)
			emit(e, "let ($it$, $it$_kind) = PortArgument::from($it$).into_parts();\n");
		break;
	case VALUE_FIXED_PORTS:
	case VALUE_PORTS:
		emit_let(e, "type", reply_bound_type(p, value));
		if (is_any)
			emit(e, "let $it$_kind = ipc::disposition_of(&$it$);\n");
		emit(e, "let $it$: $type$ = ipc::into_names($it$);\n");
		break;
	case VALUE_FAR_PORTS:
	case VALUE_DATA_PORTS:
		if (is_any)
			emit(e, "let $it$_kind = $it$.disposition();\n");
		break;
	case VALUE_NUMBER:
	case VALUE_OBJECT:
	case VALUE_FIXED_STRING:
	case VALUE_ARRAY:
	case VALUE_MEMORY:
	case VALUE_MEMORIES:
	case VALUE_DATA:
	case VALUE_RETCODE: break;
	}
	emit_end(e, scope);
}

static void say_complexity(const struct put *p, const struct value *value)
{
	size_t scope = emit_scope(&p->w->e);

	if (p->form->complexity != COMPLEX_AT_RUN_TIME)
		return;
	if (value->field->word.in_line_at_run_time ||
		(value->field->data_word && value->field->data_word->word.in_line_at_run_time)) {
		emit_let(&p->w->e, "out_of_line", is_out_of_line(p, value));
		emit(&p->w->e, "message.set_complex($out_of_line$);\n");
	} else if (type_is_polymorphic(&value->arg->type->send)) {
		emit(&p->w->e, "message.set_complex(true);\n");
	}
	emit_end(&p->w->e, scope);
}

void emit_puts(struct writer *w, bool is_request, const char *head)
{
	struct put p = {w, is_request ? w->request : w->reply, is_request ? &w->in : &w->out,
		is_request, head};
	unsigned segment;
	size_t i;

	for (i = 0; i < p.list->values.count; i++) {
		const struct value *value = &p.list->values.items[i];

		if (value->kind == VALUE_RETCODE)
			continue;
		if (!is_request)
			prepare_result(&p, value);
		say_complexity(&p, value);
	}
	for (segment = 0; segment < p.form->segment_count; segment++) {
		if (has_part(p.form, segment))
			put_part(&p, segment);
		for (i = 0; i < p.form->fields.count; i++)
			if (p.form->fields.items[i]->segment == segment &&
				is_behind(p.form->fields.items[i]))
				put_data(&p, p.form->fields.items[i]);
	}
}

/* What to do with a value that the message owns now; NULL: nothing. */
static const char *forget_text(const struct put *p, const struct value *value)
{
	const char *it = access(p, value);
	uint32_t number = value->arg->type->send.number;
	bool moves = number >= 16 && number <= 18;

	switch (value->kind) {
	case VALUE_PORT:
		if (!p->is_request)
			return NULL;
		if (is_polymorphic(value))
			return text_of(p->w, "let _ = %s.into_parts();", it);
		return moves ? text_of(p->w, "let _ = %s.into_name();", it) : NULL;
	case VALUE_FIXED_PORTS:
	case VALUE_PORTS:
		if (!p->is_request)
			return NULL;
		if (is_polymorphic(value))
			return text_of(p->w, "%s.into_message();", it);
		return moves ? text_of(p->w, "ipc::give_to_message(%s);", it) : NULL;
	case VALUE_MEMORY:
	case VALUE_MEMORIES:
	case VALUE_FAR_PORTS:
		return is_owned(p, value) || is_choice(p, value)
			       ? text_of(p->w,
					 value->kind == VALUE_MEMORIES
						 ? "ool::all_into_message(%s);"
						 : "%s.into_message();",
					 it)
			       : NULL;
	case VALUE_DATA_PORTS:
		return p->is_request && (is_owned(p, value) || is_choice(p, value))
			       ? text_of(p->w, "%s.into_message_up_to(%" PRIu32 ");", it,
					 value->field->count.max)
			       : NULL;
	case VALUE_NUMBER:
	case VALUE_OBJECT:
	case VALUE_FIXED_STRING:
	case VALUE_ARRAY:
	case VALUE_STRING:
	case VALUE_DATA:
	case VALUE_RETCODE: break;
	}
	return NULL;
}

void emit_forgets(struct writer *w, bool is_request)
{
	struct put p = {w, is_request ? w->request : w->reply, is_request ? &w->in : &w->out,
		is_request, NULL};
	size_t i;

	for (i = 0; i < p.list->values.count; i++) {
		const char *text = forget_text(&p, &p.list->values.items[i]);
		size_t scope = emit_scope(&w->e);

		emit_let(&w->e, "text", text ? text : "");
		emit(&w->e, "$text$\n");
		emit_end(&w->e, scope);
	}
}

/* ---- The header ---- */

static const char *header_disposition(struct writer *w, const struct argument *port)
{
	if (type_is_polymorphic(&port->type->send))
		return text_of(w, "%s.disposition()", rust_argument(&w->scratch, port->name));
	return disposition_text(w, port->type->send.number);
}

const char *header_bits(struct writer *w)
{
	const struct argument *reply_port = w->routine->reply_port[SIDE_USER];

	return text_of(w, "header_bits(%s, %s)", header_disposition(w, w->routine->request_port),
		reply_port              ? header_disposition(w, reply_port)
		: w->routine->is_simple ? "0"
					: "ipc::disposition::MAKE_SEND_ONCE");
}
