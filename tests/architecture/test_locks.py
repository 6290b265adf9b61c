"""What must not be installed beside the product, and what a lock may not say."""

from __future__ import annotations

import re

import pytest

from tests.architecture.sources import ROOT

LOCKS = sorted(path.name for path in (ROOT / "requirements").glob("*.txt"))
# google-genai takes aiohttp wherever it can be imported, past the client that we give it limits and records by.
APART = {"aiohttp", "inspect-ai"}
# inspect-ai's storage wants an older one; nothing that evals touch uses it.
OLDER_FOR_EVALS = {"python-dateutil"}


def packages(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ \\;]+)", (ROOT / "requirements" / lock).read_text(), re.MULTILINE))


@pytest.mark.parametrize("lock", ["runtime.txt", "dev.txt"])
def test_nothing_that_belongs_apart_is_installed_beside_the_product(lock):
    assert packages(lock).keys() & APART == set()


def test_the_evals_engine_is_in_its_own_lock_with_the_product_s_versions():
    own, product = packages("eval.txt"), packages("runtime.txt")

    assert own.keys() >= APART
    assert {name for name in product if own.get(name) != product[name]} == OLDER_FOR_EVALS


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_place(lock):
    assert re.findall(r"https?://|file:|--index-url|--find-links", (ROOT / "requirements" / lock).read_text()) == []
