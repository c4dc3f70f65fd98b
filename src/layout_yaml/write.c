/* The layout file: target, subsystem, types, routines. See layout_yaml.h and docs/layout.md. */
#include "layout_yaml/layout_yaml.h"

#include "layout_yaml/parts.h"
#include "support/bug.h"

/* Rises when a reader of the older form would misunderstand the new one. */
enum { LAYOUT_FORMAT = 1 };

/* ---- Target ---- */

/* A part of a type word: its first bit, counted from the start of the word, and its width. */
static void word_part(struct yaml_out *out, const char *key, struct abi_bits bits,
	uint32_t at_bytes, unsigned width_at)
{
	unsigned width = at_bytes > 0 ? width_at : bits.width;

	if (width == 0)
		return;
	yaml_out_flow_list(out, key);
	yaml_out_number(out, NULL, at_bytes > 0 ? at_bytes * 8 : bits.shift);
	yaml_out_number(out, NULL, width);
	yaml_out_list_end(out);
}

static void type_word_form(struct yaml_out *out, const char *key, const struct abi_word *word)
{
	yaml_out_flow_map(out, key);
	yaml_out_number(out, "bytes", word->bytes);
	/* mach_msg_type_long_t has two shorts and an int where a part stands at bytes of its own.
	 */
	word_part(out, "name", word->name, word->name_at_bytes, 16);
	word_part(out, "size", word->size, word->size_at_bytes, 16);
	word_part(out, "number", word->number, word->number_at_bytes, 32);
	word_part(out, "in_line", word->in_line, 0, 0);
	word_part(out, "long_form", word->long_form, 0, 0);
	word_part(out, "deallocate", word->deallocate, 0, 0);
	yaml_out_map_end(out);
}

static void header_offsets(struct yaml_out *out, const struct abi *abi)
{
	yaml_out_flow_map(out, "header");
	yaml_out_number(out, "bytes", abi->header_bytes);
	yaml_out_number(out, "port_bytes", abi->header_port_bytes);
	yaml_out_number(out, "bits", abi->bits_at);
	yaml_out_number(out, "size", abi->size_at);
	yaml_out_number(out, "remote", abi->remote_at);
	yaml_out_number(out, "local", abi->local_at);
	yaml_out_number(out, abi->wire == WIRE_TYPED ? "seqno" : "voucher", abi->seqno_at);
	yaml_out_number(out, "id", abi->id_at);
	yaml_out_map_end(out);
}

static void port_form(struct yaml_out *out, const char *key, uint32_t bytes, uint32_t bits)
{
	yaml_out_flow_map(out, key);
	yaml_out_number(out, "bytes", bytes);
	yaml_out_number(out, "size_bits", bits);
	yaml_out_map_end(out);
}

static void target(struct yaml_out *out, const struct abi *abi)
{
	yaml_out_map(out, "target");
	yaml_out_text(out, "name", abi->name);
	yaml_out_text(out, "wire", abi->wire == WIRE_TYPED ? "typed" : "ndr");
	yaml_out_text(out, "byte_order", "little");
	yaml_out_number(out, "align_bytes", abi->align_bytes);
	yaml_out_number(out, "pointer_bytes", abi->pointer_bytes);
	yaml_out_number(out, "long_bytes", abi->long_bytes);
	yaml_out_number(out, "port_name_bytes", abi->port_name_bytes);
	port_form(out, "port_in_line", abi->port_in_line_bytes, abi->port_in_line_bits);
	port_form(out, "port_out_of_line", abi->port_out_of_line_bytes, abi->port_out_of_line_bits);
	yaml_out_number(out, "in_line_limit_bytes", abi->in_line_limit_bytes);
	yaml_out_number(out, "error_reply_bytes", abi->error_reply_bytes);
	header_offsets(out, abi);
	if (abi->wire == WIRE_TYPED) {
		type_word_form(out, "short_word", &abi->word_short);
		type_word_form(out, "long_word", &abi->word_long);
	}
	yaml_out_map_end(out);
}

/* ---- Subsystem ---- */

static void subsystem(struct yaml_out *out, const struct model *model)
{
	yaml_out_map(out, "subsystem");
	yaml_out_text(out, "name", model->name);
	yaml_out_number(out, "base", model->base_id);
	yaml_out_optional_text(out, "doc", model->doc);
	yaml_out_bool(out, "kernel_user", model->kernel_user);
	yaml_out_bool(out, "kernel_server", model->kernel_server);
	yaml_out_text(out, "demux", model->server_demux);
	yaml_out_number(out, "max_request_bytes", model->max_request_bytes);
	yaml_out_number(out, "max_reply_bytes", model->max_reply_bytes);
	yaml_out_map_end(out);
}

/* ---- Arguments ---- */

static const char *arg_role_words(enum arg_role role)
{
	switch (role) {
	case ARG_DATA: return "data";
	case ARG_REQUEST_PORT: return "request port";
	case ARG_REPLY_PORT: return "reply port";
	case ARG_WAITTIME: return "waittime";
	case ARG_MSGOPTION: return "msgoption";
	case ARG_MSGSEQNO: return "msgseqno";
	case ARG_SENDTIME: return "sendtime";
	case ARG_SECURITY_TOKEN: return "security token";
	case ARG_AUDIT_TOKEN: return "audit token";
	case ARG_CONTEXT_TOKEN: return "context token";
	}
	bug("argument role %d", (int)role);
}

static const char *param_role_words(enum param_role role)
{
	switch (role) {
	case PARAM_VALUE: return "value";
	case PARAM_POLY: return "disposition";
	case PARAM_COUNT: return "count";
	case PARAM_DEALLOC: return "deallocate";
	case PARAM_SCOPY: return "server copy";
	case PARAM_SUBS: return "counts of parts";
	case PARAM_SUBS_COUNT: return "number of parts";
	}
	bug("parameter role %d", (int)role);
}

