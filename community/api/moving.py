"""Merge and split topics, and take either back. For people of the company.

Only the topic that is named is moved: one that became part of another meanwhile is not there any more.
"""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from community.api.reaching import person
from community.api.serializers import MergeInput, MoveSerializer, SplitInput
from community.models import Forum, Topic, TopicMove
from community.operations.merging import merge_topics
from community.operations.splitting import split_topic
from community.operations.undoing import undo_move
from community.standing import Standing
from community.views.access import topic_or_404

TAGS = ["community"]


class Merging(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(request=MergeInput, responses={201: MoveSerializer}, tags=TAGS, operation_id="topics_merge")
    def post(self, request: Request, pk: int) -> Response:
        """Make a topic part of another of its kind that the same people read."""
        topic = topic_or_404(Standing.of(request.user), pk)
        given = MergeInput(data=request.data)
        given.is_valid(raise_exception=True)
        into = topic_or_404(Standing.of(request.user), given.validated_data["into"])
        move = merge_topics(topic, into=into, by=person(request))
        return Response(MoveSerializer(move).data, status=status.HTTP_201_CREATED)


class Splitting(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(request=SplitInput, responses={201: MoveSerializer}, tags=TAGS, operation_id="topics_split")
    def post(self, request: Request, pk: int) -> Response:
        """Let posts of a topic begin one of their own."""
        topic = topic_or_404(Standing.of(request.user), pk)
        given = SplitInput(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        forum = Forum.objects.visible_to(request.user).filter(slug=values["forum"]).first()
        if forum is None:
            raise Http404
        move = split_topic(topic, numbers=values["posts"], title=values["title"], to=forum, by=person(request))
        return Response(MoveSerializer(move).data, status=status.HTTP_201_CREATED)


class MoveDetail(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(responses=MoveSerializer, tags=TAGS, operation_id="topics_undo_move")
    def delete(self, request: Request, pk: int) -> Response:
        """Take a merge or a split back."""
        seen = Topic.objects.visible_to(request.user).values("pk")
        move = TopicMove.objects.filter(pk=pk, target__in=seen).first()
        if move is None:
            raise Http404
        return Response(MoveSerializer(undo_move(move, by=person(request))).data)
