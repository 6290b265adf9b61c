"""A bucket on S3's wire: path-style PUT, GET and DELETE of objects, and trouble when a test wants it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.fakes.threaded import Quiet, listening

KEY, SECRET = "AKIAEXAMPLE", "a-secret-nobody-may-see"
_ERROR = '<?xml version="1.0"?><Error><Code>{0}</Code><Message>{0} {1}</Message></Error>'


@dataclass
class FakeS3:
    """`status` is what every request is answered with instead; `unsigned` counts requests without our signature."""

    port: int = 0
    status: int | None = None
    unsigned: int = 0
    objects: dict[str, bytes] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving() -> Iterator[FakeS3]:
    fake = FakeS3()

    class Handler(Quiet):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            fake.calls.append((self.command, self.path))
            fake.unsigned += f"Credential={KEY}/" not in self.headers.get("authorization", "")
            if fake.status:
                self.say(fake.status, _ERROR.format("Trouble", SECRET).encode())
            elif self.command == "PUT":
                fake.objects[self.path] = body
                self.say(200)
            elif self.command == "DELETE":
                fake.objects.pop(self.path, None)
                self.say(204)
            elif self.path in fake.objects:
                self.say(200, fake.objects[self.path])
            else:
                self.say(404, _ERROR.format("NoSuchKey", self.path).encode())

        do_PUT = do_GET = do_DELETE = handle_any

        def say(self, status: int, body: bytes = b"") -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.send_header("etag", '"an-etag"')
            self.send_header("last-modified", "Wed, 25 Nov 2026 08:00:00 GMT")
            self.end_headers()
            self.wfile.write(body)

    with listening(Handler) as fake.port:
        yield fake
