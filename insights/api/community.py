"""The community's figures for programs: the same numbers as the page, from the same statements."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, cast

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from community.models import Forum
from helpdesk.api.fields import Query
from helpdesk.api.permissions import IsAgent
from insights.community.ages import waiting
from insights.community.contributors import contributors
from insights.community.figures import counted
from insights.community.scope import CommunityScope
from insights.counting import coarse_of
from insights.forms.community import CommunityScopeForm
from insights.forms.scope import PRESETS


class CommunityQuery(Query):
    range = serializers.ChoiceField(required=False, choices=[name for name, _ in PRESETS], help_text="28d if left out.")
    forum = serializers.SlugField(required=False, help_text="Slug of a forum.")

    def get_fields(self) -> dict[str, Any]:
        days = {
            name: serializers.DateField(required=False, help_text=words)
            for name, words in (("from", "First day, for the range `custom`."), ("to", "Last day, included."))
        }
        return {**super().get_fields(), **days}


class CommunityHealthSerializer(serializers.Serializer[Any]):
    """Figures of questions; lengths are seconds, shares from 0 to 1, null where there is nothing to tell."""

    asked = serializers.IntegerField()
    solved = serializers.IntegerField()
    in_progress = serializers.IntegerField()
    unanswered = serializers.IntegerField()
    resolution = serializers.FloatField(allow_null=True)
    replied = serializers.IntegerField()
    replied_by_customers = serializers.IntegerField()
    solved_by_customers = serializers.IntegerField()
    reply_median = serializers.FloatField(allow_null=True)
    reply_slow = serializers.FloatField(allow_null=True, help_text="Slowest tenth.")
    solution_median = serializers.FloatField(allow_null=True)
    solution_slow = serializers.FloatField(allow_null=True, help_text="Slowest tenth.")
    within = serializers.ListField(
        child=serializers.IntegerField(), help_text="First replies within 1 hour, 1 to 4, 4 to 24, and later."
    )


class ForumHealthSerializer(CommunityHealthSerializer):
    forum = serializers.SlugField()


class CommunityWaitingSerializer(serializers.Serializer[Any]):
    """Questions without an answer now, by how long they wait."""

    day = serializers.IntegerField(help_text="Up to a day.")
    week = serializers.IntegerField(help_text="1 to 7 days.")
    month = serializers.IntegerField(help_text="7 to 30 days.")
    old = serializers.IntegerField(help_text="Longer.")


class CommunityReportSerializer(serializers.Serializer[Any]):
    first = serializers.DateField()
    last = serializers.DateField()
    now = CommunityHealthSerializer()
    before = CommunityHealthSerializer(help_text="In as many days right before.")
    forums = ForumHealthSerializer(many=True)
    waiting = CommunityWaitingSerializer()
    contributors = serializers.IntegerField(help_text="Customers who wrote.")
    new_contributors = serializers.IntegerField(help_text="Of these, for the first time.")


class CommunityReport(APIView):
    permission_classes = [IsAgent]

    @extend_schema(
        parameters=[CommunityQuery],
        responses=CommunityReportSerializer,
        operation_id="reports_community",
        tags=["reports"],
    )
    def get(self, request: Request) -> Response:
        """How the community fares in some days, in the forums you may read."""
        CommunityQuery(data=request.query_params.dict()).is_valid(raise_exception=True)
        form = CommunityScopeForm(request.query_params, user=cast(User, request.user))
        if not form.is_valid():
            raise ValidationError({name: [str(word) for word in words] for name, words in form.errors.items()})
        return Response(CommunityReportSerializer(_read(form.scope())).data)


def _read(scope: CommunityScope) -> dict[str, Any]:
    found, people = counted(scope, coarse_of(scope)), contributors(scope)
    slugs = dict(Forum.objects.visible_to(scope.user).filter(pk__in=found.forums).values_list("pk", "slug"))
    forums = []
    for pk, health in found.forums.items():
        figures: dict[str, Any] = {"unanswered": health.unanswered, "resolution": health.resolution, **asdict(health)}
        forums.append({"forum": slugs[pk], **figures})
    return {
        "first": scope.first,
        "last": scope.last,
        "now": found.now,
        "before": found.before,
        "forums": sorted(forums, key=lambda one: str(one["forum"])),
        "waiting": waiting(scope, timezone.now()),
        "contributors": people.people,
        "new_contributors": people.new,
    }
