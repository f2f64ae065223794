"""Reports for programs."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from helpdesk.api.fields import Query
from insights.calls import Calls
from insights.forms.scope import PRESETS
from insights.scope import BUSINESS, CLOCK
from tickets.models.kinds import ChannelKind


class ScopeQuery(Query):
    range = serializers.ChoiceField(required=False, choices=[name for name, _ in PRESETS], help_text="28d if left out.")
    hours = serializers.ChoiceField(required=False, choices=[BUSINESS, CLOCK])
    team = serializers.SlugField(required=False, help_text="Slug of a team.")
    agent = serializers.IntegerField(required=False, min_value=1)
    channel = serializers.ChoiceField(required=False, choices=ChannelKind.choices)

    def get_fields(self) -> dict[str, Any]:
        days = {
            name: serializers.DateField(required=False, help_text=words)
            for name, words in (("from", "First day, for the range `custom`."), ("to", "Last day, included."))
        }
        return {**super().get_fields(), **days}


class ReportQuery(ScopeQuery):
    by = serializers.ChoiceField(required=False, choices=["team", "agent", "channel"], default="team")


class CallsSerializer(serializers.Serializer[Calls]):
    """The calls of a team; simulated ones and those that ended in the menu are not counted."""

    name = serializers.CharField(help_text="“All” is all of them.")
    offered = serializers.IntegerField()
    answered = serializers.IntegerField()
    lost = serializers.IntegerField(help_text="Given up while waiting or ringing.")
    rate = serializers.FloatField(allow_null=True, help_text="Lost of all that were not short; 0 to 1.")
    short = serializers.IntegerField(help_text="Given up within the line's first seconds: in no rate.")
    messages = serializers.IntegerField(help_text="Voicemails and call-backs.")
    wait = serializers.FloatField(allow_null=True, help_text="Seconds until an answer, on average.")
    talk = serializers.FloatField(allow_null=True, help_text="Seconds of talk, on average.")


class MeasureSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    title = serializers.CharField(source="label")
    definition = serializers.CharField()
    kind = serializers.CharField(help_text="count, duration (seconds), share or satisfaction (0 to 1).")


class FigureSerializer(serializers.Serializer[Any]):
    value = serializers.FloatField(allow_null=True)
    cases = serializers.IntegerField(help_text="How many it rests on.")
    beside = serializers.FloatField(allow_null=True, help_text="Slowest tenth in seconds, or the response rate.")
    few = serializers.BooleanField(help_text="Fewer than 20 cases: says little.")


class StretchSerializer(FigureSerializer):
    day = serializers.DateField(help_text="First day of the stretch.")


class GroupSerializer(FigureSerializer):
    name = serializers.CharField(allow_null=True)
    id = serializers.CharField(allow_null=True, help_text="Slug of a team, id of an agent, kind of a channel.")


class ReportSerializer(MeasureSerializer):
    first = serializers.DateField()
    last = serializers.DateField()
    hours = serializers.CharField()
    now = FigureSerializer()
    before = FigureSerializer(help_text="In as many days right before.")
    stretches = StretchSerializer(many=True)
    groups = GroupSerializer(many=True)
