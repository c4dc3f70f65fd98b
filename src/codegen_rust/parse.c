/*
 * Checking messages that were received, and taking them apart. The order of the checks is that of
 * the model's steps, so that a wrong message is refused with the same error as by C stubs. Until
 * all of it is checked the message owns what it carries; then the values do.
 */
#include "codegen_rust/internal.h"
#include "support/bug.h"

#include <inttypes.h>
#include <string.h>

struct parse {
	struct writer *w;
	const struct form *form;
	const struct value_list *list;
	bool is_request;
	unsigned next_part; /* that is not read yet */
};

static bool is_ndr(const struct writer *w)
{
	return w->model->abi->wire == WIRE_NDR;
}

/* The steps are those of another view, which has the same fields in the same order. */
static const struct field *public_field(const struct parse *p, const struct field *field)
{
	const struct field *public = p->form->fields.items[field->index];

	check(public->kind == field->kind && public->arg == field->arg);
	return public;
}

/* "part0.data_type" */
static const char *place(const struct parse *p, const struct field *field)
{
	return text_of(p->w, "part%u.%s", field->segment, field_name(p->w, field));
}

static const char *local(const struct parse *p, const struct field *field)
{
	return find_value(p->list, field->arg)->local;
}

static const char *count_name(const struct parse *p, const struct argument *arg)
{
	if (arg->same_count)
		arg = arg->same_count;
	return own_name(p->w, arg->name, "count");
}

/* ---- Parts ---- */

static void read_part(struct parse *p, unsigned segment)
{
	size_t scope = emit_scope(&p->w->e);

	if (segment < p->next_part || segment >= p->form->segment_count)
		return;
	p->next_part = segment + 1;
	if (has_part(p->form, segment)) {
		emit_letu(&p->w->e, "segment", segment);
		emit_let(&p->w->e, "part", part_name(p->w, p->is_request, segment));
		emit(&p->w->e, "let part$segment$: &$part$ = reader.part()?;\n");
	}
	emit_end(&p->w->e, scope);
}

static bool has_fields_to_read(const struct parse *p)
{
	size_t i;

	for (i = 0; i < p->form->fields.count; i++)
		if (p->form->fields.items[i]->arg)
			return true;
	return false;
}

/* ---- Type words ---- */

static const char *name_text(const struct parse *p, const struct field *field)
{
	uint32_t number = field->word.received.number;

	if (number == IPC_POLYMORPHIC)
		return "0";
	if (number >= 16 && number <= 18)
		return disposition_text(p->w, number);
	return text_of(p->w, "%" PRIu32, number);
}

/* What is expected; what travelled out of line arrives to be deallocated. */
static const char *expected_word(const struct parse *p, const struct field *field, bool in_line)
{
	const char *number = field->word.number_at_run_time
				     ? "0"
				     : text_of(p->w, "%" PRIu32, field->word.number);

	return word_text(p->w, field, name_text(p, field), number, in_line ? NULL : "true");
}

static void check_word_whole(struct parse *p, const struct field *field)
{
	emit_let(&p->w->e, "word", place(p, field));
	emit_let(&p->w->e, "expected", expected_word(p, field, field->word.in_line));
	emit(&p->w->e, "wire::expect($word$, $expected$)?;\n");
}

