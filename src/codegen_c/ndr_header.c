/*
 * Headers of the NDR wire. Tools read them line by line (docs/apple-compat.md): a prototype has
 * its name on a line of its own, and in the server header no name of a type stands between blanks
 * but where the peer has one, so comments name none.
 */
#include "codegen_c/ndr.h"

#include <inttypes.h>

/* ---- Includes ---- */

static void voucher_block(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "single",
		w->options->counted_by ? "__VOUCHER_FOWARD_TYPE_DECLS_SINGLE_ATTR " : "");
	emit(&w->e, "\n#ifndef KERNEL\n"
		    "#if defined(__has_include)\n"
		    "#if __has_include(<mach/mig_voucher_support.h>)\n"
		    "#ifndef USING_VOUCHERS\n"
		    "#define USING_VOUCHERS\n"
		    "#endif\n"
		    "#ifndef __VOUCHER_FORWARD_TYPE_DECLS__\n"
		    "#define __VOUCHER_FORWARD_TYPE_DECLS__\n"
		    "#ifdef __cplusplus\n"
		    "extern \"C\" {\n"
		    "#endif\n"
		    "#ifndef __VOUCHER_FOWARD_TYPE_DECLS_SINGLE_ATTR\n"
		    "#define __VOUCHER_FOWARD_TYPE_DECLS_SINGLE_ATTR __unsafe_indexable\n"
		    "#endif\n"
		    "	extern boolean_t voucher_mach_msg_set(mach_msg_header_t *$single$ msg) "
		    "__attribute__((weak_import));\n"
		    "#ifdef __cplusplus\n"
		    "}\n"
		    "#endif\n"
		    "#endif /* __VOUCHER_FORWARD_TYPE_DECLS__ */\n"
		    "#endif /* __has_include(<mach/mig_voucher_support.h>) */\n"
		    "#endif /* __has_include */\n"
		    "#endif /* !KERNEL */\n");
	emit_end(&w->e, scope);
}

static void zerofill_block(struct writer *w)
{
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "counted",
		w->options->counted_by
			? "__MIG_STRNCPY_ZEROFILL_FORWARD_TYPE_DECLS_CSTRING_COUNTEDBY_ATTR(len) "
			: "");
	emit(&w->e, "\n#if defined(__has_include)\n"
		    "#if __has_include(<mach/mig_strncpy_zerofill_support.h>)\n"
		    "#ifndef USING_MIG_STRNCPY_ZEROFILL\n"
		    "#define USING_MIG_STRNCPY_ZEROFILL\n"
		    "#endif\n"
		    "#ifndef __MIG_STRNCPY_ZEROFILL_FORWARD_TYPE_DECLS__\n"
		    "#define __MIG_STRNCPY_ZEROFILL_FORWARD_TYPE_DECLS__\n"
		    "#ifdef __cplusplus\n"
		    "extern \"C\" {\n"
		    "#endif\n"
		    "#ifndef __MIG_STRNCPY_ZEROFILL_FORWARD_TYPE_DECLS_CSTRING_COUNTEDBY_ATTR\n"
		    "#define __MIG_STRNCPY_ZEROFILL_FORWARD_TYPE_DECLS_CSTRING_COUNTEDBY_ATTR(C) "
		    "__unsafe_indexable\n"
		    "#endif\n"
		    "	extern int mig_strncpy_zerofill(char *$counted$ dest, const char "
		    "*$counted$ src, int len) __attribute__((weak_import));\n"
		    "#ifdef __cplusplus\n"
		    "}\n"
		    "#endif\n"
		    "#endif /* __MIG_STRNCPY_ZEROFILL_FORWARD_TYPE_DECLS__ */\n"
		    "#endif /* __has_include(<mach/mig_strncpy_zerofill_support.h>) */\n"
		    "#endif /* __has_include */\n");
	emit_end(&w->e, scope);
}

void ndr_standard_includes(struct writer *w)
{
	bool is_kernel = w->model->kernel_user || w->model->kernel_server;

	if (w->options->counted_by)
		emit(&w->e, "#include <sys/cdefs.h>\n");
	emit(&w->e, "#include <string.h>\n"
		    "#include <mach/ndr.h>\n"
		    "#include <mach/boolean.h>\n"
		    "#include <mach/kern_return.h>\n"
		    "#include <mach/notify.h>\n"
		    "#include <mach/mach_types.h>\n"
		    "#include <mach/message.h>\n"
		    "#include <mach/mig_errors.h>\n"
		    "#include <mach/port.h>\n");
	if (!is_kernel && !w->options->no_vouchers)
		voucher_block(w);
	zerofill_block(w);
	if (w->model->kernel_user && w->view == VIEW_USER)
		emit(&w->e, "\n#if (__MigKernelSpecificCode) || (_MIG_KERNEL_SPECIFIC_CODE_)\n"
			    "#include <kern/ipc_mig.h>\n"
			    "#endif /* __MigKernelSpecificCode */\n");
}

