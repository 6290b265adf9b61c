"""The drawn cover twice: within the page, where it is small and sharp at any size, and as a file, for previews."""

from __future__ import annotations

from math import ceil

from markupsafe import Markup
from PIL import Image, ImageColor, ImageDraw

from server.pages.motifs import HEIGHT, WIDTH, Colours, Shape, composed
from state.pictures.recoding import encoded

# Drawn larger and made smaller, edges are smooth.
_FINER = 2
# How finely a fade is worked out before it is stretched over its shape.
_SAMPLES = 96
_SLOPE = 0.25


def drawn(slug: str, kind: str) -> Markup:
    """An SVG element that fills whatever it is put into. Colours stand in attributes, which need no style."""
    made = composed(slug, kind)
    fades = "".join(_svg_fade(name, colours) for name, colours in made.fades.items())
    shapes = "".join(shape.svg() for shape in made.shapes)
    return Markup(
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMidYMid slice" aria-hidden="true">'
        f'<defs>{fades}</defs><path fill="{made.ground}" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>{shapes}</svg>'
    )


def painted(slug: str, kind: str, size: tuple[int, int]) -> bytes:
    """The same drawing as a WebP file, as much of its middle as `size` has room for. Takes some tenths of a second."""
    made = composed(slug, kind)
    width, height = (side * _FINER for side in size)
    canvas = Image.new("RGB", (width, height), made.ground)
    fades = {name: _fade(colours) for name, colours in made.fades.items()}
    for shape in made.shapes:
        _paint(canvas, shape, fades[shape.fill])
    return encoded(canvas.resize(size, Image.Resampling.BOX))


def _svg_fade(name: str, colours: Colours) -> str:
    start, end = colours
    return (
        f'<linearGradient id="{name}" x2="1" y2="{_SLOPE}"><stop stop-color="{start}"/>'
        f'<stop offset="1" stop-color="{end}"/></linearGradient>'
    )


def _fade(colours: Colours) -> Image.Image:
    """The square that an SVG gradient fills a shape with, before it is stretched."""
    start, end = (ImageColor.getrgb(colour) for colour in colours)
    square = Image.new("RGB", (_SAMPLES, _SAMPLES))
    whole = (1 + _SLOPE**2) * (_SAMPLES - 1)
    for y in range(_SAMPLES):
        for x in range(_SAMPLES):
            share = min((x + _SLOPE * y) / whole, 1)
            square.putpixel((x, y), tuple(round(a + (b - a) * share) for a, b in zip(start, end, strict=True)))
    return square


def _paint(canvas: Image.Image, shape: Shape, fade: Image.Image) -> None:
    """Only what falls onto the canvas; the fade still stretches over the whole shape."""
    scale = canvas.width / WIDTH
    above = (HEIGHT * scale - canvas.height) / 2
    outline = [(x * scale, y * scale - above) for x, y in shape.outline()]
    xs, ys = zip(*outline, strict=True)
    left, top, right, bottom = min(xs), min(ys), max(xs), max(ys)
    seen = (max(int(left), 0), max(int(top), 0), min(ceil(right), canvas.width), min(ceil(bottom), canvas.height))
    size = (seen[2] - seen[0], seen[3] - seen[1])
    if min(size) <= 0:
        return
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).polygon([(x - seen[0], y - seen[1]) for x, y in outline], fill=255)
    across, down = _SAMPLES / (right - left), _SAMPLES / (bottom - top)
    part = ((seen[0] - left) * across, (seen[1] - top) * down, (seen[2] - left) * across, (seen[3] - top) * down)
    box = tuple(min(max(edge, 0.0), float(_SAMPLES)) for edge in part)
    canvas.paste(fade.resize(size, Image.Resampling.BILINEAR, box), seen[:2], mask)