static void check_word_parts(struct parse *p, const struct field *field)
{
	const struct word *word = &field->word;
	bool any_name = type_is_polymorphic(&word->received);
	bool may_be_simple = p->form->complexity == COMPLEX_AT_RUN_TIME;
	struct emitter *e = &p->w->e;

	emit_let(e, "word", place(p, field));
	emit_let(e, "count", count_name(p, field->arg));
	emit_let(e, "let", word->number_at_run_time ? "let $count$ = " : "");
	emit_let(e, "method",
		any_name ? (word->number_at_run_time ? "expect_any_name_and_number"
						     : "expect_any_name")
			 : (word->number_at_run_time ? "expect_any_number" : "expect_parts"));
	if (word->in_line_at_run_time) {
		emit_let(e, "in_line", expected_word(p, field, true));
		emit_let(e, "out_of_line", expected_word(p, field, false));
		emit_let(e, "type", word->is_long ? "wire::MachMsgTypeLong" : "wire::MachMsgType");
		emit(e, "let $count$ = wire::$method$($word$, $type$::either($word$.is_in_line(), "
			"$in_line$, $out_of_line$))?;\n");
	} else {
		emit_let(e, "expected", expected_word(p, field, word->in_line));
		emit(e, word->number_at_run_time
				? "let $count$ = wire::$method$($word$, $expected$)?;\n"
				: "wire::$method$($word$, $expected$)?;\n");
	}
	if (any_name && may_be_simple)
		emit(e, "message.expect_complex_if(wire::is_right($word$.name()))?;\n");
	if (word->in_line_at_run_time && may_be_simple)
		emit(e, "message.expect_complex_if(!$word$.is_in_line())?;\n");
}

/* ---- Data ---- */

/* Reads what stands behind a part, and the part behind that. */
static void read_data(struct parse *p, const struct field *field, bool is_exact)
{
	const struct value *value = find_value(p->list, field->arg);
	struct emitter *e = &p->w->e;
	unsigned segment;

	emit_let(e, "count", count_name(p, field->arg));
	emit_letf(e, "units", "%" PRIu32, field->count.units);
	emit_let(e, "name", value->local);
	emit_let(e, "type", value->element);
	if (field->is_sub_counts) {
		emit_let(e, "subs", own_name(p->w, field->arg->name, "subs"));
		emit(e, "let $subs$: &[u32] = reader.array($count$)?;\n");
	} else {
		switch (value->kind) {
		case VALUE_STRING: emit(e, "let $name$: &[u8] = reader.array($count$)?;\n"); break;
		case VALUE_PORTS:
			emit(e, field->count.units > 1
					? "let $name$: &[wire::PortSlot] = reader.array($count$ * "
					  "$units$)?;\n"
					: "let $name$: &[wire::PortSlot] = "
					  "reader.array($count$)?;\n");
			break;
		case VALUE_DATA:
		case VALUE_DATA_PORTS:
			emit_let(e, "word", place(p, field->data_word));
			emit_let(e, "slot",
				value->kind == VALUE_DATA ? value->element : "wire::PortSlot");
			emit_let(e, "far", value->kind == VALUE_DATA ? value->element : "PortName");
			emit_letu(e, "max", field->count.max);
			emit(e, "let $name$ = wire::either::<$slot$, $far$>(&mut reader, "
				"$word$.is_in_line(), $count$, $max$)?;\n");
			break;
		default: emit(e, "let $name$: &[$type$] = reader.array($count$)?;\n"); break;
		}
	}
	read_part(p, field->segment + 1);
	if (!is_exact)
		return;
	for (segment = p->next_part; segment < p->form->segment_count; segment++)
		read_part(p, segment);
	emit(e, "reader.end()?;\n");
}

/* NDR: the count of an array is a field; the first of those that share it makes the variable. */
static void check_count_max(struct parse *p, const struct field *field)
{
	struct emitter *e = &p->w->e;
	const struct field *count = field->count_field;
	uint32_t max = count && field->kind != FIELD_ARRAY ? count->count.max : field->count.max;

	emit_let(e, "count", count_name(p, field->arg));
	emit_letu(e, "max", max);
	if (field->kind == FIELD_EITHER)
		return; /* in line only: see wire::either() */
	if (!count) {
		emit(e, "let $count$ = wire::at_most($count$, $max$)?;\n");
		return;
	}
	emit_let(e, "field", place(p, count));
	emit(e, "let $count$ = wire::at_most($field$, $max$)?;\n");
}

/* ---- Descriptors ---- */

static bool is_array(const struct field *field)
{
	return field->c_form == C_FORM_ARRAY;
}

/* A check of a descriptor, or of each of an array. */
static void check_descriptors(struct parse *p, const struct field *field, const char *check)
{
	struct emitter *e = &p->w->e;

	emit_let(e, "descriptor", is_array(field) ? "descriptor" : place(p, field));
	emit_let(e, "descriptors", place(p, field));
	emit_let(e, "check", check);
	if (is_array(field))
		emit(e, "for descriptor in &$descriptors$ {\n"
			"    descriptor.$check$?;\n"
			"}\n");
	else
		emit(e, "$descriptor$.$check$?;\n");
}

