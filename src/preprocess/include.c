/* Files: where they are looked for, which are known already, entering and leaving them. */
#include "preprocess/internal.h"
#include "support/file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* Texts up to this size are copied into the arena, larger ones kept as read. */
enum { COPIED_BYTES_MAX = 1024 * 1024 };

/* ---- the search list */

static void add_folder(struct pp *pp, const char *path, bool is_system)
{
	struct pp_search_folder folder = {path, is_system, 0, 0};
	struct stat status;

	if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode))
		return;
	folder.device = (uint64_t)status.st_dev;
	folder.inode = (uint64_t)status.st_ino;
	vec_push(pp->arena, &pp->folders, folder);
}

static void add_kind(struct pp *pp, enum pp_folder_kind kind)
{
	size_t i;

	for (i = 0; i < pp->options->folders.count; i++)
		if (pp->options->folders.items[i].kind == kind)
			add_folder(pp, pp->options->folders.items[i].path,
				kind == PP_FOLDER_SYSTEM || kind == PP_FOLDER_AFTER);
}

static const char *below_sysroot(struct arena *arena, const char *sysroot, const char *path)
{
	return sysroot ? arena_printf(arena, "%s%s", sysroot, path) : path;
}

static void add_standard(struct pp *pp)
{
	const char *const *path;

	if (pp->options->no_standard_includes)
		return;
	for (path = pp->options->target->folders; *path; path++)
		add_folder(pp, below_sysroot(pp->arena, pp->options->sysroot, *path), true);
}

/*
 * As gcc does: a folder given twice counts where it stands first, but a -I for a folder of the
 * system is ignored, so that the order of those stays.
 */
static void drop_doubles(struct pp *pp, size_t first)
{
	struct pp_search_folder *f = pp->folders.items;
	size_t kept = first, i, j;

	for (i = first; i < pp->folders.count; i++) {
		bool drop = false;

		for (j = first; j < pp->folders.count && !drop; j++)
			if (j != i && f[j].device == f[i].device && f[j].inode == f[i].inode)
				drop = f[i].is_system == f[j].is_system ? j < i : f[j].is_system;
		/* Entries already moved down keep their numbers, so look at those too. */
		if (!drop)
			f[kept++] = f[i];
	}
	pp->folders.count = kept;
}

static void make_folders(struct pp *pp)
{
	if (pp->has_folders)
		return;
	pp->has_folders = true;
	add_kind(pp, PP_FOLDER_QUOTE);
	drop_doubles(pp, 0);
	pp->bracket_folder = pp->folders.count;
	add_kind(pp, PP_FOLDER_NORMAL);
	add_kind(pp, PP_FOLDER_SYSTEM);
	add_standard(pp);
	add_kind(pp, PP_FOLDER_AFTER);
	drop_doubles(pp, pp->bracket_folder);
}

void pp_search_folders(const struct pp_options *options, struct arena *arena, struct buf *out)
{
	static const enum pp_folder_kind before[] = {PP_FOLDER_NORMAL, PP_FOLDER_SYSTEM};
	const char *const *path;
	size_t i, k;

	for (k = 0; k < 2; k++)
		for (i = 0; i < options->folders.count; i++)
			if (options->folders.items[i].kind == before[k])
				buf_printf(out, "%s\n", options->folders.items[i].path);
	if (!options->no_standard_includes)
		for (path = options->target->folders; *path; path++)
			buf_printf(out, "%s\n", below_sysroot(arena, options->sysroot, *path));
	for (i = 0; i < options->folders.count; i++)
		if (options->folders.items[i].kind == PP_FOLDER_AFTER)
			buf_printf(out, "%s\n", options->folders.items[i].path);
}

/* ---- files */

static struct str keep_text(struct pp *pp, struct buf *content)
{
	struct str text;

