#ifndef	_directions_shim_
#define	_directions_shim_

/* The server of subsystem directions in Rust, as an object of C's. */

#ifdef __cplusplus
extern "C" {
#endif

struct directions_server;

/* Makes one, which answers nothing yet. NULL: that failed. */
struct directions_server *directions_server_new(void);

/* From here on requests go to this object; NULL: to none, and they are answered
 * with MIG_BAD_ID. Calls that are under way end in the one that they began in. */
void directions_server_install(struct directions_server *server);

/* The caller is through with it. One that is installed answers until another
 * takes its place. NULL is fine. */
void directions_server_free(struct directions_server *server);

#ifdef __cplusplus
}
#endif

#endif	/* not defined(_directions_shim_) */
