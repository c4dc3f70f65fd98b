/* The texts of each wire: what stands around the stubs whatever the interface. */
#include "codegen_c/internal.h"
#include "codegen_c/ndr.h"

/*
 * Headers of GNU Mach and its C library. _GNU_SOURCE is what their users expect of the peer's
 * files; mig_support.h declares the functions that stubs call.
 */
static const struct frame typed = {
	.user_header = typed_user_header,
	.server_header = typed_server_header,
	.user_prologue = typed_user_prologue,
	.user_stub = emit_user_stub,
	.server_prologue = typed_server_prologue,
	.server_stub = emit_server_stub,
	.server_epilogue = typed_server_epilogue,
	.type_check = "TypeCheck",
	.call_comma = ",\n	",
	.user_includes = "#define EXPORT_BOOLEAN\n"
			 "#include <mach/boolean.h>\n"
			 "#include <mach/kern_return.h>\n"
			 "#include <mach/message.h>\n"
			 "#include <mach/notify.h>\n"
			 "#include <mach/mach_types.h>\n"
			 "#include <mach/mig_errors.h>\n"
			 "#include <mach/mig_support.h>\n",
	.server_includes = "#define EXPORT_BOOLEAN\n"
			   "#include <mach/boolean.h>\n"
			   "#include <mach/kern_return.h>\n"
			   "#include <mach/message.h>\n"
			   "#include <mach/mig_errors.h>\n"
			   "#include <mach/mig_support.h>\n",
	.header_includes = "#include <mach/kern_return.h>\n"
			   "#include <mach/port.h>\n"
			   "#include <mach/message.h>\n",
	.user_ports = "#define msgh_request_port msgh_remote_port\n"
		      "#define msgh_reply_port msgh_local_port\n",
	/* A receiver finds the two ports swapped; in the kernel they are as the sender set them. */
	.server_ports = "#define msgh_request_port msgh_local_port\n"
			"#define MACH_MSGH_BITS_REQUEST(bits) MACH_MSGH_BITS_LOCAL(bits)\n"
			"#define msgh_reply_port msgh_remote_port\n"
			"#define MACH_MSGH_BITS_REPLY(bits) MACH_MSGH_BITS_REMOTE(bits)\n",
	.kernel_server_ports = "#define msgh_request_port msgh_remote_port\n"
			       "#define MACH_MSGH_BITS_REQUEST(bits) MACH_MSGH_BITS_REMOTE(bits)\n"
			       "#define msgh_reply_port msgh_local_port\n"
			       "#define MACH_MSGH_BITS_REPLY(bits) MACH_MSGH_BITS_LOCAL(bits)\n",
	.macros = "#ifndef mig_internal\n"
		  "#define mig_internal static\n"
		  "#endif\n"
		  "\n"
		  "#ifndef mig_external\n"
		  "#define mig_external\n"
		  "#endif\n"
		  "\n"
		  "#if !defined mig_unlikely && defined __GNUC__ && __GNUC__ >= 9\n"
		  "#define mig_unlikely(x) __builtin_expect_with_probability(!!(x), 0, 0.999)\n"
		  "#elif !defined mig_unlikely\n"
		  "#define mig_unlikely(x) __builtin_expect(!!(x), 0)\n"
		  "#endif\n"
		  "\n"
		  "#ifndef TypeCheck\n"
		  "#define TypeCheck 1\n"
		  "#endif\n"
		  "\n"
		  "#ifndef UseExternRCSId\n"
		  "#define UseExternRCSId 1\n"
		  "#endif\n"
		  "\n"
		  "/* Whether two type words differ, compared as one word each. */\n"
		  "#define BAD_TYPECHECK(type, check) \\\n"
		  "	(((union { mach_msg_type_t t; uint$bits$_t w; }) {*(type)}).w != \\\n"
		  "	 ((union { mach_msg_type_t t; uint$bits$_t w; }) {*(check)}).w)\n"
		  "\n"
		  "/* Size and complex bit of a message: 2 * size + complex. */\n"
		  "#define MIG_SHAPE(head) \\\n"
		  "	(((uint64_t) (head)->msgh_size << 32 | (head)->msgh_bits) >> 31)\n"
		  "\n"
		  "/* Clears a member that pads another. */\n"
		  "#define MIG_CLEAR(pad) ((void) memcpy((pad), \"\\0\\0\\0\\0\\0\\0\\0\", "
		  "sizeof(pad)))\n",
};

static const struct frame ndr = {
	.user_header = ndr_user_header,
	.server_header = ndr_server_header,
	.user_prologue = ndr_user_prologue,
	.user_stub = ndr_user_stub,
	.server_prologue = ndr_server_prologue,
	.server_stub = ndr_server_stub,
	.server_epilogue = ndr_server_epilogue,
	.type_check = "__MigTypeCheck",
	/* compat(apple): tools replace the call's line as a whole. */
	.call_comma = ", ",
};

const struct frame *const c_frames[] = {[WIRE_TYPED] = &typed, [WIRE_NDR] = &ndr};
