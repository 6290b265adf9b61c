"""What the product costs, beside a peer and against its own goals; nothing of the product looks in here."""
