/*
 * main() for builds without libFuzzer: runs the target on each file named, and on the files of each
 * folder named. Prints how many there were.
 */
#define _DEFAULT_SOURCE

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static int run_count, failures;

static void complain(const char *path)
{
	fprintf(stderr, "%s: %s\n", path, strerror(errno));
	failures++;
}

/* In memory of exactly its size, as libFuzzer does it. */
static void run_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes;
	long size = -1;

	if (file && fseek(file, 0, SEEK_END) == 0)
		size = ftell(file);
	if (size < 0) {
		complain(path);
		return;
	}
	rewind(file);
	bytes = malloc((size_t)size);
	if (fread(bytes, 1, (size_t)size, file) != (size_t)size) {
		complain(path);
	} else {
		fprintf(stderr, "%s\n", path); /* known after a crash */
		LLVMFuzzerTestOneInput(bytes, (size_t)size);
		run_count++;
	}
	free(bytes);
	fclose(file);
}

static void run_folder(const char *path, DIR *folder)
{
	const struct dirent *entry;
	char name[4096];

	while ((entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		run_file(name);
	}
}

int main(int count, char **words)
{
	int i;

	for (i = 1; i < count; i++) {
		DIR *folder = opendir(words[i]);

		if (folder) {
			run_folder(words[i], folder);
			closedir(folder);
		} else {
			run_file(words[i]);
		}
	}
	printf("%d inputs\n", run_count);
	return failures != 0 || run_count == 0;
}
