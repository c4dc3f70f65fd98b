/*
 * Rust types of the program's own that stand for types of the interface: a line `rust: PATH` in the
 * doc comment of a type.
 */
#include "codegen_rust/internal.h"
#include "support/ident.h"

#include <string.h>

static const char annotation[] = "rust:";

static const char *skip_blanks(const char *text)
{
	return text + strspn(text, " \t");
}

bool is_annotation(const char *line)
{
	return strncmp(skip_blanks(line), annotation, strlen(annotation)) == 0;
}

/* What follows "rust:" in a line of this doc comment; n is 0 if there is no such line. */
static struct str annotation_of(const char *doc)
{
	struct str value = str_of("");
	const char *line = doc;

	while (line && *line) {
		size_t n = strcspn(line, "\n");
		const char *text = skip_blanks(line);

		if (is_annotation(text)) {
			value.p = skip_blanks(text + strlen(annotation));
			value.n = n - (size_t)(value.p - line);
			while (value.n > 0 && strchr(" \t\r", value.p[value.n - 1]))
				value.n--;
			return value;
		}
		line += n + (line[n] == '\n');
	}
	return value;
}

/* a::b::C, with :: in front if it begins with a crate. */
static bool is_path(struct str path)
{
	size_t i = 0;

	if (str_starts(path, "::"))
		i = 2;
	for (;;) {
		size_t start = i;

		while (i < path.n && ident_is_part(path.p[i]))
			i++;
		if (i == start || !ident_is_start(path.p[start]))
			return false;
		if (i == path.n)
			return true;
		if (i + 2 > path.n || path.p[i] != ':' || path.p[i + 1] != ':')
			return false;
		i += 2;
	}
}

/* A module inside of the one that paths are read in has that for its super. */
const char *mapped_type(struct writer *w, const struct value *value)
{
	static const char own[] = "self::";
	const char *path = value->mapped;

	if (w->is_inside && strncmp(path, own, strlen(own)) == 0)
		return text_of(w, "super::%s", path + strlen(own));
	if (w->is_inside && strncmp(path, "super::", strlen("super::")) == 0)
		return text_of(w, "super::%s", path);
	return path;
}

static bool can_be_mapped(const struct type *type)
{
	return !type->is_variable && type->in_line && !type->is_c_string && !type_is_port(type) &&
	       (type->members.count > 0 || !type->element);
}

const char *rust_mapping(struct writer *w, const struct type *type)
{
	for (; type; type = type->alias_of) {
		struct str path = annotation_of(type->doc);

		if (path.n > 0)
			return text_of(w, "%.*s", (int)path.n, path.p);
	}
	return NULL;
}

bool mappings_are_good(struct arena *arena, struct diag *diag, const struct model *model)
{
	bool is_good = true;
	size_t i;

	for (i = 0; i < model->types.count; i++) {
		const struct type *type = model->types.items[i];
		struct str path = annotation_of(type->doc);

		if (path.n == 0)
			continue;
		if (!is_path(path))
			diag_report(diag, DIAG_bad_rust_path, type->at,
				arena_copy(arena, path.p, path.n), type->name);
		else if (!can_be_mapped(type))
			diag_report(diag, DIAG_rust_path_misplaced, type->at, type->name);
		else
			continue;
		is_good = false;
	}
	return is_good;
}
