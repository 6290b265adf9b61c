"""Settings: each documented, wrong ones named without their value, production strict, the example file true."""

from __future__ import annotations

import re
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from server import signing
from server.mails.sending import mailer
from server.settings import Settings, WrongSettings, load
from server.signing import DEMO_USER, development_secret, link, signing_secret, token

EXAMPLE = Path(__file__).parents[2] / ".env.example"
VARIABLES = {name.upper() for name in Settings.model_fields}


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch, tmp_path):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_defaults_need_nothing_to_be_set():
    settings = load()

    assert settings.database_url is None and settings.model == "guided"
    assert settings.address == "http://127.0.0.1:8000"


def test_the_example_lists_every_setting_with_its_meaning_and_default():
    sections = re.findall(r"((?:^# .+\n)+)([A-Z_]+)=(.*)$", EXAMPLE.read_text(), re.MULTILINE)
    said = {name: " ".join(line.removeprefix("# ") for line in text.splitlines()) for text, name, _ in sections}

    assert said == {name.upper(): field.description for name, field in Settings.model_fields.items()}
    assert [name for _, name, _ in sections] == [name.upper() for name in Settings.model_fields]


def test_the_example_copied_to_env_changes_nothing(tmp_path):
    (tmp_path / ".env").write_text(EXAMPLE.read_text())

    assert load() == load(None)


def test_the_environment_wins_over_the_file_and_an_empty_value_is_unset(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("PORT=9001\nHOST=0.0.0.0\nJWT_ISSUER=file\nUNKNOWN=1\n")
    monkeypatch.setenv("PORT", "9002")
    monkeypatch.setenv("JWT_ISSUER", "")

    settings = load()

    assert (settings.port, settings.host, settings.jwt_issuer) == (9002, "0.0.0.0", "file")


def test_a_file_that_is_no_text_is_said_to_be_none(tmp_path):
    (tmp_path / ".env").write_bytes(b"PORT=\xff\xfe")

    with pytest.raises(WrongSettings, match=r"\.env is not UTF-8"):
        load()


WRONG = {
    "ENVIRONMENT": "staging-secret",
    "DATABASE_URL": "mysql://user:secret@host/db",
    "DATABASE_OWNER_URL": "postgresql://user:secret@[host/db",
    "DATABASE_POOL_SIZE": "secret",
    "PORT": "70000",
    "PUBLIC_URL": "ftp://secret",
    "ALLOWED_ORIGINS": "https://fine.example.com, secret",
    "MAX_BODY_BYTES": "777",
    "JWKS_URL": "secret",
    "MODEL": "openai:secret",
    "GEMINI_BASE_URL": "secret",
    "MODEL_BUDGET": "-1",
    "MODEL_TIMEOUT_SECONDS": "-5",
    "PROMPTS_DIR": "/secret/nowhere",
    "RUN_LEASE_SECONDS": "0",
    "WORKER": "secret",
    "JOB_LEASE_SECONDS": "1",
    "SSE_PING_SECONDS": "16",
    "SMTP_URL": "http://user:secret@host",
    "IMAGE_MODEL": "secret/../x",
    "STORAGE_URL": "s3://key:secret@bucket",
    "AWS_ENDPOINT_URL": "secret",
    "SMTP_FROM": "secret",
    "LOG_FORMAT": "secret",
}


@pytest.mark.parametrize(("name", "value"), WRONG.items())
def test_a_wrong_value_is_one_sentence_with_the_name_and_never_the_value(monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(WrongSettings) as refused:
        load()

    said = str(refused.value)
    assert said.startswith(f"{name} ") and said.endswith(".") and "\n" not in said
    assert value not in said and "secret" not in said


@pytest.mark.parametrize("address", ["file://host/folder", "file:relative", "s3://", "gs://bucket", "/srv/files"])
def test_a_storage_is_a_folder_or_a_bucket(monkeypatch, address):
    monkeypatch.setenv("STORAGE_URL", address)

    with pytest.raises(WrongSettings, match=r"^STORAGE_URL should be file:///folder or s3://bucket"):
        load()


@pytest.mark.parametrize("name", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_a_bucket_s_key_needs_its_secret(monkeypatch, name):
    monkeypatch.setenv(name, "secret-thing")

    with pytest.raises(WrongSettings, match="go together") as refused:
        load()
    assert "secret-thing" not in str(refused.value)


@pytest.mark.parametrize("address", ["smtp://", "smtps:host", "mail.example.com", "smtp://[host"])
def test_a_mail_server_is_named_whole(monkeypatch, address):
    monkeypatch.setenv("SMTP_URL", address)

    with pytest.raises(WrongSettings, match=r"^SMTP_URL "):
        load()


def test_a_mail_server_without_a_sender_is_refused_by_name(monkeypatch):
    monkeypatch.setenv("SMTP_URL", "smtp://user:secret@mail.example.com")

    with pytest.raises(WrongSettings, match=r"^SMTP_FROM is needed") as refused:
        load()

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "port", "is_tls", "user", "password"),
    [
        ("smtp://mail.example.com", 587, False, None, None),
        ("smtp://127.0.0.1:2525", 2525, False, None, None),
        ("smtps://us%40er:p%3Aw%2Fd@mail.example.com", 465, True, "us@er", "p:w/d"),
    ],
)
def test_the_mail_server_is_read_from_its_address(monkeypatch, url, port, is_tls, user, password):
    monkeypatch.setenv("SMTP_URL", url)
    monkeypatch.setenv("SMTP_FROM", "Events <events@exämple.com>")

    found = mailer(load())

    assert found and (found.port, found.is_tls, found.user, found.password) == (port, is_tls, user, password)
    assert str(found.sender) == "Events <events@xn--exmple-cua.com>"
    assert mailer(load().model_copy(update={"smtp_url": None})) is None


def test_webhook_secrets_are_a_list_and_none_is_ever_shown(monkeypatch):
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", " whsec_new , whsec_old,")
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_live_a_key")

    settings = load()

    assert [each.get_secret_value() for each in settings.stripe_webhook_secret] == ["whsec_new", "whsec_old"]
    assert not {word for word in ("whsec", "sk_live") if word in repr(settings)}


def test_empty_payment_settings_are_none(monkeypatch):
    for name in ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_API_BASE"):
        monkeypatch.setenv(name, "")

    settings = load()

    assert (settings.stripe_secret_key, settings.stripe_webhook_secret, settings.stripe_api_base) == (None, (), None)


def test_all_wrong_values_are_said_at_once(monkeypatch):
    monkeypatch.setenv("PORT", "x")
    monkeypatch.setenv("MODEL", "y")

    with pytest.raises(WrongSettings) as refused:
        load()

    assert [line.split()[0] for line in str(refused.value).splitlines()] == ["PORT", "MODEL"]


LONG = "x" * 32


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({}, "JWT_SECRET or JWKS_URL"),
        ({"JWT_SECRET": "short-secret"}, "JWT_SECRET"),
        ({"JWT_SECRET": LONG, "ALLOWED_ORIGINS": "*"}, "ALLOWED_ORIGINS"),
        ({"JWKS_URL": "https://id.example.com/jwks", "ALLOWED_ORIGINS": "https://a.example.com,*"}, "ALLOWED_ORIGINS"),
        ({"JWKS_URL": "https://id.example.com/jwks", "JWT_SECRET": "short-secret"}, "JWT_SECRET"),
    ],
)
def test_production_refuses_what_is_fine_in_development(monkeypatch, environment, named):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    load()

    monkeypatch.setenv("ENVIRONMENT", "production")
    with pytest.raises(WrongSettings, match=re.escape(named)) as refused:
        load()

    assert "short-secret" not in str(refused.value)


