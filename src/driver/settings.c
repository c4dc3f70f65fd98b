/* What each option does to the settings; see settings.h. */
#include "driver/settings.h"

#include "diag/diag.h"
#include "driver/response.h"
#include "support/file.h"
#include "support/str.h"

#include <stdlib.h>
#include <string.h>

void settings_init(struct settings *settings, enum mode mode, const char *program)
{
	memset(settings, 0, sizeof(*settings));
	settings->mode = mode;
	settings->program = program;
	settings->prefix = settings->support_prefix = "";
	settings->products.folder = "";
	settings->products.c.typedefs = mode == MODE_NATIVE;
	settings->products.c.check_layout = mode == MODE_NATIVE;
	settings->products.c.extern_c = !(mode & MODES_APPLE);
	settings->form = mode & MODES_APPLE ? REPORT_APPLE : REPORT_TEXT;
}

void settings_free(struct settings *settings)
{
	arena_free(&settings->arena);
}

/* "unknown X 'value'; did you mean 'y'?" out of a list of words that ends with NULL. */
static bool bad_word(struct settings *settings, const struct option_use *use, struct str value,
	const char *const *words)
{
	const char *best = NULL;
	unsigned limit = 2;
	size_t i;

	for (i = 0; words[i]; i++) {
		unsigned distance = str_edit_distance(value, str_of(words[i]), limit);

		if (distance <= limit) {
			best = words[i];
			limit = distance > 0 ? distance - 1 : 0;
		}
	}
	report_error(settings->program, "'%.*s' is no value of '%s'%s%s%s", STR_FMT(value),
		use->spelling, best ? "; did you mean '" : "", best ? best : "", best ? "'?" : "");
	return false;
}

/* The index of the value among words that end with NULL; -1 (reported) if it is not there. */
static int choose(struct settings *settings, const struct option_use *use, const char *const *words)
{
	int i;

	for (i = 0; words[i]; i++)
		if (strcmp(use->value, words[i]) == 0)
			return i;
	bad_word(settings, use, str_of(use->value), words);
	return -1;
}

/* Words with commas out of a list of at most 32, as a mask. */
static bool read_mask(struct settings *settings, const struct option_use *use,
	const char *const *words, unsigned *ret_mask)
{
	const char *p = use->value;

	*ret_mask = 0;
	for (;;) {
		struct str word = str_make(p, strcspn(p, ","));
		size_t i = 0;

		while (words[i] && !str_equal_c(word, words[i]))
			i++;
		if (!words[i])
			return bad_word(settings, use, word, words);
		*ret_mask |= 1u << i;
		p += word.n;
		if (*p++ == '\0')
			return true;
	}
}

static bool set_emit(struct settings *settings, const struct option_use *use)
{
	const char *words[PRODUCT_COUNT + 1] = {NULL};
	unsigned kinds, i;

	for (i = 0; i < PRODUCT_COUNT; i++)
		words[i] = product_name((enum product)i);
	settings->emit_given = true;
	if (!read_mask(settings, use, words, &kinds))
		return false;
	settings->products.kinds |= kinds;
	return true;
}

/* In the order of enum rust_export. */
static bool set_shim(struct settings *settings, const struct option_use *use)
{
	static const char *const words[] = {"demux", "functions", "user", NULL};

	return read_mask(settings, use, words, &settings->products.shim_exports);
}

static bool set_dump(struct settings *settings, const struct option_use *use)
{
	static const char *const words[] = {"tokens", "ast", "model", NULL};
	int choice = choose(settings, use, words);

	if (choice < 0)
		return false;
	settings->action = (enum action)(ACTION_DUMP_TOKENS + choice);
	return true;
}

static bool set_diagnostics(struct settings *settings, const struct option_use *use)
{
	static const char *const words[] = {"text", "apple", "json", NULL};
	int choice = choose(settings, use, words);

	if (choice < 0)
		return false;
	settings->form = (enum report_form)choice;
	return true;
}

static bool not_a_number(struct settings *settings, const struct option_use *use)
{
	report_error(settings->program, "'%s' takes a number, not '%s'", use->spelling, use->value);
	return false;
}

