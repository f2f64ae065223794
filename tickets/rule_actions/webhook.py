from __future__ import annotations

from typing import Any

from django import forms

from tickets.models import Ticket, Webhook
from tickets.operations.telling import queue_webhook
from tickets.rules.actions import Acting

label = "Call a webhook"


class ParamsForm(forms.Form):
    webhook = forms.ModelChoiceField(
        Webhook.objects.filter(active=True),
        error_messages={"invalid_choice": "The webhook named here was removed or switched off."},
    )


def would(ticket: Ticket, params: dict[str, Any], acting: Acting) -> str:
    return f"Call the webhook “{params['webhook']}”"


def apply(ticket: Ticket, params: dict[str, Any], acting: Acting) -> None:
    name = acting.event.action if acting.event else "timed"
    queue_webhook(params["webhook"], ticket, key=acting.key, event=name, rule=acting.rule)
