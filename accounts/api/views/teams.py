from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import AgentSerializer, TeamSerializer
from accounts.models import Team, User
from helpdesk.api.permissions import IsAgent


class TeamList(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=TeamSerializer(many=True), tags=["people"], operation_id="teams_list")
    def get(self, request: Request) -> Response:
        """The teams tickets are routed to."""
        return Response(TeamSerializer(Team.objects.all(), many=True).data)


class AgentList(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=AgentSerializer(many=True), tags=["people"], operation_id="agents_list")
    def get(self, request: Request) -> Response:
        """Whom tickets can be assigned to."""
        agents = User.objects.filter(is_active=True, role__in=[User.Role.ADMIN, User.Role.AGENT])
        return Response(AgentSerializer(agents.order_by("name", "pk"), many=True).data)
