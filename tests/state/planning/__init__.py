"""The plan of an event: templates, deadlines, graph, standing, forecast."""
