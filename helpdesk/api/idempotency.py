"""Idempotency-Key: a client that heard no answer asks again and gets the first one.

The shape is Stripe's (https://docs.stripe.com/api/idempotent_requests). The key is written in the
transaction of what it protects, so both exist or neither does. Refused requests leave no key: nothing
was made, and the corrected request may use the same one.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import IdempotencyKey
from helpdesk.api.refusals import Conflict

Handler = Callable[..., Response]
_KEY = re.compile(r"[!-~]{1,255}")


def idempotent(handler: Handler | None = None, *, secret: str = "") -> Any:
    """Make a creating view method answer a repeated key with the first answer.

    The method runs in a transaction, key or no key. `secret` names a field of the answer that is shown
    once and never kept.
    """
    if handler is None:
        return lambda real: idempotent(real, secret=secret)

    @wraps(handler)
    def answer(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            with transaction.atomic():
                return handler(view, request, *args, **kwargs)
        if not _KEY.fullmatch(key):
            raise ValidationError({"Idempotency-Key": ["Must be 1 to 255 printable ASCII characters without spaces."]})
        digest = _digest(request)
        with transaction.atomic():
            row, first = _claim(request.user, key, digest)
            if not first:
                return _replay(row, digest)
            response = handler(view, request, *args, **kwargs)
            kept = {k: v for k, v in response.data.items() if k != secret}
            row.status, row.body = response.status_code, json.loads(json.dumps(kept, cls=DjangoJSONEncoder))
            row.save(update_fields=["status", "body"])
            return response

    return answer


def _claim(user: Any, key: str, digest: str) -> tuple[IdempotencyKey, bool]:
    """Write the key, or read who was first. A second request waits here until the first has ended."""
    try:
        with transaction.atomic():
            return IdempotencyKey.objects.create(user=user, key=key, digest=digest), True
    except IntegrityError:
        return IdempotencyKey.objects.get(user=user, key=key), False


def _replay(row: IdempotencyKey, digest: str) -> Response:
    if row.digest != digest:
        raise Conflict("This Idempotency-Key was used for another request. Use a new key for a new request.")
    return Response(row.body, status=row.status, headers={"Idempotency-Replayed": "true"})


def _digest(request: Request) -> str:
    """Return what makes the request itself: method, path and values, not how they were spelled on the wire."""
    body = request.data
    if hasattr(body, "lists"):
        body = [[name, [_content(v) for v in values]] for name, values in sorted(body.lists())]
    wire = json.dumps([request.method, request.path, body], sort_keys=True)
    return hashlib.sha256(wire.encode()).hexdigest()


def _content(value: Any) -> Any:
    if not isinstance(value, UploadedFile):
        return value
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return [value.name, value.content_type, digest.hexdigest()]
