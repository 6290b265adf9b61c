"""An image model makes the cover of an event."""
