/* See ident.h. The keyword lists are sorted for binary search; a unit test checks the order. */
#include "support/ident.h"

#include <string.h>

static const char *const c_keywords[] = {
	"_Alignas",
	"_Alignof",
	"_Atomic",
	"_Bool",
	"_Complex",
	"_Generic",
	"_Imaginary",
	"_Noreturn",
	"_Static_assert",
	"_Thread_local",
	"asm",
	"auto",
	"break",
	"case",
	"char",
	"const",
	"continue",
	"default",
	"do",
	"double",
	"else",
	"enum",
	"extern",
	"float",
	"for",
	"goto",
	"if",
	"inline",
	"int",
	"long",
	"register",
	"restrict",
	"return",
	"short",
	"signed",
	"sizeof",
	"static",
	"struct",
	"switch",
	"typedef",
	"typeof",
	"union",
	"unsigned",
	"void",
	"volatile",
	"while",
};

static const char *const cxx_keywords[] = {
	"alignas",
	"alignof",
	"and",
	"and_eq",
	"bitand",
	"bitor",
	"bool",
	"catch",
	"char16_t",
	"char32_t",
	"class",
	"compl",
	"const_cast",
	"constexpr",
	"decltype",
	"delete",
	"dynamic_cast",
	"explicit",
	"export",
	"false",
	"friend",
	"mutable",
	"namespace",
	"new",
	"noexcept",
	"not",
	"not_eq",
	"nullptr",
	"operator",
	"or",
	"or_eq",
	"private",
	"protected",
	"public",
	"reinterpret_cast",
	"static_assert",
	"static_cast",
	"template",
	"this",
	"thread_local",
	"throw",
	"true",
	"try",
	"typeid",
	"typename",
	"using",
	"virtual",
	"wchar_t",
	"xor",
	"xor_eq",
};

/* Most first letters tell already in which half of a list a name must be. */
static bool is_in_list(const char *name, const char *const *list, size_t count)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = (unsigned char)name[0] - (unsigned char)list[middle][0];

		if (order == 0)
			order = strcmp(name, list[middle]);
		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

#define IN_LIST(name, list) is_in_list((name), (list), sizeof(list) / sizeof((list)[0]))

bool ident_is_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool ident_is_part(char c)
{
	return ident_is_start(c) || (c >= '0' && c <= '9');
}

bool ident_is_valid(struct str s)
{
	size_t i;

	if (s.n == 0 || !ident_is_start(s.p[0]))
		return false;
	for (i = 1; i < s.n; i++)
		if (!ident_is_part(s.p[i]))
			return false;
	return true;
}

bool ident_is_c_keyword(const char *name)
{
	return IN_LIST(name, c_keywords);
}

bool ident_is_cxx_keyword(const char *name)
{
	return IN_LIST(name, cxx_keywords);
}

char *ident_upper(struct arena *arena, const char *name)
{
	char *upper = arena_copy(arena, name, strlen(name));
	char *c;

	for (c = upper; *c; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	return upper;
}
