#define F(x) # y
#define G(x) #
#define OBJECT # y
