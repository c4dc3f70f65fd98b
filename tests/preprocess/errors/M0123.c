#define F+ 1
