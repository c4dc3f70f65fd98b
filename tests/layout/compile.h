/* From the text of an interface to its layout file, as a parsed YAML document. */
#ifndef MIGC_TESTS_LAYOUT_COMPILE_H
#define MIGC_TESTS_LAYOUT_COMPILE_H

#include "model/model.h"
#include "diag/diag.h"
#include "support/arena.h"
#include "support/str.h"
#include "support/buf.h"

#include <yaml.h>

struct compiled {
	struct arena arena;
	struct arena scratch;
	/* What the model works its routines out with. */
	struct intern names;
	struct diag diag;
	struct model *model; /* NULL after errors, which are printed */
	struct buf yaml;
	yaml_document_t document;
};

/* What may stand before the text's statement at this offset: a doc comment. */
struct test_doc {
	const char *before; /* a piece of the text */
	const char *text;
};

/* docs ends with a NULL text, or is NULL. Fails the test on an error. */
void compile(struct compiled *c, const char *target, const char *defs, const struct test_doc *docs);
void compiled_free(struct compiled *c);

/* Nodes of the document; they fail the test if there is none. */
yaml_node_t *root(struct compiled *c);
yaml_node_t *member(struct compiled *c, yaml_node_t *map, const char *key);
yaml_node_t *optional_member(struct compiled *c, yaml_node_t *map, const char *key);
yaml_node_t *item(struct compiled *c, yaml_node_t *list, size_t i);
size_t item_count(yaml_node_t *list);
const char *text(yaml_node_t *node);
unsigned number(struct compiled *c, yaml_node_t *map, const char *key);

/* The routine of this name. */
yaml_node_t *routine(struct compiled *c, const char *name);

#endif
