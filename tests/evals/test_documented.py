"""docs/evals.md: its examples work as they stand, and its tables name what there is."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from evals.cases import CASES, load
from evals.scorers import SCORERS
from tests.server.processes import wizard

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "evals.md").read_text(encoding="utf-8")
LINES = [line for block in re.findall(r"```sh\n(.*?)```", DOCS, re.DOTALL) for line in block.splitlines()]
# Needing a key, a network or a stored conversation: their options are checked, their work is tested elsewhere.
ELSEWHERE = ("GOOGLE_API_KEY", "make ", "capture")


def test_the_commands_work_one_after_the_other(tmp_path, monkeypatch):
    alone = [line for line in LINES if not any(part in line for part in ELSEWHERE)]
    assert len(alone) == 8
    for line in alone:
        command, _, codes = line.partition(" || test $? = ")
        arguments = [each.replace(".data/evals", str(tmp_path)) for each in shlex.split(command)[1:]]
        if arguments[1] == "run":
            arguments += ["--to", str(tmp_path / arguments[arguments.index("--label") + 1])]

        said = wizard(*arguments)

        assert said.code == int(codes or 0), f"{line}\n{said.out}{said.err}"


@pytest.mark.parametrize("line", [line for line in LINES if any(part in line for part in ELSEWHERE)])
def test_the_options_of_the_others_exist(line):
    words = shlex.split(line.replace('ARGS="', "").replace('"', ""))
    command = next(word for word in words if word in {"run", "view", "capture"})
    options = {word for word in words if word.startswith("--")}

    said = wizard("eval", command, "--help")

    assert said.code == 0 and {option for option in options if option not in said.out} == set()


def test_the_example_case_is_one_that_is_there(tmp_path):
    example = re.search(r"```yaml\n(.*?)```", DOCS, re.DOTALL)
    assert example
    (tmp_path / "example.yaml").write_text(example[1])

    (shown,) = load([tmp_path / "example.yaml"])

    (shipped,) = (case for case in load([CASES]) if case.id == shown.id)
    assert (shown.says, shown.facts) == (shipped.says, shipped.facts)


def test_every_scorer_stands_in_the_table_with_what_it_decides():
    told = dict(re.findall(r"^\| (\w+) \|.*\| (yes|no) \|$", DOCS, re.MULTILINE))

    assert told == {scorer.name: "yes" if scorer.decides else "no" for scorer in SCORERS} | {"tone": "no"}


def test_the_readme_s_commands_are_those_of_the_evals():
    block = (ROOT / "README.md").read_text(encoding="utf-8").split("## Is the new prompt better?")[1]
    lines = re.findall(r"^\.venv/bin/wizard eval (\w+)", block, re.MULTILINE)

    assert lines == ["run", "run", "compare"]
