"""Covers of events: taking them in, keeping their files, and showing what there is, or else what is drawn."""
