"""Pictures for tests, good and bad, as the bytes of their files."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageOps

RED, GREEN, BLUE = (200, 30, 30), (30, 160, 60), (30, 60, 200)


def file(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    made = BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()


def read(data: bytes) -> Image.Image:
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


def halves(size: tuple[int, int] = (1800, 1200)) -> Image.Image:
    """Red above, blue below."""
    picture = Image.new("RGB", size, RED)
    ImageDraw.Draw(picture).rectangle((0, size[1] // 2, *size), fill=BLUE)
    return picture


def noise(size: tuple[int, int] = (1300, 700)) -> Image.Image:
    return Image.merge("RGB", [Image.effect_noise(size, 120) for _ in range(3)])


def blank(width: int, height: int, bits: int, channels: str) -> bytes:
    """A PNG of nothing but zeros, however large, without ever holding it: `channels` is a colour type of PNG's."""
    kinds = {"L": (0, 1), "RGB": (2, 3), "RGBA": (6, 4)}
    kind, count = kinds[channels]
    packer = zlib.compressobj(1)
    row = bytes(1 + (width * bits * count + 7) // 8)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, (b"IHDR", b"IDAT", b"IEND"), (head, packed, b"")))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


@cache
def photograph() -> bytes:
    return file(halves(), "JPEG", quality=80)


@cache
def scene() -> bytes:
    """Something like a photograph: a lit hall with fine grain, as hard to make small."""
    size = (2400, 1600)
    cloth = ImageOps.colorize(Image.radial_gradient("L").resize(size), (244, 214, 176), (42, 30, 44))
    pencil = ImageDraw.Draw(cloth)
    for column in range(0, 2400, 300):
        pencil.rectangle((column, 500, column + 90, 1600), fill=(90 - column // 40, 60, 55))
    grain = Image.merge("RGB", [Image.effect_noise(size, 40) for _ in range(3)])
    return file(Image.blend(cloth, grain, 0.12), "JPEG", quality=88)


def turned() -> bytes:
    """Taken upright by a camera that lay on its side: what is red in it belongs above."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "a camera with a name"
    exif.get_ifd(0x8825)[1] = "N"
    return file(halves((1200, 1800)).rotate(90, expand=True), "JPEG", exif=exif, comment=b"somebody's secret")


def see_through() -> bytes:
    palette = Image.new("P", (900, 600), 0)
    palette.putpalette([*RED, *GREEN])
    ImageDraw.Draw(palette).rectangle((0, 300, 900, 600), fill=1)
    return file(palette, transparency=0)


def moving() -> bytes:
    frames = [Image.new("RGB", (900, 600), colour) for colour in (GREEN, RED)]
    return file(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)


def sixteen_bits() -> bytes:
    # A float's way there: I;16 itself cannot be drawn into.
    ramp = Image.linear_gradient("L").resize((900, 600)).convert("I").point(lambda value: value * 257)
    return file(ramp.convert("I;16"))


GOOD: dict[str, Callable[[], bytes]] = {
    "a photograph": photograph,
    "turned by EXIF": turned,
    "CMYK": lambda: file(halves().convert("CMYK"), "JPEG"),
    "grey": lambda: file(ImageOps.grayscale(halves()), "JPEG"),
    "sixteen bits": sixteen_bits,
    "see-through palette": see_through,
    "see-through": lambda: file(Image.new("RGBA", (900, 600), (*RED, 0))),
    "moving WebP": moving,
    "very tall": lambda: file(Image.new("RGB", (300, 6000), RED)),
    "very wide": lambda: file(Image.new("RGB", (6000, 300), RED)),
    "noise": lambda: file(noise(), "JPEG", quality=60),
    "a profile of another kind": lambda: file(halves(), "JPEG", icc_profile=b"no profile at all"),
}
SCRIPT = b"<script>alert(1)</script>"
BAD: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "a bomb of one bit a pixel": (lambda: blank(30_000, 30_000, 1, "L"), 422, "too_many_pixels"),
    "60 megapixels": (lambda: blank(10_000, 6_000, 8, "L"), 422, "too_many_pixels"),
    "cut off": (lambda: photograph()[: len(photograph()) // 2], 422, "unreadable"),
    "only a beginning": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, 422, "unreadable"),
    "a JPEG in name alone": (lambda: b"\xff\xd8\xff" + SCRIPT * 40, 422, "unreadable"),
    "a WebP in name alone": (lambda: b"RIFF\x10\0\0\0WEBP" + SCRIPT, 422, "unreadable"),
    "tiny": (lambda: file(Image.new("RGB", (199, 900))), 422, "too_small"),
    "SVG": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 415, "wrong_type"),
    "GIF": (lambda: file(Image.new("P", (900, 600)), "GIF"), 415, "wrong_type"),
    "TIFF": (lambda: file(Image.new("RGB", (900, 600)), "TIFF"), 415, "wrong_type"),
    "a program": (lambda: b"\x7fELF" + b"\0" * 900, 415, "wrong_type"),
    "a page": (lambda: b"<!doctype html>" + SCRIPT, 415, "wrong_type"),
    "nothing": (lambda: b"", 415, "wrong_type"),
    "over 5 MB": (lambda: photograph() + b"\0" * (5 * 2**20), 413, "too_large"),
    "far over 5 MB": (lambda: photograph() + b"\0" * (9 * 2**20), 413, "too_large"),
}


def polyglot() -> bytes:
    """A picture that is also a page, for whoever believes its name."""
    return photograph().replace(b"\xff\xd8", b"\xff\xd8\xff\xfe\x00\x1d" + SCRIPT + b"..", 1) + SCRIPT
