from the system
#define f(x) x
