/* The parts of a layout file; docs/layout.md describes every key. */
#ifndef MIGC_LAYOUT_YAML_PARTS_H
#define MIGC_LAYOUT_YAML_PARTS_H

#include "layout_yaml/yaml_out.h"
#include "model/model.h"

/* The types that arguments have, and those they are made of: `types`. */
void layout_types(struct yaml_out *out, const struct model *model);

/* One message as segments of fields: `request` or `reply`. */
void layout_message(struct yaml_out *out, const struct message *message, bool is_request);

/* A name of an IPC type with its number: {name: MACH_MSG_TYPE_CHAR, number: 8}. */
void layout_ipc_name(struct yaml_out *out, const char *key, const struct ipc_number *name);

#endif
