/* The C types of file.defs. */
#ifndef FILE_TYPES_H
#define FILE_TYPES_H

typedef char path_t[1024];
typedef const char *const_path_t;
typedef char *content_t;
typedef const char *const_content_t;

#endif
