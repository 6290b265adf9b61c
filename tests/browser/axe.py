"""What axe-core finds on a page, as far as it keeps somebody from using it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).parents[1] / "clients" / "node_modules" / "axe-core" / "axe.min.js"
BARRIERS = {"serious", "critical"}


async def barriers(page: Any) -> list[tuple[str, str]]:
    """Serious and critical violations, each with the first part that has it. The page's context must bypass its CSP."""
    await page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    found = await page.evaluate("axe.run()")
    assert len(found["passes"]) > 10
    return [
        (each["id"], node["html"][:200] + " " + node.get("failureSummary", ""))
        for each in found["violations"]
        if each["impact"] in BARRIERS
        for node in each["nodes"][:1]
    ]
