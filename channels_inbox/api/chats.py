"""Live chats: who waits, whose they are, and the three things an agent does with one."""

from __future__ import annotations

from typing import Any, cast

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Team, User
from channels_inbox.chat.ending import end_chat
from channels_inbox.chat.finding import chat_of_ticket
from channels_inbox.chat.owning import accept_chat, transfer_chat
from channels_inbox.models import Chat
from channels_inbox.selectors.chats import visible_chats
from helpdesk.api.fields import Input, Query
from helpdesk.api.pagination import KeysetPagination
from helpdesk.api.permissions import IsAgent
from tickets.models import Ticket
from tickets.operations.progress import resolve_ticket

TAGS = ["chats"]
SHOWN = ("conversation__ticket", "conversation__channel", "visitor", "team")


class ChatSerializer(serializers.ModelSerializer[Chat]):
    ticket = serializers.IntegerField(source="conversation.ticket.number", read_only=True, help_text="Its number.")
    channel = serializers.CharField(source="conversation.channel.slug", read_only=True)
    team = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    agent_id = serializers.IntegerField(read_only=True, allow_null=True)
    language = serializers.CharField(source="visitor.language", read_only=True)
    page = serializers.CharField(source="visitor.page_url", read_only=True)
    verified = serializers.SerializerMethodField(help_text="Whether their site has signed who they are.")
    seen_at = serializers.DateTimeField(source="visitor.seen_at", read_only=True)

    class Meta:
        model = Chat
        fields = [
            *("ticket", "channel", "owner", "team", "agent_id", "started_at", "queued_at", "accepted_at", "missed_at"),
            *("by_mail_at", "ended_at", "ended_by", "language", "page", "verified", "seen_at"),
        ]

    def get_verified(self, chat: Chat) -> bool:
        return chat.visitor.verified_at is not None


class ChatQuery(Query):
    owner = serializers.ChoiceField(choices=Chat.Owner.choices, required=False)
    ended = serializers.BooleanField(required=False, allow_null=True, default=False)


class ChatTransfer(Input):
    team = serializers.SlugRelatedField(slug_field="slug", queryset=Team.objects.in_use(), required=False)
    agent_id = serializers.PrimaryKeyRelatedField(
        queryset=User.objects.filter(is_active=True, role__in=[User.Role.ADMIN, User.Role.AGENT]), required=False
    )
    note = serializers.CharField(required=False, default="", max_length=5000, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("team" in attrs) == ("agent_id" in attrs):
            raise ValidationError("Name either a team or an agent.")
        return attrs


class ChatEnd(Input):
    resolve = serializers.BooleanField(required=False, default=False, help_text="Resolve the ticket as well.")


class ChatList(GenericAPIView[Chat]):
    permission_classes = [IsAgent]
    pagination_class = KeysetPagination
    queryset = Chat.objects.none()

    @extend_schema(parameters=[ChatQuery], responses=ChatSerializer(many=True), operation_id="chats_list", tags=TAGS)
    def get(self, request: Request) -> Response:
        """Chats you may see, the latest first; those that go on, unless `ended` asks for the others."""
        query = ChatQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        rows = _visible(request).filter(ended_at__isnull=not query.validated_data["ended"])
        if "owner" in query.validated_data:
            rows = rows.filter(owner=query.validated_data["owner"])
        pages = KeysetPagination(("-started_at", "-pk"))
        page = pages.paginate_queryset(rows, request, self)
        return pages.get_paginated_response(ChatSerializer(page, many=True).data)


class ChatDetail(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=ChatSerializer, operation_id="chats_retrieve", tags=TAGS)
    def get(self, request: Request, number: int) -> Response:
        """The chat of a ticket. What was said is in the ticket's messages; a reply there is said in the chat."""
        return _shown(request, number)


class ChatAcceptance(APIView):
    permission_classes = [IsAgent]

    @extend_schema(request=None, responses=ChatSerializer, operation_id="chats_accept", tags=TAGS)
    def put(self, request: Request, number: int) -> Response:
        """Take a chat; 409 when somebody else has it."""
        accept_chat(_found(request, number), by=_by(request))
        return _shown(request, number)


class ChatTransferView(APIView):
    permission_classes = [IsAgent]

    @extend_schema(request=ChatTransfer, responses=ChatSerializer, operation_id="chats_transfer", tags=TAGS)
    def post(self, request: Request, number: int) -> Response:
        """Give a chat to a colleague or into a team's queue, with a note the visitor does not see."""
        given = ChatTransfer(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        chat = _found(request, number)
        transfer_chat(chat, by=_by(request), team=values.get("team"), agent=values.get("agent_id"), note=values["note"])
        return Response(ChatSerializer(Chat.objects.select_related(*SHOWN).get(pk=chat.pk)).data)


class ChatEndView(APIView):
    permission_classes = [IsAgent]

    @extend_schema(request=ChatEnd, responses=ChatSerializer, operation_id="chats_end", tags=TAGS)
    @transaction.atomic
    def put(self, request: Request, number: int) -> Response:
        """End the talk; ending it again changes nothing."""
        given = ChatEnd(data=request.data)
        given.is_valid(raise_exception=True)
        chat = _found(request, number)
        end_chat(chat, by=_by(request))
        if given.validated_data["resolve"]:
            resolve_ticket(chat.conversation.ticket, by=_by(request))
        return _shown(request, number)


def _by(request: Request) -> User:
    return cast(User, request.user)


def _visible(request: Request) -> Any:
    return visible_chats(_by(request)).select_related(*SHOWN)


def _found(request: Request, number: int) -> Chat:
    """Return the chat of a ticket this person may see; all others do not exist for them."""
    chat = chat_of_ticket(get_object_or_404(Ticket.objects.visible_to(_by(request)), number=number))
    if chat is None:
        raise Http404
    return chat


def _shown(request: Request, number: int) -> Response:
    return Response(ChatSerializer(_found(request, number)).data)
