"""What callers hear, as programs read and send it: the draft as one tree, and putting it into force."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from channels_inbox.models import Channel, PhoneMenu
from channels_inbox.outlines import Known
from channels_inbox.phone.menu.editing import DRAFTS
from helpdesk.api.fields import Input
from helpdesk.api.permissions import IsAdmin
from tickets.models.kinds import ChannelKind


class MenuSerializer(serializers.Serializer[PhoneMenu]):
    channel = serializers.SlugField(source="channel.slug")
    version = serializers.IntegerField(help_text="Counts changes of the draft.")
    draft = serializers.JSONField(help_text='{"start": …, "nodes": {…}}, see docs/channels/phone.md.')
    published = serializers.IntegerField(source="published.number", default=None, allow_null=True)
    problems = serializers.SerializerMethodField(help_text="What keeps the draft from being put into force.")

    def get_problems(self, menu: PhoneMenu) -> list[str]:
        return [str(problem) for problem in DRAFTS.grammar.problems(menu.draft, self._known)]

    @cached_property
    def _known(self) -> Known:
        # Once for a whole list: the serializer of its rows is one.
        return DRAFTS.known()


class MenuUpdate(Input):
    version = serializers.IntegerField(min_value=1)
    draft = serializers.JSONField()


class Putting(Input):
    version = serializers.IntegerField(min_value=1)


class MenuList(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=MenuSerializer(many=True), operation_id="phone_menus_list", tags=["calls"])
    def get(self, request: Request) -> Response:
        """The menus of all telephone lines, for administrators."""
        menus: Any = [_menu(channel) for channel in _lines()]
        return Response(MenuSerializer(menus, many=True).data)


class MenuDetail(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=MenuSerializer, operation_id="phone_menus_retrieve", tags=["calls"])
    def get(self, request: Request, slug: str) -> Response:
        """What callers of one line hear."""
        return Response(MenuSerializer(_find(slug)).data)

    @extend_schema(request=MenuUpdate, responses=MenuSerializer, tags=["calls"])
    def put(self, request: Request, slug: str) -> Response:
        """Replace the draft. One with dead ends or circles is refused; 409 for an older `version`."""
        menu = _find(slug)
        values = _sent(MenuUpdate, request)
        menu = DRAFTS.replace_draft(menu, values["draft"], by=_person(request), seen=values["version"])
        return Response(MenuSerializer(menu).data)


class Publication(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(request=Putting, responses=MenuSerializer, tags=["calls"], operation_id="phone_menus_publish")
    def post(self, request: Request, slug: str) -> Response:
        """Put the draft into force for calls that begin from now on; they end on the version they began with."""
        DRAFTS.publish(_find(slug), by=_person(request), seen=_sent(Putting, request)["version"])
        return Response(MenuSerializer(_find(slug)).data)


def _lines() -> Any:
    return Channel.objects.filter(kind=ChannelKind.PHONE, retired_at=None).select_related("menu__published")


def _menu(channel: Channel) -> PhoneMenu:
    # Read along with its channel.
    found: PhoneMenu | None = getattr(channel, "menu", None)
    return found or DRAFTS.empty(channel)


def _find(slug: str) -> PhoneMenu:
    return _menu(get_object_or_404(_lines(), slug=slug))


def _sent(shape: type[Input], request: Request) -> dict[str, Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def _person(request: Request) -> User:
    return cast(User, cast(AbstractBaseUser, request.user))
