"""Reloads, other tabs, a stop, a server that is killed: the page shows what the server has, and goes on."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.conftest import SETTINGS
from tests.browser.desk import Desk
from tests.browser.test_conversation import ready
from tests.server.agui.process import Server, serving

GREETING = re.compile(r"Hello! I help you set up your fashion event, step by step\. What is your name\?")
BEGUN = re.compile(r"^Hello!")
HELD, FREE = 60.0, 0.0


async def test_a_reload_in_mid_answer_brings_all_back_and_follows_live(desk, model):
    anna = await desk()
    model.pause = HELD
    await anna.type("hi")
    await anna.shows(BEGUN)

    await anna.page.reload()

    await anna.ready()
    await anna.shows("hi")
    await anna.shows(BEGUN)
    await expect(anna.button("Stop")).to_be_visible()
    await anna.shows(GREETING, 0)
    model.pause = FREE
    await anna.shows(GREETING)
    await anna.shows("hi")


async def test_a_second_tab_and_another_device_follow_live(desk, model):
    anna = await desk()
    tab = await desk(beside=anna)
    model.pause = HELD

    await anna.type("hi")
    device = await desk(beside=anna, device="another")

    for each in (anna, tab, device):
        await each.shows("hi")
        await each.shows(BEGUN)
        await expect(each.button("Stop")).to_be_visible()
        await each.shows(GREETING, 0)
    model.pause = FREE
    for each in (anna, tab, device):
        await each.shows(GREETING)
        await each.settled()
    await anna.say("I'm Anna Rossi")
    await expect(tab.field("Your name")).to_have_value("Anna Rossi")


async def test_stop_ends_the_answer_and_leaves_the_conversation_usable(desk, model):
    anna = await desk()
    model.pause = HELD
    await anna.type("hi")
    await anna.shows(BEGUN)

    await anna.button("Stop").click()

    await anna.settled()
    await anna.shows(GREETING, 0)
    model.pause = FREE
    await anna.say("I'm Anna Rossi")
    await anna.shows(re.compile("I have noted your name"))
    await expect(anna.alert).to_have_count(0)


@dataclass
class Mortal:
    """A server that can be killed and started again at the same address, on the same database."""

    database_url: str
    data_dir: Path
    settings: dict[str, str]
    server: Server | None = None
    _stack: ExitStack = field(default_factory=ExitStack)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.settings['PORT']}"

    def start(self) -> None:
        """As it was, or again."""
        if self.server is None or self.server.process.poll() is not None:
            self._serve()

    def _serve(self) -> None:
        self.server = self._stack.enter_context(serving(self.database_url, self.data_dir, **self.settings))

    def kill(self) -> None:
        assert self.server
        self.server.kill()

    def close(self) -> None:
        self._stack.close()


@pytest.fixture(scope="module")
def one_mortal(database_url, tmp_path_factory, model) -> Iterator[Mortal]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings = SETTINGS | {"PORT": str(listener.getsockname()[1]), "GEMINI_BASE_URL": model.address}
    mortal = Mortal(database_url, tmp_path_factory.mktemp("mortal"), settings)
    yield mortal
    mortal.close()


@pytest.fixture
def mortal(one_mortal, model) -> Mortal:
    one_mortal.start()
    model.pause = FREE
    return one_mortal


async def test_a_server_killed_in_mid_answer_comes_back_with_everything(browser, mortal, model):
    context = await browser.new_context()
    anna = await Desk.opened(context, mortal.address)
    await anna.say("I'm Anna Rossi, anna@rossi.example, and I organize events")
    model.pause = HELD
    await anna.type("why do you need that?")
    await anna.shows(re.compile("^It"))

    mortal.kill()
    await expect(anna.alert).to_contain_text("connection was lost")
    model.pause = FREE
    mortal.start()

    await expect(anna.alert).to_contain_text("cut off", timeout=15_000)
    await anna.shows("why do you need that?")
    await expect(anna.field("E-mail")).to_have_value("anna@rossi.example")
    await anna.say("next")
    await anna.shows(re.compile("Now the event itself"))
    await expect(anna.alert).to_have_count(0)
    await context.close()


async def test_what_was_said_while_the_server_was_away_arrives_once(browser, mortal):
    context = await browser.new_context()
    anna = await Desk.opened(context, mortal.address)
    await anna.say("hi")
    mortal.kill()

    await anna.type("I'm Anna Rossi")
    await expect(anna.alert).to_contain_text("connection was lost")
    mortal.start()

    await anna.shows(re.compile("I have noted your name"))
    await anna.shows("I'm Anna Rossi")
    await expect(anna.alert).to_have_count(0)
    await context.close()


async def test_an_open_approval_outlives_the_server_and_is_answered_afterwards(browser, mortal):
    context = await browser.new_context()

    async def desk() -> Desk:
        return await Desk.opened(context, mortal.address)

    anna = await ready(desk)
    mortal.kill()
    mortal.start()
    await anna.page.reload()

    await anna.ready()
    await anna.button("Publish").click()

    await expect(anna.page.get_by_role("banner")).to_contain_text("Published")
    await context.close()


async def test_a_page_opened_while_the_server_is_away_wakes_up_with_it(browser, server):
    """Only its document and files have arrived, as from a cache before it."""
    context = await browser.new_context()
    await context.route("**/copilotkit/**", lambda route: route.abort())
    anna = await Desk.opened(context, server.address, waiting=False)
    await expect(anna.alert).to_contain_text("connection was lost")

    await context.unroute("**/copilotkit/**")

    await anna.ready()
    await expect(anna.alert).to_have_count(0, timeout=15_000)
    await anna.say("hi")
    await anna.shows(GREETING)
    await context.close()
