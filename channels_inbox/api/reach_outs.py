"""Reach-outs: for administrators. Writes go through the form of the settings page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.settings import by, sent
from accounts.models import Organization
from channels_inbox.forms.reach_out import ReachOutForm, written
from channels_inbox.models import Channel, ReachOut, ReachOutDelivery
from channels_inbox.operations.reach_outs import save_reach_out, start_reach_out, stop_reach_out
from channels_inbox.selectors.reach_outs import Counts, counted, with_answers
from helpdesk.api.fields import Input, Line, Words
from helpdesk.api.idempotency import idempotent
from helpdesk.api.pagination import KeysetPagination
from helpdesk.api.permissions import IsAdmin

_CLOCK = "%H:%M"


class TextInput(Input):
    subject = Line(max_length=150)
    body = Words(max_length=5000)


class ReachOutInput(Input):
    name = Line(max_length=80)
    happening = Line(max_length=60, required=False)
    delay_seconds = serializers.IntegerField(required=False, help_text="Below zero it comes before the event.")
    way = serializers.ChoiceField(choices=ReachOut.Way.choices, required=False)
    purpose = serializers.ChoiceField(choices=ReachOut.Purpose.choices, required=False)
    channel = serializers.PrimaryKeyRelatedField(
        queryset=Channel.objects.filter(kind="email", retired_at=None), required=False, allow_null=True
    )
    texts = serializers.DictField(child=TextInput(), required=False, help_text="By language: subject and body.")
    organizations = serializers.PrimaryKeyRelatedField(many=True, queryset=Organization.objects.all(), required=False)
    languages = serializers.ListField(child=Line(max_length=10), required=False)
    conditions = serializers.ListField(
        child=serializers.ListField(child=Line(max_length=200), min_length=3, max_length=3),
        required=False,
        help_text="Each as [name, one of = != < >, value].",
    )
    quiet_from = serializers.TimeField(required=False, format=_CLOCK)
    quiet_until = serializers.TimeField(required=False, format=_CLOCK)
    rest_days = serializers.IntegerField(required=False)

    def validate_texts(self, texts: dict[str, Any]) -> dict[str, Any]:
        if strange := sorted(set(texts) - set(settings.KNOWLEDGE_LOCALES)):
            known = ", ".join(settings.KNOWLEDGE_LOCALES)
            raise serializers.ValidationError(f"The help centre is not written in “{strange[0]}”. There are: {known}.")
        return texts


class ReachOutChange(ReachOutInput):
    name = Line(max_length=80, required=False)
    version = serializers.IntegerField(min_value=1)


class CountsSerializer(serializers.Serializer[Any]):
    waiting = serializers.IntegerField()
    sent = serializers.IntegerField()
    answered = serializers.IntegerField()
    unsubscribed = serializers.IntegerField()
    held = serializers.IntegerField()
    failed = serializers.IntegerField()


class ReachOutSerializer(serializers.ModelSerializer[ReachOut]):
    texts = serializers.DictField(child=TextInput())
    conditions = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))
    quiet_from = serializers.TimeField(format=_CLOCK)
    quiet_until = serializers.TimeField(format=_CLOCK)
    counts = CountsSerializer(read_only=True)

    class Meta:
        model = ReachOut
        fields = ["id", *ReachOutInput().fields, "started_at", "version", "counts"]


class ReachOutDeliverySerializer(serializers.ModelSerializer[ReachOutDelivery]):
    customer = serializers.IntegerField(source="customer_id")
    event = serializers.IntegerField(source="event_id")
    answered = serializers.BooleanField()

    class Meta:
        model = ReachOutDelivery
        fields = [
            *("id", "state", "trouble", "customer", "event", "address", "subject", "due_at", "sent_at"),
            *("answered", "unsubscribed_at", "created_at"),
        ]


class ReachOutList(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=ReachOutSerializer(many=True), tags=["reach-outs"], operation_id="reach_outs_list")
    def get(self, request: Request) -> Response:
        """What people hear some time after something happened, with what became of it."""
        rows = ReachOut.objects.prefetch_related("organizations")[:500]
        return Response(ReachOutSerializer(_with_counts(counted(rows)), many=True).data)

    @extend_schema(request=ReachOutInput, responses={201: ReachOutSerializer}, tags=["reach-outs"])
    @idempotent
    def post(self, request: Request) -> Response:
        """Write one. Nobody gets it until it is started."""
        made = _saved(ReachOut(), sent(ReachOutInput, request), request)
        return Response(ReachOutSerializer(_find(made.pk)).data, status=201)


class ReachOutDetail(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=ReachOutSerializer, tags=["reach-outs"], operation_id="reach_outs_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """One of them."""
        return Response(ReachOutSerializer(_find(pk)).data)

    @extend_schema(request=ReachOutChange, responses=ReachOutSerializer, tags=["reach-outs"])
    def put(self, request: Request, pk: int) -> Response:
        """Change one; what is left out stays. Send the `version` you read; 409 for an older one."""
        _saved(_find(pk), sent(ReachOutChange, request), request)
        return Response(ReachOutSerializer(_find(pk)).data)


class ReachOutRunning(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(request=None, responses=ReachOutSerializer, tags=["reach-outs"])
    def put(self, request: Request, pk: int) -> Response:
        """Let it follow what happens from now on."""
        start_reach_out(_find(pk), by=by(request))
        return Response(ReachOutSerializer(_find(pk)).data)

    @extend_schema(request=None, responses=ReachOutSerializer, tags=["reach-outs"])
    def delete(self, request: Request, pk: int) -> Response:
        """Stop it; what waits is cancelled."""
        stop_reach_out(_find(pk), by=by(request))
        return Response(ReachOutSerializer(_find(pk)).data)


class ReachOutDeliveryList(GenericAPIView[ReachOutDelivery]):
    permission_classes = [IsAdmin]
    pagination_class = KeysetPagination
    queryset = ReachOutDelivery.objects.none()

    @extend_schema(responses=ReachOutDeliverySerializer(many=True), tags=["reach-outs"])
    def get(self, request: Request, pk: int) -> Response:
        """The log of one: each person it was planned for, the latest first."""
        rows = with_answers(get_object_or_404(ReachOut, pk=pk).deliveries.all())
        pages = KeysetPagination(("-id",))
        found = pages.paginate_queryset(rows, request, self)
        return pages.get_paginated_response(ReachOutDeliverySerializer(found, many=True).data)


def _find(pk: int) -> ReachOut:
    one = get_object_or_404(ReachOut.objects.prefetch_related("organizations"), pk=pk)
    return _with_counts(counted([one]))[0]


def _with_counts(found: list[tuple[ReachOut, Counts]]) -> list[ReachOut]:
    for one, counts in found:
        one.counts = counts  # type: ignore[attr-defined]
    return [one for one, _ in found]


def _saved(reach_out: ReachOut, values: dict[str, Any], request: Request) -> ReachOut:
    """Store what was sent on top of what is there."""
    form = _form_of(reach_out, values)
    if not form.is_valid():
        raise ValidationError(
            {name: [str(e["message"]) for e in told] for name, told in form.errors.get_json_data().items()}
        )
    return save_reach_out(form.apply(reach_out), form.cleaned_data["organizations"], by=by(request), seen=form.seen)


def _form_of(reach_out: ReachOut, values: dict[str, Any]) -> ReachOutForm:
    chosen = written(reach_out)
    for name, value in values.items():
        if name == "delay_seconds":
            chosen["delay"], chosen["before"] = f"{abs(value)} s", "before" if value < 0 else ""
        elif name == "texts":
            chosen = {key: said for key, said in chosen.items() if not key.startswith(("subject_", "body_"))}
            chosen |= {f"{part}_{locale}": text[part] for locale, text in value.items() for part in text}
        elif name == "conditions":
            chosen[name] = "\n".join(" ".join(one) for one in value)
        elif name == "languages":
            chosen[name] = " ".join(value)
        elif name in {"quiet_from", "quiet_until"}:
            chosen[name] = f"{value:{_CLOCK}}"
        else:
            chosen[name] = value
    data = QueryDict(mutable=True)
    for name, value in chosen.items():
        if name == "organizations":
            data.setlist(name, [str(one.pk) for one in value])
        elif value is not None:
            data[name] = str(value.pk if isinstance(value, Channel) else value)
    return ReachOutForm(data)
