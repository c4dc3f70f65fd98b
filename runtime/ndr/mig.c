/* What generated stubs call (<mach/mig.h>), and NDR_record. */
#include "core/memory.h"
#include "core/shared.h"

#include <mach/mig.h>
#include <mach/ndr.h>
#include <stdlib.h>
#include <string.h>

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

int mig_strncpy(char *dest, const char *src, int len)
{
	size_t room_bytes = len > 0 ? (size_t)len : 0;
	size_t length = 0;

	if (room_bytes == 0)
		return 0;
	while (length < room_bytes - 1 && src[length] != '\0') {
		dest[length] = src[length];
		length++;
	}
	memset(dest + length, 0, room_bytes - length);
	return (int)length + 1;
}

int mig_strncpy_zerofill(char *dest, const char *src, int len)
{
	return mig_strncpy(dest, src, len);
}

void mig_allocate(vm_address_t *ret_address, vm_size_t size)
{
	*ret_address = (vm_address_t)mr_shared_allocate(size);
}

void mig_deallocate(vm_address_t address, vm_size_t size)
{
	mr_pages_free(address, size);
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
