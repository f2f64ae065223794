"""What answers a question is looked for by the machine; what people say answers it stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from channels_inbox.models import Channel
from insights.models import Apart, Asking, Question
from insights.operations.answering import find_answers
from insights.operations.deciding import put_together, say_answer, tell_apart
from insights.operations.listening import listen
from insights.operations.settling import settle
from tests.factories import make_customer, make_ticket
from tests.knowledgebase.writing import make_article

LATE = [
    "Where is my parcel, it should have come on Monday?",
    "My parcel has not arrived yet, where is it?",
    "When does my parcel arrive, nothing was delivered so far?",
    "Still no parcel, where is it?",
]
DESCALE = ["How do I descale the machine?", "How often do I descale my machine?"]


@pytest.fixture
def asked(mailbox: Channel) -> None:
    for text in [*LATE, *DESCALE]:
        make_ticket(make_customer(), subject="Question", text=text)
    listen()
    settle()


def question(text: str) -> Question:
    found = Asking.objects.get(text=text).question
    assert found is not None
    return found


@pytest.fixture
def lone(asked: None, agent: User) -> Question:
    """A question that the machine will find to be the same as a larger one."""
    lone = tell_apart(question(LATE[0]), [Asking.objects.get(text=LATE[3])], by=agent)
    Apart.objects.all().delete()
    return lone


def test_what_somebody_said_answers_a_question_outlasts_its_joining(lone: Question, agent: User) -> None:
    article = make_article("Follow your parcel").article
    say_answer(lone, article=article, by=agent)
    settle()
    heir = question(LATE[3])
    assert heir == question(LATE[0]) != lone
    assert (heir.article, heir.article_by) == (article, agent)


def test_that_nothing_answers_it_outlasts_its_joining_too(lone: Question, agent: User) -> None:
    say_answer(lone, article=None, by=agent)
    settle()
    assert (question(LATE[3]).article, question(LATE[3]).article_by) == (None, agent)


def test_of_two_answers_that_people_gave_the_heir_keeps_its_own(lone: Question, agent: User, admin: User) -> None:
    mine, other = make_article("Follow your parcel").article, make_article("Parcels").article
    say_answer(question(LATE[0]), article=mine, by=admin)
    say_answer(lone, article=other, by=agent)
    settle()
    assert (question(LATE[3]).article, question(LATE[3]).article_by) == (mine, admin)


def test_the_answer_of_what_is_joined_into_a_part_answers_the_whole(lone: Question, agent: User) -> None:
    article = make_article("Follow your parcel").article
    head = put_together(question(LATE[0]), into=question(DESCALE[0]), by=agent)
    say_answer(lone, article=article, by=agent)
    settle()
    assert question(LATE[3]) == question(LATE[0])
    head.refresh_from_db()
    assert (head.article, head.article_by) == (article, agent)


def test_what_somebody_says_while_it_is_looked_for_is_not_overwritten(asked: None, agent: User) -> None:
    make_article("Where is my parcel?", "The link in our mail shows where your parcel is.")
    said = make_article("Follow your parcel").article
    it = question(LATE[0])

    def say_meanwhile(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if "knowledgebase_searchlanguage" in sql and not Question.objects.exclude(article_by=None).exists():
            say_answer(it, article=said, by=agent)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(say_meanwhile):
        find_answers()
    it.refresh_from_db()
    assert (it.article, it.article_by) == (said, agent)
    assert it.sought_at


def test_questions_never_looked_at_come_before_those_asked_last(asked: None) -> None:
    old, new = question(LATE[0]), question(DESCALE[0])
    now = timezone.now()
    Question.objects.filter(pk=old.pk).update(last_asked_at=now - timedelta(days=9), sought_at=None)
    Question.objects.filter(pk=new.pk).update(sought_at=now - timedelta(hours=2))
    assert find_answers(now=now, most=1) == 1
    old.refresh_from_db()
    assert old.sought_at == now


def test_where_nothing_changed_it_is_looked_again_once_a_day(asked: None) -> None:
    now = timezone.now()
    Question.objects.update(last_asked_at=now - timedelta(days=2))
    assert find_answers(now=now) == 2
    assert find_answers(now=now + timedelta(hours=2)) == 0
    assert find_answers(now=now + timedelta(hours=25)) == 2
    later = now + timedelta(hours=26)
    Question.objects.update(sought_at=now - timedelta(hours=2))
    make_article("Where is my parcel?", "The link in our mail shows where your parcel is.")
    assert find_answers(now=later - timedelta(hours=25)) == 2
    assert question(LATE[0]).article is not None
