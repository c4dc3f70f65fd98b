#pragma once
#pragma push_macro(X)
_Pragma(1)
