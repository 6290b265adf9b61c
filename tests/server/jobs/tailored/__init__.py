"""A model proposes tasks for an event."""
