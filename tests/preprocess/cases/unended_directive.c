#if 1
end of file in a directive
#endif