from __future__ import annotations

from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import MeSerializer
from accounts.models import User


class Me(APIView):
    @extend_schema(responses=MeSerializer, tags=["people"])
    def get(self, request: Request) -> Response:
        """Who this token belongs to."""
        return Response(MeSerializer(cast(User, request.user)).data)
