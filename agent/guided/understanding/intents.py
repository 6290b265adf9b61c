"""What a person wants beside telling facts; a wish is a whole clause, never a word inside a sentence."""

import re
from itertools import pairwise

from . import ask_forms, intent_words
from .intent_words import STAGE_WORDS
from .meaning import Intent, IntentKind
from .reading import Reading
from .texts import asks_text
from .wish_forms import FORMS, NO_SPONSORS

# The dot of an address is no end: "hello@kite.no" says no no.
_CLAUSE = re.compile(r"(?:[^.!?;,\n\x00]|[.](?=\w))+")
_AND = re.compile(r"\s+(?:and then|then|and|so|but|und|et|e|y)\s+", re.IGNORECASE)
_GREETING = re.compile(
    r"^\s*(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|dear \w+|ciao|hallo|bonjour|bonsoir|hola|"
    r"salve|buongiorno|guten tag)"
    r"(?: there| all| everyone| team| again)?(?=\s*[,!.:]|\s+(?:i'?m|i am|my|its|we|this|it|can|could|let|here))",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")
# People leave apostrophes out, so wishes are compared without any.
PHRASES = {phrase.replace("'", ""): kind for phrase, kind in intent_words.PHRASES.items()}
PATTERNS = (
    *((kind, re.compile(form.pattern.replace("'", ""))) for kind, form in intent_words.PATTERNS),
    *ask_forms.FORMS,
    *FORMS,
)
_FILLERS = re.compile(intent_words.FILLERS.pattern.replace("'", ""))
_NAMES_SPONSORS = re.compile(r"sponsor|partner", re.IGNORECASE)
_MOVES = {IntentKind.GO_ON, IntentKind.SKIP, IntentKind.GO_BACK, IntentKind.GO_TO, IntentKind.UNDO}


def read_intents(reading: Reading) -> None:
    """Take every clause that is a wish; a lead-in greeting too."""
    if greeting := _GREETING.match(reading.free):
        reading.wish(greeting.start(), Intent(IntentKind.GREETING))
        reading.take(*greeting.span())
    if asks_text(reading) and not _only_wishes(reading):
        _read_politeness(reading)
        _read_refusal(reading)
        return
    for clause in list(_CLAUSE.finditer(reading.free)):
        _read_clause(reading, clause.start(), clause.end())
    reading.declined = any(intent == Intent(IntentKind.SKIP) for _, intent in reading.intents)


def _read_politeness(reading: Reading) -> None:
    """A "Sure!" or "Thanks," before a text is none of it."""
    first = re.match(r"([\s\x00]*[^.!?;,\n\x00]{2,40})[.!,]\s+(?=\w)", reading.free)
    kind = PHRASES.get(_key(first[1])) if first else None
    if first and kind and kind in (IntentKind.YES, IntentKind.THANKS, IntentKind.GREETING):
        reading.wish(first.start(1), Intent(kind))
        reading.take(*first.span())


def _read_refusal(reading: Reading) -> None:
    """ "We don't have it ready, skip it": the question is declined, and its reason is no answer."""
    for clause in _CLAUSE.finditer(reading.free) if len(reading.plain) <= 150 else ():
        pieces = [clause.start(), *(m.end() for m in _AND.finditer(reading.free, *clause.span())), clause.end()]
        for start, end in {clause.span(), *pairwise(pieces)}:
            if _wish(_key(reading.free[start:end]), reading) == Intent(IntentKind.SKIP):
                reading.declined = True
                reading.wish(start, Intent(IntentKind.SKIP))
                reading.take(start, end)
                return


def _only_wishes(reading: Reading) -> bool:
    clauses = [clause[0] for clause in _CLAUSE.finditer(reading.free) if _key(clause[0])]
    return all(_wishes(_key(clause), reading) for clause in clauses)


def _read_clause(reading: Reading, start: int, end: int) -> None:
    if _take_if_wish(reading, start, end):
        return
    pieces = [start, *(m.end() for m in _AND.finditer(reading.free, start, end)), end]
    for first, last in pairwise(pieces) if len(pieces) > 2 else ():
        _take_if_wish(reading, first, last, closing=last != end)


def _take_if_wish(reading: Reading, start: int, end: int, *, closing: bool = False) -> bool:
    said = reading.free[start:end]
    wishes = _wishes(_key(_AND.sub(" ", said) if closing else said), reading)
    for wish in wishes:
        reading.wish(start, wish)
    if wishes:
        reading.take(start, end)
    return bool(wishes)


def _key(said: str) -> str:
    key = re.sub(r"[^\w 👍👌✅]", " ", said.lower().replace("'", ""))
    return _bare(re.sub(r"\s+", " ", key).strip())


def _bare(key: str) -> str:
    while key not in PHRASES and (bare := _FILLERS.sub("", key).strip()) != key and bare:
        key = bare
    return key


def _wishes(key: str, reading: Reading) -> list[Intent]:
    if not key or len(key) > 90:
        return []
    if one := _wish(key, reading):
        return [one]
    return _several(key, reading) or _slip(key, reading)


def _wish(key: str, reading: Reading) -> Intent | None:
    stage = reading.setting.stage
    if NO_SPONSORS.fullmatch(key) and (stage == "sponsorsMedia" or _NAMES_SPONSORS.search(key)):
        return _none_of_sponsors(reading)
    if kind := PHRASES.get(key):
        return Intent(kind)
    for kind, pattern in PATTERNS:
        if match := pattern.fullmatch(key):
            return Intent(kind, STAGE_WORDS[match["stage"]] if "stage" in match.groupdict() else None)
    return None


def _none_of_sponsors(reading: Reading) -> Intent:
    """In its own stage it skips the stage; before it, it is nothing to add, or at least nothing to be asked about."""
    if reading.setting.stage == "sponsorsMedia":
        return Intent(IntentKind.SKIP)
    asked = reading.setting.asked
    return Intent(IntentKind.GO_ON) if asked and not asked.field else Intent(IntentKind.SKIP, "sponsorsMedia")


def _several(key: str, reading: Reading) -> list[Intent]:
    words, wishes = key.split(), []
    while words:
        size = next((n for n in range(min(len(words), 7), 0, -1) if _wish(_bare(" ".join(words[:n])), reading)), 0)
        if not size:
            return []
        wishes.append(_wish(_bare(" ".join(words[:size])), reading))
        words = words[size:]
    return [wish for wish in wishes if wish]


def _slip(key: str, reading: Reading) -> list[Intent]:
    # Only in a message of few words: in a long one a likeness is chance.
    if asks_text(reading) or not 5 <= len(key) <= 30 or len(_WORD.findall(reading.plain)) > 6:
        return []
    from rapidfuzz import fuzz, process

    hit = process.extractOne(key, PHRASES.keys(), scorer=fuzz.ratio, score_cutoff=86)
    return [Intent(PHRASES[hit[0]])] if hit and hit[0][0] == key[0] else []


def settle_yes_and_no(reading: Reading) -> None:
    """A "no" to "anything to add?" means going on; a "no" or "yes" before facts, or a "no" before a move, is theirs."""
    asked = reading.setting.asked
    told = reading.tells
    moves = any(intent.kind in _MOVES for _, intent in reading.intents)
    kept = []
    for place, intent in reading.intents:
        if intent.kind is IntentKind.NO and moves:
            continue
        if intent.kind is IntentKind.NO and asked and asked.field == "" and not told:
            kept.append((place, Intent(IntentKind.GO_ON)))
        elif not told or intent.kind not in (IntentKind.YES, IntentKind.NO):
            kept.append((place, intent))
    reading.intents = kept
