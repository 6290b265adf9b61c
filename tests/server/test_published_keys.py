"""Keys that an identity provider publishes: rotated, away, flooded with invented ids, never used for another family."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from server.auth import BadToken, Verifier
from server.jwks import FRESH_SECONDS, PAUSE_SECONDS, STALE_SECONDS, KeySet
from state.errors import Unavailable
from tests.server.running import FAR_FUTURE, SECRET
from tests.server.test_tokens import encoded

RSA, OTHER_RSA = (rsa.generate_private_key(65537, 2048) for _ in range(2))
EC = ec.generate_private_key(ec.SECP256R1())
USER = uuid4()


def published(key_id: str | None, private: Any, **members: Any) -> dict[str, Any]:
    algorithm = RSAAlgorithm if isinstance(private, rsa.RSAPrivateKey) else ECAlgorithm
    named = {"kid": key_id} if key_id else {}
    return algorithm.to_jwk(private.public_key(), as_dict=True) | named | {"use": "sig"} | members


def signed(key_id: str | None, private: Any, algorithm: str = "RS256") -> str:
    claims = {"sub": str(USER), "aud": "authenticated", "exp": FAR_FUTURE}
    return jwt.encode(claims, private, algorithm, {"kid": key_id} if key_id else None)


@dataclass
class Provider:
    """An identity provider whose keys, health and speed a test decides; the clock is the test's too."""

    keys: list[dict[str, Any]] = field(default_factory=list)
    answer: httpx.Response | None = None
    is_away: bool = False
    fetches: int = 0
    now: float = 1000.0

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.fetches += 1
        await asyncio.sleep(0)
        if self.is_away:
            raise httpx.ConnectError("away")
        return self.answer or httpx.Response(200, json={"keys": self.keys})

    def verifier(self, secret: bytes | None = None) -> Verifier:
        client = httpx.AsyncClient(transport=httpx.MockTransport(self))
        return Verifier(
            "authenticated", secret=secret, keys=KeySet("https://id.example.com/jwks", client, lambda: self.now)
        )


@pytest.mark.parametrize(("private", "algorithm"), [(RSA, "RS256"), (EC, "ES256")])
async def test_a_token_signed_with_a_published_key_is_good(private, algorithm):
    provider = Provider([published("a", RSA), published("b", EC)])
    key_id = "a" if algorithm == "RS256" else "b"

    caller = await provider.verifier().caller(signed(key_id, private, algorithm))

    assert caller.user_id == USER and caller.expires_at == FAR_FUTURE


async def test_keys_are_fetched_once_while_they_are_fresh_and_again_after():
    provider = Provider([published("a", RSA)])
    verifier = provider.verifier()

    for _ in range(3):
        await verifier.caller(signed("a", RSA))
    assert provider.fetches == 1

    provider.now += FRESH_SECONDS + 1
    await verifier.caller(signed("a", RSA))
    assert provider.fetches == 2


async def test_a_rotated_key_is_good_at_once_and_the_old_one_no_longer():
    provider = Provider([published("a", RSA)])
    verifier = provider.verifier()
    await verifier.caller(signed("a", RSA))

    provider.keys, provider.now = [published("b", OTHER_RSA)], provider.now + 1
    await verifier.caller(signed("b", OTHER_RSA))

    with pytest.raises(BadToken):
        await verifier.caller(signed("a", RSA))


async def test_a_flood_of_invented_key_ids_causes_one_fetch():
    provider = Provider([published("a", RSA)])
    verifier = provider.verifier()
    await verifier.caller(signed("a", RSA))
    provider.now += 1
    provider.fetches = 0
    flood = [signed(f"invented-{n}", OTHER_RSA) for n in range(100)]

    together = await asyncio.gather(*(verifier.caller(each) for each in flood), return_exceptions=True)
    provider.now += PAUSE_SECONDS / 2
    for each in flood[:10]:
        with pytest.raises(BadToken):
            await verifier.caller(each)

    assert provider.fetches == 1
    assert {type(each) for each in together} == {BadToken}
    await verifier.caller(signed("a", RSA))


async def test_a_cold_start_under_load_fetches_once():
    provider = Provider([published("a", RSA)])
    verifier = provider.verifier()

    callers = await asyncio.gather(*(verifier.caller(signed("a", RSA)) for _ in range(50)))

    assert provider.fetches == 1 and len(callers) == 50


async def test_after_a_flood_a_rotated_key_is_good_within_the_pause():
    provider = Provider([published("a", RSA)])
    verifier = provider.verifier()
    await verifier.caller(signed("a", RSA))
    provider.now += 1
    with pytest.raises(BadToken):
        await verifier.caller(signed("invented", OTHER_RSA))

    provider.keys, provider.now = [published("b", OTHER_RSA)], provider.now + PAUSE_SECONDS + 1

    assert (await verifier.caller(signed("b", OTHER_RSA))).user_id == USER


