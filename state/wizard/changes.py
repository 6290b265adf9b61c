"""The change log: each accepted change of a session's data with its inverse.

Changes of one act (starting over, an import) share a group and are taken back together. One transaction writes them
under the session's row lock, so they are neighbours in the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel, col, select

from state.database import Transaction
from state.errors import Conflict, NotFound
from state.wizard.record import moment_column


class WizardChange(SQLModel, table=True):
    __tablename__ = "wizard_changes"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("wizard_session_id", "revision", name="wizard_changes_revision_key"),
        UniqueConstraint("undoes", name="wizard_changes_undoes_key"),
        UniqueConstraint("id", "wizard_session_id", name="wizard_changes_session_key"),
        ForeignKeyConstraint(
            ["undoes", "wizard_session_id"],
            ["wizard_changes.id", "wizard_changes.wizard_session_id"],
            name="wizard_changes_undoes_fkey",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["wizard_session_id", "organization_id"],
            ["wizard_sessions.id", "wizard_sessions.organization_id"],
            name="wizard_changes_session_fkey",
            ondelete="CASCADE",
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    wizard_session_id: UUID
    organization_id: UUID
    revision: int = Field(sa_type=BigInteger)
    stage: str = Field(foreign_key="wizard_stages.id", sa_type=Text)
    fields: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    inverse: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    source: str = Field(sa_type=Text)
    user_id: UUID
    undoes: UUID | None = None
    group_id: UUID | None = None
    place: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))
    created_at: datetime = Field(sa_column=moment_column())


@dataclass(frozen=True)
class Change:
    """The difference a patch makes to one stage: {field: (before, after)}, None where there is no value.
    An undo names the change it takes back; `touched` says that values came at all, be they the ones that stand.
    `place` is where the session stood before an act that moved it; the oldest change of its group keeps it."""

    stage: str
    source: str
    fields: Mapping[str, tuple[Any, Any]]
    undoes: UUID | None = None
    touched: bool = True
    group: UUID | None = None
    place: Mapping[str, Any] | None = None

    @property
    def is_logged(self) -> bool:
        return bool(self.fields or self.undoes or self.place)

    def as_json(self) -> dict[str, Any]:
        return {
            "stage": self.stage,
            "source": self.source,
            "fields": {name: {"from": old, "to": new} for name, (old, new) in self.fields.items()},
            "inverse": {name: old for name, (old, _) in self.fields.items()},
            "undoes": str(self.undoes) if self.undoes else None,
            "group": str(self.group) if self.group else None,
            "place": self.place,
        }


def difference(
    stage: str,
    source: str,
    before: Mapping[str, Any],
    values: Mapping[str, Any],
    *,
    undoes: UUID | None = None,
    group: UUID | None = None,
) -> Change:
    changed = {name: (before.get(name), value) for name, value in values.items() if before.get(name) != value}
    return Change(stage, source, changed, undoes, touched=bool(values), group=group)


async def history(tx: Transaction, session: UUID) -> list[tuple[WizardChange, bool]]:
    """All changes, newest first, each with whether it can still be taken back."""
    logged = select(WizardChange).where(WizardChange.wizard_session_id == session)
    rows = list((await tx.execute(logged.order_by(col(WizardChange.revision).desc()))).scalars())
    undone = {row.undoes for row in rows}
    return [(row, row.undoes is None and row.id not in undone) for row in rows]


def down_to(standing: Sequence[WizardChange], to: UUID | None) -> Sequence[WizardChange]:
    """What undo takes back of the changes that stand, newest first: down to and including `to` (None: the newest).

    A group goes as a whole, whichever of its changes is named. Raises Conflict if nothing stands, NotFound for `to`.
    """
    if not standing:
        raise Conflict("There is nothing left to undo.", "nothing_to_undo")
    last = 0 if to is None else next((index for index, change in enumerate(standing) if change.id == to), None)
    if last is None:
        raise NotFound("There is no such change that could be undone.", "change_not_found")
    group = standing[last].group_id
    together = [index for index, change in enumerate(standing) if group and change.group_id == group]
    return standing[: max([last, *together]) + 1]


async def of_group(tx: Transaction, group: UUID) -> list[UUID]:
    """The ids of a group's changes, newest first."""
    wanted = select(WizardChange.id).where(WizardChange.group_id == group)
    return list((await tx.execute(wanted.order_by(col(WizardChange.revision).desc()))).scalars())


async def named(tx: Transaction, ids: Iterable[UUID]) -> list[WizardChange]:
    """These changes, newest first."""
    wanted = select(WizardChange).where(col(WizardChange.id).in_(list(ids)))
    return list((await tx.execute(wanted.order_by(col(WizardChange.revision).desc()))).scalars())


async def data_at(
    tx: Transaction, session: UUID, revision: int, data: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """What `data` (by stage, as it is now) was at an earlier revision."""
    then = {stage: dict(fields) for stage, fields in data.items()}
    for change, _ in await history(tx, session):
        if change.revision > revision:
            fields = then[change.stage] | change.inverse
            then[change.stage] = {name: value for name, value in fields.items() if value is not None}
    return then


async def changed_since(tx: Transaction, session: UUID, stage: str, revision: int, names: Iterable[str]) -> list[str]:
    """Which of these fields of a stage have changed after that revision."""
    logged = select(WizardChange.fields).where(
        WizardChange.wizard_session_id == session, WizardChange.stage == stage, WizardChange.revision > revision
    )
    later = {name for fields in (await tx.execute(logged)).scalars() for name in fields}
    return sorted(later & set(names))
