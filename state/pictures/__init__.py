"""Pictures from outside: decoded apart, under limits, and written anew, so that nothing of a file survives but what is
to be seen."""
