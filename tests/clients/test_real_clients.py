"""What this server sends is understood by the very clients people use, live and as recorded."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fakes import gemini
from tests.server.agui.process import Talker, serving

HERE = Path(__file__).parent
VERSIONS = ("0.0.59", "1.0.0")
LINES = [line.strip() for line in Path("docs/first-conversation.txt").read_text().splitlines() if line.strip()][:-1]
YES = {"confirmed": True, "terms_accepted": True}
# The machine's Node, or the one that make setup has put here.
_PATH = f"{Path('.venv/node/bin').absolute()}{os.pathsep}{os.environ['PATH']}"


def node(script: str, told: Any) -> Any:
    assert (HERE / "node_modules").is_dir(), "the clients are not installed; make test installs them"
    done = subprocess.run(
        ["node", HERE / script], input=json.dumps(told), capture_output=True, text=True, timeout=60, env={"PATH": _PATH}
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def model() -> Iterator[gemini.FakeGemini]:
    with gemini.serving() as fake:
        yield fake


@pytest.fixture(scope="module")
def address(database_url, tmp_path_factory, model) -> Iterator[str]:
    hosted = {"MODEL": "google_genai:gemini-2.5-flash", "GOOGLE_API_KEY": gemini.KEY, "GEMINI_BASE_URL": model.address}
    with serving(database_url, tmp_path_factory.mktemp("data"), **hosted) as server:
        yield server.address


@pytest.mark.parametrize("path", ["/agui", "/copilotkit/agent/wizard/run"])
@pytest.mark.parametrize("version", VERSIONS)
def test_a_client_talks_to_a_published_event(address, version, path):
    talker = Talker(address)
    told = {"version": version, "url": address + path, "headers": talker.headers, "threadId": talker.thread_id}

    known = node("converse.mjs", told | {"lines": LINES, "answer": YES})

    assert [run for run in known["runs"] if run["problem"]] == []
    assert len(known["runs"]) == len(LINES) + 1 and all(run["text"] or run["tools"] for run in known["runs"])
    assert known["interrupt"]["metadata"]["dry_run"]["would_create"]["event"]["name"] == "Milan Nights"
    assert known["session"] == talker.session() and known["session"]["status"] == "completed"
    assert known["doubled"] == 0


@pytest.fixture(scope="module")
def recorded(address, model) -> dict[str, str]:
    """Streams of every kind, as the wire carried them."""
    talker = Talker(address)

    def connect(who: Talker = talker) -> str:
        answer = httpx.post(
            f"{address}/copilotkit/agent/wizard/connect", json=who.body(), headers=who.headers, timeout=30
        )
        assert answer.status_code == 200, answer.text
        return answer.text

    said = {f"said {line}": talker.post(talker.body(line)).text for line in LINES}
    opened = connect()
    interrupt = talker.run().interrupts[0]["id"]
    declined = [{"interruptId": interrupt, "status": "cancelled"}]
    streams = said | {"an open approval": opened, "declined": talker.post(talker.body(resume=declined)).text}
    model.fail("error object", visible=True)
    broken = talker.post(talker.body("hello")).text
    return streams | {"broken off": broken, "after an error": connect(), "a new thread": connect(Talker(address))}


@pytest.fixture(scope="module")
def verdicts(recorded) -> dict[str, dict[str, dict[str, Any]]]:
    return node("judge.mjs", recorded)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_recorded_stream_is_legal_to_both_clients(verdicts, recorded, version):
    verdict = verdicts[version]

    assert {name: each["problem"] for name, each in verdict.items() if each["problem"]} == {}
    for name, each in verdict.items():
        # Nothing is dropped on the way: every frame of the wire has become an event.
        assert len(each["events"]) == recorded[name].count("data: "), name
    assert verdict["an open approval"]["events"][:3] == ["RUN_STARTED", "MESSAGES_SNAPSHOT", "STATE_SNAPSHOT"]
    assert verdict["broken off"]["events"][-1] == "RUN_ERROR" and verdict["a new thread"]["events"] == []


def test_the_judge_notices_what_a_client_would_not_take():
    started = 'data: {"type":"RUN_STARTED","threadId":"t","runId":"r"}\n\n'
    bad = {
        "a null": started + 'data: {"type":"TEXT_MESSAGE_START","messageId":null,"role":"assistant"}\n\n',
        "out of order": 'data: {"type":"RUN_FINISHED","threadId":"t","runId":"r"}\n\n',
        "left open": started + 'data: {"type":"STEP_STARTED","stepName":"s"}\n\n'
        'data: {"type":"RUN_FINISHED","threadId":"t","runId":"r"}\n\n',
    }

    verdicts = node("judge.mjs", bad)

    assert all(verdicts[version][name]["problem"] for version in VERSIONS for name in bad)
