// options: -Wundef
#if UNKNOWN && OTHER
#endif
