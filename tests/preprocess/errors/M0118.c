#if
#endif
#if 1 +
#endif
#if (1
#endif
#if 1 / 0
#endif
#if 1 2
#endif
#if 1.5
#endif
#if 1, 2
#endif
#if defined
#endif
#if "text"
#endif
#if 18446744073709551616
#endif
#if 1 ? 2
#endif
#define BAD 1 +* 2
#if BAD
#endif
#if ''
#endif