static void check_descriptor_type(struct parse *p, const struct field *field)
{
	check_descriptors(p, field,
		field->kind == FIELD_PORT  ? "expect_kind()"
		: field->kind == FIELD_OOL ? "expect_data()"
					   : "expect_ports()");
}

static void check_disposition(struct parse *p, const struct field *field)
{
	const char *expected = disposition_text(p->w, field->word.received.number);

	/* Null entries of a variable array may be unused, and say nothing about themselves. */
	check_descriptors(p, field,
		text_of(p->w,
			field->kind == FIELD_PORT && field->count_field
				? "expect_disposition_if_used(%s)"
				: "expect_disposition(%s)",
			expected));
}

/* Bytes or rights of one counted element. */
static uint32_t unit_of(const struct parse *p, const struct field *field)
{
	return field->element_out_of_line_bytes /
	       (field->kind == FIELD_OOL_PORTS ? p->form->abi->port_out_of_line_bytes : 1);
}

static void check_descriptor_size(struct parse *p, const struct field *field)
{
	check_descriptors(p, field, text_of(p->w, "expect_size(%" PRIu32 ")", unit_of(p, field)));
}

static void check_count_agrees(struct parse *p, const struct field *field)
{
	struct emitter *e = &p->w->e;

	emit_let(e, "descriptor", place(p, field));
	emit_let(e, "count", place(p, field->count_field));
	emit_letu(e, "unit", unit_of(p, field));
	emit_letu(e, "max", field->count.max);
	emit(e, "$descriptor$.expect_count($count$, $unit$, $max$)?;\n");
}

static const struct field *sub_counts(const struct parse *p, const struct argument *arg)
{
	size_t i;

	for (i = 0; i < p->form->fields.count; i++)
		if (p->form->fields.items[i]->arg == arg && p->form->fields.items[i]->is_sub_counts)
			return p->form->fields.items[i];
	return NULL;
}

/* The counts of an array of out-of-line arrays, as a slice; NULL: their sizes are fixed. */
static const char *sub_counts_text(const struct parse *p, const struct field *field)
{
	const struct field *subs = sub_counts(p, field->arg);

	if (!subs)
		return NULL;
	if (subs->kind == FIELD_VALUE)
		return text_of(p->w, "&%s", place(p, subs));
	return own_name(p->w, field->arg->name, "subs");
}

static void check_sub_counts(struct parse *p, const struct field *field)
{
	const char *subs = sub_counts_text(p, field);
	struct emitter *e = &p->w->e;

	emit_let(e, "descriptors", place(p, field));
	emit_let(e, "count", count_name(p, field->arg));
	emit_letu(e, "unit", unit_of(p, field));
	emit_letu(e, "max", field->count.max);
	if (subs) {
		emit_let(e, "subs", subs);
		emit(e, "wire::expect_counts(&$descriptors$, $subs$, $unit$, $max$)?;\n");
	} else {
		emit(e, "for descriptor in $descriptors$.iter().take($count$) {\n"
			"    descriptor.expect_size($unit$)?;\n"
			"}\n");
	}
}

/* The entries of an array behind those that are counted hold nothing. */
static void check_unused(struct parse *p, const struct field *field)
{
	emit_let(&p->w->e, "descriptors", place(p, field));
	emit_let(&p->w->e, "count", count_name(p, field->arg));
	emit(&p->w->e, "for descriptor in $descriptors$.iter().skip($count$) {\n"
		       "    descriptor.expect_unused()?;\n"
		       "}\n");
}

/* ---- Steps ---- */

static void check_shape(struct parse *p)
{
	emit_let(&p->w->e, "shape", p->w->shared ? "SHAPE" : "Self::SHAPE");
	emit(&p->w->e, p->is_request ? "wire::check_request(message, &$shape$)?;\n"
				     : "wire::check_reply(message, &$shape$)?;\n");
}

