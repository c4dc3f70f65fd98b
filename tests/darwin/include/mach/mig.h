/* What generated stubs and their callers share: tables, settings, support functions. */
#ifndef TESTS_MACH_MIG_H
#define TESTS_MACH_MIG_H
#include <mach/message.h>
#include <mach/port.h>

#ifndef __MigTypeCheck
#define __MigTypeCheck 1
#endif
#ifndef __MigPackStructs
#define __MigPackStructs 1
#endif

typedef void (*mig_stub_routine_t)(mach_msg_header_t *in, mach_msg_header_t *out);
typedef mig_stub_routine_t mig_routine_t;
typedef mig_routine_t (*mig_server_routine_t)(mach_msg_header_t *in);
typedef kern_return_t (*mig_impl_routine_t)(void);

typedef struct {
	unsigned short type;
	unsigned short size, count, offset;
} routine_arg_descriptor;
typedef routine_arg_descriptor *routine_arg_descriptor_t;

struct routine_descriptor {
	mig_impl_routine_t impl_routine;
	mig_stub_routine_t stub_routine;
	unsigned int argc;
	unsigned int descr_count;
	routine_arg_descriptor_t arg_descr;
	unsigned int max_reply_msg;
};
typedef struct routine_descriptor mig_routine_descriptor;
typedef mig_routine_descriptor *mig_routine_descriptor_t;

typedef struct mig_symtab {
	char *ms_routine_name;
	int ms_routine_number;
	void (*ms_routine)(void);
} mig_symtab_t;

#ifdef __cplusplus
extern "C" {
#endif
extern mach_port_t mig_get_reply_port(void);
extern void mig_dealloc_reply_port(mach_port_t port);
extern void mig_put_reply_port(mach_port_t port);
extern mach_port_t mig_get_special_reply_port(void);
extern void mig_dealloc_special_reply_port(mach_port_t port);
extern int mig_strncpy(char *dest, const char *src, int len);
extern int mig_strncpy_zerofill(char *dest, const char *src, int len);
extern void mig_allocate(vm_address_t *address, vm_size_t size);
extern void mig_deallocate(vm_address_t address, vm_size_t size);
extern void *mig_user_allocate(vm_size_t size);
extern void mig_user_deallocate(char *data, vm_size_t size);
#ifdef __cplusplus
}
#endif
#endif
