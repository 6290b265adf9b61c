"""Guided mode: a deterministic chat model that needs no network, understands organizers, and never invents a fact."""
