/*
 * The command lines of Apple's MIG: `mig`, which preprocesses files, and `migcom`, which reads what
 * a preprocessor printed. Both are this program; neither starts the other, no shell is involved,
 * and nothing is looked up: no SDK, no compiler beside the program, no architecture of the machine.
 *
 * The environment:
 *	MIGCC      a compiler that preprocesses, as -cc gives it
 *	MIGC_CPP   "builtin": the built-in preprocessor, whatever -cc and MIGCC say
 *	MIGCOM     the peer's back end, as -migcom gives it. Nothing is run, but a target in its
 *	           name (x86_64-apple-darwin-migcom) counts.
 *	SDKROOT    the path that -isysroot gives
 *	MIGC_TARGET
 *
 * TMPDIR and MIG_TRACE_HEADERS have no effect.
 */
#include "driver/modes.h"
#include "driver/names.h"
#include "driver/report.h"
#include "model/abi.h"
#include "support/file.h"

#include <string.h>
#include <unistd.h>

static const char default_target[] = "x86_64-darwin";

static const char usage[] =
	"Usage: mig [options] FILE.defs...\n"
	"Compiles Mach interface definitions in place of Apple's MIG. S is the subsystem's name.\n"
	"Options stand before the first FILE.\n";

/* The compiler's CPU, and the target that follows from it or says it. */
struct machine {
	const struct name_arch *arch;
	const char *target;
};

static struct machine machine_of_target(const char *target)
{
	struct machine machine = {target ? name_arch_of_target(target) : NULL, target};

	return machine;
}

/* The CPU of a name such as arm64e-apple-macos11, or the first of its target. */
static const struct name_arch *arch_of_triple(const char *triple, const char *target)
{
	const struct name_arch *arch = name_arch(str_make(triple, strcspn(triple, "-")));

	return arch && strcmp(arch->target, target) == 0 ? arch : name_arch_of_target(target);
}

/* A name of the peer's back end that says nothing of a target of ours is no mistake. */
static const char *target_of_back_end(const struct settings *settings)
{
	const char *program = settings->migcom ? settings->migcom : mode_variable("MIGCOM");

	return program ? name_target(name_target_part(program), settings->mode) : NULL;
}

/*
 * --target, -arch, -target, the names of the programs, MIGC_TARGET, x86_64: the first that is
 * given. -arch still says which CPU of a target's it is.
 */
static struct machine choose_machine(struct settings *settings)
{
	const char *back_end = target_of_back_end(settings);
	struct machine machine;

	if (settings->targets.count > 0) {
		machine = machine_of_target(settings->targets.items[0]);
	} else if (settings->arch) {
		machine = machine_of_target(settings->arch->target);
	} else if (settings->triple) {
		machine.target = mode_known_target(settings, str_of(settings->triple), "-target");
		machine.arch =
			machine.target ? arch_of_triple(settings->triple, machine.target) : NULL;
		return machine;
	} else if (back_end) {
		machine = machine_of_target(back_end);
	} else {
		machine = machine_of_target(
			mode_target(settings, &settings->program, 1, default_target));
		if (machine.target && name_target_part(settings->program).n > 0)
			machine.arch = arch_of_triple(settings->program, machine.target);
	}
	if (machine.target && settings->arch && strcmp(settings->arch->target, machine.target) == 0)
		machine.arch = settings->arch;
	return machine;
}

/* Where the SDK is, or NULL. A name of an SDK in place of its path would have to be looked up. */
static const char *sdk(const struct settings *settings)
{
	const char *given = settings->preprocess.sysroot;
	const char *variable = mode_variable("SDKROOT");

	if (given && *given)
		return given;
	return variable && strchr(variable, '/') ? variable : NULL;
}

/* The compiler's command, or NULL for the built-in preprocessor. */
static const char *compiler(const struct settings *settings)
{
	const char *choice = mode_variable("MIGC_CPP");

	if (choice && strcmp(choice, "builtin") == 0)
		return NULL;
	if (settings->cpp_command && *settings->cpp_command)
		return settings->cpp_command;
	return mode_variable("MIGCC");
}

static void define(
	struct settings *settings, struct pp_options *pp, const char *text, bool is_undef)
{
	struct pp_definition definition = {text, is_undef};

	vec_push(&settings->arena, &pp->definitions, definition);
}

/* What the peer tells a compiler, for the built-in preprocessor. Definitions of the line follow. */
static void set_built_in(
	struct settings *settings, const struct machine *machine, struct pp_options *pp)
{
	size_t i;

	memset(&pp->definitions, 0, sizeof(pp->definitions));
	define(settings, pp, "__MACH30__", false);
	if (machine->arch->undefine)
		define(settings, pp, machine->arch->undefine, true);
	if (machine->arch->define)
		define(settings, pp, machine->arch->define, false);
	for (i = 0; i < settings->preprocess.definitions.count; i++)
		vec_push(&settings->arena, &pp->definitions,
			settings->preprocess.definitions.items[i]);
	pp->sysroot = sdk(settings);
}

