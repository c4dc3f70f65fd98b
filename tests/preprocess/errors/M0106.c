#define F(x) x
F(1
#include "M0105.c"
)
