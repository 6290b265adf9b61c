"""What the house must look like, checked by machine; each guard is also shown a text that breaks it."""
