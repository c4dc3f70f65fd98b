/* Correct messages of hostile.defs, field by field, to be broken one part at a time. */
#ifndef HOSTILE_MESSAGES_H
#define HOSTILE_MESSAGES_H

#include "hostile_types.h"
#include <mach/mig_errors.h>
#include <stddef.h>

enum { BASE = 3000, FIELDS_MAX = 6 };

/* What of a field's descriptor a receiver compares. */
enum kind {
	FIXED,    /* all of it */
	VARIABLE, /* all but the number */
	OPEN,     /* nor whether it is in line */
	ANY_NAME, /* all but the name */
	NO_FIELD
};

struct field {
	enum kind kind;
	unsigned int name, bits, number, bound; /* bound: of the number, 0 for none */
	int in_line, long_form;
	const void *data; /* or NULL: zeros */
	size_t size;      /* bytes of data in the message, 0: as number and bits say */
};

struct message {
	const char *name;
	int id;
	int complex;
	struct field fields[FIELDS_MAX]; /* up to the first NO_FIELD */
};

extern const struct message requests[];
extern const size_t request_count;
extern const struct message replies[];
extern const size_t reply_count;

size_t field_count(const struct message *message);

/* The message in memory of exactly its size plus `extra` (which may be negative). */
mach_msg_header_t *build(const struct message *message, int extra);

#endif
