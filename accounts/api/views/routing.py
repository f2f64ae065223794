from __future__ import annotations

from typing import cast

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import RoutingInput, RoutingSerializer
from accounts.models import Membership, Team, User
from accounts.operations.routing import Routing, save_routing
from helpdesk.api.permissions import IsAgent


class TeamRouting(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=RoutingSerializer, tags=["people"], operation_id="teams_assignment_retrieve")
    def get(self, request: Request, slug: str) -> Response:
        """How a team's tickets find a person."""
        return _answer(get_object_or_404(Team, slug=slug))

    @extend_schema(
        request=RoutingInput, responses=RoutingSerializer, tags=["people"], operation_id="teams_assignment_update"
    )
    def put(self, request: Request, slug: str) -> Response:
        """Set it all, for administrators. `version` is the one you read; an older one is refused with 409."""
        user = cast(User, request.user)
        if not user.is_admin:
            raise PermissionDenied("Only administrators may do this.")
        team = get_object_or_404(Team, slug=slug)
        given = RoutingInput(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        seen, limits = data.pop("version"), data.pop("limits")
        routing = Routing(**data, limits={row["agent_id"]: row["limit"] for row in limits})
        return _answer(save_routing(team, routing, by=user, seen=seen))


def _answer(team: Team) -> Response:
    members = Membership.objects.filter(team=team).exclude(capacity=None).order_by("user_id")
    limits = [{"agent_id": m.user_id, "limit": m.capacity} for m in members]
    return Response(RoutingSerializer(team, context={"limits": limits}).data)
