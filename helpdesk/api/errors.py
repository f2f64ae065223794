"""One shape for every refusal of the API: {"detail": "...", "errors": {field: [...]}}."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as Invalid
from django.http import Http404
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from helpdesk.api.refusals import TooLarge
from helpdesk.lib.refusal import Refusal


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn domain refusals into 4xx answers and give field errors one place."""
    if isinstance(error, Refusal):
        return Response({"detail": str(error)}, status=error.status)
    if isinstance(error, RequestDataTooBig):
        error = TooLarge()
    elif isinstance(error, Invalid):
        # What an operation complains about, by field where it names one.
        error = ValidationError(error.message_dict if hasattr(error, "error_dict") else error.messages)
    elif isinstance(error, SuspiciousOperation):
        return Response({"detail": "The request could not be read."}, status=400)
    elif isinstance(error, Http404):
        error = NotFound()  # Django's own words would name our classes
    response = exception_handler(error, context)
    if response is not None and isinstance(error, ValidationError):
        errors = response.data if isinstance(response.data, dict) else {"non_field_errors": response.data}
        response.data = {
            "detail": "Some values need another look.",
            "errors": errors,
        }
    return response
