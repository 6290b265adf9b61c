"""Stripe on the wire: accounts, account links, products, prices and payment links, as its API of today answers.

Strict where Stripe is: the key, form encoding, idempotency keys, and on whose account a call works. What it has
answered to an idempotency key it answers again, errors of what it had begun, too. It keeps what it was asked, and can
be told to fail, to hang or to hang up.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from random import random
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

REPLAYED = {"Idempotent-Replayed": "true"}
KEY = "sk_test_a_key_for_tests_only"
SECRET = "whsec_a_secret_for_tests_only"
# What Stripe charges at least, in the units it counts in.
LEAST = {"eur": 50, "usd": 50, "jpy": 50, "kwd": 100}
_DUE = ["business_type", "external_account", "tos_acceptance.date"]


class Refused(Exception):
    """An answer in Stripe's error shape."""

    def __init__(self, status: int, kind: str, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.status, self.error = status, {"type": kind, "message": message} | ({"code": code} if code else {})

    @property
    def is_before_all(self) -> bool:
        """Said before anything was begun, so that Stripe does not keep it."""
        return self.status in {401, 403, 409, 429} or self.error.get("code") == "parameter_missing"


@dataclass(frozen=True)
class Call:
    """One request as it came; `params` are nested as Stripe reads them."""

    method: str
    path: str
    params: Mapping[str, Any]
    account: str | None
    key: str | None


@dataclass
class FakeStripe:
    """The next calls get `plan`, one each: a status, "hang", "reset" or "garbage"; all later ones are answered.

    A plan with `plan_for` counts for paths that begin so. `delay` are seconds before each answer, `jitter` up to how
    many more. `when_asked` is called with each call, `when_linked` before a payment link is made.
    `is_used_up` tells a page of Stripe to send people to the refresh_url.
    """

    address: str = ""
    plan: list[int | str] = field(default_factory=list)
    plan_for: str = "/v1/"
    delay: float = 0
    jitter: float = 0
    calls: list[Call] = field(default_factory=list)
    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    prices: dict[str, dict[str, Any]] = field(default_factory=dict)
    links: dict[str, dict[str, Any]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    is_used_up: bool = False
    when_asked: Callable[[], object] | None = None
    when_linked: Callable[[], object] | None = None
    _answers: dict[tuple[str | None, str], tuple[str, int, Any]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def reset(self) -> None:
        """Forget calls and plans; what was made stays."""
        self.plan, self.plan_for, self.delay, self.jitter = [], "/v1/", 0, 0
        self.calls, self.is_used_up = [], False
        self.when_asked, self.when_linked = None, None

    def called(self, path: str) -> list[Call]:
        return [call for call in self.calls if call.path == path]

    def change(self, account: str, **members: Any) -> dict[str, Any]:
        """The account becomes so, as when its owner goes on with onboarding; returns it as it is now."""
        self.accounts[account] = self.accounts[account] | members
        return json.loads(json.dumps(self.accounts[account]))

    def enable(self, account: str) -> dict[str, Any]:
        nothing = {"currently_due": [], "eventually_due": [], "past_due": [], "pending_verification": []}
        done = {"charges_enabled": True, "payouts_enabled": True, "details_submitted": True}
        return self.change(account, **done, requirements=nothing | {"disabled_reason": None})

    async def answer(self, request: Request) -> Response:
        body = (await request.body()).decode()
        call = _call(request, body)
        self.calls.append(call)
        if self.when_asked:
            self.when_asked()
        fault = self.plan.pop(0) if self.plan and call.path.startswith(self.plan_for) else None
        await asyncio.sleep(self.delay + self.jitter * random())
        while fault == "hang" and not await request.is_disconnected():
            await asyncio.sleep(0.05)
        try:
            _check(request, call)
            status, document, is_replayed = self._once(call, body, fault)
        except Refused as refused:
            status, document, is_replayed = refused.status, {"error": refused.error}, False
        if fault == "garbage":
            return Response("<html>", media_type="text/html")
        headers = {"request-id": f"req_{next(self._numbers)}"} | (REPLAYED if is_replayed else {})
        if fault == "reset":
            # Done, and never told: the connection breaks off before the answer is whole.
            return Response(b"{", headers={"Content-Length": "9999"})
        return JSONResponse(document, status, headers)

    def _once(self, call: Call, body: str, fault: int | str | None) -> tuple[int, Any, bool]:
        """The same answer for the same key, and whether it is one; the same key for something else is refused."""
        asked, place = f"{call.method} {call.path} {body}", (call.account, call.key)
        known = self._answers.get(place) if call.key and call.method != "GET" else None
        if known and known[0] != asked:
            raise Refused(400, "idempotency_error", "Keys for idempotent requests can only be used with the same ...")
        if known:
            return *known[1:], True
        try:
            status, document = self._done(call, fault)
        except Refused as refused:
            if refused.is_before_all:
                raise
            status, document = refused.status, {"error": refused.error}
        self._answers[place] = (asked, status, document)
        return status, document, False

    def _done(self, call: Call, fault: int | str | None) -> tuple[int, Any]:
        if isinstance(fault, int):
            raise Refused(fault, "rate_limit_error" if fault == 429 else "api_error", f"Planned, with {KEY}")
        for method, pattern, act in _ROUTES:
            if call.method == method and (match := re.fullmatch(pattern, call.path)):
                return 200, json.loads(json.dumps(act(self, call, *match.groups())))
        raise Refused(404, "invalid_request_error", f"Unrecognized request URL ({call.method}: {call.path}).")

    def _name(self, prefix: str) -> str:
        return f"{prefix}_{next(self._numbers):016d}"

    def _made_account(self, call: Call) -> dict[str, Any]:
        name = self._name("acct")
        self.accounts[name] = {
            "id": name,
            "object": "account",
            "type": call.params.get("type", "standard"),
            "created": int(time.time()),
            "charges_enabled": False,
            "payouts_enabled": False,
            "details_submitted": False,
            "email": None,
            "metadata": call.params.get("metadata", {}),
            "requirements": {
                "currently_due": _DUE,
                "eventually_due": _DUE,
                "past_due": [],
                "pending_verification": [],
                "disabled_reason": "requirements.past_due",
                "current_deadline": None,
                "errors": [],
            },
        }
        return self.accounts[name]

    def _account(self, _: Call, name: str) -> dict[str, Any]:
        self._working(name)
        return self.accounts[name]

    def _account_link(self, call: Call) -> dict[str, Any]:
        name = _needed(call, "account", "type", "return_url", "refresh_url")["account"]
        self._working(name)
        now = int(time.time())
        url = f"https://connect.stripe.com/setup/s/{name}/{self._name('link')}"
        return {"object": "account_link", "created": now, "expires_at": now + 300, "url": url}

    def _price(self, call: Call) -> dict[str, Any]:
        self._working(call.account)
        params = _needed(call, "currency", "unit_amount", "product_data")
        amount, currency = int(params["unit_amount"]), params["currency"]
        if amount < LEAST.get(currency, 1):
            raise Refused(400, "invalid_request_error", "Amount must be more.", "amount_too_small")
        name = self._name("price")
        self.prices[name] = {"id": name, "object": "price", "currency": currency, "unit_amount": amount}
        self.prices[name] |= {"product": self._name("prod"), "account": call.account, "active": True}
        return self.prices[name]

    def _payment_link(self, call: Call) -> dict[str, Any]:
        self._working(call.account)
        items = _needed(call, "line_items")["line_items"]
        price = self.prices.get(items["0"]["price"])
        if price is None or price["account"] != call.account:
            raise Refused(404, "invalid_request_error", "No such price.", "resource_missing")
        if self.when_linked:
            self.when_linked()
        name = self._name("plink")
        limit = call.params.get("restrictions", {}).get("completed_sessions", {}).get("limit")
        self.links[name] = {"id": name, "object": "payment_link", "active": True, "price": price["id"]}
        self.links[name] |= {"url": f"https://buy.stripe.com/{name}", "metadata": call.params.get("metadata", {})}
        self.links[name] |= {"restrictions": {"completed_sessions": {"count": 0, "limit": int(limit)}}}
        return self.links[name] | {"account": call.account}

    def _changed_link(self, call: Call, name: str) -> dict[str, Any]:
        self._working(call.account)
        link = self.links.get(name)
        if link is None or self.prices[link["price"]]["account"] != call.account:
            raise Refused(404, "invalid_request_error", f"No such payment link: '{name}'", "resource_missing")
        link["active"] = call.params["active"] == "true"
        return link

    def sell(self, link: Mapping[str, Any], times: int) -> None:
        """As when buyers have paid by it so often."""
        self.links[link["id"]]["restrictions"]["completed_sessions"]["count"] += times

    def _working(self, account: str | None) -> None:
        if account not in self.accounts or account in self.gone:
            message = f"The provided key '{KEY}' does not have access to account '{account}'"
            raise Refused(403, "invalid_request_error", message, "account_invalid")


_ROUTES: tuple[tuple[str, str, Callable[..., dict[str, Any]]], ...] = (
    ("POST", "/v1/accounts", FakeStripe._made_account),
    ("GET", "/v1/accounts/([^/]+)", FakeStripe._account),
    ("POST", "/v1/account_links", FakeStripe._account_link),
    ("POST", "/v1/prices", FakeStripe._price),
    ("POST", "/v1/payment_links", FakeStripe._payment_link),
    ("POST", "/v1/payment_links/([^/]+)", FakeStripe._changed_link),
)


def _call(request: Request, body: str) -> Call:
    headers = request.headers
    params = _nested(parse_qsl(body, keep_blank_values=True, strict_parsing=bool(body)))
    return Call(request.method, request.url.path, params, headers.get("stripe-account"), headers.get("idempotency-key"))


def _check(request: Request, call: Call) -> None:
    if request.headers.get("authorization") != f"Bearer {KEY}":
        raise Refused(401, "invalid_request_error", "Invalid API Key provided: sk_test_***only")
    kind = request.headers.get("content-type", "")
    if call.method == "POST" and not kind.startswith("application/x-www-form-urlencoded"):
        raise Refused(400, "invalid_request_error", "Send it as a form.")


def _nested(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """`a[b][0]=c` as {"a": {"b": {"0": "c"}}}."""
    whole: dict[str, Any] = {}
    for name, value in pairs:
        *path, last = re.findall(r"[^\[\]]+", name)
        place = whole
        for step in path:
            place = place.setdefault(step, {})
        place[last] = value
    return whole


def _needed(call: Call, *names: str) -> Mapping[str, Any]:
    for name in names:
        if name not in call.params:
            raise Refused(400, "invalid_request_error", f"Missing required param: {name}.", "parameter_missing")
    return call.params


@contextmanager
def serving() -> Iterator[FakeStripe]:
    """The fake on a free port of this machine."""
    fake = FakeStripe()
    app = Starlette(routes=[Route("/{path:path}", fake.answer, methods=["GET", "POST", "DELETE"])])
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.005)
        fake.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield fake
    finally:
        server.should_exit = True
        thread.join()


def event(kind: str, thing: Mapping[str, Any], name: str, created: int | None = None, **members: Any) -> bytes:
    """The body of a delivery."""
    document = {
        "id": name,
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": created or int(time.time()),
        "livemode": False,
        "type": kind,
        "data": {"object": dict(thing)},
    }
    if kind.startswith("account."):
        document["account"] = thing["id"]
    return json.dumps(document | members).encode()


def signature(body: bytes, secret: str = SECRET, at: float | None = None) -> str:
    """The header Stripe sends with it."""
    moment = int(time.time() if at is None else at)
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"
