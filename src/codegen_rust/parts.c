/* The private structures that a message is a chain of, and what is asserted of them. */
#include "codegen_rust/internal.h"
#include "support/bug.h"

#include <inttypes.h>
#include <string.h>

const char *part_name(struct writer *w, bool is_request, unsigned segment)
{
	return text_of(w, "%s%sPart%u", rust_camel(&w->scratch, w->routine->name),
		is_request ? "Request" : "Reply", segment);
}

/* Data whose length is known at run time only stand behind the part. */
static bool is_behind(const struct field *field)
{
	return field->kind == FIELD_ARRAY || field->kind == FIELD_EITHER;
}

bool has_part(const struct form *form, unsigned segment)
{
	size_t i;

	for (i = 0; i < form->fields.count; i++)
		if (form->fields.items[i]->segment == segment && !is_behind(form->fields.items[i]))
			return true;
	return false;
}

const char *field_name(struct writer *w, const struct field *field)
{
	const char *name, *own;

	switch (field->kind) {
	case FIELD_HEADER: return "head";
	case FIELD_BODY: return "body";
	case FIELD_NDR_RECORD: return "ndr";
	case FIELD_RETCODE: return "ret_code";
	case FIELD_VALUE:
	case FIELD_ARRAY:
	case FIELD_PORT:
	case FIELD_OOL:
	case FIELD_OOL_PORTS:
	case FIELD_EITHER:
		if (!field->is_sub_counts)
			return rust_argument(&w->scratch, field->arg->name);
		break;
	case FIELD_TYPE_WORD:
	case FIELD_COUNT:
	case FIELD_STRING_OFFSET:
	case FIELD_PAD:
	case FIELD_TRAILER: break;
	}
	/* "dataCnt" of "data": the suffix is the generator's own. */
	name = field->arg ? field->arg->name : "RetCode";
	if (strncmp(field->c_name, name, strlen(name)) != 0)
		return rust_ident(&w->scratch, field->c_name);
	own = own_name(w, name, rust_snake(&w->scratch, field->c_name + strlen(name)));
	/* What stands beside an argument that is called as the return code is. */
	return field->arg && strcmp(rust_snake(&w->scratch, name), "ret_code") == 0
		       ? text_of(w, "%s_", own)
		       : own;
}

static const char *several(struct writer *w, const struct field *field, const char *type)
{
	return field->c_form == C_FORM_ARRAY || field->repeat != 1
		       ? text_of(w, "[%s; %" PRIu32 "]", type, field->repeat)
		       : type;
}

static const char *field_type(struct writer *w, const struct field *field)
{
	bool is_ndr = w->model->abi->wire == WIRE_NDR;

	switch (field->kind) {
	case FIELD_HEADER: return "wire::MachMsgHeader";
	case FIELD_BODY: return "wire::MachMsgBody";
	case FIELD_TYPE_WORD:
		return field->word.is_long ? "wire::MachMsgTypeLong" : "wire::MachMsgType";
	case FIELD_NDR_RECORD: return "wire::NdrRecord";
	case FIELD_RETCODE: return "i32";
	case FIELD_VALUE:
		if (field->is_sub_counts)
			return text_of(w, "[u32; %" PRIu32 "]", field->c_count);
		return rust_type(w, field->arg->type);
	case FIELD_PORT:
		return several(w, field, is_ndr ? "wire::PortDescriptor" : "wire::PortSlot");
	case FIELD_OOL: return several(w, field, is_ndr ? "wire::OolDescriptor" : "wire::Address");
	case FIELD_OOL_PORTS:
		return several(w, field, is_ndr ? "wire::OolPortsDescriptor" : "wire::Address");
	case FIELD_COUNT:
	case FIELD_STRING_OFFSET: return "u32";
	case FIELD_PAD: return text_of(w, "[u8; %" PRIu32 "]", field->size_bytes);
	case FIELD_ARRAY:
	case FIELD_EITHER:
	case FIELD_TRAILER: break;
	}
	bug("%s in a part", field_kind_words(field->kind));
}

static void emit_members(struct writer *w, const struct form *form, unsigned segment)
{
	size_t i;

	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];
		size_t scope = emit_scope(&w->e);

		if (field->segment != segment || is_behind(field))
			continue;
		emit_let(&w->e, "name", field_name(w, field));
		emit_let(&w->e, "type", field_type(w, field));
		emit(&w->e, "    $name$: $type$,\n");
		emit_end(&w->e, scope);
	}
}

/* The offsets of all fields but padding, and the end of the last. */
static void emit_assertions(struct writer *w, const struct form *form, unsigned segment)
{
	uint32_t end = 0;
	bool has_offsets = false;
	size_t i;

	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];

		if (field->segment != segment || is_behind(field))
			continue;
		end = field->offset_bytes + field->max_bytes;
		has_offsets = has_offsets || (field->kind != FIELD_PAD && field->offset_bytes > 0);
	}
	emit_let(&w->e, "import", has_offsets ? "    use core::mem::offset_of;" : "");
	emit_letu(&w->e, "bytes", end);
	emit_letu(&w->e, "unit", form->abi->align_bytes);
	emit(&w->e, "\n"
		    "const _: () = {\n"
		    "$import$\n"
		    "    assert!(size_of::<$part$>() == $bytes$);\n"
		    "    assert!(align_of::<$part$>() <= $unit$);\n");
	for (i = 0; i < form->fields.count; i++) {
		const struct field *field = form->fields.items[i];
		size_t scope = emit_scope(&w->e);

		if (field->segment != segment || is_behind(field) || field->kind == FIELD_PAD ||
			field->offset_bytes == 0)
			continue;
		emit_let(&w->e, "field", field_name(w, field));
		emit_letu(&w->e, "offset", field->offset_bytes);
		emit(&w->e, "    assert!(offset_of!($part$, $field$) == $offset$);\n");
		emit_end(&w->e, scope);
	}
	emit(&w->e, "};\n");
}

void emit_parts(struct writer *w, const struct form *form, bool is_request)
{
	unsigned segment;

	for (segment = 0; segment < form->segment_count; segment++) {
		size_t scope = emit_scope(&w->e);

		if (!has_part(form, segment))
			continue;
		emit_let(&w->e, "part", part_name(w, is_request, segment));
		emit(&w->e, "\n"
			    "#[derive(FromBytes, IntoBytes, Immutable, KnownLayout)]\n"
			    "#[repr(C)]\n"
			    "#[zerocopy(crate = \"::mach_r::zerocopy\")]\n"
			    "struct $part$ {\n");
		emit_members(w, form, segment);
		emit(&w->e, "}\n");
		emit_assertions(w, form, segment);
		emit_end(&w->e, scope);
	}
}

const char *word_text(struct writer *w, const struct field *field, const char *name,
	const char *number, const char *deallocate)
{
	const struct word *word = &field->word;
	const char *type = word->is_long ? "wire::MachMsgTypeLong::long_" : "wire::MachMsgType::";

	if (!deallocate)
		return text_of(
			w, "%sin_line(%s, %" PRIu32 ", %s)", type, name, word->size_bits, number);
	return text_of(w, "%sout_of_line(%s, %" PRIu32 ", %s, %s)", type, name,
		word->size_bits_out_of_line, number, deallocate);
}
