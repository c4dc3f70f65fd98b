#inclde "x"
#whatever
#!
