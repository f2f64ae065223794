"""A ticket with everything around its conversation, in one statement."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject
from django.utils.dateparse import parse_datetime

from accounts.models import Identity, User
from channels_inbox.models import Channel, Conversation
from channels_inbox.selectors.capped import CappedCount
from channels_inbox.selectors.desk_views import FIRST, VIEWS
from channels_inbox.selectors.people import customer_name
from tickets.models import Attachment, Draft, Participant, Tag, Ticket, Visit
from tickets.querysets import TicketQuerySet

OTHERS = 6


def tickets_of_desk(user: User) -> TicketQuerySet:
    """Return the tickets this person may open, each with its people, tags, draft and mail addresses."""
    here = OuterRef("pk")
    mail = Conversation.objects.filter(ticket=here, channel__kind="email").exclude(address="").order_by("-pk")
    mailboxes = Channel.objects.filter(kind="email", paused_at=None)
    files = Attachment.objects.filter(drafts=OuterRef("pk"), message=None).values(
        json=JSONObject(**{field: field for field in ("token", "name", "size")})
    )
    draft = Draft.objects.filter(ticket=here, user=user).values(
        json=JSONObject(mode="mode", text="text", updated_at="updated_at", files=ArraySubquery(files))
    )
    addresses = Identity.objects.filter(customer=OuterRef("requester")).order_by("-is_primary", "pk")
    return (
        Ticket.objects.visible_to(user)
        .select_related("requester__organization", "assignee", "status", "team", "follow_up_of")
        .annotate(
            who=customer_name("requester"),
            tag_names=ArraySubquery(Tag.objects.filter(tickets=here).order_by("name").values("name")),
            addresses=ArraySubquery(
                addresses.values(json=JSONObject(kind="kind", value="value", verified="verified_at"))
            ),
            copies=ArraySubquery(Participant.objects.filter(ticket=here).values("email")),
            mailbox=Coalesce(
                Subquery(mail.values("channel__address")[:1]),
                Subquery(mailboxes.filter(team=OuterRef("team")).values("address")[:1]),
                Subquery(mailboxes.order_by("pk").values("address")[:1]),
                Value(""),
                output_field=CharField(),
            ),
            answered_at=Coalesce(
                Subquery(mail.values("address")[:1]),
                Subquery(addresses.filter(kind="email").values("value")[:1]),
                Value(""),
                output_field=CharField(),
            ),
            draft=Subquery(draft),
            seen=Subquery(Visit.objects.filter(ticket=here, user=user).values("seen_seq")),
            mine_count=CappedCount(VIEWS[FIRST].tickets(user)),
        )
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
