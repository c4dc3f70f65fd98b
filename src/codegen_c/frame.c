/* The texts of each wire: what stands around the stubs whatever the interface. */
#include "codegen_c/internal.h"

/*
 * Headers of GNU Mach and its C library. _GNU_SOURCE is what their users expect of the peer's
 * files; mig_support.h declares the functions that stubs call.
 */
static const struct frame typed = {
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
		  "#ifndef mig_unlikely\n"
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
		  "sizeof(pad)))\n"
		  "\n"
		  "/* Clears what follows the used bytes of an array up to the next unit. */\n"
		  "#define MIG_CLEAR_TAIL(array, used_bytes) \\\n"
		  "	do { \\\n"
		  "		unsigned int mig_tail = (used_bytes); \\\n"
		  "		for (; (mig_tail & $mask$U) != 0; mig_tail++) \\\n"
		  "			((char *) (void *) (array))[mig_tail] = 0; \\\n"
		  "	} while (0)\n",
	.string_function =
		"\n"
		"/* Ends a string in its field and clears what follows, by units of the message. */\n"
		"typedef uint$bits$_t mig_unit_t __attribute__((may_alias));\n"
		"static __attribute__((noinline)) void mig_end_string\n"
		"	(char *string, unsigned int length, unsigned int max)\n"
		"{\n"
		"	if (length >= max)\n"
		"		length = max - 1;\n"
		"	do\n"
		"		string[length++] = 0;\n"
		"	while ((length & $mask$U) != 0);\n"
		"	for (; length < max; length += sizeof(mig_unit_t))\n"
		"		*(volatile mig_unit_t *) (void *) (string + length) = 0;\n"
		"}\n"
		"\n",
	.string_macro =
		"\n"
		"/* Ends a string in its field and clears what follows, by units of the message. */\n"
		"typedef uint$bits$_t mig_unit_t __attribute__((may_alias));\n"
		"#define mig_end_string(string, length, max) \\\n"
		"	do { \\\n"
		"		unsigned int mig_end = (length) < (max) ? (length) : (max) - 1; \\\n"
		"		do \\\n"
		"			(string)[mig_end++] = 0; \\\n"
		"		while ((mig_end & $mask$U) != 0); \\\n"
		"		for (; mig_end < (max); mig_end += sizeof(mig_unit_t)) \\\n"
		"			*(volatile mig_unit_t *) (void *) ((string) + mig_end) = 0; \\\n"
		"	} while (0)\n"
		"\n",
};

const struct frame *const c_frames[] = {[WIRE_TYPED] = &typed, [WIRE_NDR] = NULL};
