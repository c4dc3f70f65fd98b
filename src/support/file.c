/* See file.h. */
#include "support/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int file_read_fd(int fd, struct buf *content)
{
	enum { PIECE = 64 * 1024 };
	size_t start = content->size_bytes;

	for (;;) {
		ssize_t n;

		buf_reserve(content, PIECE);
		n = read(fd, content->data + content->size_bytes, PIECE);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		if (n == 0)
			break;
		content->size_bytes += (size_t)n;
		content->data[content->size_bytes] = '\0';
		if (content->size_bytes - start > FILE_MAX_BYTES)
			return EFBIG;
	}
	return 0;
}

int file_read(const char *path, bool dash_is_stdin, struct buf *content)
{
	struct stat status;
	int fd, error;

	if (dash_is_stdin && strcmp(path, "-") == 0)
		return file_read_fd(STDIN_FILENO, content);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	if (fstat(fd, &status) != 0)
		error = errno;
	else if (S_ISDIR(status.st_mode))
		error = EISDIR;
	else if (S_ISREG(status.st_mode) && status.st_size > FILE_MAX_BYTES)
		error = EFBIG;
	else {
		if (S_ISREG(status.st_mode))
			buf_reserve(content, (size_t)status.st_size + 1);
		error = file_read_fd(fd, content);
	}
	close(fd);
	return error;
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

const char *path_folder(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return ".";
	if (slash == path)
		return "/";
	return arena_copy(arena, path, (size_t)(slash - path));
}

const char *path_join(struct arena *arena, const char *folder, const char *name)
{
	size_t n = strlen(folder);

	if (name[0] == '/' || n == 0 || strcmp(folder, ".") == 0)
		return name;
	return arena_printf(arena, folder[n - 1] == '/' ? "%s%s" : "%s/%s", folder, name);
}
