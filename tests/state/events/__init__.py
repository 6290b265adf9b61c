"""What belongs to an event, in SQL and by its operations."""
