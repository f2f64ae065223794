"""Pages by keyset: a page deep in the list costs what the first costs, and rows that arrive meanwhile shift nothing."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_datetime
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

PAGE = 50
LARGEST = 200


class KeysetPagination(BasePagination):
    """Walks an ordering whose last column is unique; the cursor is the last row's values.

    `order` is one or two columns, both rising or both falling ("-last_message_at", "-id").
    """

    def __init__(self, order: Sequence[str] = ("-id",)) -> None:
        self.falling = order[0].startswith("-")
        self.order = tuple(order)
        self.columns = [name.removeprefix("-") for name in order]
        self.next_link: str | None = None

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        size = self._size(request)
        rows: QuerySet[Any] = queryset.order_by(*self.order)
        cursor = request.query_params.get("cursor")
        if cursor:
            rows = rows.filter(self._beyond(_decode(cursor, len(self.columns))))
        found = list(rows[: size + 1])
        if len(found) > size:
            found.pop()
            self.next_link = _with_cursor(request, _encode([_value(found[-1], c) for c in self.columns]))
        return found

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.next_link, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {
                "next": {"type": "string", "format": "uri", "nullable": True},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        text, number = {"type": "string"}, {"type": "integer", "minimum": 1, "maximum": LARGEST, "default": PAGE}
        return [
            {"name": "cursor", "in": "query", "schema": text, "description": "From `next`; do not build it."},
            {"name": "page_size", "in": "query", "schema": number},
        ]

    def _beyond(self, values: Sequence[Any]) -> Q:
        """Return “after the cursor's row”. The first column alone bounds the index scan, ties are told by the last."""
        sign = "lt" if self.falling else "gt"
        first, last = self.columns[0], self.columns[-1]
        if len(self.columns) == 1:
            return Q(**{f"{first}__{sign}": values[0]})
        beyond = Q(**{f"{first}__{sign}": values[0]}) | Q(**{first: values[0], f"{last}__{sign}": values[1]})
        return Q(**{f"{first}__{sign}e": values[0]}) & beyond

    def _size(self, request: Request) -> int:
        given = request.query_params.get("page_size")
        if given is None:
            return PAGE
        if not (given.isascii() and given.isdigit() and len(given) < 6 and 1 <= int(given) <= LARGEST):
            raise ValidationError({"page_size": [f"Must be a whole number from 1 to {LARGEST}."]})
        return int(given)


def _value(row: Model, column: str) -> Any:
    value = getattr(row, column)
    return value.isoformat() if isinstance(value, datetime) else value


def _encode(values: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _decode(cursor: str, columns: int) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        *moments, pk = values
        if len(values) != columns or type(pk) is not int or not 0 <= pk < 2**63:
            raise ValueError
        parsed = [parse_datetime(m) for m in moments]
        if not all(m is not None and m.tzinfo is not None for m in parsed):
            raise ValueError
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise ValidationError({"cursor": ["This cursor is not one of ours. Start again without it."]}) from None
    return [*parsed, pk]


def _with_cursor(request: Request, cursor: str) -> str:
    query = request.query_params.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