	if (content->size_bytes > COPIED_BYTES_MAX) {
		text = str_make(buf_text(content), content->size_bytes);
		vec_push(pp->arena, &pp->large_texts, *content);
		memset(content, 0, sizeof(*content));
		return text;
	}
	text = str_make(
		arena_copy(pp->arena, buf_text(content), content->size_bytes), content->size_bytes);
	buf_clear(content);
	return text;
}

/* The file of this path, read when it is first asked for. */
static struct pp_file *get_file(struct pp *pp, const char *path, bool dash_is_stdin)
{
	const char *key = intern(&pp->paths, str_of(path));
	struct pp_file *file = map_get(&pp->files, key);

	if (file)
		return file;
	file = arena_new(pp->arena, struct pp_file);
	file->path = key;
	buf_clear(&pp->scratch);
	file->error = file_read(path, dash_is_stdin, &pp->scratch);
	if (file->error == 0)
		file->text = keep_text(pp, &pp->scratch);
	map_set(&pp->files, pp->arena, key, file);
	return file;
}

static void note_dependency(struct pp *pp, struct pp_file *file, bool is_system)
{
	struct pp_dependency dependency = {file->path, is_system};

	if (file->is_dependency)
		return;
	file->is_dependency = true;
	vec_push(pp->arena, &pp->dependencies.files, dependency);
}

void pp_once(struct pp *pp, struct pp_file *file)
{
	if (file->is_once)
		return;
	file->is_once = true;
	vec_push(pp->arena, &pp->once_files, file);
}

