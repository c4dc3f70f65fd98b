/* The ways to break a message: each field of it in turn. `try_message` is called with every broken
 * message and what it should lead to. */
#ifndef HOSTILE_BREAKAGES_H
#define HOSTILE_BREAKAGES_H

#include "messages.h"

enum verdict {
	ACCEPT,
	REFUSE,
	EITHER, /* refused, or handled without harm */
};

/* `bug`: the name of the peer's bug that makes its stubs fail here, or NULL. */
typedef void try_function(const struct message *message, int extra, enum verdict verdict,
	const char *how, const char *bug);

void break_message(const struct message *message, int word, try_function *try_message);

#endif
