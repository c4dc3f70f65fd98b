/* Lines: continued ones, comments, arguments over several, splices in words. */
a \
b
c/* one
two */ d /* three */ e
f // comment \
still comment
g
na\
me num\
ber 12\
34 "str\
ing" +\
= -\
> ..\
. 'c\
h' /\
* comment *\
/ after /\
/ line comment
next
#define F(x, y) x + y
F(1,
  2) behind
F
(
1
,
2
)
;
F(F(1, 2),
  F(3,
    4)) F(5,
6)
#define \
  LONG \
  1 \
  2
LONG LONG
#def\
ine SPLICED spliced
SPLICED SPLI\
CED
   indented
	tab
__LINE__ F(__LINE__,
__LINE__) __LINE__ F(
__LINE__, F(__LINE__,
__LINE__))
#define L __LINE__
#define L2(x) __LINE__ x L
L L2(
) L2(1) L2
(
2
) L
F(a
#define INNER 1
INNER, INNER
#undef INNER
INNER
#if 1
b
#else
c
#endif
)
/* many empty lines: */







last, /**/ __FILE__
#line 100
hundred __LINE__
#line 200 "other.c"
two hundred __LINE__ __FILE__
# 300 "third.c" 1 3
three hundred __LINE__
#define THREE 7
#line THREE "fourth.c"
seven __LINE__ __COUNTER__ __COUNTER__
#pragma some pragma F(1,2)
#pragma GCC poison nothing_here
_Pragma("in line") after F(_Pragma("x") 1, 2)
#ident "version"
end \
