"""Pictures from outside become small, upright, plain sRGB WebP; bad ones are refused soon and cheaply."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time

import pytest
from PIL import Image

from state.errors import InvalidData, Unavailable
from state.pictures import apart, recoding
from state.pictures.apart import Recoder
from tests import pictures

_made: dict[str, recoding.Recoded] = {}


async def recoded(name: str) -> recoding.Recoded:
    if name not in _made:
        _made[name] = await Recoder().recoded(pictures.GOOD[name]())
    return _made[name]


@pytest.mark.parametrize("name", pictures.GOOD)
async def test_every_kind_of_picture_becomes_two_small_webp_files_without_a_word_about_its_origin(name):
    made = await recoded(name)

    for data in (made.share, made.wide):
        picture = pictures.read(data)
        assert (picture.format, picture.mode, getattr(picture, "n_frames", 1)) == ("WEBP", "RGB", 1)
        assert len(data) <= 300_000
        assert not {"exif", "icc_profile", "xmp", "comment"} & set(picture.info) and not picture.getexif()
    assert pictures.read(made.share).size == (1200, 630)
    assert pictures.read(made.wide).size == (made.width, made.height)
    assert made.width <= 1600 and made.height <= 2000


def near(picture: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    found = picture.convert("RGB").getpixel(at)
    assert isinstance(found, tuple)
    return all(abs(a - b) < 40 for a, b in zip(found, colour, strict=True))


@pytest.mark.parametrize(
    ("name", "size", "top", "bottom"),
    [
        ("a photograph", (1600, 1067), pictures.RED, pictures.BLUE),
        ("turned by EXIF", (1200, 1800), pictures.RED, pictures.BLUE),
        ("CMYK", (1600, 1067), pictures.RED, pictures.BLUE),
        ("see-through palette", (900, 600), (255, 255, 255), pictures.GREEN),
        ("see-through", (900, 600), (255, 255, 255), (255, 255, 255)),
        ("moving WebP", (900, 600), pictures.GREEN, pictures.GREEN),
        ("sixteen bits", (900, 600), (0, 0, 0), (255, 255, 255)),
        ("a profile of another kind", (1600, 1067), pictures.RED, pictures.BLUE),
    ],
)
async def test_it_looks_as_it_did(name, size, top, bottom):
    made = await recoded(name)

    wide, share = pictures.read(made.wide), pictures.read(made.share)
    assert wide.size == size
    for picture in (wide, share):
        middle = picture.width // 2
        assert near(picture, (middle, 10), top) and near(picture, (middle, picture.height - 10), bottom)


@pytest.mark.parametrize("name", pictures.BAD)
async def test_a_bad_file_is_refused_within_two_seconds_naming_the_field(name):
    make, _, code = pictures.BAD[name]
    data = make()

    started = time.monotonic()
    with pytest.raises(InvalidData) as refused:
        await Recoder().recoded(data)

    assert time.monotonic() - started < 2
    [error] = refused.value.errors
    assert (error.field, error.code) == ("file", code)


async def test_of_a_file_that_is_also_a_page_only_the_picture_is_left():
    data = pictures.polyglot()
    assert pictures.SCRIPT in data

    made = await Recoder().recoded(data)

    assert b"script" not in made.share + made.wide


@pytest.mark.parametrize(("size", "bits"), [((8000, 5000), 8), ((30_000, 30_000), 1)])
def test_the_largest_picture_and_a_bomb_alike_stay_within_the_memory_they_may_have(size, bits):
    told = _measured(pictures.blank(*size, bits, "RGBA" if bits == 8 else "L"))

    assert told < (400 if bits == 8 else 100), told


def _measured(data: bytes) -> int:
    """Megabytes at most in use by the process that decodes this."""
    script = (
        "import resource\nfrom state.pictures import recoding\nrecoding.main()\n"
        "import sys\nstatus = open('/proc/self/status').read()\n"
        "print(status.split('VmHWM:')[1].split()[0], file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-I", "-c", script], input=data, capture_output=True, check=True)
    return int(ended.stderr) // 1024


async def test_a_file_that_takes_too_long_or_too_much_ends_its_process_and_nothing_else(monkeypatch):
    monkeypatch.setattr(apart, "LONGEST_SECONDS", 0.3)
    for code in ("import time; time.sleep(60)", "bytearray(2**40)", "import os; os.abort()"):
        monkeypatch.setattr(apart, "_CHILD", (sys.executable, "-c", code))
        with pytest.raises(InvalidData) as refused:
            await Recoder().recoded(pictures.photograph())
        assert refused.value.errors[0].code == "unreadable"


async def test_the_process_that_decodes_knows_nothing_of_ours(monkeypatch, tmp_path):
    code = f"import os; open({str(tmp_path / 'told')!r}, 'w').write(repr(dict(os.environ)))"
    monkeypatch.setenv("GOOGLE_API_KEY", "a secret")
    monkeypatch.setattr(apart, "_CHILD", (sys.executable, "-I", "-c", code))
    with pytest.raises((InvalidData, ValueError)):
        await Recoder().recoded(pictures.photograph())

    assert "secret" not in (tmp_path / "told").read_text()


async def test_few_are_decoded_at_a_time_some_wait_and_more_are_sent_away(monkeypatch):
    running, most = [], []

    def slowly(_: bytes) -> recoding.Recoded:
        running.append(1)
        most.append(len(running))
        time.sleep(0.05)
        running.pop()
        return recoding.Recoded(b"", b"", 1, 1)

    monkeypatch.setattr(apart, "_recoded", slowly)
    recoder = Recoder(at_once=2, waiting=3)
    done = await asyncio.gather(*(recoder.recoded(pictures.photograph()) for _ in range(9)), return_exceptions=True)

    assert sum(isinstance(each, Unavailable) for each in done) == 4 and max(most) == 2
    assert isinstance(await recoder.recoded(pictures.photograph()), recoding.Recoded)
