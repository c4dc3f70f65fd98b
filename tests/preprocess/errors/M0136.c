"text
it's
