/* The C types of words.defs. */
#ifndef WORDS_TYPES_H
#define WORDS_TYPES_H

typedef char text_t[256];
typedef const char *const_text_t;

#endif
