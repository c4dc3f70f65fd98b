/*
 * The whole compiler: text to model to every kind of output, for each target that is offered, as
 * migc and in the place of another MIG. Nothing is written.
 */
#include "fuzz.h"

#include "driver/compile.h"
#include "driver/products.h"
#include "model/abi.h"

/* The first choice. */
enum {
	IS_DROP_IN = 1,
	IS_PREPROCESSED = 2, /* else by the built-in preprocessor */
	HAS_PREFIXES = 4,
	PER_ROUTINE = 8,
	HAS_SYMBOL_TABLE = 16,
	HAS_NO_TYPEDEFS = 32,
	WARNS_OF_ALL = 64,
	HAS_SUFFIX = 128,
};

/* The third choice, for the NDR wire. */
enum {
	EXPORTS_CHECKS = 1,
	HAS_IMPL_TABLE = 2,
	HAS_SPLIT_HEADERS = 4,
	RECEIVES_SEPARATELY = 8,
	LOGS_CALLS = 16,
	CONVERTS = 32,
	HAS_SMALL_STACK = 64, /* and no vouchers, and sizes of arrays in prototypes */
	HAS_MACH_MSG2 = 128,
};

/* Outputs are never opened: no folder of this name is there. */
#define FOLDER "no-such-folder"

static const struct abi *choose_target(unsigned choice)
{
	const struct abi *const *rows = abi_all();
	size_t count = 0;

	while (rows[count])
		count++;
	return rows[choice % count];
}

static enum dialect dialect_of(const struct abi *abi, unsigned how)
{
	if (!(how & IS_DROP_IN))
		return DIALECT_NATIVE;
	return abi->wire == WIRE_TYPED ? DIALECT_GNU : DIALECT_APPLE;
}

static struct c_options c_options_of(const struct abi *abi, unsigned how, unsigned ndr)
{
	struct c_options options = {
		.typedefs = !(how & (IS_DROP_IN | HAS_NO_TYPEDEFS)),
		.symbol_table = (how & HAS_SYMBOL_TABLE) != 0,
		.extern_c = abi->wire == WIRE_TYPED || !(how & IS_DROP_IN),
		.docs = !(how & IS_DROP_IN),
		.name_suffix = how & HAS_SUFFIX ? "_suffix" : NULL,
	};

	if (abi->wire == WIRE_TYPED)
		return options;
	options.export_checks = (ndr & EXPORTS_CHECKS) != 0;
	options.impl_table = (ndr & HAS_IMPL_TABLE) != 0;
	options.split_headers = (ndr & HAS_SPLIT_HEADERS) != 0;
	options.separate_receive = (ndr & RECEIVES_SEPARATELY) != 0;
	options.log_calls = (ndr & LOGS_CALLS) != 0;
	options.ndr_conversion = (ndr & CONVERTS) != 0;
	options.counted_by = options.no_vouchers = options.has_stack_limit =
		(ndr & HAS_SMALL_STACK) != 0;
	options.stack_limit_bytes = 256;
	options.mach_msg2 = (ndr & HAS_MACH_MSG2) != 0;
	return options;
}

static void write_products(
	struct compile *compile, const struct abi *abi, unsigned how, unsigned ndr)
{
	struct product_request request = {
		.kinds = (1u << PRODUCT_COUNT) - 1,
		.folder = FOLDER,
		.per_routine = how & PER_ROUTINE ? FOLDER "/tmp_" : NULL,
		.header_by_default = !(how & IS_DROP_IN),
		.server_includes_header = !(how & IS_DROP_IN),
		.c = c_options_of(abi, how, ndr),
	};
	struct product_list list = products_plan(&compile->arena, compile->model, &request);
	struct outputs outputs;
	struct buf dump = {0};

	outputs_init(&outputs, &compile->arena);
	products_write(&outputs, compile->model, &list, &request);
	fuzz_require(outputs.files.count == list.files.count);
	outputs_free(&outputs);
	model_dump(&dump, compile->model);
	buf_free(&dump);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct fuzz_input input = fuzz_split(bytes, size, 3);
	unsigned how = input.choices[0];
	const struct abi *target = choose_target(input.choices[1]);
	struct compile_options options = {
		.dialect = dialect_of(target, how),
		.target = target->name,
		.with_prelude = !(how & IS_DROP_IN),
		.prefix = how & HAS_PREFIXES ? "p_" : "",
		.support_prefix = how & HAS_PREFIXES ? "__" : "",
		.input = how & IS_PREPROCESSED ? COMPILE_BYTES : COMPILE_BUILT_IN,
		.bytes = input.text,
		.preprocess = {.target = pp_find_target(target->name),
			.no_standard_includes = true},
	};
	struct pp_folder folder = {PP_FOLDER_NORMAL, "."};
	struct fuzz_sink sink = {0};
	struct compile compile;
	enum compile_result result;

	compile_init(&compile, fuzz_render, &sink);
	sink.sources = &compile.sources;
	if (how & WARNS_OF_ALL)
		diag_set_option(&compile.diag, str_of("everything"));
	vec_push(&compile.arena, &options.paths, FUZZ_MAIN_FILE);
	vec_push(&compile.arena, &options.preprocess.folders, folder);
	fuzz_set_main_file(input.text);
	result = compile_run(&compile, &options);
	fuzz_require((result == COMPILE_DONE) == (sink.error_count == 0));
	fuzz_require((result == COMPILE_DONE) == (compile.model != NULL));
	if (result == COMPILE_DONE)
		write_products(&compile, target, how, input.choices[2]);
	compile_free(&compile);
	buf_free(&sink.text);
	return 0;
}
