"""Ratings as agents read them."""

from __future__ import annotations

from rest_framework import serializers

from helpdesk.api.fields import Input, Line, Query
from tickets.models import Rating, RatingSettings
from tickets.models.rating import Scale


class RatingSerializer(serializers.ModelSerializer[Rating]):
    ticket = serializers.IntegerField(source="ticket.number", help_text="Number of the ticket.")
    score = serializers.IntegerField(allow_null=True, help_text="1 (bad) to 5 (very good); null until they answer.")
    answer = serializers.CharField(source="label", help_text="What the customer chose, in the words they saw.")
    resolved_by = serializers.IntegerField(source="resolved_by_id", allow_null=True)
    took_part = serializers.PrimaryKeyRelatedField(many=True, read_only=True)  # type: ignore[var-annotated]

    class Meta:
        model = Rating
        fields = [
            *("id", "ticket", "asked_at", "scale", "score", "answer", "reason", "comment", "rated_at"),
            *("resolved_by", "took_part"),
        ]


class RatingQuery(Query):
    rated = serializers.BooleanField(required=False, allow_null=True, default=None, help_text="Only answered ones.")
    cursor = serializers.CharField(required=False)
    page_size = serializers.CharField(required=False)


class RatingSettingsSerializer(serializers.ModelSerializer[RatingSettings]):
    class Meta:
        model = RatingSettings
        fields = ["enabled", "delay_seconds", "scale", "question", "reasons", "agent_opened", "version"]


class RatingSettingsChange(Input):
    version = serializers.IntegerField(min_value=1, help_text="The version you read; an older one is refused.")
    enabled = serializers.BooleanField(required=False)
    delay_seconds = serializers.IntegerField(required=False, min_value=0)
    scale = serializers.ChoiceField(required=False, choices=Scale.choices)
    question = Line(required=False, max_length=120)
    reasons = serializers.ListField(required=False, child=Line(max_length=80))
    agent_opened = serializers.BooleanField(required=False)
