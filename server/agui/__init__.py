"""The AG-UI stream: a graph's run as events, and the life of a run apart from its connection."""
