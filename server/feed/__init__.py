"""The live feed of an event: its log as server-sent events, read once per process and pushed to whoever follows it."""