static void header_includes(struct writer *w, enum side side)
{
	if (!w->options->split_headers) {
		ndr_standard_includes(w);
		return;
	}
	emit(&w->e, "#include <mach/port.h>\n"
		    "#include <mach/machine/kern_return.h>\n");
	if (side == SIDE_SERVER)
		emit(&w->e, "#include <mach/mig_errors.h>\n");
}

/* ---- Prototypes ---- */

static void extern_word(struct writer *w)
{
	emit(&w->e, "\n#ifdef	mig_external\n"
		    "mig_external\n"
		    "#else\n"
		    "extern\n"
		    "#endif	/* mig_external */\n");
}

static void emit_prototype(struct writer *w, enum side side)
{
	const struct routine *routine = w->routine;
	size_t scope = emit_scope(&w->e);

	emit_let(&w->e, "name", routine->name);
	emit_let(&w->e, "function",
		side == SIDE_USER ? linkage_name(w, routine->user_name) : routine->server_name);
	emit_let(&w->e, "kind", routine->is_simple ? "SimpleRoutine" : "Routine");
	emit(&w->e, "\n");
	emit_doc(w, routine->doc);
	emit(&w->e, "/* $kind$ $name$ */");
	extern_word(w);
	if (side == SIDE_SERVER)
		emit(&w->e, "MIG_SERVER_ROUTINE\n");
	emit(&w->e, "kern_return_t $function$\n");
	emit_param_lines(w, side, false);
	emit(&w->e, ";\n");
	emit_end(&w->e, scope);
}

static void emit_prototypes(struct writer *w, enum side side)
{
	size_t i;

	for (i = 0; i < w->model->routines.count; i++) {
		if (!w->model->routines.items[i])
			continue;
		/* Parameters only: with their own names, whatever stubs call them. */
		writer_open_routine(w, w->model->routines.items[i], 0);
		emit_prototype(w, side);
	}
}

/* The types of check functions are declared further down. */
static void emit_exported_checks(struct writer *w)
{
	size_t i;

	if (!w->options->export_checks)
		return;
	emit(&w->e, "\n#ifdef __cplusplus\n"
		    "extern \"C\" {\n"
		    "#endif\n");
	for (i = 0; i < w->model->routines.count; i++) {
		const struct routine *routine = w->model->routines.items[i];

		if (!routine || (w->view == VIEW_USER && routine->is_simple))
			continue;
		writer_next_routine(w, routine);
		ndr_check_prototype(w, false);
	}
	emit(&w->e, "#ifdef __cplusplus\n"
		    "}\n"
		    "#endif\n");
}

/* ---- What both headers have ---- */

static void emit_head(struct writer *w, const char *half, const char *hook, enum side side)
{
	emit_let(&w->e, "subsystem", w->model->name);
	emit_let(&w->e, "half", half);
	emit_let(&w->e, "hook", hook);
	emit_letf(&w->e, "count", "%zu", w->model->routines.count);
	emit(&w->e, "#ifndef	_$subsystem$_$half$_\n"
		    "#define	_$subsystem$_$half$_\n"
		    "\n"
		    "/* Module $subsystem$ */\n"
		    "\n");
	header_includes(w, side);
	emit(&w->e, "\n#ifdef AUTOTEST\n"
		    "#ifndef FUNCTION_PTR_T\n"
		    "#define FUNCTION_PTR_T\n"
		    "typedef void (*function_ptr_t)(mach_port_t, char *, "
		    "mach_msg_type_number_t);\n"
		    "typedef struct {\n"
		    "        char            * name;\n"
		    "        function_ptr_t  function;\n"
		    "} function_table_entry;\n"
		    "typedef function_table_entry   *function_table_t;\n"
		    "#endif /* FUNCTION_PTR_T */\n"
		    "#endif /* AUTOTEST */\n"
		    "\n"
		    "#ifndef	$subsystem$_MSG_COUNT\n"
		    "#define	$subsystem$_MSG_COUNT	$count$\n"
		    "#endif	/* $subsystem$_MSG_COUNT */\n"
		    "\n");
	emit_doc(w, w->model->doc);
	emit_imports(w, (side == SIDE_USER ? IMPORT_USER : IMPORT_SERVER) | IMPORT_HEADERS);
	emit_typedefs(w);
	emit(&w->e, "\n#ifdef __Before$hook$\n"
		    "__Before$hook$\n"
		    "#endif /* __Before$hook$ */\n"
		    "\n");
}

