"""What is filled in already where a case begins in the middle, and so must still stand at the end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evals.cases import Case, Told
from state.wizard.stages import STAGES

DATA: Mapping[str, Mapping[str, Any]] = {
    "organizerSetup": {"name": "Anna Rossi", "email": "anna@rossi.example", "role": "event_organizer"},
    "eventSetup": {
        "title": "Milan Nights",
        "type": "runway_show",
        "date": "2031-06-15",
        "start_time": "19:30",
        "timezone": "Europe/Rome",
    },
    "venueSetup": {"mode": "physical", "address": "Piazza del Duomo 12", "city": "Milan", "capacity": 300},
    "ticketSetup": {
        "tiers": [
            {"name": "VIP", "price": "150.00", "quantity": 40},
            {"name": "General", "price": "60.00", "quantity": 200},
        ],
        "currency": "EUR",
        "total_capacity": 240,
        "payment": {"deferred": True},
    },
    "sponsorsMedia": {"sponsors": [{"name": "Prada", "tier": "gold"}]},
}


def stages_before(case: Case) -> list[str]:
    """The stages that are done when the case begins."""
    ids = [stage.id for stage in STAGES]
    return ids[: ids.index(case.start)] if case.start else []


def expected(case: Case) -> dict[str, dict[str, Told]]:
    """What must stand at the end: the facts, over what stood there before."""
    before = {stage: {name: Told(value=value) for name, value in DATA[stage].items()} for stage in stages_before(case)}
    return {
        stage.id: {**before.get(stage.id, {}), **case.facts.get(stage.id, {})}
        for stage in STAGES
        if stage.id in before or stage.id in case.facts
    }
