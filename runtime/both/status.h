/* What both sets tell of a receive right, in the structure that each has for it. */
#ifndef MIGRT_BOTH_STATUS_H
#define MIGRT_BOTH_STATUS_H

#include "core/core.h"

/* set: the port set that it is in, or only whether it is in one. */
static inline mach_port_status_t mr_port_status(const struct mr_port *port, natural_t set)
{
	return (mach_port_status_t){
		.mps_pset = set,
		.mps_seqno = port->seqno,
		.mps_mscount = port->mscount,
		.mps_qlimit = port->qlimit,
		.mps_msgcount = port->msgcount,
		.mps_sorights = port->sorights,
		.mps_srights = port->srights > 0,
		.mps_pdrequest = port->destroyed_request != NULL,
		.mps_nsrequest = port->no_senders_request != NULL,
	};
}

#endif
