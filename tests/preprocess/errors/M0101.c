#include "missing.h"
#include <M0101.c>
