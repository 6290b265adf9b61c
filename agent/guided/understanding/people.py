"""Who organizes: name, organization, role."""

import re

from .reading import Reading
from .texts import trimmed
from .words import ROLES, choice_value, find_choice, find_choices
from .zones import is_city, is_country

_UPPER = r"[^\W\d_a-zß-öø-ÿа-я]"
_NAME_WORD = rf"(?:{_UPPER}[a-z]?\.(?=\s[^\W\d_a-z])|{_UPPER}(?:[^\W\d_]|['.-](?=[^\W\d_])){{0,30}})"
_PARTICLE = r"(?:van|von|de|der|den|di|da|del|della|dos|du|la|le|bin|al|el|ten|ter|y)"
NAME = rf"{_NAME_WORD}(?: (?:{_PARTICLE} ){{0,2}}{_NAME_WORD}){{0,4}}"
_SURE = re.compile(
    r"(?<!our )(?<!its )(?<!'s )(?<!event )(?<!show )(?<!venue )(?<!brand )(?<!company )\b(?i:(?:my |the "
    r")?(?:full )?name(?:'?s| is)(?: (?:spelled|spelt|written|actually|really|now|in fact))*|i "
    r"go by|(?:people|everyone|everybody) calls? me|ich heiße|"
    r"ich heisse|mein name ist|je m'appelle|mi chiamo|"
    r"me llamo|mi nombre es|call me(?! (?:on|at|back|later|when|if|tomorrow)\b)|меня "
    r"зовут)[\s\x00]+(?!(?:wrong|incorrect|not right|misspel\w*|missing|a typo|different)\b)"
    r"(?P<value>[^,;\n\x00]{1,200})"
)
_MAYBE = re.compile(
    rf"(?:\b(?i:i'm|i am|this is|it'?s|here is|ich bin|je suis|sono|soy)(?: (?:now|actually|really|"
    rf"still))?\s+(?P<a>{NAME})|(?:^|"
    rf"[,.!\x00]\s*)(?P<b>{NAME})(?= here\b| speaking\b))"
)
_FIRST_OF_LIST = re.compile(rf"[\s\x00,.!]{{0,40}}(?P<c>{NAME})(?: (?:from|of|at|with) {NAME})?,\s*\x00")
_SURNAME_FIRST = re.compile(rf"({_NAME_WORD}), ({NAME})$")
_ORGANIZATION_WORD = r"(?:company|brand|label|agency|organi[sz]ation|studio|house|firm|atelier|business|team)"
_ORGANIZATION = re.compile(
    rf"\b(?:(?i:(?:my|our|the) (?:own |little |small |new )?{_ORGANIZATION_WORD}(?:'s name)?(?: is| are|,)(?: "
    rf"called| named)?|"
    rf"{_ORGANIZATION_WORD},? (?:called|named)|the {_ORGANIZATION_WORD}|"
    rf"(?:i|we) work (?:for|at|with)|(?:I'm|I am|[Ww]e are|[Ww]e're) (?:with|from|at)|[Ww]e are|[Ww]e're|"
    rf"(?i:on behalf of)|(?i:i|we|i'm|we're|i am|we are) (?i:represent|representing|run|own|manage|founded|"
    rf"started|belong to)|(?i:founder|co-founder|"
    rf"owner|head|ceo) of|it's for|working for|employed at|wir sind|nous sommes|siamo|"
    rf"(?:behind|of|for|with) the (?:label|brand|house|company)))\s+(?P<value>{NAME}(?: (?:&|and|x|\+) "
    rf"(?!I\b|We\b|My\b|Our\b){_NAME_WORD}){{0,2}})"
)
_AFTER_ROLE = re.compile(
    rf"^\s*,?\s*(?:(?:at|for|with|from|of|bei|chez|da|en|called|named)\s+|\()(?P<value>{NAME}(?: (?:&|x|\+) "
    rf"{_NAME_WORD}){{0,2}})"
)
_NOT_NAMES = re.compile(
    r"^(?:A|An|The|From|In|At|On|Not|Ready|Fine|Good|Done|Sorry|Sure|Here|Back|Happy|Looking|Planning|Trying|"
    r"Italian|French|German|Also|Going|So|Just|Based|Interested|OK|Ok|Organi[sz]ing|We|It|SYSTEM|Friday|"
    r"Saturday|Sunday)\b"
)
_ROLE_CUE = re.compile(
    r"\b(?:i'?m|i am|we'?re|we are|as an?|as the|i|we|role|job|sono|siamo|ich bin|wir sind|je suis|nous sommes|"
    r"soy|somos|independent|freelance|your|и|я)\b|^\W*|[,(]\s*$|\x00\s*[,.]?\s*$|\bat\s|, ",
    re.IGNORECASE,
)
_OTHERS_ROLE = re.compile(
    r"\b(?:the|their|his|her|with the|ask the|from the|new|each|every|several|young|local|by|featuring|two|"
    r"three|four|five|\d+)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)


_IT = re.compile(r"it'?s|this is|here is", re.IGNORECASE)
_PLACED = re.compile(r"(?:[Ww]e are|[Ww]e're|I am|I'm) (?:at|with|from)\b")
# "Yuki Sato, Sato Lab": what follows a name is a company by its word for one.
FIRM_WORD = (
    r"(?:Studios?|Lab|Labs|Atelier|House|Agency|Maison|Group|Ltd|GmbH|Couture|Collective|PR|Events?|Fashion|"
    r"Label|Inc|LLC|"
    r"S\.?r\.?l|SARL|Designs?|Productions?|Communications?|Knitwear|Clothing|Apparel|Jewels|Jewell?ery|Brand|"
    r"Company|Co)"
)
_FIRM = re.compile(rf"^\s*,[\s,\x00]*(?P<value>(?={NAME}\b)(?=[^,\n\x00]*\b{FIRM_WORD}\b){NAME})")
_DIRECTLY = re.compile(rf"^\s+(?P<value>{NAME})")
_DENIED = re.compile(r"\b(?:not|no|never|kein\w*|non|pas)\s+(?:an?\s+|the\s+|un[ae]?\s+|une?\s+)?$", re.IGNORECASE)


def announces_name(text: str) -> bool:
    """Whether a word announces that a name follows."""
    return _SURE.search(text) is not None


def read_names(reading: Reading) -> None:
    """A name after a word that announces it."""
    match = _SURE.search(reading.free) or _maybe(reading) or _listed_first(reading)
    _fuller(reading)
    if match and reading.setting.stage != "organizerSetup" and re.match(r"(?:the )?name", match[0], re.IGNORECASE):
        return
    if match is None or reading.told("organizerSetup", "name"):
        return
    group = next(key for key, value in match.groupdict().items() if value)
    start, end = _name_span(reading, match.start(group), match.end(group), sure=group == "value")
    if start < end and not (group != "value" and _is_no_name(reading.plain[start:end])):
        reading.tell("organizerSetup", "name", reading.said(start, end))
        reading.take(match.start(), end)
        _fuller(reading)


def _fuller(reading: Reading) -> None:
    """ "Zanele. Zanele Dlamini": a first or last name said again with the other one."""
    name = reading.facts.get("organizerSetup", {}).get("name")
    if not isinstance(name, str) or " " in name:
        return
    for match in re.finditer(NAME, reading.free):
        words = match[0].split()
        alone = re.search(r"(?:^|[.,!;(\x00-])\s*$", reading.free[: match.start()][-10:])
        if alone and 1 < len(words) <= 4 and name in (words[0], words[-1]):
            reading.tell("organizerSetup", "name", match[0])
            reading.take(*match.span())
            return


def _maybe(reading: Reading) -> re.Match[str] | None:
    """ "It's Casa Verde" names a person only where persons are what is spoken of."""
    match = _MAYBE.search(reading.free)
    elsewhere = match and reading.setting.stage != "organizerSetup" and _IT.match(match[0])
    return None if elsewhere else match


def _listed_first(reading: Reading) -> re.Match[str] | None:
    """ "Ida Berg, ida@berg.example, organizer" as the first words of all: a name stands before an e-mail address."""
    asked = reading.setting.asked is None or reading.asks("organizerSetup", "name")
    first = asked and reading.setting.stage == "organizerSetup"
    known = reading.known("organizerSetup", "name") or not reading.told("organizerSetup", "email")
    return _FIRST_OF_LIST.match(reading.free) if first and not known else None


def _name_span(reading: Reading, start: int, end: int, *, sure: bool) -> tuple[int, int]:
    text = reading.free[start:end]
    after = reading.free[end : end + 60]
    if sure and (cut := re.search(r"[.!?](?:\s|$)|\s+(?:by the way|from|at|and|with|of|but|i'm|i am)\s", text)):
        text = text[: cut.start()]
    elif (
        sure
        and re.fullmatch(r"\s*\w+\s*", text)
        and (more := re.match(rf",\s+({NAME.replace('{0,4}', '{1,3}')})(?=\s*$|[.!])", after))
        and more[1].endswith(text.strip())
    ):
        return end + more.start(1), end + more.end(1)
    first, last = trimmed(text, 0, len(text))
    return start + first, start + last


def _is_no_name(name: str) -> bool:
    return bool(_NOT_NAMES.match(name)) or find_choice(name, ROLES) is not None or is_city(name) or is_country(name)


def read_roles(reading: Reading) -> None:
    """A role that the person claims for himself; the organization that follows it."""
    for match in find_choices(reading.free, ROLES):
        if reading.told("organizerSetup", "role"):
            return
        _read_role(reading, match)


def _read_role(reading: Reading, match: re.Match[str]) -> None:
    start, _ = reading.sentence_at(match.start())
    before = reading.free[start : match.start()]
    asked = reading.asks("organizerSetup", "role")
    if _DENIED.search(before):
        return
    if not asked and re.search(r"\bwork(?:ing|ed|s)? with\b", before, re.IGNORECASE):
        return
    if not asked and (
        _OTHERS_ROLE.search(before)
        and not re.search(r"\b(?:i'm|i am|we are|we're) (?:the|an?) |\x00,\s*(?:the|an?)\s+$", before, re.IGNORECASE)
    ):
        return
    if not asked and not _is_claim(reading, before):
        return
    reading.tell("organizerSetup", "role", choice_value(match[0], ROLES))
    reading.take(*match.span())
    if re.search(
        r"(?:brand|label|agency|agenzia|agence|agentur|agencia|marke|marchio|marque)$", match[0], re.IGNORECASE
    ):
        _organization_after(reading, match.end(), _DIRECTLY)
    _organization_after(reading, match.end())


def _is_claim(reading: Reading, before: str) -> bool:
    stage_open = (
        reading.setting.stage == "organizerSetup"
        or reading.told("organizerSetup", "name")
        or reading.told("organizerSetup", "email")
    )
    claims = re.search(
        (r"\b(?:i'?m|i am|we'?re|we are|as an?|i work|sono|ich bin|je suis|soy|role)\b"), before, re.IGNORECASE
    )
    return bool(claims) or (stage_open and _ROLE_CUE.search(before) is not None)


def _organization_after(reading: Reading, place: int, form: re.Pattern[str] = _AFTER_ROLE) -> None:
    match = form.match(reading.free[place : place + 120])
    if match and not reading.told("organizerSetup", "organization"):
        _tell_organization(reading, place + match.start("value"), place + match.end("value"))


def _tell_organization(reading: Reading, start: int, end: int) -> None:
    name = reading.plain[start:end]
    if re.match(r"\s\d", reading.plain[end:]):  # A street and its number: "we are at Revoluční 5".
        return
    if _is_no_name(name) and not name.endswith(("PR", "Agency", "Agentur", "Communications")):
        return
    start, end = trimmed(reading.plain, start, end)
    reading.tell("organizerSetup", "organization", reading.said(start, end))
    reading.take(start, end)


def read_organizations(reading: Reading) -> None:
    """An organization after a word that announces it, or after the name of the person."""
    if reading.told("organizerSetup", "organization"):
        return
    match = _ORGANIZATION.search(reading.free)
    # At the venue's stage "we are at" says where the event is.
    if match and reading.setting.stage == "venueSetup" and _PLACED.match(match[0]):
        return
    if match:
        _tell_organization(reading, *match.span("value"))
        if re.match(r"\S+(?: am| are)? represent", match[0]) and not reading.told("organizerSetup", "role"):
            reading.tell("organizerSetup", "role", "brand_representative")
    elif name := reading.facts.get("organizerSetup", {}).get("name"):
        place = reading.text.find(str(name)) + len(str(name))
        _organization_after(reading, place)
        _organization_after(reading, place, _FIRM)
