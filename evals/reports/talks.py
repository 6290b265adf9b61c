"""Conversations in a report: one beside the other where two runs are compared, what differs marked."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import zip_longest

import orjson

from evals.reports.figures import findings
from evals.reports.page import listed
from evals.stores import Results
from evals.transcripts import Exchange, Sample


def compared(before: Results, after: Results) -> str:
    """Every case that differs between the runs, those that pass in one of them alone first."""
    pairs = [(before.samples[key], after.samples[key]) for key in before.manifest.planned]
    different = [pair for pair in pairs if _told(pair[0]) != _told(pair[1]) or pair[0].passed != pair[1].passed]
    ordered = sorted(different, key=lambda pair: pair[0].passed == pair[1].passed)
    return "".join(_entry(f"{_mark(one)} → {_mark(other)}", one, other) for one, other in ordered)


def alone(results: Results) -> str:
    """Every conversation, those that missed first."""
    ordered = sorted(results.samples.values(), key=lambda one: (one.passed, one.case, one.epoch))
    return "".join(_entry(_mark(one), one, None) for one in ordered)


def _entry(mark: str, one: Sample, other: Sample | None) -> str:
    epoch = f" <span class='dim'>epoch {one.epoch}</span>" if one.epoch > 1 else ""
    sides = [one] if other is None else [one, other]
    found = "".join(
        f"<p class='who'>{name}</p>{listed(texts)}"
        for name, side in zip("AB", sides, strict=False)
        if (texts := findings(side))
    )
    is_open = " open" if other and one.passed != other.passed else ""
    return (
        f"<details{is_open}><summary>{mark} <strong>{escape(one.case)}</strong>{epoch}</summary>"
        f"<div>{found}{_talk(one, other)}</div></details>"
    )


def _mark(sample: Sample) -> str:
    return '<span class="good">passed</span>' if sample.passed else '<span class="bad">missed</span>'


def _talk(one: Sample, other: Sample | None) -> str:
    if other is None:
        rows = (f"<tr><td>{_turn(each)}</td></tr>" for each in _exchanges(one))
        return f"<table class='talk'><tbody>{''.join(rows)}</tbody></table>"
    return f"<table class='talk'><tbody>{''.join(_pairs(one, other))}</tbody></table>"


def _pairs(one: Sample, other: Sample) -> Iterator[str]:
    for left, right in zip_longest(_exchanges(one), _exchanges(other)):
        changed = "" if left and right and _shown(left) == _shown(right) else ' class="changed"'
        cells = "".join(f"<td>{_turn(each) if each else ''}</td>" for each in (left, right))
        yield f"<tr{changed}>{cells}</tr>"


def _exchanges(sample: Sample) -> tuple[Exchange, ...]:
    return sample.transcript.exchanges if sample.transcript else ()


def _turn(exchange: Exchange) -> str:
    calls = "".join(
        f"<div class='call'>{escape(call.name)} {escape(orjson.dumps(dict(call.args)).decode())}</div>"
        for call in exchange.calls
    )
    moved = f" → {exchange.after}" if exchange.after != exchange.stage else ""
    asked = "<p class='who'>(asks for approval)</p>" if exchange.approval_asked else ""
    return (
        f"<p class='who'>{exchange.stage}{moved}</p><p><strong>{escape(exchange.said)}</strong></p>"
        f"<p>{escape(exchange.text)}</p>{calls}{asked}"
    )


def _shown(exchange: Exchange) -> tuple[object, ...]:
    return exchange.said, exchange.text, [(call.name, call.args) for call in exchange.calls]


def _told(sample: Sample) -> list[tuple[object, ...]]:
    return [_shown(exchange) for exchange in _exchanges(sample)]
