"""What strangers see: the public page of an event, its calendar file, and the page that says there is none."""
