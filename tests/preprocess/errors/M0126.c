#define F(x) __VA_ARGS__
