/*
 * A YAML document under construction: one call for each key with its value. Maps and sequences
 * nest; `flow` ones stand on one line. The text goes to an output piece by piece.
 *
 * A NULL key adds an item to the sequence that is open. Strings that YAML readers would take for
 * something else (no, 12, ~) are quoted; bytes that are not UTF-8 become U+FFFD.
 */
#ifndef MIGC_LAYOUT_YAML_YAML_OUT_H
#define MIGC_LAYOUT_YAML_YAML_OUT_H

#include "support/buf.h"
#include "support/outputs.h"

#include <stdbool.h>
#include <stdint.h>
#include <yaml.h>

struct yaml_out {
	yaml_emitter_t emitter;
	struct output *output;
	struct buf clean; /* a string whose bytes had to be replaced */
};

void yaml_out_open(struct yaml_out *out, struct output *output);

/* Ends the document and releases everything but the output. */
void yaml_out_close(struct yaml_out *out);

void yaml_out_map(struct yaml_out *out, const char *key);
void yaml_out_flow_map(struct yaml_out *out, const char *key);
void yaml_out_map_end(struct yaml_out *out);

void yaml_out_list(struct yaml_out *out, const char *key);
void yaml_out_flow_list(struct yaml_out *out, const char *key);
void yaml_out_list_end(struct yaml_out *out);

void yaml_out_text(struct yaml_out *out, const char *key, const char *value);
void yaml_out_number(struct yaml_out *out, const char *key, uint64_t value);
void yaml_out_bool(struct yaml_out *out, const char *key, bool value);

/* The same, but nothing at all for NULL or false. */
void yaml_out_optional_text(struct yaml_out *out, const char *key, const char *value);
void yaml_out_if(struct yaml_out *out, const char *key, bool value);

#endif
