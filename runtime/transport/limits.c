/* What others may have this process keep (transfer.h). */
#include "transport/transfer.h"

#include <migrt/migrt.h>

#define MIB                ((size_t)1 << 20)

/* What sums of sizes and counts, checked against these, cannot exceed what a number holds. */
#define MESSAGE_BYTES_MAX  ((size_t)(SIZE_MAX / 4))
#define MESSAGE_RIGHTS_MAX ((size_t)1 << 20)

struct migrt_limits mr_limits = {
	.message_bytes = sizeof(void *) == 8 ? 1024 * MIB : 256 * MIB,
	.message_rights = 16384,
	.process_bytes = sizeof(void *) == 8 ? 4096 * MIB : 512 * MIB,
	.process_descriptors = SIZE_MAX,
};

static size_t charged_bytes;

bool mr_charge(size_t bytes)
{
	/* Limits can become smaller than what is there. */
	if (charged_bytes > mr_limits.process_bytes ||
		bytes > mr_limits.process_bytes - charged_bytes)
		return false;
	charged_bytes += bytes;
	return true;
}

void mr_charge_received(size_t bytes)
{
	charged_bytes += bytes;
}

void mr_uncharge(size_t bytes)
{
	charged_bytes -= bytes;
}

bool mr_is_descriptor_left(void)
{
	return mr_session_count < mr_limits.process_descriptors;
}

bool mr_is_burdened(void)
{
	return charged_bytes > mr_limits.process_bytes / 2;
}

static size_t at_most(size_t number, size_t limit)
{
	return number < limit ? number : limit;
}

void migrt_get_limits(struct migrt_limits *ret_limits)
{
	mr_lock();
	*ret_limits = mr_limits;
	mr_unlock();
}

void migrt_set_limits(const struct migrt_limits *limits)
{
	mr_lock();
	mr_limits = *limits;
	mr_limits.message_bytes = at_most(limits->message_bytes, MESSAGE_BYTES_MAX);
	mr_limits.message_rights = at_most(limits->message_rights, MESSAGE_RIGHTS_MAX);
	mr_unlock();
}
