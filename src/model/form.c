/* What arguments and the fields of a form are, and finding one by the other. */
#include "model/model.h"

bool argument_is_token(const struct argument *arg)
{
	switch (arg->role) {
	case ARG_MSGSEQNO:
	case ARG_SECURITY_TOKEN:
	case ARG_AUDIT_TOKEN:
	case ARG_CONTEXT_TOKEN: return true;
	case ARG_DATA:
	case ARG_REQUEST_PORT:
	case ARG_REPLY_PORT:
	case ARG_WAITTIME:
	case ARG_MSGOPTION:
	case ARG_SENDTIME: break;
	}
	return false;
}

bool field_is_variable(const struct field *field)
{
	return field->kind == FIELD_ARRAY || field->kind == FIELD_EITHER;
}

static bool carries_data(const struct field *field)
{
	switch (field->kind) {
	case FIELD_PORT:
	case FIELD_OOL:
	case FIELD_OOL_PORTS:
	case FIELD_EITHER: return true;
	case FIELD_VALUE:
	case FIELD_ARRAY: return !field->is_sub_counts;
	case FIELD_HEADER:
	case FIELD_BODY:
	case FIELD_TYPE_WORD:
	case FIELD_NDR_RECORD:
	case FIELD_RETCODE:
	case FIELD_COUNT:
	case FIELD_STRING_OFFSET:
	case FIELD_PAD:
	case FIELD_TRAILER: break;
	}
	return false;
}

const struct field *form_data_field(const struct form *form, const struct argument *arg)
{
	const struct field *field = form_fields_of(form, arg);

	while (field && !carries_data(field))
		field = field->next_of_arg;
	return field;
}

const struct field *form_room_of(const struct form *request, const struct argument *arg)
{
	const struct field *field = form_fields_of(request, arg);

	while (field && field->kind != FIELD_COUNT)
		field = field->next_of_arg;
	return field;
}
