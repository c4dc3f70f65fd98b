/*
 * Small functions that several stubs of a file share. One stands before the first stub that calls
 * it. A file with one routine has macros instead: its users rewrite it, and expect one function.
 */
#include "codegen_c/helpers.h"

struct helper {
	const char *function;
	const char *macro; /* NULL: the same text */
};

static const struct helper helpers[HELPER_COUNT] = {
	[HELPER_UNIT] = {"\n"
			 "/* One unit of a message, whatever stands there. */\n"
			 "typedef uint$bits$_t mig_unit_t __attribute__((may_alias));\n",
		NULL},
	[HELPER_PUT_PADDED] =
		{"\n"
		 "/* Stores a value of 32 bits and clears the padding behind it. */\n"
		 "#define MIG_PUT_PADDED(type, member, value) \\\n"
		 "	(*(mig_unit_t *) (void *) &(member) = \\\n"
		 "	 ((union { type v; uint32_t bits; }) {.v = (value)}).bits)\n",
			NULL},
	[HELPER_PUT_HEAD] =
		{"\n"
		 "/* Stores the first unit of a header: the bits, and the size behind them. */\n"
		 "#define MIG_PUT_BITS_AND_SIZE(head, bits, size) \\\n"
		 "	(*(mig_unit_t *) (void *) (head) = (mig_unit_t) (size) << 32 | "
		 "(uint32_t) (bits))\n",
			NULL},
	[HELPER_PUT_ARRAY] = {"\n"
			      "/* Copies an array into a message, and returns the bytes of the "
			      "units "
			      "that it takes there. The\n"
			      " * last one is cleared first. */\n"
			      "static mach_msg_size_t mig_put_array\n"
			      "	(void *to, const void *from, mach_msg_size_t bytes)\n"
			      "{\n"
			      "	mach_msg_size_t end = (bytes + $mask$U) & ~$mask$U;\n"
			      "\n"
			      "	if (end != bytes)\n"
			      "		*(mig_unit_t *) (void *) ((char *) to + end - "
			      "sizeof(mig_unit_t)) = 0;\n"
			      "	memcpy(to, from, bytes);\n"
			      "	return end;\n"
			      "}\n",
		"\n"
		"/* Copies an array into a message, clears what rounds it up to a unit, and "
		"gives the\n"
		" * bytes that it takes there. */\n"
		"#define mig_put_array(to, from, bytes) \\\n"
		"	(memcpy((to), (from), (bytes)), mig_end_array((to), (bytes)))\n"},
	[HELPER_END_ARRAY] =
		{"\n"
		 "/* Clears what rounds an array in a message up to a unit, and returns the bytes "
		 "that it\n"
		 " * takes there. */\n"
		 "static mach_msg_size_t mig_end_array\n"
		 "	(void *array, mach_msg_size_t bytes)\n"
		 "{\n"
		 "	for (; (bytes & $mask$U) != 0; bytes++)\n"
		 "		((char *) array)[bytes] = 0;\n"
		 "	return bytes;\n"
		 "}\n",
			"\n"
			"/* Clears what rounds an array in a message up to a unit, and gives the "
			"bytes that it\n"
			" * takes there. */\n"
			"#define mig_end_array(array, bytes) \\\n"
			"	((void) memcpy((char *) (array) + (bytes), "
			"\"\\0\\0\\0\\0\\0\\0\", (0U - (bytes)) & $mask$U), \\\n"
			"	 ((bytes) + $mask$U) & ~$mask$U)\n"},
	/* What is called in many places should not be copied to all of them by the compiler. */
	[HELPER_COPY] = {"\n"
			 "/* Copies an array out of a message. */\n"
			 "static __attribute__((noinline)) void mig_copy\n"
			 "	(void *to, const void *from, mach_msg_size_t bytes)\n"
			 "{\n"
			 "	memcpy(to, from, bytes);\n"
			 "}\n",
		"\n"
		"/* Copies an array out of a message. */\n"
		"#define mig_copy(to, from, bytes) ((void) memcpy((to), (from), (bytes)))\n"},
	[HELPER_END_STRING] =
		{"\n"
		 "/* Ends a string in its field and clears what follows, by units of the message. "
		 "*/\n"
		 "static void mig_end_string\n"
		 "	(char *string, unsigned int max)\n"
		 "{\n"
		 "	unsigned int length;\n"
		 "\n"
		 "	string[max - 1] = '\\0';\n"
		 "	length = (unsigned int) strlen(string);\n"
		 "	for (; (length & $mask$U) != 0; length++)\n"
		 "		string[length] = 0;\n"
		 "	for (; length < max; length += sizeof(mig_unit_t))\n"
		 "		*(volatile mig_unit_t *) (void *) (string + length) = 0;\n"
		 "}\n",
			"\n"
			"/* Ends a string in its field and clears what follows, by units of the "
			"message. */\n"
			"#define mig_end_string(string, max) \\\n"
			"	do { \\\n"
			"		unsigned int mig_end; \\\n"
			"\\\n"
			"		(string)[(max) - 1] = '\\0'; \\\n"
			"		mig_end = (unsigned int) strlen(string); \\\n"
			"		for (; (mig_end & $mask$U) != 0; mig_end++) \\\n"
			"			(string)[mig_end] = 0; \\\n"
			"		for (; mig_end < (max); mig_end += sizeof(mig_unit_t)) \\\n"
			"			*(volatile mig_unit_t *) (void *) ((string) + "
			"mig_end) = 0; \\\n"
			"	} while (0)\n"},
	/*
	 * What mig_strncpy returns is not used: Mach's own tests have one that returns 0. Some fill
	 * the whole room without a NUL.
	 */
	[HELPER_PUT_STRING] = {"\n"
			       "/* Copies a string into its field and clears what follows. */\n"
			       "static __attribute__((noinline)) void mig_put_string\n"
			       "	(char *to, const char *from, unsigned int max)\n"
			       "{\n"
			       "	(void) $x$mig_strncpy(to, from, max);\n"
			       "	mig_end_string(to, max);\n"
			       "}\n",
		"\n"
		"/* Copies a string into its field and clears what follows. */\n"
		"#define mig_put_string(to, from, max) \\\n"
		"	do { \\\n"
		"		(void) $x$mig_strncpy((to), (from), (max)); \\\n"
		"		mig_end_string((to), (max)); \\\n"
		"	} while (0)\n"},
	[HELPER_SEND] = {"\n"
			 "/* Sends a message that has no reply. */\n"
			 "static $unless_one_calls$mach_msg_return_t mig_send\n"
			 "	(mach_msg_header_t *head, mach_msg_option_t option)\n"
			 "{\n"
			 "	return $x$mach_msg(head, MACH_SEND_MSG | option, head->msgh_size, "
			 "0,\n"
			 "		MACH_PORT_NULL, MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL);\n"
			 "}\n",
		"\n"
		"/* Sends a message that has no reply. */\n"
		"#define mig_send(head, option) \\\n"
		"	$x$mach_msg((head), MACH_SEND_MSG | (option), (head)->msgh_size, 0, "
		"\\\n"
		"		MACH_PORT_NULL, MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL)\n"},
	[HELPER_NO_REPLY] = {"\n"
			     "/* What a call ends with that was not sent, or got something else "
			     "than its reply. "
			     "The reply\n"
			     " * port of a stub may then still get an answer, and is not used "
			     "again. */\n"
			     "static inline mach_msg_return_t mig_no_reply\n"
			     "	(mach_msg_id_t got, mach_msg_return_t result)\n"
			     "{\n"
			     "	if (result != MACH_MSG_SUCCESS)\n"
			     "		return result;\n"
			     "	return got == MACH_NOTIFY_SEND_ONCE ? MIG_SERVER_DIED : "
			     "MIG_REPLY_MISMATCH;\n"
			     "}\n",
		"\n"
		"/* What a call ends with that was not sent, or got something else than its "
		"reply. The reply\n"
		" * port of a stub may then still get an answer, and is not used again. */\n"
		"#define mig_no_reply(got, result) \\\n"
		"	((result) != MACH_MSG_SUCCESS ? (result) \\\n"
		"	 : (got) == MACH_NOTIFY_SEND_ONCE ? MIG_SERVER_DIED \\\n"
		"	 : MIG_REPLY_MISMATCH)\n"},
	[HELPER_END_REPLY] = {"\n"
			      "/* Ends a reply: clears what rounds it up to a unit, and sets its "
			      "size. */\n"
			      "static void mig_end_reply\n"
			      "	(mach_msg_header_t *head, mach_msg_size_t bytes)\n"
			      "{\n"
			      "	for (; (bytes & $mask$U) != 0; bytes++)\n"
			      "		((char *) head)[bytes] = 0;\n"
			      "	head->msgh_size = bytes;\n"
			      "}\n",
		NULL},
};

