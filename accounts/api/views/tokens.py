from __future__ import annotations

from typing import Any, cast

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import IssuedToken, NewToken, TokenSerializer
from accounts.models import ApiToken, User
from accounts.operations.tokens import revoke_token
from helpdesk.api.idempotency import idempotent


def _tokens(user: Any) -> Any:
    return ApiToken.objects.filter(user=cast(User, user), revoked_at=None).order_by("pk")


class TokenList(APIView):
    @extend_schema(responses=TokenSerializer(many=True), tags=["tokens"], operation_id="tokens_list")
    def get(self, request: Request) -> Response:
        """Your tokens that still work."""
        return Response(TokenSerializer(_tokens(request.user), many=True).data)

    @extend_schema(request=NewToken, responses={201: IssuedToken}, tags=["tokens"])
    @idempotent(secret="secret")
    def post(self, request: Request) -> Response:
        """Make a token. A repeated Idempotency-Key answers without the secret, which is kept nowhere."""
        given = NewToken(data=request.data)
        given.is_valid(raise_exception=True)
        token, secret = ApiToken.issue(user=request.user, name=given.validated_data["name"])
        return Response({**TokenSerializer(token).data, "secret": secret}, status=201)


class TokenDetail(APIView):
    @extend_schema(responses={204: None}, tags=["tokens"])
    def delete(self, request: Request, pk: int) -> Response:
        """Revoke a token at once."""
        revoke_token(get_object_or_404(_tokens(request.user), pk=pk))
        return Response(status=204)