static void check_string(struct parse *p, const struct field *field)
{
	struct emitter *e = &p->w->e;

	if (field->kind == FIELD_ARRAY) {
		emit_let(e, "name", local(p, field));
		emit(e, "let $name$ = wire::string($name$)?;\n");
		return;
	}
	if (!is_ndr(p->w))
		return;
	emit_let(e, "place", place(p, field));
	emit(e, "$place$.expect_terminated()?;\n");
}

static uint32_t token_bytes(const struct argument *arg)
{
	switch (arg->role) {
	case ARG_AUDIT_TOKEN: return 32;
	case ARG_MSGSEQNO: return 4;
	default: return 8;
	}
}

static void check_step(struct parse *p, const struct step *step)
{
	const struct field *field = step->field ? public_field(p, step->field) : NULL;
	size_t scope = emit_scope(&p->w->e);

	switch (step->check) {
	case CHECK_SIZE_EXACT:
	case CHECK_SIZE_RANGE: check_shape(p); break;
	case CHECK_WORD_EQUAL:
		if (field->arg)
			check_word_whole(p, field);
		break;
	case CHECK_WORD_PART: check_word_parts(p, field); break;
	case CHECK_COUNT_MAX: check_count_max(p, field); break;
	case CHECK_COUNT_WHOLE:
		emit_let(&p->w->e, "count", count_name(p, field->arg));
		emit_letu(&p->w->e, "units", field->count.units);
		emit(&p->w->e, "let $count$ = wire::whole($count$, $units$)?;\n");
		break;
	case CHECK_REST_EXACT:
	case CHECK_REST_AT_LEAST: read_data(p, field, step->check == CHECK_REST_EXACT); break;
	case CHECK_STRING_TERMINATED: check_string(p, field); break;
	case CHECK_DESC_TYPE: check_descriptor_type(p, field); break;
	case CHECK_DESC_DISPOSITION: check_disposition(p, field); break;
	case CHECK_DESC_SIZE: check_descriptor_size(p, field); break;
	case CHECK_COUNT_AGREES: check_count_agrees(p, field); break;
	case CHECK_SUBCOUNT_AGREES: check_sub_counts(p, field); break;
	case CHECK_DESC_UNUSED: check_unused(p, field); break;
	case CHECK_REPLY_ID:         /*         see mach_r::call */
	case CHECK_NOTIFY_SEND_ONCE: /*  likewise */
	case CHECK_RETCODE_ZERO:     /*      with the shape, as what follows */
	case CHECK_ERROR_FORM:
	case CHECK_COMPLEX_BIT:
	case CHECK_DESCRIPTOR_COUNT:
	case CHECK_REMOTE_NULL:
	case CHECK_TRAILER_SIZE: /*      see read_trailer() */
	case CHECK_ROOM:
	case CHECK_RESULT_COUNT_MAX: break;
	}
	emit_end(&p->w->e, scope);
}

static void check_steps(struct parse *p)
{
	const struct stub *stub =
		p->is_request ? &p->w->routine->server_stub : &p->w->routine->user_stub;
	bool has_read = !has_fields_to_read(p);
	size_t i;

	for (i = 0; i < stub->steps.count; i++) {
		const struct step *step = &stub->steps.items[i];

		if (p->is_request && step->kind != STEP_CHECK && step->kind != STEP_ADVANCE)
			break;
		if (step->kind != STEP_CHECK)
			continue;
		check_step(p, step);
		if (!has_read &&
			(step->check == CHECK_SIZE_EXACT || step->check == CHECK_SIZE_RANGE)) {
			emit(&p->w->e, "let mut reader = message.reader();\n");
			read_part(p, 0);
			has_read = true;
		}
	}
}

/* Where the checks of a reply do not look at the end of a string, it must have one all the same. */
static void end_strings(struct parse *p)
{
	size_t i;

	if (p->is_request || !is_ndr(p->w))
		return;
	for (i = 0; i < p->list->values.count; i++) {
		const struct value *value = &p->list->values.items[i];
		size_t scope = emit_scope(&p->w->e);

		emit_let(&p->w->e, "name", value->local);
		if (value->kind == VALUE_STRING)
			emit(&p->w->e, "let $name$ = wire::string($name$)?;\n");
		emit_end(&p->w->e, scope);
	}
}

