/* Which names stay as they are, and function-like macros whose '(' comes later. */
#define foo (4 + foo)
foo
#define xx (4 + yy)
#define yy (2 * xx)
xx yy
#define lparen (
#define fn(x) [x]
fn lparen 1 )
#define call fn
call(1) call (2) call
(3) call
4 fn fn(fn)(5) fn(fn)(fn(fn(6)))
#define a a|
#define b(x) x
b(a)
b(b)(c)
#define NIL(xxx) xxx
#define G_0(arg) NIL(G_1)(arg)
#define G_1(arg) NIL(arg)
G_0(42)
#define f(x) x f
f(1)(2)(3)
#define AA BB
#define BB AA
AA BB f(AA)(BB)
#define EMPTY
#define DEFER(id) id EMPTY
#define EXPAND(...) __VA_ARGS__
DEFER(fn)(1) EXPAND(DEFER(fn)(1)) EXPAND(EXPAND(DEFER(fn) (2)))
#define REPEAT(n) n REPEAT_I EMPTY () (n)
#define REPEAT_I() REPEAT
REPEAT(1) EXPAND(REPEAT(1)) EXPAND(EXPAND(REPEAT(1)))
#define h(x) h(x
h(1)) h(h(2)))
#define plus +
+plus -plus plus+ +EMPTY+ -fn(-)- plus plus
#define obj() <obj>
obj() obj( ) obj
EMPTY # not a directive
EMPTY fn(a
b) EMPTY
#define TAIL(x) fn
TAIL(1)(2) TAIL(1)
(3) TAIL(1) /* comment
over lines */ (4) done
EXPAND(1
%:%:no directive
##nor this
%: /* null */
2)
