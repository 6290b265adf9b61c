"""Everyday words: written small, a stretch that holds one is talk and no name."""

import re

_WORDS = frozenset(
    "i i'm im i've i'll i'd me my mine myself we we're we've we'll us our you your yours he him his she her it "
    "it's its "
    "they them their this that these those there here who whom which what when where why how "
    "be am is are was were been being do does did done doing have has had having can could may might must shall "
    "should will would won't don't doesn't didn't isn't aren't wasn't can't couldn't haven't hasn't "
    "not no none nobody nothing never yes ok okay if then than because so but or about after before until while "
    "just only already still yet again also too very really quite maybe perhaps probably later soon now today "
    "tomorrow yesterday always often usually sometimes more most less least much many few some any every each "
    "please sorry thanks thank welcome hello hi hey bye add put set make take give get go come bring tell say said "
    "told think know need want wants like love hate hope help ask asks work works working use using update change "
    "remove delete skip send write call called talk check see look wait stop start begin end close open keep let "
    "lets let's first last next new old good bad great fine nice busy tired ready happy sad lost stuck confused "
    "complicated long short back done sure unsure glad afraid excited nervous interested available free late "
    "early alone "
    "story thing things something anything everything someone anyone everyone people time day week month year "
    "was sponsors sponsor partners sponsored media question answer idea email mail phone closed decided discussing "
    "one two three four five six seven eight nine ten none keine niente nessuno aucun ninguno nadie noch gleich später "
    "waiting looking planning trying going thinking writing asking for from with without in on at of to by an a".split()
)
_JOINTS = frozenset("of the and by for from in on at a an to with".split())
_IN_NAMES = frozenset("open day night new old good last first one two three four".split())
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_CAPITAL = re.compile(r"[^\W_a-zß-öø-ÿа-я]")


def is_talk(text: str) -> bool:
    """Whether words written small are a sentence or a remark, not the name of something."""
    return not _CAPITAL.search(text) and has_talk(text)


def has_talk(text: str) -> bool:
    """Whether a stretch holds an everyday word that is no mere joint of a name."""
    small = [word.replace("’", "'") for word in _WORD.findall(text) if word[0].islower()]
    return any(word in _WORDS and word not in _JOINTS | _IN_NAMES for word in small)


def is_name(text: str) -> bool:
    """Whether a stretch may be the name of a company: it begins with a capital, or holds no everyday word."""
    first = next((char for char in text if char.isalnum()), "")
    if not first or len(text) > 80:
        return False
    words = _WORD.findall(text)
    if not _CAPITAL.match(first):
        return len(words) <= 4 and not any(word.casefold() in _WORDS for word in words)
    if len(words) <= 1:
        return text.casefold() not in _WORDS
    # "By the way it is open" begins with a capital too.
    return len(words) <= 3 or not any(word in _WORDS - _JOINTS - _IN_NAMES for word in words)