/* ---- Memory: where it is, checked before the message is accepted ---- */

static void find_memory(struct parse *p, const struct value *value)
{
	struct emitter *e = &p->w->e;
	const struct field *field = value->field;

	emit_let(e, "name", value->local);
	emit_let(e, "type", type_is_port(value->arg->type) ? "PortName" : value->element);
	emit_let(e, "place", place(p, field));
	emit_let(e, "address",
		is_ndr(p->w) ? text_of(p->w, "%s.address()", place(p, field))
			     : text_of(p->w, "%s.get()", place(p, field)));
	if (value->kind == VALUE_MEMORIES) {
		emit_letu(e, "bound", field->repeat);
		emit_let(e, "used",
			field->count_field ? own_name(p->w, value->arg->name, "count")
					   : text_of(p->w, "%" PRIu32, field->repeat));
		emit(e, "let $name$ = wire::regions::<$type$, _, $bound$>(&$place$, $used$)?;\n");
		return;
	}
	if (is_ndr(p->w))
		emit_let(e, "count", text_of(p->w, "%s.size()", place(p, field)));
	else if (!value->arg->type->is_variable)
		emit_letu(e, "count",
			value->kind == VALUE_FAR_PORTS ? value->arg->type->number
						       : fixed_memory_count(value));
	else
		emit_let(e, "count", count_name(p, value->arg));
	if (is_ndr(p->w) && field->kind != FIELD_OOL_PORTS)
		emit(e, "let $name$ = Region::<$type$>::of_bytes($address$, $place$.size())?;\n");
	else
		emit(e, "let $name$ = Region::<$type$>::check($address$, $count$)?;\n");
}

static void find_memories(struct parse *p)
{
	size_t i;

	for (i = 0; i < p->list->values.count; i++) {
		const struct value *value = &p->list->values.items[i];
		size_t scope = emit_scope(&p->w->e);

		if (value->kind == VALUE_MEMORY || value->kind == VALUE_FAR_PORTS ||
			value->kind == VALUE_MEMORIES)
			find_memory(p, value);
		emit_end(&p->w->e, scope);
	}
}

/* ---- The values ---- */

static const char *kind_text(const struct parse *p, const struct value *value)
{
	if (is_ndr(p->w) && value->field->c_form == C_FORM_ARRAY)
		return text_of(p->w, "wire::disposition_of(&%s)", place(p, value->field));
	if (is_ndr(p->w))
		return text_of(p->w, "%s.disposition()", place(p, value->field));
	return text_of(p->w, "%s.name()", place(p, value->field->data_word));
}

static bool is_any(const struct value *value)
{
	return strcmp(received_right(value), "ReceivedRight") == 0;
}

static const char *port_text(const struct parse *p, const struct value *value)
{
	const char *name = text_of(p->w, "%s.name()", place(p, value->field));

	if (is_any(value))
		return text_of(p->w, "ipc::received_right(%s, %s)", name, kind_text(p, value));
	return text_of(p->w, "%s::from_name(%s)", received_right(value), name);
}

static const char *ports_text(const struct parse *p, const struct value *value)
{
	bool is_behind = value->field->kind == FIELD_ARRAY;
	bool is_counted = !is_behind && value->field->count_field;
	const char *slots = is_behind ? value->local : text_of(p->w, "&%s", place(p, value->field));
	const char *kind = is_any(value) ? text_of(p->w, ", %s", kind_text(p, value)) : "";

	if (value->kind == VALUE_FIXED_PORTS)
		return text_of(p->w, "ipc::%s(%s%s)",
			is_any(value) ? "take_any_array" : "take_array", slots, kind);
	if (is_counted)
		return text_of(p->w, "ipc::%s(%s, %s%s)",
			is_any(value) ? "take_first_any" : "take_first", slots,
			count_name(p, value->arg), kind);
	return text_of(
		p->w, "ipc::%s(%s%s)", is_any(value) ? "take_all_any" : "take_all", slots, kind);
}

