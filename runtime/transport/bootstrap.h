/* Ports that can be found by name. Called with the core's lock held. */
#ifndef MIGRT_TRANSPORT_BOOTSTRAP_H
#define MIGRT_TRANSPORT_BOOTSTRAP_H

#include "transport/transfer.h"

/* The port has died: its entries go. */
void mr_services_end(const struct mr_port *port);

/* Closes everything and touches nothing, in the child of a fork. */
void mr_services_forget(void);

#endif
