/*
 * Offsets and sizes. The rule (typed wire): every item is rounded up to the unit of the target;
 * the data of a variable field take what they need, rounded up, so that everything behind moves:
 * such a field ends a segment. NDR messages follow the same rule with a unit of 4.
 */
#include "model/model.h"

#include "support/bug.h"

/* Beyond this nothing is sent; it keeps all sums inside 32 bits. */
#define FORM_MAX_BYTES ((uint64_t)1 << 31)

uint32_t layout_pad_bytes(const struct abi *abi, uint32_t data_bytes)
{
	uint32_t rest = data_bytes % abi->align_bytes;

	return rest ? abi->align_bytes - rest : 0;
}

static uint64_t round_up(uint64_t bytes, uint32_t unit)
{
	return (bytes + unit - 1) / unit * unit;
}

/* The least that a field takes: nothing for variable ones, whose padding goes with them. */
static uint64_t min_bytes(const struct field *field)
{
	return field_is_variable(field) ? 0 : field->max_bytes;
}

bool layout_form(struct form *form)
{
	uint64_t offset = 0, offset_max = 0, smallest = 0;
	uint32_t unit = form->abi->align_bytes;
	unsigned segment = 0;
	size_t i;

	for (i = 0; i < form->fields.count; i++) {
		struct field *field = form->fields.items[i];

		if (field->kind == FIELD_TRAILER)
			break;
		check(field->align_bytes > 0 && field->align_bytes <= unit);
		offset = round_up(offset, field->align_bytes);
		offset_max = round_up(offset_max, field->align_bytes);
		field->segment = segment;
		field->offset_bytes = (uint32_t)offset;
		field->offset_max_bytes = (uint32_t)offset_max;
		offset += field->max_bytes;
		offset_max += field->max_bytes;
		smallest += min_bytes(field);
		if (field_is_variable(field)) {
			offset = 0;
			offset_max = round_up(offset_max, unit);
			segment++;
		}
		if (offset_max > FORM_MAX_BYTES)
			return false;
	}
	form->segment_count = segment + 1;
	form->min_bytes = (uint32_t)round_up(smallest, unit);
	form->max_bytes = (uint32_t)round_up(offset_max, unit);
	form->is_fixed = segment == 0;
	form->receive_limit_bytes = form->max_bytes + form->abi->trailer_bytes;
	return true;
}

uint32_t type_max_bytes(const struct abi *abi, const struct type *type)
{
	uint32_t element_bytes = type_is_port(type) ? abi->port_in_line_bytes : type->size_bits / 8;

	return element_bytes * type->number;
}

bool argument_is_replaced(const struct routine *routine, const struct argument *arg, enum side side)
{
	switch (arg->role) {
	case ARG_REQUEST_PORT: return arg != routine->request_port;
	case ARG_REPLY_PORT: return arg != routine->reply_port[side];
	case ARG_WAITTIME: return arg != routine->waittime_arg;
	case ARG_SENDTIME: return arg != routine->sendtime_arg || routine->waittime_arg;
	case ARG_MSGOPTION: return arg != routine->msgoption_arg;
	case ARG_DATA:
	case ARG_MSGSEQNO:
	case ARG_SECURITY_TOKEN:
	case ARG_AUDIT_TOKEN:
	case ARG_CONTEXT_TOKEN: break;
	}
	return false;
}

bool type_is_port(const struct type *type)
{
	return ipc_is_right(type->send.number) || ipc_is_right(type->receive.number);
}

uint32_t routine_argument_words(const struct routine *routine)
{
	uint32_t words = 0;
	size_t i;

	for (i = 0; i < routine->params[SIDE_SERVER].count; i++) {
		const struct param *param = routine->params[SIDE_SERVER].items[i];
		const struct type *type = param->arg->type;
		bool is_value = param->role == PARAM_VALUE && type->in_line &&
				type->c_class == C_VALUE && !type->is_native &&
				!(param->arg->flags & ARG_OUT);

		words += is_value && type->size_bits >= 32 ? type->number * (type->size_bits / 32)
							   : 1;
	}
	return words;
}
