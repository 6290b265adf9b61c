"""What is sent by mail: each kind as text and as HTML of the same words."""
