/* Notifications: messages that the port core itself sends, to send-once rights given to it for
 * that. */
#ifndef MIGRT_NDR_MACH_NOTIFY_H
#define MIGRT_NDR_MACH_NOTIFY_H

#include <mach/message.h>
#include <mach/ndr.h>
#include <mach/port.h>

/* msgh_id of each notification. */
#define MACH_NOTIFY_FIRST 64
#define MACH_NOTIFY_PORT_DELETED \
	(MACH_NOTIFY_FIRST + 1) /* the watched name ended, its port did not */
#define MACH_NOTIFY_SEND_POSSIBLE  (MACH_NOTIFY_FIRST + 2) /* never sent here */
#define MACH_NOTIFY_PORT_DESTROYED (MACH_NOTIFY_FIRST + 5) /* here is the receive right instead */
#define MACH_NOTIFY_NO_SENDERS     (MACH_NOTIFY_FIRST + 6) /* no send right is left */
#define MACH_NOTIFY_SEND_ONCE      (MACH_NOTIFY_FIRST + 7) /* a send-once right ended unused */
#define MACH_NOTIFY_DEAD_NAME      (MACH_NOTIFY_FIRST + 8) /* the watched name is now a dead name */
#define MACH_NOTIFY_LAST           (MACH_NOTIFY_FIRST + 13)

#pragma pack(push, 4)

typedef struct {
	mach_msg_header_t not_header;
	NDR_record_t NDR;
	mach_port_name_t not_port;
	mach_msg_format_0_trailer_t trailer;
} mach_port_deleted_notification_t;

typedef struct {
	mach_msg_header_t not_header;
	NDR_record_t NDR;
	mach_port_name_t not_port;
	mach_msg_format_0_trailer_t trailer;
} mach_send_possible_notification_t;

typedef struct {
	mach_msg_header_t not_header;
	mach_msg_body_t not_body;
	mach_msg_port_descriptor_t not_port; /* MACH_MSG_TYPE_PORT_RECEIVE */
	mach_msg_format_0_trailer_t trailer;
} mach_port_destroyed_notification_t;

typedef struct {
	mach_msg_header_t not_header;
	NDR_record_t NDR;
	mach_msg_type_number_t not_count; /* the make-send count at that moment */
	mach_msg_format_0_trailer_t trailer;
} mach_no_senders_notification_t;

typedef struct {
	mach_msg_header_t not_header;
	mach_msg_format_0_trailer_t trailer;
} mach_send_once_notification_t;

/* Carries one user reference of the dead name in addition to those that there were. */
typedef struct {
	mach_msg_header_t not_header;
	NDR_record_t NDR;
	mach_port_name_t not_port;
	mach_msg_format_0_trailer_t trailer;
} mach_dead_name_notification_t;

#pragma pack(pop)

#endif
