"""Phrases and patterns of each wish, matched against a whole clause in lower case without fillers."""

import re

from .meaning import IntentKind as K

FILLERS = re.compile(
    r"^(?:so|well|hm+|um+|uh+|oh|ah|please|pls|plz|just|now|and|then|but|let's|lets|let us|can we|could we|can you|"
    r"could you|can i|could i|shall we|"
    r"i think|i guess|i believe|maybe|kindly|actually|i want to|i'd like to|i'd rather|i would rather|i'd prefer "
    r"to|let me|i would like to|i wanna|i would|i'd|we would|haha|lol|(?:i|we) (?:need|have) to(?! (?:go|stop|"
    r"leave|run)(?: now| here)?$)|we can|we "
    r"could|you can|we should|would you|will you|bitte|per favore|s'il vous plaît|por favor|then|i'll|i "
    r"will)\s+(?=\S)"
    r"|(?<=\S)\s+(?:please|pls|plz|now|then|from my side|from me|on my side|on my end|by that|with that|for now|at the "
    r"moment|right now|here|so far|until now|up to now|if possible|bitte|per favore|por favor|s'il vous "
    r"plaît|(?<!start )(?<!begin )again please|already|first|for the moment)$"
)
_ROWS: tuple[tuple[K, str], ...] = (
    (
        K.GO_ON,
        "next|next step|next one|next stage|next question|nxt|nex|netx|nect|"
        "that's all|thats all|that is all|that'll be all|that "
        "will be all|that's it|thats it|that is it|continue|go on|go ahead|"
        "move on|carry on|keep going|proceed|proceed to the next step|proceed to the next stage|nothing to add|"
        "nothing else|nothing more|no more|nothing|let's go|go|all done|done|i'm done|im done|we're done|"
        "i am done|finished|i'm finished|no changes|all good|we're good|i'm good|that's everything|that is "
        "everything|everything's there|go to the next step|to the next step|move forward|"
        "go forward|forward|nothing left to add|on to the next|weiter|nichts|das war's|das ist alles|fertig|"
        "nächster schritt|nächste|suivant|c'est tout|continuer|on continue|rien|terminé|"
        "avanti|prosegui|è tutto|nient'altro|niente|prossimo|basta così|siguiente|sigue|eso es todo|nada más|nada|"
        "continuar|move to the next step|no that's all|not at all nothing",
    ),
    (
        K.SKIP,
        (
            "skip|skp|skipp|skip it|skip this|skip that|skip this step|skip this stage|skip this one|skip "
            "for now|skip this part|"
            "pass|überspringen|salta|saltare|passer|saltar|omitir|leave it out|not applicable|n a"
        ),
    ),
    (
        K.GO_BACK,
        (
            "go back|back|previous|previous step|go back one step|one step back|back up|step back|zurück|indietro|"
            "torna indietro|retour|atrás|volver|previous stage|take me back"
        ),
    ),
    (
        K.PROGRESS,
        "what is missing|what's missing|whats missing|what's left|what is left|where are we|where do we stand|how "
        "far are we|how far along are we|status|progress|what do you still need|"
        "what do you still need from me|what's still missing|what is still missing|what else do you need|what else|"
        "what's next|what is next|what now|show progress|show me my progress|summary|overview|"
        "show me the summary|recap|what remains|what's open|what do you have|what do you have so far|show me what "
        "you have|show me what you have so far|where was i|where were we|how much is left|"
        "how much longer|what's the status|are we done|are we done yet|am i done|what did i miss|anything else you "
        "need|is there anything else|anything else|is there more|is anything missing|anything missing|was fehlt|"
        "was fehlt noch|cosa manca|"
        "que manque t il|qué falta|was fehlt dir noch|is that all you need|what have we got so far|what have you "
        "got so far|show me everything",
    ),
    (
        K.WHY,
        (
            "why|why that|why is that|what for|how come|why do you ask|why are you asking|warum|wozu|wieso|perché|"
            "pourquoi|por qué|what's that for|what is that for|what is it for"
        ),
    ),
    (
        K.HELP,
        "help|help me|i need help|what can you do|how does this work|how does it work|i'm confused|i'm lost|i'm "
        "stuck|i am lost|i don't understand|i do not understand|i don't get it|"
        "what do you mean|what does that mean|explain|hilfe|aiuto|aide|ayuda|what should i do|what can i say|how "
        "do i use this|how do you work|what are my options|"
        "give me an example|an example|for example",
    ),
    (
        K.UNDO,
        "undo|undo that|undo it|undo this|undo the last change|undo last change|undo my last change|take that back|"
        "take it back|revert|revert that|revert my last change|revert the last change|"
        "revert it|rückgängig|annulla|annuler|deshacer|roll back|roll that back|put it back|reverse that|cancel "
        "that|cancel the last change|undo please",
    ),
    (
        K.START_OVER,
        "start over|start again|start from scratch|from scratch|restart|start afresh|start anew|reset|reset "
        "everything|begin again|begin from scratch|wipe everything|"
        "wipe everything and begin again|clear everything|delete everything|forget everything|start all over|start "
        "all over again|von vorne|neu anfangen|ricominciamo|recommencer|empezar de nuevo|"
        "start over from scratch|start from the beginning|scrap everything|throw it all away",
    ),
    (
        K.PUBLISH,
        "publish|publish it|publish this|publish now|publish it now|publish the event|publish my event|publish "
        "everything|go live|make it live|make it public|take it live|put it online|"
        "launch it|ready to publish|i'm ready to publish|veröffentlichen|veröffentliche es|jetzt veröffentlichen|"
        "pubblica|pubblicare|pubblichiamo|publier|publie|publicar|publícalo|i confirm and publish|"
        "confirm and publish|yes publish|set it live|release it",
    ),
    (
        K.GREETING,
        "hi|hello|hey|hi there|hello there|hey there|good morning|good afternoon|good evening|good day|greetings|"
        "hiya|yo|ciao|hallo|bonjour|bonsoir|salut|hola|buongiorno|guten tag|"
        "guten morgen|salve|buonasera|howdy|hi again|hello again|hi copilot|morning|evening",
    ),
    (
        K.THANKS,
        "thanks|thank you|thank you so much|thank you very much|thanks a lot|many thanks|thx|ty|cheers|danke|"
        "vielen dank|grazie|grazie mille|merci|merci beaucoup|gracias|muchas gracias|"
        "appreciate it|much appreciated|great thanks|perfect thanks|thanks so much",
    ),
    (
        K.YES,
        "yes|yep|yeah|yup|ya|sure|ok|okay|alright|all right|of course|correct|right|exactly|absolutely|definitely|"
        "that's right|that is right|that's correct|fine|sounds good|looks good|"
        "perfect|great|good|agreed|i agree|confirm|confirmed|i confirm|indeed|ja|jawohl|genau|sì|si|certo|va bene|"
        "oui|d'accord|sí|claro|vale|да|はい|👍|👌|✅|do it|yes do it|it is|yes indeed|y|yes it is",
    ),
    (
        K.NO,
        "no|nope|nah|no thanks|no thank you|not really|never|nein|non|nee|нет|いいえ|not yet|hold on|wait|stop|don't|"
        "do not|don't publish|do not publish|not now|cancel|i disagree|n|not now thanks|"
        "nein danke|no grazie|non merci|no gracias|i don't want to|not today",
    ),
    (
        K.PAUSE,
        "pause|later|i'll come back later|come back later|i'll be back|be back later|continue later|continue "
        "tomorrow|save and continue later|let's continue tomorrow|let's stop here|stop here|"
        "i need a break|take a break|finish later|do this later|do it later|bye|goodbye|see you|see you later|see "
        "you tomorrow|talk later|gotta run|gotta go|i have to go|i've got to go|"
        "save for later|save it for later|später|a dopo|a domani|plus tard|más tarde|bis später|tschüss|"
        "arrivederci|au revoir|adiós|not today thanks|to be continued|let's pause|pause here|"
        "another time|i'll finish this later|i'll finish tomorrow|let me come back to this later",
    ),
)
PHRASES: dict[str, K] = {phrase: kind for kind, row in _ROWS for phrase in row.split("|")}

