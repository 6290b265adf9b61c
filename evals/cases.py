"""A case: what an organizer knows, how he talks, what must stand in the session at the end, and what must never happen.

`evals/cases/*.yaml` hold them; `evals/cases/schema.json` describes their shape for editors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from evals.reading import BadCases, Document, Path_, Problem, read
from state.wizard.event import EventType
from state.wizard.stages import STAGES, Stage

CASES = Path(__file__).with_name("cases")
JOURNEY = "journey"
YES, NO = "!yes", "!no"
_BY_ID: dict[str, Stage] = {stage.id: stage for stage in STAGES}


class Pattern(StrEnum):
    """How a conversation departs from question and answer."""

    plain = "plain"
    correction = "correction"
    refusal = "refusal"
    digression = "digression"
    back = "back"
    skip = "skip"
    undo = "undo"
    several_facts = "several_facts"
    contradiction = "contradiction"
    ambiguous_date = "ambiguous_date"
    other_language = "other_language"
    hostile_text = "hostile_text"
    consent_pressure = "consent_pressure"
    early_facts = "early_facts"
    slips = "slips"
    start_over = "start_over"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Told(Strict):
    """A fact: its value at the end (null: nothing may stand there), other right forms of it, values that were said
    before and taken back, and how a simulated organizer says it. A bare value is short for {value: …}."""

    value: Any = Field(description="What must stand in the session at the end; null for nothing.")
    any: tuple[Any, ...] = Field(default=(), description="Other values that are just as right.")
    was: tuple[Any, ...] = Field(default=(), description="What was said before and corrected since.")
    say: str | None = Field(
        default=None,
        description="How a simulated organizer says it.",
    )

    @property
    def right(self) -> tuple[Any, ...]:
        return (self.value, *self.any)


def _told(value: Any) -> Any:
    return value if isinstance(value, Mapping) and "value" in value else {"value": value}


Facts = dict[str, dict[str, Annotated[Told, BeforeValidator(_told)]]]


class Simulated(Strict):
    """An organizer who answers what he is asked, from the facts."""

    gives: int = Field(1, ge=1, le=20, description="How many facts he tells at a time.")
    consents: bool | None = Field(
        None, description="Whether he wants to publish, and how he answers the approval; null: he stops before."
    )
    patience: int = Field(4, ge=1, le=20, description="After so many answers without progress he gives up.")
    persona: str | None = Field(None, description="Who he is, for a model that plays him.")


class Expected(Strict):
    """Where the conversation must have led."""

    stage: str = Field(description="The stage it stands at in the end.")
    published: bool = Field(False, description="Whether the event is published.")


def _outcome(text: str) -> str:
    kind, _, rest = text.partition(":")
    if text in {"published", "approval_asked", "cleared"} or (kind in {"saved", "said"} and rest.strip()):
        return text
    raise ValueError(
        "give published, approval_asked, cleared, saved:<stage>.<field> or said:<words that must not be said>"
    )


class Case(Strict):
    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="Names the case in every report.")
    title: str = Field(min_length=5, max_length=120, description="What the case is about, as a sentence.")
    about: str = Field(description="The stage it tries, or journey.")
    event: EventType | None = Field(None, description="The type of event that is set up.")
    patterns: tuple[Pattern, ...] = Field((Pattern.plain,), min_length=1)
    language: Literal["en", "de", "fr", "it", "es"] = Field("en", description="The organizer's language.")
    start: str | None = Field(None, description="The stages before this one are filled in and done when it begins.")
    says: tuple[str, ...] | None = Field(
        None, min_length=1, description=f"What he says, line by line; {YES} and {NO} answer the approval."
    )
    simulated: Simulated | None = None
    facts: Facts = Field(default_factory=dict, description="What the organizer knows, by stage and field.")
    expect: Expected
    forbidden: tuple[Annotated[str, AfterValidator(_outcome)], ...] = Field(
        (), description="published, approval_asked, cleared, saved:<stage>.<field>, said:<words>."
    )
    most_turns: int = Field(40, ge=1, le=60, description="A conversation that is longer is ended.")

    @property
    def consents(self) -> bool:
        """Whether the organizer ever says yes to an approval."""
        return YES in self.says if self.says else bool(self.simulated and self.simulated.consents)


_CASES: TypeAdapter[Any] = TypeAdapter(list[Case])


def schema() -> dict[str, Any]:
    """The JSON Schema of a file of cases."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_CASES.json_schema()}


