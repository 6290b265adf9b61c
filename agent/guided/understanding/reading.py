"""One message while it is being read: what was taken is blanked, so that no word is read twice."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from .calendar_words import MONTH
from .meaning import Asked, Intent, Setting, Unclear, Understood

BLANK = "\x00"
# One character for one, so that a place in `plain` is the same place in `text`.
_PLAIN = str.maketrans("‘’‚‛´`“”„‟«»‹›–—−‑\u00a0\u202f\x00\t\r", '\'\'\'\'\'\'""""""""----     ')
# A long run of blanks or signs says nothing, but would cost much time.
_RUN = re.compile(r"[\W_]{16,}")
_SHORT = "".join(rf"(?<!\b{word})" for word in "ca Ca max Max Mr Mrs Ms Dr St approx incl nr Nr No bzw inkl".split())
# "20. März" and "ca. 80" go on.
_SENTENCE_END = re.compile(
    rf"(?<!\d){_SHORT}[.](?=\s|$)|(?<=\d)[.](?=\s*$|\s+[A-Z])(?!\s+(?i:{MONTH})\b)|[!?;](?=\s|$)|\n"
)
_ABOUT_EVENT = re.compile(
    r"\b(?:show|event|party|exhibition|pop-?\s?up|runway|catwalk|launch|fashion week|panel|activation|"
    r"happen(?:s|ing)?|tak(?:es|ing) place|hold it|host(?:ing)?|planning|organi[sz]ing|"
    r"sfilata|mostra|défilé|modenschau|ausstellung|desfile|evento|veranstaltung|événement)\b",
    re.IGNORECASE,
)
Span = tuple[int, int]


@dataclass
class Reading:
    """The scratch page of one call of `understand`; nothing outlives the call."""

    text: str
    plain: str
    free: str
    setting: Setting
    read_alone: Callable[[str, Setting], "Reading"]
    facts: dict[str, dict[str, object]] = field(default_factory=dict)
    intents: list[tuple[int, Intent]] = field(default_factory=list)
    unclear: list[Unclear] = field(default_factory=list)
    correcting: bool = False
    declined: bool = False
    replaced: str = ""
    event_spans: dict[Span, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, setting: Setting, read_alone: Callable[[str, Setting], "Reading"]) -> "Reading":
        """Begin to read `text`."""
        text = unicodedata.normalize("NFC", text)
        plain = _RUN.sub(lambda run: BLANK * len(run[0]), text.translate(_PLAIN))
        return cls(text, plain, plain, setting, read_alone)

    def take(self, start: int, end: int) -> None:
        """Blank a span: no later reader sees it."""
        self.free = self.free[:start] + BLANK * (end - start) + self.free[end:]

    def tell(self, stage: str, name: str, value: object) -> None:
        """Note a fact; the last one said of a field wins."""
        self.facts.setdefault(stage, {})[name] = value

    def ask(self, stage: str, name: str, said: str, reason: str, choices: tuple[str, ...] = ()) -> None:
        """Note that a field must be asked back."""
        self.unclear.append(Unclear(name, said.strip(), choices, stage, reason))

    def wish(self, place: int, intent: Intent) -> None:
        """Note an intent at its place in the message."""
        self.intents.append((place, intent))

    def told(self, stage: str, name: str) -> bool:
        """Whether this message told the field, clearly or not."""
        return name in self.facts.get(stage, {}) or any(u.stage == stage and u.field == name for u in self.unclear)

    def known(self, stage: str, name: str) -> object:
        """The field's value as told now, else as stored, else None."""
        told = self.facts.get(stage, {})
        return told[name] if name in told else self.setting.data.get(stage, {}).get(name)

    def asks(self, stage: str, name: str) -> bool:
        """Whether the copilot asked for this field."""
        return self.setting.asked == Asked(stage, name)

    def said(self, start: int, end: int) -> str:
        """The person's own words in a span."""
        return self.text[start:end].strip()

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The spans of the message's sentences, one line at most each."""
        ends = [m.end() for m in _SENTENCE_END.finditer(self.plain)] + [len(self.plain)]
        return tuple(zip([0, *ends[:-1]], ends, strict=True))

    def sentence_at(self, place: int) -> Span:
        """The sentence that holds a place."""
        return self.sentences[bisect_right(self.sentences, (place, len(self.plain))) - 1]

    def about_event(self, place: int) -> bool:
        """Whether the sentence at a place speaks of the event, or the event is what is being set up now."""
        if self.setting.stage == "eventSetup":
            return True
        span = self.sentence_at(place)
        if span not in self.event_spans:
            self.event_spans[span] = self.names_event(*span)
        return self.event_spans[span]

    def names_event(self, start: int, end: int) -> bool:
        """Whether the words of a span name the event."""
        return _ABOUT_EVENT.search(self.plain, start, end) is not None

    def alone(self, text: str, asked: Asked | None = None) -> "Reading":
        """A piece of the message read by itself, as an answer to nothing unless `asked` is given."""
        return self.read_alone(text[:600], replace(self.setting, asked=asked))

    def is_told_by(self, text: str) -> bool:
        """Whether a piece of the message tells facts when it is read alone."""
        return len(text) <= 600 and self.alone(text).tells

    @property
    def tells(self) -> bool:
        """Whether any fact was read, clear or not."""
        return bool(self.facts or self.unclear)

    def understood(self) -> Understood:
        """What was read, ready to hand out."""
        intents = tuple(dict.fromkeys(intent for _, intent in sorted(self.intents, key=lambda at: at[0])))
        facts: Mapping[str, Mapping[str, object]] = {stage: fields for stage, fields in self.facts.items() if fields}
        return Understood(facts, intents, tuple(dict.fromkeys(self.unclear)))
