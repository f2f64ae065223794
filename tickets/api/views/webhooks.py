"""Webhooks and what they were told: for administrators."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.api.idempotency import idempotent
from helpdesk.api.pagination import KeysetPagination
from helpdesk.api.permissions import IsAdmin
from tickets.api.access import person
from tickets.api.ruling import (
    NewWebhookSerializer,
    WebhookChange,
    WebhookDeliverySerializer,
    WebhookInput,
    WebhookSerializer,
    told_by_field,
)
from tickets.models import Webhook, WebhookDelivery
from tickets.operations.webhooks import delete_webhook, renew_secret, save_webhook, send_again


def _read(shape: type[WebhookInput], request: Request) -> dict[str, Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


class WebhookList(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=WebhookSerializer(many=True), tags=["webhooks"], operation_id="webhooks_list")
    def get(self, request: Request) -> Response:
        """The programs rules may tell things."""
        return Response(WebhookSerializer(Webhook.objects.all(), many=True).data)

    @extend_schema(request=WebhookInput, responses={201: NewWebhookSerializer}, tags=["webhooks"])
    @idempotent(secret="secret")
    def post(self, request: Request) -> Response:
        """Add a webhook. Its secret is in this answer and nowhere else."""
        webhook = Webhook(**_read(WebhookInput, request))
        with told_by_field():
            secret = save_webhook(webhook, by=person(request))
        told = NewWebhookSerializer(webhook, context={"secret": secret}).data
        return Response(told, status=status.HTTP_201_CREATED)


class WebhookDetail(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=WebhookSerializer, tags=["webhooks"], operation_id="webhooks_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """One webhook."""
        return Response(WebhookSerializer(get_object_or_404(Webhook, pk=pk)).data)

    @extend_schema(request=WebhookChange, responses=WebhookSerializer, tags=["webhooks"])
    def put(self, request: Request, pk: int) -> Response:
        """Replace a webhook. Send the `version` you read; 409 when somebody saved a newer one."""
        webhook = get_object_or_404(Webhook, pk=pk)
        values = _read(WebhookChange, request)
        seen = values.pop("version")
        for name, value in values.items():
            setattr(webhook, name, value)
        with told_by_field():
            save_webhook(webhook, by=person(request), seen=seen)
        return Response(WebhookSerializer(webhook).data)

    @extend_schema(responses={204: None}, tags=["webhooks"])
    def delete(self, request: Request, pk: int) -> Response:
        """Remove a webhook with its deliveries."""
        delete_webhook(get_object_or_404(Webhook, pk=pk), by=person(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class WebhookSecret(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(request=None, responses=NewWebhookSerializer, tags=["webhooks"])
    @idempotent(secret="secret")
    def post(self, request: Request, pk: int) -> Response:
        """Give a webhook another secret; the old one signs nothing from now on."""
        webhook = get_object_or_404(Webhook, pk=pk)
        secret = renew_secret(webhook, by=person(request))
        return Response(NewWebhookSerializer(webhook, context={"secret": secret}).data)


class WebhookDeliveryList(GenericAPIView[WebhookDelivery]):
    permission_classes = [IsAdmin]
    serializer_class = WebhookDeliverySerializer
    queryset = WebhookDelivery.objects.none()

    @extend_schema(tags=["webhooks"], operation_id="webhook_deliveries_list")
    def get(self, request: Request, pk: int) -> Response:
        """What a webhook was told, newest first, and how it answered."""
        webhook = get_object_or_404(Webhook, pk=pk)
        pages = KeysetPagination(["-id"])
        rows = pages.paginate_queryset(webhook.deliveries.select_related("ticket"), request)
        return pages.get_paginated_response(WebhookDeliverySerializer(rows, many=True).data)


class WebhookDeliveryRetry(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(request=None, responses={202: None}, tags=["webhooks"])
    def post(self, request: Request, pk: int, delivery: int) -> Response:
        """Tell a failed delivery once more."""
        send_again(get_object_or_404(WebhookDelivery, webhook=pk, pk=delivery))
        return Response(status=status.HTTP_202_ACCEPTED)
