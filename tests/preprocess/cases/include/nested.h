nested start
#include "deeper.h"
#include <guard.h>
nested end __LINE__
