/* Fork (core/fork.h): the child closes every descriptor and forgets every name. */
#include "core/fork.h"
#include "core/shared.h"
#include "core/watch.h"
#include "transport/bootstrap.h"

/* One entry of the table, for the loop below. */
static void take_entry(const struct mr_name *entry, void *context)
{
	const struct mr_name **ret_entry = context;

	*ret_entry = entry;
}

static void forget_waiters(const struct mr_name *entry, void *context)
{
	(void)context;
	/* The threads that waited are the parent's. */
	if (entry->port) {
		mr_list_init(&entry->port->receivers);
		mr_list_init(&entry->port->senders);
	}
	if (entry->set)
		mr_list_init(&entry->set->receivers);
}

void mr_before_fork(void)
{
	mr_lock();
	mr_shared_before_fork();
}

void mr_after_fork_parent(void)
{
	mr_shared_after_fork();
	mr_unlock();
}

void mr_after_fork_child(void)
{
	const struct mr_name *entry = NULL;

	mr_shared_after_fork();
	mr_sources_forget();
	mr_watches_forget();
	mr_services_forget();
	mr_name_each(forget_waiters, NULL);
	mr_sessions_forget();
	for (;;) {
		entry = NULL;
		mr_name_each(take_entry, &entry);
		if (!entry)
			break;
		mr_name_destroy(mr_name_find(entry->name));
	}
	mr_unlock();
}
