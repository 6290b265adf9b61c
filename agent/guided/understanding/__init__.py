"""From an organizer's words to facts, wishes and what must be asked back: pure, deterministic, without network."""

from .meaning import Asked, Intent, IntentKind, Setting, Unclear, Understood
from .understand import understand

__all__ = ["Asked", "Intent", "IntentKind", "Setting", "Unclear", "Understood", "understand"]
