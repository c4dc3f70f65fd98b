#define F(a, a) a
#define G(a b) a
#define H(a,
#define I(..., a) a
#define J(1) 1
