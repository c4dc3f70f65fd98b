formfeedtab \ 
splice with blank
#define A 1
A A
