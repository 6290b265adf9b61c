"""`wizard doctor`: what is configured, what is there, what is missing; never a value."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack

from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from server import checkpoints, health, schema
from server.covers.opening import opened_storage
from server.health import Check
from server.settings import Settings
from server.signing import signing_secret
from state.database import Database
from state.embedded.places import Places
from state.errors import NotFound, Unavailable

OLDEST_POSTGRES = 15
_ROLES = ("authenticated", "anon", "service_role", "app_definer", "checkpointer")
_UNFORCED = """select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
  and not (relrowsecurity and relforcerowsecurity)"""
_SAFE_ROLES = "select rolname from pg_roles where not rolsuper and not rolbypassrls and not rolcanlogin"
_VERSION = "select current_setting('server_version_num')::integer / 10000"


def report(settings: Settings) -> bool:
    """Print what was found; False when something needed is missing."""
    console = Console()
    console.print(_configured(settings))
    found = _keys(settings) | {"file storage": asyncio.run(_storage(settings))} | _database(settings)
    console.print(_checked(found))
    return all(check.ok for check in found.values())


def _configured(settings: Settings) -> Table:
    table = Table("Setting", "Set", "Meaning", title="Settings")
    for name, field in Settings.model_fields.items():
        table.add_row(name.upper(), "yes" if name in settings.model_fields_set else "no", field.description)
    return table


def _checked(found: Mapping[str, Check]) -> Table:
    table = Table("Needed", "", "Found", title="Checks")
    for name, check in found.items():
        table.add_row(name, "[green]ok[/green]" if check.ok else "[red]missing[/red]", check.detail)
    return table


def _keys(settings: Settings) -> dict[str, Check]:
    sources = {
        "JWT_SECRET": settings.jwt_secret is not None,
        "JWKS_URL": settings.jwks_url is not None,
        "a secret made for development": not settings.is_production and signing_secret(settings) is not None,
    }
    named = [name for name, is_there in sources.items() if is_there]
    # A public address is what links on published pages are made of.
    address = settings.public_url is not None or not settings.is_production
    return {
        "a key for tokens": Check(ok=bool(named), detail=named[0] if named else "set JWT_SECRET or JWKS_URL"),
        "a public address": Check(ok=address, detail="known" if address else "set PUBLIC_URL"),
        "payments": _payments(settings),
    }


def _payments(settings: Settings) -> Check:
    """A key without a secret would make accounts and never hear of them."""
    if settings.stripe_secret_key is None:
        return Check(ok=True, detail="not set up; paid tickets can be put off")
    heard = bool(settings.stripe_webhook_secret)
    return Check(ok=heard, detail="set up" if heard else "set STRIPE_WEBHOOK_SECRET")


async def _storage(settings: Settings) -> Check:
    """Asked for a file nobody has: who says so can be reached and lets us in."""
    try:
        await opened_storage(settings).get("doctor/nothing")
    except NotFound:
        return Check(ok=True, detail="answers")
    except (Unavailable, OSError):
        pass
    return Check(ok=False, detail="does not answer, or refuses us; look at STORAGE_URL and AWS_*")


def _database(settings: Settings) -> dict[str, Check]:
    if settings.database_url is None and not Places(settings.data_dir.resolve()).cluster.exists():
        return {"database": Check(ok=True, detail="embedded; made when the server starts")}
    with schema.database_url(settings) as url:
        return asyncio.run(_looks(url))


async def _looks(url: str) -> dict[str, Check]:
    async with AsyncExitStack() as stack:
        database = Database(url, pool_size=2)
        stack.push_async_callback(database.close)
        saver = await stack.enter_async_context(checkpoints.opened(url, 1))
        found = await health.checks(database, saver)
        if found["database"].ok:
            found["version"] = await health.looked(_version(database))
            found["roles"] = await health.looked(_roles(database))
            found["row-level security"] = await health.looked(_row_security(database))
        return found


async def _version(database: Database) -> Check:
    async with database.service() as tx:
        major = (await tx.execute(text(_VERSION))).scalar_one()
    detail = f"Postgres {major}" if major >= OLDEST_POSTGRES else f"Postgres {major}; needs {OLDEST_POSTGRES} or newer"
    return Check(ok=major >= OLDEST_POSTGRES, detail=detail)


async def _roles(database: Database) -> Check:
    async with database.service() as tx:
        safe = set((await tx.execute(text(_SAFE_ROLES))).scalars())
    missing = [role for role in _ROLES if role not in safe]
    return Check(ok=not missing, detail="all there" if not missing else f"missing or too mighty: {', '.join(missing)}")


async def _row_security(database: Database) -> Check:
    async with database.service() as tx:
        unforced = (await tx.execute(text(_UNFORCED))).scalar_one()
    return Check(
        ok=unforced == 0, detail="forced on every table" if not unforced else f"not forced on {unforced} tables"
    )
