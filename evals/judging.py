"""From a case to a judged sample: the conversation is driven, then every scorer looks at it."""

from __future__ import annotations

from agent.faults import ModelFault
from evals.cases import Case
from evals.driving import BrokeOff, drive
from evals.organizers import Organizer
from evals.scorers import judged, passes
from evals.transcripts import Sample
from server.agui.runs import RunKeeper
from state.errors import StateError


async def sample(keeper: RunKeeper, case: Case, epoch: int, organizer: Organizer, patience: float) -> Sample:
    """A conversation that breaks off is a sample with an error, never one that passed or failed."""
    try:
        transcript = await drive(keeper, case, organizer, patience)
    except (BrokeOff, StateError) as error:
        return Sample(case.id, epoch, False, error=str(error))
    except ModelFault as fault:
        return Sample(case.id, epoch, False, error=f"who plays the organizer broke off: {fault.kind.value}")
    scores = judged(case, transcript)
    return Sample(case.id, epoch, passes(scores), scores, transcript)
