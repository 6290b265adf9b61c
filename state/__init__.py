"""What is remembered and the rules it obeys: Postgres behind one transaction class, rules beside their tables."""
