"""Every setting: read once from the environment and `.env`, checked, frozen, and passed down from main().

The environment wins over `.env`; an empty value counts as unset; variables that are no settings are ignored. What is
wrong is said by the variable's name, never with its value.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from server.setting_kinds import (
    Folder,
    ImageModel,
    Model,
    Origin,
    Postgres,
    Sender,
    Smtp,
    Storage,
    Web,
    listed,
    wrong,
)

SECRET_BYTES = 32
Secrets = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(listed)]
Origins = Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(listed)]
NO_IMAGE_MODEL = "off"


class Environment(StrEnum):
    development = "development"
    production = "production"


class LogFormat(StrEnum):
    console = "console"
    json = "json"


class WrongSettings(Exception):
    """The environment cannot be used as it is; the message names each wrong variable and the way out."""


class Settings(BaseSettings):
    """All settings of the server. Field names are the variables in lower case."""

    model_config = SettingsConfigDict(
        frozen=True, env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    environment: Environment = Field(
        Environment.development, description="development, or production: stricter about secrets and origins."
    )

    database_url: Postgres | None = Field(
        None, description="postgresql:// address of the database; unset: a Postgres of our own, kept in DATA_DIR."
    )
    database_owner_url: Postgres | None = Field(
        None, description="Address for `wizard migrate` where DATABASE_URL logs in as a role that owns nothing."
    )
    database_direct_url: Postgres | None = Field(
        None, description="Address of the database itself, where DATABASE_URL leads to a pooler: notifications need it."
    )
    database_pool_size: int = Field(10, ge=1, le=200, description="Connections this process may hold, per pool.")
    data_dir: Path = Field(Path(".data"), description="Folder for the embedded Postgres and the development secret.")

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes any free one.")
    public_url: Web | None = Field(
        None, description="Address under which people reach this server; unset: http://127.0.0.1:<PORT>."
    )
    allowed_origins: Origins = Field(
        (), description="Comma list of origins whose pages may call this server; * for all, in development only."
    )
    max_body_bytes: int = Field(1_048_576, ge=1024, description="Largest request body; more is answered with 413.")

    jwt_secret: SecretStr | None = Field(
        None, description="Secret of HS256 tokens, at least 32 bytes; unset in development: one is made in DATA_DIR."
    )
    jwks_url: Web | None = Field(None, description="Where the public keys of RS256 and ES256 tokens are published.")
    jwt_audience: str = Field("authenticated", description="The `aud` a token must have.")
    jwt_issuer: str | None = Field(None, description="The `iss` a token must have; unset: any.")

    model: Model = Field(
        "guided",
        description="Who answers: guided, which needs no network, or google_genai:<model>; guided also steps in where "
        "that one has no key, fails or is over budget.",
    )
    google_api_key: SecretStr | None = Field(None, description="Key for MODEL=google_genai:<model>.")
    gemini_base_url: Web | None = Field(
        None, description="Address of the Gemini API, without its version; unset: Google's own."
    )
    model_timeout_seconds: float = Field(60, gt=0, le=600, description="Longest time one answer of the model may take.")
    model_budget: float | None = Field(
        None,
        ge=0,
        le=1_000_000,
        allow_inf_nan=False,
        description="US dollars an organization may spend on the model per UTC day, then guided answers until the "
        "next; unset: no limit. Models of unknown price count at the dearest known one.",
    )
    image_model: ImageModel = Field(
        "imagen-4.0-generate-001",
        description="Model of the Gemini API that makes the cover of an event for which nobody uploaded one, where "
        "GOOGLE_API_KEY is set; counted in MODEL_BUDGET; off: such covers are drawn.",
    )
    prompts_dir: Folder | None = Field(None, description="Folder of other prompts than the shipped ones, for trying.")
    run_lease_seconds: int = Field(
        10, ge=2, le=600, description="How long a thread stays taken after its process died."
    )
    runs_at_once: int = Field(
        60,
        ge=1,
        le=10_000,
        description="Answers this process gives at a time; more are asked to come back in a moment.",
    )
    publishing: bool = Field(
        True, description="Whether organizations may publish; `wizard publishing` says otherwise of one, or of all."
    )
    worker: bool = Field(
        True, description="Whether `wizard serve` also does the jobs in the background; off: `wizard worker` does them."
    )
    job_lease_seconds: int = Field(30, ge=2, le=600, description="How long a job stays taken after its worker died.")
    feed_streams_per_user: int = Field(
        10_000,
        ge=1,
        le=100_000,
        description="Live feeds of events this process keeps open for one user; more are refused until one is closed.",
    )
    sse_ping_seconds: int = Field(15, ge=1, le=15, description="Pause between pings on a quiet stream.")

    stripe_secret_key: SecretStr | None = Field(
        None, description="Secret key of the platform's Stripe account; unset: no payments, paid tiers are put off."
    )
    stripe_webhook_secret: Secrets = Field(
        (),
        description="Comma list of signing secrets of the webhook endpoint; each holds, so that they can be rotated.",
    )
    stripe_api_base: Web | None = Field(
        None, description="Address of the Stripe API, without its version; unset: Stripe's own."
    )
    storage_url: Storage | None = Field(
        None, description="Where uploaded files lie: file:///folder or s3://bucket/prefix; unset: a folder in DATA_DIR."
    )
    aws_access_key_id: SecretStr | None = Field(
        None, description="Key for STORAGE_URL=s3://; unset: the machine's own role, if it has one."
    )
    aws_secret_access_key: SecretStr | None = Field(None, description="Secret of AWS_ACCESS_KEY_ID.")
    aws_session_token: SecretStr | None = Field(None, description="Token of AWS_ACCESS_KEY_ID, if it is temporary.")
    aws_region: str | None = Field(None, description="Region of the bucket; unset: us-east-1.")
    aws_endpoint_url: Web | None = Field(
        None, description="Address of another service that speaks S3; unset: Amazon's own."
    )

    smtp_url: Smtp | None = Field(
        None,
        description="smtp://user:password@host:587, or smtps:// where the server wants TLS at once; unset: no mail.",
    )
    smtp_from: Sender | None = Field(
        None, description="Sender of mails, such as Events <events@example.com>; needed beside SMTP_URL."
    )

    log_format: LogFormat = Field(LogFormat.console, description="console for people, json for machines.")

    @property
    def address(self) -> str:
        """PUBLIC_URL, or where this process listens."""
        return self.public_url or f"http://127.0.0.1:{self.port}"

    def direct(self, url: str) -> str:
        """DATABASE_DIRECT_URL, else `url`: a pooler hands connections on, so one that listens goes round it."""
        return self.database_direct_url.get_secret_value() if self.database_direct_url else url

    @property
    def storage(self) -> str:
        """STORAGE_URL, or a folder in DATA_DIR."""
        return self.storage_url or (self.data_dir.resolve() / "files").as_uri()

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.production

    @model_validator(mode="after")
    def _has_a_sender(self) -> Self:
        if self.smtp_url and not self.smtp_from:
            raise wrong("SMTP_FROM is needed beside SMTP_URL: the address mails come from.")
        return self

    @model_validator(mode="after")
    def _has_a_whole_key(self) -> Self:
        if (self.aws_access_key_id is None) != (self.aws_secret_access_key is None):
            raise wrong("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY go together; set both or neither.")
        return self

    @model_validator(mode="after")
    def _is_safe_for_production(self) -> Self:
        if self.is_production and (refusals := _refusals(self)):
            raise wrong(" ".join(refusals))
        return self


def _refusals(settings: Settings) -> list[str]:
    secret = settings.jwt_secret
    no_key = secret is None and settings.jwks_url is None
    short = secret is not None and len(secret.get_secret_value().encode()) < SECRET_BYTES
    found = {
        "ALLOWED_ORIGINS cannot contain * in production; list the origins.": "*" in settings.allowed_origins,
        "JWT_SECRET or JWKS_URL is needed in production; neither is set.": no_key,
        f"JWT_SECRET needs at least {SECRET_BYTES} bytes in production.": short,
    }
    return [message for message, is_so in found.items() if is_so]


def load(env_file: Path | Literal[".env"] | None = ".env") -> Settings:
    """Raises WrongSettings with one sentence per wrong variable."""
    try:
        return Settings(_env_file=env_file)  # pyright: ignore[reportCallIssue]
    except ValidationError as invalid:
        raise WrongSettings("\n".join(_sentence(error) for error in invalid.errors(include_input=False))) from None
    except UnicodeDecodeError:
        raise WrongSettings("The file .env is not UTF-8 text; save it anew.") from None


def _sentence(error: ErrorDetails) -> str:
    if not error["loc"]:
        return error["msg"]
    said = error["msg"].removeprefix("Input ").removesuffix(".")
    return f"{str(error['loc'][0]).upper()} {said}."
