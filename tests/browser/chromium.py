"""The browser of the tests: the Chromium that is installed, headless, with a profile of its own and no way outside."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whoever calls another host than this machine is seen by the tests and gets no answer.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
_MISSING = (
    "THE WEB PAGE IS NOT TESTED: no Chromium here. On Debian: apt-get install chromium; or name one by CHROMIUM=/path."
)


def executable() -> str:
    """Where Chromium is; without one the test is skipped, and the summary says so."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        warnings.warn(_MISSING, stacklevel=1)
        pytest.skip(_MISSING)
    return found


@asynccontextmanager
async def running() -> AsyncIterator[Browser]:
    path = executable()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        await browser.close()
