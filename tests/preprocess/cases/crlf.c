crlf
#define A \
  1
A /* x
y */ B
#if 1
C
#endif
"str" A
