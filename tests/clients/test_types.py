"""The page's TypeScript types are those of the server's own OpenAPI document."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from server.app import create_app
from tests.server.running import settings_for

CLIENTS = Path(__file__).parent


def test_the_pages_types_are_made_from_the_document_as_it_is_now():
    document = json.dumps(create_app(settings_for("postgresql://nowhere/none")).openapi())
    path = f"{Path('.venv/node/bin').absolute()}{os.pathsep}{os.environ['PATH']}"
    made = subprocess.run(
        ["node", "types.mjs"],
        cwd=CLIENTS,
        input=document,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": path},
    )

    assert made.returncode == 0, made.stderr
    assert made.stdout == Path("web/src/api/schema.ts").read_text(encoding="utf-8"), "make types writes them anew"
