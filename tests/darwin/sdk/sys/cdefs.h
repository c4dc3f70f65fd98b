#ifndef TESTS_SYS_CDEFS_H
#define TESTS_SYS_CDEFS_H
#ifdef __cplusplus
#define __BEGIN_DECLS extern "C" {
#define __END_DECLS   }
#else
#define __BEGIN_DECLS
#define __END_DECLS
#endif
#define __unused __attribute__((__unused__))
#define __unsafe_indexable
#define __counted_by(n)
#endif
