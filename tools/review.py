"""Stage reviewPublish: the model may ask to publish; a person decides."""

from __future__ import annotations

from tools.definition import NO_ARGUMENTS, Tool

REQUEST_PUBLISH = "request_publish"
TOOLS = (
    Tool(
        REQUEST_PUBLISH,
        "Ask the person to approve publishing. Call it when he wants to publish; he sees a summary and decides.",
        NO_ARGUMENTS,
    ),
)
