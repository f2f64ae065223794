"""What clients send about tickets."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import Customer, Team, User
from helpdesk.api.fields import Input, Line, Words
from tickets.api.serializers import PRIORITIES
from tickets.models import Attachment, RequestType, Status, Ticket
from tickets.models.kinds import Priority, TicketType

ASSIGNABLE = User.objects.filter(is_active=True, role__in=[User.Role.ADMIN, User.Role.AGENT])


class PriorityField(serializers.ChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(choices=PRIORITIES, **options)

    def to_internal_value(self, data: Any) -> Any:
        return int(Priority[super().to_internal_value(data).upper()])


class TagsField(serializers.ListField):
    def __init__(self, **options: Any) -> None:
        super().__init__(child=Line(max_length=60), max_length=30, **options)


class UploadsField(serializers.ListField):
    """Tokens of the caller's own uploads that no message has yet, as their rows."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("default", list)
        super().__init__(child=Line(max_length=40), max_length=20, **options)

    def to_internal_value(self, data: Any) -> list[Attachment]:
        tokens = super().to_internal_value(data)
        user = self.context["request"].user
        found = Attachment.objects.filter(message=None, uploaded_by=user, token__in=tokens)
        rows = {row.token: row for row in found} if tokens else {}
        if missing := [token for token in tokens if token not in rows]:
            raise serializers.ValidationError([f"No upload of yours is waiting as {token!r}." for token in missing])
        return list(rows.values())


class VisibleTicketField(serializers.SlugRelatedField[Ticket]):
    """The number of a ticket the caller can see."""

    def __init__(self, **options: Any) -> None:
        super().__init__(slug_field="number", queryset=Ticket.objects.none(), **options)

    def get_queryset(self) -> Any:
        return Ticket.objects.visible_to(self.context["request"].user)


class VisibleCustomerField(serializers.PrimaryKeyRelatedField[Customer]):
    """The id of a customer. Naming somebody shows who they are, so only those the caller may look up."""

    def get_queryset(self) -> Any:
        return Customer.objects.visible_to(self.context["request"].user).select_related("organization")


class NewRequester(Input):
    email = serializers.EmailField(max_length=254)
    name = Line(max_length=200, required=False, default="", allow_blank=True)


class NewRequest(Input):
    """What a customer sends to ask something."""

    subject = Line()
    text = Words()
    attachments = UploadsField()
    follow_up_of = VisibleTicketField(required=False, allow_null=True, default=None)


class NewTicket(NewRequest):
    """What an agent sends: the question of a customer, named by `requester_id` or `requester`."""

    requester_id = VisibleCustomerField(queryset=Customer.objects.none(), required=False)
    requester = NewRequester(required=False)
    author = serializers.ChoiceField(
        choices=["requester", "me"],
        default="requester",
        help_text="`requester`: the text is theirs. `me`: it is yours and goes to them by mail.",
    )
    team = serializers.SlugRelatedField(
        slug_field="slug", queryset=Team.objects.in_use(), required=False, allow_null=True, default=None
    )
    assignee_id = serializers.PrimaryKeyRelatedField(queryset=ASSIGNABLE, required=False, allow_null=True, default=None)
    priority = PriorityField(required=False, help_text="normal, unless you say.")
    type = serializers.ChoiceField(choices=TicketType.choices, default=TicketType.QUESTION)
    request_type = serializers.SlugRelatedField(
        slug_field="slug", queryset=RequestType.objects.in_use(), allow_null=True, default=None
    )
    custom_fields = serializers.DictField(default=dict, help_text="Values by the keys of custom fields.")
    tags = TagsField(required=False, default=list)

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if ("requester_id" in values) == ("requester" in values):
            raise serializers.ValidationError({"requester": ["Name one: requester_id or requester."]})
        return values


class TicketChange(Input):
    """The ticket's own words; everything else has an address of its own."""

    subject = Line(required=False)
    type = serializers.ChoiceField(choices=TicketType.choices, required=False)


class Answer(Input):
    """What a customer sends into their own ticket."""

    text = Words()
    attachments = UploadsField()


class NewMessage(Answer):
    """What an agent sends: by mail to the customer, or as a note for colleagues."""

    kind = serializers.ChoiceField(choices=["reply", "note"], default="reply")
    status = serializers.SlugRelatedField(
        slug_field="slug",
        queryset=Status.objects.in_use(),
        required=False,
        allow_null=True,
        default=None,
        help_text="The status to leave the ticket in; only with a reply.",
    )
    last_seen_message_id = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        help_text="The last message you have read. If somebody else wrote after it, nothing is sent (409).",
    )

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if values["kind"] == "note" and values["status"] is not None:
            raise serializers.ValidationError({"status": ["A note changes no status."]})
        return values


class Assignment(Input):
    assignee_id = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True), allow_null=True)


class StatusChoice(Input):
    status = serializers.SlugRelatedField(slug_field="slug", queryset=Status.objects.in_use())


class PriorityChoice(Input):
    priority = PriorityField()


class TeamChoice(Input):
    team = serializers.SlugRelatedField(slug_field="slug", queryset=Team.objects.in_use(), allow_null=True)


class SnoozeChoice(Input):
    until = serializers.DateTimeField(help_text="To come, within a year.")


class Tags(Input):
    tags = TagsField()


class Upload(Input):
    file = serializers.FileField(max_length=255)
