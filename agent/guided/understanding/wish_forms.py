"""General forms of moves that no phrase holds word for word: in lower case, without apostrophes."""

import re

from .intent_words import STAGE
from .meaning import IntentKind as K

_EVENT = (
    r"(?:it|this|that|everything|all|(?:the|my|our|this) (?:\w+ )?(?:event|show|page|party|exhibition|pop up|setup))"
)
_SKIPPED = (
    r"(?:it|this|that|them|these|one|(?:the|this|that|these|my)(?: \w+)? ?(?:one|step|stage|part|section|"
    r"question|field|"
    r"point|thing|bit|sponsors?|media partners?|press release|description|goals?|end time|organi[sz]ation|company|link|"
    r"url|name|number|text))"
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
    (K.GO_ON, r"(?:im|i am|were|we are) (?:done|finished|ready|through)(?: with (?:this|that|it|the)(?: \w+)?)?"),
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
        K.SKIP,
        r"(?:(?:ill|i will|well|we will|i can|we can|ill have to|id rather) )?(?:write|add|provide|send|prepare|"
        r"upload|fill(?: in)?|"
        r"give|tell you|answer)(?: (?:it|that|this|one|them|the (?:text|description|press release|details)))?(?: "
        r"in)?(?: to you)? "
        r"(?:later(?: on)?|tomorrow|another time|some other time|afterwards|next week)",
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
    (
        K.GO_TO,
        rf"(?:(?:talk|speak|discuss) (?:about|over)|(?:continue|go|move|carry|work)(?: on)? (?:with|on|to)) {STAGE}",
    ),
    (
        K.PROGRESS,
        r"(?:is |are )?(?:there )?(?:anything|something|what|whats|what is|what else|what else is|which (?:fields|"
        r"parts|"
        r"things|details) are)(?: (?:else|still|is|are|that|thats|is there|we|you|i))* (?:missing|left|outstanding|"
        r"needed|"
        r"need|incomplete|not done|to do|to fill(?: in)?|to be done)(?: (?:before|until|till|to|for|so that|in "
        r"order)\b.{0,40})?",
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
        K.PROGRESS,
        r"(?:show|give|send|read|let me see)(?: me| us)? (?:a |an |the |my )?(?:short |quick |full |final "
        r")?(?:summary|overview|"
        r"recap|status|progress)(?: of .{1,30})?(?: (?:before|until|so far|first).{0,30})?",
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
        K.CONNECT,
        r"(?:(?:connect|link|set ?up|hook up|add|configure|open|start|finish|complete|continue|create|activate|"
        r"enable|arrange)(?: (?:with|my|our|the|a|an|up))*|(?:give|send|show)(?: me| us)?(?: the| a| my)?(?: new)?|"
        r"(?:(?:i|we) )?(?:want|need|would like)(?: to (?:connect|set ?up|add|use))?(?: my| our| the| a)?)"
        r"(?: online)? (?:stripe|payments?|payouts?)"
        r"(?: (?:account|setup|set up|onboarding|link|up|now|today|straight away|right away|already|instead|"
        r"(?:with|through|via|by|over) stripe))*|(?:stripe|payments?) (?:link|now|please)(?: (?:now|please))*",
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
    r"keine|niente|nessuno|nessun|senza|pas de|aucun|sin|ningún|kein|ohne)(?: any| a| an| the)? "
    rf"{_LEVELS}(?: (?:and|or|no|no other|nor) (?:no |any )?{_LEVELS})*"
    r"(?: (?:yet|at all|this time|so far|for (?:this one|now|this event|the event|us|this show)|either|needed|"
    r"planned|skip|to add|right now|"
    r"at the moment))*"
    r"|(?:(?:we|i) (?:have|ve|got)|there (?:are|is|will be)|sorry|at the moment|for now)? ?(?:none|nobody|no one|"
    r"no sponsor)"
    r"(?: (?:yet|at all|so far|at the moment|this time|for now))*"
    r"|(?:we|i) (?:dont|do not|wont|havent) (?:have|got|need|want|use)(?: (?:any|one|some|it|that))?(?: (?:yet|"
    r"at all|so far|sponsors?))*"
    r"|nessuno|keine|aucun|ninguno|niente|nicht|not any|without|(?:nobody|no one|none) (?:sponsors|supports) "
    r"us(?: yet)?"
)
