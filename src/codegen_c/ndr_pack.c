/* What the senders of requests and of replies do alike: descriptors, sizes, padding. */
#include "codegen_c/ndr.h"
#include "support/bug.h"

#include <inttypes.h>

const char *ndr_hook_kind(const struct writer *w)
{
	return w->routine->is_simple ? "Simple" : "Rpc";
}

uint32_t ndr_descriptor_count(const struct form *form)
{
	uint32_t count = 0;
	size_t i;

	for (i = 0; i < form->fields.count; i++)
		if (is_descriptor(form->fields.items[i]))
			count += form->fields.items[i]->repeat;
	return count;
}

const char *ndr_descriptor_tag(const struct field *field)
{
	switch (field->kind) {
	case FIELD_PORT: return "MACH_MSG_PORT_DESCRIPTOR";
	case FIELD_OOL: return "MACH_MSG_OOL_DESCRIPTOR";
	case FIELD_OOL_PORTS: return "MACH_MSG_OOL_PORTS_DESCRIPTOR";
	case FIELD_HEADER:
	case FIELD_BODY:
	case FIELD_TYPE_WORD:
	case FIELD_NDR_RECORD:
	case FIELD_RETCODE:
	case FIELD_VALUE:
	case FIELD_ARRAY:
	case FIELD_EITHER:
	case FIELD_COUNT:
	case FIELD_STRING_OFFSET:
	case FIELD_PAD:
	case FIELD_TRAILER: break;
	}
	bug("%s has no descriptor", field->c_name);
}

/* ---- Sizes ---- */

const char *ndr_least_size(struct writer *w, const char *type, const struct form *form)
{
	return text_of(w, "(mach_msg_size_t) (sizeof(%s) - %" PRIu32 ")", type,
		form->max_bytes - form->min_bytes);
}

const char *ndr_padded(struct writer *w, const struct field *field, const char *count)
{
	const char *bytes = product(w, field->size_bytes, count);

	if (!needs_tail(w, field->size_bytes))
		return bytes;
	return text_of(w, "_WALIGN_(%s)", bytes);
}

void ndr_advance(struct writer *w, const char *before, const char *after, const char *type,
	const struct field *field)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "before", before);
	emit_let(&w->e, "after", after);
	emit_let(&w->e, "type", type);
	emit_letf(&w->e, "max", "%" PRIu32, field->max_bytes + field->c_pad_count);
	/* As numbers: before the first field there is nothing that C would let one point to. */
	emit(&w->e, "$after$ = ($type$ *) "
		    "((vm_address_t) $before$ + msgh_size_delta - $max$);\n");
	emit_end(&w->e, scope);
}

/* ---- Padding: nothing of the sender's stack is sent ---- */

void ndr_clear_pad(struct writer *w, const char *pointer, const struct field *field)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "pointer", pointer);
	emit_let(&w->e, "name", field->c_name);
	emit_letf(&w->e, "bytes", "%" PRIu32, field->max_bytes);
	emit(&w->e, "memset($pointer$->$name$, 0, $bytes$);\n");
	emit_end(&w->e, scope);
}

void ndr_clear_tail(
	struct writer *w, const char *pointer, const struct field *field, const char *count)
{
	size_t scope = emit_scope(&w->e);

	if (needs_tail(w, field->size_bytes)) {
		emit_let(&w->e, "pointer", pointer);
		emit_let(&w->e, "name", field->c_name);
		emit_let(&w->e, "bytes", product(w, field->size_bytes, count));
		emit(&w->e, "MIG_CLEAR_TAIL($pointer$, $pointer$->$name$, $bytes$);\n");
	}
	emit_end(&w->e, scope);
}

/* ---- Descriptors ---- */

/* The kernel's own replies say what the receiver finds, others what the sender does. */
static const char *disposition(struct writer *w, const struct field *field)
{
	const struct type *type = field->arg->type;
	const struct word *word = &field->word;

	if (word->name_from)
		return text_of(w, "(unsigned char) %s%s",
			w->view == VIEW_USER && word->name_from->by_reference ? "*" : "",
			word->name_from->c_name);
	if (w->view == VIEW_SERVER && w->model->kernel_server &&
		type->send.number != type->receive.number && !type_is_polymorphic(&type->send))
		return text_of(
			w, "MIG_KERNEL_OR_USER(%s, %s)", type->receive.text, type->send.text);
	return word->sent.text;
}

static const char *deallocate(struct writer *w, const struct field *field)
{
	const struct param *param = field->word.deallocate_from;

	if (param)
		return text_of(w, "%s != FALSE", param->c_name);
	return field->word.deallocate ? "TRUE" : "FALSE";
}