/* As it lies in the message, but for numbers of two words. */
static const char *plain(const struct parse *p, const struct value *value)
{
	const char *it = place(p, value->field);

	return value->is_wrapped ? text_of(p->w, "%s.get()", it) : it;
}

/* The program's own conversions may refuse, or panic: before the message is accepted. */
static void convert_values(struct parse *p)
{
	size_t i;

	for (i = 0; i < p->list->values.count; i++) {
		const struct value *value = &p->list->values.items[i];
		size_t scope = emit_scope(&p->w->e);

		if (value->mapped) {
			emit_let(&p->w->e, "name", value->local);
			emit_let(&p->w->e, "type", mapped_type(p->w, value));
			emit_let(&p->w->e, "plain", plain(p, value));
			emit(&p->w->e,
				p->is_request
					? "let $name$: $type$ = server::guard(|| "
					  "Mapped::from_wire($plain$))?;\n"
					: "let $name$: $type$ = Mapped::from_wire($plain$)?;\n");
		}
		emit_end(&p->w->e, scope);
	}
}

static const char *value_text(const struct parse *p, const struct value *value)
{
	const char *it = value->field ? place(p, value->field) : NULL;

	if (value->mapped)
		return value->local;
	switch (value->kind) {
	case VALUE_NUMBER: return plain(p, value);
	case VALUE_OBJECT: return p->is_request ? text_of(p->w, "&%s", it) : it;
	case VALUE_FIXED_STRING: return text_of(p->w, "%s.terminated()", it);
	case VALUE_ARRAY:
	case VALUE_STRING: return value->local;
	case VALUE_PORT: return port_text(p, value);
	case VALUE_FIXED_PORTS:
	case VALUE_PORTS: return ports_text(p, value);
	case VALUE_MEMORY: return text_of(p->w, "OolMemory::from_region(%s)", value->local);
	case VALUE_FAR_PORTS:
		if (is_any(value))
			return text_of(p->w, "ReceivedPorts::from_region(%s, %s)", value->local,
				kind_text(p, value));
		return text_of(p->w, "OolPorts::from_region(%s)", value->local);
	case VALUE_MEMORIES:
		return text_of(p->w, "ool::%s(%s)",
			type_is_port(value->arg->type) ? "all_ports" : "all_memory", value->local);
	case VALUE_DATA: return text_of(p->w, "Data::from_either(%s)", value->local);
	case VALUE_DATA_PORTS:
		if (is_any(value))
			return text_of(p->w, "PortsData::from_either_any(%s, %s)", value->local,
				kind_text(p, value));
		return text_of(p->w, "PortsData::from_either(%s)", value->local);
	case VALUE_RETCODE: break;
	}
	bug("value of kind %d", (int)value->kind);
}

const char *rust_trailer_member(const struct argument *arg)
{
	switch (arg->role) {
	case ARG_SECURITY_TOKEN: return "trailer.sender";
	case ARG_AUDIT_TOKEN: return "trailer.audit";
	case ARG_CONTEXT_TOKEN: return "trailer.context";
	default: return "trailer.seqno";
	}
}

static void add_member(struct buf *members, const char *name, const char *value)
{
	bool is_same = strcmp(name, value) == 0;

	buf_printf(members, "%s%s%s%s", members->size_bytes > 0 ? ", " : "", name,
		is_same ? "" : ": ", is_same ? "" : value);
}

/* What the message says of itself, or the system; of several targets see targets.c. */
static const char *trailer_text(const struct parse *p, const struct argument *arg, unsigned number)
{
	if (p->w->shared)
		return text_of(p->w, "trailer.%u", number);
	return is_ndr(p->w) ? rust_trailer_member(arg) : "seqno";
}

