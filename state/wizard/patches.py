"""From what a door sends to what may be stored: every field checked alone, then against the rules a save enforces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from state.errors import FieldError
from state.wizard.progress import Data, drafts
from state.wizard.stages import Stage

_WORDS = {
    "missing": "This is missing; please give it.",
    "string_type": "Give this as text.",
    "string_too_short": "Write at least {min_length} characters.",
    "string_too_long": "Write at most {max_length} characters.",
    "string_unicode": "This text is not valid Unicode; please write it anew.",
    "enum": "Choose one of: {expected}.",
    "literal_error": "Only {expected} is possible here.",
    "greater_than_equal": "Give at least {ge}.",
    "less_than_equal": "Give at most {le}.",
    "int_type": "Give a whole number, for example 250.",
    "int_parsing": "Give a whole number, for example 250.",
    "bool_type": "Say true or false.",
    "bool_parsing": "Say true or false.",
    "list_type": "Give a list.",
    "too_short": "Give at least {min_length}.",
    "too_long": "Give at most {max_length}.",
    "model_type": "Give an object with the fields of the schema.",
    "dict_type": "Give an object with the fields of the schema.",
    "extra_forbidden": "There is no such field; leave it out or check its spelling.",
    "value_error": "This is not valid: {reason}",
}


@dataclass(frozen=True)
class Checked:
    """`values` may be stored (None clears a field); `errors` name what may not, by field path."""

    values: Mapping[str, Any]
    errors: tuple[FieldError, ...]


def check(
    stage: Stage, patch: Mapping[str, Any], data: Data, charges_enabled: bool, clear_any: bool = False
) -> Checked:
    """Judge a partial stage. Good fields come back in stored form even beside bad ones; the caller decides on both."""
    named, errors = _named(stage, patch)
    cleared = {name for name, value in named.items() if value is None}
    errors += [_not_clearable(stage, name) for name in cleared if not (clear_any or stage.is_clearable(name))]
    values, more = validated(stage, {name: value for name, value in named.items() if value is not None}, data)
    bad = {error.field.split(".")[0] for error in errors}
    values |= dict.fromkeys(cleared - bad)
    values, refused = _by_the_rules(stage, values, data, charges_enabled)
    return Checked(values, (*errors, *more, *refused))


def _named(stage: Stage, patch: Mapping[str, Any]) -> tuple[dict[str, Any], list[FieldError]]:
    named: dict[str, Any] = {}
    errors: list[FieldError] = []
    for key, value in patch.items():
        name = stage.spellings.get(key)
        if name is None:
            errors.append(
                FieldError(key[:100], "extra_forbidden", f"{stage.title} has no such field; it has {_known(stage)}.")
            )
        elif name in named:
            errors.append(FieldError(name, "given_twice", "This field came twice, in two spellings; give it once."))
        else:
            named[name] = value
    return named, errors


def _known(stage: Stage) -> str:
    return ", ".join(stage.field_names)


def _not_clearable(stage: Stage, name: str) -> FieldError:
    return FieldError(name, "required", f"{stage.title_of(name)} cannot be left empty; give another value instead.")


def validated(stage: Stage, values: dict[str, Any], data: Data) -> tuple[dict[str, Any], list[FieldError]]:
    """The fields that are good, each by itself, in stored form; and what is wrong with the others."""
    merged = {name: _merged(data.get(stage.id, {}).get(name), value) for name, value in values.items()}
    try:
        model = stage.draft.model_validate(merged)
        errors: list[FieldError] = []
    except ValidationError as invalid:
        errors = [_plain(error) for error in invalid.errors(include_url=False, include_input=False)]
        bad = {error.field.split(".")[0] for error in errors}
        merged = {name: value for name, value in merged.items() if name not in bad}
        model = stage.draft.model_validate(merged)
    return model.model_dump(mode="json", include=set(merged), exclude_none=True), errors


def _merged(old: Any, new: Any) -> Any:
    """Objects merge, everything else (lists too) is replaced."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {name: value for name, value in (old | new).items() if value is not None}
    return new


def _plain(error: Any) -> FieldError:
    path = ".".join(str(part) for part in error["loc"])
    template = _WORDS.get(error["type"])
    reason = error.get("ctx", {}).get("reason") or error["msg"].removeprefix("value is not a valid email address: ")
    message = template.format_map({"reason": reason} | error.get("ctx", {})) if template else error["msg"]
    return FieldError(path, error["type"], message)


def _by_the_rules(
    stage: Stage, values: dict[str, Any], data: Data, charges_enabled: bool
) -> tuple[dict[str, Any], list[FieldError]]:
    """Drop fields that cannot stand beside the others, one finding after another until none is left."""
    errors: list[FieldError] = []
    while finding := _refusal(stage, values, data, charges_enabled):
        errors.append(finding.error())
        named = finding.field.split(".")[0]
        dropped = {named} if named in values else set(finding.fields)
        values = {name: value for name, value in values.items() if name not in dropped}
    return values, errors


def _refusal(stage: Stage, values: dict[str, Any], data: Data, charges_enabled: bool):
    own = {name: value for name, value in (data.get(stage.id, {}) | values).items() if value is not None}
    found = stage.rules(drafts(data | {stage.id: own}, charges_enabled))
    return next((finding for finding in found if finding.refuse and values.keys() & set(finding.fields)), None)
