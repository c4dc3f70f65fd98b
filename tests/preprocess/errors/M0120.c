#define
#undef
#ifdef
#endif
