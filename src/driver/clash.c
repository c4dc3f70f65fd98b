/* See clash.h. */
#include "driver/clash.h"

#include "support/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/*
 * What makes two names one file: its number if it exists; else the number of its folder and its
 * name in there.
 */
struct identity {
	dev_t device;
	ino_t number;
	const char *name; /* NULL: the number is that of the file itself */
	const char *path;
};

static int compare(const void *a, const void *b)
{
	const struct identity *x = a, *y = b;

	if (x->device != y->device)
		return x->device < y->device ? -1 : 1;
	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	if (!x->name || !y->name)
		return (x->name != NULL) - (y->name != NULL);
	return strcmp(x->name, y->name);
}

/* False for what cannot clash: devices, pipes, and names that cannot be opened anyway. */
static bool identify(struct arena *arena, const char *path, struct identity *ret_identity)
{
	struct stat status;

	ret_identity->path = path;
	ret_identity->name = NULL;
	if (strcmp(path, "-") == 0)
		return false;
	if (stat(path, &status) == 0) {
		if (!S_ISREG(status.st_mode))
			return false;
	} else {
		if (stat(path_folder(arena, path), &status) != 0)
			return false;
		ret_identity->name = path_base(path);
	}
	ret_identity->device = status.st_dev;
	ret_identity->number = status.st_ino;
	return true;
}

static bool check_inputs(struct compile *compile, const struct identity *outputs, size_t count,
	const struct pp_dependencies *inputs)
{
	struct identity input;
	bool fine = true;
	size_t i;

	for (i = 0; i < inputs->files.count; i++) {
		const struct identity *output;

		if (!identify(&compile->arena, inputs->files.items[i].path, &input))
			continue;
		output = bsearch(&input, outputs, count, sizeof(*outputs), compare);
		if (!output)
			continue;
		compile_fail(compile, DIAG_output_is_input, (struct src_span){0, 0}, output->path);
		fine = false;
	}
	return fine;
}

/* A name that is too long, or leads through a file, would be noticed only by the final rename. */
static bool check_names(struct compile *compile, const struct outputs *outputs)
{
	struct stat status;
	bool fine = true;
	size_t i;

	for (i = 0; i < outputs->files.count; i++) {
		const char *path = outputs->files.items[i]->path;

		if (stat(path, &status) == 0 || errno == ENOENT)
			continue;
		compile_fail(compile, DIAG_cannot_write, (struct src_span){0, 0}, "write to", path,
			strerror(errno));
		fine = false;
	}
	return fine;
}

bool clash_check(struct compile *compile, const struct outputs *outputs,
	const struct pp_dependencies *inputs)
{
	VEC(struct identity) found = {0};
	struct identity identity;
	bool fine = check_names(compile, outputs);
	size_t i;

	for (i = 0; i < outputs->files.count; i++)
		if (identify(&compile->arena, outputs->files.items[i]->path, &identity))
			vec_push(&compile->arena, &found, identity);
	if (found.count > 0) {
		qsort(found.items, found.count, sizeof(*found.items), compare);
		if (!check_inputs(compile, found.items, found.count, inputs))
			fine = false;
	}
	for (i = 1; i < found.count; i++) {
		if (compare(&found.items[i - 1], &found.items[i]) != 0)
			continue;
		compile_fail(
			compile, DIAG_same_output, (struct src_span){0, 0}, found.items[i].path);
		fine = false;
	}
	diag_flush(&compile->diag);
	return fine;
}
