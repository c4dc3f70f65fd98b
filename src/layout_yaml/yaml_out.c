/* Writing YAML through libyaml's emitter; see yaml_out.h. */
#include "layout_yaml/yaml_out.h"

#include "support/bug.h"
#include "support/ident.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* libyaml hands over a buffer whenever its own is full. */
static int take_bytes(void *context, unsigned char *bytes, size_t n)
{
	struct output *output = context;

	buf_add(&output->text, bytes, n);
	output_spill(output);
	return 1;
}

/* Our output cannot fail and our events are well-formed, so that only memory is left. */
static void done(struct yaml_out *out, int ok)
{
	if (ok)
		return;
	if (out->emitter.error == YAML_EMITTER_ERROR)
		bug("libyaml: %s", out->emitter.problem);
	out_of_memory();
}

static void send(struct yaml_out *out, yaml_event_t *event, int is_made)
{
	done(out, is_made);
	done(out, yaml_emitter_emit(&out->emitter, event));
}

void yaml_out_open(struct yaml_out *out, struct output *output)
{
	yaml_event_t event;

	memset(out, 0, sizeof(*out));
	out->output = output;
	if (!yaml_emitter_initialize(&out->emitter))
		out_of_memory();
	yaml_emitter_set_output(&out->emitter, take_bytes, output);
	yaml_emitter_set_unicode(&out->emitter, 1);
	yaml_emitter_set_width(&out->emitter, -1);
	yaml_emitter_set_break(&out->emitter, YAML_LN_BREAK);
	send(out, &event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
	send(out, &event, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1));
	yaml_out_map(out, NULL);
}

void yaml_out_close(struct yaml_out *out)
{
	yaml_event_t event;

	yaml_out_map_end(out);
	send(out, &event, yaml_document_end_event_initialize(&event, 1));
	send(out, &event, yaml_stream_end_event_initialize(&event));
	yaml_emitter_delete(&out->emitter);
	buf_free(&out->clean);
}

/* ---- Scalars ---- */

static void add_scalar(struct yaml_out *out, const char *text, yaml_scalar_style_t style)
{
	const yaml_char_t *value = (const yaml_char_t *)text;
	yaml_event_t event;

	send(out, &event,
		yaml_scalar_event_initialize(
			&event, NULL, NULL, value, (int)strlen(text), 1, 1, style));
}

static void add_key(struct yaml_out *out, const char *key)
{
	if (key)
		add_scalar(out, key, YAML_PLAIN_SCALAR_STYLE);
}

static const char *clean_text(struct yaml_out *out, const char *text)
{
	size_t n = strlen(text), i, length;

	buf_clear(&out->clean);
	for (i = 0; i < n; i += length ? length : 1) {
		length = str_utf8_length(text + i, n - i);
		if (length == 0)
			buf_add_c(&out->clean, "\xef\xbf\xbd");
		else
			buf_add(&out->clean, text + i, length);
	}
	return buf_text(&out->clean);
}

/* Words that readers of YAML 1.1 or 1.2 take for a boolean or for nothing. */
static bool is_reserved(const char *text)
{
	static const char *const words[] = {
		"y", "n", "yes", "no", "on", "off", "true", "false", "null"};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_equal_ignoring_case(str_of(text), words[i]))
			return true;
	return false;
}

/* Only what begins like a name may stand without quotes; libyaml looks at the rest of it. */
static yaml_scalar_style_t style_of(const char *text)
{
	if (strchr(text, '\n'))
		return YAML_LITERAL_SCALAR_STYLE;
	if (!ident_is_start(text[0]) || is_reserved(text))
		return YAML_SINGLE_QUOTED_SCALAR_STYLE;
	return YAML_PLAIN_SCALAR_STYLE;
}

void yaml_out_text(struct yaml_out *out, const char *key, const char *value)
{
	const char *text = clean_text(out, value);

	add_key(out, key);
	add_scalar(out, text, style_of(text));
}

void yaml_out_number(struct yaml_out *out, const char *key, uint64_t value)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%" PRIu64, value);
	add_key(out, key);
	add_scalar(out, digits, YAML_PLAIN_SCALAR_STYLE);
}

void yaml_out_bool(struct yaml_out *out, const char *key, bool value)
{
	add_key(out, key);
	add_scalar(out, value ? "true" : "false", YAML_PLAIN_SCALAR_STYLE);
}

void yaml_out_optional_text(struct yaml_out *out, const char *key, const char *value)
{
	if (value)
		yaml_out_text(out, key, value);
}

void yaml_out_if(struct yaml_out *out, const char *key, bool value)
{
	if (value)
		yaml_out_bool(out, key, true);
}

/* ---- Maps and lists ---- */

static void open_map(struct yaml_out *out, const char *key, yaml_mapping_style_t style)
{
	yaml_event_t event;

	add_key(out, key);
	send(out, &event, yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, style));
}

static void open_list(struct yaml_out *out, const char *key, yaml_sequence_style_t style)
{
	yaml_event_t event;

	add_key(out, key);
	send(out, &event, yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, style));
}

void yaml_out_map(struct yaml_out *out, const char *key)
{
	open_map(out, key, YAML_BLOCK_MAPPING_STYLE);
}

void yaml_out_flow_map(struct yaml_out *out, const char *key)
{
	open_map(out, key, YAML_FLOW_MAPPING_STYLE);
}

void yaml_out_map_end(struct yaml_out *out)
{
	yaml_event_t event;

	send(out, &event, yaml_mapping_end_event_initialize(&event));
}

void yaml_out_list(struct yaml_out *out, const char *key)
{
	open_list(out, key, YAML_BLOCK_SEQUENCE_STYLE);
}

void yaml_out_flow_list(struct yaml_out *out, const char *key)
{
	open_list(out, key, YAML_FLOW_SEQUENCE_STYLE);
}

void yaml_out_list_end(struct yaml_out *out)
{
	yaml_event_t event;

	send(out, &event, yaml_sequence_end_event_initialize(&event));
}
