#define FROM_MACROS(x) routine x;
discarded text __COUNTER__
