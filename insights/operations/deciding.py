"""What people decide about questions: a name, that two are one, that one is two, what answers it.

Each is written down in the audit log and outlasts every later look of the machine (insights/operations/settling.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.operations.auditing import audit
from helpdesk.lib.meaning import encode
from insights.errors import NotYours, QuestionError
from insights.models import Apart, Asking, Question, Radar
from insights.operations.changing import changing_questions, wording_of
from insights.operations.holding import held, keep, next_version
from knowledgebase.models import Article


def name_question(question: Question, *, to: str, by: User) -> Question:
    """Call a question something; the empty name leaves the wording to those who ask again."""
    require_deciding(by)
    with changing_questions() as state:
        question = as_it_is(question)
        before = {"wording": question.wording, "named": question.named_at is not None}
        name = " ".join(to.split())[:200]
        question.wording = name or question.wording
        question.named_at, question.named_by = (timezone.now(), by) if name else (None, None)
        if before != {"wording": question.wording, "named": bool(name)}:
            _store(question, state, "renamed", by, before, {"wording": question.wording, "named": bool(name)})
        return question


def put_together(question: Question, *, into: Question, by: User) -> Question:
    """Say that a question is the same as another, and let it count there; `take_out` undoes it."""
    require_deciding(by)
    with changing_questions() as state:
        question, head = as_it_is(question), as_it_is(into)
        head = head.part_of or head
        if question.pk == head.pk or question.part_of_id == head.pk:
            return head
        before = {"part of": question.part_of.wording if question.part_of else ""}
        parts = list(Question.objects.filter(part_of=question))
        for part in [question, *parts]:
            part.part_of = head
            _touch(part, state)
        Apart.objects.filter(one__in=[question, head], other__in=[question, head]).delete()
        # What it was answered by answers the whole, unless that has an answer of its own.
        if head.article_id is None and question.article_id is not None:
            head.article, head.article_by = question.article, question.article_by
        _touch(head, state)
        audit(question, "put together", by=by, before=before, after={"part of": head.wording})
        return head


def take_out(question: Question, *, by: User) -> Question:
    """Let a part be a question of its own again."""
    require_deciding(by)
    with changing_questions() as state:
        question = as_it_is(question)
        head = question.part_of
        if head is None:
            return question
        question.part_of = None
        _be_apart(question.pk, head.pk)
        _store(question, state, "taken out", by, {"part of": head.wording}, {"part of": ""})
        return question


def tell_apart(question: Question, askings: Iterable[Asking], *, by: User) -> Question:
    """Say that these askings ask something else, and return their question: a new one."""
    require_deciding(by)
    with changing_questions() as state:
        question = as_it_is(question)
        family = [question.pk, *Question.objects.filter(part_of=question).values_list("pk", flat=True)]
        chosen = list(
            Asking.objects.filter(pk__in=[a.pk for a in askings], question__in=family).select_related(
                "ticket__requester"
            )
        )
        if not chosen:
            raise QuestionError("Choose the tickets that ask something else.")
        if not Asking.objects.filter(question__in=family).exclude(pk__in=[a.pk for a in chosen]).exists():
            raise QuestionError("At least one ticket has to stay. To call the question something else, rename it.")
        now = held(state)
        state.version = next_version()
        vectors = now.ground.vectors([a.text for a in chosen], encode)
        new = Question.objects.create(
            wording=wording_of(chosen[0]),
            language=chosen[0].language,
            mean=vectors[0].tobytes(),
            version=state.version,
            last_asked_at=max(a.asked_at for a in chosen),
        )
        for asking, vector in zip(chosen, vectors, strict=True):
            if (key := asking.question_id) is not None and key in now.clusters:
                now.clusters.take(key, vector)
            now.clusters.add(new.pk, vector)
        changed = list(Question.objects.filter(pk__in={new.pk, *(a.question_id for a in chosen)}))
        for one in changed:
            keep(one, now.clusters, version=state.version, number=now.number)
        Question.objects.bulk_update(changed, ["mean", "size", "version", "ground", "unsettled"])
        Asking.objects.filter(pk__in=[a.pk for a in chosen]).update(question=new, placed_by=by)
        for key in family:
            _be_apart(new.pk, key)
        now.version = state.version
        tickets = [a.ticket.number for a in chosen]
        audit(question, "told apart", by=by, before={}, after={"question": new.wording, "tickets": tickets})
        return new


def say_answer(question: Question, *, article: Article | None, by: User) -> Question:
    """Say which article answers a question; None says that what was found does not."""
    require_deciding(by)
    with changing_questions() as state:
        return answer_with(as_it_is(question), article, state, by=by)


def answer_with(question: Question, article: Article | None, state: Radar, *, by: User) -> Question:
    """The same within a change of questions."""
    before = {"article": question.article_id}
    question.article, question.article_by = article, by
    _store(question, state, "answered by", by, before, {"article": article.pk if article else None})
    return question


def require_deciding(by: User) -> None:
    """Raise NotYours for those who see only some tickets, or may not answer any."""
    if not may_decide(by):
        raise NotYours


def may_decide(user: User) -> bool:
    return user.can_answer and (user.is_admin or user.ticket_scope == User.TicketScope.ALL)


def as_it_is(question: Question) -> Question:
    """Return a question as it is now: the one it was joined into, if it was."""
    found = Question.objects.select_related("part_of", "joined_into").get(pk=question.pk)
    while found.joined_into is not None:
        found = Question.objects.select_related("part_of", "joined_into").get(pk=found.joined_into.pk)
    return found


def _store(
    question: Question, state: Radar, action: str, by: User, before: dict[str, Any], after: dict[str, Any]
) -> None:
    _touch(question, state)
    audit(question, action, by=by, before=before, after=after)


def _touch(question: Question, state: Radar) -> None:
    state.version = question.version = next_version()
    question.save()


def _be_apart(one: int, other: int) -> None:
    Apart.objects.get_or_create(one_id=min(one, other), other_id=max(one, other))
