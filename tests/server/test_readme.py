"""The README's examples work as they stand, copied and pasted."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from uuid import uuid4

import pytest

from tests.server.running import token

README = Path(__file__).parents[2] / "README.md"
ADDRESS = "http://127.0.0.1:8000"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not on this machine: its examples were not run")
def test_the_curl_examples_open_a_session_save_a_stage_and_talk(server):
    block = README.read_text(encoding="utf-8").split("## By HTTP")[1]
    example = re.search(r"```sh\n(.*?)```", block, re.DOTALL)
    assert example
    script = example[1].replace(ADDRESS, server).replace("$(.venv/bin/wizard token)", token(uuid4()))

    done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stderr
    assert ADDRESS not in script and '"title":"Milan Nights"' in done.stdout
    assert '"name":"Anna Rossi"' in done.stdout.replace("\\", "") and "RUN_FINISHED" in done.stdout


def test_every_command_the_readme_names_exists():
    from server.cli import app

    named = re.search(r"## Commands\n\n(.*?)\n\n", README.read_text(encoding="utf-8"), re.DOTALL)
    assert named
    commands = {each.name or each.callback.__name__ for each in app.registered_commands if each.callback}
    told = set(re.findall(r"`(?:wizard )?([a-z]+)`", named[1]))
    assert told == commands
