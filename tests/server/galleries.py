"""Galleries of covers for tests, without a server."""

from __future__ import annotations

from obstore.store import MemoryStore

from server.covers.gallery import Gallery
from state.gateways.storage import Storage


def gallery() -> Gallery:
    """An empty one, whose files are gone with it."""
    return Gallery(Storage(MemoryStore))
