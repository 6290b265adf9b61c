"""The tables of phrasings: the share understood of each stage, and what must never be read for a fact."""

import pytest

from agent.guided.understanding import Asked, Setting, understand

from .report import TABLES, TODAY, Phrasing, phrasings, shares

NEVER = [row for table in TABLES for row in phrasings(table) if row.section == "never"]


@pytest.mark.parametrize("table", TABLES)
def test_at_least_95_percent_of_each_stage_is_understood(table: str) -> None:
    counted = shares(table)

    assert {section: good for section, (good, rows) in counted.items() if good < 0.95 * rows} == {}


def test_the_table_has_200_phrasings_and_every_stage() -> None:
    counted = shares()

    assert sum(rows for _, rows in counted.values()) >= 200
    assert all(rows >= 20 for section, (_, rows) in counted.items() if section != "across")


@pytest.mark.parametrize("row", NEVER, ids=lambda row: row.say[:50])
def test_nothing_is_ever_invented_from_small_talk(row: Phrasing) -> None:
    understood = understand(row.say, row.setting)

    assert understood.facts == row.facts


@pytest.mark.parametrize("table", TABLES)
def test_a_choice_said_back_is_understood(table: str) -> None:
    for row in phrasings(table):
        for unclear in understand(row.say, row.setting).unclear:
            asked = Setting(row.setting.stage, row.setting.data, TODAY, Asked(unclear.stage, unclear.field))
            for choice in unclear.choices:
                again = understand(choice, asked)
                assert again.facts.get(unclear.stage, {}).get(unclear.field) is not None or "money" in choice, choice


def test_the_result_does_not_depend_on_what_was_read_before() -> None:
    setting = Setting("organizerSetup", {}, TODAY)
    first = understand("I'm Anna Rossi", setting)
    understand("I'm Bea Bianchi, agency", setting)

    assert understand("I'm Anna Rossi", setting) == first
