"""All that a `wizard` process imports sooner or later: what `processes.forked` begins with."""

import gc

from agent import gemini  # noqa: F401
from server import serving, working  # noqa: F401

# What is there by now stays: no search for garbage looks at it, and no fork has to copy it.
gc.freeze()
