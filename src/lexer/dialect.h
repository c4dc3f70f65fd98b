/* Whose language is read. A mask, since words and constructs belong to several. */
#ifndef MIGC_LEXER_DIALECT_H
#define MIGC_LEXER_DIALECT_H

enum dialect {
	DIALECT_GNU = 1,                              /* GNU MIG, drop-in */
	DIALECT_APPLE = 2,                            /* Apple's MIG, drop-in */
	DIALECT_NATIVE = DIALECT_GNU | DIALECT_APPLE, /* migc's own: the union */
};

#endif
