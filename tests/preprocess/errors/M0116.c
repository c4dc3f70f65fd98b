#endif
#else
#elif 1
