/*
 * Text that a preprocessor has been through, or that never needed one: what `migcom` reads. Only
 * line markers, comments and line ends are looked at.
 */
#include "preprocess/internal.h"

#include <string.h>

struct marked {
	struct arena *arena;
	struct source_map *sources;
	struct diag *diag;
	struct source_file *file;
	struct source_text *text;
	unsigned skip; /* enum pp_marked_lines */
	const char *start;
	const char *end;
};

static src_loc loc_of(const struct marked *m, const char *p)
{
	return m->file->base + (src_loc)(p - m->start);
}

static struct src_span span_of(const struct marked *m, const char *from, const char *to)
{
	struct src_span span = {loc_of(m, from), loc_of(m, to)};

	return span;
}

static void copy(struct marked *m, const char *from, const char *to)
{
	if (from == to)
		return;
	text_add_origin(m->arena, m->text, loc_of(m, from));
	buf_add(&m->text->text, from, (size_t)(to - from));
}

/* The byte at p, NUL at the end: nothing need stand behind the bytes. */
static char byte_at(const struct marked *m, const char *p)
{
	return p < m->end ? *p : '\0';
}

static const char *skip_blanks(const struct marked *m, const char *p)
{
	while (byte_at(m, p) == ' ' || byte_at(m, p) == '\t')
		p++;
	return p;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static const char *line_end(const struct marked *m, const char *p)
{
	const char *newline = memchr(p, '\n', (size_t)(m->end - p));

	return newline ? newline : m->end;
}

/* `# LINE "FILE" FLAGS`: p behind the '#' and blanks, at a digit. */
static void obey_marker(struct marked *m, const char *p, const char *end)
{
	const char *path = NULL, *first, *last;
	const char *next = end < m->end ? end + 1 : end;
	uint64_t line = 0;

	for (; p < end && is_digit(*p); p++)
		line = line > UINT32_MAX ? line : line * 10 + (uint64_t)(*p - '0');
	if (line > INT32_MAX)
		line = INT32_MAX;
	/* Everything between the first and the last quote, as other MIGs take it. */
	first = memchr(p, '"', (size_t)(end - p));
	if (first) {
		for (last = end - 1; last > first && *last != '"'; last--)
			;
		if (last > first)
			path = arena_copy(m->arena, first + 1, (size_t)(last - first - 1));
	}
	if (!path)
		path = source_position(m->sources, loc_of(m, p)).path;
	source_add_mark(m->sources, m->file, (uint32_t)(next - m->start), (unsigned)line, path);
}

static bool is_skipped(const struct marked *m, struct str word)
{
	if (str_equal_c(word, "define"))
		return m->skip & PP_SKIP_DEFINE;
	if (str_equal_c(word, "pragma"))
		return m->skip & PP_SKIP_PRAGMA;
	return (m->skip & PP_SKIP_OTHERS) &&
	       (str_equal_c(word, "undef") || str_equal_c(word, "ident") ||
		       str_equal_c(word, "line") || word.n == 0);
}

/* A line that begins with '#'. Returns its newline. */
static const char *pass_hash_line(struct marked *m, const char *hash)
{
	const char *end = line_end(m, hash), *p = skip_blanks(m, hash + 1), *word;

	if (is_digit(byte_at(m, p))) {
		obey_marker(m, p, end);
		return end;
	}
	for (word = p; IS_NAME_PART(byte_at(m, p)); p++)
		;
	if (!is_skipped(m, str_make(word, (size_t)(p - word)))) {
		diag_report(m->diag, DIAG_bad_directive, span_of(m, hash, p),
			arena_copy(m->arena, word, (size_t)(p - word)));
	} else if (p - word == 4 && memcmp(word, "line", 4) == 0) {
		p = skip_blanks(m, p);
		if (is_digit(byte_at(m, p)))
			obey_marker(m, p, end);
	}
	return end;
}

static const char *skip_block(struct marked *m, const char *start)
{
	const char *p = start + 2;

	while (p < m->end && (p = memchr(p, '*', (size_t)(m->end - p))) != NULL) {
		if (byte_at(m, ++p) == '/')
			return p + 1;
	}
	diag_report(m->diag, DIAG_unterminated_comment, span_of(m, start, start + 2));
	return m->end;
}

static void add_doc(struct marked *m, struct str comment)
{
	struct text_doc doc;

	if (!pp_is_doc(comment))
		return;
	doc.offset = (uint32_t)m->text->text.size_bytes;
	doc.text = pp_doc_text(m->arena, comment);
	vec_push(m->arena, &m->text->docs, doc);
}

/* A comment becomes a blank, or a newline if it had one. Returns what is behind it; p if none. */
static const char *pass_comment(struct marked *m, const char *copied, const char *p)
{
	const char *behind;
	char second = byte_at(m, p + 1);

	if (second != '*' && second != '/')
		return p;
	copy(m, copied, p);
	behind = second == '*' ? skip_block(m, p) : line_end(m, p);
	buf_add_char(&m->text->text, memchr(p, '\n', (size_t)(behind - p)) != NULL ? '\n' : ' ');
	add_doc(m, str_make(p, (size_t)(behind - p)));
	return behind;
}

/* The byte behind a quoted string, or behind the quote if the line ends first. */
static const char *skip_quoted(const struct marked *m, const char *p, char closing)
{
	const char *q;

	for (q = p + 1; q < m->end && *q != '\n'; q++)
		if (*q == closing)
			return q + 1;
	return p + 1;
}

/* Whether the word in front of '<' is import or one of its kind, so that a file name follows. */
static bool follows_import(const struct marked *m, const char *p)
{
	static const char import[] = "import";
	const char *q;

	while (p > m->start && (p[-1] == ' ' || p[-1] == '\t'))
		p--;
	for (q = p; q > m->start && IS_NAME_PART(q[-1]); q--)
		;
	if (p - q < 6)
		return false;
	return str_equal_ignoring_case(str_make(p - 6, 6), import);
}

static void read_all(struct marked *m)
{
	const char *copied = m->start, *p = m->start, *next;
	bool at_line_start = true;

	for (; p < m->end; p = next) {
		next = p + 1;
		if (at_line_start && *p == '#') {
			copy(m, copied, p);
			copied = next = pass_hash_line(m, p);
			at_line_start = false;
			continue;
		}
		at_line_start = *p == '\n';
		switch (*p) {
		case '\r':
			if (byte_at(m, next) == '\n') {
				copy(m, copied, p);
				copied = next;
			}
			break;
		case '/':
			next = pass_comment(m, copied, p);
			if (next == p)
				next = p + 1;
			else
				copied = next;
			break;
		case '"': next = skip_quoted(m, p, '"'); break;
		case '<':
			if (follows_import(m, p))
				next = skip_quoted(m, p, '>');
			break;
		default: break;
		}
	}
	copy(m, copied, m->end);
}

bool pp_read_marked(struct arena *arena, struct source_map *sources, struct diag *diag,
	const char *path, struct str bytes, unsigned skip, struct source_text *ret_text)
{
	unsigned errors_before = diag->error_count;
	const struct src_span nowhere = {0};
	struct marked m = {0};

	m.arena = arena;
	m.sources = sources;
	m.diag = diag;
	m.text = ret_text;
	m.skip = skip;
	m.start = bytes.p;
	m.end = bytes.p + bytes.n;
	m.file = source_add_file(sources, path, bytes, 0);
	if (!m.file) {
		diag_report(diag, DIAG_input_too_big, nowhere);
		return false;
	}
	buf_reserve(&ret_text->text, bytes.n);
	read_all(&m);
	ret_text->end = m.file->base + (src_loc)bytes.n;
	return diag->error_count == errors_before;
}
