"""What an image model is asked for: the cover of an event, from nothing but what its public page says."""

from __future__ import annotations

from string import Template

import prompts
from prompts import Prompt
from state.events.events import Event

# A model needs no more to see the point, and whatever is written in there stays a small part of what is asked.
_LONGEST = 400


def cover_prompt(event: Event) -> Prompt:
    """The prompt `cover`, filled in; its digest is that of the template."""
    template = prompts.load("cover")
    facts = {
        "kind": event.type.replace("_", " "),
        "name": event.name,
        "city": event.venue.get("city") or "not told",
        "month": f"{event.local_start:%B}",
        "description": event.description or "not told",
    }
    told = {name: " ".join(str(value).split())[:_LONGEST] for name, value in facts.items()}
    return Prompt(template.name, Template(template.text).safe_substitute(told), template.digest)