static void emit_tail(struct writer *w, enum side side)
{
	ndr_structures(w, side);
	emit_exported_checks(w);
	ndr_name_map(w);
	emit(&w->e, "\n#ifdef __After$hook$\n"
		    "__After$hook$\n"
		    "#endif /* __After$hook$ */\n"
		    "\n"
		    "#endif	 /* _$subsystem$_$half$_ */\n");
}

void ndr_public_structures(struct writer *w, enum side side)
{
	ndr_structures(w, side);
	emit_exported_checks(w);
}

void ndr_user_header(struct writer *w)
{
	emit_head(w, "user", "MigUserHeader", SIDE_USER);
	emit(&w->e, w->options->extern_c ? "#ifdef __cplusplus\n"
					   "extern \"C\" {\n"
					   "#endif\n"
					 : "#include <sys/cdefs.h>\n"
					   "__BEGIN_DECLS\n");
	emit_prototypes(w, SIDE_USER);
	emit(&w->e, w->options->extern_c ? "\n#ifdef __cplusplus\n"
					   "}\n"
					   "#endif\n"
					 : "\n__END_DECLS\n");
	emit(&w->e,
		"\n/* These show the largest forms: what follows a variable array moves up when\n"
		"   it is not full. Use them for sizes only. */\n");
	emit_tail(w, SIDE_USER);
}

/* ---- The server's ---- */

static void emit_server_objects(struct writer *w)
{
	extern_word(w);
	emit(&w->e, is_split(w) ? "boolean_t $demux$(\n"
				  "		mach_msg_header_t *InHeadP,\n"
				  "		void *InDataP,\n"
				  "		mach_msg_max_trailer_t *InTrailerP,\n"
				  "		mach_msg_header_t *OutHeadP,\n"
				  "		void *OutDataP);\n"
				: "boolean_t $demux$(\n"
				  "		mach_msg_header_t *InHeadP,\n"
				  "		mach_msg_header_t *OutHeadP);\n");
	extern_word(w);
	emit_let(&w->e, "kern", is_split(w) ? "kern_" : "");
	emit_let(&w->e, "k", is_split(w) ? "k" : "");
	emit(&w->e, "mig_$kern$routine_t $demux$_routine(\n"
		    "		mach_msg_header_t *InHeadP);\n");
	emit(&w->e, "\n/* Description of this subsystem, for use in direct RPC */\n"
		    "extern const struct $prefix$$subsystem$_subsystem {\n"
		    "	mig_$kern$server_routine_t	$k$server;	/* Server routine */\n"
		    "	mach_msg_id_t	start;	/* Min routine number */\n"
		    "	mach_msg_id_t	end;	/* Max routine number + 1 */\n"
		    "	unsigned int	maxsize;	/* Max msg size */\n"
		    "	vm_address_t	reserved;	/* Reserved */\n"
		    "	struct $kern$routine_descriptor	/* Array of routine descriptors */\n"
		    "		$k$routine[$slots$];\n"
		    "} $object$;\n");
}

void ndr_server_header(struct writer *w)
{
	size_t count = w->model->routines.count;

	emit_head(w, "server", "MigServerHeader", SIDE_SERVER);
	emit_let(&w->e, "demux", linkage_name(w, w->model->server_demux));
	emit_let(&w->e, "table", linkage_name(w, text_of(w, "%s_impl", w->model->server_demux)));
	emit_let(&w->e, "prefix", w->model->server_prefix);
	emit_let(&w->e, "object",
		linkage_name(
			w, text_of(w, "%s%s_subsystem", w->model->server_prefix, w->model->name)));
	/* An array needs an element. */
	emit_letf(&w->e, "slots", "%zu", count > 0 ? count : 1);
	emit(&w->e, "#ifndef MIG_SERVER_ROUTINE\n"
		    "#define MIG_SERVER_ROUTINE\n"
		    "#endif\n");
	if (w->options->extern_c)
		emit(&w->e, "\n#ifdef __cplusplus\n"
			    "extern \"C\" {\n"
			    "#endif\n");
	emit_prototypes(w, SIDE_SERVER);
	ndr_table_type(w);
	emit_server_objects(w);
	if (w->options->extern_c)
		emit(&w->e, "\n#ifdef __cplusplus\n"
			    "}\n"
			    "#endif\n");
	emit_tail(w, SIDE_SERVER);
}
