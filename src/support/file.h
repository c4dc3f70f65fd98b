/* Reading whole files, and names of paths. */
#ifndef MIGC_SUPPORT_FILE_H
#define MIGC_SUPPORT_FILE_H

#include "support/arena.h"
#include "support/buf.h"

#include <stdbool.h>
#include <stddef.h>

/* Larger inputs are refused with EFBIG: no interface comes near it. */
enum { FILE_MAX_BYTES = 64 * 1024 * 1024 };

/*
 * Appends the whole file to `content`. "-" is standard input only if dash_is_stdin. Returns 0 or
 * an errno value: EISDIR for a folder, EFBIG above FILE_MAX_BYTES.
 */
int file_read(const char *path, bool dash_is_stdin, struct buf *content);

/* Appends everything that can be read from a descriptor; same results. */
int file_read_fd(int fd, struct buf *content);

/* The part behind the last slash (borrowed). */
const char *path_base(const char *path);

/* The folder part, "." if there is none; in the arena. */
const char *path_folder(struct arena *arena, const char *path);

/* folder/name, or name alone if it is absolute or folder is "." or "". */
const char *path_join(struct arena *arena, const char *folder, const char *name);

#endif
