"""A ticket with everything around its conversation, in one statement."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf
from django.utils.dateparse import parse_datetime

from accounts.models import Identity, User
from channels_inbox.models import Chat
from channels_inbox.selectors.capped import CappedCount
from channels_inbox.selectors.desk_views import FIRST, VIEWS
from channels_inbox.selectors.incidents import incidents_of_ticket
from channels_inbox.selectors.reaching import reach_columns
from helpdesk.lib.questions import Given, Question
from tickets.models import (
    Attachment,
    CustomField,
    Draft,
    Follower,
    Participant,
    Rating,
    SlaClock,
    Tag,
    Ticket,
    TicketLink,
    TicketMerge,
    Visit,
)
from tickets.models.kinds import UNFINISHED
from tickets.querysets import Sight, TicketQuerySet

OTHERS = 6
# What a link says of the ticket at its other end, read from its source and from its target.
OUT = {"related": "Related", "duplicate": "Duplicate of", "child": "Part of", "split": "Split off from"}
IN = {"related": "Related", "duplicate": "Duplicate", "child": "Part", "split": "Split off"}


def find_head(user: User, number: int) -> Any:
    """Return a ticket this person may open with what the head of its conversation draws, else None."""
    return _head(Sight.of(user)).one(number=number)


def find_page(user: User, number: int) -> Any:
    """Return a ticket this person may open with all its page draws, else None."""
    return _page(Sight.of(user)).one(number=number)


# Written once for each person: as querysets they take Django longer to write than PostgreSQL to answer.
@lru_cache(maxsize=1024)
def _head(sight: Sight) -> Question[Ticket]:
    return Question(lambda: _heads(sight.user).filter(number=Given("number")))


@lru_cache(maxsize=1024)
def _page(sight: Sight) -> Question[Ticket]:
    return Question(lambda: _pages(sight.user).filter(number=Given("number")))


def _heads(user: User) -> TicketQuerySet:
    """Return the tickets this person may open, with what the head of a conversation draws."""
    tags = Tag.objects.filter(tickets=OuterRef("pk")).order_by("name").values("name")
    edges = TicketMerge.objects.filter(undone_at=None)
    seen = Ticket.objects.visible_to(user)
    return seen.select_related("assignee", "status", "team").annotate(
        tag_names=ArraySubquery(tags),
        chat=Subquery(_chat()),
        clock_list=ArraySubquery(_clocks()),
        # Both empty when that is a ticket this person may not know of.
        follows=Subquery(seen.filter(pk=OuterRef("follow_up_of")).values("number")[:1]),
        sources=ArraySubquery(edges.filter(into=OuterRef("pk")).values("source")),
        merged_into=Subquery(
            edges.filter(source=OuterRef("pk"), into__in=seen.values("pk")).values("into__number")[:1]
        ),
    )


def _pages(user: User) -> TicketQuerySet:
    """Return the same tickets with all their page draws besides: person, draft, mail addresses, how far was read."""
    here = OuterRef("pk")
    addresses = Identity.objects.filter(customer=OuterRef("requester")).order_by("-is_primary", "pk")
    return (
        _heads(user)
        .select_related("assignee", "status", "team", "requester__organization")
        .annotate(
            addresses=ArraySubquery(
                addresses.values(json=JSONObject(kind="kind", value="value", verified="verified_at"))
            ),
            copies=ArraySubquery(Participant.objects.filter(ticket=here).values("email")),
            draft=Subquery(_draft(user)),
            asked=F("request_type__name"),
            # None set up by anybody: an empty list, and no place for them on the page.
            custom_fields=ArraySubquery(_CUSTOM.values(json=JSONObject(key="key", label="label", kind="kind"))),
            seen=Subquery(Visit.objects.filter(ticket=here, user=user).values("seen_seq")),
            links_out=_links(user, "source", "target"),
            links_in=_links(user, "target", "source"),
            follower_list=ArraySubquery(_followers(here)),
            incident_list=incidents_of_ticket(),
            rated=Subquery(_rating()),
            same_number=ArraySubquery(_same_number(user)),
            **reach_columns(),
            mine_count=CappedCount(VIEWS[FIRST].tickets(user)),
        )
    )


def _links(user: User, here: str, there: str) -> ArraySubquery:
    """Return a ticket's links in one direction, to tickets this person may know of."""
    shown = {name: f"{there}__{name}" for name in ("number", "subject", "category")}
    seen = Ticket.objects.visible_to(user).values("pk")
    links = TicketLink.objects.filter(**{here: OuterRef("pk"), f"{there}__in": seen}).order_by("pk")
    return ArraySubquery(links.values(json=JSONObject(id="pk", kind="kind", status=f"{there}__status__name", **shown)))


