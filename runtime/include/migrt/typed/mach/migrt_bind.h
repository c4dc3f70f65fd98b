/*
 * How Mach's names become symbols of libmigrt.
 *
 * The same C name means different things in the two wire dialects (mig_strncpy counts the NUL in
 * one of them, mach_msg_header_t has 24 bytes in one of them), and stubs of both may be linked into
 * one process. So every function of this header set is bound to a symbol that begins with
 * migrt_typed_. Code made with "-subrprefix __" calls the same functions as __mach_msg and so on.
 */
#ifndef MIGRT_TYPED_MACH_MIGRT_BIND_H
#define MIGRT_TYPED_MACH_MIGRT_BIND_H

#if defined(MIGRT_NDR_MACH_MIGRT_BIND_H)
#error "one source file uses the headers of migrt/typed or those of migrt/ndr, not both"
#endif

/* What <migrt/migrt.h> calls the dialect of this header set. */
#define MIGRT_DIALECT_HERE           MIGRT_DIALECT_TYPED

/* Follows a function's declarator: gives it the symbol of its own. */
#define MIGRT_BIND(name)             __asm__("migrt_typed_" #name)

/* A declaration on its own: the function under its name with two underscores in front. */
#define MIGRT_ALSO_UNDERSCORED(name) extern __typeof__(name) __##name MIGRT_BIND(name)

/* The first and the second, in headers that serve both sets. */
#define MIGRT_BIND_CALL(name) \
	MIGRT_BIND(name);     \
	MIGRT_ALSO_UNDERSCORED(name)

#ifdef __cplusplus
#define MIGRT_BEGIN_DECLS extern "C" {
#define MIGRT_END_DECLS   }
#else
#define MIGRT_BEGIN_DECLS
#define MIGRT_END_DECLS
#endif

#endif