/* A decimal number up to a limit; false if the text is none. */
static bool read_number(const char *text, unsigned long limit, uint32_t *ret_number)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (text[0] < '0' || text[0] > '9' || *end != '\0' || value > limit)
		return false;
	*ret_number = (uint32_t)value;
	return true;
}

static bool set_error_limit(struct settings *settings, const struct option_use *use)
{
	uint32_t value;

	if (!read_number(use->value, 1000000, &value))
		return not_a_number(settings, use);
	settings->has_error_limit = true;
	settings->error_limit = value;
	return true;
}

/* A limit of Apple's: -1 takes it away again. */
static bool set_limit(struct settings *settings, const struct option_use *use, bool *ret_is_given,
	uint32_t *ret_limit)
{
	*ret_is_given = strcmp(use->value, "-1") != 0;
	return !*ret_is_given || read_number(use->value, INT32_MAX, ret_limit) ||
	       not_a_number(settings, use);
}

static bool set_descriptor_limit(
	struct settings *settings, const struct option_use *use, struct descriptor_limit *limit)
{
	limit->option = use->spelling;
	return set_limit(settings, use, &limit->is_given, &limit->count);
}

static bool add_target(struct settings *settings, struct str text)
{
	const char *target = name_target(text, settings->mode);
	size_t i;

	if (!target) {
		report_error(settings->program, "no target '%.*s'; there are %s", STR_FMT(text),
			name_targets(&settings->arena, settings->mode, ", "));
		return false;
	}
	for (i = 0; i < settings->targets.count; i++)
		if (strcmp(settings->targets.items[i], target) == 0)
			return true;
	vec_push(&settings->arena, &settings->targets, target);
	return true;
}

/* The last --target counts. Only migc's own command takes several. */
static bool set_targets(struct settings *settings, const struct option_use *use)
{
	const char *p = use->value;

	settings->targets.count = 0;
	for (;;) {
		size_t n = strcspn(p, ",");

		if (!add_target(settings, str_make(p, n)))
			return false;
		if (p[n] == '\0')
			break;
		p += n + 1;
	}
	if (settings->targets.count == 1 || settings->mode == MODE_NATIVE)
		return true;
	report_error(settings->program, "'--target' takes one target here");
	return false;
}

static bool set_arch(struct settings *settings, const struct option_use *use)
{
	settings->arch = name_arch(str_of(use->value));
	if (settings->arch)
		return true;
	report_error(settings->program, "no target for '-arch %s'; there are %s", use->value,
		name_archs(&settings->arena, ", "));
	return false;
}

static bool set_prologue(struct settings *settings, const struct option_use *use)
{
	struct buf text = {0};
	int error = file_read(use->value, false, &text);

	if (error != 0)
		report_error(
			settings->program, "cannot read '%s': %s", use->value, strerror(error));
	settings->prologue_path = use->value;
	settings->products.prologue = str_make(
		arena_copy(&settings->arena, buf_text(&text), text.size_bytes), text.size_bytes);
	buf_free(&text);
	return error == 0;
}

/* <x.h> and "x.h" as they are, x.h with quotes. */
static bool add_include(struct settings *settings, const struct option_use *use)
{
	const char *name = use->value;
	size_t n = strlen(name);
	bool is_marked = name[0] == '<' || name[0] == '"';
	char closing = name[0] == '<' ? '>' : '"';

	if (n == 0 || strpbrk(name, "\n\r") ||
		(is_marked && (n < 3 || strchr(name + 1, closing) != name + n - 1)) ||
		(!is_marked && strpbrk(name, "\"<>"))) {
		report_error(settings->program, "'%s' takes the name of a header, not '%s'",
			use->spelling, name);
		return false;
	}
	if (!is_marked)
		name = arena_printf(&settings->arena, "\"%s\"", name);
	vec_push(&settings->arena, &settings->products.add_includes, name);
	return true;
}

/*
 * compat(gnu): -list /dev/stdout. Written to the descriptor, not to whatever file that is, so that
 * what stands there already is kept.
 */
static const char *standard_output(const char *path)
{
	return strcmp(path, "/dev/stdout") == 0 ? "-" : path;
}

static bool set_name(struct settings *settings, const struct option_use *use)
{
	unsigned kind = (unsigned)use->id - OPTION_HEADER;

	if (use->value[0] == '\0') {
		report_error(settings->program, "'%s' needs the name of a file", use->spelling);
		return false;
	}
	settings->products.paths[kind] = standard_output(use->value);
	settings->named |= 1u << kind;
	return true;
}

