"""The published event and what belongs to it: one noun a file, table and rules together."""
