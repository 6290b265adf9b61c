"""A browser, a server on the hosted model's wire, and desks of people at it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser

from server.routes.page import BUILT
from tests.browser import chromium
from tests.browser.bare_form import Form
from tests.browser.desk import Desk, Seen
from tests.fakes import gemini, gemini_brain
from tests.server.agui.process import Server, serving

OpenDesk = Callable[..., Awaitable[Desk]]
# Leases end soon, so that a thread whose process was killed is soon free.
SETTINGS = {
    "MODEL": "google_genai:gemini-2.5-flash",
    "GOOGLE_API_KEY": gemini.KEY,
    "MODEL_TIMEOUT_SECONDS": "30",
    "RUN_LEASE_SECONDS": "2",
    "IMAGE_MODEL": "off",
}


@pytest.fixture(scope="session")
async def alone() -> AsyncIterator[Browser]:
    """One for the whole run; what tabs share, tests keep apart by contexts of their own."""
    async with chromium.running() as opened:
        yield opened


@pytest.fixture(scope="session")
def browser(alone: Browser) -> Browser:
    """The same, for tests of the product's page."""
    assert (BUILT / "index.html").is_file(), "the page is not built; make setup builds it"
    return alone


@pytest.fixture(scope="module")
def model() -> Iterator[gemini.FakeGemini]:
    with gemini.serving(brain=_answer) as fake:
        yield fake


@pytest.fixture(scope="module")
def server(
    browser: Browser, model: gemini.FakeGemini, database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    with serving(database_url, tmp_path_factory.mktemp("data"), GEMINI_BASE_URL=model.address, **SETTINGS) as started:
        yield started


@pytest.fixture
async def desk(browser: Browser, server: Server, model: gemini.FakeGemini) -> AsyncIterator[OpenDesk]:
    """Opens tabs: `desk()`, or `desk(beside=...)` on the conversation of another one, `device=` its own browser."""
    model.plan.clear()
    model.pause = 0
    seen = Seen()
    contexts = [await _context(browser, seen)]
    desks: list[Desk] = []

    async def opened(beside: Desk | None = None, device: str = "", **options: Any) -> Desk:
        if device:
            contexts.append(await _context(browser, seen))
        same = {"user": beside.user, "thread_id": beside.thread_id} if beside else {}
        desks.append(await Desk.opened(contexts[-1], server.address, **same | options))
        return desks[-1]

    yield opened
    for context in contexts:
        await context.close()
    own = urlsplit(server.address).netloc
    assert {urlsplit(address).netloc for address in seen.addresses()} == {own}
    assert seen.errors == []
    assert [text for each in desks for text in each.console if "Content Security Policy" in text] == []


async def _context(browser: Browser, seen: Seen) -> Any:
    context = await browser.new_context(viewport={"width": 1280, "height": 820}, locale="en-GB")
    context.set_default_timeout(15_000)
    seen.watch(context)
    return context


def _answer(body: dict[str, Any]) -> list[dict[str, Any]]:
    """As the fake always does; asked to point at the title, it uses the page's own tool."""
    last = body["contents"][-1]["parts"]
    offered = {one["name"] for tool in body.get("tools") or () for one in tool["functionDeclarations"]}
    if any(part.get("text") == "Where is the title?" for part in last) and "highlight_field" in offered:
        field = {"stage": "eventSetup", "field": "title"}
        return [{"functionCall": {"name": "highlight_field", "args": field}, "thoughtSignature": "cGFnZQ=="}]
    if any(part.get("functionResponse", {}).get("name") == "highlight_field" for part in last):
        return [{"text": "I have marked it for you."}]
    return gemini_brain.parts(body)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The form on a page of its own, which is no part of the product."""
    folder = tmp_path_factory.mktemp("form")
    path = f"{Path('.venv/node/bin').absolute()}{os.pathsep}{os.environ['PATH']}"
    made = subprocess.run(
        ["node", "node_modules/vite/bin/vite.js", "build", "tests", "--outDir", folder, "--emptyOutDir"],
        cwd="web",
        env={"PATH": path},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture(params=[(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")], ids=str)
async def any_form(request, alone: Browser, built: Path) -> AsyncIterator[Form]:
    width, theme = request.param
    context = await alone.new_context(viewport={"width": width, "height": 800}, color_scheme=theme, locale="en-GB")
    yield await Form.opened(context, built)
    await context.close()


@pytest.fixture
async def form(alone: Browser, built: Path) -> AsyncIterator[Form]:
    context = await alone.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    context.set_default_timeout(5000)
    opened = await Form.opened(context, built)
    yield opened
    await context.close()
    assert opened.errors == []
