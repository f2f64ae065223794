from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import AgentSerializer
from accounts.models import User
from helpdesk.api.fields import Input
from helpdesk.api.permissions import IsAgent
from tickets.api.access import person, ticket_or_404
from tickets.models import Ticket
from tickets.operations.following import follow_ticket, unfollow_ticket
from tickets.readers import readers_of


class NewFollower(Input):
    user_id = serializers.IntegerField(
        min_value=1, max_value=2**63 - 1, required=False, help_text="Yourself when left out."
    )


class FollowerList(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=AgentSerializer(many=True), tags=["tickets"], operation_id="followers_list")
    def get(self, request: Request, number: int) -> Response:
        """Who hears of the ticket beside its owner."""
        return Response(_shown(ticket_or_404(request, number)))

    @extend_schema(request=NewFollower, responses=AgentSerializer(many=True), tags=["tickets"])
    def post(self, request: Request, number: int) -> Response:
        """Let somebody who may see the ticket follow it."""
        ticket = ticket_or_404(request, number)
        given = NewFollower(data=request.data)
        given.is_valid(raise_exception=True)
        user = get_object_or_404(readers_of(ticket), pk=given.validated_data.get("user_id", person(request).pk))
        follow_ticket(ticket, user=user, by=person(request))
        return Response(_shown(ticket))


class FollowerDetail(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses={204: None}, tags=["tickets"])
    def delete(self, request: Request, number: int, user_id: int) -> Response:
        """Let somebody follow no longer."""
        ticket = ticket_or_404(request, number)
        user = get_object_or_404(User, followed_tickets__ticket=ticket, pk=user_id)
        unfollow_ticket(ticket, user=user, by=person(request))
        return Response(status=204)


def _shown(ticket: Ticket) -> list[object]:
    users = User.objects.filter(followed_tickets__ticket=ticket).order_by("followed_tickets__pk")
    return list(AgentSerializer(users, many=True).data)
