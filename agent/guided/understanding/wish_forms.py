"""General forms of wishes, for what no phrase of the table says word for word: in lower case, without apostrophes."""

import re

from .intent_words import STAGE
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
_SKIPPED = (
    r"(?:it|this|that|them|these|one|(?:the|this|that|these|my)(?: \w+)? ?(?:one|step|stage|part|section|"
    r"question|field|"
    r"point|thing|bit|sponsors?|media partners?|press release|description|goals?|end time|organi[sz]ation|company|link|"
    r"url|name|number|text))"
)
_FINE = (
    r"(?:fine|good|great|perfect|correct|right|ok|okay|true|wonderful|excellent|alright|in order|cool|lovely|amazing)"
)
_ROWS: tuple[tuple[K, str], ...] = (
    (
        K.GO_ON,
        r"(?:no )?(?:(?:i|we) (?:have|ve|got|have got|can think of) )?nothing(?: (?:more|else|further|new|"
        r"left))*(?: (?:"
        r"to (?:add|say|change|tell)|from (?:me|us)|(?:i|we) (?:want|would like) to add))?",
    ),
    (
        K.GO_ON,
        (
            r"(?:(?:i|we|its|it is|were|we are|im|i am|everything is|all is) )?(?:all )?(?:set|complete|through with "
            r"(?:this|it))"
        ),
    ),
    (
        K.GO_ON,
        r"(?:no )?(?:thats|that is|this is|that was|it was|thatll be|that will be) (?:all|everything|it|"
        r"enough)(?: (?:i|we|you) "
        r"(?:have|need|know|wanted))?(?: (?:for (?:this|now|here|today|me)|from (?:me|us|my side|our side)|here|"
        r"about .{1,30}))*",
    ),
    (
        K.GO_ON,
        r"(?:go|move|carry|push|keep)(?: right| straight| going)? (?:on|ahead|forward|along|going)(?: (?:with|"
        r"to) (?:it|this|the "
        r"(?:rest|setup|next|process)(?: \w+)?))?",
    ),
    (
        K.GO_ON,
        r"(?:(?:go|move|jump|get|on|continue|proceed) )?(?:on )?(?:to |with )?(?:the )?(?:next|following)(?: "
        r"(?:step|stage|part|"
        r"section|question|one|thing|point|topic|page))?",
    ),
    (
        K.GO_ON,
        r"(?:andiamo|vada|vai|procediamo|procedi|continua|continuiamo)(?: avanti)?|andiamo|(?:on )?(?:passe|"
        r"passons|continuons|"
        r"continuez)(?: à la suite)?|la suite|weiter gehts|(?:machen wir|mach|und) weiter|das wars(?: schon)?|"
        r"das wäre alles|"
        r"nichts mehr|nein das wars|sigamos|seguimos|adelante|vamos|continuemos|eso es todo(?: por ahora)?|è "
        r"tutto(?: per ora)?|"
        r"niente altro|cest bon|cest tout(?: pour linstant)?|rien dautre|nada más(?: por ahora)?",
    ),
    (
        K.SKIP,
        (
            rf"(?:skip|pass(?: on)?|omit|leave out|ignore)(?: {_SKIPPED})?(?: for (?:now|later|the moment|today|the "
            rf"time being))?"
        ),
    ),
    (K.SKIP, rf"(?:skip|leave|keep) {_SKIPPED} (?:out|blank|empty|open|for later|for now)(?: for now)?"),
    (
        K.SKIP,
        r"(?:we|i) (?:dont|do not|wont) (?:need|want|use) (?:it|this|that|one|any)(?: .{0,12})?|not (?:needed|"
        r"necessary|relevant|"
        r"applicable)|doesnt apply(?: to (?:me|us))?|(?:lo |la )?salt(?:o|iamo|a)(?: questo| questa)?|passons|on passe|"
        r"(?:bitte )?(?:überspringen|auslassen)|überspring(?: das| es)?|omitir|paso|saltar(?: esto)?|lo saltamos",
    ),
    (
        K.GO_BACK,
        r"(?:(?:go|take me|bring me|move|step|get|jump) )?(?:one step |a step |one )?back(?: one| a)?(?: step| "
        r"stage| page)?"
        r"(?: again)?|(?:(?:go|take me|bring me|move|return|back|get) )*(?:back )?to the (?:previous|last|"
        r"earlier) (?:step|stage|part|"
        r"section|question|one|page)|(?:torniamo|torna|vai) indietro|einen schritt zurück|geh zurück|(?:revenir|"
        r"retour) en arrière|"
        r"vuelve atrás|volver atrás",
    ),
    (
        K.GO_TO,
        rf"(?:(?:i|we) (?:need|have|want|would like) to )?(?:change|edit|correct|fix|update|adjust|modify|check|"
        rf"review) (?:something"
        rf"|some things?|some details|a few things|things|a thing|a detail|details|an error|a mistake)(?: else)? "
        rf"(?:in|on|about|with|at|"
        rf"for|of) {STAGE}",
    ),
    (K.GO_TO, rf"(?:talk|speak|discuss|continue|go|move|carry|work)(?: on)? (?:about|with|over|on|to) {STAGE}"),
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
        K.UNDO,
        rf"(?:undo|revert|reverse|cancel|roll back|take back)(?: {_EVENT}| (?:the|my|our)?(?: last| latest| "
        rf"previous)*(?: (?:change|"
        rf"edit|step|answer|one|thing|message|input)))(?: (?:i|we) (?:made|did|said))?",
    ),
    (
        K.START_OVER,
        r"(?:start|begin|do)(?: (?:it|everything|all|this|that|the \w+))*(?: (?:over|again|anew))?(?: (?:all "
        r")?(?:from|at) (?:zero|0|scratch|the "
        r"(?:very )?(?:beginning|start|top)))",
    ),
    (
        K.PUBLISH,
        (
            rf"(?:go ahead (?:and )?)?(?:publish|release|launch)(?: {_EVENT})?(?: (?:now|please|already|today|then|"
            rf"for me|online|live))*"
        ),
    ),
    (
        K.PUBLISH,
        (
            rf"(?:go|put|take|make|set|bring|push|get|send)(?: {_EVENT})? (?:live|online|public)(?: (?:now|please|"
            rf"already|today))*"
        ),
    ),
    (
        K.PUBLISH,
        r"(?:im |i am |we are |were |its |it is |all |everything (?:is )?)?ready (?:to (?:go live|publish|launch|"
        r"be published)|for "
        r"publishing|for publication)(?: (?:it|now|the event|everything))*|(?:jetzt |bitte )?veröffentlichen|"
        r"pubblica(?:mo|lo|re)?|"
        r"pubblichiamo|(?:on )?publie(?:r|z)?|publicar|publícalo|publiquemos",
    ),
    (
        K.GREETING,
        r"(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)|greetings)(?: (?:there|all|everyone|"
        r"everybody|team|again|"
        r"copilot|you|guys|friend|assistant|and good \w+))*",
    ),
    (
        K.THANKS,
        r"(?:thank you|thanks|thank u|thx|many thanks|big thanks)(?: (?:a lot|so much|very much|again|(?:for|"
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
    (
        K.PAUSE,
        r"(?:stop|pause|leave it|finish|end|interrupt)(?: (?:here|it|this))? (?:for|until|till) (?:now|today|"
        r"tomorrow|later|tonight|the "
        r"moment|next \w+)|(?:i|we) (?:must|have to|need to|should) (?:stop|leave|go|run)(?: (?:here|now))*|(?:a "
        r"dopo|ci vediamo|a più tardi|"
        r"continuo (?:dopo|domani)|ich mache (?:später|morgen) weiter|bis (?:morgen|später)|à (?:demain|plus "
        r"tard)|hasta (?:luego|mañana))",
    ),
)
FORMS: tuple[tuple[K, re.Pattern[str]], ...] = tuple((kind, re.compile(pattern)) for kind, pattern in _ROWS)

