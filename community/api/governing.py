"""Moderation and the community's settings for programs: what the pages show, through the same forms and operations."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from community.api.reaching import person
from community.models import CommunitySettings, Post
from community.naming import called
from community.operations.flagging import decide
from community.operations.governing import save_settings
from community.permissions import Power, may
from community.selectors.moderation import Case, queue
from community.standing import Standing
from community.trust.thresholds import Thresholds
from helpdesk.api.permissions import IsAdmin

TAGS = ["community"]


class PostFlagSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField()
    comment = serializers.CharField()
    created_at = serializers.DateTimeField()


class CommunityCaseSerializer(serializers.Serializer[Case]):
    """A post to decide about, and why."""

    post = serializers.IntegerField(source="post.pk")
    topic = serializers.IntegerField(source="post.topic_id")
    title = serializers.CharField(source="post.topic.title")
    forum = serializers.SlugField(source="post.topic.forum.slug")
    author = serializers.SerializerMethodField()
    body = serializers.CharField(source="post.body")
    held = serializers.SerializerMethodField(help_text="Whether nobody else sees it yet.")
    score = serializers.SerializerMethodField(help_text="How much it looks like spam, 0 to 100.")
    why = serializers.ListField(child=serializers.CharField())
    flags = PostFlagSerializer(many=True)
    since = serializers.DateTimeField()
    seen = serializers.CharField(help_text="Stands for these words; send it with the decision.")

    def get_author(self, case: Case) -> str:
        return called(case.post.author)

    def get_held(self, case: Case) -> bool:
        return case.post.held_at is not None

    def get_score(self, case: Case) -> int:
        return int(case.post.spam.get("score", 0))


class ModerationDecisionInput(serializers.Serializer[Any]):
    keep = serializers.BooleanField(help_text="Whether it stays, and is shown if it waited; else it is taken away.")
    seen = serializers.CharField(
        required=False, default="", max_length=20, help_text="As the queue said it: words changed since are refused."
    )


class CommunitySettingsSerializer(serializers.Serializer[Any]):
    """What trust asks for, and what keeps spam out. What is left out of a change stays."""

    version = serializers.IntegerField(help_text="As it was read: two who change it at once notice.")
    holds_first = serializers.BooleanField(required=False)
    blocked_words = serializers.CharField(required=False, allow_blank=True, max_length=20_000, help_text="One a line.")
    blocked_domains = serializers.CharField(
        required=False, allow_blank=True, max_length=20_000, help_text="One a line."
    )
    thresholds = serializers.DictField(required=False, child=serializers.IntegerField(min_value=0, max_value=1_000_000))

    def validate_thresholds(self, given: dict[str, int]) -> dict[str, int]:
        if unknown := sorted(given.keys() - asdict(Thresholds()).keys()):
            raise serializers.ValidationError(f"No threshold is called {', '.join(unknown)}.")
        return given


class ModerationQueue(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(responses=CommunityCaseSerializer(many=True), tags=TAGS, operation_id="community_queue")
    def get(self, request: Request) -> Response:
        """What waits for a moderator, the longest first, at most fifty."""
        _moderators_only(request)
        cases: Any = queue()
        return Response(CommunityCaseSerializer(cases, many=True).data)


class Decision(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(request=ModerationDecisionInput, responses={204: None}, tags=TAGS, operation_id="community_decide")
    def post(self, request: Request, pk: int) -> Response:
        """Decide all that is open about a post."""
        _moderators_only(request)
        given = ModerationDecisionInput(data=request.data)
        given.is_valid(raise_exception=True)
        post = Post.objects.visible_to(request.user).filter(pk=pk).first()
        if post is None:
            raise Http404
        decide(post, by=person(request), **given.validated_data)
        return Response(status=204)


class Settings(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=CommunitySettingsSerializer, tags=TAGS, operation_id="community_settings_retrieve")
    def get(self, request: Request) -> Response:
        """The community's settings, with every threshold of trust."""
        return Response(_told(CommunitySettings.current()))

    @extend_schema(
        request=CommunitySettingsSerializer,
        responses=CommunitySettingsSerializer,
        tags=TAGS,
        operation_id="community_settings_change",
    )
    def patch(self, request: Request) -> Response:
        """Change some of the settings."""
        given = CommunitySettingsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values, row = given.validated_data, CommunitySettings.current()
        same = {name: values.get(name, getattr(row, name)) for name in _SAME}
        thresholds = replace(Thresholds.of(row.thresholds), **values.get("thresholds", {}))
        saved = save_settings(by=person(request), thresholds=thresholds, seen=values["version"], **same)
        return Response(_told(saved))


_SAME = ("holds_first", "blocked_words", "blocked_domains")


def _told(row: CommunitySettings) -> dict[str, Any]:
    thresholds = asdict(Thresholds.of(row.thresholds))
    return {"version": row.version, **{name: getattr(row, name) for name in _SAME}, "thresholds": thresholds}


def _moderators_only(request: Request) -> None:
    if not may(Standing.of(request.user), Power.MODERATE):
        raise Http404
