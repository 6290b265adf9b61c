"""The one file of a multipart body, bounded in size, in parts and in time, and read in no transaction."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from state.errors import FieldError, InvalidData, WrongType
from state.pictures.apart import MOST_BYTES, too_large

FIELD = "file"
LONGEST_SECONDS = 60
_MULTIPART = "multipart/form-data"
# For OpenAPI: the body is read by hand, so that its limits are ours.
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            _MULTIPART: {
                "schema": {
                    "type": "object",
                    "title": "Picture",
                    "required": [FIELD],
                    "properties": {
                        FIELD: {
                            "type": "string",
                            "format": "binary",
                            "description": "JPEG, PNG or WebP, at most 5 MB, 40 megapixels, 200 pixels a side.",
                        }
                    },
                }
            }
        },
    }
}


async def received(request: Request) -> bytes:
    """Raises InvalidData, WrongType or TooLarge, each naming the field `file`."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != _MULTIPART:
        message = f"Send {_MULTIPART} with the picture in the field {FIELD}."
        raise WrongType([FieldError(FIELD, "no_multipart", message)])
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            return await _file(request)
    except TimeoutError:
        raise HTTPException(408) from None


async def _file(request: Request) -> bytes:
    try:
        async with request.form(max_files=1, max_fields=0) as form:
            sent = form.get(FIELD)
            if not isinstance(sent, UploadFile):
                raise InvalidData([FieldError(FIELD, "missing", f"Give one picture, in the field {FIELD}.")])
            data = await sent.read(MOST_BYTES + 1)
    except HTTPException as refused:
        if refused.status_code != 400:
            raise
        message = f"This is no multipart body with one file in the field {FIELD} and nothing else."
        raise InvalidData([FieldError(FIELD, "malformed", message)]) from None
    if len(data) > MOST_BYTES:
        raise too_large()
    return data
