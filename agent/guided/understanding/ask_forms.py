"""General forms of questions and courtesies that no phrase holds word for word: in lower case, without apostrophes."""

import re

from .meaning import IntentKind as K

_EVENT = (
    r"(?:it|this|that|everything|all|(?:the|my|our|this) (?:\w+ )?(?:event|show|page|party|exhibition|pop up|setup))"
)
_FAR = r"(?: (?:so far|until now|up to now|already|yet|now|at the moment|about (?:me|it|my event|the event|the show)))*"
_HAVE = (
    rf"what (?:you|we|i|ive|youve|weve)(?: already)?(?: have| ve| did)? ?(?:have|got|know|noted|saved|written|"
    rf"collected|"
    rf"done|told|tell|said|say|entered|stored|filled in)?(?: you)?{_FAR}"
)
_REVIEW = r"(?:summary|overview|recap|status|progress|list|state|report)"
_FINE = (
    r"(?:fine|good|great|perfect|correct|right|ok|okay|true|wonderful|excellent|alright|in order|cool|lovely|amazing)"
)
_ROWS: tuple[tuple[K, str], ...] = (
    (
        K.PROGRESS,
        rf"(?:(?:show|give|tell|send|read|let)(?: me| us)? )?(?:see |have |get )?(?:back )?(?:an? |the |my |our |"
        rf"your )?(?:quick |"
        rf"short |brief |full |complete |little |current )?{_REVIEW}(?: (?:of|about|on|for|so far|until now|"
        rf"please) ?.{{0,40}})?",
    ),
    (
        K.PROGRESS,
        rf"(?:summari[sz]e|recap|sum up|list|show|repeat|read)(?: me| us| back)*(?: (?:{_EVENT}|{_HAVE}))?(?: "
        rf"(?:again|so far|"
        rf"for me|back|{_HAVE}))*",
    ),
    (
        K.PROGRESS,
        rf"(?:(?:let me|let us|i want to|can i|may i) )?(?:see|check|show me|tell me|know) (?:everything|all|"
        rf"{_HAVE})(?: (?:again|so "
        rf"far|you have|we have))*",
    ),
    (
        K.PROGRESS,
        rf"what (?:have|did|do|has|is|was)(?: already)? (?:you|we|i|been)(?: already)? (?:have|got|noted|saved|"
        rf"collected|know|done|"
        rf"tell you|told you|say|said|entered|enter|filled in|written)(?: down)?{_FAR}",
    ),
    (
        K.PROGRESS,
        r"(?:is|are)(?: there)? (?:something|anything|any (?:fields?|questions?|things?|information|info)|some "
        r"(?:fields?|"
        r"questions?|things?))(?: still| else)* (?:missing|left|open|needed|to do|to fill in|required)(?: from "
        r"me| now)?",
    ),
    (
        K.PROGRESS,
        r"(?:what|which|how many)(?: (?:things|fields|details|information|info|data|questions|steps|parts|else|"
        r"more|exactly))* "
        r"(?:is|are|do|does|must|should|have|has)(?: (?:i|we|you|to))?(?: (?:still|yet|else|be|to))*(?: "
        r"(?:missing|left|open|needed|need|"
        r"required|remaining|fill in|to do|tell you|do))+(?: (?:from me|now|here|from us|before publishing|to "
        r"publish|to finish|to do))*",
    ),
    (
        K.PROGRESS,
        r"cosa manca(?: ancora)?|che cosa manca|a che punto siamo|riassunto|riepilogo|was fehlt(?: noch)?|wo "
        r"stehen wir|"
        r"zusammenfassung|wie weit sind wir|(?:quest ce qui|que) manque(?: encore)?|résumé|on en est où|où en "
        r"sommes nous|"
        r"qué falta(?: todavía)?|resumen|cómo vamos",
    ),
    (
        K.PROGRESS,
        r"(?:what|which \w+) (?:do|must|should)(?: (?:i|we|you))? (?:still )?(?:(?:have|need) to )?(?:still "
        r")?(?:do|tell you|fill in|"
        r"give you|answer|add|complete)(?: (?:now|still|to publish|to finish))*|(?:are|am) (?:we|i) (?:done|"
        r"finished|ready|complete)"
        r"(?: yet| now| already)?|is (?:it|that|this|everything) (?:all|everything|complete|done|finished|"
        r"ready)(?: now| yet| already)?",
    ),
    (
        K.WHY,
        (
            r"(?:why )?do you (?:really |actually )?(?:need|want)(?: to (?:know|have))? (?:this|that|it|my|the|all|"
            r"these)\b.{0,40}"
        ),
    ),
    (
        K.WHY,
        (
            r"(?:is|are) (?:this|that|it|the \w+(?: \w+)?|my \w+) (?:really )?(?:necessary|needed|required|mandatory|"
            r"obligatory|important)"
        ),
    ),
    (
        K.WHY,
        (
            r"(?:do i (?:really )?(?:have|need) to|must i|should i really) (?:give|tell|say|fill|answer|share|"
            r"enter)\b.{0,40}"
        ),
    ),
    (
        K.HELP,
        r"(?:sorry )?(?:i )?(?:dont|do not|didnt|cannot|cant|did not) (?:really |quite |fully )?(?:understand|"
        r"get|follow|see)(?: (?:it|this|"
        r"that|you|the question|what you (?:mean|want|need)|what to (?:do|write|say)|how (?:this|it) works|what "
        r"this (?:is|means)))?",
    ),
    (
        K.HELP,
        r"what (?:does|do|is|are) (?:the )?[\w ]{1,30} mean(?: here| exactly)?|(?:please )?explain(?: .{1,40})?|"
        r"help(?: me| us)?(?: with "
        r".{1,40}| out| here)?|what (?:should|must|shall) i (?:do|say|write|type|answer|put|enter|choose)(?: "
        r"here| now| there| next)*",
    ),
    (
        K.HELP,
        r"(?:give|show)(?: me)? (?:an? |some )?examples?(?: .{0,30})?|(?:what|which) (?:are )?(?:the |my "
        r")?options(?: (?:do i have|are "
        r"there))?|(?:non|no) (?:ho )?(?:capito|capisco|entiendo)|je (?:ne )?comprends pas|(?:das )?verstehe ich "
        r"nicht|ich verstehe nicht",
    ),
    (
        K.HELP,
        r"(?:i )?(?:dont|do not) know (?:what to (?:do|say|write|answer|put)|how (?:this|it) works|how to "
        r".{1,30}|what you (?:mean|"
        r"want|need))(?: here| now)?",
    ),
    (
        K.GREETING,
        r"(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)|greetings)(?: (?:there|all|everyone|"
        r"everybody|team|again|"
        r"copilot|you|guys|friend|assistant|and good \w+))*",
    ),
    (
        K.THANKS,
        r"(?:thank you|thanks|thank u|thx|many thanks|big thanks)(?: (?:a lot|a million|a ton|so much|very much|"
        r"again|(?:for|"
        r"to)(?: your| the| all)*(?: "
        r"(?:help|info|everything|patience|support|assistance|you|that|this))?))*",
    ),
    (
        K.YES,
        rf"(?:(?:thats|that is|that all|its|it is|this is|this|it|everything|all)(?: (?:is|looks|seems|sounds))?|"
        rf"looks|sounds|seems)(?: all| "
        rf"very| really| absolutely| totally)* {_FINE}(?: (?:for|with|to|by|like) (?:me|us|that|this))?",
    ),
    (
        K.YES,
        rf"(?:yes|yeah|yep|ok|okay|sure)(?: (?:it|that|this|thats|its|everything|all)(?: (?:is|are|looks))?)? {_FINE}",
    ),
    (
        K.NO,
        r"(?:no |please )?(?:dont|do not) (?:publish|do (?:it|that|this)|go live)(?: (?:it|this|yet|now|anything))*",
    ),
)
FORMS: tuple[tuple[K, re.Pattern[str]], ...] = tuple((kind, re.compile(pattern)) for kind, pattern in _ROWS)
