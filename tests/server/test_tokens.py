"""Who gets in: tokens of every wrong kind are 401, with one sentence and one challenge."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.server.running import FAR_FUTURE, SECRET, token

USER = "7c9b5a52-4a39-4a07-a0a8-0d6f2f9a3c11"
CLAIMS = {"sub": USER, "aud": "authenticated", "exp": FAR_FUTURE}


def encoded(part: Any) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(header: Any, claims: Any, secret: str = SECRET) -> str:
    """Made by hand, since no library would."""
    body = f"{encoded(header)}.{encoded(claims)}"
    return f"{body}.{encoded(hmac.new(secret.encode(), body.encode(), hashlib.sha256).digest())}"


HS256 = {"alg": "HS256", "typ": "JWT"}
DEEP = b'{"a":' * 5000 + b"1" + b"}" * 5000

BAD = {
    "nonsense": "nonsense",
    "three parts of nothing": "..",
    "not base64": "!.!.!",
    "four parts": token(uuid4()) + ".x",
    "another secret": signed(HS256, CLAIMS, "another secret, also of 32 bytes or so"),
    "no algorithm": f"{encoded({'alg': 'none'})}.{encoded(CLAIMS)}.",
    "no algorithm, shouted": f"{encoded({'alg': 'NONE'})}.{encoded(CLAIMS)}.",
    "algorithm left out": signed({"typ": "JWT"}, CLAIMS),
    "algorithm of another kind": signed({"alg": 256}, CLAIMS),
    "algorithm that is a list": signed({"alg": ["HS256"]}, CLAIMS),
    "HS512 of the same secret": jwt.encode(CLAIMS, SECRET * 2, "HS512"),
    "RS256 where no keys are published": signed({"alg": "RS256", "kid": "a"}, CLAIMS),
    "expired": signed(HS256, CLAIMS | {"exp": int(time.time()) - 1}),
    "expiry left out": signed(HS256, {"sub": USER, "aud": "authenticated"}),
    "expiry null": signed(HS256, CLAIMS | {"exp": None}),
    "expiry that is no number": signed(HS256, CLAIMS | {"exp": "soon"}),
    "expiry that is infinite": signed(HS256, b'{"sub":"%s","aud":"authenticated","exp":1e999}' % USER.encode()),
    "expiry that is NaN": signed(HS256, b'{"sub":"%s","aud":"authenticated","exp":NaN}' % USER.encode()),
    "expiry beyond all bounds": signed(HS256, CLAIMS | {"exp": 10**400}),
    "not valid yet": signed(HS256, CLAIMS | {"nbf": FAR_FUTURE - 1}),
    "audience left out": signed(HS256, {"sub": USER, "exp": FAR_FUTURE}),
    "another audience": signed(HS256, CLAIMS | {"aud": "anon"}),
    "audience null": signed(HS256, CLAIMS | {"aud": None}),
    "audience of another kind": signed(HS256, CLAIMS | {"aud": [7]}),
    "subject left out": signed(HS256, {"aud": "authenticated", "exp": FAR_FUTURE}),
    "subject that is no UUID": signed(HS256, CLAIMS | {"sub": "anna"}),
    "subject that is empty": signed(HS256, CLAIMS | {"sub": ""}),
    "subject in braces": signed(HS256, CLAIMS | {"sub": "{" + USER + "}"}),
    "subject as a URN": signed(HS256, CLAIMS | {"sub": f"urn:uuid:{USER}"}),
    "subject without hyphens": signed(HS256, CLAIMS | {"sub": USER.replace("-", "")}),
    "subject that is a number": signed(HS256, CLAIMS | {"sub": 7}),
    "organization that is no UUID": signed(HS256, CLAIMS | {"app_metadata": {"organization_id": "acme"}}),
    "organization that is empty": signed(HS256, CLAIMS | {"organization_id": ""}),
    "organization that is a number": signed(HS256, CLAIMS | {"organization_id": 7}),
    "organization that is a list": signed(HS256, CLAIMS | {"app_metadata": {"organization_id": [USER]}}),
    "app_metadata that is text": signed(HS256, CLAIMS | {"app_metadata": "x"}),
    "unknown critical header": signed(HS256 | {"crit": ["paradise"], "paradise": True}, CLAIMS),
    "critical header that is empty": signed(HS256 | {"crit": []}, CLAIMS),
    "critical header of another kind": signed(HS256 | {"crit": "exp"}, CLAIMS),
    "unencoded payload": signed(HS256 | {"crit": ["b64"], "b64": False}, CLAIMS),
    "key id that is a number": signed(HS256 | {"kid": 7}, CLAIMS),
    "claims that are a list": signed(HS256, [CLAIMS]),
    "claims that are deep": signed(HS256, DEEP),
    "header that is deep": f"{encoded(DEEP)}.{encoded(CLAIMS)}.x",
    "endless": "a" * 20_000,
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
async def test_a_bad_token_is_refused_alike_whatever_is_wrong_with_it(anna, bad):
    refused = await anna.http.get("/wizard/sessions", headers={"Authorization": f"Bearer {bad}"})

    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert refused.json() == {
        "type": "about:blank",
        "title": "Unauthorized",
        "status": 401,
        "detail": "This sign-in is not valid or has expired; please sign in again.",
        "code": "invalid_token",
        "error": "invalid_token",
        "message": "This sign-in is not valid or has expired; please sign in again.",
    }


@pytest.mark.parametrize("header", ["", "Bearer", "Basic abc", "{token}", "Token {token}"])
async def test_without_a_bearer_token_one_is_asked_for(anna, header):
    refused = await anna.http.get("/wizard/sessions", headers={"Authorization": header.format(token=token(uuid4()))})

    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer" and refused.json()["code"] == "no_token"


@pytest.mark.parametrize("name", ["token", "access_token", "jwt", "authorization"])
async def test_a_token_in_the_address_is_not_read(anna, name):
    refused = await anna.http.get(f"/wizard/sessions?{name}={token(anna.user)}", headers={"Authorization": ""})

    assert refused.status_code == 401


async def test_a_public_key_is_no_secret(anna):
    """HS256 signed with the text of an RSA public key: the confusion of the two families."""
    pem = (
        rsa.generate_private_key(65537, 2048).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )

    refused = await anna.http.get(
        "/wizard/sessions", headers={"Authorization": f"Bearer {signed(HS256, CLAIMS, pem.decode())}"}
    )

    assert refused.status_code == 401


async def whose(anna, claims: dict[str, Any]) -> tuple[str, str]:
    """Which user and organization a session made with these claims belongs to."""
    headers = {"Authorization": f"Bearer {signed(HS256, claims)}"}
    made = await anna.http.post("/wizard/sessions", headers=headers)
    assert made.status_code == 201, made.text
    return made.json()["user_id"], made.json()["organization_id"]


async def test_the_organization_is_what_the_provider_vouches_for_else_the_user_s_own(anna):
    first, second = str(uuid4()), str(uuid4())

    assert await whose(anna, CLAIMS) == (USER, USER)
    assert await whose(anna, CLAIMS | {"organization_id": first}) == (USER, first)
    assert await whose(anna, CLAIMS | {"organization_id": first, "app_metadata": {"organization_id": second}}) == (
        USER,
        second,
    )
    assert await whose(anna, CLAIMS | {"organization_id": first, "app_metadata": {"provider": "x"}}) == (USER, first)
    assert await whose(anna, CLAIMS | {"organization_id": None, "app_metadata": None}) == (USER, USER)


async def test_what_users_write_about_themselves_is_not_believed(anna):
    claims = CLAIMS | {"user_metadata": {"organization_id": str(uuid4())}}

    assert await whose(anna, claims) == (USER, USER)


async def test_a_service_role_in_a_user_s_token_gains_nothing(person):
    anna = person()
    session = await anna.session()
    mighty = {"Authorization": f"Bearer {signed(HS256, CLAIMS | {'role': 'service_role'})}"}

    read = await anna.http.get(f"/wizard/sessions/{session}", headers=mighty)
    listed = await anna.http.get("/wizard/sessions", headers=mighty)

    assert read.status_code == 404
    assert session not in {each["session_id"] for each in listed.json()["sessions"]}


async def test_a_token_fresh_from_a_clock_ahead_is_good(anna):
    await whose(anna, CLAIMS | {"iat": int(time.time()) + 60})


async def test_one_of_several_audiences_is_enough(anna):
    await whose(anna, CLAIMS | {"aud": ["other", "authenticated"]})


async def test_ids_are_the_same_in_either_case(anna):
    assert await whose(anna, CLAIMS | {"sub": USER.upper()}) == (USER, USER)
