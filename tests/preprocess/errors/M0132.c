#define F(a, b) a
#define G(a, ...) a
#define N() n
F(1) F(1, 2, 3) G() N(1)
#define O F(1)
O
