"""A template drawn as a Gantt chart: plain SVG, the same text for the same template, to be looked at by people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import count
from uuid import UUID, uuid5

from state.events.planning.due import Due
from state.events.planning.graph import CriticalPath, Dependency, Work, critical_path
from state.events.planning.kinds import Condition, Phase, TaskStatus
from state.events.planning.templates import TemplateTask, plan_for, selected
from state.wizard.event import EventType

ROW, HEAD, LABELS = 15, 96, 400
BEFORE, DAY, AFTER, GAP = 720, 300, 220, 12
WIDTH = LABELS + BEFORE + DAY + AFTER + 2 * GAP + 20
# Hours drawn before the start and after the end; the event itself is a block of fixed width between them.
HOURS_BEFORE, HOURS_AFTER, EVENT = 8, 13, 60
DAYS_AFTER = 31
COLOURS = {
    Phase.pre_production: "#4c78a8",
    Phase.venue_logistics: "#72b7b2",
    Phase.creative_design: "#b279a2",
    Phase.on_site_operations: "#eca82c",
    Phase.post_event: "#8c9a5b",
}
EVERYTHING = frozenset({Condition.on_site, Condition.online, Condition.paid, Condition.sponsors})
_NAMESPACE = UUID(int=0)


@dataclass(frozen=True)
class Axis:
    """From rules to places on the paper: days before, the day itself, days after, each with a scale of its own."""

    longest: int

    def x(self, due: Due, earlier: float = 0) -> float:
        """Where a rule falls, `earlier` days or hours (the rule's own unit) before it."""
        amount = due.amount - earlier
        if due.unit == "d":
            return self._before(amount) if due.anchor == "start" else self._after(amount)
        return self._hour_before(amount) if due.anchor == "start" else self._hour_after(amount, due.amount)

    def _before(self, days: float) -> float:
        return LABELS + BEFORE * (1 - min(1, -days / self.longest))

    @property
    def day(self) -> float:
        return LABELS + BEFORE + GAP

    @property
    def hour(self) -> float:
        return (DAY - EVENT) / (HOURS_BEFORE + HOURS_AFTER)

    @property
    def opening(self) -> float:
        return self.day + HOURS_BEFORE * self.hour

    @property
    def after(self) -> float:
        return self.day + DAY + GAP

    def _hour_before(self, hours: float) -> float:
        return min(self.opening + EVENT, max(self.day, self.opening + hours * self.hour))

    def _hour_after(self, hours: float, end: float) -> float:
        closing = self.opening + EVENT
        return max(self.opening if end <= 0 else closing, closing + hours * self.hour)

    def _after(self, days: float) -> float:
        return self.after + AFTER * max(0, days) / DAYS_AFTER


def drawn(kind: EventType) -> str:
    """The plan of a paid hybrid event with sponsors: of all combinations the one with the most tasks."""
    tasks, plan = selected(kind, EVERYTHING), plan_for(kind)
    path = _critical(tasks)
    axis = Axis(max(round(-task.due.amount) + task.takes for task in tasks if task.due.unit == "d"))
    rows = list(_rows(tasks))
    height = HEAD + ROW * (len(rows) + 1)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}">'
    parts = [head, _STYLE, *_heading(plan.title, tasks, path), *_grid(axis, height), *_load(tasks, axis)]
    for y, row in zip(count(HEAD, ROW), rows, strict=False):
        parts.extend(_phase(row, y) if isinstance(row, Phase) else _bar(row, y, axis, path))
    return "\n".join([*parts, "</svg>", ""])


_STYLE = """<style>
text { font: 10px sans-serif; fill: #222 } .head { font-size: 15px; font-weight: bold } .phase { font-weight: bold }
.soft { fill: #777 } .critical { font-weight: bold; fill: #b3261e } .line { stroke: #ddd } .now { stroke: #b3261e }
.path { stroke: #b3261e; stroke-width: 1.6 }
</style>
<rect width="100%" height="100%" fill="#fff"/>"""


def _critical(tasks: tuple[TemplateTask, ...]) -> CriticalPath:
    works = [Work(_id(task.key), TaskStatus.to_do, task.hours) for task in tasks]
    return critical_path(works, [Dependency(_id(task.key), _id(need)) for task in tasks for need in task.needs])


