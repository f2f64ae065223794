"""Monitors, and who subscribes to the status page: for administrators."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.settings import by, sent
from channels_inbox.api.monitor_shapes import (
    MonitorChange,
    MonitorCheckSerializer,
    MonitorSerializer,
    NewMonitor,
    NewMonitorSerializer,
    NewSubscriber,
    SubscriberSerializer,
    form_of,
)
from channels_inbox.forms.monitor import MonitorForm
from helpdesk.api.idempotency import idempotent
from helpdesk.api.pagination import KeysetPagination
from helpdesk.api.permissions import IsAdmin
from knowledgebase.models import Monitor, MonitorCheck, Subscriber
from knowledgebase.operations.monitors import delete_monitor, pause_monitor, resume_monitor, save_monitor
from knowledgebase.operations.subscribing import add_subscriber, remove_subscriber
from tickets.api.ruling import told_by_field


class MonitorList(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=MonitorSerializer(many=True), tags=["monitors"], operation_id="monitors_list")
    def get(self, request: Request) -> Response:
        """What is watched, and how it does."""
        return Response(MonitorSerializer(Monitor.objects.all(), many=True).data)

    @extend_schema(request=NewMonitor, responses={201: NewMonitorSerializer}, tags=["monitors"])
    @idempotent(secret="secret")
    def post(self, request: Request) -> Response:
        """Watch something. The secret of an Alertmanager monitor is in this answer and nowhere else."""
        values = sent(NewMonitor, request)
        monitor = Monitor(kind=values.pop("kind"))
        form = _valid(form_of(monitor, values))
        with told_by_field():
            secret = save_monitor(form.apply(monitor), by=by(request))
        told = NewMonitorSerializer(monitor, context={"secret": secret}).data
        return Response(told, status=status.HTTP_201_CREATED)


class MonitorDetail(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=MonitorSerializer, tags=["monitors"], operation_id="monitors_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """One monitor."""
        return Response(MonitorSerializer(get_object_or_404(Monitor, pk=pk)).data)

    @extend_schema(request=MonitorChange, responses=MonitorSerializer, tags=["monitors"])
    def put(self, request: Request, pk: int) -> Response:
        """Replace a monitor. Send the `version` you read; 409 when somebody saved a newer one."""
        monitor = get_object_or_404(Monitor, pk=pk)
        form = _valid(form_of(monitor, sent(MonitorChange, request)))
        with told_by_field():
            save_monitor(form.apply(monitor), by=by(request), seen=form.seen)
        return Response(MonitorSerializer(monitor).data)

    @extend_schema(responses={204: None}, tags=["monitors"])
    def delete(self, request: Request, pk: int) -> Response:
        """Watch it no more."""
        delete_monitor(get_object_or_404(Monitor, pk=pk), by=by(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class MonitorPause(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(request=None, responses={204: None}, tags=["monitors"])
    def post(self, request: Request, pk: int) -> Response:
        """Stop watching for now; it says nothing of its component until it goes on."""
        pause_monitor(get_object_or_404(Monitor, pk=pk), by=by(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={204: None}, tags=["monitors"])
    def delete(self, request: Request, pk: int) -> Response:
        """Go on watching."""
        resume_monitor(get_object_or_404(Monitor, pk=pk), by=by(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class MonitorCheckList(GenericAPIView[MonitorCheck]):
    permission_classes = [IsAdmin]
    serializer_class = MonitorCheckSerializer
    queryset = MonitorCheck.objects.none()

    @extend_schema(tags=["monitors"], operation_id="monitor_checks_list")
    def get(self, request: Request, pk: int) -> Response:
        """What single checks of the last days found, newest first."""
        monitor = get_object_or_404(Monitor, pk=pk)
        pages = KeysetPagination(["-at", "-id"])
        rows = pages.paginate_queryset(MonitorCheck.objects.filter(monitor=monitor), request)
        return pages.get_paginated_response(MonitorCheckSerializer(rows, many=True).data)


class SubscriberList(GenericAPIView[Subscriber]):
    permission_classes = [IsAdmin]
    serializer_class = SubscriberSerializer
    queryset = Subscriber.objects.none()

    @extend_schema(tags=["subscribers"], operation_id="subscribers_list")
    def get(self, request: Request) -> Response:
        """Who hears of incidents, newest first; `confirmed_at` is empty until they confirmed."""
        pages = KeysetPagination(["-id"])
        rows = pages.paginate_queryset(Subscriber.objects.prefetch_related("components"), request)
        return pages.get_paginated_response(SubscriberSerializer(rows, many=True).data)

    @extend_schema(request=NewSubscriber, responses={201: SubscriberSerializer}, tags=["subscribers"])
    @idempotent()
    def post(self, request: Request) -> Response:
        """Ask somebody by mail whether they want to hear of incidents."""
        values = sent(NewSubscriber, request)
        with told_by_field():
            subscriber = add_subscriber(
                values["email"], url=values["url"], components=values["components"] or None, by=by(request)
            )
        return Response(SubscriberSerializer(subscriber).data, status=status.HTTP_201_CREATED)


class SubscriberDetail(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses={204: None}, tags=["subscribers"])
    def delete(self, request: Request, pk: int) -> Response:
        """Tell them nothing more, and forget the address."""
        remove_subscriber(get_object_or_404(Subscriber, pk=pk), by=by(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _valid(form: MonitorForm) -> MonitorForm:
    if not form.is_valid():
        wrong = form.errors.get_json_data()
        raise ValidationError({name: [str(e["message"]) for e in told] for name, told in wrong.items()})
    return form
