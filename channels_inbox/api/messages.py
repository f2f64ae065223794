"""Writing into tickets by program, on any wire its customer can be reached by."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import serializers

from accounts.models import User
from channels_inbox.operations.answering import Choice, answer
from helpdesk.api.fields import Line, Words
from tickets.api.inputs import Answer, NewMessage
from tickets.api.serializers import MessageSerializer
from tickets.api.views.messages import MessageList, Newer
from tickets.models import Event, Ticket


class NewMessageByWay(NewMessage):
    """What an agent sends: to the customer by some way, or as a note for colleagues."""

    # A template brings its own words.
    text = Words(default="", allow_blank=True)
    way = Line(
        max_length=400,
        default="",
        allow_blank=True,
        help_text="The `value` of one of `tickets/<number>/ways/`. Empty is as the composer has it first.",
    )
    template = Line(max_length=600, default="", help_text="As name:language, where only templates go.")
    template_values = serializers.ListField(child=Line(max_length=1000), default=list, max_length=20)


ANY_NEW_MESSAGE = PolymorphicProxySerializer(
    component_name="AnyNewMessage", serializers=[NewMessageByWay, Answer], resource_type_field_name=None
)


@extend_schema(
    methods=["POST"], request=ANY_NEW_MESSAGE, responses={201: MessageSerializer, 409: Newer}, tags=["messages"]
)
class Messages(MessageList):
    takes = NewMessageByWay

    def reply(self, ticket: Ticket, values: dict[str, Any], *, by: User, **written: Any) -> Event:
        choice = Choice(values["way"], values["template"], values["template_values"])
        return answer(ticket, choice, by=by, **written)
