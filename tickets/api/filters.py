"""Which tickets a list shows, asked in the address."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.models import User
from helpdesk.api.fields import Line, Query
from helpdesk.lib.search.grammar import LONGEST
from tickets.api.serializers import PRIORITIES
from tickets.models import SavedView, Status, Tag, Ticket
from tickets.models.kinds import Category, ChannelKind, Priority
from tickets.querysets import TicketQuerySet
from tickets.saved_views import broken, tickets_of
from tickets.search import find

BIGGEST_ID = 2**63 - 1


class CategoriesField(serializers.CharField):
    """One category or several with commas between."""

    def to_internal_value(self, data: Any) -> Any:
        wanted = super().to_internal_value(data).split(",")
        if unknown := [name for name in wanted if name not in Category.values]:
            raise ValidationError(f"{unknown[0]!r} is not a category. There are: {', '.join(Category.values)}.")
        return wanted


class WhoField(serializers.CharField):
    """An id, `me` or `none`."""

    def to_internal_value(self, data: Any) -> Any:
        who = super().to_internal_value(data)
        if who in {"me", "none"}:
            return str(who)
        if who.isascii() and who.isdigit() and len(who) < 19:
            return int(who)
        raise ValidationError("Give an id, “me” or “none”.")


class RequestQuery(Query):
    """What a customer may ask."""

    updated_after = serializers.DateTimeField(
        required=False, help_text="Only tickets changed later, oldest change first: what a copy of the desk asks."
    )
    cursor = serializers.CharField(required=False)
    page_size = serializers.CharField(required=False)


class TicketQuery(RequestQuery):
    category = CategoriesField(required=False, help_text="new, open, waiting_customer, …; several with commas.")
    status = Line(required=False, max_length=60, help_text="Slug of a status.")
    team = Line(required=False, max_length=80, help_text="Slug of a team, or `none`.")
    assignee = WhoField(required=False, help_text="Id of an agent, `me` or `none`.")
    requester = serializers.IntegerField(required=False, min_value=1, max_value=BIGGEST_ID)
    tag = Line(required=False, max_length=60)
    channel = serializers.ChoiceField(choices=ChannelKind.choices, required=False)
    priority = serializers.ChoiceField(choices=PRIORITIES, required=False)
    view = serializers.IntegerField(required=False, min_value=1, max_value=BIGGEST_ID, help_text="Id of a saved view.")
    q = Line(
        required=False, max_length=LONGEST, help_text="Words and operators, as in the desk's search (docs/search.md)."
    )


def narrow(tickets: TicketQuerySet, asked: dict[str, Any], *, by: User) -> TicketQuerySet:
    """Return the tickets that fit everything asked."""
    plain = {
        "category": "category__in",
        "requester": "requester",
        "channel": "channel",
        "updated_after": "updated_at__gt",
    }
    tickets = tickets.filter(**{field: asked[name] for name, field in plain.items() if name in asked})
    if "team" in asked:
        tickets = tickets.filter(team=None) if asked["team"] == "none" else tickets.filter(team__slug=asked["team"])
    if "assignee" in asked:
        who = {"me": by.pk, "none": None}.get(asked["assignee"], asked["assignee"])
        tickets = tickets.filter(assignee=who)
    # Looked up first, not joined: the planner then knows how rare a status or tag is.
    if "status" in asked:
        status = Status.objects.filter(slug=asked["status"]).first()
        tickets = tickets.filter(status=status, category=status.category) if status else tickets.none()
    if "tag" in asked:
        tag = Tag.objects.filter(name__iexact=asked["tag"]).first()
        tickets = (
            tickets.filter(pk__in=Ticket.tags.through.objects.filter(tag=tag).values("ticket"))
            if tag
            else tickets.none()
        )
    if "priority" in asked:
        tickets = tickets.filter(priority=Priority[asked["priority"].upper()])
    if "view" in asked:
        view = SavedView.objects.visible_to(by).filter(pk=asked["view"]).first()
        if view is None:
            raise ValidationError({"view": ["You have no such view."]})
        if why := broken(view.conditions):
            raise ValidationError({"view": [f"This view is broken: {why}"]})
        tickets &= tickets_of(view.conditions, finished=view.finished, user=by)
    if "q" in asked:
        tickets = find(tickets, asked["q"], by=by).tickets
    return tickets
