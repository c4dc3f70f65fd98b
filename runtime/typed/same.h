/* Functions that take and give the same in both header sets: they have a second symbol. */
#ifndef MIGRT_TYPED_SAME_H
#define MIGRT_TYPED_SAME_H

/* Where this stands, the function is the NDR set's too. */
#define MR_SAME_IN_NDR(name) MR_SAME_IN_NDR_AS(name, name)
/* There under another name. */
#define MR_SAME_IN_NDR_AS(name, ndr) \
	extern __typeof__(name) migrt_ndr_##ndr __attribute__((alias("migrt_typed_" #name)))

#endif
