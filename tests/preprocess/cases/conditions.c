/* #if in all its parts. */
#define X 3
#define F(a) ((a) + 1)
#define EMPTY
#define D defined
#if 1 + 2 * 3 == 7 && (1 + 2) * 3 == 9 && -7 / 2 == -3 && -7 % 3 == -1 && 7 - 3 - 2 == 2
yes1
#endif
#if -1 > 0u && -1 < 0 && (-1 >> 1) == -1 && 1 << 2 << 1 == 8 && ~0 == -1 && !0 && !!5 == 1
yes2
#endif
#if 0 && (1 / 0) || 1 || 1 % 0
yes3
#endif
#if 1 ? 2 : 1 / 0
yes4
#endif
#if 0 ? 1 / 0 : 0 ? 1 / 0 : 5 == 5
yes5
#endif
#if F(X) == 4 && F (X) == 4 && defined F && defined(X) && !defined(Y) && !defined Y
yes6
#endif
#if D X && D(F)
yes7
#endif
#if 'a' == 97 && '\n' == 10 && '\x41' == 0x41 && '\101' == 65 && 'ab' == 24930 && L'a' == 97 && '\'' == 39
yes8
#endif
#if '\377' < 0
yes9
#else
no9
#endif
#if 0xffffffffffffffff == -1 && 18446744073709551615u == -1 && 0x7fffffffffffffff + 1u > 0
yes10
#endif
#if undefined_name || (undefined_name == 0)
yes11
#endif
#if 0b101 == 5 && 010 == 8 && 10UL == 10 && 10llu == 10 && 1L && 2LU
yes12
#endif
#if (2 || 1 / 0) == 1 && (0 | 4) == 4 && (6 & 3) == 2 && (6 ^ 3) == 5
yes13
#endif
#if 1 == 1 == 1 && 2 > 1 > 0 && (1, 2) == 2 && 1 != 2 && 1 <= 1 && 2 >= 1
yes14
#endif
#if (-1 ? 1 : 2u) == 1 && (0 ? 1u : -1) > 0
yes15
#endif
#if 1 << 63 < 0 && (1u << 63) > 0 && -1 >> -1 == -2 && 1 << 64 == 0
yes16
#endif
#if -9223372036854775807 - 1 < 0 && - - 1 == 1 && + 1 && -+-1 == 1
yes17
#endif
#if X EMPTY == 3
yes18
#elif 1 / 0
never evaluated
#endif
#if 0
#elif X == 3
yes19
#elif X == 3
no19
#else
no19
#endif
#ifdef X
#ifndef X
no20
#else
yes20
#endif
#else
#if this is not ( read
#else
#endif
#endif
#if 0
don't stop here
/* nor
#endif
*/ "or here
#endif
#if 0
#if 1
#elif
#else
#endif
#bad directive
# 33 "x"
#include <nothing>
#define X 4
'
#endif
X
#if __has_include("include/guard.h") && !__has_include("nothing.h")
yes21
#endif
#ifdef __has_include
yes22
#endif
#define HEADER "include/guard.h"
#if __has_include(HEADER)
yes23
#endif
#if __LINE__ == 127
no24
#else
yes24
#endif
#if \
  X == \
  3 /* and
  */ && 1
yes25 __LINE__
#endif
# /* null */
#
#if 1 // comment
yes26
#else /* comment */ text
no26
#endif text
#if (((((((((((((((((((((((((((((((1)))))))))))))))))))))))))))))))
yes27
#endif
#if -1 == 0xffffffffffffffffu && 1 - 2 < 0 && 1 - 2u > 0 && -1 / 2u > 0 && -1 % 2u == 1
yes28
#endif
