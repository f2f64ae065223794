from __future__ import annotations

from django.db import transaction
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.settings import COLLEAGUES, by, sent
from accounts.inviting import send_invitation
from accounts.operations.hiring import deactivate_colleague, reactivate_colleague
from helpdesk.api.permissions import IsAdmin
from tickets.api.settings import Departure, ReworkSerializer
from tickets.operations.leaving import hand_over_tickets


class DepartureView(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(request=Departure, responses={202: ReworkSerializer}, tags=["people"])
    def put(self, request: Request, pk: int) -> Response:
        """Let a colleague go: sessions and tokens end at once, unfinished tickets are handed over in batches."""
        user = get_object_or_404(COLLEAGUES, pk=pk)
        to = sent(Departure, request)["to"]
        with transaction.atomic():
            deactivate_colleague(user, by=by(request))
            row = hand_over_tickets(user, to=to, by=by(request))
        return Response(ReworkSerializer(row).data, status=202)

    @extend_schema(responses={204: None}, tags=["people"])
    def delete(self, request: Request, pk: int) -> Response:
        """Let them back in; they get a mail with a link to choose a new password."""
        user = get_object_or_404(COLLEAGUES, pk=pk, is_active=False)
        reactivate_colleague(user, by=by(request))
        user.refresh_from_db()
        send_invitation(request._request, user)
        return Response(status=204)
