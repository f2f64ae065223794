"""Custom fields and request types: what is told, and what administrators send."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Team
from helpdesk.api.fields import Input, Line
from tickets.api.inputs import PriorityField
from tickets.api.serializers import PRIORITIES
from tickets.models import CustomField, RequestType, RequestTypeField
from tickets.models.kinds import Priority, TicketType


class CustomFieldSerializer(serializers.ModelSerializer[CustomField]):
    class Meta:
        model = CustomField
        fields = ["key", "label", "hint", "kind", "options", "shown_to_customers", "position", "version", "retired_at"]


class RequestTypeFieldSerializer(serializers.ModelSerializer[RequestTypeField]):
    field = serializers.SlugRelatedField[CustomField](slug_field="key", read_only=True)

    class Meta:
        model = RequestTypeField
        fields = ["field", "required"]


class RequestTypeSerializer(serializers.ModelSerializer[RequestType]):
    team = serializers.SlugRelatedField[Team](slug_field="slug", read_only=True, allow_null=True)
    priority = serializers.SerializerMethodField()
    asked = RequestTypeFieldSerializer(many=True)

    class Meta:
        model = RequestType
        fields = [
            "slug",
            "name",
            "description",
            "team",
            "type",
            "priority",
            "asked",
            "position",
            "version",
            "retired_at",
        ]

    @extend_schema_field(serializers.ChoiceField(choices=PRIORITIES))
    def get_priority(self, kind: RequestType) -> str:
        return Priority(kind.priority).name.lower()


class CustomFieldInput(Input):
    label = Line(max_length=80)  # type: ignore[assignment]
    hint = Line(max_length=200, default="", allow_blank=True)
    kind = serializers.ChoiceField(
        choices=CustomField.Kind.choices, help_text="Cannot be changed once the field is made."
    )
    options = serializers.ListField(child=Line(max_length=100), default=list, max_length=200)
    shown_to_customers = serializers.BooleanField(default=False)


class CustomFieldChange(CustomFieldInput):
    """A whole field, and the version it was read as."""

    version = serializers.IntegerField(min_value=1)


class AskedInput(Input):
    field = serializers.SlugRelatedField(slug_field="key", queryset=CustomField.objects.in_use())
    required = serializers.BooleanField(default=False)  # type: ignore[assignment]


class RequestTypeInput(Input):
    name = Line(max_length=80)
    description = Line(max_length=200, default="", allow_blank=True)
    team = serializers.SlugRelatedField(
        slug_field="slug", queryset=Team.objects.in_use(), default=None, allow_null=True
    )
    type = serializers.ChoiceField(choices=TicketType.choices, default=TicketType.QUESTION)
    priority = PriorityField(default=Priority.NORMAL)
    asked = AskedInput(many=True, default=list)

    def apply(self, kind: RequestType) -> tuple[RequestType, dict[CustomField, bool]]:
        """Give the request type what was sent; return it with the fields it asks."""
        values: dict[str, Any] = self.validated_data
        for name in ("name", "description", "team", "type", "priority"):
            setattr(kind, name, values[name])
        return kind, {row["field"]: row["required"] for row in values["asked"]}


class RequestTypeChange(RequestTypeInput):
    """A whole request type, and the version it was read as."""

    version = serializers.IntegerField(min_value=1)
