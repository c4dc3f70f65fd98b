/* The steps of a server stub that fill the reply. */
#include "codegen_c/helpers.h"
#include "codegen_c/server.h"
#include "support/bug.h"

#include <inttypes.h>
#include <string.h>

void emit_result_check(struct writer *w, const struct step *step)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "count", result_count_name(w, step->param->arg));
	emit_letu(&w->e, "max", step->field->count.max);
	emit_let(&w->e, "in_line", "");
	if (step->field->kind == FIELD_EITHER)
		emit_let(&w->e, "in_line",
			text_of(w, "%s == %s && ", step->field->c_pointer_name,
				result_buffer(w, step->field)));
	emit(&w->e, "if (OutP->RetCode == KERN_SUCCESS && "
		    "mig_unlikely($in_line$$count$ > $max$U))\n"
		    "	OutP->RetCode = MIG_ARRAY_TOO_LARGE;\n");
	emit_end(&w->e, scope);
}

/*
 * Whether an array of any number of bytes is all that varies in a reply, and stands where the
 * function left it: then the reply is ended as a whole.
 */
bool ends_in_place(const struct writer *w)
{
	const struct form *reply = server_reply(w);
	const struct field *last = reply->fields.items[reply->fields.count - 1];

	return last->kind == FIELD_ARRAY && last->copy == COPY_BYTES && last->segment == 0 &&
	       !is_local_result(last) && needs_tail(w, last->size_bytes);
}

/* Elements that the function left in a local, or in place: then only the rounding is cleared. */
static void put_elements(struct writer *w, const struct field *field, const char *count)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "value", field->arg->c_name);
	emit_let(&w->e, "bytes", product(w, field->size_bytes, count));
	emit_letu(&w->e, "offset", field->offset_bytes);
	if (ends_in_place(w)) {
		use_helper(w, HELPER_END_REPLY);
		emit(&w->e, "mig_end_reply(OutHeadP, $offset$U + $bytes$);\n");
	} else if (field->copy == COPY_PORTS) {
		emit(&w->e, "msgh_size_delta = $bytes$;\n");
		pack_slots(w, "OutP", field,
			flat_rights(w, field->arg->type, SIDE_SERVER, false, field->arg->c_name),
			product(w, field->count.units, count));
	} else if (is_local_result(field)) {
		use_helper(w, HELPER_PUT_ARRAY);
		emit(&w->e, "msgh_size_delta = mig_put_array(OutP->$name$, $value$, $bytes$);\n");
	} else if (needs_tail(w, field->size_bytes)) {
		use_helper(w, HELPER_END_ARRAY);
		emit(&w->e, "msgh_size_delta = mig_end_array(OutP->$name$, $bytes$);\n");
	} else {
		emit(&w->e, "msgh_size_delta = $bytes$;\n");
	}
	emit_end(&w->e, scope);
}

static void put_string(struct writer *w, const struct field *field)
{
	const char *place = result_buffer(w, field);
	enum helper_kind helper = is_local_result(field) ? HELPER_PUT_ARRAY : HELPER_END_ARRAY;
	size_t scope = emit_scope(&w->e);

	use_helper(w, helper);

	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "place", place);
	emit_letu(&w->e, "last", field->max_bytes - 1);
	emit(&w->e, "$place$[$last$] = '\\0';\n"
		    "msgh_index = (mach_msg_type_number_t) strlen($place$) + 1;\n");
	emit(&w->e,
		helper == HELPER_PUT_ARRAY
			? "msgh_size_delta = mig_put_array(OutP->$name$, $place$, msgh_index);\n"
			: "msgh_size_delta = mig_end_array(OutP->$name$, msgh_index);\n");
	pack_number(w, "OutP", field, "msgh_index");
	emit_end(&w->e, scope);
}

/* Into the type word, unless the function did that. */
static void put_number(struct writer *w, const struct field *field, const char *count)
{
	if (!is_count_in_place(server_reply(w), field))
		pack_number(w, "OutP", field, count);
}

static void put_word(struct writer *w, const struct field *word)
{
	if (!is_count_in_place(server_reply(w), word->word_data))
		pack_word(w, "OutP", word);
	pack_word_parts(w, "OutP", server_reply(w), word);
}

