"""How the page is served: what a browser may keep and load, and that it stands in nobody's way."""

from __future__ import annotations

import gzip

import httpx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from server.routes import page

SCRIPT = "console.log('the page')"


@pytest.fixture
def folder(tmp_path):
    assets = tmp_path / "dist" / "assets"
    assets.mkdir(parents=True)
    (tmp_path / "dist" / "index.html").write_text("<!doctype html><title>the page</title>")
    (tmp_path / "secret.js").write_text("nobody's business")
    (assets / "index-abc.js").write_text(SCRIPT)
    (assets / "index-abc.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    return tmp_path / "dist"


def visitor(folder) -> TestClient:
    app = FastAPI()
    app.include_router(page.router(folder))
    return TestClient(app)


def test_the_document_is_asked_for_anew_and_loads_nothing_from_elsewhere(folder):
    answer = visitor(folder).get("/?thread=any")

    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-cache" and answer.headers["etag"]
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'" and policy["script-src"] == policy["connect-src"] == "'self'"
    assert "http" not in answer.headers["content-security-policy"] and policy["frame-ancestors"] == "'none'"


@pytest.mark.parametrize(("accepted", "encoding"), [("gzip, br", "gzip"), ("identity", None)])
def test_a_file_is_kept_for_ever_and_comes_packed_to_who_can_unpack(folder, accepted, encoding):
    answer = visitor(folder).get("/assets/index-abc.js", headers={"Accept-Encoding": accepted})

    assert answer.text == SCRIPT and answer.headers.get("content-encoding") == encoding
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"] and answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("name", ["none.js", "n" * 300, "..%2F..%2Fsecret.js", "%2e%2e", "a/index-abc.js"])
def test_only_files_of_the_page_are_handed_out(folder, name):
    answer = visitor(folder).get(f"/assets/{name}")

    assert answer.status_code == 404 and "business" not in answer.text


def test_where_it_is_not_built_the_way_out_is_told(tmp_path):
    answer = visitor(tmp_path).get("/")

    assert answer.status_code == 200 and "make setup" in answer.text and "<script" not in answer.text


@pytest.mark.parametrize("path", ["/nothing", "/api/v1/nothing", "/copilotkit/nothing", "/assets/nothing.js"])
async def test_what_does_not_exist_is_a_problem_document_as_before(server, path):
    async with httpx.AsyncClient(base_url=server) as http:
        answer = await http.get(path)

    assert answer.status_code == 404 and answer.headers["content-type"] == "application/problem+json"
