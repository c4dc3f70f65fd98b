/*
 * The preprocessor: the input as a file, or as text that another preprocessor has made. What comes
 * out is printed as -E does and read again.
 */
#include "fuzz.h"

#include "preprocess/preprocess.h"

/* The first choice. */
enum { IS_MARKED = 1, KEEPS_PRAGMAS = 2, HAS_DEFINITIONS = 4, SKIPS_AT_BIT = 3 };

struct run {
	struct arena arena;
	struct source_map sources;
	struct diag diag;
	struct fuzz_sink sink;
	struct source_text text;
};

static void begin(struct run *run)
{
	source_map_init(&run->sources, &run->arena);
	run->sink.sources = &run->sources;
	diag_init(&run->diag, &run->arena, &run->sources, fuzz_render, &run->sink);
}

static void end(struct run *run)
{
	text_free(&run->text);
	buf_free(&run->sink.text);
	arena_free(&run->arena);
}

static void read_marked(struct str bytes, unsigned skip)
{
	struct run run = {0};
	bool fine;

	begin(&run);
	fine = pp_read_marked(
		&run.arena, &run.sources, &run.diag, FUZZ_MAIN_FILE, bytes, skip, &run.text);
	diag_flush(&run.diag);
	fuzz_require(fine == (run.sink.error_count == 0));
	end(&run);
}

static void preprocess(struct str bytes, unsigned how, const struct pp_target *target)
{
	static const char *const paths[] = {FUZZ_MAIN_FILE};
	struct pp_options options = {.target = target,
		.no_standard_includes = true,
		.keep_pragmas = (how & KEEPS_PRAGMAS) != 0};
	struct pp_folder folder = {PP_FOLDER_NORMAL, "."};
	struct pp_definition definition = {"F(x, ...)=x ## __VA_ARGS__ #x", false};
	struct run run = {0};
	struct buf printed = {0};
	struct pp *pp;
	bool fine;

	begin(&run);
	vec_push(&run.arena, &options.folders, folder);
	if (how & HAS_DEFINITIONS) {
		vec_push(&run.arena, &options.definitions, definition);
		vec_push(&run.arena, &options.macro_files, "macros.h");
	}
	fuzz_set_main_file(bytes);
	pp = pp_new(&run.arena, &run.sources, &run.diag, &options);
	fine = pp_run(pp, paths, 1, &run.text);
	diag_flush(&run.diag);
	fuzz_require(fine == (run.sink.error_count == 0));
	pp_write_text(&run.sources, &run.text, &printed);
	read_marked(str_make(buf_text(&printed), printed.size_bytes),
		PP_SKIP_DEFINE | PP_SKIP_PRAGMA | PP_SKIP_OTHERS);
	buf_free(&printed);
	pp_done(pp);
	end(&run);
}

static const struct pp_target *choose_target(unsigned choice)
{
	size_t count = 0;

	while (pp_target_at(count))
		count++;
	return pp_target_at(choice % count);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct fuzz_input input = fuzz_split(bytes, size, 2);
	unsigned how = input.choices[0];

	if (how & IS_MARKED)
		read_marked(input.text, (how >> SKIPS_AT_BIT) & 7);
	else
		preprocess(input.text, how, choose_target(input.choices[1]));
	return 0;
}
