"""Many people who each read one run: `python -m benchmarks.stream_readers <address> <seconds to begin in>`.

A process of its own, on bare sockets, so that reading costs little beside the server. Their requests come on stdin, a
JSON string per line, up to an empty one. Prints what came of them as JSON.
"""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import orjson

_WORD, _END, _ERROR = b'"TEXT_MESSAGE_CONTENT"', b'"RUN_FINISHED"', b'"RUN_ERROR"'


@dataclass
class Stream:
    """One reader's run; times in seconds from its request on. It failed unless RUN_FINISHED came."""

    words: int = 0
    size: int = 0
    first: float = 0
    last: float = 0
    failed: bool = True
    error: str = ""


async def read(address: str, request: bytes) -> Stream:
    stream = Stream()
    reader, writer = await asyncio.open_connection(urlsplit(address).hostname, urlsplit(address).port)
    writer.write(request)
    start, tail = time.perf_counter(), b""
    try:
        while part := await reader.read(65_536):
            stream.size += len(part)
            stream.words += part.count(_WORD)
            if stream.words and not stream.first:
                stream.first = time.perf_counter() - start
            tail = (tail + part)[-4096:]
            if _END in tail or _ERROR in tail:
                break
    except ConnectionError:
        pass
    finally:
        writer.close()
    stream.last, stream.failed = time.perf_counter() - start, _END not in tail
    stream.error = tail[-200:].decode(errors="replace") if stream.failed else ""
    return stream


async def main(address: str, seconds: float) -> None:
    requests = [orjson.loads(line).encode() for line in iter(sys.stdin.buffer.readline, b"\n")]
    tasks = []
    for request in requests:
        tasks.append(asyncio.create_task(read(address, request)))
        await asyncio.sleep(seconds / len(requests))
    print(orjson.dumps(await asyncio.gather(*tasks)).decode(), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2])))
