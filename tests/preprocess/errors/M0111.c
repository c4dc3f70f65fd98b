#line zero
#line 5 file
# 3 "ok.c"
#line 99999999999
