/* The record that tells a message's data representation. */
#ifndef TESTS_MACH_NDR_H
#define TESTS_MACH_NDR_H
typedef struct {
	unsigned char mig_vers, if_vers, reserved1, mig_encoding;
	unsigned char int_rep, char_rep, float_rep, reserved2;
} NDR_record_t;
#define NDR_PROTOCOL_2_0      0
#define NDR_INT_BIG_ENDIAN    0
#define NDR_INT_LITTLE_ENDIAN 1
#define NDR_CHAR_ASCII        0
#define NDR_FLOAT_IEEE        0
#ifdef __cplusplus
extern "C" {
#endif
extern NDR_record_t NDR_record;
#ifdef __cplusplus
}
#endif
#endif
