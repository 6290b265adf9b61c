"""The words a task is described by."""

from __future__ import annotations

from enum import StrEnum


class Phase(StrEnum):
    pre_production = "pre_production"
    venue_logistics = "venue_logistics"
    creative_design = "creative_design"
    on_site_operations = "on_site_operations"
    post_event = "post_event"


class WorkflowCategory(StrEnum):
    event_planning = "event_planning"
    sponsorship = "sponsorship"
    marketing = "marketing"
    operations = "operations"
    media = "media"


class Priority(StrEnum):
    critical = "critical"
    high = "high"
    medium = "medium"
    low = "low"


class TaskStatus(StrEnum):
    """What a task's row says; that it is overdue is computed from the clock, never stored."""

    to_do = "to_do"
    in_progress = "in_progress"
    blocked = "blocked"
    done = "done"
    cancelled = "cancelled"


class TemplateRole(StrEnum):
    """Who a template gives a task to; of the team's roles only `custom` is left out, since it says nothing."""

    event_lead = "event_lead"
    creative_director = "creative_director"
    production_manager = "production_manager"
    casting_director = "casting_director"
    sponsor_liaison = "sponsor_liaison"
    marketing_lead = "marketing_lead"
    venue_coordinator = "venue_coordinator"


class Condition(StrEnum):
    """What must be so at an event for a task to make sense there."""

    on_site = "on_site"
    online = "online"
    paid = "paid"
    free = "free"
    sponsors = "sponsors"


# Nothing is left to do about these: they keep nobody waiting.
SETTLED = frozenset({TaskStatus.done, TaskStatus.cancelled})
