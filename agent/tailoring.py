"""What a hosted model proposes to add to an event's plan: asked once, in one JSON object, within bounds.

What it says is somebody's text until state.events.planning.tailoring has judged it. Words of people go as data, in JSON
between marks that they cannot write themselves.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from langchain_core.messages import AIMessageChunk, HumanMessage, SystemMessage

import prompts
from agent.faults import Kind, ModelFault
from agent.models import HOSTED, ModelChoice
from agent.prices import cost_micros
from prompts import Prompt
from state.events.planning.tailoring import Answer, Question
from state.model_usage import Usage

if TYPE_CHECKING:
    from agent.gemini import GeminiModel

# For the whole of it: connecting, both tries, thinking and the last byte.
LONGEST_SECONDS = 30.0
# Forty tasks take about six thousand; what a model thinks before counts, too.
MOST_TOKENS = 16_384
MOST_CHARACTERS = 100_000
TRIES = 2
_JSON = "application/json"
# What Google's schemas know. The judge of proposals holds the rest.
_KNOWN = {
    "$defs",
    "$ref",
    "additionalProperties",
    "anyOf",
    "default",
    "description",
    "enum",
    "format",
    "items",
    "maxItems",
}
_KNOWN |= {"maximum", "minItems", "minimum", "properties", "required", "title", "type"}
_BY_NAME = {"$defs", "properties"}


@dataclass(frozen=True)
class Said:
    """An answer to be judged, or why there is none; `usage` may have been paid in either case."""

    answer: Any = None
    reason: str | None = None
    usage: Usage | None = None


@dataclass(frozen=True)
class Tailor:
    """A hosted model, connected for each question: there is one question in the life of an event."""

    choice: ModelChoice
    longest: float = LONGEST_SECONDS
    prompt: Prompt = field(default_factory=lambda: prompts.load("tailoring"))

    @property
    def model(self) -> str:
        return self.choice.name.removeprefix(HOSTED)

    async def propose(self, question: Question) -> Said:
        """Never raises for what a service does or says."""
        # Importing and connecting keep a processor busy for a while; streams beside it must not feel that.
        hosted = await asyncio.to_thread(self._connected)
        heard = _Heard()
        try:
            bound = hosted.bind(response_mime_type=_JSON, response_json_schema=SCHEMA, max_output_tokens=MOST_TOKENS)
            async for chunk in bound.astream(request(self.prompt, question)):
                heard.take(chunk)
            return Said(answer=heard.document(), usage=heard.usage(self.model))
        except ModelFault as fault:
            return Said(reason=fault.kind.value, usage=heard.usage(self.model))
        finally:
            await hosted.aclose()

    def _connected(self) -> GeminiModel:
        from agent import gemini

        assert self.choice.key
        patience = gemini.Patience(TRIES, frozenset({Kind.rate_limited, Kind.overloaded}), silence=1)
        return gemini.connected(self.model, self.choice.key, self.choice.base_url, self.longest, patience=patience)


def tailor(choice: ModelChoice) -> Tailor | None:
    """None where no hosted model is set up: plans are those of the templates then."""
    return Tailor(choice) if choice.name.startswith(HOSTED) and choice.key else None


def request(prompt: Prompt, question: Question) -> list[Any]:
    """The stable part first; what people wrote cannot end the data it stands in."""
    data = json.dumps(question.model_dump(mode="json"), ensure_ascii=False).replace("<", "\\u003c")
    return [SystemMessage(prompt.text), HumanMessage(f"<event>\n{data}\n</event>")]


@dataclass
class _Heard:
    """What has come so far; counts are kept even if nothing usable comes of it."""

    text: str = ""
    input_tokens: int = 0
    output_tokens: int = 0

    def take(self, chunk: Any) -> None:
        """Raises ModelFault for an answer without end."""
        assert isinstance(chunk, AIMessageChunk)
        if counts := chunk.usage_metadata:
            self.input_tokens += counts["input_tokens"]
            self.output_tokens += counts["output_tokens"]
        self.text += str(chunk.text)
        if len(self.text) > MOST_CHARACTERS:
            raise ModelFault(Kind.too_long)

    def document(self) -> Any:
        """Raises ModelFault for what is no JSON."""
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            fault = ModelFault(Kind.garbled)
        raise fault

    def usage(self, model: str) -> Usage | None:
        tokens = self.input_tokens, self.output_tokens
        return Usage(model, *tokens, cost_micros(model, *tokens)) if any(tokens) else None


def _spoken(schema: Any, is_by_name: bool = False) -> Any:
    """A JSON Schema in the words that the service knows; keys below `properties` are names, not words."""
    if isinstance(schema, list):
        return [_spoken(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    kept = {key: value for key, value in schema.items() if is_by_name or key in _KNOWN}
    return {key: _spoken(value, not is_by_name and key in _BY_NAME) for key, value in kept.items()}


SCHEMA: Mapping[str, Any] = _spoken(Answer.model_json_schema())
