
#include "folder"
