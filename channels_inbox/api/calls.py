"""Telephone calls: what the log shows, and ticking one off."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from channels_inbox.models import Call
from channels_inbox.phone.desk import tick_off
from helpdesk.api.fields import Input, Query
from helpdesk.api.pagination import KeysetPagination
from helpdesk.api.permissions import IsAgent


class CallSerializer(serializers.ModelSerializer[Call]):
    channel = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    ticket = serializers.IntegerField(
        source="conversation.ticket.number", read_only=True, default=None, allow_null=True, help_text="Its number."
    )
    customer_id = serializers.IntegerField(read_only=True, allow_null=True)
    agent_id = serializers.IntegerField(read_only=True, allow_null=True)
    team = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    collected = serializers.DictField(child=serializers.CharField(), read_only=True, help_text="What was keyed in.")

    class Meta:
        model = Call
        fields = [
            *("id", "external_id", "channel", "ticket", "direction", "state", "number", "line", "customer_id"),
            *("queue", "team", "agent_id", "started_at", "answered_at", "ended_at", "wait_seconds", "talk_seconds"),
            *("done_at", "collected", "simulated"),
        ]


class CallQuery(Query):
    state = serializers.ChoiceField(choices=Call.State.choices, required=False)
    direction = serializers.ChoiceField(choices=Call.Direction.choices, required=False)
    done = serializers.BooleanField(required=False, allow_null=True, default=None)
    number = serializers.CharField(max_length=32, required=False, help_text="In E.164, as +493012345678.")


class CallUpdate(Input):
    done = serializers.BooleanField(help_text="Whether nothing is left to do about it.")


class CallList(GenericAPIView[Call]):
    permission_classes = [IsAgent]
    pagination_class = KeysetPagination
    queryset = Call.objects.none()

    @extend_schema(
        parameters=[CallQuery], responses=CallSerializer(many=True), operation_id="calls_list", tags=["calls"]
    )
    def get(self, request: Request) -> Response:
        """Calls you may see, the latest first."""
        query = CallQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        rows = _visible(request)
        for name in ("state", "direction", "number"):
            if name in asked:
                rows = rows.filter(**{name: asked[name]})
        if asked["done"] is not None:
            rows = rows.filter(done_at__isnull=not asked["done"])
        pages = KeysetPagination(("-started_at", "-id"))
        page = pages.paginate_queryset(rows, request, self)
        return pages.get_paginated_response(CallSerializer(page, many=True).data)


class CallDetail(GenericAPIView[Call]):
    permission_classes = [IsAgent]
    queryset = Call.objects.none()

    @extend_schema(responses=CallSerializer, operation_id="calls_retrieve", tags=["calls"])
    def get(self, request: Request, pk: int) -> Response:
        """One call."""
        return Response(CallSerializer(get_object_or_404(_visible(request), pk=pk)).data)

    @extend_schema(request=CallUpdate, responses=CallSerializer, tags=["calls"])
    def patch(self, request: Request, pk: int) -> Response:
        """Tick a call off, or put it back."""
        call = get_object_or_404(_visible(request), pk=pk)
        given = CallUpdate(data=request.data)
        given.is_valid(raise_exception=True)
        tick_off(call, done=given.validated_data["done"], by=_person(request))
        return Response(CallSerializer(_visible(request).get(pk=pk)).data)


def _visible(request: Request) -> Any:
    return Call.objects.visible_to(_person(request)).select_related("channel", "team", "conversation__ticket")


def _person(request: Request) -> User:
    return cast(User, cast(AbstractBaseUser, request.user))
