/* What generated stubs call (<mach/mig.h>), and NDR_record. */
#include "ndr/shared.h"

#include <mach/mig.h>
#include <mach/ndr.h>
#include <stdlib.h>

NDR_record_t NDR_record = {
	.mig_vers = NDR_PROTOCOL_2_0,
	.if_vers = NDR_PROTOCOL_2_0,
	.mig_encoding = NDR_PROTOCOL_2_0,
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	.int_rep = NDR_INT_LITTLE_ENDIAN,
#else
	.int_rep = NDR_INT_BIG_ENDIAN,
#endif
	.char_rep = NDR_CHAR_ASCII,
	.float_rep = NDR_FLOAT_IEEE,
};

/* Counts the NUL. */
int mig_strncpy(char *dest, const char *src, int len)
{
	return len > 0 ? (int)migrt_typed_mig_strncpy(dest, src, (vm_size_t)len) + 1 : 0;
}

int mig_strncpy_zerofill(char *dest, const char *src, int len)
{
	return mig_strncpy(dest, src, len);
}

void *mig_user_allocate(vm_size_t size)
{
	return calloc(1, size);
}

void mig_user_deallocate(char *data, vm_size_t size)
{
	(void)size;
	free(data);
}
