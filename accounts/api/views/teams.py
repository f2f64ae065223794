from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import TeamSerializer
from accounts.api.settings import TeamDetailSerializer, TeamInput, TeamUpdate, by, sent
from accounts.models import Team
from accounts.operations.teaming import retire_team, save_team
from helpdesk.api.idempotency import idempotent
from helpdesk.api.permissions import AgentsReadAdminsWrite


class TeamList(APIView):
    permission_classes = [AgentsReadAdminsWrite]

    @extend_schema(responses=TeamSerializer(many=True), tags=["people"], operation_id="teams_list")
    def get(self, request: Request) -> Response:
        """The teams tickets are routed to."""
        return Response(TeamSerializer(Team.objects.in_use(), many=True).data)

    @extend_schema(request=TeamInput, responses={201: TeamDetailSerializer}, tags=["people"])
    @idempotent
    def post(self, request: Request) -> Response:
        """Add a team after the others, for administrators."""
        values = sent(TeamInput, request)
        team = save_team(Team(name=values["name"], icon=values["icon"]), values["members"], by=by(request))
        return Response(TeamDetailSerializer(team).data, status=201)


class TeamDetail(APIView):
    permission_classes = [AgentsReadAdminsWrite]

    @extend_schema(responses=TeamDetailSerializer, tags=["people"], operation_id="teams_retrieve")
    def get(self, request: Request, slug: str) -> Response:
        """One team with its members."""
        return Response(TeamDetailSerializer(get_object_or_404(Team, slug=slug)).data)

    @extend_schema(request=TeamUpdate, responses=TeamDetailSerializer, tags=["people"])
    def put(self, request: Request, slug: str) -> Response:
        """Replace a team's name and members. Send the `version` you read; 409 when somebody saved a newer one."""
        team = get_object_or_404(Team, slug=slug)
        values = sent(TeamUpdate, request)
        team.name, team.icon = values["name"], values["icon"]
        save_team(team, values["members"], by=by(request), seen=values["version"])
        return Response(TeamDetailSerializer(team).data)

    @extend_schema(responses={204: None}, tags=["people"])
    def delete(self, request: Request, slug: str) -> Response:
        """Give a team no more tickets. Those it has stay."""
        retire_team(get_object_or_404(Team, slug=slug), by=by(request))
        return Response(status=204)
