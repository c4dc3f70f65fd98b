#include "M0103.c"
