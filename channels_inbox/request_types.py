"""What somebody chose and filled in on a form, as it stands when the message is read."""

from __future__ import annotations

import logging
from typing import Any

from channels_inbox.messages import InboundMessage
from tickets.errors import FieldRefused
from tickets.models import CustomField, RequestType
from tickets.operations.filling import read_fields

log = logging.getLogger(__name__)


def chosen_type(message: InboundMessage) -> RequestType | None:
    """Return the request type of a message; one that was retired meanwhile still says where it goes."""
    return RequestType.objects.select_related("team").filter(slug=message.request_type).first()


def fields_of(message: InboundMessage) -> dict[CustomField, Any]:
    """Return the values that still have a field; the form checked them, but somebody may have changed it since."""
    found: dict[CustomField, Any] = {}
    for key, value in message.fields:
        try:
            found |= read_fields({key: value})
        except FieldRefused as error:
            log.warning("A form's answer was left out: %s", error)
    return found
