"""What is logged while something is done, however the loggers were set up and used before."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def logged() -> Iterator[list[dict[str, Any]]]:
    """The events of the log as they come; structlog's own capturing misses loggers that were used before."""
    told: list[dict[str, Any]] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if isinstance(record.msg, dict):
                told.append(record.msg)

    keeping = Keeping()
    logging.getLogger().addHandler(keeping)
    try:
        yield told
    finally:
        logging.getLogger().removeHandler(keeping)
