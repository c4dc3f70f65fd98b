#include
#include nothing
#include <unclosed
