/* C types of special.defs. */
#ifndef SPECIAL_TYPES_H
#define SPECIAL_TYPES_H

#include <mach/mach_types.h>
#include <stdint.h>

typedef mach_port_t object_t, any_t, port_send_t, make_once_t;
typedef struct {
	mach_port_t name;
	int mark;
} object_here_t;
typedef struct {
	int v[3];
} table_t;
typedef struct {
	table_t table;
	int mark;
} table_here_t;
typedef int some_t[16];
typedef int *open_t;
typedef int *away_t;
typedef int *few_t;
typedef int *four_t;
typedef mach_port_t *rights_t;
typedef mach_port_t three_t[3];
typedef mach_port_t names_t[3];
typedef char text_t[24];
typedef char label_t[24];
typedef int *sets_t[3];

#ifdef __cplusplus
extern "C" {
#endif
object_here_t object_in(mach_port_t name);
mach_port_t object_out(object_here_t object);
void object_drop(object_here_t object);
table_here_t table_in(table_t table);
table_t table_out(table_here_t table);
/* What a build that sets LimitCheck has. */
void __RequestOnStackAbort(int id, const char *name);
void __ReplyOnStackAbort(int id, const char *name);
void __MessageOffStackNote(int id, const char *name);
#ifdef __cplusplus
}
#endif
#endif
