"""What your programs tell of a person: a purchase, a booking. Reach-outs follow from it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError as Invalid
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.settings import by, sent
from accounts.models import Customer, Identity
from accounts.operations.consenting import last_word, note_consent
from accounts.operations.identifying import identify, normalise
from channels_inbox.models import CustomerEvent
from channels_inbox.models.customer_event import SOLVED
from channels_inbox.operations.reach_outs import KIND
from channels_inbox.reaching_out.planning import call_off, record_event
from helpdesk.api.fields import Input, Line
from helpdesk.api.idempotency import idempotent
from helpdesk.api.permissions import IsAgent
from knowledgebase.moments import require_near

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")
_MOST = 40
_LONGEST = 1000


class CustomerEventInput(Input):
    kind = Line(max_length=60, help_text="A name of yours, like booking.made.")
    email = serializers.EmailField(required=False, max_length=320)
    external_id = Line(max_length=320, required=False, help_text="An identity of kind external, instead of an address.")
    name = Line(max_length=200, required=False, allow_blank=True, help_text="Kept where we know none yet.")
    at = serializers.DateTimeField(required=False, help_text="When it happens; now, if left out.")
    properties = serializers.DictField(required=False, help_text="Words, numbers, yes or no, or lists of these.")

    def validate_kind(self, kind: str) -> str:
        if not KIND.fullmatch(kind) or kind == SOLVED:
            raise serializers.ValidationError("Name it like booking.made: small letters, digits, dots, - and _.")
        return kind

    def validate_properties(self, found: dict[str, Any]) -> dict[str, Any]:
        if len(found) > _MOST:
            raise serializers.ValidationError(f"At most {_MOST} of them.")
        for name, value in found.items():
            if not _NAME.fullmatch(name):
                raise serializers.ValidationError(f"“{name[:40]!a}” is no name: letters, digits and _, at most 40.")
            if not all(_plain(one) for one in (value if isinstance(value, list) else [value])):
                raise serializers.ValidationError(f"“{name[:40]}” holds more than words, a number, or yes or no.")
        return found

    def validate_at(self, at: datetime) -> datetime:
        try:
            require_near(at=at)
        except Invalid as error:
            raise serializers.ValidationError(error.messages) from None
        return at

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if ("email" in values) == ("external_id" in values):
            raise serializers.ValidationError("Name the person by one of email and external_id.")
        return values


class CustomerEventSerializer(serializers.ModelSerializer[CustomerEvent]):
    customer = serializers.IntegerField(source="customer_id")
    planned = serializers.SerializerMethodField(help_text="How many reach-outs follow from it.")

    class Meta:
        model = CustomerEvent
        fields = ["id", "kind", "customer", "properties", "at", "planned"]

    def get_planned(self, event: CustomerEvent) -> int:
        return event.reach_outs.count()


class ConsentInput(Input):
    given = serializers.BooleanField()
    source = Line(  # type: ignore[assignment]
        max_length=120, help_text="How you know: a box they ticked, and where."
    )


class ConsentSerializer(serializers.Serializer[Any]):
    given = serializers.BooleanField(allow_null=True, help_text="null: they have said nothing.")


class CustomerEventList(APIView):
    permission_classes = [IsAgent]

    @extend_schema(request=CustomerEventInput, responses={201: CustomerEventSerializer}, tags=["reach-outs"])
    @idempotent
    def post(self, request: Request) -> Response:
        """Tell of something that happened to a person, or will. With an Idempotency-Key it is kept once."""
        _require_trusted(request)
        said = sent(CustomerEventInput, request)
        event = record_event(
            said["kind"],
            _person(said),
            at=said.get("at") or timezone.now(),
            properties=said.get("properties", {}),
        )
        return Response(CustomerEventSerializer(event).data, status=201)


class CustomerEventDetail(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses={204: None}, tags=["reach-outs"])
    def delete(self, request: Request, pk: int) -> Response:
        """It will not come to pass: what waits for it is cancelled."""
        _require_trusted(request)
        call_off(get_object_or_404(CustomerEvent.objects.exclude(kind=SOLVED), pk=pk))
        return Response(status=204)


class CustomerConsent(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=ConsentSerializer, tags=["reach-outs"])
    def get(self, request: Request, pk: int) -> Response:
        """What a person said last of letters you write unasked."""
        return Response({"given": last_word(_customer(request, pk).pk)})

    @extend_schema(request=ConsentInput, responses=ConsentSerializer, tags=["reach-outs"])
    def put(self, request: Request, pk: int) -> Response:
        """Keep their yes or no, with how you know it."""
        _require_trusted(request)
        said = sent(ConsentInput, request)
        customer = _customer(request, pk)
        note_consent(customer, given=said["given"], source=said["source"], by=by(request))
        return Response({"given": last_word(customer.pk)})


def _require_trusted(request: Request) -> None:
    """Refuse who may not look people up: they would learn who is known, and could have anybody written to."""
    user = by(request)
    if not (user.can_answer and user.sees_all):
        raise PermissionDenied("Only agents who see all tickets may tell of customers.")


def _customer(request: Request, pk: int) -> Customer:
    return get_object_or_404(Customer.objects.visible_to(by(request)), pk=pk)


def _person(said: dict[str, Any]) -> Customer:
    if "email" in said:
        return identify(kind=Identity.Kind.EMAIL, value=said["email"], name=said.get("name", ""))
    value = normalise(Identity.Kind.EXTERNAL, said["external_id"])
    known = Customer.objects.filter(identities__kind=Identity.Kind.EXTERNAL, identities__value=value).first()
    if known is None:
        raise ValidationError({"external_id": ["Nobody is known by it."]})
    return known


def _plain(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= _LONGEST and not any(c == "\x00" or "\ud800" <= c <= "\udfff" for c in value)
    return isinstance(value, bool | int | float) or value is None