@pytest.mark.parametrize("environment", [{"JWT_SECRET": LONG}, {"JWKS_URL": "https://id.example.com/jwks"}])
def test_production_starts_with_a_key_and_listed_origins(monkeypatch, environment):
    given = {"ENVIRONMENT": "production", "ALLOWED_ORIGINS": "https://a.example.com/"} | environment
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    settings = load()

    assert settings.is_production and settings.allowed_origins == ("https://a.example.com",)


def test_secrets_are_not_shown_by_accident():
    settings = Settings(_env_file=None, jwt_secret=LONG, database_url="postgresql://user:secret@host/db")  # pyright: ignore

    assert LONG not in repr(settings) and "secret@" not in repr(settings)


def test_settings_do_not_change():
    with pytest.raises(ValueError, match="frozen"):
        load().port = 1  # pyright: ignore[reportAttributeAccessIssue]


def test_the_development_secret_is_made_once_for_its_owner_alone(tmp_path):
    first, again = development_secret(tmp_path / "data"), development_secret(tmp_path / "data")

    assert first == again and len(first) >= 32
    assert (tmp_path / "data" / "jwt_secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["jwt_secret"]


def test_a_process_that_was_late_leaves_the_secret_of_the_first(tmp_path):
    first = development_secret(tmp_path)

    signing._make(tmp_path / "jwt_secret")

    assert development_secret(tmp_path) == first


def test_processes_that_start_together_agree_on_the_development_secret(tmp_path):
    with ProcessPoolExecutor(4) as pool:
        secrets = set(pool.map(development_secret, [tmp_path / "data"] * 40))

    assert len(secrets) == 1


def test_no_development_secret_is_made_where_a_key_is_set(monkeypatch, tmp_path):
    monkeypatch.setenv("JWKS_URL", "https://id.example.com/jwks")

    settings = load()

    assert signing_secret(settings) is None
    assert not (tmp_path / ".data").exists()
    with pytest.raises(WrongSettings, match="JWT_SECRET"):
        token(settings)


def test_sign_in_links_are_for_development(monkeypatch):
    monkeypatch.setenv("JWT_SECRET", LONG)
    assert link(load(), token(load(), DEMO_USER)).startswith("http://127.0.0.1:8000/?token=ey")

    monkeypatch.setenv("ENVIRONMENT", "production")
    with pytest.raises(WrongSettings, match="ENVIRONMENT"):
        link(load(), "x")
