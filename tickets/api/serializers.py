"""Tickets as agents read them, and as the customer who asked does."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.serializers import AgentSerializer, OrganizationSerializer, RequesterSerializer, TeamSerializer
from helpdesk.api.fields import Author
from tickets.models import Attachment, Event, Message, RequestType, SlaPolicy, SlaTarget, Status, Tag, Ticket
from tickets.models.kinds import Priority

PRIORITIES = [p.name.lower() for p in Priority]


class StatusSerializer(serializers.ModelSerializer[Status]):
    class Meta:
        model = Status
        fields = ["slug", "name", "category"]


class Meta:
    model = Tag
    fields = ["name"]


class SlaTargetSerializer(serializers.ModelSerializer[SlaTarget]):
    class Meta:
        model = SlaTarget
        fields = ["priority", "metric", "seconds", "mode"]


class SlaPolicySerializer(serializers.ModelSerializer[SlaPolicy]):
    targets = SlaTargetSerializer(many=True)

    class Meta:
        model = SlaPolicy
        fields = [
            *("id", "name", "position", "disabled_reason", "conditions", "calendar", "pauses_in", "warnings"),
            *("version", "targets"),
        ]


class TicketSerializer(serializers.ModelSerializer[Ticket]):
    status = StatusSerializer()
    priority = serializers.SerializerMethodField()
    requester = RequesterSerializer()
    organization = OrganizationSerializer(allow_null=True)
    team = TeamSerializer(allow_null=True)
    assignee = AgentSerializer(allow_null=True)
    request_type = serializers.SlugRelatedField[RequestType](slug_field="slug", read_only=True, allow_null=True)
    # Declared, because the rest framework uses the name of the column itself.
    custom_fields = serializers.DictField(source="fields", help_text="Values by the keys of custom fields.")
    tags = serializers.SerializerMethodField()

    class Meta:
        model = Ticket
        fields = [
            "number",
            "subject",
            "status",
            "priority",
            "type",
            "channel",
            "requester",
            "organization",
            "team",
            "assignee",
            "request_type",
            "custom_fields",
            "tags",
            "seq",
            "created_at",
            "updated_at",
            "last_message_at",
            "last_message_preview",
            "last_message_by_us",
            "waiting_since",
            "snoozed_until",
            "first_replied_at",
            "resolved_at",
            "closed_at",
        ]

    @extend_schema_field(serializers.ChoiceField(choices=PRIORITIES))
    def get_priority(self, ticket: Ticket) -> str:
        return Priority(ticket.priority).name.lower()

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_tags(self, ticket: Ticket) -> list[str]:
        return [tag.name for tag in ticket.tags.all()]


class RequestSerializer(serializers.ModelSerializer[Ticket]):
    """A ticket for its customer: how it goes, nothing of how we work."""

    status = serializers.CharField(source="status.customer_name")
    is_finished = serializers.BooleanField()

    class Meta:
        model = Ticket
        fields = [
            "number",
            "subject",
            "status",
            "is_finished",
            "channel",
            "created_at",
            "last_message_at",
            "last_message_preview",
        ]


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    class Meta:
        model = Attachment
        fields = ["token", "name", "content_type", "size", "inline"]


class MessageSerializer(serializers.ModelSerializer[Message]):
    author = serializers.SerializerMethodField()
    attachments = AttachmentSerializer(many=True)

    class Meta:
        model = Message
        fields = [
            "id",
            "kind",
            "channel",
            "author",
            "text",
            "reply_text",
            "public",
            "sender_verified",
            "attachments",
            "created_at",
        ]

    @extend_schema_field(Author)
    def get_author(self, message: Message) -> dict[str, Any]:
        for_agent = self.context["request"].user.is_agent
        if message.author_user:
            if for_agent:
                return {"type": "agent", "id": message.author_user_id, "name": str(message.author_user)}
            return {"type": "agent", "id": None, "name": message.author_user.get_short_name()}
        if message.author_customer:
            shown = message.author_customer_id if for_agent else None
            return {"type": "customer", "id": shown, "name": message.author_customer.display_name}
        return {"type": "system", "id": None, "name": ""}


class MessageDetailSerializer(MessageSerializer):
    html = serializers.SerializerMethodField(help_text="Cleaned HTML of a mail; show it in a sandboxed frame only.")

    class Meta:
        model = Message
        fields = [*MessageSerializer.Meta.fields, "html"]

    def get_html(self, message: Message) -> str | None:
        body = getattr(message, "html_body", None)
        return body.cleaned if body else None


class EventSerializer(serializers.ModelSerializer[Event]):
    """Of an event loaded by `selectors.name_others`."""

    by = serializers.SerializerMethodField()
    particulars = serializers.SerializerMethodField()
    message = serializers.PrimaryKeyRelatedField[Message](read_only=True)

    class Meta:
        model = Event
        fields = ["seq", "action", "by", "message", "particulars", "created_at"]

    @extend_schema_field(serializers.DictField())
    def get_particulars(self, event: Any) -> dict[str, Any]:
        """Name another ticket by its number, and only to those who may know of it."""
        if "other" not in event.particulars:
            return dict(event.particulars)
        return {**event.particulars, "other": event.other}

    @extend_schema_field(Author)
    def get_by(self, event: Event) -> dict[str, Any]:
        if event.by_user:
            return {"type": "agent", "id": event.by_user_id, "name": str(event.by_user)}
        if event.by_customer:
            return {"type": "customer", "id": event.by_customer_id, "name": event.by_customer.display_name}
        return {"type": "system", "id": None, "name": ""}
