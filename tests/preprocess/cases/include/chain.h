chain 1
#include_next <chain.h>
chain 1 end
