"""The plan of an event: templates, deadlines, graph, tailoring, forecast."""