/* A target may lack arguments that a module for several has: these are such values. */
static void add_other_members(struct parse *p, struct buf *members)
{
	const struct writer *all = p->w->shared ? p->w->shared : p->w;
	unsigned count = 0;
	size_t i;

	for (i = 0; i < all->routine->arguments.count; i++) {
		const struct argument *arg = all->routine->arguments.items[i];

		if (p->is_request && arg->flags & ARG_COUNT_IN_OUT)
			add_member(members, room_name(p->w, arg),
				place(p, form_room_of(p->form, argument_of_target(p->w, arg))));
		if (is_trailer_value(all, arg, p->is_request))
			add_member(members, rust_argument(&p->w->scratch, arg->name),
				trailer_text(p, arg, count++));
	}
}

/* What is made of the message. */
static const char *made_name(const struct parse *p)
{
	const char *camel = rust_camel(&p->w->scratch, p->w->routine->name);

	if (!p->w->shared)
		return "Self";
	return text_of(p->w,
		p->is_request                ? "%sRequestView"
		: p->w->out.borrows_received ? "%sReplyView"
					     : "%sReply",
		camel);
}

static void build(struct parse *p)
{
	struct buf members = {0};
	size_t scope = emit_scope(&p->w->e);
	size_t i;

	for (i = 0; i < p->list->values.count; i++)
		if (p->list->values.items[i].kind != VALUE_RETCODE)
			add_member(&members, p->list->values.items[i].name,
				value_text(p, &p->list->values.items[i]));
	add_other_members(p, &members);
	emit_let(&p->w->e, "members", buf_text(&members));
	emit_let(&p->w->e, "made", made_name(p));
	emit(&p->w->e, members.size_bytes > 0 ? "Ok($made$ { $members$ })\n" : "Ok($made$)\n");
	emit_end(&p->w->e, scope);
	buf_free(&members);
}

bool is_trailer_value(const struct writer *w, const struct argument *arg, bool is_request)
{
	unsigned side = is_request ? (unsigned)ARG_SERVER : (unsigned)ARG_USER;

	return argument_is_token(arg) && arg->flags & side && (is_ndr(w) || is_request);
}

static const char *plain_trailer_type(const struct argument *arg)
{
	switch (arg->role) {
	case ARG_SECURITY_TOKEN: return "wire::SecurityToken";
	case ARG_AUDIT_TOKEN: return "wire::AuditToken";
	case ARG_CONTEXT_TOKEN: return "[u32; 2]";
	default: return "u32";
	}
}

const char *trailer_type(struct writer *w, const struct argument *arg)
{
	const char *type = plain_trailer_type(arg);

	return is_optional_trailer(w, arg) ? text_of(w, "Option<%s>", type) : type;
}

bool has_trailer_values(const struct writer *w, bool is_request)
{
	size_t i;

	for (i = 0; i < w->routine->arguments.count; i++)
		if (is_trailer_value(w, w->routine->arguments.items[i], is_request))
			return true;
	return false;
}

uint32_t trailer_bytes(const struct writer *w, bool is_request)
{
	uint32_t bytes = 0;
	size_t i;

	for (i = 0; i < w->routine->arguments.count; i++)
		if (is_trailer_value(w, w->routine->arguments.items[i], is_request))
			bytes += token_bytes(w->routine->arguments.items[i]);
	return bytes;
}

/* Behind the message, or, of a typed one, in its header. */
static void read_trailer(struct parse *p)
{
	const struct writer *all = p->w->shared ? p->w->shared : p->w;
	size_t scope = emit_scope(&p->w->e);

	emit_letu(&p->w->e, "bytes", trailer_bytes(p->w, p->is_request));
	emit_let(&p->w->e, "function", trailer_function(p->w, p->is_request));
	if (has_trailer_values(all, p->is_request))
		emit(&p->w->e, p->w->shared   ? "let trailer = $function$(message)?;\n"
			       : is_ndr(p->w) ? "let trailer = message.trailer($bytes$)?;\n"
					      : "let seqno = message.header().seqno;\n");
	emit_end(&p->w->e, scope);
}

void emit_parse(struct writer *w, bool is_request)
{
	struct parse p = {w, is_request ? w->request : w->reply, is_request ? &w->in : &w->out,
		is_request, 0};

	check_steps(&p);
	end_strings(&p);
	find_memories(&p);
	read_trailer(&p);
	convert_values(&p);
	build(&p);
}