static void add_definition(struct settings *settings, const char *text, bool is_undef)
{
	struct pp_definition definition = {text, is_undef};

	vec_push(&settings->arena, &settings->preprocess.definitions, definition);
}

static void add_folder(struct settings *settings, enum pp_folder_kind kind, const char *path)
{
	struct pp_folder folder = {kind, path};

	vec_push(&settings->arena, &settings->preprocess.folders, folder);
}

static void add_dep_target(struct settings *settings, const char *text, bool is_raw)
{
	struct depfile_target target = {text, is_raw};

	vec_push(&settings->arena, &settings->depfile.targets, target);
}

static void set_machine(struct settings *settings, const char *cpu, bool is_x86)
{
	settings->cpp_target = cpu;
	settings->cpp_target_is_x86 = is_x86;
}

static bool add_warning(struct settings *settings, const struct option_use *use)
{
	struct diag scratch;

	diag_init(&scratch, NULL, NULL, NULL, NULL);
	if (!diag_set_option(&scratch, str_of(use->value))) {
		report_error(settings->program, "no warning is called as in '%s'", use->word);
		return false;
	}
	vec_push(&settings->arena, &settings->warnings, use->value);
	return true;
}

static bool apply(struct settings *settings, const struct option_use *use)
{
	struct pp_options *pp = &settings->preprocess;
	struct c_options *c = &settings->products.c;
	const char *value = use->value;

	switch (use->id) {
	case OPTION_TARGET: return set_targets(settings, use);
	case OPTION_MERGE_TARGETS: settings->merge_targets = true; break;
	case OPTION_EMIT: return set_emit(settings, use);
	case OPTION_FOLDER: settings->products.folder = value; break;
	case OPTION_HEADER:
	case OPTION_USER:
	case OPTION_SERVER:
	case OPTION_SHEADER:
	case OPTION_IHEADER:
	case OPTION_DHEADER:
	case OPTION_LIST:
	case OPTION_LAYOUT:
	case OPTION_RUST:
	case OPTION_RUST_SHIM:
	case OPTION_SHIM_HEADER:
	case OPTION_RUST_SYS: return set_name(settings, use);
	case OPTION_SHIM: return set_shim(settings, use);
	case OPTION_PER_ROUTINE: settings->products.per_routine = value; break;
	case OPTION_PREFIX: settings->prefix = value; break;
	case OPTION_SUPPORT_PREFIX: settings->support_prefix = value; break;
	case OPTION_NO_TYPEDEFS: c->typedefs = false; break;
	case OPTION_SYMBOLS_ON: c->symbol_table = true; break;
	case OPTION_SYMBOLS_OFF: c->symbol_table = false; break;
	case OPTION_EXPORT_CHECKS: c->export_checks = true; break;
	case OPTION_IMPL_TABLE: c->impl_table = true; break;
	case OPTION_EXTERN_C_ON: c->extern_c = true; break;
	case OPTION_EXTERN_C_OFF: c->extern_c = false; break;
	case OPTION_PROLOGUE: return set_prologue(settings, use);
	case OPTION_ADD_INCLUDE: return add_include(settings, use);
	case OPTION_SPLIT_HEADERS: c->split_headers = true; break;
	case OPTION_SEPARATE_ON: c->separate_receive = true; break;
	case OPTION_SEPARATE_OFF: c->separate_receive = false; break;
	case OPTION_LOG_ON: c->log_calls = true; break;
	case OPTION_LOG_OFF: c->log_calls = false; break;
	case OPTION_NDR_ON: c->ndr_conversion = true; break;
	case OPTION_NDR_OFF: c->ndr_conversion = false; break;
	case OPTION_COUNTED_BY_ON: c->counted_by = true; break;
	case OPTION_COUNTED_BY_OFF: c->counted_by = false; break;
	case OPTION_KR_ON: settings->has_kr = true; break;
	case OPTION_KR_OFF: settings->has_kr = false; break;
	case OPTION_TRAP_ON: settings->has_trap = true; break;
	case OPTION_TRAP_OFF: settings->has_trap = false; break;
	case OPTION_NO_VOUCHERS: c->no_vouchers = true; break;
	case OPTION_MACH_MSG2: c->mach_msg2 = true; break;
	case OPTION_STACK_LIMIT:
		return set_limit(settings, use, &c->has_stack_limit, &c->stack_limit_bytes);
	case OPTION_MAX_DESCRIPTORS:
		return set_descriptor_limit(settings, use, &settings->max_descriptors);
	case OPTION_MAX_REPLY_DESCRIPTORS:
		return set_descriptor_limit(settings, use, &settings->max_reply_descriptors);
	case OPTION_IF_CHANGED: settings->if_changed = true; break;
	case OPTION_PRINT_OUTPUTS: settings->action = ACTION_PRINT_OUTPUTS; break;
	case OPTION_DUMP: return set_dump(settings, use);
	case OPTION_NO_DEFAULTS: settings->no_default_products = true; break;
	case OPTION_VERBOSE_ON: settings->is_verbose = true; break;
	case OPTION_VERBOSE_OFF: settings->is_verbose = false; break;
	case OPTION_QUIET_ON: settings->is_quiet = true; break;
	case OPTION_QUIET_OFF: settings->is_quiet = false; break;
	case OPTION_DEFINE: add_definition(settings, value, false); break;
	case OPTION_UNDEFINE: add_definition(settings, value, true); break;
	case OPTION_INCLUDE_NORMAL: add_folder(settings, PP_FOLDER_NORMAL, value); break;
	case OPTION_INCLUDE_QUOTE: add_folder(settings, PP_FOLDER_QUOTE, value); break;
	case OPTION_INCLUDE_SYSTEM: add_folder(settings, PP_FOLDER_SYSTEM, value); break;
	case OPTION_INCLUDE_AFTER: add_folder(settings, PP_FOLDER_AFTER, value); break;
	case OPTION_INCLUDE_FILE: vec_push(&settings->arena, &pp->include_files, value); break;
	case OPTION_MACROS_FILE: vec_push(&settings->arena, &pp->macro_files, value); break;
	case OPTION_NO_STANDARD: pp->no_standard_includes = true; break;
	case OPTION_SYSROOT: pp->sysroot = value; break;
	case OPTION_SEARCH_DIRS: settings->action = ACTION_SEARCH_DIRS; break;
	case OPTION_CPP_NATIVE:
		settings->cpp_command = strcmp(value, "builtin") == 0 ? NULL : value;
		break;
	case OPTION_CC: settings->cpp_command = value; break;
	case OPTION_MIGCOM: settings->migcom = value; break;
	case OPTION_PREPROCESS: settings->action = ACTION_PREPROCESS; break;
	case OPTION_BITS_32: set_machine(settings, "i386", true); break;
	case OPTION_BITS_64: set_machine(settings, "x86_64", true); break;
	case OPTION_ARCH: set_machine(settings, value, false); break;
	case OPTION_APPLE_ARCH: return set_arch(settings, use);
	case OPTION_TRIPLE: settings->triple = value; break;
	case OPTION_DEPENDENCIES_USER:
		settings->depfile.without_system_files = true;
		settings->depfile.is_wanted = true;
		break;
	case OPTION_DEPENDENCIES: settings->depfile.is_wanted = true; break;
	case OPTION_DEPFILE:
		settings->depfile.is_wanted = true;
		settings->depfile.path = standard_output(value);
		break;
	case OPTION_DEP_TARGET: add_dep_target(settings, value, true); break;
	case OPTION_DEP_TARGET_QUOTED: add_dep_target(settings, value, false); break;
	case OPTION_DEP_PHONY: settings->depfile.with_phony_targets = true; break;
	case OPTION_WARNING: return add_warning(settings, use);
	case OPTION_ERROR_LIMIT: return set_error_limit(settings, use);
	case OPTION_DIAGNOSTICS: return set_diagnostics(settings, use);
	case OPTION_AS:
		report_error(settings->program, "'--as' has to be the first word");
		return false;
	case OPTION_HELP: settings->action = ACTION_HELP; break;
	case OPTION_VERSION: settings->action = ACTION_VERSION; break;
	case OPTION_UNSUPPORTED:
		report_error(settings->program, "'%s' is not supported", use->word);
		return false;
	case OPTION_IGNORED: break;
	case OPTION_NONE: break;
	}
	return true;
}

