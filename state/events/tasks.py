"""What is to be done for an event, who does it, and what waits for what.

`overdue` is no status: it is told from the deadline whenever somebody looks. Triggers free what waited, recount the
event's progress and tell assignees, in the transaction of the change.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from state.events.columns import hours, not_negative, of_event
from state.wizard.record import moment_column


class EventTask(SQLModel, table=True):
    __tablename__ = "event_tasks"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("id", "event_id", name="event_tasks_event_key"),
        UniqueConstraint("template_key", "event_id", name="event_tasks_template_key"),
        of_event("event_tasks"),
        Index("event_tasks_by_event", "event_id", "deadline", "id", postgresql_where=text("deleted_at is null")),
        Index(
            "event_tasks_by_assignee",
            "assignee_id",
            postgresql_where=text("assignee_id is not null and deleted_at is null"),
        ),
        not_negative("estimated_hours"),
        not_negative("actual_hours"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    event_id: UUID
    organization_id: UUID
    name: str = Field(max_length=200)
    description: str | None = Field(default=None, max_length=1000)
    phase: str = Field(sa_type=Text)
    workflow_category: str = Field(sa_type=Text)
    priority: str = Field(default="medium", sa_type=Text)
    status: str = Field(default="to_do", sa_type=Text)
    role: str | None = Field(default=None, sa_type=Text)
    assignee_id: UUID | None = None
    deadline: datetime = Field(sa_column=moment_column(default=None))
    template_key: str | None = Field(default=None, sa_type=Text)
    due: str | None = Field(default=None, sa_type=Text)
    estimated_hours: Decimal | None = Field(default=None, sa_type=hours())
    actual_hours: Decimal | None = Field(default=None, sa_type=hours())
    completed_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True, default=None))
    deleted_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True, default=None))
    version: int = 1
    created_at: datetime = Field(sa_column=moment_column())
    updated_at: datetime = Field(sa_column=moment_column())


class TaskDependency(SQLModel, table=True):
    """`task_id` waits for `depends_on`; both belong to the same event."""

    __tablename__ = "task_dependencies"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("task_id <> depends_on"),
        *(
            ForeignKeyConstraint(
                [end, "event_id"],
                ["event_tasks.id", "event_tasks.event_id"],
                name=f"task_dependencies_{end.removesuffix('_id')}_fkey",
                ondelete="CASCADE",
            )
            for end in ("task_id", "depends_on")
        ),
        of_event("task_dependencies"),
        Index("task_dependencies_by_event", "event_id", "depends_on"),
    )

    task_id: UUID = Field(primary_key=True)
    depends_on: UUID = Field(primary_key=True)
    event_id: UUID
    organization_id: UUID
