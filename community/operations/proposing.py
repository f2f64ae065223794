"""Tell the community what was solved in a ticket: with its customer's consent, or so that nobody knows whose it was."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification, User
from accounts.operations.notifying import Notice, notify_all
from community.errors import Incomplete, NotAllowed, NotNow
from community.events import record
from community.models import Forum, Topic, TopicProposal
from community.operations.answering import accept_answer
from community.operations.following import note_reading
from community.operations.posting import add_post, start_topic
from community.operations.writing import tidy_tags, tidy_title
from community.permissions import Power, may_start, require
from community.redacting import still_personal
from community.rendering import MOST
from community.standing import Standing
from tickets.models import Ticket
from tickets.models.kinds import ChannelKind
from tickets.operations.replying import post_reply
from tickets.selectors import locked

State = TopicProposal.State
ASKED = (
    "may we share your question in our community, so that others find the answer too? Your name, your addresses, your"
    " numbers and your files are left out. This is what everybody would read, and there you can say yes or no:\n\n"
)


@transaction.atomic
def propose_topic(
    ticket: Ticket,
    *,
    by: User,
    forum: Forum,
    title: str,
    question: str,
    answer: str = "",
    tags: str | Sequence[str] = "",
    ask: bool,
    read: bool = False,
) -> TopicProposal:
    """Propose a topic with what was asked and answered in a ticket. `ask` writes to the customer, and they decide;
    else it is published at once, as a text nobody recognises. `read` says that its writer read through what a program
    takes for names and numbers. Raises NotAllowed, NotNow, Incomplete.
    """
    standing = Standing.of(by)
    require(standing, Power.TAKE_UP)
    ticket = locked(ticket)
    if not Ticket.objects.visible_to(by).filter(pk=ticket.pk).exists():
        raise NotAllowed
    if forum.kind != Forum.Kind.QUESTION or not may_start(standing, forum):
        raise NotAllowed("Choose a place for questions.")
    if TopicProposal.objects.filter(ticket=ticket).exclude(state__in=[State.DECLINED, State.WITHDRAWN]).exists():
        raise NotNow("It is proposed already.")
    proposal = TopicProposal(
        ticket=ticket,
        forum=forum,
        title=tidy_title(title),
        tags=tidy_tags(tags if isinstance(tags, str) else list(tags)),
        question=_tidy(question),
        answer=_tidy(answer),
        state=State.ASKED if ask else State.ANONYMOUS,
        by=by,
        created_at=timezone.now(),
    )
    if not proposal.question:
        raise Incomplete("question", "Write what was asked, in words everybody may read.")
    found = still_personal(ticket, proposal.title, proposal.question, proposal.answer)
    if found and not read:
        raise Incomplete("read", f"This still names or numbers somebody, as far as we can tell: {'; '.join(found[:5])}")
    if ask:
        if ticket.requester.email == "":
            raise NotNow("We know no mail address to ask at. Write it so that nobody can tell whose it was.")
        if ticket.participants.exists():
            # They get the letter, too, and could say yes in the customer's place.
            raise NotNow("Others get copies of these letters. Write it so that nobody can tell whose it was.")
        proposal.save()
        post_reply(ticket, by=by, text=_letter(proposal), channel=ChannelKind.EMAIL)
    else:
        proposal.save()
        _publish(proposal, by=by)
    return proposal


@transaction.atomic
def answer_proposal(proposal: TopicProposal, *, agrees: bool) -> TopicProposal:
    """Take the customer's yes or no; a yes publishes what they read. Raises NotNow."""
    proposal = _locked(proposal)
    if proposal.state != State.ASKED:
        raise NotNow("This is answered already.")
    proposal.state = State.AGREED if agrees else State.DECLINED
    proposal.answered_at = timezone.now()
    proposal.save(update_fields=["state", "answered_at"])
    if agrees:
        if proposal.by is None or not may_start(Standing.of(proposal.by), proposal.forum):
            raise NotNow("Who proposed this has left. Nothing is published.")
        topic = _publish(proposal, by=proposal.by)
        if proposal.ticket.requester.user is not None:
            # They find it in their list; letters they have not asked for.
            person = proposal.ticket.requester.user
            note_reading(topic, person, number=topic.last_number, follow=True, quiet=True)
    if proposal.by is not None:
        said = "agreed: it is in the community now" if agrees else "does not want it shared"
        notify_all(
            [
                Notice(
                    proposal.by,
                    Notification.Kind.COMMUNITY,
                    f"proposal {proposal.pk}",
                    f"The customer {said}",
                    ticket_number=proposal.ticket.number,
                )
            ]
        )
    return proposal


@transaction.atomic
def withdraw_proposal(proposal: TopicProposal, *, by: User) -> TopicProposal:
    """Take a question to the customer back before they answer. Raises NotAllowed, NotNow."""
    require(Standing.of(by), Power.TAKE_UP)
    proposal = _locked(proposal)
    if proposal.state != State.ASKED:
        raise NotNow("This is answered already.")
    proposal.state, proposal.answered_at = State.WITHDRAWN, timezone.now()
    proposal.save(update_fields=["state", "answered_at"])
    return proposal


def _locked(proposal: TopicProposal) -> TopicProposal:
    rows = TopicProposal.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("ticket__requester__user", "forum", "by").get(pk=proposal.pk)


def _publish(proposal: TopicProposal, *, by: User) -> Topic:
    """Begin the topic in the company's name. The caller holds the proposal."""
    topic = start_topic(proposal.forum, by=by, title=proposal.title, body=proposal.question, tags=proposal.tags)
    if proposal.answer:
        accept_answer(add_post(topic, by=by, body=proposal.answer), by=by)
        topic.refresh_from_db()
    proposal.topic = topic
    proposal.save(update_fields=["topic"])
    record("from_ticket", by=by, topic=topic, ticket=proposal.ticket.number, consent=proposal.state)
    return topic


def _letter(proposal: TopicProposal) -> str:
    address = settings.SITE_URL + reverse("community_share", args=[proposal.token])
    name = proposal.ticket.requester.name.split(" ")[0] if proposal.ticket.requester.name else ""
    return f"Hello{' ' + name if name else ''},\n\n{ASKED}{address}"


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()[:MOST]
