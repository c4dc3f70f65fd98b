/* The sink of diagnostics; see diag.h. */
#include "diag/diag.h"

#include "support/buf.h"
#include "support/bug.h"

#include <stdarg.h>
#include <string.h>

#define SEVERITY_ERROR       DIAG_ERROR, false
#define SEVERITY_WARNING     DIAG_WARNING, true
#define SEVERITY_WARNING_OFF DIAG_IGNORED, true

static const struct diag_entry catalogue[] = {
#define DIAG(number, severity, name, text) {number, SEVERITY_##severity, #name, text},
#include "diag/catalogue.def"
#undef DIAG
};

void diag_init(struct diag *diag, struct arena *arena, struct source_map *sources, diag_sink *sink,
	void *sink_context)
{
	size_t i;

	memset(diag, 0, sizeof(*diag));
	diag->arena = arena;
	diag->sources = sources;
	diag->sink = sink;
	diag->sink_context = sink_context;
	diag->error_limit = 20;
	for (i = 0; i < DIAG_COUNT; i++)
		diag->severity[i] = catalogue[i].severity;
}

void diag_silence(struct diag *diag)
{
	size_t i;

	for (i = 0; i < DIAG_COUNT; i++)
		diag->severity[i] = DIAG_IGNORED;
}

const struct diag_entry *diag_entry(enum diag_id id)
{
	check(id < DIAG_COUNT);
	return &catalogue[id];
}

/* The catalogue spells names with '_', options with '-'. */
static bool name_matches(const char *entry_name, struct str option)
{
	size_t i;

	if (strlen(entry_name) != option.n)
		return false;
	for (i = 0; i < option.n; i++)
		if ((entry_name[i] == '_' ? '-' : entry_name[i]) != option.p[i])
			return false;
	return true;
}

enum diag_id diag_find_warning(struct str name)
{
	size_t i;

	for (i = 0; i < DIAG_COUNT; i++)
		if (catalogue[i].is_warning && name_matches(catalogue[i].name, name))
			return (enum diag_id)i;
	return DIAG_COUNT;
}

static void enable_all(struct diag *diag, bool also_those_off)
{
	size_t i;

	for (i = 0; i < DIAG_COUNT; i++)
		if (catalogue[i].is_warning && diag->severity[i] == DIAG_IGNORED &&
			(also_those_off || catalogue[i].severity != DIAG_IGNORED))
			diag->severity[i] = DIAG_WARNING;
}

static struct str after(struct str option, const char *prefix)
{
	size_t n = strlen(prefix);

	return str_make(option.p + n, option.n - n);
}

/* -Wno-error=NAME: not an error whatever was said or holds for all, but not switched on either. */
static bool keep_warning(struct diag *diag, struct str name)
{
	enum diag_id id = diag_find_warning(name);

	if (id == DIAG_COUNT)
		return false;
	if (diag->severity[id] == DIAG_ERROR)
		diag->severity[id] = DIAG_WARNING;
	diag->stays_warning[id] = true;
	return true;
}

bool diag_set_option(struct diag *diag, struct str option)
{
	enum diag_severity severity = DIAG_WARNING;
	enum diag_id id;

	if (str_equal_c(option, "error") || str_equal_c(option, "no-error")) {
		diag->warnings_are_errors = option.p[0] == 'e';
		return true;
	}
	if (str_starts(option, "no-error="))
		return keep_warning(diag, after(option, "no-error="));
	if (str_equal_c(option, "all") || str_equal_c(option, "everything")) {
		enable_all(diag, option.p[0] == 'e');
		return true;
	}
	if (str_starts(option, "error=")) {
		option = after(option, "error=");
		severity = DIAG_ERROR;
	} else if (str_starts(option, "no-")) {
		option = after(option, "no-");
		severity = DIAG_IGNORED;
	}
	id = diag_find_warning(option);
	if (id == DIAG_COUNT)
		return false;
	diag->severity[id] = severity;
	if (severity == DIAG_ERROR)
		diag->stays_warning[id] = false;
	return true;
}

/* An argument, cut if nobody would read it all: a name can be as long as the input. */
static void add_value(struct buf *filled, const char *value)
{
	enum { SHOWN_BYTES = 1000 };
	size_t length = strlen(value);

	buf_add(filled, value, length > SHOWN_BYTES ? SHOWN_BYTES : length);
	if (length > SHOWN_BYTES)
		buf_add_c(filled, "...");
}

/* Replaces {1}.. by the arguments. */
static const char *fill_in(struct arena *arena, const char *text, va_list args)
{
	enum { HOLES_MAX = 9 };
	const char *values[HOLES_MAX];
	struct buf filled = {0};
	size_t count = 0;
	const char *value, *p;
	char *message;

	while ((value = va_arg(args, const char *)) != NULL) {
		check(count < HOLES_MAX);
		values[count++] = value;
	}
	for (p = text; *p; p++) {
		if (p[0] == '{' && p[1] >= '1' && p[1] <= '9' && p[2] == '}') {
			size_t hole = (size_t)(p[1] - '1');

			if (hole >= count)
				bug("diagnostic lacks argument %zu: %s", hole + 1, text);
			add_value(&filled, values[hole]);
			p += 2;
		} else {
			buf_add_char(&filled, *p);
		}
	}
	message = arena_copy(arena, buf_text(&filled), filled.size_bytes);
	buf_free(&filled);
	return message;
}

void diag_report_va(struct diag *diag, enum diag_id id, struct src_span at, ...)
{
	enum diag_severity severity;
	struct diagnostic *report;
	va_list args;

	diag_flush(diag);
	check(id < DIAG_COUNT);
	severity = diag->severity[id];
	if (severity == DIAG_WARNING &&
		(diag->is_quiet || diag->warning_count >= DIAG_WARNINGS_MAX))
		return;
	if (severity == DIAG_WARNING && diag->warnings_are_errors && !diag->stays_warning[id])
		severity = DIAG_ERROR;
	if (severity == DIAG_IGNORED || diag_is_full(diag))
		return;
	report = arena_new(diag->arena, struct diagnostic);
	report->id = id;
	report->severity = severity;
	report->at = at;
	va_start(args, at);
	report->message = fill_in(diag->arena, catalogue[id].text, args);
	va_end(args);
	diag->open = report;
	if (severity == DIAG_ERROR)
		diag->error_count++;
	else
		diag->warning_count++;
}

void diag_note(struct diag *diag, struct src_span at, const char *format, ...)
{
	struct diag_note note = {at, NULL};
	struct buf text = {0};
	va_list args;

	if (!diag->open)
		return;
	va_start(args, format);
	buf_vprintf(&text, format, args);
	va_end(args);
	note.message = arena_copy(diag->arena, buf_text(&text), text.size_bytes);
	buf_free(&text);
	vec_push(diag->arena, &diag->open->notes, note);
}

void diag_flush(struct diag *diag)
{
	struct diagnostic *report = diag->open;

	diag->open = NULL;
	if (report && diag->sink)
		diag->sink(diag->sink_context, report);
}

bool diag_is_full(const struct diag *diag)
{
	return diag->error_limit != 0 && diag->error_count >= diag->error_limit;
}
