// options: -I@/include -iquote@/include/quote -isystem@/include/system -include@/include/first.h -imacros@/include/macros.h
#include "include/guard.h"
#include "include/guard.h"
#include "include/once.h"
#include "include/once.h"
#include "include/../include/once.h"
#include <nested.h>
#include "local.h"
#define BRACKETS <system.h>
#include BRACKETS
#define DIR include
#define QUOTE "include/again.h"
#include QUOTE
#include QUOTE
#import "imported.h"
#import "imported.h"
#define NAME nested
#define H(x) <x.h>
#include H(NAME)
FROM_MACROS(x) FIRST
#include "chain.h" /* #include_next */
__INCLUDE_LEVEL__
#if __has_include(<nothing.h>) || !__has_include(<nested.h>) || __has_include(<local.h>)
no
#endif
after
#include "include/unbalanced.h"
f /* no call goes over the end of a file */
#include "include/noend.h"
tail
#include "beside.h"
