chain 2
