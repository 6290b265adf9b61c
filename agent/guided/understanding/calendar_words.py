"""Words of the calendar in the languages that guided mode hears: months, weekdays, ordinals, named days."""

import re

_MONTH_NAMES = (
    "january jan januar janvier gennaio enero января",
    "february feb februar février fevrier febbraio febrero февраля",
    "march mar märz maerz mars marzo марта",
    "april apr avril aprile abril апреля",
    "may mai maggio mayo мая",
    "june jun juni juin giugno junio июня",
    "july jul juli juillet luglio julio июля",
    "august aug août aout agosto августа",
    "september sept sep septembre settembre septiembre сентября",
    "october oct oktober octobre ottobre octubre октября",
    "november nov novembre noviembre ноября",
    "december dec dezember décembre decembre dicembre diciembre декабря",
)
_WEEKDAY_NAMES = (
    "monday mon montag lundi lunedì lunes",
    "tuesday tues tue dienstag mardi martedì martes",
    "wednesday wed mittwoch mercredi mercoledì miércoles",
    "thursday thurs thur thu donnerstag jeudi giovedì jueves",
    "friday fri freitag vendredi venerdì viernes",
    "saturday sat samstag samedi sabato sábado",
    "sunday sun sonntag dimanche domenica domingo",
)
_ORDINAL_NAMES = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth "
    "twenty-fifth twenty-sixth "
    "twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
)


def _numbered(rows: tuple[str, ...], first: int) -> dict[str, int]:
    return {word: number for number, row in enumerate(rows, first) for word in row.split()}


def _any_of(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


MONTHS = _numbered(_MONTH_NAMES, 1)
MONTH = _any_of(MONTHS)
WEEKDAYS = _numbered(_WEEKDAY_NAMES, 0)
# The short forms are words of other meaning ("the sun sat") unless they begin with a capital.
WEEKDAY = (
    r"(?:"
    + _any_of({w: n for w, n in WEEKDAYS.items() if len(w) > 5})
    + (r"|(?-i:Mon|Tues|Tue|Wed|Thurs|Thur|Thu|Fri|Sat|Sun|MON|TUE|WED|THU|FRI|SAT|SUN)|lunes|mardi|jeudi)")
)
ORDINALS = {
    w: n for w, n in sorted(((w, n) for n, w in enumerate(_ORDINAL_NAMES.split(), 1)), key=lambda pair: -len(pair[0]))
}
NTH = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "last": -1}
UNITS = {"day": 1, "week": 7, "month": 0, "year": 365}
NAMED_DAYS = {
    "new years eve": (12, 31),
    "new years day": (1, 1),
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "valentines day": (2, 14),
    "silvester": (12, 31),
    "ferragosto": (8, 15),
    "halloween": (10, 31),
}


# What may be a month beside a number: its own short form stands in for it, so that every place in the text stays.
_BY_DAY = re.compile(
    r"(?<=\d\s)[^\W\d_]{5,12}(?=\W|$)|(?<=(?:\dst|\dnd|\drd|\dth)\s)[^\W\d_]{5,12}(?=\W|$)|"
    r"(?<=\sof\s)[^\W\d_]{5,12}(?=\W|$)|"
    r"(?<![\w'-])[^\W\d_]{5,12}(?=\s(?:the\s)?\d{1,2}(?:st|nd|rd|th)?(?![\w:]))",
)


def slips_mended(text: str) -> str:
    """The text with misspelt months beside a day put right: "the 11th of febuary"; its length stays the same."""
    return _BY_DAY.sub(lambda word: _short(word[0]).ljust(len(word[0])) if _is_slip(word[0]) else word[0], text)


def _is_slip(word: str) -> bool:
    known = word.lower() in MONTHS or any(word.lower().startswith(month) for month in MONTHS if len(month) > 4)
    return not known and _month_like(word, 85) is not None


def _short(word: str) -> str:
    number = MONTHS[_month_like(word, 85) or "may"]
    return _MONTH_NAMES[number - 1].split()[1 if number != 5 else 0]


def months_mended(text: str) -> str:
    """The text with slips in the names of months put right: "8 novmber"."""
    return re.sub(r"[^\W\d_]{4,12}", lambda word: _month_like(word[0]) or word[0], text)


def _month_like(word: str, cutoff: int = 80) -> str | None:
    from rapidfuzz import fuzz, process

    names = [month for month in MONTHS if len(month) > 4]
    hit = process.extractOne(word.lower(), names, scorer=fuzz.ratio, score_cutoff=cutoff)
    return hit[0] if hit and hit[0][0] == word[0].lower() else None
