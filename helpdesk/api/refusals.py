"""Refusals REST framework has no class for."""

from __future__ import annotations

from rest_framework.exceptions import APIException


class Conflict(APIException):
    status_code = 409
    default_detail = "The request conflicts with what is there."
    default_code = "conflict"


class TooLarge(APIException):
    status_code = 413
    default_detail = "This is more than fits in one request."
    default_code = "too_large"
