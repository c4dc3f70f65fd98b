#pragma GCC poison secret
secret
#define secret