static void add_word(struct settings *settings, struct pp_words *words, const char *word)
{
	vec_push(&settings->arena, &words->items, word);
}

static const char *absolute(struct settings *settings, const char *path)
{
	char folder[4096];

	if (path[0] == '/' || !getcwd(folder, sizeof(folder)))
		return path;
	return path_join(
		&settings->arena, arena_copy(&settings->arena, folder, strlen(folder)), path);
}

/*
 * CC -E -arch A [-target T] -D__MACH30__ WORDS, to be followed by what belongs to a file. CC is the
 * path of a program, blanks and all, or else a command with words of its own.
 */
static bool set_command(struct settings *settings, const struct machine *machine,
	const char *command, struct pp_words *ret_words)
{
	struct pp_words first = {0};
	size_t i;

	if (access(command, X_OK) == 0)
		add_word(settings, &first, command);
	else if (!pp_split_command(&settings->arena, command, &first) || first.items.count == 0) {
		report_error(settings->program, "'%s' is no command", command);
		return false;
	}
	add_word(settings, &first, "-E");
	add_word(settings, &first, "-arch");
	add_word(settings, &first, machine->arch->name);
	if (settings->triple) {
		add_word(settings, &first, "-target");
		add_word(settings, &first, settings->triple);
	}
	add_word(settings, &first, "-D__MACH30__");
	for (i = 0; i < settings->cpp_words.items.count; i++)
		add_word(settings, &first, settings->cpp_words.items.items[i]);
	*ret_words = first;
	return true;
}

/* The same command for one file. A compiler knows no language of that name, so it is told. */
static void finish_command(struct settings *settings, const char *file, struct pp_words *words)
{
	struct pp_words copy = {0};
	size_t i;

	for (i = 0; i < words->items.count; i++)
		add_word(settings, &copy, words->items.items[i]);
	add_word(settings, &copy, "-I");
	add_word(settings, &copy, path_folder(&settings->arena, file));
	if (sdk(settings)) {
		add_word(settings, &copy, "-isysroot");
		add_word(settings, &copy, absolute(settings, sdk(settings)));
	}
	add_word(settings, &copy, "-x");
	add_word(settings, &copy, "c");
	add_word(settings, &copy, file);
	*words = copy;
}

static void add_own_folder(struct settings *settings, const char *file, struct pp_options *pp)
{
	struct pp_folder own = {PP_FOLDER_NORMAL, path_folder(&settings->arena, file)};
	size_t i;

	memset(&pp->folders, 0, sizeof(pp->folders));
	for (i = 0; i < settings->preprocess.folders.count; i++)
		vec_push(&settings->arena, &pp->folders, settings->preprocess.folders.items[i]);
	vec_push(&settings->arena, &pp->folders, own);
}

static bool compile_file(struct settings *settings, const struct compile_options *common,
	const struct product_request *request, const char *file)
{
	struct compile_options options = *common;

	vec_push(&settings->arena, &options.paths, file);
	if (options.input == COMPILE_EXTERNAL)
		finish_command(settings, file, &options.command);
	else
		add_own_folder(settings, file, &options.preprocess);
	return mode_run_job(settings, &options, request, NULL, true);
}

static struct product_request request_of(const struct settings *settings)
{
	struct product_request request = mode_request(settings);

	request.server_includes_header = true;
	return request;
}

static bool compile_files(struct settings *settings, const struct machine *machine)
{
	struct product_request request = request_of(settings);
	const char *command = compiler(settings);
	struct compile_options options;
	size_t i;

	if (!mode_compile_options(settings, machine->target, &options))
		return false;
	if (command) {
		options.input = COMPILE_EXTERNAL;
		if (!set_command(settings, machine, command, &options.command))
			return false;
	} else if (!mode_know_words(settings)) {
		return false;
	} else {
		set_built_in(settings, machine, &options.preprocess);
	}
	for (i = 0; i < settings->inputs.count; i++)
		if (!compile_file(settings, &options, &request, settings->inputs.items[i]))
			return false;
	return true;
}

static int print_version(struct settings *settings)
{
	return mode_status(mode_print(settings, "bootstrap_cmds-138 (migc " MIGC_VERSION ")\n"));
}

int apple_mig_run(struct settings *settings)
{
	struct machine machine;

	if (settings->action == ACTION_HELP)
		return mode_status(mode_print_help(settings, usage));
	if (settings->action == ACTION_VERSION)
		return print_version(settings);
	/* compat(apple): without a file there is nothing to do, and that is no mistake. */
	if (settings->inputs.count == 0)
		return mode_status(true);
	machine = choose_machine(settings);
	return mode_status(machine.target && compile_files(settings, &machine));
}

int apple_migcom_run(struct settings *settings)
{
	struct product_request request = request_of(settings);

	if (settings->action == ACTION_VERSION)
		return print_version(settings);
	return mode_run_preprocessed(
		settings, mode_target(settings, &settings->program, 1, default_target), &request);
}
