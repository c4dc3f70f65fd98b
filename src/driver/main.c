/* Which program we are called as, and its exit status. */
#include "driver/modes.h"
#include "driver/names.h"
#include "driver/report.h"
#include "support/file.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/*
 * A file that we open must not become one of the standard ones. In the place of one that is closed
 * comes /dev/null, opened so that using it still fails.
 */
static void occupy_standard_files(void)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
			open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
			return;
}

static int run(struct settings *settings)
{
	switch (settings->mode) {
	case MODE_GNU_MIG: return gnu_mig_run(settings);
	case MODE_GNU_MIGCOM: return gnu_migcom_run(settings);
	case MODE_APPLE_MIG: return apple_mig_run(settings);
	case MODE_APPLE_MIGCOM: return apple_migcom_run(settings);
	case MODE_NATIVE:
	case MODES_GNU:
	case MODES_APPLE:
	case MODES_MIG: break;
	}
	return native_run(settings);
}

/* The exit status when the command line is wrong: the peers know only 1. */
static int status_of_mistake(enum mode mode)
{
	return mode == MODE_NATIVE ? 2 : 1;
}

/* Chooses the mode by the name; 0 (reported) if MIGC_AS, which a plain `mig` asks, is wrong. */
static int mode_of_name(const char *program, enum mode *mode)
{
	const char *vendor = mode_variable("MIGC_AS");
	bool asks = name_mode(program, "gnu") != name_mode(program, "apple");

	*mode = name_mode(program, vendor);
	if (!asks || !vendor || name_is_vendor(vendor))
		return 0;
	report_error(program, "MIGC_AS takes gnu or apple, not '%s'", vendor);
	return -1;
}

static int mode_of_word(const char *program, const char *word, enum mode *mode)
{
	struct arena arena = {0};

	*mode = name_as(word);
	if (*mode)
		return 0;
	*mode = name_mode(program, NULL);
	report_error(program, "'--as' takes %s, not '%s'", name_programs(&arena, ", "), word);
	arena_free(&arena);
	return -1;
}

/*
 * Chooses the mode: --as in the first word, else the name. Returns how many words that took; -1
 * (reported) if something is wrong.
 */
static int choose_mode(const char *program, int argc, char **argv, enum mode *mode)
{
	if (argc > 1 && strncmp(argv[1], "--as=", 5) == 0)
		return mode_of_word(program, argv[1] + 5, mode) == 0 ? 1 : -1;
	if (argc > 2 && strcmp(argv[1], "--as") == 0)
		return mode_of_word(program, argv[2], mode) == 0 ? 2 : -1;
	return mode_of_name(program, mode);
}

int main(int argc, char **argv)
{
	const char *program = argc > 0 && argv[0][0] != '\0' ? path_base(argv[0]) : "migc";
	struct settings settings;
	int taken, first, status;
	enum mode mode;

	occupy_standard_files();
	taken = choose_mode(program, argc, argv, &mode);
	if (taken < 0)
		return status_of_mistake(mode);
	first = 1 + taken;
	settings_init(&settings, mode, program);
	if (settings_read(&settings, (const char *const *)argv + first,
		    argc > first ? (size_t)(argc - first) : 0))
		status = run(&settings);
	else
		status = status_of_mistake(mode);
	settings_free(&settings);
	return status;
}
