/* The life of one file being written. */
#include "codegen_c/internal.h"

#include "support/bug.h"

#include <string.h>

void writer_begin(struct writer *w, struct output *output, const struct model *model,
	const struct c_options *options, enum view view)
{
	memset(w, 0, sizeof(*w));
	emit_init(&w->e, &output->text);
	w->output = output;
	w->model = model;
	w->options = options;
	w->frame = c_frames[model->abi->wire];
	w->view = view;
	w->parts = 1U << view;
	check(w->frame);
}

/* What is not used of it costs no memory. */
void writer_expect_all_routines(struct writer *w)
{
	enum { USUAL_BYTES = 64 * 1024 };

	buf_reserve(&w->output->text, USUAL_BYTES);
}

void writer_end(struct writer *w)
{
	output_spill(w->output);
	arena_free(&w->scratch);
	emit_done(&w->e);
}

void writer_next_routine(struct writer *w, const struct routine *routine)
{
	writer_open_routine(w, routine, w->parts);
}

void writer_open_routine(struct writer *w, const struct routine *routine, unsigned parts)
{
	arena_reset(&w->scratch);
	output_spill(w->output);
	w->routine = model_open(w->model, routine, parts);
}

void type_check(struct writer *w, bool wanted)
{
	size_t scope;

	if (w->in_type_check == wanted)
		return;
	w->in_type_check = wanted;
	scope = emit_scope(&w->e);
	emit_let(&w->e, "macro", w->frame->type_check);
	emit(&w->e, wanted ? "#if $macro$\n" : "#endif /* $macro$ */\n\n");
	emit_end(&w->e, scope);
}
