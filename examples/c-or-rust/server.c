/* The server in C: the functions that the generated stubs call. */
#include "server.h"

#include "words_server.h"

#include <string.h>

static const char spaces[] = " \t\n";

void server_setup(void)
{
}

kern_return_t S_count_words(mach_port_t server, const_text_t text, int *count)
{
	(void)server;
	*count = 0;
	for (text += strspn(text, spaces); *text; text += strspn(text, spaces)) {
		text += strcspn(text, spaces);
		++*count;
	}
	return KERN_SUCCESS;
}

kern_return_t S_longest_word(mach_port_t server, const_text_t text, text_t word)
{
	const char *longest = NULL;
	size_t longest_length = 0, length;

	(void)server;
	for (text += strspn(text, spaces); *text; text += length + strspn(text + length, spaces)) {
		length = strcspn(text, spaces);
		if (length > longest_length) {
			longest = text;
			longest_length = length;
		}
	}
	if (!longest)
		return KERN_INVALID_ARGUMENT;
	memcpy(word, longest, longest_length);
	word[longest_length] = '\0';
	return KERN_SUCCESS;
}
