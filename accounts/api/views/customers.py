from __future__ import annotations

from typing import cast

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import CustomerQuery, CustomerSerializer, NewCustomer
from accounts.models import Customer, Identity, User
from accounts.operations.identifying import normalise
from accounts.operations.registering import register_customer
from helpdesk.api.idempotency import idempotent
from helpdesk.api.pagination import KeysetPagination


def _visible(request: Request) -> QuerySet[Customer]:
    rows = Customer.objects.visible_to(cast(User, request.user))
    return rows.select_related("organization").prefetch_related("identities")


class CustomerList(GenericAPIView[Customer]):
    serializer_class = CustomerSerializer
    pagination_class = KeysetPagination
    queryset = Customer.objects.none()

    @extend_schema(parameters=[CustomerQuery], responses=CustomerSerializer(many=True), tags=["people"])
    def get(self, request: Request) -> Response:
        """Customers, newest first. Customers themselves see only their own row."""
        query = CustomerQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        rows = _visible(request)
        if "email" in query.validated_data:
            rows = rows.filter(
                identities__kind=Identity.Kind.EMAIL,
                identities__value=normalise(Identity.Kind.EMAIL, query.validated_data["email"]),
            )
        if "search" in query.validated_data:
            rows = rows.filter(_like(query.validated_data["search"]))
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(request=NewCustomer, responses={201: CustomerSerializer}, tags=["people"])
    @idempotent
    def post(self, request: Request) -> Response:
        """Add a customer. An address somebody holds already is refused with 409.

        For those who may look customers up: others would learn from the refusal who writes to us.
        """
        user = cast(User, request.user)
        if not (user.can_answer and user.sees_all):
            raise PermissionDenied("Only agents who see all tickets may add customers. A new ticket adds its own.")
        given = NewCustomer(data=request.data)
        given.is_valid(raise_exception=True)
        customer = register_customer(**given.validated_data)
        shown = self.get_serializer(Customer.objects.prefetch_related("identities").get(pk=customer.pk))
        return Response(shown.data, status=201)


class CustomerDetail(GenericAPIView[Customer]):
    serializer_class = CustomerSerializer
    queryset = Customer.objects.none()

    @extend_schema(tags=["people"])
    def get(self, request: Request, pk: int) -> Response:
        """One customer."""
        return Response(self.get_serializer(get_object_or_404(_visible(request), pk=pk)).data)


def _like(words: str) -> Q:
    if len(words) < 3:
        raise ValidationError({"search": ["Search for three letters at least."]})
    holders = Identity.objects.filter(value__icontains=words).values("customer")
    return Q(name__icontains=words) | Q(pk__in=holders)
