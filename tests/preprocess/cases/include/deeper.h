

deeper __INCLUDE_LEVEL__ __LINE__
