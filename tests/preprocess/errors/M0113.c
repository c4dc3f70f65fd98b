#ifdef X Y
#endif
#undef X Y