static void put_either(struct writer *w, const struct field *field)
{
	const struct word *word = &field->data_word->word;
	const char *count = result_count_name(w, field->arg);
	const struct param *dealloc = field->arg->params[SIDE_SERVER][PARAM_DEALLOC];
	size_t scope = emit_scope(&w->e);

	put_number(w, field, count);
	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "pointer", field->c_pointer_name);
	emit_let(&w->e, "buffer", result_buffer(w, field));
	emit_let(&w->e, "in_line", word_flag(w, "OutP", field->data_word, "inline"));
	emit_let(&w->e, "deallocate", word_flag(w, "OutP", field->data_word, "deallocate"));
	emit_let(&w->e, "size", word_part(w, "OutP", field->data_word, "size"));
	emit_letu(&w->e, "bits", word->size_bits_out_of_line);
	emit_letu(&w->e, "pointer_bytes", writer_abi(w)->pointer_bytes);
	emit_let(&w->e, "dealloc", dealloc ? dealloc->c_name : "");
	emit(&w->e, "if ($pointer$ != $buffer$) {\n"
		    "	$in_line$ = FALSE;\n");
	emit_indent(&w->e);
	if (dealloc)
		emit(&w->e, "$deallocate$ = $dealloc$ != FALSE;\n");
	else if (field->arg->dealloc == DEALLOC_YES)
		emit(&w->e, "$deallocate$ = TRUE;\n");
	if (word->size_bits != word->size_bits_out_of_line)
		emit(&w->e, "$size$ = $bits$;\n");
	if (server_reply(w)->complexity == COMPLEX_AT_RUN_TIME)
		emit(&w->e, "msgh_simple = FALSE;\n");
	emit_outdent(&w->e);
	emit(&w->e, "	OutP->$name$P = $pointer$;\n"
		    "	msgh_size_delta = $pointer_bytes$;\n"
		    "} else {\n");
	emit_indent(&w->e);
	put_elements(w, field, count);
	emit_outdent(&w->e);
	emit(&w->e, "}\n");
	emit_end(&w->e, scope);
}

/* The result before it is put: a local, or the request's own copy of an inout argument. */
const char *result_value(struct writer *w, const struct field *field)
{
	const struct argument *arg = field->arg;
	const struct field *in = form_data_field(server_request(w), arg);
	const char *value = arg->c_name;

	if (is_inout(arg) && !is_local_argument(arg, in))
		value = received_value(w, arg);
	if (arg->type->outtran)
		return text_of(w, "%s(%s)", arg->type->outtran, value);
	if (strcmp(arg->type->server_type, arg->type->trans_type) != 0 &&
		field->copy == COPY_ASSIGN)
		return text_of(w, "(%s) %s", arg->type->server_type, value);
	return value;
}

/* Written into the reply by the function itself. */
static bool is_result_in_place(const struct field *field)
{
	return !is_inout(field->arg) && !is_local_result(field);
}

/* What follows the end of a string in its field is cleared too. */
static void put_fixed_string(struct writer *w, const struct field *field, const char *value)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "value", value);
	emit_letu(&w->e, "max", field->size_bytes);
	if (is_result_in_place(field)) {
		use_helper(w, HELPER_END_STRING);
		emit(&w->e, "mig_end_string(OutP->$name$, $max$);\n");
	} else {
		use_helper(w, HELPER_PUT_STRING);
		emit(&w->e, "$value$[$max$ - 1] = '\\0';\n"
			    "mig_put_string(OutP->$name$, $value$, $max$);\n");
	}
	emit_end(&w->e, scope);
}

