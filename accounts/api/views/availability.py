from __future__ import annotations

from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import AvailabilityChoice, AvailabilitySerializer
from accounts.models import Availability, AvailabilityState, User
from accounts.operations.attending import choose_availability
from helpdesk.api.permissions import IsAgent


class MyAvailability(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=AvailabilitySerializer, tags=["people"])
    def get(self, request: Request) -> Response:
        """Whether you take work now. `state` is what follows from `chosen`, your windows and your leave."""
        return Response(AvailabilitySerializer(_row(cast(User, request.user))).data)

    @extend_schema(request=AvailabilityChoice, responses=AvailabilitySerializer, tags=["people"])
    def put(self, request: Request) -> Response:
        """Say whether you take work. Without a window of the desk you are away after some minutes (409 on leave)."""
        user = cast(User, request.user)
        given = AvailabilityChoice(data=request.data)
        given.is_valid(raise_exception=True)
        choose_availability(user, to=given.validated_data["state"], by=user)
        return Response(AvailabilitySerializer(_row(user)).data)


def _row(user: User) -> Availability:
    found = Availability.objects.filter(user=user).first()
    return found or Availability(user=user, chosen=AvailabilityState.OFFLINE, state=AvailabilityState.OFFLINE)