def _id(key: str) -> UUID:
    return uuid5(_NAMESPACE, key)


def _rows(tasks: tuple[TemplateTask, ...]) -> Iterator[Phase | TemplateTask]:
    for phase in Phase:
        yield phase
        yield from (task for task in tasks if task.phase is phase)


def _heading(title: str, tasks: tuple[TemplateTask, ...], path: CriticalPath) -> Iterator[str]:
    hours = sum(task.hours for task in tasks)
    told = f"{len(tasks)} tasks, {hours:g} hours; critical path {len(path.tasks)} tasks, {path.days:.1f} working days"
    yield f'<text x="10" y="22" class="head">{escape(title)}</text><text x="10" y="40">{told}</text>'
    yield '<text x="10" y="55" class="soft">paid, hybrid, with sponsors; outlined in red: no slack</text>'


def _grid(axis: Axis, height: int) -> Iterator[str]:
    step = 14 if axis.longest <= 160 else 28
    for days in range(0, axis.longest + 1, step):
        yield _mark(axis.x(Due("start", "d", -float(max(days, 1)))), height, f"-{days} d" if days else "")
    for hours in range(HOURS_BEFORE, 0, -4):
        yield _mark(axis.x(Due("start", "h", -float(hours))), height, f"-{hours} h")
    yield _mark(axis.opening, height, "start", "now")
    yield _mark(axis.opening + EVENT, height, "end", "now")
    for hours in range(4, HOURS_AFTER, 4):
        yield _mark(axis.x(Due("end", "h", float(hours))), height, f"+{hours} h")
    for days in range(7, DAYS_AFTER, 7):
        yield _mark(axis.x(Due("end", "d", float(days))), height, f"+{days} d")


def _mark(x: float, height: int, label: str, kind: str = "line") -> str:
    line = f'<line class="{kind}" x1="{x:.1f}" y1="{HEAD - 16}" x2="{x:.1f}" y2="{height}"/>'
    return f'{line}<text class="soft" text-anchor="middle" x="{x:.1f}" y="{HEAD - 20}">{label}</text>'


def _load(tasks: tuple[TemplateTask, ...], axis: Axis) -> Iterator[str]:
    """How many deadlines each week has: a pile here is a week nobody survives."""
    dues = (task.due for task in tasks if task.due.anchor == "start" and task.due.unit == "d")
    weeks = Counter(int(-due.amount - 1) // 7 for due in dues)
    for week, number in sorted(weeks.items()):
        right, left = (axis.x(Due("start", "d", -float(days))) for days in (max(week * 7, 1), week * 7 + 7))
        high, y = 2 * number, HEAD - 32
        yield f'<rect x="{left:.1f}" y="{y - high}" width="{right - left - 1:.1f}" height="{high}" fill="#ccc"/>'
        place = f'text-anchor="middle" x="{(left + right) / 2:.1f}" y="{y - high - 2}"'
        yield f'<text {place} class="soft">{number}</text>'


def _phase(phase: Phase, y: int) -> Iterator[str]:
    yield f'<rect x="0" y="{y}" width="{WIDTH}" height="{ROW - 1}" fill="{COLOURS[phase]}" opacity="0.18"/>'
    yield f'<text x="10" y="{y + 11}" class="phase">{phase.replace("_", " ")}</text>'


def _bar(task: TemplateTask, y: int, axis: Axis, path: CriticalPath) -> Iterator[str]:
    critical = _id(task.key) in path.tasks
    left, right = axis.x(task.due, task.takes if task.due.unit == "d" else task.hours), axis.x(task.due)
    stroke = ' class="path"' if critical else ""
    label = ' class="critical"' if critical else ""
    yield f'<text x="18" y="{y + 11}"{label}>{escape(task.name)}</text>'
    yield f'<text x="{LABELS - 6}" y="{y + 11}" text-anchor="end" class="soft">{task.due}</text>'
    place = f'x="{left:.1f}" y="{y + 2}" width="{max(2.0, right - left):.1f}" height="{ROW - 5}"'
    yield f'<rect {place} rx="2" fill="{COLOURS[task.phase]}"{stroke}/>'