def links_of(ticket: Any) -> list[dict[str, Any]]:
    """Return what a ticket has to do with others, in words, its parts together at the end."""
    both = [(link, OUT[link["kind"]]) for link in ticket.links_out] + [
        (link, IN[link["kind"]]) for link in ticket.links_in
    ]
    told = [{**link, "words": words, "over": link["category"] not in UNFINISHED} for link, words in both]
    return sorted(told, key=lambda link: link["words"] == IN["child"])


def progress_of(links: list[dict[str, Any]]) -> str:
    """Say how many of a ticket's parts are done; nothing when it has none."""
    parts = [link["over"] for link in links if link["words"] == IN["child"]]
    return f"{sum(parts)} of {len(parts)} parts done" if parts else ""


def _followers(ticket: Any) -> Any:
    name = Coalesce(NullIf("user__name", Value("")), "user__email")
    return Follower.objects.filter(ticket=ticket).order_by("pk").values(json=JSONObject(id="user_id", name=name))


_CUSTOM = CustomField.objects.in_use().order_by("position", "pk")


# Kinds whose address is a telephone number, by which one person may be known twice.
NUMBERS = (Identity.Kind.PHONE, Identity.Kind.WHATSAPP)


def _same_number(user: User) -> Any:
    """Return the latest ticket, of those this person may know of, of anybody else with the requester's number."""
    # Each OuterRef is one query further out: the page's ticket is two from here, beyond the tickets looked for.
    theirs = Identity.objects.filter(customer=OuterRef(OuterRef("requester")), kind__in=NUMBERS).values("value")
    held = {"requester__identities__kind__in": NUMBERS, "requester__identities__value__in": theirs}
    found = Ticket.objects.visible_to(user).filter(**held).exclude(requester=OuterRef("requester"))
    return found.order_by("-last_message_at").values(json=JSONObject(number="number", name="requester__name"))[:1]


def _rating() -> Any:
    shown = ("scale", "score", "reason", "comment", "asked_at", "rated_at")
    asked = Rating.objects.filter(ticket=OuterRef("pk"), asked_at__isnull=False)
    return asked.values(json=JSONObject(**{field: field for field in shown}))[:1]


def _clocks() -> Any:
    """Return the newest clock of each kind."""
    shown = {
        "metric": "metric",
        "started": "started_at",
        "due": "due_at",
        "warned": "warned",
        "breached": "breached_at",
        "met": "met_at",
        "ended": "ended_at",
    }
    newest = SlaClock.objects.filter(ticket=OuterRef("pk")).order_by("metric", "-instance").distinct("metric")
    return newest.values(json=JSONObject(**shown))


def _chat() -> Any:
    """Return the newest chat of a ticket as its page shows it."""
    shown = {
        "key": "conversation__key",
        "owner": "owner",
        "seq": "seq",
        "ended": "ended_at",
        "missed": "missed_at",
        "by_mail": "by_mail_at",
        "read": "visitor_read",
        "name": "visitor__name",
        "verified": "visitor__verified_at",
        "email": "visitor__email",
        "seen": "visitor__seen_at",
        "page": "visitor__page_url",
        "title": "visitor__page_title",
        "language": "visitor__language",
        "gone_after": "visitor__widget__gone_after",
        "agent": "agent",
    }
    newest = Chat.objects.filter(conversation__ticket=OuterRef("pk")).order_by("-pk")
    return newest.values(json=JSONObject(**shown))[:1]


def _draft(user: User) -> Any:
    files = Attachment.objects.filter(drafts=OuterRef("pk"), message=None).values(
        json=JSONObject(**{field: field for field in ("token", "name", "size")})
    )
    return Draft.objects.filter(ticket=OuterRef("pk"), user=user).values(
        json=JSONObject(mode="mode", text="text", updated_at="updated_at", files=ArraySubquery(files))
    )


def draft_of(ticket: Any) -> dict[str, Any] | None:
    """Return the reader's draft as the composer shows it."""
    draft: dict[str, Any] | None = ticket.draft
    if draft is None:
        return None
    saved: datetime | None = parse_datetime(draft["updated_at"])
    return {**draft, "saved_at": saved}


def other_tickets(ticket: Ticket, user: User) -> list[dict[str, Any]]:
    """Return the requester's latest other tickets that this person may open."""
    found: Any = (
        Ticket.objects.visible_to(user)
        .filter(requester=ticket.requester_id)
        .exclude(pk=ticket.pk)
        .order_by("-last_message_at", "-id")
        .values("number", "subject", "category", "last_message_at", status_name=F("status__name"))
    )
    return [dict(row) for row in found[: OTHERS + 1]]
