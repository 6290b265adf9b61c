"""The words of ticket tiers: what parts them, what counts them, and what in a piece is no name."""

import re

from .money import AMOUNT, UNIT
from .numerals import DIGITS

PIECE = re.compile(
    r"[;\n\x00]|[.](?=\s|$)|,(?=\s|[^\W\d])|(?<=\d)\s+and\s+(?=\w)|\s/\s|(?<=[)€$£¥])\s+(?:and|und|et|e|y)\s+|"
    r"(?P<and>(?<=\w)\s+(?:and|und|et|e|y)\s+(?=[^;\n,]{0,40}\d))|\s+plus\s+|(?:^|\s)\d[).]\s+(?=[^\W\d])",
    re.IGNORECASE,
)
GOODS = (
    r"(?:of (?:them|these|those)|tickets?|karten|seats?|places?|pcs\.?|pieces?|stück|stk\.?|posti|biglietti|"
    r"billets?|plätze|plazas|"
    r"entradas|spots?|available|pax|persons?|people|guests|passes|stuks|tix|in total of)"
)
QUANTITY = re.compile(
    rf"(?<![\w.,€$£])(?:(?:x|×|\*)\s?(?P<a>{DIGITS})(?!\w)|(?P<b>{DIGITS})\s?(?:x|×|\*)(?=\s*(?:[^\W\d]|$))|"
    rf"(?P<c>{DIGITS})\s+(?:more\s+)?{GOODS}(?!\w)|\((?P<d>{DIGITS})(?:\s{GOODS})?\)|(?:there are|there will "
    rf"be|limited to|has only|have only|only|has|have|just)\s+(?P<f>{DIGITS})(?!\s?(?:{UNIT}))(?![\w%])|"
    rf"(?:quantity|qty|number|amount|capacity|menge|anzahl)(?:\s+(?:is|should be|will be|of|to|"
    rf"now))*\s*[:=]?\s*(?P<e>{DIGITS}))",
    re.IGNORECASE,
)
# "The quantity for Standing is 200": the number after it is no price.
COUNTED = re.compile(r"\b(?:quantity|qty|number|amount|count|allotment|allocation)\s+(?:for|of)\b", re.IGNORECASE)
PLAIN = re.compile(rf"(?<![\w.,€$£-])(?:{AMOUNT})(?![\w%:/])")
FREE = re.compile(
    r"\b(?:(?:eintritt|einlass) frei|free(?: of charge)?(?: (?:entry|admission|entrance|tickets?|of charge))?|"
    r"gratis|kostenlos|gratuit|"
    r"gratuito|freier eintritt|ingresso gratuito|entrée libre|entrée gratuite|no charge|complimentary)\b",
    re.IGNORECASE,
)
FREE_NOT = re.compile(
    r"\bfree (?:to|drinks?|parking|wifi|time|date|day|from)\b|\b(?:feel|are you|i'm|we're) free\b", re.IGNORECASE
)
TOPIC = re.compile(
    r"\b(?:tickets?|tiers?|vips?|general|admission|entry|entrance|standard|early[ -]bird|standing|seated|"
    r"front[ -]row|students?|eintritt|ingresso|bigliett[oi]|billets?|entrada|places|seats|ticketing)\b",
    re.IGNORECASE,
)
NO_TIER = re.compile(
    r"\b(?:budget|sponsor|spend|spent|fee|deposit|rent|cost us|costs us|paid|salary|invoice|donat\w+|"
    r"raise[ds]? (?:money|\d)|worth|prize|goal|revenue|in money|earn)\b",
    re.IGNORECASE,
)
NO_PIECE = re.compile(
    r"\b(?:capacity|holds|venue|total|altogether|overall|in all|sale|sales|insgesamt)\b", re.IGNORECASE
)
NOISE = (
    r"(?:sorry|actually|ok|okay|wait|oops|no|yes|please|well|hi|(?:can|could|would) you|can we|(?:we|i)(?:'d| "
    r"would) like(?: to)?|to|quantity|"
    r"(?:please )?don't forget|(?:i|we) forgot|we'll|i'll|they|pays?|gets?|down|up|now|and|also|plus|then|add|"
    r"another|with|"
    r"(?:we|i) (?:only |just |will )?(?:have|want|sell|offer|need)(?: only| just)?|there (?:are|is|will be|"
    r"should be|must be)(?: "
    r"only| just)?|an?|the|go(?:es)?|one|two|three|"
    r"kinds?(?: of)?|tiers?|tickets? (?:type|tier|for)|for|at|is|are|costs?|to|of|it'?s|each|priced?|pro|per|à|a|by|"
    r"from|on|x|only|have|will be|should be|should|und|et|e|y|im|zu|von|de|da|all|them|available|named|called|types?|"
    r"tickets?|make|set|change|just|has|we|i|of (?:them|these|those))"
)
NAME_LEAD = re.compile(rf"^[\s,.-]*(?:{NOISE}(?=[\s:;,.-]|$)|[\s,.-]+)", re.IGNORECASE)
NAME_TAIL = re.compile(rf"(?:(?:^|(?<=\s)){NOISE}|[\s,.-]+)[\s,.-]*$", re.IGNORECASE)
NAME_CUT = re.compile(r"[|@:=/()\"\x00]|\s-\s")
NOUN = re.compile(
    r"\b(?:tickets?|karten|entry|admission|entrance|billets?|biglietti|ingresso|entradas|eintritt|seats|places)\b",
    re.IGNORECASE,
)
INTRO = re.compile(
    r"^\W*(?:(?:we|our|the|my|there|have|got|are|is|will|be|sell|offer|want|do|with|please|add|an?|one|two|three|"
    r"four|five|only|just|"
    r"more|another|new|different|following|\d|i|ok|so|yes|these|then)\s+){0,8}(?:ticket\s+)?(?:tiers?|kinds?|"
    r"tickets?|types?|categories|"
    r"prices)\b[^:\n\d]{0,20}:\s",
    re.IGNORECASE,
)
DIGIT = re.compile(r"\d")
MARKED = re.compile(rf"\d|{FREE.pattern}", re.IGNORECASE)
AND = r"\s*(?:,|/|&|\band\b|\bund\b|\bet\b|\be\b|\by\b)\s*(?:and\s+|und\s+|e\s+|et\s+|y\s+)?"
LISTED = re.compile(
    rf"\b(?:quantit(?:y|ies)|numbers?|amounts?|stückzahl(?:en)?|quantità|quantités?|cantidades)\s*(?:are|is|:|of|=)?\s*"
    rf"\d{{1,5}}(?:{AND}\d{{1,5}}){{1,9}}(?!\w)|(?<![\w€$£.,])\d{{1,5}}(?:{AND}\d{{1,5}}){{1,9}}\s+(?:{GOODS}|each|"
    rf"respectively)(?!\w)",
    re.IGNORECASE,
)
