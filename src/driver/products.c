/* Names and writers of the files; see products.h. */
#include "driver/products.h"

#include "codegen_rust/codegen_rust.h"
#include "layout_yaml/layout_yaml.h"
#include "support/file.h"

#include <string.h>

static const struct {
	const char *name;
	const char *suffix;
} kinds[] = {
#define PRODUCT(kind, name, suffix) {name, suffix},
#include "driver/products.def"
#undef PRODUCT
};

const char *product_name(enum product kind)
{
	return kinds[kind].name;
}

static bool is_none(const char *path)
{
	return path && strcmp(path, "/dev/null") == 0;
}

/* Whether a file of this kind is to be written at all. */
static bool is_wanted(
	const struct model *model, const struct product_request *request, enum product kind)
{
	if (!(request->kinds & (1u << kind)) || is_none(request->paths[kind]))
		return false;
	return kind != PRODUCT_IHEADER || model->kernel_server;
}

/* Whether several targets can share such a file: compilers of each read their own part. */
static bool is_c(enum product kind)
{
	return kind != PRODUCT_LIST && kind != PRODUCT_LAYOUT && kind != PRODUCT_RUST &&
	       kind != PRODUCT_RUST_SHIM && kind != PRODUCT_RUST_SYS;
}

/* "a.x86_64-gnu.h" out of "a.h"; the folder's dots do not count, nor do devices. */
static const char *with_target(
	struct arena *arena, const struct product_request *request, const char *path)
{
	const char *base = path_base(path);
	const char *dot = strrchr(base, '.');
	size_t n = dot && dot > base ? (size_t)(dot - path) : strlen(path);

	if (!request->target || strcmp(path, "-") == 0 || strncmp(path, "/dev/", 5) == 0)
		return path;
	return arena_printf(arena, "%.*s.%s%s", (int)n, path, request->target, path + n);
}

static const char *path_of(struct arena *arena, const struct model *model,
	const struct product_request *request, enum product kind)
{
	const char *path = request->paths[kind];

	if (!path)
		path = path_join(arena, request->folder,
			arena_printf(arena, "%s%s", model->name, kinds[kind].suffix));
	if ((request->condition && is_c(kind)) || kind == PRODUCT_RUST)
		return path;
	return with_target(arena, request, path);
}

static void plan_routines(struct arena *arena, struct product_list *list, const struct model *model,
	const struct product_request *request)
{
	size_t i;

	for (i = 0; i < model->routines.count; i++) {
		struct product_file file = {PRODUCT_USER, NULL, model->routines.items[i]};

		if (!file.routine)
			continue;
		file.path = arena_printf(arena, "%s%s.c", request->per_routine, file.routine->name);
		if (!request->condition)
			file.path = with_target(arena, request, file.path);
		vec_push(arena, &list->files, file);
	}
}

/* compat(gnu): -i takes the place of the user file even where that is /dev/null. */
struct product_list products_plan(
	struct arena *arena, const struct model *model, const struct product_request *request)
{
	struct product_list list = {0};
	unsigned i;

	for (i = 0; i < PRODUCT_COUNT; i++) {
		struct product_file file = {(enum product)i, NULL, NULL};

		if (file.kind == PRODUCT_USER && request->per_routine) {
			plan_routines(arena, &list, model, request);
			continue;
		}
		if (!is_wanted(model, request, file.kind))
			continue;
		file.path = path_of(arena, model, request, file.kind);
		vec_push(arena, &list.files, file);
	}
	return list;
}

/* The name by which stubs include a header: never a folder, so that output has no paths. */
static const char *included(struct arena *arena, const struct model *model,
	const struct product_request *request, enum product kind)
{
	return path_base(path_of(arena, model, request, kind));
}

static struct c_options c_options_of(
	struct arena *arena, const struct model *model, const struct product_request *request)
{
	struct c_options options = request->c;

	/* compat(apple): stubs in a kernel have one call for both directions. */
	if (model->kernel_user)
		options.separate_receive = false;
	if (is_wanted(model, request, PRODUCT_HEADER) ||
		(request->header_by_default && !is_none(request->paths[PRODUCT_HEADER])))
		options.user_header = included(arena, model, request, PRODUCT_HEADER);
	if (is_wanted(model, request, PRODUCT_IHEADER))
		options.internal_header = included(arena, model, request, PRODUCT_IHEADER);
	if (request->server_includes_header && is_wanted(model, request, PRODUCT_SHEADER))
		options.server_header = included(arena, model, request, PRODUCT_SHEADER);
	return options;
}

static struct rust_foreign_options products_foreign(const struct product_request *request)
{
	return (struct rust_foreign_options){
		.exports = request->shim_exports ? request->shim_exports : RUST_EXPORT_DEMUX,
		.name_suffix = request->c.name_suffix,
		.targets = request->rust_targets,
		.target_count = request->rust_target_count,
	};
}

