from __future__ import annotations

from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.wishes import WishesInput, WishesSerializer
from accounts.models import NotificationWishes, User
from accounts.operations.notifying import wish_for
from helpdesk.api.permissions import IsAgent


class MyNotificationPreferences(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=WishesSerializer, tags=["people"])
    def get(self, request: Request) -> Response:
        """How you hear of each kind of news."""
        return Response(WishesSerializer(_kept(cast(User, request.user))).data)

    @extend_schema(request=WishesInput, responses=WishesSerializer, tags=["people"])
    def patch(self, request: Request) -> Response:
        """Choose how you hear of some kinds; the others stay as they are."""
        user = cast(User, request.user)
        given = WishesInput(data=request.data)
        given.is_valid(raise_exception=True)
        kept, wanted = _kept(user), given.validated_data
        minutes = wanted.get("digest_minutes", kept.digest_minutes)
        wishes = wish_for(user, ways={**kept.ways, **wanted.get("ways", {})}, digest_minutes=minutes)
        return Response(WishesSerializer(wishes).data)


def _kept(user: User) -> NotificationWishes:
    return NotificationWishes.objects.filter(user=user).first() or NotificationWishes(user=user)
