no newline at the end
#define A 1
A