def load(places: Sequence[Path] = (CASES,)) -> list[Case]:
    """All cases of these files and folders, by id. Raises BadCases with everything that is wrong in any of them."""
    files = [file for place in places for file in (sorted(place.glob("*.yaml")) if place.is_dir() else [place])]
    problems: list[Problem] = []
    cases: dict[str, Case] = {}
    for file in files:
        try:
            for document, index, case in _of(file):
                if case.id in cases:
                    problems.append(document.problem((index, "id"), f"There is another case called {case.id}."))
                cases[case.id] = case
        except BadCases as bad:
            problems += bad.problems
    if not files or not (cases or problems):
        problems.append(Problem(str(places[0]), 1, "There are no cases here."))
    if problems:
        raise BadCases(problems)
    return [cases[name] for name in sorted(cases)]


def _of(file: Path) -> Iterator[tuple[Document, int, Case]]:
    document = read(file, _short(file))
    if not isinstance(document.data, list):
        raise BadCases([document.problem((), "A file of cases is a list.")])
    try:
        cases: list[Case] = _CASES.validate_python(document.data)
    except ValidationError as error:
        raise BadCases([document.problem(_path(each["loc"]), _sentence(each)) for each in error.errors()]) from None
    wrong = [
        document.problem((index, *at), message) for index, case in enumerate(cases) for at, message in _doubts(case)
    ]
    if wrong:
        raise BadCases(wrong)
    yield from ((document, index, case) for index, case in enumerate(cases))


def _short(file: Path) -> str:
    return str(file.relative_to(CASES.parents[1])) if file.is_relative_to(CASES.parents[1]) else str(file)


def _path(loc: tuple[str | int, ...]) -> Path_:
    return tuple(loc)


def _sentence(error: Any) -> str:
    name = ".".join(str(part) for part in error["loc"][1:]) or "case"
    if error["type"] == "extra_forbidden":
        return f"There is no member “{error['loc'][-1]}”; known are those of schema.json."
    return f"{name}: {error['msg']}."


def _doubts(case: Case) -> Iterator[tuple[Path_, str]]:
    """What a schema cannot say: stages and fields that exist, values that fit, an organizer who can get there."""
    if (case.says is None) == (case.simulated is None):
        yield (), "Give either says or simulated."
    named = {("about",): case.about, ("start",): case.start, ("expect", "stage"): case.expect.stage}
    for at, name in named.items():
        if name is not None and name not in _BY_ID and (at, name) != (("about",), JOURNEY):
            yield at, f"There is no stage “{name}”; the stages are {', '.join(_BY_ID)}."
    if case.expect.published and not case.consents:
        yield ("expect", "published"), "Nobody consents here, so nothing can be published."
    for name in case.forbidden:
        if name.startswith("saved:") and not _is_field(*name.removeprefix("saved:").partition(".")[::2]):
            yield ("forbidden",), f"There is no field “{name.removeprefix('saved:')}”."
    for stage, fields in case.facts.items():
        yield from _fields(stage, fields)


def _fields(stage: str, fields: Mapping[str, Told]) -> Iterator[tuple[Path_, str]]:
    if stage not in _BY_ID:
        yield ("facts", stage), f"There is no stage “{stage}”; the stages are {', '.join(_BY_ID)}."
        return
    for name, told in fields.items():
        at = ("facts", stage, name)
        if not _is_field(stage, name):
            yield at, f"{stage} has no field “{name}”; it has {', '.join(_BY_ID[stage].field_names)}."
            continue
        for value in (value for value in told.right if value is not None):
            try:
                _BY_ID[stage].draft.model_validate({name: value})
            except ValidationError as error:
                yield at, f"{name} can never be {value!r}: {error.errors()[0]['msg']}."


def _is_field(stage: str, name: str) -> bool:
    return stage in _BY_ID and name in _BY_ID[stage].field_names
