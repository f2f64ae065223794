"""Read request bodies, refusing what could only break something further in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from helpdesk.api.refusals import TooLarge

MAX_BYTES = 1024 * 1024
# Deeper than any body we understand, far from where the interpreter gives up.
MAX_DEPTH = 12


class CleanJSONParser(JSONParser):
    """JSON of at most a mebibyte, without NUL characters and halves of surrogate pairs, which no row can hold."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        request = (parser_context or {}).get("request")
        length = str(request.META.get("CONTENT_LENGTH") or "") if request is not None else ""
        if length.isdigit() and int(length) > MAX_BYTES:
            raise TooLarge("A JSON body may have at most 1 MiB. Send files to attachments/ one by one.")
        try:
            body = super().parse(stream, media_type, dict(parser_context or {}))
        except RecursionError:
            raise ParseError("This JSON is nested too deeply.") from None
        require_clean(body)
        return body


def require_clean(value: Any, depth: int = 0) -> None:
    """Refuse texts that cannot be stored or sent back, wherever they are."""
    if depth > MAX_DEPTH:
        raise ParseError("This JSON is nested too deeply.")
    if isinstance(value, str):
        if "\x00" in value:
            raise ParseError("NUL characters are not allowed.")
        if any("\ud800" <= c <= "\udfff" for c in value):
            raise ParseError("The text has half of a surrogate pair; send whole characters.")
    elif isinstance(value, float) and not math.isfinite(value):
        raise ParseError("A number is too large.")
    elif isinstance(value, dict):
        for key, inner in value.items():
            require_clean(key, depth + 1)
            require_clean(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            require_clean(inner, depth + 1)
