"""How somebody wants to hear of news, as the API shows and takes it."""

from __future__ import annotations

from rest_framework import serializers

from accounts.models import Notification, NotificationWishes
from accounts.models.notification_wishes import Way
from helpdesk.api.fields import Input


class WishesSerializer(serializers.ModelSerializer[NotificationWishes]):
    ways = serializers.SerializerMethodField(help_text="How, by kind of news.")

    class Meta:
        model = NotificationWishes
        fields = ["ways", "digest_minutes"]

    def get_ways(self, wishes: NotificationWishes) -> dict[str, str]:
        return {kind: wishes.way(kind).value for kind in Notification.Kind.values}


class WishesInput(Input):
    ways = serializers.DictField(child=serializers.ChoiceField(choices=Way.choices), required=False)
    digest_minutes = serializers.ChoiceField(choices=NotificationWishes.Every.choices, required=False)

    def validate_ways(self, ways: dict[str, str]) -> dict[str, str]:
        if unknown := set(ways) - set(Notification.Kind.values):
            raise serializers.ValidationError(f"There is no kind of news called “{min(unknown)[:40]}”.")
        return ways
