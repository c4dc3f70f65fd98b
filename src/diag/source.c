/* The source map; see source.h. Places of files count from 1, macro tokens from MACRO_BASE. */
#include "diag/source.h"

#include "support/bug.h"

#include <string.h>

#define MACRO_BASE ((src_loc)1 << 31)

void source_map_init(struct source_map *map, struct arena *arena)
{
	memset(map, 0, sizeof(*map));
	map->arena = arena;
	map->next_base = 1;
}

struct source_file *source_add_file(
	struct source_map *map, const char *path, struct str text, src_loc included_at)
{
	struct source_file *file;

	/* One number beyond the text is the place of its end. */
	if (text.n >= MACRO_BASE - map->next_base - 1)
		return NULL;
	file = arena_new(map->arena, struct source_file);
	file->path = path;
	file->text = text;
	file->base = map->next_base;
	file->included_at = included_at;
	map->next_base += (src_loc)text.n + 1;
	vec_push(map->arena, &map->files, file);
	return file;
}

src_loc source_add_macro(struct source_map *map, src_loc spelling, src_loc use, const char *macro)
{
	struct macro_loc record = {source_spelling(map, spelling), use, macro};

	if (map->macros.count >= MACRO_BASE - 1)
		return use;
	vec_push(map->arena, &map->macros, record);
	return MACRO_BASE + (src_loc)(map->macros.count - 1);
}

void source_add_mark(struct source_map *map, struct source_file *file, uint32_t offset,
	unsigned line, const char *path)
{
	struct line_mark mark = {offset, line, path};

	vec_push(map->arena, &file->marks, mark);
}

bool source_is_macro(src_loc loc)
{
	return loc >= MACRO_BASE;
}

const struct macro_loc *source_macro(const struct source_map *map, src_loc loc)
{
	if (!source_is_macro(loc))
		return NULL;
	check(loc - MACRO_BASE < map->macros.count);
	return &map->macros.items[loc - MACRO_BASE];
}

src_loc source_spelling(const struct source_map *map, src_loc loc)
{
	const struct macro_loc *macro = source_macro(map, loc);

	return macro ? macro->spelling : loc;
}

src_loc source_use(const struct source_map *map, src_loc loc)
{
	const struct macro_loc *macro;

	while ((macro = source_macro(map, loc)) != NULL)
		loc = macro->use;
	return loc;
}

static struct source_file *file_of(const struct source_map *map, src_loc loc)
{
	size_t low = 0, high = map->files.count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (map->files.items[middle]->base <= loc)
			low = middle;
		else
			high = middle;
	}
	check(low < map->files.count && loc >= map->files.items[low]->base);
	return map->files.items[low];
}

static void find_lines(struct arena *arena, struct source_file *file)
{
	VEC(uint32_t) starts = {0};
	const char *p = file->text.p, *end = p + file->text.n;

	vec_push(arena, &starts, 0);
	while (p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		p++;
		vec_push(arena, &starts, (uint32_t)(p - file->text.p));
	}
	file->line_starts = starts.items;
	file->line_count = starts.count;
}

/* The index of the last entry that is not above the offset. */
static size_t line_of(const struct source_file *file, uint32_t offset)
{
	size_t low = 0, high = file->line_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (file->line_starts[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static const struct line_mark *mark_of(const struct source_file *file, uint32_t offset)
{
	size_t low = 0, high = file->marks.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (file->marks.items[middle].offset <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? &file->marks.items[low - 1] : NULL;
}

struct src_position source_position(const struct source_map *map, src_loc loc)
{
	struct src_position position = {0};
	struct source_file *file;
	const struct line_mark *mark;
	uint32_t offset, start;
	size_t line, length;

	loc = source_use(map, loc);
	file = file_of(map, loc);
	offset = loc - file->base;
	if (!file->line_starts)
		find_lines(map->arena, file);
	line = line_of(file, offset);
	start = file->line_starts[line];
	length = line + 1 < file->line_count ? file->line_starts[line + 1] - start - 1
					     : file->text.n - start;
	if (length > 0 && file->text.p[start + length - 1] == '\r')
		length--;
	position.file = file;
	position.path = file->path;
	position.line = (unsigned)line + 1;
	position.column = offset - start + 1;
	position.line_text = str_make(file->text.p + start, length);
	mark = mark_of(file, offset);
	if (mark) {
		position.path = mark->path;
		position.line = mark->line + (unsigned)(line - line_of(file, mark->offset));
	}
	return position;
}

bool source_is_main(const struct source_map *map, src_loc loc)
{
	const struct source_file *file;
	const struct line_mark *mark;

	if (loc == 0)
		return false;
	loc = source_use(map, loc);
	file = file_of(map, loc);
	if (file->included_at != 0)
		return false;
	mark = mark_of(file, loc - file->base);
	return !mark || strcmp(mark->path, file->marks.items[0].path) == 0;
}
