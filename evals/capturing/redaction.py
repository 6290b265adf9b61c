"""Made-up things in the place of personal ones, the same everywhere: names, titles, mail and web addresses, streets,
numbers, and every capitalised word that is not known to be harmless.

Days and hours stay, and so do numbers up to 31, which may be either. All others grow by one factor, so that what fitted
together still does; those long enough to call become fives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import count
from typing import Any

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*", re.ASCII)
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"”“,;]*[^\s<>\"”“,;.!?)]", re.IGNORECASE)
_MONTHS = (
    r"(?:jan|feb|mar|apr|may|mai|mag|jun|jul|aug|sep|oct|okt|ott|nov|dec|dez|dic|gen|giu|lug|ago|set|avr|juin|juil|"
    r"août|déc|ene|abr)\w*\.?"
)
# Days and hours, which stay as they are.
_WHEN = re.compile(
    rf"\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:of\s+)?{_MONTHS}"
    rf"(?:\s+\d{{4}})?|{_MONTHS}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|{_MONTHS}\s+\d{{4}}"
    r"|\b(?:[01]?\d|2[0-4])[:.h][0-5]\d\b|\b\d{1,2}\s*(?:am|pm|uhr|h)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\+?\d[\d\s()/-]{5,}\d|\d+(?:[.,]\d+)*")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d+[.,]\d\d")
_NAMES = "Alda Boro Cemi Doru Edla Faro Gena Hilo Imra Joka Kelu Lomi Mavo Neri Odra Pilo Rena Sulo Tavi Ulma".split()
_SMALL, _CALLABLE = 31, 6


def _name(number: int) -> str:
    return _NAMES[number % len(_NAMES)] + ("" if number < len(_NAMES) else f"{number // len(_NAMES)}")


@dataclass
class Redaction:
    """`harmless` are words that may stay, in lower case. Replacements are made once and used everywhere."""

    harmless: frozenset[str]
    factor: int = 3
    made: dict[str, str] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)
    _mails: Iterator[int] = field(default_factory=lambda: count(1))
    _links: Iterator[int] = field(default_factory=lambda: count(1))

    def value(self, value: Any) -> Any:
        """The value with every text and number in it redacted."""
        if isinstance(value, int) and not isinstance(value, bool):
            return int(self._number(str(value)))
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {name: self.value(each) for name, each in value.items()}
        return [self.value(each) for each in value] if isinstance(value, list | tuple) else value

    def learn(self, texts: Iterable[str]) -> None:
        """Words of facts are personal, however they are written."""
        for text in texts:
            rest = _LINK.sub(" ", _MAIL.sub(" ", text))
            for word in _WORD.findall(rest):
                self._word(word, known=True)

    def text(self, text: str) -> str:
        """Mail and web addresses first, then days aside, then words and numbers of what is left."""
        kept: list[str] = []

        def aside(found: str) -> str:
            kept.append(found)
            return f"\x00{len(kept) - 1}\x00"

        text = _MAIL.sub(lambda found: aside(self._once(found[0], self._mail)), text)
        text = _LINK.sub(lambda found: aside(self._once(found[0], self._link)), text)
        text = _WHEN.sub(lambda found: aside(found[0]), text)
        parts = re.split(r"(\x00\d+\x00)", text)
        told = [part if part.startswith("\x00") else self._plain(part) for part in parts]
        return re.sub(r"\x00(\d+)\x00", lambda found: kept[int(found[1])], "".join(told))

    def _plain(self, text: str) -> str:
        return _NUMBER.sub(lambda found: self._number(found[0]), _WORD.sub(lambda found: self._word(found[0]), text))

    def _word(self, word: str, known: bool = False) -> str:
        low = word.casefold()
        if low in self.made:
            return self.made[low] if word[0].isupper() else self.made[low].casefold()
        if low in self.harmless or not (known or word[0].isupper() or not word.isascii()):
            return word
        self.made[low] = _name(next(self._numbers))
        return self.made[low]

    def _number(self, number: str) -> str:
        if len(re.sub(r"\D", "", number)) >= _CALLABLE and not _GROUPED.fullmatch(number):
            return re.sub(r"\d", "5", number)
        plain = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", number).replace(",", ".")
        try:
            amount = Decimal(plain)
        except InvalidOperation:
            return number
        return number if amount <= _SMALL else str(amount * self.factor)

    def leaks(self, text: str) -> list[str]:
        """Words and addresses that were to be replaced, and still stand in this text."""
        there = {found.casefold() for found in (*_WORD.findall(text), *_MAIL.findall(text), *_LINK.findall(text))}
        return sorted(there & set(self.made) - {made.casefold() for made in self.made.values()})

    def _once(self, found: str, make: Callable[[], str]) -> str:
        key = found.casefold()
        if key not in self.made:
            self.made[key] = make()
        return self.made[key]

    def _mail(self) -> str:
        return f"person{next(self._mails)}@people.example"

    def _link(self) -> str:
        return f"https://stream.example.com/{next(self._links)}"


@cache
def harmless_words() -> frozenset[str]:
    """Words of the shipped cases, prompts and titles that are no made-up fact there."""
    from evals.cases import load
    from evals.phrases import ASKS
    from prompts import load as prompt
    from state.wizard.stages import STAGES

    cases = load()
    said = " ".join(line for case in cases for line in case.says or ())
    facts = " ".join(_texts([told.value for case in cases for of in case.facts.values() for told in of.values()]))
    shipped = " ".join(
        [prompt("system").text, *(prompt(f"stages/{stage.id}").text for stage in STAGES), *ASKS.values()]
    )
    return frozenset(_words(shipped) | (_words(said) - _words(facts)) | _ALWAYS)


_ALWAYS = frozenset(
    "i we my our it the a an and is in on at to of for no yes vip general standard regular free next skip undo publish "
    "euro euros dollar dollars pound pounds yen chf eur usd gbp jpy monday tuesday wednesday thursday friday saturday "
    "sunday ich wir mein meine es die der das und ist am um je nous mon ma le la les et est io mio mia il sono".split()
)


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(list(value.values()))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
