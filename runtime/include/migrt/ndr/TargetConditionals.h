/* Which of Darwin's systems this is, for stubs that ask: none. */
#ifndef MIGRT_NDR_TARGETCONDITIONALS_H
#define MIGRT_NDR_TARGETCONDITIONALS_H

#define TARGET_OS_MAC       0
#define TARGET_OS_OSX       0
#define TARGET_OS_IPHONE    0
#define TARGET_OS_SIMULATOR 0

#endif
