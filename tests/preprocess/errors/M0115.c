#if 1
#ifdef X
#else
