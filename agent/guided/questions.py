"""How guided mode asks for each field, and why it needs it: a table to be read by eye."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    ask: str
    why: str


QUESTIONS: dict[tuple[str, str], Question] = {
    ("organizerSetup", "name"): Question(
        "What is your name?", "Your name tells the team and the guests who puts the event on."
    ),
    ("organizerSetup", "email"): Question(
        "Which e-mail address can we reach you at?", "Questions about the event and its confirmation go there."
    ),
    ("organizerSetup", "role"): Question(
        "What is your role: event organizer, fashion designer, brand representative or agency?",
        "The role decides which help you are offered later.",
    ),
    ("eventSetup", "title"): Question("What is the event called?", "The title is what guests read first."),
    ("eventSetup", "type"): Question(
        "What kind of event is it: a runway show, pop-up, exhibition, launch party, brand activation, trunk show, "
        "fashion week or panel?",
        "Each kind of event has its own plan of tasks.",
    ),
    ("eventSetup", "date"): Question(
        "On which day does it take place? For example 15 June 2027.", "Plans, sales and reminders count from that day."
    ),
    ("eventSetup", "start_time"): Question(
        "When does it start? For example 19:30 or 7:30 pm.", "Guests and crew need to know when to be there."
    ),
    ("eventSetup", "timezone"): Question(
        "In which time zone is that? A city such as Milan is enough.", "A time means something else in every zone."
    ),
    ("venueSetup", "mode"): Question(
        "Do guests come to a place (physical), watch a stream (virtual), or both (hybrid)?",
        "It decides what guests need: an address, a link, or both.",
    ),
    ("venueSetup", "address"): Question(
        "What is the address of the venue, street and number?", "Guests and suppliers must find the place."
    ),
    ("venueSetup", "city"): Question("Which city is the venue in?", "Guests look for events by city."),
    ("venueSetup", "capacity"): Question(
        "How many guests does the venue hold?", "There must never be more tickets than places."
    ),
    ("venueSetup", "streaming_url"): Question(
        "What is the web address of the stream? For example https://stream.example.com/live.",
        "It is where your guests will watch.",
    ),
    ("ticketSetup", "tiers"): Question(
        "Which tickets are there, with price and number? For example: VIP 150 euros x 40, general 60 euros x 200.",
        "Guests choose among these; a price of 0 makes a free ticket.",
    ),
    ("ticketSetup", "total_capacity"): Question(
        "How many tickets are there in total?", "The total keeps sales within what the venue holds."
    ),
    ("ticketSetup", "currency"): Question(
        "Which currency are the prices in? For example euros or dollars.", "A price needs a currency."
    ),
    ("ticketSetup", "payment"): Question(
        "Taking money needs a payment account. Say “connect Stripe” to set one up, or “later” to publish without sales "
        "for now.",
        "Paid tickets go on sale only once an account can take the money; until then they are shown as not on sale.",
    ),
}

# How a stage is spoken of, and what is said on arriving there.
NAMES: dict[str, str] = {
    "organizerSetup": "the organizer",
    "eventSetup": "the event",
    "venueSetup": "the venue",
    "ticketSetup": "the tickets",
    "sponsorsMedia": "sponsors and media",
    "reviewPublish": "the review",
}
ARRIVALS: dict[str, str] = {
    "organizerSetup": "Back to you, the organizer.",
    "eventSetup": "Now the event itself.",
    "venueSetup": "Now the venue.",
    "ticketSetup": "Now the tickets.",
    "sponsorsMedia": "Now sponsors and media.",
    "reviewPublish": "That is everything I need.",
}

# What a stage also takes, said once when everything needed is there.
EXTRAS: dict[str, str] = {
    "organizerSetup": "your organization",
    "eventSetup": "an end time, a description, goals or the number of guests you hope for",
    "venueSetup": "the venue's name",
    "ticketSetup": "the days sales start and end",
    "sponsorsMedia": "more sponsors, media partners or a press text",
}
SPONSORS_ASK = (
    "Are there sponsors or media partners, for example “Prada as gold sponsor”? Say “skip” if there are none."
)
CLEAR_ASK = "Shall I clear everything you have told me? Saying undo afterwards brings it back."