/* Whether the file, perhaps under another name, shall be read only once and was. */
static bool was_read_once(struct pp *pp, const struct pp_file *file)
{
	struct stat a, b;
	size_t i;

	if (file->is_once)
		return true;
	for (i = 0; i < pp->once_files.count; i++) {
		const struct pp_file *other = pp->once_files.items[i];

		if (other->text.n == file->text.n && stat(other->path, &a) == 0 &&
			stat(file->path, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino)
			return true;
	}
	return false;
}

/* ---- the stack of files */

static struct pp_buffer *push_buffer(struct pp *pp, struct source_file *source, struct str text)
{
	struct pp_buffer *b = arena_new(pp->arena, struct pp_buffer);

	b->outer = pp->buffer;
	b->source = source;
	b->start = b->p = text.p;
	b->end = text.p + text.n;
	b->condition_base = pp->conditions.count;
	b->folder = -1;
	b->at_line_start = true;
	pp->buffer = b;
	pp->buffer_depth++;
	return b;
}

struct pp_buffer *pp_open_text(struct pp *pp, const char *name, struct str text)
{
	struct source_file *source = source_add_file(pp->sources, name, text, 0);
	struct pp_buffer *b;

	if (!source)
		return NULL;
	b = push_buffer(pp, source, text);
	b->guard_state = PP_GUARD_NONE;
	return b;
}

static bool enter_file(
	struct pp *pp, struct pp_file *file, src_loc included_at, struct src_span at, int folder)
{
	struct source_file *source;
	struct str text = file->text;
	struct pp_buffer *b;

	source = source_add_file(pp->sources, strcmp(file->path, "-") == 0 ? "<stdin>" : file->path,
		text, included_at);
	if (!source) {
		diag_report(pp->diag, DIAG_input_too_big, at);
		pp->is_stopped = true;
		return false;
	}
	if (text.n >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0)
		text = str_make(text.p, text.n);
	b = push_buffer(pp, source, text);
	if (text.n >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0)
		b->p += 3;
	b->file = file;
	b->folder = folder;
	return true;
}

bool pp_open_main(struct pp *pp, const char *path)
{
	const struct src_span nowhere = {0};
	struct pp_file *file = get_file(pp, path, pp->options->dash_is_stdin);

	if (file->error != 0) {
		diag_report(pp->diag, DIAG_cannot_read, nowhere, path, strerror(file->error));
		return false;
	}
	if (strcmp(path, "-") != 0)
		note_dependency(pp, file, false);
	return enter_file(pp, file, 0, nowhere, -1);
}

void pp_close_buffer(struct pp *pp)
{
	struct pp_buffer *b = pp->buffer;

	pp_close_conditions(pp);
	if (b->file && b->guard_state == PP_GUARD_CLOSED)
		b->file->guard = b->guard;
	pp->buffer = b->outer;
	pp->buffer_depth--;
}

/* ---- #include */

/* <...> out of macros: the tokens up to '>', with one blank where there was white space. */
static bool glue_header(struct pp *pp, const char *directive, struct pp_header *ret)
{
	struct pp_token token;
	struct buf name = {0};

	for (;;) {
		pp_get_solid(pp, &token);
		if (token.kind == PP_END || token.kind == PP_GREATER)
			break;
		if (token.flags & PP_WHITE)
			buf_add_char(&name, ' ');
		buf_add_str(&name, pp_spelling(&token));
	}
	ret->is_bracketed = true;
	ret->name =
		str_make(arena_copy(pp->arena, buf_text(&name), name.size_bytes), name.size_bytes);
	buf_free(&name);
	if (token.kind == PP_END && !pp->is_stopped) {
		diag_report(pp->diag, DIAG_bad_include, ret->at, directive);
		return false;
	}
	return !pp->is_stopped;
}

/* The name as it stands in the file, where no escapes count. */
static bool read_plain_header(struct pp *pp, struct pp_header *ret)
{
	struct pp_buffer *b = pp->buffer;
	bool saw_white;
	const char *start = pp_skip_blanks(pp, b->p, &saw_white), *p;
	char closing = *start == '<' ? '>' : '"';

	if (*start != '<' && *start != '"')
		return false;
	for (p = start + 1; *p != closing; p++)
		if (*p == '\n' || p >= b->end)
			return false;
	ret->is_bracketed = *start == '<';
	ret->name = str_make(
		arena_copy(pp->arena, start + 1, (size_t)(p - start - 1)), (size_t)(p - start - 1));
	ret->at.begin = pp_loc(pp, start);
	ret->at.end = pp_loc(pp, p + 1);
	b->p = p + 1;
	return true;
}

bool pp_read_header(struct pp *pp, const char *directive, struct pp_header *ret)
{
	struct pp_token token;
	struct str text;

	if (pp->contexts.count == 0 && read_plain_header(pp, ret))
		return true;
	pp_get_solid(pp, &token);
	text = pp_spelling(&token);
	ret->at = pp_span(&token);
	ret->at.begin = pp_place(pp, &token);
	if (source_is_macro(ret->at.begin))
		ret->at.end = ret->at.begin;
	if (token.kind == PP_STRING && text.p[0] == '"') {
		ret->is_bracketed = false;
		ret->name = str_make(arena_copy(pp->arena, text.p + 1, text.n - 2), text.n - 2);
		return true;
	}
	if (token.kind == PP_LESS)
		return glue_header(pp, directive, ret);
	if (!pp->is_stopped)
		diag_report(pp->diag, DIAG_bad_include, ret->at, directive);
	return false;
}

/* What a search found. */
struct found {
	struct pp_file *file; /* NULL: nothing */
	bool is_system;
	int folder;
	struct pp_file *unreadable; /* something was there, but could not be read */
};

/* Whether to go on searching: there is no such file, or it is a folder. */
static bool try_path(struct pp *pp, const char *path, struct found *found)
{
	struct pp_file *file = get_file(pp, path, false);

	if (file->error == 0) {
		found->file = file;
		return false;
	}
	if (file->error == ENOENT || file->error == ENOTDIR)
		return true;
	if (!found->unreadable)
		found->unreadable = file;
	return file->error == EISDIR;
}

/* The path of a file beside the one that includes it. */
static const char *beside(struct pp *pp, const struct pp_buffer *b, const char *name)
{
	const char *includer = b->file ? b->file->path : "";
	size_t n = (size_t)(path_base(includer) - includer);

	return arena_printf(pp->arena, "%.*s%s", (int)n, includer, name);
}

static struct found search(struct pp *pp, const struct pp_header *header, enum pp_include_kind kind)
{
	struct pp_buffer *b = pp->buffer;
	struct found found = {0};
	const char *name = header->name.p;
	size_t first, i;

	found.folder = -1;
	if (memchr(name, '\0', header->name.n) || header->name.n == 0)
		return found;
	if (name[0] == '/') {
		found.is_system = b->source->is_system;
		try_path(pp, name, &found);
		return found;
	}
	make_folders(pp);
	first = header->is_bracketed ? pp->bracket_folder : 0;
	if (kind == PP_INCLUDE_BEHIND && b->outer) {
		/* Behind the place where this file was found; beside its includer comes first. */
		first = (size_t)(b->folder + 1);
	} else if (!header->is_bracketed) {
		found.is_system = b->source->is_system;
		if (!try_path(pp, kind == PP_INCLUDE_COMMAND ? name : beside(pp, b, name), &found))
			return found;
	}
	for (i = first; i < pp->folders.count; i++) {
		const struct pp_search_folder *folder = &pp->folders.items[i];

		found.is_system = folder->is_system;
		found.folder = (int)i;
		if (!try_path(pp, path_join(pp->arena, folder->path, name), &found))
			return found;
	}
	return found;
}

bool pp_has_include(struct pp *pp, const struct pp_header *header, enum pp_include_kind kind)
{
	return search(pp, header, kind).file != NULL;
}

static void report_missing(struct pp *pp, const struct pp_header *header, const struct found *found)
{
	const struct src_span nowhere = {0};
	struct buf list = {0};
	size_t first = header->is_bracketed ? pp->bracket_folder : 0, i;

	if (found->unreadable) {
		diag_report(pp->diag, DIAG_unreadable_include, header->at, found->unreadable->path,
			strerror(found->unreadable->error));
		return;
	}
	diag_report(pp->diag, DIAG_missing_include, header->at, header->name.p);
	if (header->name.n > 0 && header->name.p[0] == '/')
		return;
	for (i = first; i < pp->folders.count; i++)
		buf_printf(&list, "%s %s", i > first ? "," : "", pp->folders.items[i].path);
	diag_note(pp->diag, nowhere, "%s%s%s",
		header->is_bracketed ? "looked in" : "looked beside the file and in",
		first < pp->folders.count ? ":" : " no folder", buf_text(&list));
	if (header->is_bracketed) {
		struct pp_header quoted = *header;

		quoted.is_bracketed = false;
		if (search(pp, &quoted, PP_INCLUDE_NORMAL).file)
			diag_note(pp->diag, header->at, "did you mean \"%s\"?", header->name.p);
	}
	buf_free(&list);
}

void pp_include(struct pp *pp, const struct pp_header *header, enum pp_include_kind kind)
{
	struct found found;
	struct pp_file *file;

	if (pp->buffer_depth > PP_INCLUDE_DEPTH_MAX || ++pp->include_count > PP_INCLUDES_MAX) {
		bool is_deep = pp->buffer_depth > PP_INCLUDE_DEPTH_MAX;

		diag_report(pp->diag, is_deep ? DIAG_include_too_deep : DIAG_too_many_includes,
			header->at,
			arena_printf(pp->arena, "%u",
				(unsigned)(is_deep ? PP_INCLUDE_DEPTH_MAX : PP_INCLUDES_MAX)));
		pp->is_stopped = true;
		return;
	}
	found = search(pp, header, kind);
	file = found.file;
	if (!file) {
		report_missing(pp, header, &found);
		return;
	}
	note_dependency(pp, file, found.is_system);
	if (was_read_once(pp, file) || (file->guard && file->guard->macro))
		return;
	if (kind == PP_INCLUDE_ONCE)
		pp_once(pp, file);
	if (enter_file(pp, file, header->at.begin, header->at, found.folder))
		pp->buffer->source->is_system = found.is_system;
}
