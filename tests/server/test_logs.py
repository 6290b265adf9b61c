"""Log lines: one per request with the route's template; nothing a user wrote, no token, no address."""

from __future__ import annotations

import json
import subprocess
import sys
from uuid import uuid4

import httpx
import pytest

from tests.server.processes import ROOT, forked
from tests.server.running import SECRET, Person


def test_a_request_is_one_line_of_json_without_what_was_asked_and_said(database_url, tmp_path):
    user = uuid4()
    with forked("serve", log=tmp_path / "log", DATABASE_URL=database_url, JWT_SECRET=SECRET, PORT="0") as process:
        assert process.stdout
        address = process.stdout.readline().split()[-1]
        headers = dict(Person(address, user).http.headers) | {"x-request-id": "trace-1"}
        made = httpx.post(f"{address}/api/v1/wizard/sessions", json={"session_id": "secret-id"}, headers=headers)
        path = f"{address}/api/v1/wizard/sessions/secret-id/stages/eventSetup?token=secret-query"
        httpx.patch(path, json={"title": "secret-title"}, headers=headers)
        httpx.get(f"{address}/secret-address", headers=headers)
        process.terminate()
        process.wait(10)

    text = (tmp_path / "log").read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    requests = [line for line in lines if line["event"] == "http_request"]
    assert made.status_code == 201
    assert [(line["method"], line["route"], line["status"]) for line in requests] == [
        ("POST", "/api/v1/wizard/sessions", 201),
        ("PATCH", "/api/v1/wizard/sessions/{session_id}/stages/{stage}", 200),
        ("GET", None, 404),
    ]
    assert all(
        line["duration_ms"] > 0 and line["request_id"] == "trace-1" and line["level"] == "info" for line in requests
    )
    for hidden in ("secret-", str(user), headers["authorization"].split()[1], SECRET, database_url):
        assert hidden not in text


FAILURE = """
import structlog
from server import logs
from server.settings import LogFormat

logs.configure(LogFormat("{form}"))
def inner(): raise ValueError("row: anna@example.com")
try:
    try: inner()
    except ValueError as cause: raise RuntimeError("of anna@example.com") from cause
except RuntimeError as error:
    structlog.get_logger("x").{call}
"""


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize("call", ['exception("request_failed")', 'error("request_failed", exc_info=error)'])
def test_an_error_is_logged_with_its_kind_and_place(form, call):
    script = FAILURE.format(form=form, call=call)
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)

    assert "request_failed" in run.stderr and "RuntimeError" in run.stderr and "ValueError" in run.stderr
    if form == "json":
        line = json.loads(run.stderr)
        assert line["error"][0].startswith("builtins.RuntimeError at ") and line["error"][1].startswith(
            "builtins.ValueError at "
        )
        assert "anna@example.com" not in run.stderr, "what an error says may quote a user's data"