_LEVELS = r"(?:sponsors?|sponsoren|sponsorship|media partners?|partners?|patrocinador(?:es)?|partner|sponsor)"
NO_SPONSORS = re.compile(
    r"(?:(?:were|we are|im|i am|its|it is|so|skip|sorry|unfortunately) )*(?:(?:doing|going|doing it|do|go|do it|"
    r"skip) )?"
    r"(?:no|there (?:are|is|will be|wont be|arent|isnt)(?: no| any| not any)?|(?:we|i) (?:have|will have|wont "
    r"have|will not have|dont have|"
    r"do not have|havent got|have got|ve|havent|didnt find|have not found|found)(?: no| any| not)*|not having|without|"
    r"keine|niente|nessun|senza|pas de|aucun|sin|ningún|kein|ohne)(?: any| a| an| the)? "
    rf"{_LEVELS}(?: (?:and|or|no|no other|nor) (?:no |any )?{_LEVELS})*"
    r"(?: (?:yet|at all|this time|so far|for (?:this one|now|this event|the event|us|this show)|either|needed|"
    r"planned|skip|to add|right now|"
    r"at the moment))*"
    r"|(?:(?:we|i) (?:have|ve|got)|there (?:are|is|will be)|sorry|at the moment|for now)? ?(?:none|nobody|no one|"
    r"no sponsor)"
    r"(?: (?:yet|at all|so far|at the moment|this time|for now))*"
    r"|(?:we|i) (?:dont|do not|wont|havent) (?:have|got|need|want|use)(?: (?:any|one|some|it|that))?(?: (?:yet|"
    r"at all|so far|sponsors?))*"
    r"|nessuno|keine|aucun|ninguno|niente|nicht|not any|without"
)
