from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from knowledgebase.models import Translation, Visit, Vote

pytestmark = pytest.mark.django_db
Voting = Callable[..., object]


def test_a_reader_has_one_vote_and_may_change_it(client: Client, article: Translation, vote: Voting) -> None:
    vote(article, "yes")
    vote(article, "no", reason="missing", comment="How much water?")
    one = Vote.objects.get()
    assert (one.helpful, one.reason, one.comment, one.user) == (False, "missing", "How much water?", None)
    vote(article, "yes")
    one.refresh_from_db()
    assert (one.helpful, one.reason, one.comment) == (True, "", "")
    assert Visit.objects.filter(kind="voted").count() == 1


def test_another_visitor_has_a_vote_of_their_own(client: Client, article: Translation, vote: Voting) -> None:
    vote(article)
    client.cookies.clear()
    vote(article)
    assert Vote.objects.count() == 2


def test_a_person_has_one_vote_on_every_device(
    client: Client, article: Translation, vote: Voting, customer: User
) -> None:
    for _ in range(2):
        client.cookies.clear()
        client.force_login(customer)
        vote(article)
    assert [(row.user, row.visitor) for row in Vote.objects.all()] == [(customer, "")]


def test_no_opens_the_question_what_was_wrong(client: Client, article: Translation, vote: Voting) -> None:
    answer = vote(article, "no")
    page = client.get(answer["Location"]).content.decode()  # type: ignore[index]
    assert "What was wrong?" in page
    assert "Still need help?" in page


def test_a_vote_stays_with_the_revision_that_was_read(client: Client, article: Translation, vote: Voting) -> None:
    vote(article, "yes", revision="999999999")
    vote(article, "yes", revision="x" * 400)
    assert Vote.objects.get().revision_id == article.current_revision_id


@pytest.mark.parametrize("origin", ["http://evil.example", "null", ""])
def test_another_site_cannot_vote(client: Client, article: Translation, origin: str) -> None:
    address = f"{article.get_absolute_url()}votes/"
    answer = client.post(address, {"helpful": "yes"}, headers={"Origin": origin} if origin else {})
    assert answer.status_code == 403
    assert not Vote.objects.exists()


def test_what_cannot_be_understood_is_said_beside_its_cause(client: Client, article: Translation, vote: Voting) -> None:
    answer = vote(article, "no", comment="x" * 1001)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "1000" in answer.content.decode()  # type: ignore[attr-defined]
    assert "x" * 1001 in answer.content.decode()  # type: ignore[attr-defined]
    assert vote(article, "perhaps").status_code == 422  # type: ignore[attr-defined]
    assert not Vote.objects.exists()


def test_looking_votes_for_nothing_and_leaves_no_cookie(client: Client, article: Translation) -> None:
    answer = client.get(f"{article.get_absolute_url()}votes/?helpful=yes")
    assert answer.status_code == 200
    assert not answer.cookies
    assert not Vote.objects.exists()


def test_a_share_is_shown_once_enough_readers_spoke(client: Client, article: Translation, vote: Voting) -> None:
    for n in range(5):
        assert "said yes" not in client.get(article.get_absolute_url()).content.decode()
        client.cookies.clear()
        vote(article, "no" if n == 0 else "yes")
    client.cookies.clear()
    assert "80% said yes" in client.get(article.get_absolute_url()).content.decode()
