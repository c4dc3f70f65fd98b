/* What arguments are to Rust: which kind of value, and its type in each place where it shows. */
#include "codegen_rust/internal.h"
#include "support/bug.h"

#include <inttypes.h>
#include <string.h>

/* ---- Kinds ---- */

static enum value_kind kind_of(const struct field *field)
{
	const struct type *type = field->arg->type;
	bool is_port = type_is_port(type);

	switch (field->kind) {
	case FIELD_VALUE:
		if (type->is_c_string)
			return VALUE_FIXED_STRING;
		return rust_number(type) ? VALUE_NUMBER : VALUE_OBJECT;
	case FIELD_ARRAY:
		return is_port ? VALUE_PORTS : type->is_c_string ? VALUE_STRING : VALUE_ARRAY;
	case FIELD_PORT:
		if (field->c_form == C_FORM_OBJECT && field->repeat == 1)
			return VALUE_PORT;
		return field->count_field ? VALUE_PORTS : VALUE_FIXED_PORTS;
	case FIELD_OOL:
	case FIELD_OOL_PORTS:
		if (type->descriptor_count != 0)
			return VALUE_MEMORIES;
		return is_port ? VALUE_FAR_PORTS : VALUE_MEMORY;
	case FIELD_EITHER: return is_port ? VALUE_DATA_PORTS : VALUE_DATA;
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
	bug("%s is no value", field_kind_words(field->kind));
}

/* The innermost array: that of an array of out-of-line arrays is one of them. */
static const struct type *array_of(const struct type *type)
{
	return type->descriptor_count != 0 && type->element ? type->element : type;
}

/* What a fixed out-of-line type points to, and how many there are. */
static const struct type *pointee(const struct type *type, uint32_t *ret_count)
{
	const struct type *target = type->element ? type->element : type;

	*ret_count = 1;
	if (!target->element || target->is_c_string)
		return target;
	*ret_count = target->element_count;
	return target->element;
}

/* The type of an element. Data out of line of fixed size are counted by elements too. */
static const char *element_type(struct writer *w, const struct field *field)
{
	const struct type *type = array_of(field->arg->type);
	uint32_t count;

	if (type->is_c_string)
		return "u8";
	if (!type->is_variable)
		return rust_type(w, pointee(type, &count));
	return rust_type(w, type->element);
}

static void list_argument_names(struct writer *w, struct argument_names *names)
{
	size_t i;

	intern_init(&names->spellings, &w->scratch);
	for (i = 0; i < w->routine->arguments.count; i++) {
		struct argument *arg = w->routine->arguments.items[i];
		const char *snake = rust_snake(&w->scratch, arg->name);

		map_set(&names->arguments, &w->scratch, intern(&names->spellings, str_of(snake)),
			arg);
	}
	names->are_listed = true;
}

/* Whether an argument of the routine is called so in Rust. */
static bool is_argument(struct writer *w, struct str name)
{
	struct argument_names *names = &w->argument_names;

	if (!names->are_listed)
		list_argument_names(w, names);
	return map_get(&names->arguments, intern(&names->spellings, name)) != NULL;
}

/*
 * What is made of an argument beside itself: "data_count". Another argument may be called so, or
 * "data_cnt" where this is "data_cnt_type".
 */
const char *own_name(struct writer *w, const char *of, const char *suffix)
{
	const char *base = rust_snake(&w->scratch, of);
	const char *name = text_of(w, "%s_%s", base, suffix);
	size_t n;

	for (n = strlen(base) + 1; n <= strlen(name); n++)
		if ((name[n] == '\0' || name[n] == '_') && is_argument(w, (struct str){name, n}))
			return text_of(w, "%s_", name);
	return name;
}

static struct value make_value(struct writer *w, const struct argument *arg,
	const struct form *form, const struct field *field, bool is_request)
{
	struct value value = {.arg = arg, .form = form, .field = field, .is_request = is_request};

	value.name = rust_argument(&w->scratch, arg->name);
	value.local = value.name;
	if (!field) {
		value.kind = VALUE_RETCODE;
		return value;
	}
	value.kind = kind_of(field);
	value.number = rust_number(arg->type);
	value.is_wrapped = rust_number_is_wrapped(w, arg->type);
	value.element = value.kind == VALUE_NUMBER || value.kind == VALUE_OBJECT ||
					value.kind == VALUE_FIXED_STRING
				? rust_type(w, arg->type)
				: element_type(w, field);
	if (value.kind == VALUE_NUMBER || value.kind == VALUE_OBJECT)
		value.mapped = rust_mapping(w, arg->type);
	return value;
}

/* ---- What is borrowed, what is moved ---- */

bool is_polymorphic(const struct value *value)
{
	return value->field && type_is_polymorphic(&value->arg->type->send);
}

static bool is_received_polymorphic(const struct value *value)
{
	return type_is_polymorphic(&value->arg->type->receive);
}

enum { MOVE_RECEIVE = 16, MOVE_SEND, MOVE_SEND_ONCE, COPY_SEND, MAKE_SEND, MAKE_SEND_ONCE };

static bool number_moves(uint32_t number)
{
	return number == MOVE_RECEIVE || number == MOVE_SEND || number == MOVE_SEND_ONCE;
}

bool is_moved(const struct value *value)
{
	return value->kind == VALUE_PORT && number_moves(value->arg->type->send.number);
}

bool moves_memory(const struct value *value)
{
	switch (value->kind) {
	case VALUE_MEMORY: return value->arg->dealloc != DEALLOC_NO;
	case VALUE_FAR_PORTS:
	case VALUE_DATA_PORTS:
	case VALUE_FIXED_PORTS:
	case VALUE_PORTS:
		return number_moves(value->arg->type->send.number) || is_polymorphic(value);
	case VALUE_PORT: return is_polymorphic(value);
	case VALUE_NUMBER:
	case VALUE_OBJECT:
	case VALUE_FIXED_STRING:
	case VALUE_ARRAY:
	case VALUE_STRING:
	case VALUE_MEMORIES:
	case VALUE_DATA:
	case VALUE_RETCODE: break;
	}
	return false;
}

static bool borrows_sent(const struct value *value)
{
	if (value->mapped)
		return false;
	switch (value->kind) {
	case VALUE_NUMBER:
	case VALUE_FIXED_STRING:
	case VALUE_RETCODE: return false;
	case VALUE_PORT: return !is_moved(value);
	case VALUE_MEMORY: return value->arg->dealloc != DEALLOC_YES;
	case VALUE_FAR_PORTS:
	case VALUE_DATA_PORTS: return !number_moves(value->arg->type->send.number);
	case VALUE_OBJECT:
	case VALUE_ARRAY:
	case VALUE_STRING:
	case VALUE_FIXED_PORTS:
	case VALUE_PORTS:
	case VALUE_MEMORIES:
	case VALUE_DATA: break;
	}
	return true;
}

static bool borrows_received(const struct value *value)
{
	switch (value->kind) {
	case VALUE_OBJECT: return value->is_request && !value->mapped;
	case VALUE_ARRAY:
	case VALUE_STRING:
	case VALUE_DATA: return true;
	case VALUE_NUMBER:
	case VALUE_FIXED_STRING:
	case VALUE_PORT:
	case VALUE_FIXED_PORTS:
	case VALUE_PORTS:
	case VALUE_MEMORY:
	case VALUE_MEMORIES:
	case VALUE_FAR_PORTS:
	case VALUE_DATA_PORTS:
	case VALUE_RETCODE: break;
	}
	return false;
}

/* ---- Lists ---- */

static void list_values(
	struct writer *w, struct value_list *list, const struct form *form, bool is_request)
{
	unsigned way = is_request ? (unsigned)ARG_IN : (unsigned)ARG_OUT;
	size_t i;

