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
	case MODE_NATIVE: break;
	}
	return native_run(settings);
}

/* The exit status when the command line is wrong: the peers know only 1. */
static int status_of_mistake(enum mode mode)
{
	return mode == MODE_NATIVE ? 2 : 1;
}

/*
 * Handles --as in the first word. Returns how many words it took; -1 (reported) if it is wrong.
 */
static int choose_mode(const char *program, int argc, char **argv, enum mode *mode)
{
	const char *value = NULL;
	enum mode chosen;
	int taken = 0;

	if (argc > 1 && strncmp(argv[1], "--as=", 5) == 0) {
		value = argv[1] + 5;
		taken = 1;
	} else if (argc > 2 && strcmp(argv[1], "--as") == 0) {
		value = argv[2];
		taken = 2;
	}
	if (!value)
		return 0;
	chosen = name_as(value);
	if (chosen) {
		*mode = chosen;
		return taken;
	}
	report_error(program, "'--as' takes migc, gnu-mig or gnu-migcom, not '%s'", value);
	return -1;
}

int main(int argc, char **argv)
{
	const char *program = argc > 0 && argv[0][0] != '\0' ? path_base(argv[0]) : "migc";
	enum mode mode = name_mode(program);
	struct settings settings;
	int taken, first, status;

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
