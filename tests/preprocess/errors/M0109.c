#error  this   cannot /* so */ be
