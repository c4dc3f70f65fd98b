#ifndef TESTS_STRING_H
#define TESTS_STRING_H
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif
extern void *memcpy(void *to, const void *from, size_t size);
extern void *memmove(void *to, const void *from, size_t size);
extern void *memset(void *to, int byte, size_t size);
extern void *memchr(const void *s, int c, size_t size);
extern int memcmp(const void *a, const void *b, size_t size);
extern size_t strlen(const char *s);
extern size_t strnlen(const char *s, size_t size);
extern char *strncpy(char *to, const char *from, size_t size);
#ifdef __cplusplus
}
#endif
#endif
