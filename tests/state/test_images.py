"""The image model over its wire: a picture, or one plain reason for none, soon and without a word of theirs."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from state.gateways.images import ImageModel, NoImage, Reason, Spent
from tests.fakes import images

PROMPT = "A runway in Milan"


@pytest.fixture
def fake() -> Iterator[images.FakeImages]:
    with images.serving(b"a picture") as serving:
        yield serving
        assert serving.wrong == []


def model(fake: images.FakeImages, name: str = "imagen-4.0-generate-001", longest: float = 5) -> ImageModel:
    return ImageModel(name, SecretStr(images.KEY), fake.address, longest)


async def test_imagen_predicts_one_wide_picture_of_nobody(fake):
    painted = await model(fake).paint(PROMPT)

    assert painted.data == b"a picture" and painted.spent == Spent(images=1)
    parameters = {"sampleCount": 1, "aspectRatio": "16:9", "personGeneration": "dont_allow"}
    assert fake.requests == [{"instances": [{"prompt": PROMPT}], "parameters": parameters}]


async def test_other_models_generate_it_and_tell_their_tokens(fake):
    painted = await model(fake, "gemini-2.5-flash-image").paint(PROMPT)

    assert painted.data == b"a picture" and painted.spent == Spent(1, 120, 1290)
    [asked] = fake.requests
    assert asked["contents"] == [{"role": "user", "parts": [{"text": PROMPT}]}]
    assert asked["generationConfig"]["responseModalities"] == ["IMAGE"]
    assert fake.models == ["gemini-2.5-flash-image"]


WAYS = {
    400: Reason.refused, 401: Reason.denied, 403: Reason.denied, 404: Reason.denied, 429: Reason.rate_limited,
    500: Reason.unavailable, 503: Reason.unavailable, "refused": Reason.refused, "prompt blocked": Reason.refused,
    "none": Reason.empty, "no base64": Reason.garbled, "other shapes": Reason.empty, "no JSON": Reason.garbled,
    "a list": Reason.garbled, "deep": Reason.garbled, "huge": Reason.too_large,
}  # fmt: skip


@pytest.mark.parametrize("name", ["imagen-4.0-generate-001", "gemini-2.5-flash-image"])
@pytest.mark.parametrize("kind", WAYS)
async def test_every_other_answer_is_no_image_for_a_reason(fake, kind, name):
    fake.kind = kind

    with pytest.raises(NoImage) as none:
        await model(fake, name).paint(PROMPT)

    assert none.value.reason == WAYS[kind] and str(none.value) == WAYS[kind].value
    assert none.value.__cause__ is None and images.KEY not in repr(model(fake))


@pytest.mark.parametrize("how", ["silent", "trickle"])
async def test_the_limit_is_for_the_whole_call_however_slow_it_is(fake, how):
    fake.kind, fake.pause = ("trickle", 0) if how == "trickle" else (None, 2)

    started = time.monotonic()
    with pytest.raises(NoImage) as none:
        await model(fake, longest=0.5).paint(PROMPT)

    assert none.value.reason == Reason.slow and time.monotonic() - started < 1.5


async def test_nobody_there_is_no_image(fake):
    with pytest.raises(NoImage) as none:
        await ImageModel("imagen-4.0-generate-001", SecretStr("k"), "http://127.0.0.1:9").paint(PROMPT)

    assert none.value.reason == Reason.unavailable


def test_the_limit_is_twenty_seconds():
    assert ImageModel("m", SecretStr("k")).longest == 20
