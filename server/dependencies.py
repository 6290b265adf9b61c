"""What routes may ask for, as Annotated aliases: the resources, who is calling, a transaction of his."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Header, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from server import auth, resources
from state.database import Transaction
from state.errors import FieldError, InvalidData

_bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", description="A token of your identity provider.")
_REVISION = re.compile(r'(?:W/)?"?([0-9]{1,18})"?', re.ASCII)


def _resources(request: Request) -> resources.Resources:
    return request.app.state.resources


Resources = Annotated[resources.Resources, Depends(_resources)]


async def _caller(
    held: Resources, given: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
) -> auth.Caller:
    if given is None:
        raise auth.Unauthorized("Sign in first: this needs an Authorization header with a Bearer token.", "no_token")
    caller = await held.verifier.caller(given.credentials)
    await held.acquaintances.meet(caller)
    return caller


Caller = Annotated[auth.Caller, Depends(_caller)]


async def _transaction(held: Resources, caller: Caller) -> AsyncIterator[Transaction]:
    async with held.database.transaction(caller) as tx:
        yield tx


# "function": committed when the route has returned, before a byte of the response goes out, so that a commit that
# fails is an error response and no answer ever promises what was not stored.
Tx = Annotated[Transaction, Depends(_transaction, scope="function")]


def _number(header: str | None, example: str) -> int | None:
    if header is None or header.strip() == "*":
        return None
    if not (match := _REVISION.fullmatch(header.strip())):
        raise InvalidData([FieldError("If-Match", "bad_revision", example)])
    return int(match[1])


def _seen_revision(
    if_match: Annotated[str | None, Header(description="Revision last seen, quoted or bare.")] = None,
) -> int | None:
    return _number(if_match, "Give the session's revision, for example 7.")


def _seen_version(
    if_match: Annotated[str | None, Header(description="Version last seen, quoted or bare.")] = None,
) -> int | None:
    return _number(if_match, "Give the version you have read, for example 3.")


SeenRevision = Annotated[int | None, Depends(_seen_revision)]
SeenVersion = Annotated[int | None, Depends(_seen_version)]
