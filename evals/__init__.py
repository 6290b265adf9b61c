"""Evals: whole conversations with the real graph, judged, so that a change of a prompt is measured and not believed."""
