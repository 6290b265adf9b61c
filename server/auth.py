"""Who is calling: a bearer token, verified, becomes a Principal.

A token's `alg` only picks the kind of key; each kind has its own source (HS256 the secret, RS256 and ES256 the
published keys), so no key is ever used by another algorithm. The role in a token is not read: nobody gains by it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import jwt
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from server import naming
from server.jwks import KeySet, UnknownKey
from server.signing import ALGORITHM
from state.values import Principal

_PUBLISHED = frozenset({"RS256", "ES256"})


class Unauthorized(Exception):
    """No token, or one that does not hold; `code` says which for programs."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.message, self.code = message, code


class BadToken(Unauthorized):
    def __init__(self) -> None:
        # One sentence for every reason: it must not help to forge the next one.
        super().__init__("This sign-in is not valid or has expired; please sign in again.", "invalid_token")


@dataclass(frozen=True)
class Caller(Principal):
    """A principal for as long as his token lasts: `expires_at` is its `exp`, in seconds since 1970.

    `name` and `email` are for people to see; nothing is decided by them.
    """

    expires_at: float = field(default=0, compare=False)
    name: str | None = field(default=None, compare=False, repr=False)
    email: str | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Verifier:
    """What tokens are checked against; a source that is not set accepts none."""

    audience: str
    issuer: str | None = None
    secret: bytes | None = field(default=None, repr=False)
    keys: KeySet | None = None

    async def caller(self, token: str) -> Caller:
        """Raises BadToken, or Unavailable when the published keys cannot be had."""
        try:
            claims = await self._claims(token)
            return _caller(claims)
        except (PyJWTError, UnknownKey, ValueError, OverflowError) as error:
            raise BadToken from error

    async def _claims(self, token: str) -> dict[str, Any]:
        header = jwt.get_unverified_header(token)
        algorithm = header.get("alg")
        key = await self._key(algorithm, header.get("kid"))
        return jwt.decode(
            token,
            key,
            algorithms=[str(algorithm)],
            audience=self.audience,
            issuer=self.issuer,
            # An expected audience or issuer is required as it is; and a clock slightly ahead at the issuer must not
            # refuse a fresh token.
            options={"require": ["exp", "sub"], "verify_iat": False},
        )

    async def _key(self, algorithm: object, key_id: str | None) -> bytes | PyJWK:
        if algorithm == ALGORITHM and self.secret is not None:
            return self.secret
        if isinstance(algorithm, str) and algorithm in _PUBLISHED and self.keys is not None:
            return await self.keys.key(key_id, algorithm)
        raise BadToken


def _caller(claims: dict[str, Any]) -> Caller:
    user = _uuid(claims["sub"])
    organization = _organization(claims)
    return Caller(
        user,
        user if organization is None else _uuid(organization),
        float(claims["exp"]),
        naming.name_in(claims),
        naming.email_in(claims),
    )


def _organization(claims: dict[str, Any]) -> object:
    """What the identity provider vouches for; user_metadata is the user's own to write and is never read."""
    vouched = claims.get("app_metadata") or {}
    if not isinstance(vouched, dict):
        raise BadToken
    inner = vouched.get("organization_id")
    return inner if inner is not None else claims.get("organization_id")


def _uuid(value: object) -> UUID:
    """The canonical spelling only: braces, URNs and missing hyphens are nobody's id."""
    if not isinstance(value, str) or str(UUID(value)) != value.lower():
        raise BadToken
    return UUID(value)
