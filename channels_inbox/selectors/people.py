"""Names of customers inside other statements, so that a page never asks person by person."""

from __future__ import annotations

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from accounts.models import Identity


def customer_name(path: str) -> Coalesce:
    """Return what `Customer.display_name` says, as an expression; `path` leads to the customer."""
    first = Identity.objects.filter(customer=OuterRef(f"{path}_id")).order_by("pk").values("value")[:1]
    return Coalesce(NullIf(f"{path}__name", Value("")), Subquery(first), Value("Someone"), output_field=CharField())
