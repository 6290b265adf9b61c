"""Words that lead into an answer or follow it and are no part of it: "it's called", "the title is", "please"."""

import re

_OF = (
    r"(?:(?:event|show|company|brand|label|agency|venue|location|place|space|party|exhibition|full|first|working|"
    r"official)"
    r"'?s?\s+)?"
)
_NOUN = (
    r"(?:names?|titles?|titel|titolo|titre|título|nom|nome|nombre|label|company|firma|brand|organi[sz]ation|"
    r"agency|venue|"
    r"location|lieu|luogo|ort|city|città|ville|stadt|ciudad|address|adresse|indirizzo|street|event|show|evento|"
    r"description|"
    r"press (?:release|text))"
)
_OWN = r"(?:the|my|our|your|der|die|das|meine?|unsere?|il|lo|la|le|el|l')"
_IS = r"(?:\s+(?:is|ist|est|è|es|will be|should be|would be|would go|shall be)|'s)(?:\s*:)?|\s*[:=]|\s-"
_WANT = r"(?:(?:we|i)(?:'d| would)? (?:want|like|decided|plan) to |(?:we|i)(?:'ll| will|'d| would)? |let'?s |please )?"
_LEADS = (
    rf"(?:{_OWN}\s*)?{_OF}{_NOUN}(?:\s+of\s+(?:the|our|my)\s+\w+|\s+(?:that\s+)?(?:we|i)\s+\w+)?(?:{_IS})",
    r"(?:sure|ok|okay|yes|well|hm+|so|hello|hi|no|sorry|oops|actually)(?=,),",
    r"(?:it|that|this|she|he)(?:'?s|'ll be| is going to be| is| would be| will be| was)(?: me,?)?",
    rf"{_WANT}(?:call|name|title)(?:d|ed)? (?:it|this|the (?:event|show|party|exhibition|launch|pop-?up))",
    r"(?:let'?s|we(?:'ll| will)?|i(?:'d| would| will|'ll)?) (?:go (?:with|for)|went with|say|do|take|use|decided "
    r"on|chose|picked|settled on)",
    r"(?:(?:i|we) (?:think|guess|believe|would say)|i'd say)(?: of| about)?",
    r"(?:we|it|this|i)(?:'ll| will|'re| are|'s| is)(?: be| going to be| gonna be)?(?: held| happening| taking place)?"
    r" (?:at|in)(?: the)?(?=\s(?-i:[^\W\d_a-zß-öø-ÿ]))",
    r"something like|how about|what about|maybe|perhaps|probably|make it|use",
    r"(?:you can |please |just )?call me|(?:everyone|everybody|people|friends) calls? me",
    r"i'?m|i am|we are|we're|this is|here is|(?-i:just|only)",
    r"c'est|me llamo|mi chiamo|ich heiße|ich bin|sono|soy|je suis|je m'appelle|my name'?s|es ist|es heißt|si "
    r"chiama|se llama|"
    r"s'appelle|è|es",
)
LEAD = re.compile(rf"^\s*(?:(?:{'|'.join(_LEADS)})\s+(?:called\s+|named\s+)?)+", re.IGNORECASE)
TAIL = re.compile(
    r",?\s+(?:(?:i (?:think|guess|suppose|believe)|i'd say|probably|maybe|please|if possible|for now|so far|at "
    r"the moment|instead|"
    r"of course|obviously|(?:many )?thanks?|thank you)|(?:is|will be|would be|should be) (?:the|our|my|its) "
    r"(?:\w+ )?(?:title|name|"
    r"venue|company|brand|label|organi[sz]ation|city|address))\W*$",
    re.IGNORECASE,
)
# "The future is female": an own word for something is no lead-in, but tells that it is not the name asked for.
OTHER_LEAD = re.compile(rf"\s*(?:{_OWN[3:-1]})\s+(?:[a-zà-ÿ]\w*\s+){{1,3}}(?:is|ist|will be|should be|would be)\s")
