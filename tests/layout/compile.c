/* See compile.h. */
#include "compile.h"

#include "diag/render.h"
#include "layout_yaml/layout_yaml.h"
#include "parser/parser.h"
#include "sema/sema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void print_diagnostic(void *context, const struct diagnostic *d)
{
	struct buf out = {0};

	render_text(&out, context, d);
	fputs(buf_text(&out), stderr);
	buf_free(&out);
}

static void add_docs(struct arena *arena, struct source_text *source, const struct test_doc *docs)
{
	for (; docs && docs->text; docs++) {
		const char *place = strstr(buf_text(&source->text), docs->before);
		struct text_doc doc = {0, docs->text};

		assert_non_null(place);
		doc.offset = (uint32_t)(place - buf_text(&source->text));
		vec_push(arena, &source->docs, doc);
	}
}

static struct model *analyse(struct compiled *c, struct source_map *sources, const char *target,
	const char *defs, const struct test_doc *docs)
{
	const struct abi *abi = abi_find(target, false);
	enum dialect dialect = abi && abi->wire == WIRE_NDR ? DIALECT_APPLE : DIALECT_GNU;
	struct sema_options options = {.dialect = dialect,
		.target = target,
		.source_base = "test.defs",
		.prefix = "",
		.support_prefix = "",
		.scratch = &c->scratch};
	struct parse_options parse = {dialect, false};
	struct source_text source = {0};
	struct source_file *file;
	struct ast_file *ast;

	intern_init(&c->names, &c->arena);
	diag_init(&c->diag, &c->arena, sources, print_diagnostic, sources);
	c->diag.is_quiet = true;
	file = source_add_file(sources, "test.defs", str_of(defs), 0);
	text_add_origin(&c->arena, &source, file->base);
	buf_add_c(&source.text, defs);
	source.end = file->base + (src_loc)strlen(defs);
	add_docs(&c->arena, &source, docs);
	ast = parse_text(&c->arena, &c->names, &c->diag, &source, parse);
	text_free(&source);
	return sema_run(&c->arena, &c->names, &c->diag, &options, NULL, ast);
}

static void load(struct compiled *c)
{
	yaml_parser_t parser;

	assert_true(yaml_parser_initialize(&parser));
	yaml_parser_set_input_string(
		&parser, (const unsigned char *)buf_text(&c->yaml), c->yaml.size_bytes);
	if (!yaml_parser_load(&parser, &c->document))
		fail_msg("line %zu: %s", parser.problem_mark.line + 1, parser.problem);
	yaml_parser_delete(&parser);
}

void compile(struct compiled *c, const char *target, const char *defs, const struct test_doc *docs)
{
	struct output output = {.path = "-", .spill_fd = -1};
	struct source_map sources;

	memset(c, 0, sizeof(*c));
	source_map_init(&sources, &c->arena);
	c->model = analyse(c, &sources, target, defs, docs);
	assert_non_null(c->model);
	layout_yaml_write(&output, c->model);
	assert_int_equal(output.spill_fd, -1);
	c->yaml = output.text;
	load(c);
}

void compiled_free(struct compiled *c)
{
	yaml_document_delete(&c->document);
	buf_free(&c->yaml);
	arena_free(&c->scratch);
	arena_free(&c->arena);
}

/* ---- Nodes ---- */

yaml_node_t *root(struct compiled *c)
{
	return yaml_document_get_root_node(&c->document);
}

yaml_node_t *optional_member(struct compiled *c, yaml_node_t *map, const char *key)
{
	yaml_node_pair_t *pair;

	assert_int_equal(map->type, YAML_MAPPING_NODE);
	for (pair = map->data.mapping.pairs.start; pair < map->data.mapping.pairs.top; pair++)
		if (strcmp(text(yaml_document_get_node(&c->document, pair->key)), key) == 0)
			return yaml_document_get_node(&c->document, pair->value);
	return NULL;
}

yaml_node_t *member(struct compiled *c, yaml_node_t *map, const char *key)
{
	yaml_node_t *node = optional_member(c, map, key);

	if (!node)
		fail_msg("no '%s' at line %zu", key, map->start_mark.line + 1);
	return node;
}

size_t item_count(yaml_node_t *list)
{
	assert_int_equal(list->type, YAML_SEQUENCE_NODE);
	return (size_t)(list->data.sequence.items.top - list->data.sequence.items.start);
}

yaml_node_t *item(struct compiled *c, yaml_node_t *list, size_t i)
{
	assert_true(i < item_count(list));
	return yaml_document_get_node(&c->document, list->data.sequence.items.start[i]);
}

const char *text(yaml_node_t *node)
{
	assert_int_equal(node->type, YAML_SCALAR_NODE);
	return (const char *)node->data.scalar.value;
}

unsigned number(struct compiled *c, yaml_node_t *map, const char *key)
{
	return (unsigned)strtoul(text(member(c, map, key)), NULL, 10);
}

yaml_node_t *routine(struct compiled *c, const char *name)
{
	yaml_node_t *list = member(c, root(c), "routines");
	size_t i;

	for (i = 0; i < item_count(list); i++) {
		yaml_node_t *found = optional_member(c, item(c, list, i), "name");

		if (found && strcmp(text(found), name) == 0)
			return item(c, list, i);
	}
	fail_msg("no routine '%s'", name);
	return NULL;
}
