/* Meeting by name, as on Darwin. */
#ifndef MIGRT_NDR_SERVERS_BOOTSTRAP_H
#define MIGRT_NDR_SERVERS_BOOTSTRAP_H

#include <migrt/bootstrap.h>

#endif
