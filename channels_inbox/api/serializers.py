"""Channels and ways to answer, as programs read and send them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from channels_inbox.forms.kinds import hook_address
from channels_inbox.models import Channel
from channels_inbox.reaches import Reach
from channels_inbox.selectors.channel_health import Health
from helpdesk.api.fields import Input
from tickets.models.kinds import ChannelKind


class ChannelHealthSerializer(serializers.Serializer[Health]):
    last_in = serializers.DateTimeField(allow_null=True)
    last_out = serializers.DateTimeField(allow_null=True)
    today = serializers.IntegerField(help_text="What came today.")
    unread = serializers.IntegerField(help_text="What waits to be read.")
    unsent = serializers.IntegerField(help_text="What waits to go out.")
    failed = serializers.IntegerField(help_text="What did not go out today.")
    forged = serializers.IntegerField(help_text="What was posted today and refused, because nothing proved it.")


class ChannelAccountSerializer(serializers.ModelSerializer[Channel]):
    team = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    settings = serializers.SerializerMethodField(help_text="The kind's own fields. Secrets are never among them.")
    secrets_set = serializers.SerializerMethodField(help_text="Which secrets are set, and since when.")
    hook = serializers.SerializerMethodField(help_text="Where the other side posts to.")
    health = serializers.SerializerMethodField()

    class Meta:
        model = Channel
        fields = [
            *("id", "kind", "slug", "name", "address", "team", "settings", "secrets_set", "hook"),
            *("paused_at", "trouble", "health", "created_at", "version"),
        ]

    def get_settings(self, channel: Channel) -> dict[str, Any]:
        return {name: value for name, value in channel.settings.items() if name != "secrets_set"}

    def get_secrets_set(self, channel: Channel) -> dict[str, str]:
        return dict(channel.settings.get("secrets_set", {}))

    def get_hook(self, channel: Channel) -> str:
        try:
            return hook_address(channel)
        except KeyError:
            return ""

    def get_health(self, channel: Channel) -> ChannelHealthSerializer:
        found = self.context["health"].get(channel.pk, Health())
        told: Any = ChannelHealthSerializer(found).data
        return told


class NewChannelAccountSerializer(ChannelAccountSerializer):
    secrets = serializers.SerializerMethodField(help_text="Secrets we made, in this answer and nowhere else.")

    class Meta(ChannelAccountSerializer.Meta):
        fields = [*ChannelAccountSerializer.Meta.fields, "secrets"]

    def get_secrets(self, channel: Channel) -> dict[str, str]:
        return dict(self.context["secrets"])


class ChannelInput(Input):
    """The fields of the kind's page in the settings, secrets too. One that is left out keeps what is stored."""

    kind = serializers.ChoiceField(choices=ChannelKind.choices)
    values = serializers.DictField(help_text="As {“name”: …, “team”: a team's id, …}.")


class ChannelChange(Input):
    values = serializers.DictField()
    version = serializers.IntegerField(min_value=1)


class CheckSerializer(serializers.Serializer[Any]):
    what = serializers.CharField()
    trouble = serializers.CharField(help_text="Empty when it works.")


class WaySerializer(serializers.Serializer[Reach]):
    """One address a customer can be answered at."""

    value = serializers.CharField(help_text="What an answer names it by.")
    kind = serializers.ChoiceField(choices=ChannelKind.choices)
    address = serializers.CharField(source="address_shown")
    sender = serializers.CharField()
    closes_at = serializers.DateTimeField(allow_null=True)
    why_not = serializers.CharField(help_text="Why it is closed now; empty when it is open.")
    needs_template = serializers.BooleanField()
    max_length = serializers.IntegerField(help_text="0 is without limit.")
    templates = serializers.ListField(child=serializers.DictField())
