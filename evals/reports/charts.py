"""Charts as plain SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from evals.comparing.comparison import Difference, Verdict

_WIDTH, _LABEL, _RIGHT, _ROW = 1000, 230, 190, 30
_COLORS = {Verdict.better: "var(--good)", Verdict.worse: "var(--bad)", Verdict.unproven: "var(--idle)"}
_RUNS = ("var(--one)", "var(--two)")


@dataclass(frozen=True)
class Scale:
    """From a value to a place on the drawing."""

    low: float
    high: float
    left: float = _LABEL
    right: float = _WIDTH - _RIGHT

    def at(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / ((self.high - self.low) or 1)
        return round(self.left + share * (self.right - self.left), 1)


def in_percent(difference: Difference) -> tuple[float, float, float]:
    """Change and interval: percentage points of a share, else percent of what it was."""
    unit = 100 if is_share(difference) else 100 / (abs(difference.before) or 1)
    return difference.change * unit, difference.low * unit, difference.high * unit


def is_share(difference: Difference) -> bool:
    return difference.metric.up


def forest(differences: Sequence[Difference]) -> str:
    """A line per metric: the change from A to B with its interval, against no change at all."""
    if not differences:
        return ""
    widest = max(5.0, *(abs(edge) for each in differences for edge in in_percent(each)))
    scale = Scale(-widest, widest)
    height = _ROW * (len(differences) + 1) + 20
    zero = scale.at(0)
    parts = [f'<line x1="{zero}" x2="{zero}" y1="10" y2="{height - 34}" stroke="var(--line)" stroke-width="2"/>']
    for row, each in enumerate(differences):
        parts += _forest_row(each, scale, 26 + row * _ROW)
    for value in (-widest, 0.0, widest):
        parts.append(_text(scale.at(value), height - 12, f"{value:+.0f}", "middle", dim=True))
    return _svg(height, parts, "Change of each metric from A to B with its 95% interval")


def _forest_row(each: Difference, scale: Scale, y: float) -> list[str]:
    change, low, high = in_percent(each)
    color = _COLORS[each.verdict]
    unit = "pt" if is_share(each) else "%"
    fill = color if each.metric.judged else "var(--card)"
    return [
        _text(0, y + 4, each.metric.title + ("" if each.metric.judged else " (not judged)")),
        f'<line x1="{scale.at(low)}" x2="{scale.at(high)}" y1="{y}" y2="{y}" stroke="{color}" stroke-width="3"/>',
        f'<circle cx="{scale.at(change)}" cy="{y}" r="6" fill="{fill}" stroke="{color}" stroke-width="2"/>',
        _text(_WIDTH - _RIGHT + 16, y + 4, f"{change:+.1f}{unit}  [{low:+.1f}, {high:+.1f}]"),
    ]


def bars(rows: Sequence[tuple[str, Sequence[tuple[float, str]]]], names: Sequence[str]) -> str:
    """Shares between 0 and 1, one bar per run, each with its words."""
    if not rows:
        return ""
    scale, step = Scale(0, 1), 14 * len(names) + 14
    parts = _legend(names)
    for row, (label, values) in enumerate(rows):
        top = 34 + row * step
        parts.append(_text(0, top + 7 * len(names) + 4, label))
        for run, (share, words) in enumerate(values):
            y, width = top + run * 14, scale.at(share) - scale.left
            parts.append(f'<rect x="{scale.left}" y="{y}" width="{width}" height="11" rx="2" fill="{_RUNS[run]}"/>')
            parts.append(_text(scale.left + width + 8, y + 10, words, dim=True))
    return _svg(34 + len(rows) * step, parts, "Share of conversations that came through each stage")


def lines(series: Mapping[str, Mapping[int, float]]) -> str:
    """pass^k over k for each run."""
    most = max((k for values in series.values() for k in values), default=0)
    if most < 2:
        return ""
    across, height = Scale(1, most), 220
    parts = _legend(list(series))
    for share in (0.0, 0.5, 1.0):
        y = 190 - share * 150
        parts.append(f'<line x1="{_LABEL}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}" stroke="var(--line)"/>')
        parts.append(_text(_LABEL - 10, y + 4, f"{share:.0%}", "end", dim=True))
    for run, values in enumerate(series.values()):
        points = " ".join(f"{across.at(k)},{190 - share * 150:.1f}" for k, share in values.items())
        parts.append(f'<polyline points="{points}" fill="none" stroke="{_RUNS[run]}" stroke-width="3"/>')
    parts += [_text(across.at(k), 210, f"k={k}", "middle", dim=True) for k in range(1, most + 1)]
    return _svg(height, parts, "The chance that k conversations of a case all pass")


def shade(share: float) -> str:
    """From red over yellow to green, light enough for dark words; the upper end, where fields are, told well apart."""
    return f"hsl({share**4 * 130:.0f} 62% {82 - 8 * share:.0f}%)"


def _legend(names: Sequence[str]) -> list[str]:
    parts: list[str] = []
    for run, name in enumerate(names):
        x = _LABEL + run * 240
        parts.append(f'<rect x="{x}" y="6" width="12" height="12" rx="2" fill="{_RUNS[run]}"/>')
        parts.append(_text(x + 18, 16, name[:32], dim=True))
    return parts


def _text(x: float, y: float, words: str, anchor: str = "start", dim: bool = False) -> str:
    kind = ' class="dim"' if dim else ""
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}"{kind}>{escape(words)}</text>'


def _svg(height: float, parts: Sequence[str], title: str) -> str:
    head = f'<svg viewBox="0 0 {_WIDTH} {height:.0f}" role="img" aria-label="{escape(title)}">'
    return f"{head}{''.join(parts)}</svg>"
