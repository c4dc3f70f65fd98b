/* Where arguments and results live, and the locals they need; see server.h. */
#include "codegen_c/server.h"

#include <inttypes.h>
#include <string.h>

const struct form *server_request(const struct writer *w)
{
	return &w->routine->request.views[VIEW_SERVER];
}

const struct form *server_reply(const struct writer *w)
{
	return &w->routine->reply.views[VIEW_SERVER];
}

bool is_out(const struct argument *arg)
{
	return (arg->flags & ARG_OUT) != 0;
}

bool is_inout(const struct argument *arg)
{
	return is_out(arg) && (arg->flags & ARG_IN) != 0;
}

bool is_translated_in(const struct argument *arg)
{
	return arg->type->intran || arg->type->intranpayload;
}

bool is_port_array(const struct field *field)
{
	return is_descriptor(field) && field->c_form == C_FORM_ARRAY;
}

static bool is_ndr(const struct field *field)
{
	return !field->data_word;
}

/* NDR: everything stands on a multiple of 4, where C may want 8 behind a pointer. */
static bool may_be_misaligned(const struct field *field)
{
	const struct type *type = field->arg->type;

	return is_ndr(field) && field->copy == COPY_ASSIGN &&
	       (type->size_bits == 64 || type->is_native);
}

/* An argument of the request that is converted before the call. */
bool is_local_argument(const struct argument *arg, const struct field *field)
{
	if (is_translated_in(arg) || (field && is_port_array(field)))
		return true;
	return field && is_ndr(field) && is_inout(arg) &&
	       (is_descriptor(field) || may_be_misaligned(field));
}

/* A result that cannot be written into the reply at once. */
bool is_local_result(const struct field *field)
{
	const struct type *type = field->arg->type;

	if (field->kind == FIELD_EITHER)
		return field->copy == COPY_PORTS || field->segment > 0;
	if ((field->kind == FIELD_OOL || field->kind == FIELD_OOL_PORTS) && is_ndr(field))
		return true;
	if (field->copy == COPY_PORTS || may_be_misaligned(field))
		return true;
	if (is_ndr(field) && field->kind == FIELD_PORT && field->word.name_from)
		return true;
	return field->segment > 0 || type->outtran || strcmp(type->server_type, type->trans_type);
}

/* Typed: a count is the number in the type word, where that is a member and not some bits. */
static bool is_count_in_word(const struct form *reply, const struct field *field)
{
	const struct field *word = field->data_word;

	return field->count_from[SIDE_SERVER] && field->count.units == 1 && word->segment == 0 &&
	       number_mask(reply->abi, word) == 0;
}

bool is_count_in_place(const struct form *reply, const struct field *field)
{
	const struct field *count = field->count_field;
	size_t i;

	if (!is_ndr(field))
		return is_count_in_word(reply, field);
	if (!count || count->segment > 0 || is_inout(field->arg) ||
		field->arg->type->descriptor_count != 0 || field->copy == COPY_STRING)
		return false;
	/* Shared counts are used again when the pointer to the reply has moved. */
	for (i = 0; i < reply->fields.count; i++)
		if (reply->fields.items[i] != field && reply->fields.items[i]->count_field == count)
			return false;
	return true;
}

const char *result_count_name(struct writer *w, const struct argument *arg)
{
	const struct field *field = form_data_field(server_reply(w), arg);
	const struct param *const *params = arg->params[SIDE_SERVER];

	if (params[PARAM_SUBS_COUNT])
		return params[PARAM_SUBS_COUNT]->c_name;
	if (!field || !is_count_in_place(server_reply(w), field))
		return params[PARAM_COUNT] ? params[PARAM_COUNT]->c_name : "";
	if (!is_ndr(field))
		return word_number(w, "OutP", field->data_word);
	return text_of(w, "%s->%s", is_split(w) ? "OutUP" : "OutP", field->count_field->c_name);
}

const char *element_type(const struct writer *w, const struct field *field)
{
	const struct type *element = field->arg->type->element;

	if (is_ndr(field) && field->kind != FIELD_PORT)
		return element && element->name ? element->server_type : "void *";
	return holds_groups(field->arg->type) && element->name
		       ? element->server_type
		       : right_type(w, field->arg->type, SIDE_SERVER);
}

const char *local_place(struct writer *w, const struct field *field)
{
	const char *address = field->arg->type->c_class == C_VALUE ? "&" : "";

	return arena_join(&w->scratch, address, field->arg->c_name, "", "");
}

/* How many elements an array of rights has, of the type that element_type() tells. */
static uint32_t element_count(const struct field *field)
{
	const struct type *type = field->arg->type;

	return holds_groups(type) && type->element->name ? type->element_count : field->c_count;
}

/* In-line slots of a variable array of rights, which the function sees as names. */
bool is_narrowed_in_place(const struct field *field)
{
	return field->copy == COPY_PORTS && !is_port_array(field);
}

