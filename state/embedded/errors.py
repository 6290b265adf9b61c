"""What can go wrong with the embedded Postgres, said with the way out."""

from __future__ import annotations

from pathlib import Path

from state.errors import StateError

_WAY_OUT = "Or set DATABASE_URL to use a Postgres of your own."
_TAIL_BYTES = 2_000


class EmbeddedPostgresError(StateError):
    """The embedded Postgres cannot be had here; the message ends with what to do about it."""

    code = "embedded_postgres"

    def __init__(self, message: str) -> None:
        super().__init__(f"{message.strip()}\n{_WAY_OUT}")


def died(log: Path, since: int, happening: str) -> EmbeddedPostgresError:
    """An error that quotes what the log has said from byte `since` on."""
    with log.open("rb") as file:
        file.seek(max(since, log.stat().st_size - _TAIL_BYTES))
        said = file.read().decode(errors="replace").strip()
    return EmbeddedPostgresError(f"{happening} Its log, {log}, ends with:\n{said or '(nothing)'}")
