"""What must not be read for facts: questions, musings, stories about other times and other people."""

import re

from .reading import Reading, Span
from .texts import asks_long_text, asks_text

_QUESTION_WORD = re.compile(
    r"\s*(?:what|which|who|whose|how|why|where|when|was|wer|wie|wo|wann|warum|que|qui|come|dove|quando|chi|qué|"
    r"cómo)\b(?!\s+(?:about|if we)\b)",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"\s*(?:and |but |so |ok |hey |hi )?(?:is|are|am|do|does|did|can|could|should|would|will|was|were|has|have|"
    r"may|shall|if|any)\b",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"\b(?:can|could|would|will|shall|should) (?:you|we|i)(?: please)? (?:please )?(?:make|change|set|add|"
    r"remove|drop|delete|put|call|move|use|update|have|do|start|say|switch|go with|take|book|rename)\b",
    re.IGNORECASE,
)
_THINKING = re.compile(
    r"\b(?:not (?:really |quite |so )?sure|(?:don't|do not|didn't) (?:really )?(?:know|have (?:an?y?|one)\b)|"
    r"no idea|let me (?:think|check|see|ask|look)|(?:one|a|give me a) (?:moment|second|sec|minute)\b|"
    r"(?:need|have|want) to (?:check|ask|think|talk|decide|see)|it depends|depends on|i'll (?:check|ask|think)|"
    r"to be (?:decided|confirmed|defined)|tb[acd]\b(?! (?-i:[A-Z]))|undecided|haven't (?:decided|thought)|"
    r"(?:i'll|i will|we'll|we will) (?:tell|send|let|give|confirm|decide|get back|ask|check)|give me|tell me|"
    r"any (?:ideas|suggestions)|(?:i|we) have no |(?:none|nothing)(?:,| yet| so far| for now)|(?:is|are|was|"
    r"were) (?:closed|booked out)|"
    r"(?:good|great) (?:question|point)|that sounds|we'll see|thinking about it|(?:not|isn't|hasn't been) "
    r"decided|that's (?:nice|great|fine|ok)\b|"
    r"some ideas|suggest|help me|told you|i need \d+ min|still (?:thinking|deciding)|(?<!level )(?<!levels "
    r")(?<!tiers )still open|weiß (?:ich )?nicht|"
    r"keine ahnung|non "
    r"(?:lo )?so|je ne sais pas|no sé)",
    re.IGNORECASE,
)
# The words of an address tell no story: "office@bohemia.example".
_ADDRESS = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w.-]{1,80}|https?://[^\s\x00]{1,200}")
_ONLY = re.compile(
    r"[\W_]*(?:maybe|perhaps|hm+|um+|uh+|er+|well|lol|haha+|wow|cool|nice|interesting|whatever|i see|oh|"
    r"we'll see|we will see|sorry|pardon|excuse me|test|"
    r"blah|vielleicht|forse|peut-être|quizás)?[\W_]*",
    re.IGNORECASE,
)
_STORY = re.compile(
    r"\b(?:i (?:live|lived|was|saw|went|love|like|hate|grew|remember|think about)|my (?:friend|colleague|"
    r"mother|father|mom|dad|sister|brother|boss|wife|husband|cat|dog|neighbou?r|uncle|aunt|son|daughter|cousin|"
    r"ex)\b|"
    r"birthday|my (?:flight|train|holidays?|vacation|wedding|doctor|dentist|appointment|meeting|exam|landlord)\b|"
    r"(?:we|i) (?:did|had|used to|once)\b|(?:we|i) were (?!thinking|planning)|the last (?:venue|event|"
    r"place|one)|was too|(?:is|are) (?:always|often|never)|"
    r"last (?:year|month|week|show|time|season|summer|winter|night)|years? ago|yesterday i|(?:he|she) (?:lives|"
    r"lived|works|worked|was|is|has|had)\b|weather|raining|"
    r"snowing|sunny|cloudy|"
    r"(?-i:office)|it took|took us|paid|we sold|wasn't|how are you|"
    r"(?:may|might) (?:have|get|be|come)|at some point|one day(?! before| earlier| later)|lovely day|ignore "
    r"(?:all|any|your|the|previous|"
    r"my)\b|(?-i:phone|balloons)|lorem ipsum|usually|normally)\b",
    re.IGNORECASE,
)


_CLAUSES = re.compile(
    r"\bbut (?P<but>[^\x00]+)$|^\s*(?P<first>[^,\x00]+),|"
    r"\b(?:maybe|perhaps|probably) (?P<maybe>[^\x00]+)$|"
    r"\band (?P<end>(?:i would say|i'd say|i think|i guess|i believe|now|this time)\b[^\x00]+)$",
    re.IGNORECASE,
)


def skip_chatter(reading: Reading) -> None:
    """Blank every sentence that tells no fact of this event."""
    for start, end in reading.sentences:
        if _is_chatter(reading, start, end):
            kept = _kept(reading, start, end) if len(reading.plain) <= 600 else (end, end)
            reading.take(start, kept[0])
            reading.take(kept[1], end)


def _kept(reading: Reading, start: int, end: int) -> Span:
    """The clause of a story that tells a fact all the same: what follows "but", or what answers the question."""
    sentence, asked = reading.free[start:end], reading.setting.asked
    for clause in _CLAUSES.finditer(sentence):
        said = clause["but"] or clause["first"] or clause["end"] or clause["maybe"]
        if clause["maybe"] and not asks_text(reading):
            continue
        if not said or _is_question(sentence) or _is_musing(reading, said):
            continue
        alone = reading.alone(said, asked)
        if alone.tells if clause["but"] else asked is not None and alone.told(asked.stage, asked.field):
            group = next(name for name, words in clause.groupdict().items() if words)
            return start + clause.start(group), start + clause.end(group)
    return end, end


def _is_chatter(reading: Reading, start: int, end: int) -> bool:
    sentence = _ADDRESS.sub(lambda found: "w" * len(found[0]), reading.free[start:end])
    if _ONLY.fullmatch(sentence.replace("\x00", " ")) and not asks_text(reading):
        return not _kept_signs(sentence)
    if asks_long_text(reading):
        return len(sentence) < 60 and (_is_question(sentence) or _THINKING.search(sentence) is not None)
    return _is_question(sentence) or _is_musing(reading, sentence)


def _kept_signs(sentence: str) -> bool:
    # A lone currency sign may be the answer to "which currency?".
    return any(sign in sentence for sign in "€£$¥")


def _is_musing(reading: Reading, sentence: str) -> bool:
    if _ONLY.fullmatch(sentence):
        return any(char.isalpha() for char in sentence)
    titled = asks_text(reading) and not re.search(r"\b[a-zà-ÿ]{4,}", sentence)
    return not titled and bool(_THINKING.search(sentence) or _STORY.search(sentence))


def _is_question(sentence: str) -> bool:
    if _POLITE.search(sentence):
        return False
    asks = sentence.rstrip().endswith("?")
    if _QUESTION_WORD.match(sentence):
        return asks or bool(
            re.match(
                (r"\s*\w+(?:'s| \w+)? (?:is|are|do|does|can|should|would|will|i|you|we|of)\b|\s*who\b|\s*what's\b"),
                sentence,
                re.IGNORECASE,
            )
        )
    return asks and _ASKING.match(sentence) is not None
