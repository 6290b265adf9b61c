"""Publishing in the log: a line for each step that is done, one for the event once it is really there."""

from __future__ import annotations

import structlog

from state.wizard.publish_steps import Progress, Status

log = structlog.get_logger(__name__)


def watch(progress: Progress) -> None:
    if progress.status is not Status.done:
        return
    log.info("publish_step", step=progress.step.id, session=str(progress.session), duration_ms=progress.duration_ms)
    if made := progress.made:
        ids = {"event_id": str(made.event_id), "organization_id": str(made.organization_id)}
        log.info("event_published", **ids, duration_ms=made.duration_ms, **made.facts.as_json())
