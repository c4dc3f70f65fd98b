/*
 * Both halves of a program that speaks both wires: each has headers of its own, and what they share
 * is declared here without any.
 */
#ifndef DUAL_H
#define DUAL_H

struct wire {
	/* Makes every call to a port and checks the results; the number of mistakes. */
	int (*call)(unsigned port);
	/* Sends a request of more bytes than servers have room for; its reply's code. */
	int (*send_large)(unsigned port);
	/* Tells the server 1. */
	int (*tell)(unsigned port);
	/* Serves so many requests of this wire. */
	int (*serve)(unsigned port, unsigned requests);
};

extern const struct wire typed_wire, ndr_wire;

enum { DUAL_REQUESTS = 7 };

#endif
