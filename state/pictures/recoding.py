"""A picture of unknown origin becomes two WebP files of our own making. Run as a module it does so for standard input.

Whatever goes wrong in here ends the process: see `apart`, which holds it by limits and takes any odd end as a refusal.
"""

from __future__ import annotations

import json
import resource
import sys
import warnings
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageCms, ImageFilter, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000
LEAST_SIDE = 200
# What previews show, and what a page shows large: as wide as that, in the picture's own shape, unless very tall.
SHARE = (1200, 630)
WIDE, TALLEST = 1600, 2000
MOST_BYTES = 300_000
_QUALITIES = (84, 76, 68, 60, 52, 44, 34, 24, 14, 6)
# Where a crop must choose, faces and titles are above the middle.
_CENTRE = (0.5, 0.4)
_GROUND = (255, 255, 255)
MEMORY_BYTES, CPU_SECONDS = 700 * 2**20, 10


class Refused(Exception):
    """`code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Recoded:
    """The same picture twice, each at most `MOST_BYTES` of WebP; the size is that of the wide one."""

    share: bytes
    wide: bytes
    width: int
    height: int


def recoded(data: bytes) -> Recoded:
    """Raises Refused, or whatever Pillow raises over a broken file."""
    picture = _flat(_decoded(data))
    width, height = picture.size
    scale = min(1, WIDE / width, TALLEST / height)
    wide = picture.resize((round(width * scale) or 1, round(height * scale) or 1), Image.Resampling.LANCZOS)
    share = ImageOps.fit(picture, SHARE, Image.Resampling.LANCZOS, centering=_CENTRE)
    return Recoded(encoded(share), encoded(wide), *wide.size)


def encoded(picture: Image.Image) -> bytes:
    """As WebP of the best quality that is small enough; what is small at no quality is softened until it is."""
    if len(best := _webp(picture, _QUALITIES[0])) <= MOST_BYTES:
        return best
    best, low, high = b"", 1, len(_QUALITIES) - 1
    while low <= high:
        middle = (low + high) // 2
        made = _webp(picture, _QUALITIES[middle])
        if len(made) <= MOST_BYTES:
            best, high = made, middle - 1
        else:
            low = middle + 1
    return best or encoded(picture.filter(ImageFilter.GaussianBlur(3)))


def _webp(picture: Image.Image, quality: int) -> bytes:
    file = BytesIO()
    picture.save(file, "WEBP", quality=quality, method=4)
    return file.getvalue()


def _decoded(data: bytes) -> Image.Image:
    """The first frame, upright. The size is looked at before anything is decoded."""
    picture = Image.open(BytesIO(data), formats=FORMATS)
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise Refused("too_many_pixels")
    if min(width, height) < LEAST_SIDE:
        raise Refused("too_small")
    # A JPEG can be decoded at a fraction of its size.
    picture.draft(None, (2 * WIDE, 2 * WIDE))
    picture.load()
    picture = _coarser(picture)
    ImageOps.exif_transpose(picture, in_place=True)
    return picture


def _coarser(picture: Image.Image) -> Image.Image:
    """Not much larger than what is to come of it: every step from here on would hold all of it once more."""
    factor = min(picture.size) // (2 * SHARE[1])
    return picture.reduce(factor) if factor > 1 and picture.mode in {"L", "LA", "RGB", "RGBA", "CMYK"} else picture


def _flat(picture: Image.Image) -> Image.Image:
    """In sRGB, eight bits a channel, nothing transparent, and without a word of what the file said about itself."""
    profile = picture.info.get("icc_profile")
    if picture.mode in {"I", "F"} or picture.mode.startswith("I;16"):
        picture, profile = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L"), None
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        picture = Image.new("RGB", layer.size, _GROUND)
        picture.paste(layer, mask=layer.getchannel("A"))
    if picture.mode not in {"RGB", "L", "CMYK"}:
        picture = picture.convert("RGB")
    picture = _in_srgb(picture, profile).convert("RGB")
    picture.info.clear()
    return picture


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile:
        return picture
    # A profile that does not fit its picture is passed over, as browsers do.
    with suppress(ImageCms.PyCMSError, OSError, ValueError):
        return (
            ImageCms.profileToProfile(
                picture, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            or picture
        )
    return picture


def main() -> None:
    """Standard input to standard output: a line of JSON, then the files it tells the lengths of."""
    for limit, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS)):
        # Some systems know no such limit; those of the parent stand.
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        made = recoded(sys.stdin.buffer.read())
    except Refused as refused:
        told, files = {"refused": refused.code}, b""
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        told, files = {"refused": "too_many_pixels"}, b""
    else:
        told = {"share": len(made.share), "width": made.width, "height": made.height}
        files = made.share + made.wide
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + files)


if __name__ == "__main__":
    main()