const char *result_pointer(const struct writer *w, const struct field *field)
{
	if (!is_split(w))
		return "OutP";
	return is_descriptor(field) || field->kind == FIELD_BODY ? "OutKP" : "OutUP";
}

const char *result_buffer(struct writer *w, const struct field *field)
{
	return is_local_result(field)
		       ? field->arg->c_name
		       : text_of(w, "%s->%s", result_pointer(w, field), field->c_name);
}

/* "T a", or "T a[n]" for a variable array and a fixed one of rights. */
static const char *buffer_declaration(struct writer *w, const struct field *field)
{
	const struct type *type = field->arg->type;
	bool is_struct = is_port_array(field) && type->c_class == C_VALUE;
	bool is_array = field->c_form == C_FORM_ARRAY || field->c_form == C_FORM_UNION;

	if (is_struct || !is_array)
		return text_of(w, "%s %s", type->trans_type, field->arg->c_name);
	if (is_port_array(field) || field->copy == COPY_PORTS)
		return text_of(w, "%s %s[%" PRIu32 "]", element_type(w, field), field->arg->c_name,
			element_count(field));
	return text_of(w, "%s %s[%" PRIu32 "]", field->c_type, field->arg->c_name, field->c_count);
}

static void declare_buffer(struct writer *w, const struct field *field)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "declaration", buffer_declaration(w, field));
	emit(&w->e, "$declaration$;\n");
	emit_end(&w->e, scope);
}

static void declare_pointer(struct writer *w, const struct field *field)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "element",
		field->copy == COPY_PORTS ? element_type(w, field) : field->c_type);
	emit_let(&w->e, "pointer", field->c_pointer_name);
	emit(&w->e, "$element$ *$pointer$;\n");
	emit_end(&w->e, scope);
}

static void declare_param_local(struct writer *w, const struct param *param)
{
	size_t scope = emit_scope(&w->e);

	if (param) {
		emit_let(&w->e, "type", param->c_type);
		emit_let(&w->e, "name", param->c_name);
		emit(&w->e, "$type$ $name$;\n");
	}
	emit_end(&w->e, scope);
}

static void declare_for_request(struct writer *w, const struct argument *arg)
{
	const struct field *field = form_data_field(server_request(w), arg);

	if (is_translated_in(arg)) {
		size_t scope = emit_scope(&w->e);

		emit_let(&w->e, "type", arg->type->trans_type);
		emit_let(&w->e, "name", arg->c_name);
		emit(&w->e, "$type$ $name$;\n");
		emit_end(&w->e, scope);
	} else if (field && is_port_array(field)) {
		declare_buffer(w, field);
	} else if (is_local_argument(arg, field)) {
		declare_param_local(w, arg->params[SIDE_SERVER][PARAM_VALUE]);
	} else if (field && is_narrowed_in_place(field)) {
		declare_pointer(w, field);
	}
}

/* NDR: the counts of an array of out-of-line arrays. */
static void declare_result_subs(struct writer *w, const struct field *field)
{
	const struct param *subs = field->arg->params[SIDE_SERVER][PARAM_SUBS];
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", subs ? subs->c_name : "");
	emit_letf(&w->e, "count", "%" PRIu32, field->arg->type->descriptor_count);
	if (subs)
		emit(&w->e, "mach_msg_type_number_t $name$[$count$];\n");
	emit_end(&w->e, scope);
}

static void declare_for_reply(struct writer *w, const struct argument *arg)
{
	const struct field *field = form_data_field(server_reply(w), arg);
	const struct param *const *params = arg->params[SIDE_SERVER];

	if (!is_inout(arg)) {
		if (is_local_result(field))
			declare_buffer(w, field);
		if (field->kind == FIELD_EITHER)
			declare_pointer(w, field);
	}
	if (!is_count_in_place(server_reply(w), field))
		declare_param_local(w, params[PARAM_COUNT]);
	declare_param_local(w, params[PARAM_SUBS_COUNT]);
	declare_result_subs(w, field);
	if (params[PARAM_POLY] && params[PARAM_POLY]->by_reference)
		declare_param_local(w, params[PARAM_POLY]);
	if (params[PARAM_DEALLOC]) {
		size_t scope = emit_scope(&w->e);

		emit_let(&w->e, "name", params[PARAM_DEALLOC]->c_name);
		emit(&w->e, "boolean_t $name$ = FALSE;\n");
		emit_end(&w->e, scope);
	}
}

void declare_argument_locals(struct writer *w)
{
	const struct routine *routine = w->routine;
	size_t i;

	for (i = 0; i < routine->arguments.count; i++) {
		const struct argument *arg = routine->arguments.items[i];

		if (!(arg->flags & ARG_SERVER))
			continue;
		if (!is_out(arg) || is_inout(arg))
			declare_for_request(w, arg);
		if (is_out(arg))
			declare_for_reply(w, arg);
	}
}

