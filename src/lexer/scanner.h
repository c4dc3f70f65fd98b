/* Between lexer.c and the scanner that flex makes of defs.l; nobody else includes it. */
#ifndef MIGC_LEXER_SCANNER_H
#define MIGC_LEXER_SCANNER_H

#include "lexer/lexer.h"

/* How the text behind a word is read. */
enum scan_mode { SCAN_TOKENS, SCAN_STRING_WORD, SCAN_FILE_NAME, SCAN_QUOTED };

/* Both take the scanner's state from lexer->scanner. */
void scanner_open(struct lexer *lexer, char *text, size_t n);
void scanner_close(struct lexer *lexer);

/* The scanner keeps a zero byte behind the token it found; this is what belongs there. */
char scanner_held(const struct lexer *lexer);

/* The next token: kind, begin and end, and for words and numbers nothing more. */
enum token_kind scanner_next(struct token *token, void *scanner);

/* A word: decides between keyword and name, and on the mode for what follows. */
enum token_kind lexer_word(
	struct lexer *lexer, struct token *token, struct str text, enum scan_mode *mode);

/* Called for each token of punctuation, to keep count of what is open. */
enum token_kind lexer_punctuation(struct lexer *lexer, enum token_kind kind);

/* Turn digits into token->number; report what does not fit. */
enum token_kind lexer_decimal(struct lexer *lexer, struct token *token, struct str digits);
enum token_kind lexer_hexadecimal(struct lexer *lexer, struct token *token, struct str digits);

/* A line that begins with '#'. */
void lexer_directive(struct lexer *lexer, struct str line);

#endif
