#define __LINE__ 5
#undef __FILE__