	memset(list, 0, sizeof(*list));
	list->of_arg =
		arena_alloc_array(&w->scratch, w->routine->arguments.count, sizeof(*list->of_arg));
	for (i = 0; i < w->routine->arguments.count; i++) {
		const struct argument *arg = w->routine->arguments.items[i];
		const struct field *field = form_data_field(form, arg);
		struct value value;

		if (arg->role != ARG_DATA || !(arg->flags & way) ||
			(!field && !(arg->flags & ARG_RETCODE)))
			continue;
		value = make_value(w, arg, form, field, is_request);
		vec_push(&w->scratch, &list->values, value);
		list->of_arg[arg->index] = (unsigned)list->values.count;
		list->borrows_sent = list->borrows_sent || borrows_sent(&value);
		list->borrows_received = list->borrows_received || borrows_received(&value);
	}
}

const struct value *find_value(const struct value_list *list, const struct argument *arg)
{
	unsigned number = list->of_arg[arg->index];

	return number > 0 ? &list->values.items[number - 1] : NULL;
}

/* What is written for all targets is what one of them has, which lacks no argument. */
static void open_shared(struct writer *w, const struct routine *routine, unsigned parts)
{
	const struct writer *lead = &w->targets[0];
	size_t i;

	arena_reset(&w->scratch);
	for (i = 0; i < w->target_count; i++) {
		struct writer *target = &w->targets[i];

		open_routine(target, target->model->routines.items[routine->number], parts);
		if (target->routine->arguments.count > lead->routine->arguments.count)
			lead = target;
	}
	w->model = lead->model;
	w->routine = lead->routine;
	memset(&w->argument_names, 0, sizeof(w->argument_names));
	w->request = lead->request;
	w->reply = lead->reply;
	w->in = lead->in;
	w->out = lead->out;
	w->moved_count = lead->moved_count;
	w->moves_memory = lead->moves_memory;
}

void open_routine(struct writer *w, const struct routine *routine, unsigned parts)
{
	size_t i;

	if (w->targets) {
		open_shared(w, routine, parts);
		return;
	}
	arena_reset(&w->scratch);
	w->routine = model_open(w->model, routine, parts | ROUTINE_PUBLIC);
	memset(&w->argument_names, 0, sizeof(w->argument_names));
	w->request = &w->routine->request.views[VIEW_PUBLIC];
	w->reply = &w->routine->reply.views[VIEW_PUBLIC];
	list_values(w, &w->in, w->request, true);
	list_values(w, &w->out, w->reply, false);
	w->moved_count = 0;
	w->moves_memory = false;
	for (i = 0; i < w->in.values.count; i++) {
		w->moved_count += is_moved(&w->in.values.items[i]);
		w->moves_memory = w->moves_memory || moves_memory(&w->in.values.items[i]);
	}
}

bool next_routine(struct writer *w, unsigned parts, size_t *at)
{
	while (*at < w->model->routines.count) {
		const struct routine *routine = w->model->routines.items[(*at)++];

		if (routine) {
			open_routine(w, routine, parts);
			return true;
		}
	}
	return false;
}

/* ---- Types of rights ---- */

static const char *right_of(uint32_t number)
{
	switch (number) {
	case MOVE_RECEIVE: return "ReceiveRight";
	case MOVE_SEND_ONCE:
	case MAKE_SEND_ONCE: return "SendOnceRight";
	default: return "SendRight";
	}
}

/* What the sender has of a right that is not moved. */
static const char *source_right(uint32_t number)
{
	return number == COPY_SEND ? "SendRight" : "ReceiveRight";
}

const char *received_right(const struct value *value)
{
	if (is_received_polymorphic(value))
		return "ReceivedRight";
	return right_of(value->arg->type->receive.number);
}

const char *disposition_text(struct writer *w, uint32_t number)
{
	static const char *const names[] = {"MOVE_RECEIVE", "MOVE_SEND", "MOVE_SEND_ONCE",
		"COPY_SEND", "MAKE_SEND", "MAKE_SEND_ONCE"};

	if (number < MOVE_RECEIVE || number > MAKE_SEND_ONCE)
		return text_of(w, "%" PRIu32, number);
	return text_of(w, "ipc::disposition::%s", names[number - MOVE_RECEIVE]);
}

static const char *port_argument(struct writer *w, uint32_t number, const char *lifetime)
{
	size_t n = strlen(lifetime);

	if (number == IPC_POLYMORPHIC)
		return text_of(
			w, "PortArgument<%.*s>", n > 0 ? (int)n - 1 : 2, n > 0 ? lifetime : "'_");
	if (number_moves(number))
		return right_of(number);
	return text_of(w, "&%s%s", lifetime, source_right(number));
}

const char *header_right_type(struct writer *w, const struct argument *port, const char *lifetime)
{
	return port_argument(w, port->type->send.number, lifetime);
}

bool header_right_is_moved(const struct argument *port)
{
	return number_moves(port->type->send.number);
}

/* Rights that stand in line, several. */
static const char *ports_argument(struct writer *w, const struct value *value, const char *lifetime)
{
	uint32_t number = value->arg->type->send.number;
	const char *mut = number_moves(number) ? "mut " : "";
	const char *right = mut[0] ? right_of(number) : source_right(number);
	size_t n = strlen(lifetime);

	if (number == IPC_POLYMORPHIC)
		return text_of(
			w, "PortsArgument<%.*s>", n > 0 ? (int)n - 1 : 2, n > 0 ? lifetime : "'_");
	if (value->kind == VALUE_FIXED_PORTS)
		return text_of(
			w, "&%s%s[%s; %" PRIu32 "]", lifetime, mut, right, value->field->repeat);
	return text_of(w, "&%s%s[%s]", lifetime, mut, right);
}

/* Rights that stand out of line, or may. */
static const char *far_ports_argument(
	struct writer *w, const struct value *value, const char *lifetime)
{
	uint32_t number = value->arg->type->send.number;
	size_t n = strlen(lifetime);