static void write_text(struct output *output, const struct product_file *file,
	const struct model *model, const struct product_request *request,
	const struct c_options *options)
{
	const struct rust_foreign_options foreign = products_foreign(request);

	switch (file->kind) {
	case PRODUCT_HEADER: c_user_header(output, model, options); break;
	case PRODUCT_USER:
		if (file->routine)
			c_user_routine_file(output, model, file->routine, options);
		else
			c_user_file(output, model, options);
		break;
	case PRODUCT_SERVER: c_server_file(output, model, options); break;
	case PRODUCT_SHEADER: c_server_header(output, model, options); break;
	case PRODUCT_IHEADER: c_internal_header(output, model, options); break;
	case PRODUCT_DHEADER: c_defines_header(output, model, options); break;
	case PRODUCT_LIST: c_msgids(output, model); break;
	case PRODUCT_LAYOUT: layout_yaml_write(output, model); break;
	case PRODUCT_RUST: rust_file(output, &model, 1); break;
	case PRODUCT_RUST_SHIM: rust_shim_file(output, model, &foreign); break;
	case PRODUCT_SHIM_HEADER: rust_shim_header(output, model, &foreign); break;
	case PRODUCT_RUST_SYS: rust_sys_file(output, model, &foreign); break;
	case PRODUCT_COUNT: break;
	}
}

static struct output *find_output(const struct outputs *outputs, const char *path)
{
	size_t i;

	for (i = 0; i < outputs->files.count; i++)
		if (strcmp(outputs->files.items[i]->path, path) == 0)
			return outputs->files.items[i];
	return NULL;
}

static void write_start(struct output *output, const struct product_request *request)
{
	size_t i;

	buf_add_str(&output->text, request->prologue);
	if (request->prologue.n > 0 && request->prologue.p[request->prologue.n - 1] != '\n')
		buf_add_char(&output->text, '\n');
	for (i = 0; i < request->add_includes.count; i++)
		buf_printf(&output->text, "#include %s\n", request->add_includes.items[i]);
	if (request->condition)
		buf_printf(&output->text,
			"#if !(%s)\n"
			"#error \"this file is not for this machine\"\n"
			"#endif\n",
			request->any_condition);
}

/* The file of a product, with what stands before the back end's text. */
static struct output *open_file(struct outputs *outputs, const struct product_file *file,
	const struct product_request *request)
{
	struct output *output = NULL;

	if (request->condition && is_c(file->kind))
		output = find_output(outputs, file->path);
	if (output)
		return output;
	output = outputs_add(outputs, file->path);
	if (is_c(file->kind))
		write_start(output, request);
	return output;
}

static bool has_file(const struct product_list *list, enum product kind)
{
	size_t i;

	for (i = 0; i < list->files.count; i++)
		if (list->files.items[i].kind == kind)
			return true;
	return false;
}

bool products_write_shared(struct outputs *outputs, const struct product_list *list,
	const struct rust_target *targets, size_t count)
{
	const struct model **models = arena_alloc_array(outputs->arena, count, sizeof(*models));
	size_t i;

	for (i = 0; i < count; i++)
		models[i] = targets[i].model;
	for (i = 0; i < list->files.count; i++) {
		if (list->files.items[i].kind != PRODUCT_RUST)
			continue;
		if (!rust_check_targets(outputs->arena, targets, count))
			return false;
		rust_file(outputs_add(outputs, list->files.items[i].path), models, count);
	}
	return true;
}

bool products_check(struct arena *arena, struct diag *diag, const struct model *model,
	const struct product_list *list, const struct product_request *request)
{
	const struct rust_foreign_options foreign = products_foreign(request);
	bool is_good = true;

	if (has_file(list, PRODUCT_RUST))
		is_good = rust_check_names(arena, diag, model);
	if (is_good && has_file(list, PRODUCT_RUST_SHIM))
		is_good = rust_check_shim(diag, model, &foreign);
	if (is_good && has_file(list, PRODUCT_RUST_SYS))
		is_good = rust_check_sys(diag, model);
	return is_good;
}

void products_write(struct outputs *outputs, const struct model *model,
	const struct product_list *list, const struct product_request *request)
{
	struct c_options options = c_options_of(outputs->arena, model, request);
	size_t i;

	for (i = 0; i < list->files.count; i++) {
		const struct product_file *file = &list->files.items[i];
		bool is_part = request->condition && is_c(file->kind);
		struct output *output;

		if (file->kind == PRODUCT_RUST && request->target)
			continue;
		output = open_file(outputs, file, request);
		if (is_part)
			buf_printf(&output->text, "\n#if %s\n\n", request->condition);
		write_text(output, file, model, request, &options);
		if (is_part)
			buf_printf(&output->text, "\n#endif /* %s */\n", request->condition);
	}
}