static bool unknown(struct settings *settings, const char *word)
{
	const char *guess = option_guess(settings->mode, word);

	report_error(settings->program, "unknown option '%s'%s%s%s", word,
		guess ? "; did you mean '" : "", guess ? guess : "", guess ? "'?" : "");
	return false;
}

static bool read_option(struct settings *settings, struct words *words)
{
	struct option_use use = option_read(words, settings->mode);

	if (use.id == OPTION_NONE && settings->mode & MODES_MIG) {
		vec_push(&settings->arena, &settings->cpp_words.items, use.word);
		vec_push(&settings->arena, &settings->unknown_words, use.word);
		return true;
	}
	if (use.id == OPTION_NONE)
		return unknown(settings, use.word);
	if (use.lacks_value) {
		report_error(settings->program, "'%s' needs a value", use.spelling);
		return false;
	}
	if (use.goes_to_cpp) {
		vec_push(&settings->arena, &settings->cpp_words.items, use.word);
		if (use.second_word)
			vec_push(&settings->arena, &settings->cpp_words.items, use.second_word);
	}
	return apply(settings, &use);
}

/* What is not an option: a file, or in GNU's `mig` a '-' that is read before each file. */
static bool read_word(struct settings *settings, const char *word)
{
	if (settings->mode & (MODE_GNU_MIGCOM | MODE_APPLE_MIGCOM)) {
		report_error(settings->program, "'%s' is not expected: the input is standard input",
			word);
		return false;
	}
	if (settings->mode == MODE_GNU_MIG && strcmp(word, "-") == 0) {
		vec_push(&settings->arena, &settings->cpp_words.items, word);
		settings->stdin_count++;
		return true;
	}
	if (word[0] == '\0') {
		report_error(settings->program, "the name of a file is empty");
		return false;
	}
	vec_push(&settings->arena, &settings->inputs, word);
	return true;
}

