"""From an organizer's words to facts, wishes and what must be asked back: pure, deterministic, without network."""

from .meaning import Asked, Intent, IntentKind, Setting, Unclear, Understood
from .readers import understand
from .settling import settle

__all__ = ["Asked", "Intent", "IntentKind", "Setting", "Unclear", "Understood", "settle", "understand"]
