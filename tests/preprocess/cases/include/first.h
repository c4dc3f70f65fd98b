#define FIRST first
text of -include
