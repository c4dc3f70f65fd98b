/* '#', '##', variable arguments. */
#define cat(a, b) a ## b
#define cat3(a, b, c) a ## b ## c
cat(x, y) cat(1, e5) cat(.,5) cat(<, <=) cat(+, +) cat(L, "s") cat(L, 'c') cat(, ) [cat( , x )]
cat3(a,,b) cat3(,,) cat3(x, ,) cat(-,>) cat(cat, x) (1,2) cat(ca, t)(1, 2)
#define xcat(a, b) cat(a, b)
#define A1 one
xcat(A, 1) cat(A, 1) xcat(xcat(A, 1), 2)
#define str(x) #x
#define xstr(x) str(x)
str( a   b
  c ) str("q\n\"" '\'' '"') str(\) str(a\b) str(@ $ # ##) str() str( ) str(  x  ) str(x/* y */z)
xstr(A1) xstr(str(x)) str(A1) xstr(cat(a, b) + cat(c, d)) str(- -1) str(-/**/-1) xstr(-A1-)
#define v(fmt, ...) p(fmt, ## __VA_ARGS__)
#define w(fmt, rest...) p(fmt, ## rest)
#define u(...) p(0, ## __VA_ARGS__)
#define s(fmt, ...) p(fmt, __VA_ARGS__)
v(1) v(1,) v(1,2) v(1,2,3) w(1) w(1,) w(1,2) u() u(1) u(1,2) s(1) s(1,) s(1,2) v() v(,) v(A1, A1)
#define e(x, ...) x __VA_OPT__(,) __VA_ARGS__ [__VA_OPT__(a x ## x)] #__VA_ARGS__
e(1) e(1,) e(1,2) e(1,2,3) e(1,A1) e(1,EMPTY)
#define o1(x, ...) a ## __VA_OPT__(b) c
#define o2(x, ...) __VA_OPT__(b) ## c d
o1(1) o1(1,2) o2(1) o2(1,2)
#define hh # ## #
str(hh) xstr(hh)
#define lhs(x) x ## 1 x
#define rhs(x) 1 ## x x
lhs(A1) lhs(A) rhs(A1) lhs() rhs() lhs(A1 A) rhs(A A1)
#define nl(a) [a] [ a ] [a a]
nl() nl( ) nl(x) nl( x ) nl(x y)
#define minus(x) -x -  x x- x+ =x= x=
minus(-) minus(+) minus() minus(=) minus(1) minus(.) minus(e)
#define numbers(x) 1x x1 .x x. 0x1e+x
numbers(1) numbers(+)
#define obj x ## y z
obj
%:define digraph(x) %:x x %:%: x
digraph(1) <: :> <% %> %:
L"wide" u8"x" U'c' R "y" 1.2.3e+4p-5 .5 ..5 ... a...b
##not a directive
%:%:neither
#pragma kept in \
  two lines /* without this */ F(x)
