/* See text.h. */
#include "diag/text.h"

static src_loc loc_from(const struct text_origin *origin, size_t offset)
{
	if (source_is_macro(origin->loc))
		return origin->loc;
	return origin->loc + (src_loc)(offset - origin->offset);
}

void text_add_origin(struct arena *arena, struct source_text *text, src_loc loc)
{
	struct text_origin origin = {(uint32_t)text->text.size_bytes, loc};

	if (text->origins.count > 0) {
		struct text_origin *last = &text->origins.items[text->origins.count - 1];

		if (loc_from(last, origin.offset) == loc)
			return;
		if (last->offset == origin.offset) {
			*last = origin;
			return;
		}
	}
	vec_push(arena, &text->origins, origin);
}

src_loc text_loc(const struct source_text *text, size_t offset)
{
	size_t low = 0, high = text->origins.count;

	if (offset >= text->text.size_bytes || high == 0)
		return text->end;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (text->origins.items[middle].offset <= offset)
			low = middle;
		else
			high = middle;
	}
	return loc_from(&text->origins.items[low], offset);
}

void text_free(struct source_text *text)
{
	buf_free(&text->text);
}
