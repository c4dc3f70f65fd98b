/*
 * One interface in both dialects, in one process: add (server, a, b) returns the sum, and brings a
 * right that the server keeps nothing of. Scalars only, for the two halves see different headers.
 */
#ifndef BOTH_H
#define BOTH_H

typedef unsigned both_port_t;

enum { BOTH_ID_ADD = 700 };

/* What each half offers, with its own header set. */
struct both_dialect {
	/* The client's stub. */
	int (*add)(both_port_t server, int a, int b, both_port_t carried, int *ret_sum);
	/* Serves one request, with the stub of the server. */
	int (*serve_once)(both_port_t server);
	/* Serves until the port is gone. */
	int (*serve)(both_port_t server);
	/* Receives one message and throws it away. *ret_id: its id. */
	int (*receive)(both_port_t port, int *ret_id);
	/* Sends an empty message to a send-once right. */
	int (*send)(both_port_t once, int id);
	/* What support functions of the same name answer. */
	int (*string_length)(const char *text);
	const char *(*error_text)(int code);
	int (*keep_large)(both_port_t port); /* the result of a receive that is too large */
	both_port_t (*reply_port)(void);
	both_port_t (*task)(void);
};

extern const struct both_dialect both_typed;
extern const struct both_dialect both_ndr;

#endif
