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

static bool is_new(struct report_seen *seen, const struct buf *text)
{
	const char *name;

	if (!seen)
		return true;
	seen->texts.arena = &seen->arena;
	name = intern(&seen->texts, str_make(text->data, text->size_bytes));
	if (map_get(&seen->map, name))
		return false;
	map_set(&seen->map, &seen->arena, name, seen);
	return true;
}

void report_diagnostic(void *context, const struct diagnostic *diagnostic)
{
	const struct report *report = context;
	struct buf text = {0};

	switch (report->form) {
	case REPORT_TEXT: render_text(&text, report->sources, diagnostic); break;
	case REPORT_APPLE: render_apple(&text, report->sources, diagnostic); break;
	case REPORT_JSON: render_json(&text, report->sources, diagnostic); break;
	}
	if (is_new(report->seen, &text))
		write_error(&text);
	buf_free(&text);
}

__attribute__((format(printf, 3, 0))) static void report(
	const char *program, const char *severity, const char *format, va_list args)
{
	struct buf text = {0};

	buf_printf(&text, "%s: %s: ", program, severity);
	buf_vprintf(&text, format, args);
	buf_add_char(&text, '\n');
	write_error(&text);
	buf_free(&text);
}

void report_error(const char *program, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(program, "error", format, args);
	va_end(args);
}

void report_warning(const char *program, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(program, "warning", format, args);
	va_end(args);
}

bool report_print(const char *program, const struct buf *text)
{
	int error = write_all(STDOUT_FILENO, text);

	if (error != 0)
		report_error(program, "cannot write to standard output: %s", strerror(error));
	return error == 0;
}
