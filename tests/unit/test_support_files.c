/* Reading files, names of paths, and outputs that appear together or not at all. */
#include "helper.h"

#include "support/file.h"
#include "support/outputs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A fresh folder for each test. */
struct setup {
	struct arena arena;
	struct outputs outputs;
	struct outputs_error error;
	char folder[64];
};

static int set_up(void **state)
{
	static struct setup s;

	memset(&s, 0, sizeof(s));
	outputs_init(&s.outputs, &s.arena);
	strcpy(s.folder, "unit-files-XXXXXX");
	*state = &s;
	return mkdtemp(s.folder) ? 0 : -1;
}

static unsigned count_and_maybe_remove(const char *folder, int removes)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	unsigned count = 0;
	char path[512];

	while ((entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		count++;
		if (!removes)
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (unlink(path) != 0)
			rmdir(path);
	}
	closedir(dir);
	return count;
}

static int tear_down(void **state)
{
	struct setup *s = *state;

	outputs_free(&s->outputs);
	count_and_maybe_remove(s->folder, 1);
	rmdir(s->folder);
	arena_free(&s->arena);
	return 0;
}

static const char *in_folder(struct setup *s, const char *name)
{
	return path_join(&s->arena, s->folder, name);
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void assert_content(const char *path, const char *text)
{
	struct buf content = {0};

	assert_int_equal(file_read(path, false, &content), 0);
	assert_string_equal(buf_text(&content), text);
	buf_free(&content);
}

static struct output *add(struct setup *s, const char *path, const char *text)
{
	struct output *output = outputs_add(&s->outputs, path);

	buf_add_c(&output->text, text);
	return output;
}

/* ---- Reading ---- */

static void test_file_read(void **state)
{
	struct setup *s = *state;
	struct buf content = {0};

	write_file(in_folder(s, "a"), "one");
	assert_int_equal(file_read(in_folder(s, "a"), false, &content), 0);
	assert_int_equal(file_read(in_folder(s, "a"), false, &content), 0);
	assert_string_equal(buf_text(&content), "oneone");
	assert_int_equal(file_read("/dev/null", false, &content), 0);
	assert_int_equal(content.size_bytes, 6);
	assert_int_equal(file_read(in_folder(s, "none"), false, &content), ENOENT);
	assert_int_equal(file_read(s->folder, false, &content), EISDIR);
	assert_int_equal(file_read("-", false, &content), ENOENT);
	assert_int_equal(truncate(in_folder(s, "a"), (off_t)FILE_MAX_BYTES + 1), 0);
	assert_int_equal(file_read(in_folder(s, "a"), false, &content), EFBIG);
	assert_string_equal(buf_text(&content), "oneone");
	buf_free(&content);
}

/* What is no regular file has no size to refuse it by. */
static void test_file_read_endless(void **state)
{
	struct buf content = {0};

	(void)state;
	assert_int_equal(file_read("/dev/zero", false, &content), EFBIG);
	assert_int_equal(content.data[content.size_bytes], '\0');
	buf_free(&content);
}

static void test_paths(void **state)
{
	struct setup *s = *state;

	assert_string_equal(path_base("a/b.c"), "b.c");
	assert_string_equal(path_base("b.c"), "b.c");
	assert_string_equal(path_base("a/"), "");
	assert_string_equal(path_folder(&s->arena, "a/b/c"), "a/b");
	assert_string_equal(path_folder(&s->arena, "c"), ".");
	assert_string_equal(path_folder(&s->arena, "/c"), "/");
	assert_string_equal(path_join(&s->arena, "a", "b"), "a/b");
	assert_string_equal(path_join(&s->arena, "a/", "b"), "a/b");
	assert_string_equal(path_join(&s->arena, ".", "b"), "b");
	assert_string_equal(path_join(&s->arena, "", "b"), "b");
	assert_string_equal(path_join(&s->arena, "a", "/b"), "/b");
}

/* ---- Outputs ---- */

static void test_outputs_appear_together(void **state)
{
	struct setup *s = *state;

	add(s, in_folder(s, "a"), "A");
	add(s, in_folder(s, "b"), "B");
	assert_int_equal(count_and_maybe_remove(s->folder, 0), 0);
	assert_true(outputs_commit(&s->outputs, &s->error));
	assert_int_equal(count_and_maybe_remove(s->folder, 0), 2);
	assert_content(in_folder(s, "a"), "A");
	assert_content(in_folder(s, "b"), "B");
}

static void test_one_failure_leaves_nothing(void **state)
{
	struct setup *s = *state;

	write_file(in_folder(s, "old"), "before");
	add(s, in_folder(s, "old"), "after");
	add(s, in_folder(s, "new"), "N");
	add(s, in_folder(s, "nowhere/c"), "C");
	assert_false(outputs_commit(&s->outputs, &s->error));
	assert_string_equal(s->error.path, in_folder(s, "nowhere/c"));
	assert_string_equal(s->error.action, "create");
	assert_int_equal(s->error.error, ENOENT);
	assert_int_equal(count_and_maybe_remove(s->folder, 0), 1);
	assert_content(in_folder(s, "old"), "before");
}

static void test_folder_that_is_a_file(void **state)
{
	struct setup *s = *state;

	write_file(in_folder(s, "f"), "");
	add(s, in_folder(s, "f/c"), "C");
	assert_false(outputs_commit(&s->outputs, &s->error));
	assert_int_equal(s->error.error, ENOTDIR);
}

static void test_unwritable_folder(void **state)
{
	struct setup *s = *state;
	bool done;

	if (geteuid() == 0)
		skip(); /* nothing is unwritable for root */
	chmod(s->folder, 0555);
	add(s, in_folder(s, "c"), "C");
	done = outputs_commit(&s->outputs, &s->error);
	chmod(s->folder, 0755);
	assert_false(done);
	assert_int_equal(s->error.error, EACCES);
}

static void test_target_that_is_a_folder(void **state)
{
	struct setup *s = *state;

	mkdir(in_folder(s, "d"), 0755);
	add(s, in_folder(s, "a"), "A");
	add(s, in_folder(s, "d"), "D");
	assert_false(outputs_commit(&s->outputs, &s->error));
	assert_string_equal(s->error.path, in_folder(s, "d"));
	assert_int_equal(s->error.error, EISDIR);
	assert_int_equal(count_and_maybe_remove(s->folder, 0), 1);
}

static void test_devices(void **state)
{
	struct setup *s = *state;
	struct stat status;

	add(s, "/dev/null", "gone");
	add(s, in_folder(s, "a"), "A");
	assert_true(outputs_commit(&s->outputs, &s->error));
	assert_int_equal(stat("/dev/null", &status), 0);
	assert_true(S_ISCHR(status.st_mode));
	assert_content(in_folder(s, "a"), "A");
}

static void test_full_device(void **state)
{
	struct setup *s = *state;

	add(s, in_folder(s, "a"), "A");
	add(s, "/dev/full", "too much");
	assert_false(outputs_commit(&s->outputs, &s->error));
	assert_string_equal(s->error.path, "/dev/full");
	assert_string_equal(s->error.action, "write to");
	assert_int_equal(s->error.error, ENOSPC);
	assert_int_equal(count_and_maybe_remove(s->folder, 0), 0);
}

static void test_links_are_written_through(void **state)
{
	struct setup *s = *state;
	struct stat status;

	write_file(in_folder(s, "real"), "before");
	assert_int_equal(symlink("real", in_folder(s, "link")), 0);
	add(s, in_folder(s, "link"), "after");
	assert_true(outputs_commit(&s->outputs, &s->error));
	assert_int_equal(lstat(in_folder(s, "link"), &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_content(in_folder(s, "real"), "after");
	assert_int_equal(count_and_maybe_remove(s->folder, 0), 2);
}

static void test_modes(void **state)
{
	struct setup *s = *state;
	mode_t mask = umask(027);
	struct stat status;

	write_file(in_folder(s, "old"), "");
	chmod(in_folder(s, "old"), 0604);
	add(s, in_folder(s, "old"), "o");
	add(s, in_folder(s, "new"), "n");
	assert_true(outputs_commit(&s->outputs, &s->error));
	umask(mask);
	assert_int_equal(stat(in_folder(s, "old"), &status), 0);
	assert_int_equal(status.st_mode & 07777, 0604);
	assert_int_equal(stat(in_folder(s, "new"), &status), 0);
	assert_int_equal(status.st_mode & 07777, 0640);
}

static void test_write_if_changed(void **state)
{
	struct setup *s = *state;
	struct stat same_before, other_before, same_after, other_after;

	write_file(in_folder(s, "same"), "text");
	write_file(in_folder(s, "other"), "text");
	stat(in_folder(s, "same"), &same_before);
	stat(in_folder(s, "other"), &other_before);
	s->outputs.write_if_changed = true;
	add(s, in_folder(s, "same"), "text");
	add(s, in_folder(s, "other"), "Text");
	add(s, in_folder(s, "new"), "");
	assert_true(outputs_commit(&s->outputs, &s->error));
	stat(in_folder(s, "same"), &same_after);
	stat(in_folder(s, "other"), &other_after);
	assert_int_equal(same_before.st_ino, same_after.st_ino);
	assert_int_not_equal(other_before.st_ino, other_after.st_ino);
	assert_content(in_folder(s, "other"), "Text");
	assert_content(in_folder(s, "new"), "");
}

/* Fills an output with n numbered lines, spilling as a writer does. */
static void fill(struct output *output, unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++) {
		buf_printf(&output->text, "%015u\n", i);
		output_spill(output);
	}
}

static void assert_filled(const char *path, unsigned n)
{
	struct buf content = {0}, wanted = {0};
	unsigned i;

	for (i = 0; i < n; i++)
		buf_printf(&wanted, "%015u\n", i);
	assert_int_equal(file_read(path, false, &content), 0);
	assert_int_equal(content.size_bytes, wanted.size_bytes);
	assert_memory_equal(content.data, wanted.data, wanted.size_bytes);
	buf_free(&content);
	buf_free(&wanted);
}

static void test_spill(void **state)
{
	struct setup *s = *state;
	struct output *output = outputs_add(&s->outputs, in_folder(s, "long"));

	fill(output, 200000);
	assert_true(output->text.size_bytes < 2 * 1024 * 1024);
	assert_int_equal(count_and_maybe_remove(s->folder, 0), 0);
	assert_true(outputs_commit(&s->outputs, &s->error));
	assert_filled(in_folder(s, "long"), 200000);
	assert_int_equal(count_and_maybe_remove(s->folder, 0), 1);
}

static void test_spill_unchanged(void **state)
{
	struct setup *s = *state;
	struct outputs again;
	struct stat before, after;

	fill(outputs_add(&s->outputs, in_folder(s, "long")), 100000);
	assert_true(outputs_commit(&s->outputs, &s->error));
	stat(in_folder(s, "long"), &before);
	outputs_init(&again, &s->arena);
	again.write_if_changed = true;
	fill(outputs_add(&again, in_folder(s, "long")), 100000);
	assert_true(outputs_commit(&again, &s->error));
	outputs_free(&again);
	stat(in_folder(s, "long"), &after);
	assert_int_equal(before.st_ino, after.st_ino);
	outputs_init(&again, &s->arena);
	again.write_if_changed = true;
	fill(outputs_add(&again, in_folder(s, "long")), 100001);
	assert_true(outputs_commit(&again, &s->error));
	outputs_free(&again);
	assert_filled(in_folder(s, "long"), 100001);
}

static void test_spill_dropped(void **state)
{
	struct setup *s = *state;

	fill(outputs_add(&s->outputs, in_folder(s, "long")), 100000);
	outputs_free(&s->outputs);
	assert_int_equal(count_and_maybe_remove(s->folder, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_file_read, set_up, tear_down),
		cmocka_unit_test(test_file_read_endless),
		cmocka_unit_test_setup_teardown(test_paths, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_outputs_appear_together, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_one_failure_leaves_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_folder_that_is_a_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_unwritable_folder, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_target_that_is_a_folder, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_devices, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_full_device, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_links_are_written_through, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_modes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_write_if_changed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_spill, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_spill_unchanged, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_spill_dropped, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
