#define 1
#define defined
#undef +
