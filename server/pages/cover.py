"""The cover of an event that has no picture: a composition of folds, arches, rings or discs, drawn from its slug.

The same slug always gives the same drawing. Colours stand in attributes, which need no style that a policy would have
to allow; nothing in it comes from what people wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from random import Random

from markupsafe import Markup

WIDTH, HEIGHT = 1200, 1500
_ACCENT, _ACCENT_SHADE = "#d4553a", "#8f2d1b"
# Ground, light and shade of a cloth.
_PALETTES = (
    ("#d9cdbb", "#efe6d8", "#8f7d66"),
    ("#d8c0b3", "#eed9cc", "#8e6656"),
    ("#cbc9c6", "#e7e5e2", "#75726f"),
    ("#bcc5ce", "#dde4ea", "#5d6a78"),
    ("#c8c8b1", "#e5e5d3", "#72735a"),
)


def drawn(slug: str, kind: str) -> Markup:
    """An SVG element that fills whatever it is put into."""
    chance = Random(sha256(slug.encode()).digest())
    ground, light, shade = chance.choice(_PALETTES)
    motif = _MOTIFS.get(kind, _folds)
    shapes = "".join(motif(chance))
    return Markup(
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMidYMid slice" aria-hidden="true">'
        f"<defs>{_fade('a', light, shade)}{_fade('b', _ACCENT, _ACCENT_SHADE)}{_fade('c', shade, light)}</defs>"
        f'<path fill="{ground}" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>{shapes}</svg>'
    )


def _fade(name: str, start: str, end: str) -> str:
    return (
        f'<linearGradient id="{name}" x2="1" y2=".25"><stop stop-color="{start}"/>'
        f'<stop offset="1" stop-color="{end}"/></linearGradient>'
    )


def _folds(chance: Random) -> Iterator[str]:
    """A pleated skirt: bands from a narrow waist to a wide hem."""
    count, waist, sway = chance.randint(9, 13), chance.uniform(0.35, 0.6), chance.randint(-160, 160)
    bright = chance.randrange(2, count - 2)
    tops = [WIDTH * (0.5 + waist * (index / count - 0.5)) for index in range(count + 1)]
    hems = [WIDTH * (0.5 + 1.9 * (index / count - 0.5)) for index in range(count + 1)]
    for index in range(count):
        left, right = (f"{tops[i] + sway:.0f} 620 {hems[i] - sway:.0f} 900" for i in (index, index + 1))
        back = " ".join(" ".join(pair) for pair in _pairs_backwards(right))
        yield (
            f'<path fill="url(#{"b" if index == bright else "a"})" d="M{tops[index]:.0f}-20C{left} {hems[index]:.0f} '
            f'1520H{hems[index + 1]:.0f}C{back} {tops[index + 1]:.0f}-20z"/>'
        )


def _pairs_backwards(points: str) -> list[tuple[str, str]]:
    x1, y1, x2, y2 = points.split()
    return [(x2, y2), (x1, y1)]


def _arches(chance: Random) -> Iterator[str]:
    """Doorways one behind the other, the last one lit."""
    count, drift = chance.randint(5, 7), chance.randint(-60, 60)
    for index in range(count):
        width = 1040 - index * 880 / count
        left = (WIDTH - width) / 2 + drift * index / 2
        top = 150 + index * 600 / count
        fill = "b" if index == count - 1 else "ac"[index % 2]
        round_top = f"V{top + width / 2:.0f}a{width / 2:.0f} {width / 2:.0f} 0 0 1 {width:.0f} 0"
        yield f'<path fill="url(#{fill})" d="M{left:.0f} 1520{round_top}V1520z"/>'


def _rings(chance: Random) -> Iterator[str]:
    """The brim of a hat from above, cut by the edge."""
    x, y, count = chance.choice((120, 600, 1080)), chance.randint(700, 1250), chance.randint(6, 9)
    for index in range(count):
        radius = 1000 - index * 900 / count
        fill = "b" if index == count - 1 else "ac"[index % 2]
        yield f'<circle fill="url(#{fill})" cx="{x + index * 9}" cy="{y - index * 14}" r="{radius:.0f}"/>'


def _discs(chance: Random) -> Iterator[str]:
    """Spools that overlap, one of them of another thread."""
    radius, lean = chance.randint(300, 370), chance.choice((-1, 1))
    for index, height in enumerate((330, 760, 1190)):
        x = WIDTH / 2 + lean * (index - 1) * chance.randint(110, 190)
        fill = "b" if index == 1 else "a"
        yield f'<circle fill="url(#{fill})" cx="{x:.0f}" cy="{height}" r="{radius}"/>'
        yield f'<circle fill="url(#c)" cx="{x:.0f}" cy="{height}" r="{radius / 3:.0f}"/>'


_MOTIFS: dict[str, Callable[[Random], Iterator[str]]] = {
    "runway_show": _folds,
    "fashion_week": _folds,
    "exhibition": _arches,
    "pop_up": _arches,
    "launch_party": _rings,
    "trunk_show": _rings,
    "brand_activation": _discs,
    "panel": _discs,
}