async def test_while_the_provider_is_away_known_keys_stay_good_for_a_while():
    provider = Provider([published("a", RSA)])
    verifier = provider.verifier()
    await verifier.caller(signed("a", RSA))

    provider.is_away, provider.now = True, provider.now + FRESH_SECONDS + 1
    await verifier.caller(signed("a", RSA))
    with pytest.raises(Unavailable):
        await verifier.caller(signed("b", OTHER_RSA))
    assert provider.fetches == 2, "a failure is not tried again at once"

    provider.now += STALE_SECONDS
    with pytest.raises(Unavailable):
        await verifier.caller(signed("a", RSA))

    provider.is_away, provider.now = False, provider.now + PAUSE_SECONDS + 1
    await verifier.caller(signed("a", RSA))


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500),
        httpx.Response(302, headers={"Location": "http://elsewhere"}),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"keys": []}),
        httpx.Response(200, json={"keys": "x"}),
        httpx.Response(200, json={"keys": [{"kty": "paradise"}]}),
        httpx.Response(200, json={"keys": [7]}),
        httpx.Response(200, json={"keys": [published("a", RSA)], "more": "x" * 300_000}),
    ],
    ids=range(9),
)
async def test_a_provider_that_talks_nonsense_counts_as_away(answer):
    with pytest.raises(Unavailable):
        await Provider(answer=answer).verifier().caller(signed("a", RSA))


async def test_a_key_without_an_id_is_used_only_where_no_other_fits():
    alone, several = Provider([published(None, RSA)]), Provider([published("a", RSA), published("b", OTHER_RSA)])

    await alone.verifier().caller(signed(None, RSA))
    await Provider([published("a", RSA), published("b", EC)]).verifier().caller(signed(None, RSA))
    with pytest.raises(BadToken):
        await several.verifier().caller(signed(None, RSA))


@pytest.mark.parametrize(
    "token",
    [
        signed("a", OTHER_RSA),
        signed("a", RSA, "RS512"),
        signed("a", RSA, "PS256"),
        signed("b", RSA, "RS256"),
        signed("a", EC, "ES256"),
    ],
    ids=["another key", "RS512", "PS256", "the id of an EC key", "the id of an RSA key"],
)
async def test_a_key_verifies_its_own_algorithm_alone(token):
    provider = Provider([published("a", RSA), published("b", EC)])

    with pytest.raises(BadToken):
        await provider.verifier(SECRET.encode()).caller(token)


@pytest.mark.parametrize("secret", [None, SECRET.encode()])
async def test_a_published_key_is_no_secret_for_hs256(secret):
    """The classic confusion: HS256 signed with the bytes everybody can read."""
    provider = Provider([published("a", RSA), {"kty": "oct", "kid": "a", "k": encoded(b"x" * 32)}])
    pem = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    claims = {"sub": str(USER), "aud": "authenticated", "exp": FAR_FUTURE}
    body = f"{encoded({'alg': 'HS256', 'kid': 'a'})}.{encoded(claims)}"

    for key in (pem, pem.strip(), json.dumps(published("a", RSA)).encode(), b"x" * 32):
        forged = f"{body}.{encoded(hmac.new(key, body.encode(), hashlib.sha256).digest())}"
        with pytest.raises(BadToken):
            await provider.verifier(secret).caller(forged)


async def test_a_key_for_encryption_signs_nobody_in():
    provider = Provider([published("a", RSA, use="enc"), published("b", EC)])

    with pytest.raises(BadToken):
        await provider.verifier().caller(signed("a", RSA))


async def test_secret_and_published_keys_work_side_by_side():
    verifier = Provider([published("a", RSA)]).verifier(SECRET.encode())

    assert (await verifier.caller(signed("a", RSA))).user_id == USER
    assert (await verifier.caller(signed(None, SECRET, "HS256"))).user_id == USER


@pytest.mark.parametrize("issuer", [None, "https://elsewhere"])
async def test_the_issuer_is_checked_where_one_is_set(issuer):
    claims = {"sub": str(USER), "aud": "authenticated", "exp": FAR_FUTURE}
    verifier = Verifier("authenticated", "https://id.example.com", SECRET.encode())

    await verifier.caller(jwt.encode(claims | {"iss": "https://id.example.com"}, SECRET))
    with pytest.raises(BadToken):
        await verifier.caller(jwt.encode(claims | ({"iss": issuer} if issuer else {}), SECRET))
