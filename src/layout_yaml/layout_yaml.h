/*
 * Layouts as data: the YAML file that documents an interface's messages for other tools
 * (docs/layout.md). The only folder that knows libyaml.
 */
#ifndef MIGC_LAYOUT_YAML_LAYOUT_YAML_H
#define MIGC_LAYOUT_YAML_LAYOUT_YAML_H

#include "model/model.h"
#include "support/outputs.h"

/* S.layout.yaml: the PUBLIC view of every message. Deterministic; ends in a newline. */
void layout_yaml_write(struct output *output, const struct model *model);

#endif
