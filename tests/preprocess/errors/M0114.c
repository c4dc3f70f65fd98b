// options: -Wendif-labels
#ifdef X
#else X
#endif X
