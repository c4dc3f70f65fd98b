/*
 * What happens to all this at fork: the child has no rights, as in Mach, and a copy of the memory.
 * Children of a bare clone are out of reach.
 */
#ifndef MIGRT_CORE_FORK_H
#define MIGRT_CORE_FORK_H

void mr_before_fork(void);
void mr_after_fork_parent(void);
void mr_after_fork_child(void);

#endif
