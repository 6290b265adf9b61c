"""The React example of docs/connect-a-frontend.md, built as it stands and opened from another origin."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from tests.agent.conversation import frames
from tests.clients import documented
from tests.server.agui.process import Talker, serving

WEB = Path("web")
INDEX = '<!doctype html><html lang="en"><div id="root"></div><script type="module" src="./main.tsx"></script></html>'
MAIN = """import { createRoot } from "react-dom/client";
import { App } from "./App";
const asked = new URLSearchParams(location.search);
createRoot(document.getElementById("root")!).render(
  <App token={asked.get("token")!} threadId={asked.get("thread")!} />,
);
"""
LINES = [line.strip() for line in Path("docs/first-conversation.txt").read_text().splitlines() if line.strip()][:-1]


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[Path, str]]:
    """A folder where the example finds its packages, and the address it will be served from."""
    folder = WEB / "node_modules" / ".documented"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder / "dist"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def address(browser, site, database_url, tmp_path_factory) -> Iterator[str]:
    """The example, built for a server that lets its origin call."""
    folder, origin = site
    with serving(database_url, tmp_path_factory.mktemp("data"), ALLOWED_ORIGINS=origin) as server:
        _build(folder, server.address)
        yield server.address


def _build(folder: Path, address: str) -> None:
    for name, text in {"App.tsx": documented.named("App.tsx"), "main.tsx": MAIN, "index.html": INDEX}.items():
        (folder / name).write_text(text, encoding="utf-8")
    path = f"{Path('.venv/node/bin').absolute()}{os.pathsep}{os.environ['PATH']}"
    command = [WEB.absolute() / "node_modules" / ".bin" / "vite", "build", "--logLevel", "warn"]
    environment = {"PATH": path, "VITE_COPILOT_URL": address}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr + done.stdout


def _answered(talker: Talker, count: int) -> None:
    """Wait until so many messages have arrived and are answered: who joins a thread sees a run to its end."""
    deadline = time.monotonic() + 20
    while True:
        told = frames(talker.connect().content)
        if told and [message["role"] for message in told[1]["messages"]].count("user") == count:
            return
        assert time.monotonic() < deadline
        time.sleep(0.05)


async def _say(box: Locator, line: str) -> None:
    """Enter does nothing until CopilotKit knows its runtime; what is sent leaves the box."""
    await box.fill(line)
    deadline = time.monotonic() + 20
    while await box.input_value():
        assert time.monotonic() < deadline, "the page does not become ready"
        await box.press("Enter")
        await asyncio.sleep(0.2)


@pytest.mark.slow
async def test_the_example_talks_from_another_origin_and_publishes(browser, address, site):
    talker = Talker(address)
    page = await browser.new_page()
    token = talker.headers["Authorization"].removeprefix("Bearer ")
    await page.goto(f"{site[1]}/?token={token}&thread={talker.thread_id}")

    for count, line in enumerate(LINES, 1):
        await _say(page.get_by_role("textbox"), line)
        await asyncio.to_thread(_answered, talker, count)
    await expect(page.get_by_role("progressbar", name="Progress")).to_have_attribute("value", "85")
    await page.get_by_role("button", name="Publish").click()
    await expect(page.get_by_role("progressbar", name="Progress")).to_have_attribute("value", "100")

    assert talker.session()["status"] == "completed"
    await page.reload()
    await expect(page.get_by_text(LINES[0], exact=True)).to_be_visible()
    await page.close()
