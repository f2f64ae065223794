"""Read what a batch of letters says, with the same few statements however many there are."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Prefetch

from knowledgebase.models import IncidentComponent, SubscriberDelivery, Visibility


def load_rows(pks: Sequence[int]) -> list[SubscriberDelivery]:
    """Return these deliveries with their update, its incident and the parts everybody may see, in their order."""
    rows = SubscriberDelivery.objects.select_related("subscriber", "update__incident").filter(pk__in=pks)
    touched = IncidentComponent.objects.filter(component__visibility=Visibility.PUBLIC).select_related("component")
    parts = Prefetch("update__incident__touched", touched, to_attr="public_parts")
    return list(rows.prefetch_related(parts).order_by("pk"))