/* What only one stub calls, the compiler may put into it. */
static bool has_several_one_way(const struct writer *w)
{
	size_t i, count = 0;

	for (i = 0; i < w->model->routines.count && count < 2; i++)
		if (w->model->routines.items[i])
			count += w->model->routines.items[i]->is_simple;
	return count > 1;
}

/* The others that one is made of. */
static unsigned needs(const struct writer *w, enum helper_kind kind)
{
	switch (kind) {
	case HELPER_PUT_ARRAY: return 1U << (w->is_routine_file ? HELPER_END_ARRAY : HELPER_UNIT);
	case HELPER_PUT_PADDED:
	case HELPER_PUT_HEAD:
	case HELPER_END_STRING: return 1U << HELPER_UNIT;
	case HELPER_PUT_STRING: return 1U << HELPER_UNIT | 1U << HELPER_END_STRING;
	case HELPER_UNIT:
	case HELPER_END_ARRAY:
	case HELPER_COPY:
	case HELPER_SEND:
	case HELPER_NO_REPLY:
	case HELPER_END_REPLY:
	case HELPER_COUNT: break;
	}
	return 0;
}

void use_helper(struct writer *w, enum helper_kind kind)
{
	w->helpers_wanted |= 1U << kind | needs(w, kind);
}

void place_helpers(struct writer *w, size_t stub_at)
{
	size_t stub_end = w->output->text.size_bytes;
	unsigned missing = w->helpers_wanted & ~w->helpers_done;
	enum helper_kind kind;
	size_t scope;

	if (missing == 0)
		return;
	scope = emit_scope(&w->e);
	emit_letu(&w->e, "bits", writer_abi(w)->align_bytes * 8);
	emit_letu(&w->e, "mask", writer_abi(w)->align_bytes - 1);
	emit_let(&w->e, "x", w->model->support_prefix);
	emit_let(&w->e, "unless_one_calls",
		has_several_one_way(w) ? "__attribute__((noinline)) " : "");
	for (kind = 0; kind < HELPER_COUNT; kind++) {
		const struct helper *helper = &helpers[kind];

		if ((missing & 1U << kind) != 0)
			emit(&w->e, w->is_routine_file && helper->macro ? helper->macro
									: helper->function);
	}
	emit_end(&w->e, scope);
	w->helpers_done |= missing;
	buf_rotate(&w->output->text, stub_at, stub_end);
}