_STAGE_ROWS = {
    "organizerSetup": (
        "organizer|organiser|organizer details|my details|about me|contact|contact details|organizer stage|"
        "organizersetup|profile"
    ),
    "eventSetup": "event|event details|event stage|event info|eventsetup|basics|event setup|event part|date and time",
    "venueSetup": (
        "venue|location|place|venue details|venue stage|venuesetup|venue part|venue setup|ort|location details|"
        "luogo|lieu"
    ),
    "ticketSetup": (
        "ticket|tickets|ticketing|pricing|prices|tiers|ticket tiers|payment|payments|ticket stage|ticketsetup|"
        "ticket details|ticket setup|biglietti|billets|tickets part"
    ),
    "sponsorsMedia": (
        "sponsor|sponsors|media|media partners|press|sponsors and media|sponsorship|sponsors stage|sponsorsmedia|"
        "sponsor details|partners|sponsors media"
    ),
    "reviewPublish": (
        "review|publishing|review stage|review and publish|final step|last step|final review|reviewpublish|the end|"
        "overview stage|review publish"
    ),
}
STAGE_WORDS = {word: stage for stage, row in _STAGE_ROWS.items() for word in row.split("|")}
STAGE = (
    rf"(?:the |my |our |your )?(?P<stage>{'|'.join(sorted(STAGE_WORDS, key=len, reverse=True))})(?: (?:stage|"
    rf"step|section|part|page|setup|details|information|info))?"
)
PATTERNS: tuple[tuple[K, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            K.GO_BACK,
            (
                rf"(?:(?:go|take me|jump|get|move|head|bring me|come|step|switch) )?(?:back|return|"
                rf"zurück) (?:to|zu|zum|"
                rf"zur|for) {STAGE}"
            ),
        ),
        (K.GO_BACK, rf"return to {STAGE}|torna (?:a|al|alla|ai) {STAGE.replace('<stage>', '<_s>')}"),
        (
            K.GO_TO,
            (
                rf"(?:go|jump|move|skip|switch|take me|bring me|head|get|proceed|continue|advance|"
                rf"on)(?: on| over| ahead| "
                rf"straight)? (?:to|with) {STAGE}"
            ),
        ),
        (
            K.GO_TO,
            (
                rf"(?:do|start with|open|show me|show|see|edit|change|talk about|work on|look at|"
                rf"begin with|review|fill in|"
                rf"discuss) {STAGE}"
            ),
        ),
        (
            K.PROGRESS,
            (
                r"(?:what|which)(?:'s| is| are| do| else| things| fields| details| information)?(?: "
                r"do| is| are)?(?: you| "
                r"we| i)? (?:still |yet |else )?(?:need|missing|left|open|required)(?: from me| to "
                r"do| to know| to tell "
                r"you)?"
            ),
        ),
        (
            K.PROGRESS,
            (
                r"how (?:far|much)(?: along)? (?:are we|am i|is left|is done|have we done|(?:is|are|do) "
                r".{0,20}(?:missing|left|needed|need))(?: now| so far)?"
            ),
        ),
        (
            K.WHY,
            (
                r"(?:why|what for|how come|for what|wozu|warum|perché|pourquoi)(?: do| are| would| "
                r"should| does| is)? "
                r"(?:you|i|we|that|this|it|the|my|brauchst|vous)\b.{0,60}"
            ),
        ),
        (
            K.WHY,
            (
                r"what (?:do|would|will) you (?:need|use|do)(?: with| for)? (?:that|this|it|my \w+|the \w+)(?: "
                r"with)?(?: for)?|what (?:is|"
                r"are) (?:that|this|it|my \w+|the \w+) (?:good |used |needed )?for|is that (?:really )?necessary"
            ),
        ),
        (
            K.START_OVER,
            (
                r"(?:start|begin)(?: it| everything| all)? (?:all )?(?:over|again|anew|afresh)(?: from (?:scratch|the "
                r"beginning|zero))?|(?:delete|clear|erase|forget|wipe|reset|discard|scrap) (?:everything|it all|all)"
                r"(?: (?:that )?(?:i|we)(?:'ve| have)? (?:told|said|gave|given|entered)(?: to)?(?: you)?(?: so far)?)?"
            ),
        ),
        (
            K.UNDO,
            (
                r"(?:undo|revert|take back)(?: (?:the|my|that|this|our))?(?: last| latest| "
                r"previous)? (?:change|edit|step|"
                r"answer|one)"
            ),
        ),
        (
            K.PUBLISH,
            (
                r"(?:publish|launch)(?: (?:it|this|everything|(?:the|my|our|this) (?:event|show|page|"
                r"party|exhibition|"
                r"launch|site|pop-up)))?(?: (?:now|today|immediately|right away|at once|straight away))?"
            ),
        ),
        (
            K.GO_ON,
            (
                r"(?:no |nope |that's |nothing )?(?:continue|go on|move on|proceed|next)(?: (?:to|"
                r"with))?(?: the)? (?:next "
                r")?(?:step|stage|one|part|section|question)"
            ),
        ),
        (
            K.SKIP,
            (
                r"(?:skip|leave out|omit)(?: (?:the|this|that|these))?(?: (?:step|stage|part|section|one|question|"
                r"sponsors?|media partners?|press release|description|goals|end time|organization))"
            ),
        ),
        (
            K.PAUSE,
            (
                r"(?:continue|finish|do|complete|resume|come back|go on|carry on)(?: (?:this|it|here|with this|the "
                r"rest))?(?: to (?:this|it))? (?:later|tomorrow|another (?:day|time)|next (?:week|"
                r"time)|on \w+day|tonight)"
            ),
        ),
        (
            K.HELP,
            (
                r"(?:i )?(?:need|want|could use) (?:some |a bit of )?help(?: with .{1,40})?|how "
                r"(?:do|can|should) i (?:\w+ "
                r"){0,6}\w+"
            ),
        ),
    )
)
