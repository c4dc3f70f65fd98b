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
	case MODE_NATIVE:
	case OPTION_TO_CPP: break;
	}
	return native_run(settings);
}

int main(int argc, char **argv)
{
	const char *program = argc > 0 && argv[0][0] != '\0' ? path_base(argv[0]) : "migc";
	enum mode mode = name_mode(program);
	struct settings settings;
	int first = 1, status;

	occupy_standard_files();
	if (argc > 1 && strncmp(argv[1], "--as=", 5) == 0) {
		mode = name_as(argv[1] + 5);
		first = 2;
		if (!mode) {
			report_error(program, "'--as' takes migc, gnu-mig or gnu-migcom, not '%s'",
				argv[1] + 5);
			return 2;
		}
	}
	settings_init(&settings, mode, program);
	if (settings_read(&settings, (const char *const *)argv + first,
		    argc > first ? (size_t)(argc - first) : 0))
		status = run(&settings);
	else
		status = mode == MODE_NATIVE ? 2 : 1;
	settings_free(&settings);
	return status;
}
