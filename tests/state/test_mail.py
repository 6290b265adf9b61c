"""The way to a mail server: what arrives, what is refused for good, what may be tried again, and what is never said."""

from __future__ import annotations

import datetime
import ssl
import time
from dataclasses import replace
from email.headerregistry import Address
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from state.errors import Unavailable
from state.gateways import mail
from state.gateways.mail import Mailer, MailRefused
from tests.fakes import smtp

ADDRESS = "anna@example.com"


@pytest.fixture
def server():
    with smtp.serving() as fake:
        yield fake


def mailer(port: int, **others) -> Mailer:
    sender = Address("Events", addr_spec="events@example.com")
    return replace(Mailer("127.0.0.1", port, False, None, None, sender), **others)


def letter() -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Hello"
    message.set_content("Hello")
    return message


async def test_a_mail_arrives_from_the_sender_at_the_receiver(server):
    await mailer(server.port).send(letter(), "Anna Rossi", ADDRESS)

    [arrived] = server.mails
    assert server.receivers == [ADDRESS]
    assert arrived["To"] == f"Anna Rossi <{ADDRESS}>" and arrived["From"] == "Events <events@example.com>"


async def test_a_login_is_used_where_there_is_one(server):
    await mailer(server.port, user="us@er", password="p:w").send(letter(), "Anna", ADDRESS)

    assert server.logins == [(b"us@er", b"p:w")] and len(server.mails) == 1


@pytest.mark.parametrize("name", ["Anna\r\nBcc: evil@example.com", 'A "quoted" <b@example.com>', "Ännä 👗", "a\tb"])
async def test_a_name_cannot_become_a_header_or_an_address(server, name):
    await mailer(server.port).send(letter(), name, ADDRESS)

    [arrived] = server.mails
    [receiver] = arrived["To"].addresses
    assert receiver.display_name == " ".join(name.split()) and receiver.addr_spec == ADDRESS
    assert server.receivers == [ADDRESS] and "Bcc" not in arrived


async def test_a_domain_of_other_letters_is_written_as_mail_servers_read_it(server):
    await mailer(server.port).send(letter(), "Anna", "anna@exämple.com")

    assert server.receivers == ["anna@xn--exmple-cua.com"]


@pytest.mark.parametrize("address", ["änna@example.com", "nonsense", "a@b@c"])
async def test_an_address_that_cannot_be_written_is_refused_without_asking(server, address):
    with pytest.raises(MailRefused):
        await mailer(server.port).send(letter(), "Anna", address)

    assert server.attempts == 0


@pytest.mark.parametrize(
    ("answer", "error"), [("550 no such user anna@example.com", MailRefused), ("451 later, anna", Unavailable)]
)
async def test_what_the_server_answers_is_told_apart_and_not_repeated(server, answer, error):
    server.answers.append(answer)

    with pytest.raises(error) as refused:
        await mailer(server.port).send(letter(), "Anna", ADDRESS)

    assert "anna" not in str(refused.value) and refused.value.__suppress_context__


async def test_a_server_that_is_away_or_silent_holds_up_nobody_for_long(server, monkeypatch):
    monkeypatch.setattr(mail, "TIMEOUT_SECONDS", 0.5)
    server.stall = 5
    for port in (server.port, 1):
        started = time.monotonic()
        with pytest.raises(Unavailable):
            await mailer(port).send(letter(), "Anna", ADDRESS)
        assert time.monotonic() - started < 3


async def test_only_a_server_that_proves_who_it_is_gets_a_mail_over_tls(tmp_path, monkeypatch):
    certificate = tmp_path / "server.pem"
    with smtp.serving(_self_signed(certificate)) as server:
        with pytest.raises(Unavailable):
            await mailer(server.port, is_tls=True).send(letter(), "Anna", ADDRESS)
        assert server.attempts == 0

        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        await mailer(server.port, is_tls=True).send(letter(), "Anna", ADDRESS)

    assert server.receivers == [ADDRESS]


def _self_signed(file: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + datetime.timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False)
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
