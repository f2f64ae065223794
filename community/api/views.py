"""The community with the rights of the browser: what you may read, and what you may write there."""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.permissions import SAFE_METHODS, AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from community.api.reaching import person, post_of, topic_of
from community.api.serializers import (
    ForumSerializer,
    PostInput,
    PostSerializer,
    SwitchInput,
    TopicInput,
    TopicQuery,
    TopicSerializer,
)
from community.models import Forum, Post
from community.operations.answering import accept_answer, unaccept_answer
from community.operations.posting import add_post, start_topic
from community.operations.voting import vote_for_post, vote_for_topic
from community.selectors.listing import listed
from community.standing import Standing
from helpdesk.api.idempotency import idempotent
from helpdesk.api.pagination import KeysetPagination

TAGS = ["community"]


class EverybodyReads(APIView):
    """Everybody reads what is meant for them, signed in or not; people who signed in write."""

    def get_permissions(self) -> list[BasePermission]:
        return [AllowAny() if self.request.method in SAFE_METHODS else IsAuthenticated()]


class ForumList(EverybodyReads):
    @extend_schema(responses=ForumSerializer(many=True), tags=TAGS, operation_id="forums_list")
    def get(self, request: Request) -> Response:
        """The forums you may read; `parent_id` makes the tree."""
        return Response(ForumSerializer(Forum.objects.visible_to(request.user), many=True).data)


class TopicList(EverybodyReads):
    @extend_schema(parameters=[TopicQuery], responses=TopicSerializer(many=True), tags=TAGS, operation_id="topics_list")
    def get(self, request: Request) -> Response:
        """The topics you may read, the one written in last first."""
        query = TopicQuery(data={k: v for k, v in request.query_params.items() if k not in {"cursor", "page_size"}})
        query.is_valid(raise_exception=True)
        asked, standing = query.validated_data, Standing.of(request.user)
        if asked.get("show") in {"mine", "following"} and standing.user is None:
            raise Http404
        rows = listed(standing, asked.get("show", ""))
        if "forum" in asked:
            rows = rows.filter(forum__slug=asked["forum"])
        if "tag" in asked:
            rows = rows.filter(tags__contains=[asked["tag"]])
        pages = KeysetPagination(order=("-last_post_at", "-id"))
        found = pages.paginate_queryset(rows.select_related("forum", "author__profile"), request)
        return pages.get_paginated_response(TopicSerializer(found, many=True).data)

    @extend_schema(request=TopicInput, responses={201: TopicSerializer}, tags=TAGS, operation_id="topics_create")
    @idempotent
    def post(self, request: Request) -> Response:
        """Begin a topic in your own name."""
        given = TopicInput(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        forum = Forum.objects.visible_to(request.user).filter(slug=values["forum"]).first()
        if forum is None:
            raise Http404
        topic = start_topic(forum, by=person(request), title=values["title"], body=values["body"], tags=values["tags"])
        return Response(TopicSerializer(topic).data, status=status.HTTP_201_CREATED)


class TopicDetail(EverybodyReads):
    @extend_schema(responses=TopicSerializer, tags=TAGS, operation_id="topics_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        return Response(TopicSerializer(topic_of(request, pk)).data)


class PostList(EverybodyReads):
    @extend_schema(responses=PostSerializer(many=True), tags=TAGS, operation_id="posts_list")
    def get(self, request: Request, pk: int) -> Response:
        """The posts of a topic, the newest first."""
        topic = topic_of(request, pk)
        rows = Post.objects.filter(topic=topic).shown_to(Standing.of(request.user)).filter(removed_at=None)
        pages = KeysetPagination()
        found = pages.paginate_queryset(rows.select_related("author__profile", "reply_to"), request)
        return pages.get_paginated_response(PostSerializer(found, many=True).data)

    @extend_schema(request=PostInput, responses={201: PostSerializer}, tags=TAGS, operation_id="posts_create")
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Answer in a topic, in your own name."""
        topic = topic_of(request, pk)
        given = PostInput(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        to = topic.posts.filter(number=values["reply_to"]).first() if "reply_to" in values else None
        post = add_post(topic, by=person(request), body=values["body"], reply_to=to)
        return Response(PostSerializer(post).data, status=status.HTTP_201_CREATED)


class TopicVotes(APIView):
    @extend_schema(request=SwitchInput, responses=TopicSerializer, tags=TAGS, operation_id="topics_vote")
    def put(self, request: Request, pk: int) -> Response:
        """Say that you have the same question, or want the same; or take it back."""
        topic = topic_of(request, pk)
        topic.votes = vote_for_topic(topic, by=person(request), wants=_on(request))
        return Response(TopicSerializer(topic).data)


class PostVotes(APIView):
    @extend_schema(request=SwitchInput, responses=PostSerializer, tags=TAGS, operation_id="posts_vote")
    def put(self, request: Request, pk: int) -> Response:
        """Say that a post helped you, or take it back."""
        post = post_of(request, pk)
        post.votes = vote_for_post(post, by=person(request), helpful=_on(request))
        return Response(PostSerializer(post).data)


class Acceptance(APIView):
    @extend_schema(request=SwitchInput, responses=PostSerializer, tags=TAGS, operation_id="posts_accept")
    def put(self, request: Request, pk: int) -> Response:
        """Say that a post solved the question, or that it did not."""
        act = accept_answer if _on(request) else unaccept_answer
        return Response(PostSerializer(act(post_of(request, pk), by=person(request))).data)


def _on(request: Request) -> bool:
    given = SwitchInput(data=request.data)
    given.is_valid(raise_exception=True)
    return bool(given.validated_data["on"])
