"""The fake of Gemini's service in a process of its own: `python -m benchmarks.paced_gemini <words> <seconds per word>`.

It ends with its standard input.
"""

from __future__ import annotations

import sys
from typing import Any

import uvloop

from tests.fakes.gemini import serving


def main(words: int, pause: float) -> None:
    def talks_on(_: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"text": f"word{index % 10} "} for index in range(words)]

    with serving(brain=talks_on, pause=pause, _loop=uvloop.new_event_loop()) as fake:
        print(f"Ready on {fake.address}", flush=True)
        sys.stdin.read()
        assert not fake.illegal, fake.illegal[:3]


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
