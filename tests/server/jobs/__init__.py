"""Jobs: enqueued, worked, swept, given up."""
