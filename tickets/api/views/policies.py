from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.settings import by, sent
from helpdesk.api.idempotency import idempotent
from helpdesk.api.permissions import AgentsReadAdminsWrite, IsAdmin
from helpdesk.lib.business_hours import NeverOpens
from tickets.api.access import visible
from tickets.api.serializers import SlaPolicySerializer
from tickets.api.settings import PolicyInput, PolicyTrialInput, PolicyTrialSerializer, PolicyUpdate
from tickets.models import SlaPolicy
from tickets.operations.promising import check_policy, retire_policy, save_policy
from tickets.sla.policies import promise_of
from tickets.sla.trying import try_policy


def _in_use() -> Any:
    return SlaPolicy.objects.in_use().prefetch_related("targets")


class SlaPolicyList(APIView):
    permission_classes = [AgentsReadAdminsWrite]

    @extend_schema(responses=SlaPolicySerializer(many=True), tags=["promises"], operation_id="sla_policies_list")
    def get(self, request: Request) -> Response:
        """What is promised; a ticket gets the first policy it meets."""
        return Response(SlaPolicySerializer(_in_use(), many=True).data)

    @extend_schema(request=PolicyInput, responses={201: SlaPolicySerializer}, tags=["promises"])
    @idempotent
    def post(self, request: Request) -> Response:
        """Add a policy after the others, for administrators. Promises nobody can keep are refused."""
        values = sent(PolicyInput, request)
        targets = values.pop("targets")
        policy = save_policy(SlaPolicy(**values), targets, by=by(request))
        return Response(SlaPolicySerializer(policy).data, status=201)


class SlaPolicyTrial(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(request=PolicyTrialInput, responses=PolicyTrialSerializer, tags=["promises"])
    def post(self, request: Request) -> Response:
        """What a policy, saved or not, would have given for the tickets of the last 30 days. Changes nothing."""
        values = sent(PolicyTrialInput, request)
        targets, policy = values.pop("targets"), values.pop("policy") or SlaPolicy()
        for name, value in values.items():
            setattr(policy, name, value)
        check_policy(policy, targets)
        try:
            told = try_policy(promise_of(policy, targets), visible(request))
        except NeverOpens as never:
            raise ValidationError({"calendar": [str(never)]}) from None
        return Response(PolicyTrialSerializer(told).data)


class SlaPolicyDetail(APIView):
    permission_classes = [AgentsReadAdminsWrite]

    @extend_schema(responses=SlaPolicySerializer, tags=["promises"], operation_id="sla_policies_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """One policy. With a `disabled_reason` it promises nothing until somebody mends it."""
        return Response(SlaPolicySerializer(get_object_or_404(_in_use(), pk=pk)).data)

    @extend_schema(request=PolicyUpdate, responses=SlaPolicySerializer, tags=["promises"])
    def put(self, request: Request, pk: int) -> Response:
        """Replace a policy; clocks that run are counted anew. Send the `version` you read; 409 for an older one."""
        policy = get_object_or_404(SlaPolicy.objects.in_use(), pk=pk)
        values = sent(PolicyUpdate, request)
        targets, seen = values.pop("targets"), values.pop("version")
        for name, value in values.items():
            setattr(policy, name, value)
        save_policy(policy, targets, by=by(request), seen=seen)
        return Response(SlaPolicySerializer(policy).data)

    @extend_schema(responses={204: None}, tags=["promises"])
    def delete(self, request: Request, pk: int) -> Response:
        """Promise this to nobody any more."""
        retire_policy(get_object_or_404(SlaPolicy.objects.in_use(), pk=pk), by=by(request))
        return Response(status=204)
