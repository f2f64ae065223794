from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.api.permissions import IsAgent
from tickets.api.serializers import SlaPolicySerializer
from tickets.models import SlaPolicy


class SlaPolicyList(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=SlaPolicySerializer(many=True), tags=["promises"], operation_id="sla_policies_list")
    def get(self, request: Request) -> Response:
        """What is promised; a ticket gets the first policy it meets."""
        rows = SlaPolicy.objects.filter(retired_at=None).prefetch_related("targets")
        return Response(SlaPolicySerializer(rows, many=True).data)