/*
 * compat(apple): what stands behind the first file is no option any more. The peer says so and
 * goes on, and writes the files that it would have written.
 */
static void skip_option(struct settings *settings, struct words *words)
{
	struct option_use use = option_read(words, settings->mode);

	report_warning(settings->program, "'%s' stands behind a file and has no effect", use.word);
}

static bool read_words(struct settings *settings, struct words *line)
{
	bool only_files = false;

	while (line->next < line->items.count) {
		const char *word = line->items.items[line->next];

		if (settings->mode == MODE_NATIVE && !only_files && strcmp(word, "--") == 0) {
			only_files = true;
			line->next++;
		} else if (word[0] == '-' && word[1] != '\0' && !only_files) {
			if (settings->mode == MODE_APPLE_MIG && settings->inputs.count > 0)
				skip_option(settings, line);
			else if (!read_option(settings, line))
				return false;
		} else {
			line->next++;
			if (!read_word(settings, word))
				return false;
		}
	}
	return true;
}

/* What options of Apple's do to each other. */
static bool check_together(struct settings *settings)
{
	const struct c_options *c = &settings->products.c;
	const char *other = c->ndr_conversion    ? "-n"
			    : settings->has_kr   ? "-K"
			    : settings->has_trap ? "-t"
						 : NULL;

	if (c->mach_msg2 && other) {
		report_error(settings->program, "'-mach_msg2' cannot be combined with '%s'", other);
		return false;
	}
	if (settings->has_kr && !settings->is_quiet)
		report_warning(
			settings->program, "'-K' has no effect: prototypes are always written");
	if (settings->has_trap && !settings->is_quiet)
		report_warning(settings->program, "'-t' has no effect");
	return true;
}

bool settings_read(struct settings *settings, const char *const *words, size_t count)
{
	struct words line = {0};
	size_t i;

	for (i = 0; i < count; i++)
		vec_push(&settings->arena, &line.items, words[i]);
	if (settings->mode == MODE_NATIVE &&
		!response_expand(&settings->arena, settings->program, &line))
		return false;
	/* compat(apple): only as the sole word; else it is the preprocessor's, or -v. */
	if (settings->mode & MODES_APPLE && count == 1 && strcmp(words[0], "-version") == 0) {
		settings->action = ACTION_VERSION;
		return true;
	}
	return read_words(settings, &line) && check_together(settings);
}
