"""A process with an embedded Postgres: `owner.py <DATA_DIR>` says whether it owns it and lives as long as its input."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from state import embedded


def main(data_dir: str) -> None:
    with embedded.start(Path(data_dir), durable=False) as postgres:
        print(json.dumps({"owned": postgres.owned, "url": postgres.url}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
