#define F(x, ...) __VA_OPT__ x
#define G(x, ...) __VA_OPT__(__VA_OPT__(x))
