#define A ## b
#define B a ##
#define C(x, ...) __VA_OPT__(## x)
