/* See report.h. */
#include "driver/report.h"

#include "diag/render.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

static int write_all(int fd, const struct buf *text)
{
	size_t done = 0;

	while (done < text->size_bytes) {
		ssize_t n = write(fd, text->data + done, text->size_bytes - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		done += (size_t)n;
	}
	return 0;
}

/* Nobody can be told that standard error does not work. */
static void write_error(const struct buf *text)
{
	(void)write_all(STDERR_FILENO, text);
}

void report_diagnostic(void *context, const struct diagnostic *diagnostic)
{
	const struct report *report = context;
	struct buf text = {0};

	if (report->is_json)
		render_json(&text, report->sources, diagnostic);
	else
		render_text(&text, report->sources, diagnostic);
	write_error(&text);
	buf_free(&text);
}

void report_error(const char *program, const char *format, ...)
{
	struct buf text = {0};
	va_list args;

	buf_printf(&text, "%s: error: ", program);
	va_start(args, format);
	buf_vprintf(&text, format, args);
	va_end(args);
	buf_add_char(&text, '\n');
	write_error(&text);
	buf_free(&text);
}

bool report_print(const char *program, const struct buf *text)
{
	int error = write_all(STDOUT_FILENO, text);

	if (error != 0)
		report_error(program, "cannot write to standard output: %s", strerror(error));
	return error == 0;
}
