#if 1
balanced
#endif
#define CALL f
CALL