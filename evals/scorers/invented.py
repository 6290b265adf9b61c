"""Whether each saved value was said: it is one the organizer knows, or it stands in his words so far."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from evals import standing
from evals.cases import Case, Told
from evals.sameness import is_right, same
from evals.transcripts import Call, Score, Transcript

_DATE, _TIME = re.compile(r"\d{4}-(\d{2})-(\d{2})"), re.compile(r"(\d{2}):(\d{2})")
# Words that say a currency without its code.
_MONEY = {"EUR": ("€", "euro"), "USD": ("$", "dollar"), "GBP": ("£", "pound"), "JPY": ("¥", "yen"), "CHF": ("frank",)}
_NONE = Told(value=None)


def judge(case: Case, transcript: Transcript) -> Score:
    known, heard, looked_at = standing.expected(case), "", 0
    findings: list[str] = []
    for number, exchange in enumerate(transcript.exchanges, 1):
        heard = f"{heard}\n{exchange.said}"
        for call in exchange.calls:
            saved = list(_saved(call))
            looked_at += len(saved)
            findings += [
                f"turn {number}: {stage}.{name} {value!r} was never said"
                for stage, name, value in saved
                if not _is_known(value, known.get(stage, {}).get(name, _NONE)) and not is_grounded(value, heard)
            ]
    return Score(1 - len(findings) / looked_at if looked_at else None, tuple(findings))


def _saved(call: Call) -> Iterator[tuple[str, str, Any]]:
    saved, stage = call.result.get("saved"), call.result.get("stage")
    if isinstance(saved, Mapping) and isinstance(stage, str):
        yield from ((stage, name, value) for name, value in saved.items())


def _is_known(value: Any, told: Told) -> bool:
    known = (*told.right, *told.was)
    if is_right(value, known):
        return True
    # Of a list, each entry may have been said by itself.
    entries = [entry for each in known if isinstance(each, list | tuple) for entry in each]
    return isinstance(value, list) and bool(entries) and all(any(same(one, each) for each in entries) for one in value)


def is_grounded(value: Any, heard: str) -> bool:
    """Whether the value stands in these words, in whatever form numbers, days and hours take."""
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, Mapping):
        return all(is_grounded(each, heard) for each in value.values())
    if isinstance(value, list):
        return all(is_grounded(each, heard) for each in value)
    text = heard.casefold()
    return _number(str(value), text) if isinstance(value, int) else _text(str(value), text)


def _number(value: str, heard: str) -> bool:
    return value.lstrip("0") in _numbers(heard) or value in _numbers(heard)


def _numbers(heard: str) -> set[str]:
    close = re.sub(r"(?<=\d)[.,' ](?=\d{3}\b)", "", heard)
    return {number.lstrip("0") or "0" for text in (heard, close) for number in re.findall(r"\d+", text)}


def _text(value: str, heard: str) -> bool:
    if day := _DATE.fullmatch(value):
        return _number(day[2], heard)
    if hour := _TIME.fullmatch(value):
        return any(str(int(hour[1]) - back) in _numbers(heard) for back in (0, 12)) or value == "00:00"
    if re.fullmatch(r"\d+(?:\.\d+)?", value):
        return _number(value.split(".")[0], heard) or (value.startswith("0") and "free" in heard)
    if value in _MONEY and any(word in heard for word in _MONEY[value]):
        return True
    words = re.findall(r"\w{3,}", value.casefold().replace("_", " "))
    return all(word in heard for word in words) if words else value.casefold() in heard
