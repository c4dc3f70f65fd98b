text /* comment
more