	if (number == IPC_POLYMORPHIC)
		return text_of(w, "OolPortsArgument<%.*s>", n > 0 ? (int)n - 1 : 2,
			n > 0 ? lifetime : "'_");
	if (number_moves(number))
		return text_of(w, "OolPorts<%s>", right_of(number));
	return text_of(w, "&%s[%s]", lifetime, source_right(number));
}

/* ---- Types of arguments and results ---- */

bool is_fixed_memory(const struct value *value)
{
	return value->kind == VALUE_MEMORY && !value->arg->type->is_variable;
}

uint32_t fixed_memory_count(const struct value *value)
{
	uint32_t count;

	(void)pointee(array_of(value->arg->type), &count);
	return count;
}

static const char *memory_argument(
	struct writer *w, const struct value *value, const char *lifetime)
{
	size_t n = strlen(lifetime);

	if (value->arg->dealloc == DEALLOC_YES)
		return text_of(w, "OolMemory<%s>", value->element);
	if (value->arg->dealloc == DEALLOC_MAYBE)
		return text_of(w, "OolArgument<%.*s, %s>", n > 0 ? (int)n - 1 : 2,
			n > 0 ? lifetime : "'_", value->element);
	if (is_fixed_memory(value))
		return text_of(w, "&%s[%s; %" PRIu32 "]", lifetime, value->element,
			fixed_memory_count(value));
	return text_of(w, "&%s[%s]", lifetime, value->element);
}

const char *argument_type(struct writer *w, const struct value *value, const char *lifetime)
{
	if (value->mapped)
		return mapped_type(w, value);
	switch (value->kind) {
	case VALUE_NUMBER: return value->number;
	case VALUE_RETCODE: return "KernReturn";
	case VALUE_OBJECT: return text_of(w, "&%s%s", lifetime, value->element);
	case VALUE_FIXED_STRING:
	case VALUE_STRING: return text_of(w, "&%sCStr", lifetime);
	case VALUE_ARRAY:
	case VALUE_DATA: return text_of(w, "&%s[%s]", lifetime, value->element);
	case VALUE_PORT: return port_argument(w, value->arg->type->send.number, lifetime);
	case VALUE_FIXED_PORTS:
	case VALUE_PORTS: return ports_argument(w, value, lifetime);
	case VALUE_MEMORY: return memory_argument(w, value, lifetime);
	case VALUE_MEMORIES: return text_of(w, "&%s[&%s[%s]]", lifetime, lifetime, value->element);
	case VALUE_FAR_PORTS:
	case VALUE_DATA_PORTS: return far_ports_argument(w, value, lifetime);
	}
	bug("value of kind %d", (int)value->kind);
}

const char *stored_type(struct writer *w, const struct value *value, const char *lifetime)
{
	if (value->mapped)
		return value->kind == VALUE_NUMBER ? value->number : value->element;
	return value->kind == VALUE_FIXED_STRING ? value->element
						 : argument_type(w, value, lifetime);
}

uint32_t port_bound(const struct value *value)
{
	return value->kind == VALUE_DATA_PORTS || value->field->kind == FIELD_ARRAY
		       ? value->field->count.max
		       : value->field->repeat;
}

/* Without the lifetime of the message. */
static const char *owned_type(struct writer *w, const struct value *value)
{
	const char *right = type_is_port(value->arg->type) ? received_right(value) : NULL;

	if (value->mapped)
		return mapped_type(w, value);
	switch (value->kind) {
	case VALUE_NUMBER: return value->number;
	case VALUE_RETCODE: return "KernReturn";
	case VALUE_OBJECT:
	case VALUE_FIXED_STRING: return value->element;
	case VALUE_PORT: return right;
	case VALUE_FIXED_PORTS: return text_of(w, "[%s; %" PRIu32 "]", right, value->field->repeat);
	case VALUE_PORTS: return text_of(w, "Several<%s, %" PRIu32 ">", right, port_bound(value));
	case VALUE_MEMORY: return text_of(w, "OolMemory<%s>", value->element);
	case VALUE_FAR_PORTS:
		return is_received_polymorphic(value) ? "ReceivedPorts"
						      : text_of(w, "OolPorts<%s>", right);
	case VALUE_MEMORIES:
		if (type_is_port(value->arg->type))
			return text_of(w, "Several<OolPorts<%s>, %" PRIu32 ">", right,
				value->field->repeat);
		return text_of(w, "Several<OolMemory<%s>, %" PRIu32 ">", value->element,
			value->field->repeat);
	case VALUE_DATA_PORTS:
		return text_of(w, "PortsData<%s, %" PRIu32 ">", right, port_bound(value));
	case VALUE_ARRAY:
	case VALUE_STRING:
	case VALUE_DATA: break;
	}
	bug("value of kind %d is borrowed", (int)value->kind);
}

const char *received_type(struct writer *w, const struct value *value, const char *lifetime)
{
	size_t n = strlen(lifetime);

	if (!borrows_received(value))
		return owned_type(w, value);
	switch (value->kind) {
	case VALUE_OBJECT: return text_of(w, "&%s%s", lifetime, value->element);
	case VALUE_STRING: return text_of(w, "&%sCStr", lifetime);
	case VALUE_DATA:
		return text_of(w, "Data<%.*s, %s>", n > 0 ? (int)n - 1 : 2, n > 0 ? lifetime : "'_",
			value->element);
	default: return text_of(w, "&%s[%s]", lifetime, value->element);
	}
}

bool is_out_parameter(const struct value *value)
{
	return value->kind == VALUE_ARRAY || value->kind == VALUE_STRING ||
	       value->kind == VALUE_DATA;
}

/* Servers hand rights over as they have them; of polymorphic ones they say what they do. */
const char *result_type(struct writer *w, const struct value *value)
{
	switch (value->kind) {
	case VALUE_ARRAY: return text_of(w, "Out<'_, %s>", value->element);
	case VALUE_STRING: return "OutString<'_>";
	case VALUE_DATA: return text_of(w, "OutData<'_, %s>", value->element);
	default: return owned_type(w, value);
	}
}

/* Tuples that mach_r gives back have this many rights at the most. */
enum { GIVEN_BACK_MAX = 12 };

const char *send_error(struct writer *w, bool with_port)
{
	struct buf list = {0};
	const char *text;
	unsigned count = 0;
	size_t i;

	if (w->moved_count + header_right_is_moved(w->routine->request_port) > GIVEN_BACK_MAX)
		return "IpcError";
	if (with_port && header_right_is_moved(w->routine->request_port)) {
		buf_add_c(&list, right_of(w->routine->request_port->type->send.number));
		count++;
	}
	for (i = 0; i < w->in.values.count; i++) {
		const struct value *value = &w->in.values.items[i];

		if (!is_moved(value))
			continue;
		buf_printf(&list, "%s%s", count > 0 ? ", " : "",
			right_of(value->arg->type->send.number));
		count++;
	}
	text = count == 0   ? "IpcError"
	       : count == 1 ? text_of(w, "CallError<%s>", buf_text(&list))
			    : text_of(w, "CallError<(%s)>", buf_text(&list));
	buf_free(&list);
	return text;
}
