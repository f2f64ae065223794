"""What somebody hears of the community, and how; and what an administrator lets go out."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from community.models import Forum, Notice, PlaceWish, ReachSettings, ReachWishes, Topic, TopicReader
from community.operations.following import wish_for_place, wish_for_topic
from community.operations.reaching import FIELDS, save_reach, wish_for_mail
from community.operations.reading_notices import read_notices
from community.wording import words_of
from helpdesk.api.pagination import KeysetPagination
from helpdesk.api.permissions import IsAdmin

TAGS = ["community"]


class NoticeSerializer(serializers.ModelSerializer[Notice]):
    text = serializers.SerializerMethodField()
    path = serializers.SerializerMethodField()

    class Meta:
        model = Notice
        fields = ("id", "kind", "text", "path", "created_at", "read_at")

    def get_text(self, notice: Notice) -> str:
        return words_of(notice)

    def get_path(self, notice: Notice) -> str:
        return (notice.post or notice.topic).get_absolute_url()


class NoticeQuery(serializers.Serializer[Any]):
    unread = serializers.BooleanField(required=False, default=False)


class ReadingsInput(serializers.Serializer[Any]):
    until = serializers.IntegerField(min_value=1, max_value=2**62, help_text="The newest that was read.")


class LevelInput(serializers.Serializer[Any]):
    """Watch: hear of every post. Track: keep it in the list. Mute: hear nothing. Empty: none of these."""

    level = serializers.ChoiceField(choices=PlaceWish.Level.choices, allow_blank=True)


class MailWishesSerializer(serializers.ModelSerializer[ReachWishes]):
    class Meta:
        model = ReachWishes
        fields = ("mail", "digest")


class ReachSerializer(serializers.ModelSerializer[ReachSettings]):
    version = serializers.IntegerField(min_value=0)

    class Meta:
        model = ReachSettings
        fields = (*FIELDS, "version")


class Own(APIView):
    """About whoever asks, and nobody else."""

    permission_classes = [IsAuthenticated]


class NoticeList(Own):
    @extend_schema(
        parameters=[NoticeQuery],
        responses=NoticeSerializer(many=True),
        tags=TAGS,
        operation_id="community_notices_list",
    )
    def get(self, request: Request) -> Response:
        """Your news of the community, the newest first. Colleagues have `/notifications/`."""
        query = NoticeQuery(data={k: v for k, v in request.query_params.items() if k == "unread"})
        query.is_valid(raise_exception=True)
        rows = Notice.objects.visible_to(_person(request)).select_related("topic", "post__topic", "step", "by__profile")
        if query.validated_data["unread"]:
            rows = rows.filter(read_at=None)
        pages = KeysetPagination()
        found = pages.paginate_queryset(rows, request)
        return pages.get_paginated_response(NoticeSerializer(found, many=True).data)


class NoticeReadings(Own):
    @extend_schema(request=ReadingsInput, responses={204: None}, tags=TAGS, operation_id="community_notices_read")
    def post(self, request: Request) -> Response:
        """Note as read everything up to one of them."""
        given = ReadingsInput(data=request.data)
        given.is_valid(raise_exception=True)
        read_notices(_person(request), until=given.validated_data["until"])
        return Response(status=status.HTTP_204_NO_CONTENT)


class TopicLevel(Own):
    @extend_schema(responses=LevelInput, tags=TAGS, operation_id="topics_following")
    def get(self, request: Request, pk: int) -> Response:
        reader = TopicReader.objects.filter(topic=_topic(request, pk), user=_person(request)).first()
        return Response({"level": reader.level if reader else ""})

    @extend_schema(request=LevelInput, responses=LevelInput, tags=TAGS, operation_id="topics_follow")
    def put(self, request: Request, pk: int) -> Response:
        """Watch, track or mute a topic."""
        level = _level(request)
        wish_for_topic(_topic(request, pk), by=_person(request), level=level)
        return Response({"level": level})


class ForumLevel(Own):
    @extend_schema(request=LevelInput, responses=LevelInput, tags=TAGS, operation_id="forums_follow")
    def put(self, request: Request, slug: str) -> Response:
        """Watch, track or mute a forum with all below it."""
        forum = Forum.objects.visible_to(_person(request)).filter(slug=slug).first()
        if forum is None:
            raise Http404
        level = _level(request)
        wish_for_place(by=_person(request), level=level, forum=forum)
        return Response({"level": level})


class TagLevel(Own):
    @extend_schema(request=LevelInput, responses=LevelInput, tags=TAGS, operation_id="tags_follow")
    def put(self, request: Request, tag: str) -> Response:
        """Watch, track or mute a tag."""
        level = _level(request)
        wish_for_place(by=_person(request), level=level, tag=tag[:30])
        return Response({"level": level})


class MailWishes(Own):
    @extend_schema(responses=MailWishesSerializer, tags=TAGS, operation_id="community_mail_wishes")
    def get(self, request: Request) -> Response:
        """Which mail you get of the community."""
        return Response(MailWishesSerializer(ReachWishes.of(_person(request).pk)).data)

    @extend_schema(
        request=MailWishesSerializer,
        responses=MailWishesSerializer,
        tags=TAGS,
        operation_id="community_mail_wishes_change",
    )
    def patch(self, request: Request) -> Response:
        given = MailWishesSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        return Response(MailWishesSerializer(wish_for_mail(_person(request), **given.validated_data)).data)


class Reach(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=ReachSerializer, tags=TAGS, operation_id="community_reach")
    def get(self, request: Request) -> Response:
        """What the community sends by mail. For administrators."""
        return Response(ReachSerializer(ReachSettings.current()).data)

    @extend_schema(request=ReachSerializer, responses=ReachSerializer, tags=TAGS, operation_id="community_reach_change")
    def put(self, request: Request) -> Response:
        """Change it; `version` is the one you saw."""
        given = ReachSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        seen, kept = values.pop("version"), reach_values(values)
        return Response(ReachSerializer(save_reach(by=_person(request), seen=seen, **kept)).data)


def reach_values(given: dict[str, Any]) -> dict[str, Any]:
    """Return every setting: what is given, and what holds of the rest."""
    now = ReachSettings.current()
    return {name: given.get(name, getattr(now, name)) for name in FIELDS}


def _topic(request: Request, pk: int) -> Topic:
    found = Topic.objects.visible_to(_person(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _person(request: Request) -> User:
    return cast(User, request.user)


def _level(request: Request) -> str:
    given = LevelInput(data=request.data)
    given.is_valid(raise_exception=True)
    return str(given.validated_data["level"])
