"""What belongs to an event, over HTTP."""
