"""Channels, for administrators; and the ways to answer a ticket, for agents."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from channels_inbox.api.serializers import (
    ChannelAccountSerializer,
    ChannelChange,
    ChannelInput,
    CheckSerializer,
    NewChannelAccountSerializer,
    WaySerializer,
)
from channels_inbox.forms.kinds import addable, form_of, try_out
from channels_inbox.models import Channel
from channels_inbox.operations.channels import pause_channel, resume_channel, retire_channel, save_channel
from channels_inbox.registry import SETTINGS
from channels_inbox.selectors.channel_health import healths
from channels_inbox.selectors.reaching import reaches_of
from helpdesk.api.idempotency import idempotent
from helpdesk.api.permissions import IsAdmin
from helpdesk.api.refusals import Conflict
from tickets.api.access import person, ticket_or_404


def _read(shape: Any, request: Request) -> dict[str, Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def _channels() -> Any:
    return Channel.objects.filter(retired_at=None).select_related("team")


def _find(pk: int) -> Channel:
    found: Channel = get_object_or_404(_channels().filter(kind__in=SETTINGS), pk=pk)
    return found


def _told(channel: Channel) -> dict[str, Any]:
    return dict(ChannelAccountSerializer(channel, context={"health": healths([channel.pk])}).data)


def _save(channel: Channel, values: dict[str, Any], *, by: User, seen: int = 0) -> tuple[Channel, dict[str, str]]:
    """Save through the form of the settings page. Raises ValidationError by field."""
    shape = form_of(channel.kind)
    shown = shape(channel=channel)
    kept = {name: shown.get_initial_for_field(field, name) for name, field in shown.fields.items()}
    if channel.pk and channel.team_id:
        kept["team"] = channel.team_id
    if unknown := sorted(set(values) - set(shown.fields)):
        raise ValidationError({name: ["This kind has no such field."] for name in unknown})
    merged = {**kept, **values}
    form = shape({name: value for name, value in merged.items() if value not in (None, False)}, channel=channel)
    if not form.is_valid():
        raise ValidationError({name: [str(error) for error in errors] for name, errors in form.errors.items()})
    changed, entered = form.apply()
    made = {} if channel.pk else form.made
    shown_once = save_channel(changed, entered, by=by, seen=seen, made=made)
    shown_once.pop("", None)
    return changed, shown_once


class ChannelList(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=ChannelAccountSerializer(many=True), tags=["channels"], operation_id="channels_list")
    def get(self, request: Request) -> Response:
        """The channels in use, and how they do."""
        found = list(_channels())
        health = healths(channel.pk for channel in found)
        return Response(ChannelAccountSerializer(found, many=True, context={"health": health}).data)

    @extend_schema(request=ChannelInput, responses={201: NewChannelAccountSerializer}, tags=["channels"])
    @idempotent(secret="secrets")
    def post(self, request: Request) -> Response:
        """Add a channel. Secrets of our making are in this answer and nowhere else."""
        given = _read(ChannelInput, request)
        if given["kind"] not in addable():
            raise ValidationError({"kind": ["A channel of this kind is not added here."]})
        channel, secrets = _save(Channel(kind=given["kind"]), given["values"], by=person(request))
        context = {"health": {}, "secrets": secrets}
        return Response(NewChannelAccountSerializer(channel, context=context).data, status=status.HTTP_201_CREATED)


class ChannelDetail(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=ChannelAccountSerializer, tags=["channels"], operation_id="channels_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """One channel."""
        return Response(_told(get_object_or_404(_channels(), pk=pk)))

    @extend_schema(request=ChannelChange, responses=ChannelAccountSerializer, tags=["channels"])
    def put(self, request: Request, pk: int) -> Response:
        """Change a channel. Send the `version` you read; 409 when somebody saved a newer one."""
        given = _read(ChannelChange, request)
        channel, _ = _save(_find(pk), given["values"], by=person(request), seen=given["version"])
        return Response(_told(channel))

    @extend_schema(responses={204: None}, tags=["channels"])
    def delete(self, request: Request, pk: int) -> Response:
        """Remove a channel. What came and went by it stays in its tickets."""
        channel = _find(pk)
        if form_of(channel.kind).only:
            raise Conflict("The help centre's form cannot be removed. Pause it instead.")
        retire_channel(channel, by=person(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ChannelPause(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(request=None, responses=ChannelAccountSerializer, tags=["channels"])
    def put(self, request: Request, pk: int) -> Response:
        """Pause a channel: what comes is kept unread, what is to go waits."""
        pause_channel(_find(pk), by=person(request))
        return Response(_told(_find(pk)))

    @extend_schema(responses=ChannelAccountSerializer, tags=["channels"])
    def delete(self, request: Request, pk: int) -> Response:
        """Let a channel go on with what waited."""
        resume_channel(_find(pk), by=person(request))
        return Response(_told(_find(pk)))


class ChannelTest(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(request=None, responses=CheckSerializer(many=True), tags=["channels"])
    def post(self, request: Request, pk: int) -> Response:
        """Ask the other side whether all is well."""
        return Response(CheckSerializer(try_out(_find(pk)), many=True).data)


class TicketWays(APIView):
    @extend_schema(responses=WaySerializer(many=True), tags=["messages"], operation_id="ticket_ways_list")
    def get(self, request: Request, number: int) -> Response:
        """Every address a ticket's customer can be answered at, with its window and limits."""
        ticket = ticket_or_404(request, number)
        if not person(request).is_agent:
            raise Http404
        ways: Any = reaches_of(ticket)
        return Response(WaySerializer(ways, many=True).data)
