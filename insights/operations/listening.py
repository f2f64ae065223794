"""Hear what every new ticket asks, and count it for the question it is nearest to.

Nothing is done while mail comes in: tickets that are new are found by their number, soon after. Late, doubled and
concurrent runs change nothing (a ticket asks once), and a run that is killed loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from helpdesk.lib.meaning import encode
from helpdesk.lib.rows import insert, scalars
from insights.models import Asking, Question, Radar
from insights.operations.changing import changing_questions, wording_of
from insights.operations.grounding import learn_ground
from insights.operations.holding import Held, held, keep, next_version
from insights.questions.clusters import joins
from insights.questions.extracting import question_of
from insights.questions.words import language_of
from tickets.models import Event, Message, Ticket
from tickets.models.kinds import TALKS, Category

BATCH = 100
# How often note is taken of where tickets stand; far longer than opening one takes.
SETTLED = timedelta(minutes=10)
# A talk that begins with a greeting says soon what it is about, or never.
AGAIN, GIVE_UP = timedelta(minutes=2), timedelta(hours=1)
_NEW = """
    SELECT t.id FROM tickets_ticket t LEFT JOIN insights_asking a ON a.ticket_id = t.id
    WHERE t.id > %s AND a.id IS NULL ORDER BY t.id LIMIT %s
"""
_AGAIN = "SELECT ticket_id FROM insights_asking WHERE again_at <= %s ORDER BY again_at LIMIT %s"
_NEWEST = "SELECT coalesce(max(id), 0) FROM tickets_ticket"
_NEXT_TRANSACTION = "SELECT pg_current_xact_id()::text::bigint"
_OLDEST_TRANSACTION = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


def listen(*, now: datetime | None = None, share: int = 2000) -> int:
    """Hear at most about `share` tickets nobody listened to yet; return how many there were."""
    at = now or timezone.now()
    state = Radar.objects.get()
    over = scalars(_OLDEST_TRANSACTION, ())[0] >= state.marked_before
    newest = int(scalars(_NEWEST, ())[0])
    heard = 0
    if again := scalars(_AGAIN, [at, BATCH]):
        heard += _hear(again, at)
    last = state.settled
    while found := scalars(_NEW, [last, BATCH]):
        heard += _hear(found, at)
        last = found[-1]
        if heard >= share:
            return heard
    if over and (state.marked_at is None or at - state.marked_at > SETTLED):
        _take_note(state, newest, at)
    return heard


def _take_note(state: Radar, newest: int, at: datetime) -> None:
    """Settle the tickets noted before, whose transactions are all over and heard, and note where they stand now."""
    (before,) = scalars(_NEXT_TRANSACTION, ())
    Radar.objects.filter(marked=state.marked).update(
        settled=state.marked, marked=newest, marked_before=before, marked_at=at
    )


def _hear(ids: list[int], at: datetime) -> int:
    with changing_questions() as state:
        heard = [_heard(*one, at) for one in _first_words(ids, at)]
        learn_ground(state, [a.text for a in heard if a.text])
        _place([a for a in heard if a.text], state)
        for asking in heard:
            if asking.pk:
                asking.save()
            else:
                insert(asking)
    return len(ids)


def _first_words(ids: list[int], at: datetime) -> Iterable[tuple[Ticket, list[Message], Event | None, Asking]]:
    """Yield each ticket with what its customer said first, its first event, and the asking that is to be filled."""
    known = {a.ticket_id: a for a in Asking.objects.filter(ticket__in=ids)}
    messages: dict[int, list[Message]] = {}
    said = Message.objects.filter(ticket__in=ids, kind=Message.Kind.INBOUND).order_by("ticket", "pk")
    for message in said.only("ticket", "reply_text", "created_at"):
        messages.setdefault(message.ticket_id, []).append(message)
    opened = {e.ticket_id: e for e in Event.objects.filter(ticket__in=ids, seq=1)}
    for ticket in Ticket.objects.filter(pk__in=ids).select_related("requester").order_by("pk"):
        asking = known.get(ticket.pk)
        if asking is not None and (asking.again_at is None or asking.again_at > at):
            continue
        fresh = asking or Asking(ticket=ticket, asked_at=ticket.created_at, channel=ticket.channel)
        yield ticket, messages.get(ticket.pk, [])[:3], opened.get(ticket.pk), fresh


def _heard(ticket: Ticket, said: list[Message], opened: Event | None, asking: Asking, at: datetime) -> Asking:
    """Fill in what a ticket asks, or why it does not."""
    asking.again_at, asking.text, asking.skipped = None, "", ""
    subject = "" if ticket.channel in TALKS else ticket.subject
    if opened is None or opened.by_customer_id is None:
        asking.skipped = Asking.Skipped.NOBODY_ASKED
    elif opened.particulars.get("automatic"):
        asking.skipped = Asking.Skipped.AUTOMATIC
    elif ticket.category == Category.SPAM:
        asking.skipped = Asking.Skipped.SPAM
    else:
        found = (question_of(subject, message.reply_text) for message in said)
        asking.text = next(filter(None, found), "")
        if not asking.text:
            asking.skipped = Asking.Skipped.EMPTY
            if ticket.channel in TALKS and at - ticket.created_at < GIVE_UP:
                asking.again_at = at + AGAIN
    asking.language = language_of(" ".join(m.reply_text for m in said)) if asking.text else ""
    return asking


def _place(askings: list[Asking], state: Radar) -> None:
    """Give each asking its question: the nearest that is near enough, or a new one."""
    if not askings:
        return
    now = held(state)
    vectors = now.ground.vectors([a.text for a in askings], encode)
    touched: dict[int, datetime] = {}
    for asking, vector in zip(askings, vectors, strict=True):
        key, likeness = now.clusters.nearest(vector)
        if key is None or not joins(vector, likeness):
            key = _new_question(asking, vector.tobytes(), now, state.version)
        now.clusters.add(key, vector)
        asking.question_id = key
        touched[key] = max(touched.get(key, asking.asked_at), asking.asked_at)
    state.version = now.version = next_version()
    questions = list(Question.objects.filter(pk__in=touched))
    for question in questions:
        keep(question, now.clusters, version=state.version, number=now.number)
        question.last_asked_at = max(question.last_asked_at, touched[question.pk])
    columns = ["mean", "size", "version", "ground", "unsettled", "last_asked_at"]
    Question.objects.bulk_update(questions, columns, batch_size=100)


def _new_question(asking: Asking, mean: bytes, now: Held, version: int) -> int:
    question = Question(
        wording=wording_of(asking),
        language=asking.language,
        mean=mean,
        ground=now.number,
        version=version,
        last_asked_at=asking.asked_at,
    )
    question.save(force_insert=True)
    return question.pk