const char *kernel_cast(const struct writer *w)
{
	bool is_number = writer_abi(w)->is_kernel && writer_abi(w)->wire == WIRE_TYPED;

	return is_number ? "(ipc_port_t) " : "";
}

/* A port in the header, as it arrived. */
static const char *header_port(struct writer *w, const struct argument *arg)
{
	return text_of(w, "%s%s->Head.%s", kernel_cast(w), is_split(w) ? "InKP" : "In0P",
		arg->role == ARG_REQUEST_PORT ? "msgh_request_port" : "msgh_reply_port");
}

const char *trailer_member(const struct argument *arg)
{
	switch (arg->role) {
	case ARG_MSGSEQNO: return "msgh_seqno";
	case ARG_SECURITY_TOKEN: return "msgh_sender";
	case ARG_AUDIT_TOKEN: return "msgh_audit";
	case ARG_CONTEXT_TOKEN: return "msgh_context";
	case ARG_DATA:
	case ARG_REQUEST_PORT:
	case ARG_REPLY_PORT:
	case ARG_WAITTIME:
	case ARG_MSGOPTION:
	case ARG_SENDTIME: break;
	}
	return NULL;
}

/* A sequence number that the function wants as another type than the trailer has. */
static bool is_other_seqno(const struct argument *arg)
{
	return arg->role == ARG_MSGSEQNO && strcmp(arg->type->trans_type, "mach_port_seqno_t") != 0;
}

/* The value of an argument as it stands in the request. */
const char *received_value(struct writer *w, const struct argument *arg)
{
	const struct field *field = form_data_field(server_request(w), arg);
	const char *pointer;

	if (arg->role == ARG_REQUEST_PORT || arg->role == ARG_REPLY_PORT)
		return header_port(w, arg);
	if (trailer_member(arg) && writer_abi(w)->wire == WIRE_NDR) {
		const char *cast =
			is_other_seqno(arg) ? text_of(w, "(%s) ", arg->type->trans_type) : "";

		return text_of(w, "%sTrailerP->%s", cast, trailer_member(arg));
	}
	if (arg->role == ARG_MSGSEQNO)
		return text_of(w, "(%s) In0P->Head.msgh_seqno", arg->type->trans_type);
	pointer = request_pointer(w, field);
	if (field->kind == FIELD_EITHER) {
		if (field->copy == COPY_PORTS)
			return field->c_pointer_name;
		return text_of(w, "%s ? %s->%s : %s->%s",
			word_flag(w, pointer, field->data_word, "inline"), pointer, field->c_name,
			pointer, field->c_pointer_name);
	}
	if (is_narrowed_in_place(field))
		return field->c_pointer_name;
	if (is_ndr(field) && is_descriptor(field) && field->kind != FIELD_PORT)
		return text_of(
			w, "(%s) (%s->%s.address)", arg->type->server_type, pointer, field->c_name);
	return arena_join(
		&w->scratch, pointer, "->", field->c_name, field->copy == COPY_PORT ? ".name" : "");
}

/* Whether an array is passed as what it is made of here, whatever the elements of the parameter's
 * type are. */
static bool is_of_any_elements(const struct field *field)
{
	const struct type *type = field->arg->type;

	if (is_ndr(field))
		return is_port_array(field) && type->c_class != C_VALUE;
	return field->copy == COPY_PORTS && holds_groups(type) && !type->element->name;
}

/* Where the function puts a result. */
static const char *result_place(struct writer *w, const struct argument *arg)
{
	const struct field *field = form_data_field(server_reply(w), arg);
	const char *address = arg->params[SIDE_SERVER][PARAM_VALUE]->by_reference ? "&" : "";

	if (is_of_any_elements(field))
		address = "(void *) ";
	if (is_inout(arg)) {
		const struct field *in = form_data_field(server_request(w), arg);

		if (is_local_argument(arg, in))
			return arena_join(&w->scratch, address, arg->c_name, "", "");
		return text_of(w, "%s%s", address, received_value(w, arg));
	}
	if (field->kind == FIELD_EITHER)
		return text_of(w, "&%s", field->c_pointer_name);
	if (is_local_result(field))
		return arena_join(&w->scratch, address, arg->c_name, "", "");
	return arena_join(&w->scratch, address, result_pointer(w, field), "->",
		field->copy == COPY_PORT ? text_of(w, "%s.name", field->c_name) : field->c_name);
}

const char *value_argument(struct writer *w, const struct argument *arg)
{
	const struct field *field = form_data_field(server_request(w), arg);

	if (is_out(arg))
		return result_place(w, arg);
	if (is_local_argument(arg, field))
		return field && is_of_any_elements(field) ? text_of(w, "(void *) %s", arg->c_name)
							  : arg->c_name;
	if (arg->params[SIDE_SERVER][PARAM_VALUE]->by_reference)
		return text_of(w, "&%s", received_value(w, arg));
	return received_value(w, arg);
}
