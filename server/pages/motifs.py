"""What a cover shows that nobody gave a picture for: folds, arches, rings or discs, chosen by the event's own slug.

The same slug always gives the same shapes, on a ground of 1200 by 1500; what previews show of it is the middle.
Nothing in it comes from what people wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from math import cos, pi, sin
from random import Random

WIDTH, HEIGHT = 1200, 1500
_STEPS = 48
Point = tuple[float, float]
Colours = tuple[str, str]
_ACCENT: Colours = ("#d4553a", "#8f2d1b")
# Ground, light and shade of a cloth.
_PALETTES = (
    ("#d9cdbb", "#efe6d8", "#8f7d66"),
    ("#d8c0b3", "#eed9cc", "#8e6656"),
    ("#cbc9c6", "#e7e5e2", "#75726f"),
    ("#bcc5ce", "#dde4ea", "#5d6a78"),
    ("#c8c8b1", "#e5e5d3", "#72735a"),
)


@dataclass(frozen=True)
class Circle:
    """`fill` names a fade of the composition."""

    fill: str
    x: int
    y: int
    radius: int

    def svg(self) -> str:
        return f'<circle fill="url(#{self.fill})" cx="{self.x}" cy="{self.y}" r="{self.radius}"/>'

    def outline(self) -> list[Point]:
        turns = [2 * pi * step / (2 * _STEPS) for step in range(2 * _STEPS)]
        return [(self.x + self.radius * cos(turn), self.y + self.radius * sin(turn)) for turn in turns]


@dataclass(frozen=True)
class Arch:
    """A doorway with a round top, which goes down below the edge."""

    fill: str
    left: int
    top: int
    width: int

    def svg(self) -> str:
        half = self.width // 2
        round_top = f"V{self.top + half}a{half} {half} 0 0 1 {2 * half} 0"
        return f'<path fill="url(#{self.fill})" d="M{self.left} 1520{round_top}V1520z"/>'

    def outline(self) -> list[Point]:
        half = self.width // 2
        middle, turns = self.left + half, [pi * step / _STEPS for step in range(_STEPS + 1)]
        top = [(middle - half * cos(turn), self.top + half - half * sin(turn)) for turn in turns]
        return [(self.left, 1520), *top, (self.left + 2 * half, 1520)]


@dataclass(frozen=True)
class Fold:
    """A band of cloth between two curves, each given by its x at the top, above and below the waist, and at the hem."""

    fill: str
    left: tuple[int, int, int, int]
    right: tuple[int, int, int, int]

    def svg(self) -> str:
        (a, b, c, d), (e, f, g, h) = self.left, self.right
        curves = f"M{a}-20C{b} 620 {c} 900 {d} 1520H{h}C{g} 900 {f} 620 {e}-20z"
        return f'<path fill="url(#{self.fill})" d="{curves}"/>'

    def outline(self) -> list[Point]:
        return [*_curve(self.left), *reversed(_curve(self.right))]


Shape = Circle | Arch | Fold


@dataclass(frozen=True)
class Composition:
    """A ground, named fades from one colour to another, and shapes, the farthest first."""

    ground: str
    fades: dict[str, Colours]
    shapes: list[Shape]


def composed(slug: str, kind: str) -> Composition:
    chance = Random(sha256(slug.encode()).digest())
    ground, light, shade = chance.choice(_PALETTES)
    shapes = list(_MOTIFS.get(kind, _folds)(chance))
    return Composition(ground, {"a": (light, shade), "b": _ACCENT, "c": (shade, light)}, shapes)


def _curve(xs: tuple[int, int, int, int]) -> list[Point]:
    """Points of the Bézier curve with these x, over the heights every fold has."""
    steps = [step / _STEPS for step in range(_STEPS + 1)]
    return [(_bezier(xs, step), _bezier((-20, 620, 900, 1520), step)) for step in steps]


def _bezier(values: tuple[int, int, int, int], at: float) -> float:
    a, b, c, d = values
    rest = 1 - at
    return rest**3 * a + 3 * rest**2 * at * b + 3 * rest * at**2 * c + at**3 * d


def _folds(chance: Random) -> Iterator[Shape]:
    """A pleated skirt: bands from a narrow waist to a wide hem."""
    count, waist, sway = chance.randint(9, 13), chance.uniform(0.35, 0.6), chance.randint(-160, 160)
    bright = chance.randrange(2, count - 2)
    tops = [round(WIDTH * (0.5 + waist * (index / count - 0.5))) for index in range(count + 1)]
    hems = [round(WIDTH * (0.5 + 1.9 * (index / count - 0.5))) for index in range(count + 1)]
    edges = [(top, top + sway, hem - sway, hem) for top, hem in zip(tops, hems, strict=True)]
    for index in range(count):
        yield Fold("b" if index == bright else "a", edges[index], edges[index + 1])


def _arches(chance: Random) -> Iterator[Shape]:
    """Doorways one behind the other, the last one lit."""
    count, drift = chance.randint(5, 7), chance.randint(-60, 60)
    for index in range(count):
        width = 1040 - index * 880 / count
        left = (WIDTH - width) / 2 + drift * index / 2
        fill = "b" if index == count - 1 else "ac"[index % 2]
        yield Arch(fill, round(left), round(150 + index * 600 / count), round(width))


def _rings(chance: Random) -> Iterator[Shape]:
    """The brim of a hat from above, cut by the edge."""
    x, y, count = chance.choice((120, 600, 1080)), chance.randint(700, 1250), chance.randint(6, 9)
    for index in range(count):
        fill = "b" if index == count - 1 else "ac"[index % 2]
        yield Circle(fill, x + index * 9, y - index * 14, round(1000 - index * 900 / count))


def _discs(chance: Random) -> Iterator[Shape]:
    """Spools that overlap, one of them of another thread."""
    radius, lean = chance.randint(300, 370), chance.choice((-1, 1))
    for index, height in enumerate((330, 760, 1190)):
        x = round(WIDTH / 2 + lean * (index - 1) * chance.randint(110, 190))
        yield Circle("b" if index == 1 else "a", x, height, radius)
        yield Circle("c", x, height, radius // 3)


_MOTIFS: dict[str, Callable[[Random], Iterator[Shape]]] = {
    "runway_show": _folds,
    "fashion_week": _folds,
    "exhibition": _arches,
    "pop_up": _arches,
    "launch_party": _rings,
    "trunk_show": _rings,
    "brand_activation": _discs,
    "panel": _discs,
}
