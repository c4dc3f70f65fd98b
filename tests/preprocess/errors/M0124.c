#define A 1
#define A 1
#define A 2
#define __GNUC__ 1
