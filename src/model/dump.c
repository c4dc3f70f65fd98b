/* The text form of a model, for --dump=model and golden tests. */
#include "model/model.h"

#include "support/buf.h"

#include <inttypes.h>

static const char *complexity_words(enum complexity complexity)
{
	switch (complexity) {
	case COMPLEX_NEVER: return "simple";
	case COMPLEX_ALWAYS: return "complex";
	case COMPLEX_AT_RUN_TIME: return "simple or complex";
	}
	return "";
}

static void dump_type(struct buf *out, const struct type *type)
{
	buf_printf(out, "type %s: %s", type->name, type->send.text);
	if (type->receive.text != type->send.text)
		buf_printf(out, " | %s", type->receive.text);
	buf_printf(out, ", %" PRIu32 " bits x %" PRIu32 "%s%s%s%s%s\n", type->size_bits,
		type->number, type->in_line ? "" : ", out of line", type->is_long ? ", long" : "",
		type->is_variable ? ", variable" : "", type->is_indefinite ? ", indefinite" : "",
		type->is_c_string ? ", string" : "");
}

static void dump_word(struct buf *out, const struct word *word)
{
	buf_printf(out, " %s", word->sent.text);
	if (word->received.text != word->sent.text)
		buf_printf(out, " -> %s", word->received.text);
	buf_printf(out, " %" PRIu32 " x %" PRIu32 "%s%s%s", word->size_bits, word->number,
		word->in_line ? "" : " out-of-line", word->is_long ? " long" : "",
		word->deallocate ? " deallocate" : "");
	if (word->name_from)
		buf_printf(out, " name:%s", word->name_from->c_name);
	if (word->deallocate_from)
		buf_printf(out, " deallocate:%s", word->deallocate_from->c_name);
	buf_add_c(out, word->number_at_run_time ? " number:run-time" : "");
	buf_add_c(out, word->in_line_at_run_time ? " in-line:run-time" : "");
}

static void dump_field(struct buf *out, const struct field *field)
{
	buf_printf(out, "\t\t%-12s %-12s segment %u +%" PRIu32 ", at most @%" PRIu32 ", ",
		field_kind_words(field->kind), field->c_name, field->segment, field->offset_bytes,
		field->offset_max_bytes);
	if (field->size_bytes != field->max_bytes)
		buf_printf(out, "%" PRIu32 " each, ", field->size_bytes);
	buf_printf(out, "%" PRIu32 " bytes", field->max_bytes);
	if (field->count.source == COUNT_IN_WORD)
		buf_printf(out, ", count in %s", field->count.field->c_name);
	if (field->count.max > 0)
		buf_printf(out, ", at most %" PRIu32, field->count.max);
	if (field->kind == FIELD_TYPE_WORD)
		dump_word(out, &field->word);
	buf_add_char(out, '\n');
}

static void dump_form(struct buf *out, const char *name, const struct form *form)
{
	size_t i;

	buf_printf(out, "\t%s: %" PRIu32 " to %" PRIu32 " bytes, %s\n", name, form->min_bytes,
		form->max_bytes, complexity_words(form->complexity));
	for (i = 0; i < form->fields.count; i++)
		dump_field(out, form->fields.items[i]);
}

static void dump_params(struct buf *out, const struct routine *routine, enum side side)
{
	size_t i;

	buf_printf(out, "\t%s %s(", side == SIDE_USER ? "user" : "server",
		side == SIDE_USER ? routine->user_name : routine->server_name);
	for (i = 0; i < routine->params[side].count; i++) {
		const struct param *param = routine->params[side].items[i];
		const char *form = param->const_form == CONST_T              ? "const "
				   : param->const_form == CONST_UNDERSCORE_T ? "const_"
									     : "";

		buf_printf(out, "%s%s%s %s%s", i > 0 ? ", " : "", form, param->c_type,
			param->by_reference ? "*" : "", param->c_name);
	}
	buf_add_c(out, ")\n");
}

static void dump_stub(struct buf *out, const char *name, const struct stub *stub)
{
	size_t i;

	buf_printf(out, "\t%s stub:\n", name);
	for (i = 0; i < stub->steps.count; i++) {
		const struct step *step = &stub->steps.items[i];

		buf_printf(out, "\t\t%s", step_kind_words(step->kind));
		if (step->kind == STEP_CHECK || step->kind == STEP_RESULT_CHECK)
			buf_printf(out, " %s", check_kind_words(step->check));
		if (step->field)
			buf_printf(out, " %s", step->field->c_name);
		else if (step->arg)
			buf_printf(out, " %s", step->arg->name);
		if (step->bytes > 0)
			buf_printf(out, " %" PRIu32, step->bytes);
		buf_add_c(out, step->is_last ? " (last)\n" : "\n");
	}
}

static void dump_routine(struct buf *out, const struct routine *routine)
{
	buf_printf(out, "%s %s: id %" PRIu32, routine->is_simple ? "simpleroutine" : "routine",
		routine->name, routine->id);
	if (!routine->is_simple)
		buf_printf(out, ", reply %" PRIu32, routine->reply_id);
	buf_add_char(out, '\n');
	dump_params(out, routine, SIDE_USER);
	dump_params(out, routine, SIDE_SERVER);
	dump_form(out, "request", &routine->request.views[VIEW_PUBLIC]);
	if (routine->reply.exists)
		dump_form(out, "reply", &routine->reply.views[VIEW_PUBLIC]);
	dump_stub(out, "user", &routine->user_stub);
	dump_stub(out, "server", &routine->server_stub);
}

void model_dump(struct buf *out, const struct model *model)
{
	size_t i;

	buf_printf(out, "subsystem %s %" PRIu32 " for %s%s%s, demux %s\n", model->name,
		model->base_id, model->abi->name, model->kernel_user ? ", kernel user" : "",
		model->kernel_server ? ", kernel server" : "", model->server_demux);
	for (i = 0; i < model->types.count; i++)
		if (!model->types.items[i]->is_prelude)
			dump_type(out, model->types.items[i]);
	for (i = 0; i < model->routines.count; i++) {
		if (model->routines.items[i])
			dump_routine(out, model_open(model, model->routines.items[i], ROUTINE_ALL));
		else
			buf_add_c(out, "skip\n");
	}
}
