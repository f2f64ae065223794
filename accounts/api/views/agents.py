from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import AgentSerializer
from accounts.api.settings import COLLEAGUES, ColleagueSerializer, ColleagueUpdate, NewColleague, by, sent
from accounts.inviting import send_invitation
from accounts.models import User
from accounts.operations.hiring import add_colleague, change_colleague
from helpdesk.api.idempotency import idempotent
from helpdesk.api.permissions import AgentsReadAdminsWrite, IsAdmin


class AgentList(APIView):
    permission_classes = [AgentsReadAdminsWrite]

    @extend_schema(responses=AgentSerializer(many=True), tags=["people"], operation_id="agents_list")
    def get(self, request: Request) -> Response:
        """Whom tickets can be assigned to."""
        agents = User.objects.filter(is_active=True, role__in=[User.Role.ADMIN, User.Role.AGENT])
        return Response(AgentSerializer(agents.order_by("name", "pk"), many=True).data)

    @extend_schema(request=NewColleague, responses={201: ColleagueSerializer}, tags=["people"])
    def post(self, request: Request) -> Response:
        """Add a colleague, for administrators. They get a mail with a link to choose a password."""
        user = _add(self, request)
        # Only now that they are there for good.
        send_invitation(request._request, COLLEAGUES.get(pk=user.data["id"]))
        return user


@idempotent
def _add(view: APIView, request: Request) -> Response:
    user = add_colleague(**sent(NewColleague, request), by=by(request))
    return Response(ColleagueSerializer(user).data, status=201)


class AgentDetail(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=ColleagueSerializer, tags=["people"], operation_id="agents_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """One colleague with their rights, for administrators."""
        return Response(ColleagueSerializer(get_object_or_404(COLLEAGUES, pk=pk)).data)

    @extend_schema(request=ColleagueUpdate, responses=ColleagueSerializer, tags=["people"])
    def put(self, request: Request, pk: int) -> Response:
        """Replace a colleague's name, rights and teams. Send the `version` you read; 409 for an older one."""
        user = get_object_or_404(COLLEAGUES, pk=pk)
        values = sent(ColleagueUpdate, request)
        user.name, user.role, user.ticket_scope = values["name"], values["role"], values["ticket_scope"]
        change_colleague(user, values["teams"], by=by(request), seen=values["version"])
        return Response(ColleagueSerializer(user).data)
