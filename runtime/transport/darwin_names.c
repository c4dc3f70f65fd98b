/* Meeting by name (<servers/bootstrap.h>): built once for each dialect. */
#include <migrt/migrt.h>
#include <servers/bootstrap.h>

static kern_return_t bootstrap_error(kern_return_t result)
{
	switch (result) {
	case KERN_SUCCESS: return BOOTSTRAP_SUCCESS;
	case KERN_NAME_EXISTS: return BOOTSTRAP_SERVICE_ACTIVE;
	case KERN_INVALID_NAME: return BOOTSTRAP_UNKNOWN_SERVICE;
	case KERN_RESOURCE_SHORTAGE: return BOOTSTRAP_NO_MEMORY;
	default: return BOOTSTRAP_NOT_PRIVILEGED;
	}
}

kern_return_t bootstrap_check_in(mach_port_t bp, const char *service_name, mach_port_t *ret_port)
{
	(void)bp;
	return bootstrap_error(migrt_check_in(service_name, MIGRT_DIALECT_HERE, ret_port));
}

kern_return_t bootstrap_look_up(mach_port_t bp, const char *service_name, mach_port_t *ret_port)
{
	(void)bp;
	return bootstrap_error(migrt_look_up(service_name, ret_port));
}
