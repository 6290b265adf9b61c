"""What an answer to "which role, kind or mode?" means when it names none: the one value that its words hint at."""

import re
from collections.abc import Mapping

_NEGATED = re.compile(
    r"\b(?:no|not|without|nobody|instead of|rather than|kein\w*|senza|sans|sin|nicht|pas de)\s+(?:an?\s+|the\s+|"
    r"any\s+)?[\w-]+",
    re.IGNORECASE,
)


def _table(rows: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    return {value: re.compile(rf"\b(?:{row})", re.IGNORECASE) for value, row in rows.items()}


_HINTS: dict[str, dict[str, re.Pattern[str]]] = {
    "role": _table(
        {
            "event_organizer": (
                r"organi[sz]|planner|planning|plan\b|produc(?:er|ing|tion)\b|coordinat|veranstalt|hosting|host\b"
            ),
            "fashion_designer": (
                r"desig|stilista?\b|styliste\b|couturi|créat(?:eur|rice)|creat(?:ore|rice)\b|diseñ|entwerf|make the "
                r"clothes"
            ),
            "brand_representative": r"brand|label|marke\b|marca\b|marque\b|maison\b|represent",
            "agency": r"agency|agencies|agentur|agence|agenzia|agencia|pr\b",
        }
    ),
    "type": _table(
        {
            "runway_show": r"run-?\s?a?way|catwalk|cat walk|models walk|sfilat|défil|défilé|laufsteg|pasarela|desfil",
            "pop_up": r"pop\b|popup|pop-up|temporary (?:shop|store)|temporär|temporane|éphémère",
            "exhibition": r"exhib|expo|gallery show|mostra|ausstell|archive",
            "launch_party": r"launch|lanc(?:io|ement|iamo)|lanzamiento|release",
            "brand_activation": r"activation|brand experience|aktivierung|attivazione",
            "trunk_show": r"trunk",
            "fashion_week": r"fashion week|modewoche|settimana della moda",
            "panel": r"panel|talks?\b|discussion|speakers|debate|conference|diskussion|tavola rotonda",
        }
    ),
    "mode": _table(
        {
            "physical": (
                r"(?:people|guests|everyone|everybody|visitors|they|audience) (?:will )?(?:come|are|be|meet|attend|"
                r"visit|in the)"
                r"|venue|room\b|hall\b|on the spot|showroom|person|on-?\s?site|live audience|seats|physical|real "
                r"place|place\b|presen[zcs]|vor ort"
            ),
            "virtual": (
                r"(?:live[- ]?)?stream|broadcast|online|zoom\b|web|internet|youtube|remote|virtual|digital|en ligne|"
                r"en línea"
            ),
        }
    ),
}


def hinted(text: str, kind: str) -> str | None:
    """The only value that the words hint at; a place and a stream together are hybrid."""
    said = _NEGATED.sub(" ", text)
    values = {value for value, pattern in _HINTS[kind].items() if pattern.search(said)}
    if values == {"physical", "virtual"}:
        return "hybrid"
    return values.pop() if len(values) == 1 else None
