"""What a verified token says of a person's name and e-mail: for people to see and find, never to decide by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

_LONGEST_NAME = 200
_LONGEST_EMAIL = 320
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_UNSEEN = {"Cc", "Cs"}


def name_in(claims: Mapping[str, Any]) -> str | None:
    """The claim `name`; else what the user calls himself."""
    own = _own(claims)
    return next(
        (name for name in map(_text, (claims.get("name"), own.get("name"), own.get("full_name"))) if name), None
    )


def email_in(claims: Mapping[str, Any]) -> str | None:
    """The claim `email`, unless the token says that nobody has checked it."""
    email = _text(claims.get("email"), _LONGEST_EMAIL + 1)
    checked = claims.get("email_verified") is not False and _own(claims).get("email_verified") is not False
    return email if checked and len(email) <= _LONGEST_EMAIL and _EMAIL.fullmatch(email) else None


def _own(claims: Mapping[str, Any]) -> Mapping[str, Any]:
    own = claims.get("user_metadata")
    return own if isinstance(own, dict) else {}


def _text(value: object, longest: int = _LONGEST_NAME) -> str:
    """On one line, without what nobody sees and no database takes."""
    if not isinstance(value, str):
        return ""
    kept = "".join(" " if each.isspace() else each for each in value[: 2 * _LONGEST_EMAIL])
    kept = "".join(each for each in kept if unicodedata.category(each) not in _UNSEEN)
    return unicodedata.normalize("NFC", kept).strip()[:longest].strip()
