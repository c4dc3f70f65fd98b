/* Flags of vm_allocate. */
#ifndef MIGRT_NDR_MACH_VM_STATISTICS_H
#define MIGRT_NDR_MACH_VM_STATISTICS_H

#define VM_FLAGS_FIXED      0x00000000 /* at the given address */
#define VM_FLAGS_ANYWHERE   0x00000001 /* where there is room */
#define VM_FLAGS_ALIAS_MASK 0xff000000 /* a tag for statistics, not looked at */
#define VM_MAKE_TAG(tag)    ((int)((unsigned)(tag) << 24))

#endif
