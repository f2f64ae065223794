"""One shape for every refusal of the API: {"detail": "...", "errors": {field: [...]}}."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler


class Conflict(APIException):
    status_code = 409
    default_detail = "The request conflicts with what is there."
    default_code = "conflict"


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn domain refusals into 4xx answers and give field errors one place."""
    from tickets.errors import NotAllowed, TicketClosed, TicketError

    if isinstance(error, NotAllowed):
        return Response({"detail": str(error)}, status=403)
    if isinstance(error, TicketClosed):
        return Response({"detail": str(error)}, status=409)
    if isinstance(error, TicketError):
        return Response({"detail": str(error)}, status=400)
    response = exception_handler(error, context)
    if response is not None and isinstance(error, ValidationError) and isinstance(response.data, dict):
        response.data = {
            "detail": "Some values need another look.",
            "errors": response.data,
        }
    return response
