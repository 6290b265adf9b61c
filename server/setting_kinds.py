"""The kinds of values settings are made of, each with its own check. What is wrong is said without the value."""

from __future__ import annotations

import re
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, SecretStr
from pydantic_core import PydanticCustomError

# Where the address names none.
SMTP_PORTS = {"smtp": 587, "smtps": 465}
_IMAGE_MODEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_MODEL = re.compile(r"guided|google_genai:[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def wrong(message: str) -> PydanticCustomError:
    return PydanticCustomError("setting", "{message}", {"message": message})  # pyright: ignore[reportArgumentType]


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        raise wrong("is no address; look at its brackets and its port.") from None
    return parts


def _postgres(value: SecretStr) -> SecretStr:
    if _parts(value.get_secret_value()).scheme not in {"postgres", "postgresql"}:
        raise wrong("should start with postgresql://.")
    return value


def _smtp(value: SecretStr) -> SecretStr:
    parts = _parts(value.get_secret_value())
    if parts.scheme not in SMTP_PORTS or not parts.hostname:
        raise wrong("should start with smtp:// or smtps:// and name a host.")
    return value


def _sender(value: str) -> str:
    # Imported where it is needed: most commands never send a mail.
    from email_validator import EmailNotValidError, validate_email

    try:
        parsed = validate_email(parseaddr(value)[1], check_deliverability=False)
    except EmailNotValidError:
        raise wrong("should be an e-mail address, such as Events <events@example.com>.") from None
    if parsed.ascii_email is None:
        raise wrong("should be an e-mail address of plain letters before the @.")
    return value


def _web(value: str) -> str:
    parts = _parts(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise wrong("should be a full address that starts with https:// or http://.")
    return value.rstrip("/")


def _origin(value: str) -> str:
    return value if value == "*" else _web(value)


def _folder(value: Path) -> Path:
    if not value.is_dir():
        raise wrong("should name a folder that exists.")
    return value


def listed(value: object) -> object:
    """A comma list as a tuple."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _model(value: str) -> str:
    if not _MODEL.fullmatch(value):
        raise wrong("should be guided or google_genai:<model>, such as google_genai:gemini-2.5-flash.")
    return value


def _image_model(value: str) -> str:
    if not _IMAGE_MODEL.fullmatch(value):
        raise wrong("should be off or the name of a model, such as imagen-4.0-generate-001.")
    return value


def _storage(value: str) -> str:
    parts = _parts(value)
    is_folder = parts.scheme == "file" and not parts.netloc and parts.path.startswith("/")
    if not is_folder and not (parts.scheme == "s3" and parts.netloc and parts.username is None):
        raise wrong("should be file:///folder or s3://bucket/prefix, without a user or password in it.")
    return value


Postgres = Annotated[SecretStr, AfterValidator(_postgres)]
Web = Annotated[str, AfterValidator(_web)]
Origin = Annotated[str, AfterValidator(_origin)]
Smtp = Annotated[SecretStr, AfterValidator(_smtp)]
Sender = Annotated[str, AfterValidator(_sender)]
Folder = Annotated[Path, AfterValidator(_folder)]
Model = Annotated[str, AfterValidator(_model)]
ImageModel = Annotated[str, AfterValidator(_image_model)]
Storage = Annotated[str, AfterValidator(_storage)]
