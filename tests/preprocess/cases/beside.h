beside start
#include_next "beside.h"
beside end
