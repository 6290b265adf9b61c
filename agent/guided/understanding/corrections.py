"""What is taken back: "not Saturday, Friday", "8pm instead of 7pm"; the value taken back is not read as a fact."""

import re

from .reading import Reading
from .texts import asks_text
from .words import MODES, ROLES, TIERS, TYPES, alternatives

_CUE = re.compile(
    r"(?:^\W*(?:no(?!\.?\s?\d)|nope|nein|non)\b\s*[,.!:-]?\s*\S)|\b(?:actually|instead|sorry|i meant|i mean|correction|"
    r"rather|scrap that|wait|oops|wrong|make (?:it|that)|change|should be|not \w+ but|"
    r"push (?:it|that)|move|update|now|bring (?:it|that)|let's do|switch|eigentlich|doch|in realtà|anzi|plutôt|"
    r"en fait|mejor)\b",
    re.IGNORECASE,
)
_SELF = re.compile(r"(?<=[\w,.!] )(?:no,? wait|wait,? no|scratch that|i mean|make that|sorry)\b", re.IGNORECASE)
_KIND = alternatives([*TYPES, *MODES, *ROLES])
_LEVEL = rf"(?:{alternatives(TIERS)})"
# Each form blanks a group named "old": what the person no longer means.
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        (
            r"(?P<old>(?:^|(?<=[,;.!]\s)|(?<=\bno\s)|(?<=\bsorry\s)|(?<=\bactually\s)|(?<=\bwait\s)|"
            r"(?<=\bit's\s)|(?<=\bis\s))not\s+(?:on\s+|in\s+|at\s+)?(?!sure\b|"
            r"yet\b|really\b|now\b|a\b|an\b)[^,.;!?\n\x00]{1,40}?\s*(?:,\s*(?:but\s+)?|\s+but\s+))(?=\S)"
        ),
        (
            r"(?P<old>(?<=\w)\s+not\s+(?:the\s+|on\s+(?:the\s+)?|in\s+|at\s+|for\s+)?(?:[€$£¥]?\s?\d|(?-i:[A-ZÀ-Ý]))"
            r"[^,.;!?\n\x00]{0,30})(?=$|[,.;!?\n])"
        ),
        rf"(?P<old>(?<=\w)\s+(?:and\s+)?not\s+(?:an?\s+|the\s+)?(?:{_KIND}|{_LEVEL}))(?=\s*(?:$|[,.;!?\n]|any\s?more))",
        # "It isn't on 4 May, it's on 6 May": a day, a number or a name that is denied.
        (
            r"(?P<old>\b(?:(?:is|are|does|do|will|can|wo|ca)n'?t|cannot|can not|(?:is|are|will|does|do) not|no "
            r"longer)\s+"
            r"(?:(?:be|start|end|begin|happen|do|make|use|called|at|on|in|the|from)\s+){0,3}(?:\d|(?-i:[A-ZÀ-Ý]))"
            r"[^,.;!?\n\x00]{0,40}?\s*(?:any ?more\s*)?(?:,\s*(?:but\s+)?|\s+but\s+|(?=$|[.;!\n])))"
        ),
        # "Not a panel": only a kind, a mode or a role is taken back with its article, "not a bad idea" is not.
        (
            rf"(?P<old>(?:\b(?:it|this|that|we|i|he|she)(?:'s|'re|'m|\s(?:is|are|am))?\s+)?(?:(?:is|are)n't|ain't|"
            rf"\bnot)\s+(?:an?|the)\s+(?:{_KIND})\s*"
            r"(?:any ?more\s*)?(?:,\s*(?:but\s+)?|\s+but\s+|-\s+|$))"
        ),
        r"(?P<old>(?:,|\s+and)\s*not\s+(?:on\s+|in\s+|at\s+)?(?!sure\b|yet\b)[^,.;!?\n\x00]{1,40})(?=$|[,.;!?\n])",
        (
            r"(?P<old>\s(?:instead\s+of|rather\s+than|and\s+no\s+longer|statt|anstatt|invece\s+di|au\s+lieu\s+de|"
            r"en\s+vez\s+de)\s+[^,.;!?\n\x00]{1,40})(?=$|[,.;!?\n])"
        ),
        rf"(?P<old>\bfrom\s+(?!{_LEVEL}\s)[^,.;!?\n\x00]{{1,30}}?\s)(?=(?:to|into)\s+[^,.;!?\n\x00]{{1,40}}$)(?<=\s)",
    )
)
_CHANGE_FROM = re.compile(
    r"\b(?:chang|mov|switch|push|reschedul|go(?:es|ing)?\b|went\b|rais|lower|increas|decreas|upgrad|downgrad|promot|"
    r"bump|cut\b|reduc)",
    re.IGNORECASE,
)


def read_corrections(reading: Reading) -> None:
    """Note that the message corrects, and blank what it takes back."""
    reading.correcting = bool(_CUE.search(reading.free) or _SELF.search(reading.plain))
    if asks_text(reading) and not reading.correcting:
        return
    for form in _FORMS[:-1] if not _CHANGE_FROM.search(reading.free) else _FORMS:
        for match in form.finditer(reading.free):
            reading.correcting = True
            reading.replaced += match["old"]
            reading.take(*match.span("old"))
