"""Answers for somebody who is about to write: only sure ones, to everybody but the holdout, and all of it counted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from knowledgebase.models import Category, HelpCentre, Translation, Visit
from tests.knowledgebase.writing import make_article

pytestmark = pytest.mark.django_db
OURS = {"Origin": "http://testserver"}
QUESTION = "My pump is loud and rattles since Sunday"


@pytest.fixture(autouse=True)
def nobody_held_out(db: None) -> None:
    HelpCentre.objects.update(holdout_percent=0)


@pytest.fixture
def answer(shelf: Category) -> Translation:
    make_article("Track your parcel", "Follow the link in our mail.", category=shelf)
    body = "A loud pump that rattles has run dry.\n\n1. Fill the tank."
    return make_article("The pump is loud or rattles", body, category=shelf, keywords="loud pump, rattling noise")


def suggest(client: Client, text: str = QUESTION, **headers: str) -> Any:
    return client.post("/help/en/suggestions/", {"text": text}, headers={**OURS, **headers})


def test_a_question_gets_its_answer_and_that_is_counted_once(client: Client, answer: Translation) -> None:
    for _ in range(2):
        page = suggest(client).content.decode()
        assert answer.get_absolute_url() in page
        assert "Track your parcel" not in page
    visit = Visit.objects.get()
    assert (visit.kind, visit.place, visit.translation, visit.holdout) == ("suggested", "form", answer, False)
    assert visit.query == QUESTION


@pytest.mark.parametrize(
    "text", ["", "hello", "pump loud", "the the the", "What is the capital of France and why?", "\0 \0"]
)
def test_without_a_sure_answer_there_is_silence(client: Client, answer: Translation, text: str) -> None:
    assert suggest(client, text).content.strip() == b""
    assert not Visit.objects.exists()


def test_the_holdout_gets_nothing_and_is_counted_all_the_same(client: Client, answer: Translation) -> None:
    HelpCentre.objects.update(holdout_percent=Decimal(100))
    assert suggest(client).content.strip() == b""
    assert list(Visit.objects.values_list("kind", "translation", "holdout")) == [("suggested", answer.pk, True)]


def test_nothing_is_suggested_when_that_is_switched_off(client: Client, answer: Translation) -> None:
    HelpCentre.objects.update(suggests_in_form=False)
    assert suggest(client).status_code == 204
    assert not Visit.objects.exists()


def test_who_minds_being_counted_gets_answers_and_leaves_no_trace(client: Client, answer: Translation) -> None:
    page = suggest(client, **{"Sec-GPC": "1"})
    assert answer.get_absolute_url() in page.content.decode()
    assert not page.cookies
    assert not Visit.objects.exists()


@pytest.mark.parametrize("kind", ["internal", "signed_in", "organizations"])
def test_what_a_reader_may_not_read_is_not_suggested(
    client: Client, shelf: Category, outsider: User, kind: str
) -> None:
    hidden = make_article("The pump is loud or rattles", "Secret.", category=shelf, visibility=kind)
    client.force_login(outsider)
    page = suggest(client).content.decode()
    assert (hidden.get_absolute_url() in page) == (kind == "signed_in")
    client.logout()
    assert suggest(client).content.strip() == b""
    solved = client.post("/help/en/solutions/", {"translation": hidden.pk}, headers=OURS)
    assert solved.status_code == 404


def test_this_solved_it_leaves_with_thanks_and_is_counted(client: Client, answer: Translation) -> None:
    suggest(client)
    gone = client.post("/help/en/solutions/", {"translation": answer.pk}, headers=OURS)
    assert (gone.status_code, gone["Location"]) == (302, "/help/en/thanks/")
    assert "was not sent" in client.get("/help/en/thanks/").content.decode()
    solved = Visit.objects.get(kind="solved")
    assert (solved.translation, solved.visitor) == (answer, Visit.objects.get(kind="suggested").visitor)


@pytest.mark.parametrize("page", ["suggestions", "solutions"])
def test_other_sites_and_other_ways_get_nowhere(client: Client, answer: Translation, page: str) -> None:
    sent = {"text": QUESTION, "translation": answer.pk}
    assert client.post(f"/help/en/{page}/", sent, headers={"Origin": "http://evil.example"}).status_code == 403
    assert client.get(f"/help/en/{page}/").status_code == 405
    assert not Visit.objects.exists()


def test_the_logo_is_not_read_to_suggest(client: Client, answer: Translation) -> None:
    with CaptureQueriesContext(connection) as asked:
        client.post("/help/en/suggestions/", {"text": QUESTION}, headers=OURS)
    told = [query["sql"] for query in asked if "knowledgebase_helpcentre" in query["sql"]]
    assert told
    assert not [sql for sql in told if '"logo"' in sql]
