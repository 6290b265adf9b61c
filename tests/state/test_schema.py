"""The schema is what the code says it is: no drift from the table classes, and a catalog nobody changed by accident."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path

import psycopg
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from state import analytics, migrations, model_usage, objects, rollout, run_events, runs
from state.database import driver_url
from state.events import (
    activity,
    budget,
    contracts,
    covers,
    designers,
    events,
    notifications,
    people,
    sponsors,
    tasks,
    team,
    venues,
)
from state.payments import accounts, deliveries, keys, links
from state.wizard import actions, changes, interactions, record
from state.wizard import covers as session_covers
from state.wizard.stages import STAGES
from tests.state.catalog import catalog

TABLES = (
    record.WizardStage,
    record.WizardSession,
    changes.WizardChange,
    interactions.WizardInteraction,
    actions.WizardAction,
    runs.Run,
    run_events.RunEvents,
    model_usage.ModelUsage,
    events.Event,
    team.EventTeam,
    sponsors.Sponsor,
    sponsors.EventSponsor,
    budget.EventBudgetCategory,
    budget.Expense,
    contracts.Contract,
    designers.Designer,
    designers.EventDesigner,
    tasks.EventTask,
    tasks.TaskDependency,
    venues.Venue,
    people.Person,
    notifications.Notification,
    activity.Activity,
    activity.EventFeed,
    rollout.OrganizationSettings,
    analytics.AnalyticsEntry,
    accounts.StripeAccount,
    deliveries.StripeEvent,
    links.PaymentLink,
    keys.StripeKey,
    objects.StoredObject,
    covers.EventCover,
    session_covers.SessionCover,
)
METADATA = SQLModel.metadata
SNAPSHOT = Path(__file__).with_name("catalog.txt")


def test_the_tables_are_what_the_classes_say(database_url):
    engine = create_engine(driver_url(database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": False})
        differences = compare_metadata(context, METADATA)
    engine.dispose()

    assert differences == []
    assert {str(table.__tablename__) for table in TABLES} == set(METADATA.tables)


def test_a_column_that_drifts_is_noticed(database_url):
    engine = create_engine(driver_url(database_url))
    with engine.connect() as connection, connection.begin() as change:
        connection.exec_driver_sql("alter table events add column forgotten text")
        found = compare_metadata(MigrationContext.configure(connection), METADATA)
        change.rollback()
    engine.dispose()

    assert found


def test_policies_functions_triggers_and_grants_are_as_reviewed(database_url):
    """After an intended change: UPDATE_CATALOG=1 pytest tests/state/test_schema.py, then read the difference."""
    now = catalog(database_url)
    if os.environ.get("UPDATE_CATALOG"):
        SNAPSHOT.write_text(now, encoding="utf-8")

    assert now == SNAPSHOT.read_text(encoding="utf-8")


def test_every_definer_function_has_a_fixed_search_path_and_an_owner_without_tables(database_url):
    with psycopg.connect(database_url) as connection:
        loose = connection.execute(
            "select proname from pg_proc where pronamespace = 'app'::regnamespace and (proconfig is null or "
            "not exists (select from unnest(proconfig) c where c like 'search_path=pg_catalog, pg_temp'))"
        ).fetchall()
        owners = connection.execute(
            "select distinct pg_get_userbyid(proowner) from pg_proc "
            "where pronamespace = 'app'::regnamespace and prosecdef"
        ).fetchall()

    assert loose == [] and owners == [("app_definer",)]


def test_the_queue_s_tables_are_those_of_the_installed_version():
    """Another version of procrastinate with another schema needs a migration: take theirs, and then its copy here."""
    taken = files("state.migrations.versions").joinpath("0009_procrastinate.sql").read_text().split("\n", 1)[1]

    assert taken == files("procrastinate.sql").joinpath("schema.sql").read_text()


def test_the_registry_and_its_rows_agree(database_url):
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("select id, data_column, weight from wizard_stages order by position").fetchall()

    assert rows == [(stage.id, stage.column, stage.weight) for stage in STAGES]
    assert sum(stage.weight for stage in STAGES) == 100


def test_migrating_again_changes_nothing(database_url):
    before = catalog(database_url)

    migrations.upgrade(database_url)

    assert catalog(database_url) == before
