/* Doubly linked lists through a member of their elements. A head is a list link of its own. */
#ifndef MIGRT_LIST_H
#define MIGRT_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct mr_list {
	struct mr_list *next;
	struct mr_list *prev;
};

/* The element of the given type whose member is at link. */
#define MR_LIST_ELEMENT(link, type, member) \
	((type *)(void *)((char *)(link)-offsetof(type, member)))

static inline void mr_list_init(struct mr_list *link)
{
	link->next = link;
	link->prev = link;
}

/* Of a head: nothing in the list. Of an element: in no list. */
static inline bool mr_list_is_empty(const struct mr_list *link)
{
	return link->next == link;
}

static inline void mr_list_append(struct mr_list *head, struct mr_list *link)
{
	link->next = head;
	link->prev = head->prev;
	head->prev->next = link;
	head->prev = link;
}

/* Does nothing to an element that is in no list. */
static inline void mr_list_remove(struct mr_list *link)
{
	link->prev->next = link->next;
	link->next->prev = link->prev;
	mr_list_init(link);
}

/* The first element's link, or NULL. */
static inline struct mr_list *mr_list_first(const struct mr_list *head)
{
	return mr_list_is_empty(head) ? NULL : head->next;
}

#endif
