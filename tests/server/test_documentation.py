"""The OpenAPI document: complete, with examples that obey its own schemas, and a page that calls nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.openapi.utils import get_openapi

from server.app import create_app
from server.documentation import STAGE_EXAMPLES
from server.settings import Settings
from state.wizard.stages import resolve
from tests.server.schemas import violations

DOCUMENT = create_app(Settings(_env_file=None)).openapi()  # pyright: ignore[reportCallIssue]
_METHODS = {"get", "post", "put", "patch", "delete"}
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
    if method in _METHODS
}
API = {name: operation for name, operation in OPERATIONS.items() if " /api/" in name}
PROBLEM = {"$ref": "#/components/schemas/ProblemDocument"}


def test_the_whole_contract_of_this_issue_is_there():
    session = "/api/v1/wizard/sessions/{session_id}"
    assert OPERATIONS.keys() >= {
        "GET /healthz",
        "GET /readyz",
        "POST /agui",
        "GET /api/v1/wizard/stages",
        "GET /api/v1/wizard/sessions",
        "POST /api/v1/wizard/sessions",
        f"GET {session}",
        f"DELETE {session}",
        f"PATCH {session}/stages/{{stage}}",
        f"POST {session}/stages/{{stage}}/complete",
        f"POST {session}/stage",
        "POST /api/v1/events/publish",
    }
    assert all(" /api/v1/" in name for name in API), "the routes without a version are not listed"


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_says_what_it_does_and_answers(name):
    operation = OPERATIONS[name]

    assert operation["summary"] and operation["description"] and operation["tags"]
    assert operation["operationId"]
    good = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
    assert good and all(answer["description"] for answer in operation["responses"].values())


def test_operation_ids_are_unique():
    ids = [operation["operationId"] for operation in OPERATIONS.values()]

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", API)
def test_every_operation_of_the_api_asks_for_a_token_and_lists_its_refusals(name):
    operation = API[name]
    expected = {"401", "422", "503"} | ({"400", "413"} if "requestBody" in operation else set())
    expected |= {"404"} if "{session_id}" in name else set()

    assert operation["security"] == [{"HTTPBearer": []}]
    assert operation["responses"].keys() >= expected
    for status, answer in operation["responses"].items():
        if not status.startswith("2"):
            assert answer["content"]["application/problem+json"]["schema"] == PROBLEM
    assert "HTTPValidationError" not in DOCUMENT["components"]["schemas"]


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def test_every_reference_leads_somewhere():
    schemas = DOCUMENT["components"]["schemas"]

    assert {ref for ref in references(DOCUMENT) if ref.removeprefix("#/components/schemas/") not in schemas} == set()


def examples() -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Every example in the document with the schema it stands in."""
    for name, schema in DOCUMENT["components"]["schemas"].items():
        for index, example in enumerate(schema.get("examples", ())):
            yield f"{name} {index}", schema, example
        for field, part in schema.get("properties", {}).items():
            for index, example in enumerate(part.get("examples", ())):
                yield f"{name}.{field} {index}", part, example
    for name, operation in OPERATIONS.items():
        for media in operation.get("requestBody", {}).get("content", {}).values():
            for title, example in media.get("examples", {}).items():
                yield f"{name} {title}", media["schema"], example["value"]


EXAMPLES = {name: (schema, example) for name, schema, example in examples()}


def test_there_are_examples_for_what_is_sent_and_what_comes_back():
    assert {name.split()[0] for name in EXAMPLES} >= {
        "NewSession",
        "Publication",
        "SessionView",
        "ProblemDocument",
        "Readiness",
        "PATCH",
    }


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_obeys_its_schema(name):
    schema, example = EXAMPLES[name]

    assert list(violations(DOCUMENT, schema, example)) == []


def test_the_judge_of_examples_notices_a_bad_one():
    schema = DOCUMENT["components"]["schemas"]["SessionView"]
    example = schema["examples"][0]

    assert list(violations(DOCUMENT, schema, example | {"revision": "seven"}))
    assert list(violations(DOCUMENT, schema, {name: value for name, value in example.items() if name != "status"}))
    assert list(violations(DOCUMENT, DOCUMENT["components"]["schemas"]["NewSession"], {"extra": 1}))


@pytest.mark.parametrize("stage", STAGE_EXAMPLES)
def test_the_example_of_a_stage_is_a_draft_of_it(stage):
    resolve(stage).draft.model_validate(STAGE_EXAMPLES[stage]["value"])


async def test_document_and_page_need_no_token_and_call_nobody(server):
    async with httpx.AsyncClient(base_url=server, timeout=30) as http:
        document, page = await http.get("/openapi.json"), await http.get("/docs")

    assert document.json()["openapi"].startswith("3.1")
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "<script" not in page.text and not re.search(r"(src|href)=\"(https?:)?//", page.text)
    assert all(path in page.text for path in DOCUMENT["paths"])


def test_two_models_of_one_name_do_not_hide_each_other():
    schemas = DOCUMENT["components"]["schemas"]

    assert {"title", "status", "detail", "code"} <= set(schemas["ProblemDocument"]["required"])
    assert set(schemas["Problem"]["required"]) == {"field", "code", "message"}
    assert not [name for name in schemas if "__" in name]


def test_a_model_of_the_stages_takes_no_other_model_s_name():
    app = create_app(Settings(_env_file=None))  # pyright: ignore[reportCallIssue]
    routes = get_openapi(title="", version="", routes=app.routes)["components"]["schemas"]

    changed = {
        name for name, schema in routes.items() if DOCUMENT["components"]["schemas"][name].keys() != schema.keys()
    }
    enums = {
        name
        for name, schema in routes.items()
        if DOCUMENT["components"]["schemas"][name].get("enum") != schema.get("enum")
    }

    assert changed | enums == set()


def test_the_stages_are_described_in_the_spelling_they_have_on_the_wire():
    draft = DOCUMENT["components"]["schemas"]["EventSetupDraft"]

    assert "start_time" in draft["properties"] and "startTime" not in draft["properties"]
    assert "required" not in draft
