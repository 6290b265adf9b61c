"""The HS256 secret, set or made for development, and tokens signed with it."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path
from uuid import UUID

import jwt

from server.settings import Settings, WrongSettings

ALGORITHM = "HS256"
DEMO_USER = UUID("0d0e0a00-0000-4000-8000-000000000001")
DEMO_ORGANIZATION = UUID("0d0e0a00-0000-4000-8000-00000000000a")
LINK_SECONDS = 7 * 24 * 3600
_FILE = "jwt_secret"


def signing_secret(settings: Settings) -> bytes | None:
    """JWT_SECRET; in development without any key, the one kept in DATA_DIR. None where only JWKS_URL is set."""
    if settings.jwt_secret is not None:
        return settings.jwt_secret.get_secret_value().encode()
    if settings.jwks_url is not None or settings.is_production:
        return None
    return development_secret(settings.data_dir)


def development_secret(data_dir: Path) -> bytes:
    """Made at random on first use, the same for every process that shares the folder."""
    path = data_dir / _FILE
    if not path.exists():
        _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{_FILE}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        # A link appears whole or not at all, and never replaces: the first of two processes wins.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def token(
    settings: Settings,
    user: UUID = DEMO_USER,
    organization: UUID | None = DEMO_ORGANIZATION,
    lifetime: int = LINK_SECONDS,
) -> str:
    """A token for this user, good for `lifetime` seconds. Raises WrongSettings where there is no secret to sign by."""
    if (secret := signing_secret(settings)) is None:
        raise WrongSettings(
            "JWT_SECRET is not set, so no token can be signed here; ask your identity provider for one."
        )
    now = int(time.time())
    claims: dict[str, object] = {"sub": str(user), "aud": settings.jwt_audience, "iat": now, "exp": now + lifetime}
    claims["role"] = "authenticated"
    if organization is not None:
        claims["app_metadata"] = {"organization_id": str(organization)}
    if settings.jwt_issuer is not None:
        claims["iss"] = settings.jwt_issuer
    return jwt.encode(claims, secret, ALGORITHM)


def link(settings: Settings, signed: str) -> str:
    """The page's address that signs in. Raises WrongSettings outside development."""
    if settings.is_production:
        raise WrongSettings("ENVIRONMENT is production: sign-in links are for development only.")
    return f"{settings.address}/?token={signed}"
