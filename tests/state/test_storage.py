"""The file storage, in a folder and over S3's wire: what is put is there, what is deleted is gone, trouble is told."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from state.errors import NotFound, Unavailable
from state.gateways import storage
from state.gateways.storage import S3Access, Storage
from tests.fakes import s3
from tests.telling import logged


@pytest.fixture
def bucket() -> Iterator[s3.FakeS3]:
    with s3.serving() as fake:
        yield fake


def on(bucket: s3.FakeS3) -> Storage:
    return storage.opened("s3://pictures/of events/", S3Access(s3.KEY, s3.SECRET, endpoint=bucket.address))


@pytest.fixture(params=["folder", "bucket"])
def place(request, bucket, tmp_path) -> Storage:
    return on(bucket) if request.param == "bucket" else storage.opened((tmp_path / "a b").as_uri(), S3Access())


async def test_what_is_put_is_there_whole_until_it_is_deleted(place):
    data = bytes(range(256)) * 2000
    await place.put("covers/a.webp", data)
    await place.put("covers/b.webp", b"")

    assert await place.get("covers/a.webp") == data and await place.get("covers/b.webp") == b""
    await place.delete("covers/a.webp")
    with pytest.raises(NotFound):
        await place.get("covers/a.webp")
    await place.delete("covers/a.webp")
    assert await place.get("covers/b.webp") == b""


async def test_a_bucket_is_spoken_to_with_our_signature_below_our_prefix(bucket):
    await on(bucket).put("covers/a.webp", b"x")

    assert bucket.objects == {"/pictures/of%20events/covers/a.webp": b"x"} and bucket.unsigned == 0


@pytest.mark.parametrize("status", [403, 500, 503])
async def test_a_bucket_in_trouble_is_unavailable_soon_and_no_secret_is_told(bucket, status):
    bucket.status = status
    started = time.monotonic()
    for call in (on(bucket).put("a", b"x"), on(bucket).get("a"), on(bucket).delete("a")):
        with logged() as logs, pytest.raises(Unavailable) as refused:
            await call
        assert refused.value.__cause__ is None and s3.SECRET not in f"{refused.value}{logs}" and logs

    assert time.monotonic() - started < 8


async def test_a_bucket_that_is_not_there_is_unavailable(bucket):
    away = storage.opened("s3://pictures", S3Access(s3.KEY, s3.SECRET, endpoint="http://127.0.0.1:9"))

    with pytest.raises(Unavailable):
        await away.put("a", b"x")


async def test_a_folder_that_takes_nothing_is_unavailable(tmp_path):
    (tmp_path / "a").write_text("a file in its place")
    place = storage.opened((tmp_path / "a").as_uri(), S3Access())

    for _ in range(2):
        with pytest.raises(Unavailable):
            await place.put("covers/a.webp", b"x")
    (tmp_path / "a").unlink()
    await place.put("covers/a.webp", b"x")
    assert await place.get("covers/a.webp") == b"x"