static void put_value(struct writer *w, const struct field *field)
{
	const char *value = result_value(w, field);
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "value", value);
	emit_let(&w->e, "x", w->model->support_prefix);
	emit_letu(&w->e, "bytes", field->size_bytes);
	if (field->copy == COPY_STRING)
		put_fixed_string(w, field, value);
	if (field->copy == COPY_STRING || is_result_in_place(field)) {
		emit_end(&w->e, scope);
		return;
	}
	switch (field->copy) {
	case COPY_ASSIGN:
		if (is_put_with_padding(w, field))
			put_padded(w, "OutP", field, value);
		else
			emit(&w->e, "OutP->$name$ = $value$;\n");
		break;
	case COPY_STRING:
	case COPY_BYTES: emit(&w->e, "memcpy(OutP->$name$, $value$, $bytes$);\n"); break;
	case COPY_PORT: emit(&w->e, "OutP->$name$.kernel_port_do_not_use = $value$;\n"); break;
	case COPY_PORTS:
		pack_slots(w, "OutP", field,
			flat_rights(w, field->arg->type, SIDE_SERVER, false, local_place(w, field)),
			text_of(w, "%" PRIu32 "U", field->repeat));
		break;
	case COPY_NONE: bug("field %s is not copied", field->c_name);
	}
	emit_end(&w->e, scope);
}

void emit_put_result(struct writer *w, const struct field *field)
{
	switch (field->kind) {
	case FIELD_TYPE_WORD: put_word(w, field); return;
	case FIELD_VALUE:
	case FIELD_PORT: put_value(w, field); return;
	case FIELD_OOL:
	case FIELD_OOL_PORTS:
		put_value(w, field);
		if (field->count_from[SIDE_SERVER])
			put_number(w, field, result_count_name(w, field->arg));
		return;
	case FIELD_ARRAY:
		if (field->copy == COPY_STRING) {
			put_string(w, field);
			return;
		}
		put_number(w, field, result_count_name(w, field->arg));
		put_elements(w, field, result_count_name(w, field->arg));
		return;
	case FIELD_EITHER: put_either(w, field); return;
	case FIELD_PAD:
		if (!is_put_with_padding(w, field->padded) || is_result_in_place(field->padded))
			pack_pad(w, "OutP", field);
		return;
	case FIELD_HEADER:
	case FIELD_RETCODE:
	case FIELD_COUNT:
	case FIELD_BODY:
	case FIELD_NDR_RECORD:
	case FIELD_STRING_OFFSET:
	case FIELD_TRAILER: break;
	}
	bug("%s in a typed reply", field_kind_words(field->kind));
}

void emit_circularity(struct writer *w, const struct field *field)
{
	const struct argument *arg = field->arg;
	const struct param *poly = arg->params[SIDE_SERVER][PARAM_POLY];
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", field->c_name);
	emit_let(&w->e, "x", w->model->support_prefix);
	emit_let(&w->e, "if_receive",
		poly && poly->by_reference
			? text_of(w, "%s == MACH_MSG_TYPE_PORT_RECEIVE &&\n    ", poly->c_name)
			: "");
	emit(&w->e, "if ($if_receive$IP_VALID((ipc_port_t) InHeadP->msgh_reply_port) &&\n"
		    "    IP_VALID((ipc_port_t) OutP->$name$) &&\n"
		    "    $x$ipc_port_check_circularity((ipc_port_t) OutP->$name$,\n"
		    "	(ipc_port_t) InHeadP->msgh_reply_port))\n"
		    "	OutHeadP->msgh_bits |= MACH_MSGH_BITS_CIRCULAR;\n");
	emit_end(&w->e, scope);
}

void emit_set_complex(struct writer *w, enum complexity complexity)
{
	switch (complexity) {
	case COMPLEX_NEVER: return;
	case COMPLEX_ALWAYS:
		emit(&w->e, "OutHeadP->msgh_bits |= MACH_MSGH_BITS_COMPLEX;\n");
		return;
	case COMPLEX_AT_RUN_TIME:
		emit(&w->e, "if (!msgh_simple)\n"
			    "	OutHeadP->msgh_bits |= MACH_MSGH_BITS_COMPLEX;\n");
		return;
	}
}

void emit_set_size(struct writer *w, uint32_t bytes)
{
	size_t scope = emit_scope(&w->e);

	emit_letu(&w->e, "size", bytes);
	if (bytes == 0 && ends_in_place(w)) {
		emit_end(&w->e, scope);
		return;
	}
	if (bytes == 0)
		emit(&w->e, "OutHeadP->msgh_size = msgh_size;\n");
	else
		emit(&w->e, "OutHeadP->msgh_size = $size$;\n");
	emit_end(&w->e, scope);
}
