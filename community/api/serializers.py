from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from community.models import Forum, Post, Topic, TopicMove
from community.naming import called


class ForumSerializer(serializers.ModelSerializer[Forum]):
    parent_id = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = Forum
        fields = ("id", "parent_id", "slug", "name", "description", "kind", "visibility", "version")


class TopicSerializer(serializers.ModelSerializer[Topic]):
    forum = serializers.SlugRelatedField[Forum](slug_field="slug", read_only=True)
    author = serializers.SerializerMethodField()
    path = serializers.CharField(source="get_absolute_url", read_only=True)
    posts = serializers.IntegerField(source="last_number", read_only=True, help_text="The number of the newest post.")

    class Meta:
        model = Topic
        fields = (
            *(
                "id",
                "forum",
                "kind",
                "title",
                "tags",
                "author",
                "state",
                "replies",
                "posts",
                "votes",
                "views",
                "followers",
            ),
            *("created_at", "last_post_at", "solved_at", "needs_info_at", "pinned_at", "closed_at", "path"),
        )

    @extend_schema_field(str)
    def get_author(self, topic: Topic) -> str:
        return called(topic.author)


class PostSerializer(serializers.ModelSerializer[Post]):
    author = serializers.SerializerMethodField()
    reply_to = serializers.SerializerMethodField()

    class Meta:
        model = Post
        fields = (
            *("id", "number", "author", "staff", "body", "html", "reply_to", "votes", "accepted_at"),
            *("created_at", "edited_at", "edits"),
        )

    @extend_schema_field(str)
    def get_author(self, post: Post) -> str:
        return called(post.author)

    @extend_schema_field(int)
    def get_reply_to(self, post: Post) -> int | None:
        return post.reply_to.number if post.reply_to else None


class TopicQuery(serializers.Serializer[Any]):
    forum = serializers.SlugField(required=False)
    show = serializers.ChoiceField(choices=["unanswered", "unsolved", "mine", "following"], required=False)
    tag = serializers.SlugField(required=False)


class TopicInput(serializers.Serializer[Any]):
    forum = serializers.SlugField()
    title = serializers.CharField(max_length=320)
    body = serializers.CharField(max_length=60_000, trim_whitespace=False)
    tags = serializers.ListField(child=serializers.CharField(max_length=60), required=False, default=list)


class PostInput(serializers.Serializer[Any]):
    body = serializers.CharField(max_length=60_000, trim_whitespace=False)
    reply_to = serializers.IntegerField(required=False, min_value=1)


class MergeInput(serializers.Serializer[Any]):
    into = serializers.IntegerField(min_value=1, max_value=2**31 - 1, help_text="The topic it becomes part of.")


class SplitInput(serializers.Serializer[Any]):
    posts = serializers.ListField(child=serializers.IntegerField(min_value=2), help_text="Numbers of the posts.")
    title = serializers.CharField(max_length=320)
    forum = serializers.SlugField(help_text="One the same people read.")


class MoveSerializer(serializers.ModelSerializer[TopicMove]):
    """What became of a merge or a split; `target` has the posts."""

    class Meta:
        model = TopicMove
        fields = ("id", "kind", "source", "target", "posts", "created_at", "undone_at")
        read_only_fields = fields


class SwitchInput(serializers.Serializer[Any]):
    """Whether it is to be so."""

    on = serializers.BooleanField()
