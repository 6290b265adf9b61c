"""Whole numbers as people write them: 1,200, 1.200, 10k, three hundred."""

import re
from dataclasses import dataclass

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: n for n, word in enumerate(_ONES.split())} | {word: 10 * n for n, word in enumerate(_TENS.split(), 2)}
_BIG = {"hundred": 100, "thousand": 1000}
_WORD = "|".join(sorted([*_SMALL, *_BIG], key=len, reverse=True))
WORDS = rf"(?:a\s(?=hundred|thousand))?(?:{_WORD})(?:[\s-](?:and\s)?(?:{_WORD})){{0,7}}"
DIGITS = r"-?\d{1,3}(?:[.,' ]\d{3})+(?![\d.,]\d)|-?\d{1,12}(?:[.,]\d{1,2}(?=\s?k\b))?(?!\d|[.,:/]\d)"
_COUNT = re.compile(rf"(?<![\w.,:/€$£¥-])(?:(?P<digits>{DIGITS})(?P<k>\s?k\b)?|(?P<words>\b{WORDS}\b))", re.IGNORECASE)


@dataclass(frozen=True)
class Count:
    """A whole number at its place; `short` marks the 10k way of writing."""

    start: int
    end: int
    value: int
    short: bool
    word: bool


def find_counts(text: str) -> list[Count]:
    """Every whole number in a text, in order."""
    return [_count(match) for match in _COUNT.finditer(text)]


def one_count(text: str) -> int | None:
    """The only whole number of a text, or None."""
    found = find_counts(text)
    return found[0].value if len(found) == 1 else None


def _count(match: re.Match[str]) -> Count:
    if words := match["words"]:
        return Count(match.start(), match.end(), words_value(words), False, True)
    return Count(match.start(), match.end(), digits_value(match["digits"], bool(match["k"])), bool(match["k"]), False)


def digits_value(digits: str, thousands: bool = False) -> int:
    """The value of written digits; a separator before three digits groups, else (10.5k) it is a decimal point."""
    if not thousands:
        return int(re.sub(r"[^\d-]", "", digits))
    return round(float(digits.replace(",", ".").replace(" ", "").replace("'", "")) * 1000)


def words_value(words: str) -> int:
    """The value of number words."""
    total = part = 0
    for word in re.split(r"[\s-]+", words.lower()):
        if word == "hundred":
            part = max(part, 1) * 100
        elif word == "thousand":
            total, part = total + max(part, 1) * 1000, 0
        else:
            part += _SMALL.get(word, 0)
    return total + part
