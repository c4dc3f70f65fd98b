/* Meeting by name, as on Darwin. */
#ifndef MIGRT_TYPED_SERVERS_BOOTSTRAP_H
#define MIGRT_TYPED_SERVERS_BOOTSTRAP_H

#include <migrt/bootstrap.h>

#endif
