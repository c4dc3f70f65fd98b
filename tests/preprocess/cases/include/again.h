again __COUNTER__
