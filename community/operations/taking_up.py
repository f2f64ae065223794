"""Look at a topic in private: a ticket with a copy of it, and what came of it told in public."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from community.errors import NotAllowed, NotNow
from community.events import record
from community.models import Post, Topic, TopicTicket
from community.operations.customers import customer_of
from community.operations.locking import lock_home, lock_topic
from community.operations.posting import add_post
from community.permissions import Power, require
from community.standing import Standing
from helpdesk.lib.html import html_to_text
from tickets.models import Ticket
from tickets.models.kinds import UNFINISHED, ChannelKind
from tickets.operations.assigning import assign_ticket
from tickets.operations.messages import Content, NewFile
from tickets.operations.opening import open_ticket

SAID = "We have taken this up and look at it with {name} in private. What helps everybody we post here."


@transaction.atomic
def take_up(topic: Topic, *, by: User, note: str = "") -> TopicTicket:
    """Open a ticket for who began the topic, with a copy of what they wrote; say so in public unless `note` is empty.

    What others wrote stays in the topic: they have not asked us. Raises NotAllowed, NotNow.
    """
    require(Standing.of(by), Power.TAKE_UP)
    topic = lock_topic(topic)
    author = topic.author
    if author is None or author.is_agent:
        raise NotNow("There is no customer to talk to: a colleague began it, or they left.")
    first = topic.posts.get(number=1)
    if topic.removed_at is not None:
        raise NotNow("This topic is taken away.")
    unfinished = TopicTicket.objects.filter(topic=topic, ticket__category__in=UNFINISHED).select_related("ticket")
    taken = unfinished.first()
    if taken is not None and not taken.entered:
        raise NotNow("It is taken up already.")
    if taken is not None and not Ticket.objects.visible_to(by).filter(pk=taken.ticket_id).exists():
        raise NotNow("It came into the inbox of colleagues already.")
    if taken is None:
        taken = _open(topic, author, first, by)
    else:
        # It came into the inbox by itself; from now on it is somebody's.
        taken.entered, taken.by = False, by
        taken.save(update_fields=["entered", "by"])
    if taken.ticket.assignee_id is None:
        assign_ticket(taken.ticket, to=by, by=by)
    record("taken_up", by=by, topic=topic, ticket=taken.ticket.number)
    if note.strip():
        add_post(topic, by=by, body=note)
    return taken


def _open(topic: Topic, author: User, first: Post, by: User) -> TopicTicket:
    address = f"{settings.SITE_URL}{topic.get_absolute_url()}"
    event = open_ticket(
        by=customer_of(author),
        requester=customer_of(author),
        subject=topic.title,
        content=Content(text=f"{html_to_text(first.html)}\n\nAsked in the community: {address}", files=_files(first)),
        channel=ChannelKind.COMMUNITY,
        verified=True,
    )
    return TopicTicket.objects.create(topic=topic, ticket=event.ticket, by=by, created_at=timezone.now())


@transaction.atomic
def tell_result(taken: TopicTicket, *, by: User, body: str) -> Post:
    """Post what came of a ticket in its topic, in words somebody has read through. Raises NotAllowed, NotNow."""
    require(Standing.of(by), Power.TAKE_UP)
    lock_home(taken.topic)  # before the row, like everybody who writes both
    taken = TopicTicket.objects.select_for_update(of=("self",)).select_related("topic", "ticket").get(pk=taken.pk)
    if taken.result_id is not None:
        raise NotNow("The result is posted already. Change that post instead.")
    if not Ticket.objects.visible_to(by).filter(pk=taken.ticket_id).exists():
        raise NotAllowed
    post = add_post(taken.topic, by=by, body=body)
    taken.result = post
    taken.save(update_fields=["result"])
    record("result_told", by=by, post=post, ticket=taken.ticket.number)
    return post


def _files(post: Post) -> list[NewFile]:
    """Return copies of what a post shows; what is not on the disk any more is left out."""
    copies = []
    for file in post.files.all():
        try:
            with file.file.open("rb") as stored:
                copies.append(NewFile(file.name, file.content_type, stored.read()))
        except FileNotFoundError:
            continue
    return copies
