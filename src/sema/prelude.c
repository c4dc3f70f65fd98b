/* The prelude of migc's own mode: what a file may use without including anything. */
#include "sema/sema.h"

/* integer_* and unsigned_* have C types of <stdint.h>; ports are named as <mach/port.h> does. */
const char *sema_prelude(void)
{
	return "type integer_8 = MACH_MSG_TYPE_INTEGER_8 ctype: int8_t;\n"
	       "type integer_16 = MACH_MSG_TYPE_INTEGER_16 ctype: int16_t;\n"
	       "type integer_32 = MACH_MSG_TYPE_INTEGER_32 ctype: int32_t;\n"
	       "type integer_64 = MACH_MSG_TYPE_INTEGER_64 ctype: int64_t;\n"
	       "type unsigned_8 = MACH_MSG_TYPE_INTEGER_8 ctype: uint8_t;\n"
	       "type unsigned_16 = MACH_MSG_TYPE_INTEGER_16 ctype: uint16_t;\n"
	       "type unsigned_32 = MACH_MSG_TYPE_INTEGER_32 ctype: uint32_t;\n"
	       "type unsigned_64 = MACH_MSG_TYPE_INTEGER_64 ctype: uint64_t;\n"
	       "type int8_t = MACH_MSG_TYPE_INTEGER_8;\n"
	       "type int16_t = MACH_MSG_TYPE_INTEGER_16;\n"
	       "type int32_t = MACH_MSG_TYPE_INTEGER_32;\n"
	       "type int64_t = MACH_MSG_TYPE_INTEGER_64;\n"
	       "type uint8_t = MACH_MSG_TYPE_INTEGER_8;\n"
	       "type uint16_t = MACH_MSG_TYPE_INTEGER_16;\n"
	       "type uint32_t = MACH_MSG_TYPE_INTEGER_32;\n"
	       "type uint64_t = MACH_MSG_TYPE_INTEGER_64;\n"
	       "type boolean_t = MACH_MSG_TYPE_BOOLEAN;\n"
	       "type kern_return_t = MACH_MSG_TYPE_INTEGER_32;\n"
	       "type mach_port_t = MACH_MSG_TYPE_COPY_SEND;\n"
	       "type mach_port_copy_send_t = MACH_MSG_TYPE_COPY_SEND ctype: mach_port_t;\n"
	       "type mach_port_make_send_t = MACH_MSG_TYPE_MAKE_SEND ctype: mach_port_t;\n"
	       "type mach_port_move_send_t = MACH_MSG_TYPE_MOVE_SEND ctype: mach_port_t;\n"
	       "type mach_port_make_send_once_t = MACH_MSG_TYPE_MAKE_SEND_ONCE ctype: "
	       "mach_port_t;\n"
	       "type mach_port_move_send_once_t = MACH_MSG_TYPE_MOVE_SEND_ONCE ctype: "
	       "mach_port_t;\n"
	       "type mach_port_move_receive_t = MACH_MSG_TYPE_MOVE_RECEIVE ctype: mach_port_t;\n"
	       "type mach_port_send_t = MACH_MSG_TYPE_PORT_SEND ctype: mach_port_t;\n"
	       "type mach_port_send_once_t = MACH_MSG_TYPE_PORT_SEND_ONCE ctype: mach_port_t;\n"
	       "type mach_port_receive_t = MACH_MSG_TYPE_PORT_RECEIVE ctype: mach_port_t;\n"
	       "type mach_port_poly_t = polymorphic ctype: mach_port_t;\n"
	       "type mach_port_name_t = MACH_MSG_TYPE_PORT_NAME;\n";
}
