/* See fuzz.h. */
#include "fuzz.h"

#include "diag/render.h"

#include <stdio.h>
#include <stdlib.h>

struct fuzz_input fuzz_split(const uint8_t *bytes, size_t size, size_t choice_count)
{
	struct fuzz_input input = {.text = str_make((const char *)bytes, size)};
	size_t i;

	if (size < choice_count)
		return input;
	input.text.n = size - choice_count;
	for (i = 0; i < choice_count; i++)
		input.choices[i] = bytes[input.text.n + i];
	return input;
}

void fuzz_render(void *context, const struct diagnostic *diagnostic)
{
	struct fuzz_sink *sink = context;

	buf_clear(&sink->text);
	render_text(&sink->text, sink->sources, diagnostic);
	render_json(&sink->text, sink->sources, diagnostic);
	if (diagnostic->severity == DIAG_ERROR)
		sink->error_count++;
}

void fuzz_failed(const char *condition, const char *file, int line)
{
	fprintf(stderr, "%s:%d: not true: %s\n", file, line, condition);
	abort();
}