/* Bytes, or rights, that a descriptor stands for; count is in counted elements. */
static const char *described(struct writer *w, const struct field *field, const char *count)
{
	uint32_t each = field->element_out_of_line_bytes;

	if (field->kind == FIELD_OOL_PORTS)
		each /= writer_abi(w)->port_out_of_line_bytes;
	if (field->count.source == COUNT_CONSTANT)
		return text_of(w, "%" PRIu32, each);
	return each == 1 ? count : text_of(w, "%s * %" PRIu32, count, each);
}

/* Every member that is not named is 0, whichever the system's headers have. */
static void put_one(struct writer *w, const struct field *field)
{
	switch (field->kind) {
	case FIELD_PORT:
		emit(&w->e, "$place$ = (mach_msg_port_descriptor_t) {\n"
			    "	.name = $value$,\n"
			    "	.disposition = $disposition$,\n"
			    "	.type = MACH_MSG_PORT_DESCRIPTOR\n"
			    "};\n");
		return;
	case FIELD_OOL:
		emit(&w->e, "$place$ = (mach_msg_ool_descriptor_t) {\n"
			    "	.address = (void *) ($value$),\n"
			    "	.size = $described$,\n"
			    "	.deallocate = $deallocate$,\n"
			    "	.copy = $copy$,\n"
			    "	.type = MACH_MSG_OOL_DESCRIPTOR\n"
			    "};\n");
		return;
	case FIELD_OOL_PORTS:
		emit(&w->e, "$place$ = (mach_msg_ool_ports_descriptor_t) {\n"
			    "	.address = (void *) ($value$),\n"
			    "	.count = $described$,\n"
			    "	.deallocate = $deallocate$,\n"
			    "	.disposition = $disposition$,\n"
			    "	.type = MACH_MSG_OOL_PORTS_DESCRIPTOR\n"
			    "};\n");
		return;
	case FIELD_HEADER:
	case FIELD_BODY:
	case FIELD_TYPE_WORD:
	case FIELD_NDR_RECORD:
	case FIELD_RETCODE:
	case FIELD_VALUE:
	case FIELD_ARRAY:
	case FIELD_EITHER:
	case FIELD_COUNT:
	case FIELD_STRING_OFFSET:
	case FIELD_PAD:
	case FIELD_TRAILER: break;
	}
	bug("%s has no descriptor", field->c_name);
}

/* The entries of an array that are in use, then the empty ones. */
static void put_array(struct writer *w, const struct field *field, const char *count)
{
	emit_letf(&w->e, "all", "%" PRIu32, field->repeat);
	emit_let(
		&w->e, "count", field->count_field ? count : text_of(w, "%" PRIu32, field->repeat));
	emit_let(&w->e, "type", field->c_type);
	emit_let(&w->e, "tag", ndr_descriptor_tag(field));
	emit(&w->e, "for (msgh_index = 0; msgh_index < $count$; msgh_index++)\n");
	emit_indent(&w->e);
	put_one(w, field);
	emit_outdent(&w->e);
	if (field->count_field)
		emit(&w->e, "for (; msgh_index < $all$; msgh_index++)\n"
			    "	$place$ = ($type$) {.type = $tag$};\n");
}

/* What an array's descriptors are made of: rights one behind the other, or addresses. */
static const char *sent_entries(
	struct writer *w, const struct field *field, enum side side, const char *value)
{
	const struct type *type = field->arg->type;

	/* A variable number is one of elements, which are no groups. */
	if (field->kind != FIELD_PORT || field->count_field)
		return value;
	if (type->c_class == C_VALUE)
		value = arena_join(&w->scratch, "&", value, "", "");
	return flat_rights(w, type, side, side == SIDE_USER, value);
}

void ndr_put_descriptor(struct writer *w, const char *pointer, const struct field *field,
	const char *value, const char *count)
{
	bool is_array = field->c_form == C_FORM_ARRAY;
	enum side side = w->view == VIEW_USER ? SIDE_USER : SIDE_SERVER;
	const struct param *subs = field->arg->params[side][PARAM_SUBS];
	const char *entries = is_array ? sent_entries(w, field, side, value) : value;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "place",
		text_of(w, "%s->%s%s", pointer, field->c_name, is_array ? "[msgh_index]" : ""));
	emit_let(&w->e, "value", is_array ? text_of(w, "%s[msgh_index]", entries) : value);
	emit_let(&w->e, "disposition", disposition(w, field));
	emit_let(&w->e, "deallocate", deallocate(w, field));
	emit_let(&w->e, "described",
		described(w, field,
			subs && is_array ? text_of(w, "%s[msgh_index]", subs->c_name) : count));
	emit_let(&w->e, "copy",
		field->arg->flags & ARG_PHYSICAL_COPY ? "MACH_MSG_PHYSICAL_COPY"
						      : "MACH_MSG_VIRTUAL_COPY");
	if (is_array)
		put_array(w, field, count);
	else
		put_one(w, field);
	emit_end(&w->e, scope);
}
