import json
from typing import Any

import pytest

from channels_inbox.conform import BadLine
from channels_inbox.conform.search import session
from knowledgebase.models import SearchEntry, SearchWord, Translation
from tests.knowledgebase.writing import make_article

pytestmark = pytest.mark.django_db

ARTICLES = [
    ("pw", "Reset your password", "Choose *Forgotten password* and type your address. The link is good for an hour."),
    ("parcel", "Track your parcel", "The link is in the mail that says your order has left us."),
    ("scale", "Remove limescale", "Mix the descaling powder with water and let it run through the machine."),
]


def asked(*lines: dict[str, Any], keep: bool = False) -> list[dict[str, Any]]:
    with session(keep) as answer:
        loaded = [answer({"article": {"id": i, "title": title, "body": body}}) for i, title, body in ARTICLES]
        assert loaded == [{"id": i} for i, _, _ in ARTICLES]
        return [answer(line) for line in lines]


def test_a_question_is_answered_with_the_best_article_first_and_how_sure_it_is() -> None:
    (answer,) = asked({"id": 1, "query": "I forgot my password", "limit": 2})
    assert answer["results"][0] == "pw"
    assert len(answer["results"]) == len(answer["scores"]) <= 2
    assert answer["scores"] == sorted(answer["scores"], reverse=True)


def test_what_nothing_answers_scores_less_than_what_something_does() -> None:
    answered, unanswered = asked(
        {"id": 1, "query": "when will my parcel arrive"}, {"id": 2, "query": "who won the football match"}
    )
    assert answered["results"][0] == "parcel"
    assert max(unanswered["scores"], default=0) < answered["scores"][0] / 2


def test_an_article_that_comes_again_takes_the_place_of_the_one_before() -> None:
    with session(keep=False) as answer:
        answer({"article": {"id": 7, "title": "Opening hours", "body": "From nine to five."}})
        assert answer({"id": 1, "query": "opening hours"})["results"] == [7]
        answer({"article": {"id": 7, "title": "Gift cards", "body": "They hold for three years."}})
        assert answer({"id": 2, "query": "gift cards"})["results"] == [7]
        assert answer({"id": 3, "query": "opening"})["results"] in ([], [7])
    assert not SearchWord.objects.filter(entries__gt=0).exists()


def test_nothing_stays_and_what_was_there_is_neither_found_nor_lost() -> None:
    make_article("Reset your password", "Write to us.")
    before = SearchEntry.objects.count()
    (answer,) = asked({"id": 1, "query": "password"})
    assert answer["results"][0] == "pw"
    assert SearchEntry.objects.count() == before
    assert Translation.objects.count() == 1


def test_other_languages_are_found_by_their_words() -> None:
    with session(keep=False) as answer:
        text = "Klicken Sie auf Passwort vergessen und geben Sie Ihre Adresse ein."
        answer({"article": {"id": "de", "title": "Passwort zurücksetzen", "body": text, "locale": "de"}})
        answer({"article": {"id": "fr", "title": "Suivre un colis", "body": "Le lien est dans le message."}})
        assert answer({"id": 1, "query": "Wie kann ich mein Passwort zurücksetzen?"})["results"][0] == "de"
        assert answer({"id": 2, "query": "où est mon colis"})["results"][0] == "fr"


@pytest.mark.parametrize(
    "line",
    [
        {"id": 1},
        {"article": "text"},
        {"article": {"title": "No id", "body": ""}},
        {"article": {"id": 1, "title": 5, "body": ""}},
        {"id": 1, "query": 5},
        {"id": 1, "query": "x", "limit": "many"},
    ],
)
def test_a_line_that_cannot_be_read_says_why(line: dict[str, Any]) -> None:
    with session(keep=False) as answer, pytest.raises(BadLine):
        answer(line)


@pytest.mark.parametrize(
    "text", ["", "   ", "\x00", "'", "\\", "a' | 'b", "!&|()<->:*", "💥" * 300, "the of and", "x " * 5000]
)
def test_no_text_is_an_error(text: str) -> None:
    (answer,) = asked({"id": 1, "query": text})
    assert json.dumps(answer)