static const char *const_words(enum const_form form)
{
	switch (form) {
	case CONST_NONE: return NULL;
	case CONST_T: return "const T";
	case CONST_UNDERSCORE_T: return "const_T";
	}
	bug("const form %d", (int)form);
}

static void one_param(struct yaml_out *out, const struct param *param)
{
	yaml_out_flow_map(out, NULL);
	yaml_out_text(out, "role", param_role_words(param->role));
	yaml_out_text(out, "name", param->c_name);
	yaml_out_text(out, "c_type", param->c_type);
	yaml_out_optional_text(out, "const", const_words(param->const_form));
	yaml_out_if(out, "by_reference", param->by_reference);
	yaml_out_map_end(out);
}

static void params(struct yaml_out *out, const char *key, const struct param *const *by_role)
{
	int role;

	if (!by_role[PARAM_VALUE])
		return;
	yaml_out_list(out, key);
	for (role = 0; role < PARAM_ROLE_COUNT; role++)
		if (by_role[role])
			one_param(out, by_role[role]);
	yaml_out_list_end(out);
}

static void flags(struct yaml_out *out, const struct argument *arg)
{
	if (!arg->is_long && arg->dealloc == DEALLOC_NO &&
		!(arg->flags & (ARG_COUNT_IN_OUT | ARG_SERVER_COPY)))
		return;
	yaml_out_flow_list(out, "flags");
	if (arg->is_long)
		yaml_out_text(out, NULL, "long");
	if (arg->dealloc == DEALLOC_YES)
		yaml_out_text(out, NULL, "dealloc");
	if (arg->dealloc == DEALLOC_MAYBE)
		yaml_out_text(out, NULL, "dealloc[]");
	if (arg->flags & ARG_COUNT_IN_OUT)
		yaml_out_text(out, NULL, "countinout");
	if (arg->flags & ARG_SERVER_COPY)
		yaml_out_text(out, NULL, "servercopy");
	yaml_out_list_end(out);
}

static void direction(struct yaml_out *out, const struct argument *arg)
{
	bool in = arg->flags & ARG_IN, is_out = arg->flags & ARG_OUT;

	if (arg->role == ARG_DATA)
		yaml_out_text(out, "direction", in && is_out ? "inout" : is_out ? "out" : "in");
}

static void one_argument(struct yaml_out *out, const struct argument *arg)
{
	const struct type *type = arg->type;

	yaml_out_map(out, NULL);
	yaml_out_text(out, "name", arg->name);
	yaml_out_text(out, "role", arg_role_words(arg->role));
	direction(out, arg);
	yaml_out_optional_text(out, "type", type->name);
	yaml_out_optional_text(out, "doc", arg->doc);
	if (type_is_port(type)) {
		layout_ipc_name(out, "sent", &type->send);
		layout_ipc_name(out, "received", &type->receive);
	}
	if (type->is_bounded)
		yaml_out_number(out, "max_count", type->element_count);
	flags(out, arg);
	params(out, "user", arg->params[SIDE_USER]);
	params(out, "server", arg->params[SIDE_SERVER]);
	yaml_out_map_end(out);
}

/* ---- Routines ---- */

static void one_routine(struct yaml_out *out, const struct routine *routine)
{
	size_t i;

	yaml_out_map(out, NULL);
	yaml_out_text(out, "name", routine->name);
	yaml_out_text(out, "kind", routine->is_simple ? "simpleroutine" : "routine");
	yaml_out_number(out, "number", routine->number);
	yaml_out_number(out, "id", routine->id);
	if (!routine->is_simple)
		yaml_out_number(out, "reply_id", routine->reply_id);
	yaml_out_optional_text(out, "doc", routine->doc);
	yaml_out_text(out, "user_function", routine->user_name);
	yaml_out_text(out, "server_function", routine->server_name);
	yaml_out_optional_text(out, "waittime", routine->waittime);
	yaml_out_optional_text(out, "msgoption", routine->msgoption);
	yaml_out_list(out, "arguments");
	for (i = 0; i < routine->arguments.count; i++)
		one_argument(out, routine->arguments.items[i]);
	yaml_out_list_end(out);
	layout_message(out, &routine->request, true);
	if (routine->reply.exists)
		layout_message(out, &routine->reply, false);
	yaml_out_map_end(out);
}

static void one_skip(struct yaml_out *out, const struct model *model, uint32_t number)
{
	yaml_out_flow_map(out, NULL);
	yaml_out_text(out, "kind", "skip");
	yaml_out_number(out, "number", number);
	yaml_out_number(out, "id", model->base_id + number);
	yaml_out_map_end(out);
}

static void routines(struct yaml_out *out, const struct model *model)
{
	uint32_t i;

	yaml_out_list(out, "routines");
	for (i = 0; i < model->routines.count; i++) {
		if (model->routines.items[i])
			one_routine(
				out, model_open(model, model->routines.items[i], ROUTINE_PUBLIC));
		else
			one_skip(out, model, i);
	}
	yaml_out_list_end(out);
}

void layout_yaml_write(struct output *output, const struct model *model)
{
	struct yaml_out out;

	yaml_out_open(&out, output);
	yaml_out_number(&out, "format", LAYOUT_FORMAT);
	yaml_out_text(&out, "tool", "migc");
	target(&out, model->abi);
	subsystem(&out, model);
	layout_types(&out, model);
	routines(&out, model);
	yaml_out_close(&out);
}
