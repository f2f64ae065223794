from __future__ import annotations

from typing import Any
from zlib import crc32

from django import forms

from accounts.models import Notification
from accounts.operations.notifying import Notice, notify_all
from tickets.models import Ticket
from tickets.rule_actions.people import PeopleField, people
from tickets.rules.actions import Acting
from tickets.rules.variables import fill_in, unknown_variable

label = "Notify"


class ParamsForm(forms.Form):
    """`to` lists `assignee`, `team` (all of it), `admins`, and ids of agents."""

    to = PeopleField()
    text = forms.CharField(max_length=250)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if unknown := unknown_variable(text):
            raise forms.ValidationError(unknown)
        if "ticket.subject" in text:
            raise forms.ValidationError("A notification shows the subject by itself; leave it out of the text.")
        return text


def would(ticket: Ticket, params: dict[str, Any], acting: Acting) -> str:
    told = people(ticket, params["to"])
    return f"Notify {', '.join(str(user) for user in told)}" if told else ""


def apply(ticket: Ticket, params: dict[str, Any], acting: Acting) -> None:
    """Tell each of them once for this occasion; only those who may see the ticket."""
    text = fill_in(params["text"], ticket, by=None)
    # One rule may tell two different things.
    key = f"{acting.key}:{crc32(params['text'].encode()):08x}"
    told = people(ticket, params["to"])
    notify_all([Notice(user, Notification.Kind.RULE, key, text, ticket.number) for user in told])
