/* Output files that appear together or not at all; see outputs.h. */
#define _GNU_SOURCE /* O_TMPFILE */

#include "support/outputs.h"

#include "support/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Hosts without unnamed files keep the whole text in memory. */
#ifndef O_TMPFILE
#define O_TMPFILE (O_RDWR | O_DIRECTORY | O_CREAT) /* open() refuses it for a folder */
#endif

/* Text beyond this goes to the unnamed file. */
enum { SPILL_BYTES = 256 * 1024 };

void outputs_init(struct outputs *outputs, struct arena *arena)
{
	memset(outputs, 0, sizeof(*outputs));
	outputs->arena = arena;
}

struct output *outputs_add(struct outputs *outputs, const char *path)
{
	struct output *output = arena_new(outputs->arena, struct output);

	output->path = path;
	output->spill_fd = -1;
	vec_push(outputs->arena, &outputs->files, output);
	return output;
}

static int write_all(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t written = write(fd, bytes, n);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return errno;
		bytes += written;
		n -= (size_t)written;
	}
	return 0;
}

static bool is_straight(const char *path)
{
	struct stat status;

	if (strcmp(path, "-") == 0)
		return true;
	return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

/* Where no unnamed file can be had, the text simply stays in memory. */
void output_spill(struct output *output)
{
	if (output->text.size_bytes < SPILL_BYTES || output->spill_error != 0)
		return;
	if (output->spill_fd < 0) {
		struct arena scratch = {0};

		if (!is_straight(output->path))
			output->spill_fd = open(path_folder(&scratch, output->path),
				O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
		arena_free(&scratch);
		if (output->spill_fd < 0)
			return;
	}
	output->spill_error =
		write_all(output->spill_fd, output->text.data, output->text.size_bytes);
	buf_clear(&output->text);
}

static bool fail(struct outputs_error *error, const char *path, const char *action, int code)
{
	error->path = path;
	error->action = action;
	error->error = code;
	return false;
}

static bool write_straight(const struct output *output, struct outputs_error *error)
{
	bool is_stdout = strcmp(output->path, "-") == 0;
	int fd = is_stdout ? STDOUT_FILENO
			   : open(output->path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOCTTY);
	int code;

	if (fd < 0)
		return fail(error, output->path, "open", errno);
	code = write_all(fd, buf_text(&output->text), output->text.size_bytes);
	if (!is_stdout && close(fd) != 0 && code == 0)
		code = errno;
	return code == 0 || fail(error, output->path, "write to", code);
}

/* Compares the content with a file that exists. Any trouble counts as "different". */
static bool is_unchanged(const struct output *output)
{
	struct buf old = {0}, new = {0};
	bool same;

	if (output->spill_fd >= 0) {
		if (lseek(output->spill_fd, 0, SEEK_SET) < 0 ||
			file_read_fd(output->spill_fd, &new) != 0 ||
			lseek(output->spill_fd, 0, SEEK_END) < 0) {
			buf_free(&new);
			return false;
		}
	}
	buf_add(&new, buf_text(&output->text), output->text.size_bytes);
	same = file_read(output->path, false, &old) == 0 && old.size_bytes == new.size_bytes &&
	       (old.size_bytes == 0 || memcmp(old.data, new.data, old.size_bytes) == 0);
	buf_free(&old);
	buf_free(&new);
	return same;
}

/* Gives the unnamed file its temporary name; false if the system has no way to. */
static bool link_spill(int fd, const char *temporary)
{
	struct arena scratch = {0};
	const char *self = arena_printf(&scratch, "/proc/self/fd/%d", fd);
	bool linked = linkat(AT_FDCWD, self, AT_FDCWD, temporary, AT_SYMLINK_FOLLOW) == 0;

	arena_free(&scratch);
	return linked;
}

static int copy_spill(int from, int to)
{
	struct buf piece = {0};
	int code = lseek(from, 0, SEEK_SET) < 0 ? errno : file_read_fd(from, &piece);

	if (code == 0)
		code = write_all(to, buf_text(&piece), piece.size_bytes);
	buf_free(&piece);
	return code;
}

/* Writes the complete content under output->temporary, a fresh name beside the target. */
static bool write_temporary(struct outputs *outputs, struct output *output, const char *target,
	struct outputs_error *error)
{
	const char *folder = path_folder(outputs->arena, target);
	char *name = arena_printf(outputs->arena, "%s/.migc-XXXXXX", folder);
	struct stat old;
	mode_t mask;
	int fd, code = 0;

	if (output->spill_error != 0)
		return fail(error, output->path, "write to", output->spill_error);
	fd = mkstemp(name);
	if (fd < 0)
		return fail(error, output->path, "create", errno);
	output->temporary = name;
	if (output->spill_fd >= 0) {
		unlink(name);
		if (link_spill(output->spill_fd, name)) {
			close(fd);
			fd = output->spill_fd;
			output->spill_fd = -1;
		} else {
			close(fd);
			fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
			if (fd < 0)
				return fail(error, output->path, "create", errno);
			code = copy_spill(output->spill_fd, fd);
		}
	}
	if (code == 0)
		code = write_all(fd, buf_text(&output->text), output->text.size_bytes);
	mask = umask(0);
	umask(mask);
	if (stat(target, &old) == 0)
		fchmod(fd, old.st_mode & 07777);
	else
		fchmod(fd, 0666 & ~mask);
	if (close(fd) != 0 && code == 0)
		code = errno;
	return code == 0 || fail(error, output->path, "write to", code);
}

/* Where a link leads, relative to the current folder; NULL if the path is no link. */
static const char *follow(struct arena *arena, const char *path)
{
	char to[PATH_MAX];
	ssize_t n = readlink(path, to, sizeof(to));

	if (n <= 0 || (size_t)n >= sizeof(to))
		return NULL;
	return path_join(arena, path_folder(arena, path), arena_copy(arena, to, (size_t)n));
}

/*
 * A link is written through, as a program that opens the name would, also one that leads to a file
 * that is yet to be made. NULL: the links lead to one another.
 */
static const char *real_target(struct arena *arena, const char *path)
{
	enum { LINKS_MAX = 40 };
	int i;

	for (i = 0; i < LINKS_MAX; i++) {
		const char *next = follow(arena, path);

		if (!next)
			return path;
		path = next;
	}
	return NULL;
}

static bool commit(struct outputs *outputs, struct outputs_error *error)
{
	VEC(const char *) targets = {0};
	size_t i;

	for (i = 0; i < outputs->files.count; i++) {
		struct output *output = outputs->files.items[i];
		const char *target = real_target(outputs->arena, output->path);

		if (!target)
			return fail(error, output->path, "open", ELOOP);
		vec_push(outputs->arena, &targets, target);
		if (is_straight(output->path))
			continue;
		if (outputs->write_if_changed && is_unchanged(output))
			continue;
		if (!write_temporary(outputs, output, target, error))
			return false;
	}
	for (i = 0; i < outputs->files.count; i++) {
		struct output *output = outputs->files.items[i];

		if (is_straight(output->path) && !write_straight(output, error))
			return false;
	}
	for (i = 0; i < outputs->files.count; i++) {
		struct output *output = outputs->files.items[i];

		if (!output->temporary)
			continue;
		if (rename(output->temporary, targets.items[i]) != 0)
			return fail(error, output->path, "rename a file to", errno);
		output->temporary = NULL;
	}
	return true;
}

bool outputs_commit(struct outputs *outputs, struct outputs_error *error)
{
	sigset_t all, before;
	bool done;
	size_t i;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	done = commit(outputs, error);
	for (i = 0; i < outputs->files.count; i++)
		if (outputs->files.items[i]->temporary)
			unlink(outputs->files.items[i]->temporary);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return done;
}

void outputs_free(struct outputs *outputs)
{
	size_t i;

	for (i = 0; i < outputs->files.count; i++) {
		struct output *output = outputs->files.items[i];

		buf_free(&output->text);
		if (output->spill_fd >= 0)
			close(output->spill_fd);
	}
	outputs->files.count = 0;
}
