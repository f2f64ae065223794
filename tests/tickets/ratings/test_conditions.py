"""Rules and views can ask what the customer said."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from tests.api import Api
from tests.tickets.rules.conftest import do, make_rule, runs, when
from tickets import conditions
from tickets.conditions import Facts, Use
from tickets.models import Rating, SavedView, Ticket
from tickets.operations.rating import give_rating
from tickets.operations.viewing import save_view

# Score, then for each condition what a rule's log says of it; None where it does not hold.
CASES: list[tuple[int | None, dict[str, str | None]]] = [
    (None, {"good": None, "low": None, "not low": "none", "empty": "none", "not_empty": None}),
    (5, {"good": "Good", "low": None, "not low": "Good", "empty": None, "not_empty": "Good"}),
    (3, {"good": None, "fair": "Fair", "low": None, "not low": "Fair", "empty": None}),
    (1, {"good": None, "good or low": "Not good", "low": "Not good", "not low": None, "not_empty": "Not good"}),
]


def tree(asking: str) -> dict[str, Any]:
    if "empty" in asking:
        return when("rating", asking, None)
    return when("rating", "is_not" if asking.startswith("not ") else "is", asking.removeprefix("not ").split(" or "))


@pytest.mark.parametrize(("score", "expected"), CASES)
def test_a_ticket_in_memory_and_the_database_agree(
    asked: Rating, admin: User, score: int | None, expected: dict[str, str | None]
) -> None:
    if score:
        give_rating(asked, score=score, by=asked.customer)
    for asking, words in expected.items():
        assert conditions.validate(tree(asking), Use.VIEW) == []
        held = conditions.holds(tree(asking), Facts(asked.ticket))
        assert (held[0]["value"] if held else None) == words, asking
        found = Ticket.objects.visible_to(admin).filter(conditions.as_q(tree(asking), admin))
        assert list(found) == ([asked.ticket] if words else []), asking


def test_a_ticket_nobody_asked_about_is_not_rated(solved: Ticket, admin: User) -> None:
    Rating.objects.all().delete()
    assert Ticket.objects.filter(conditions.as_q(tree("empty"), admin)).get() == solved
    assert Ticket.objects.filter(conditions.as_q(tree("not low"), admin)).get() == solved
    assert not Ticket.objects.filter(conditions.as_q(tree("low"), admin)).exists()


@pytest.mark.parametrize("value", [["splendid"], [], "good", [1], [["good"]]])
def test_what_is_no_verdict_is_refused(db: None, value: Any) -> None:
    assert conditions.validate(when("rating", "is", value)) == ["Rating: Choose at least one value."]


def test_it_says_what_it_asks(db: None) -> None:
    assert conditions.describe(tree("good or low")) == "Rating is Good or Not good"
    assert conditions.describe(tree("empty")) == "Rating is empty"


def test_a_rule_answers_a_low_rating_and_no_good_one(asked: Rating, admin: User) -> None:
    make_rule(do("add_tags", tags=["unhappy"]), events=("rated",), conditions=tree("low"))
    give_rating(asked, score=5, by=asked.customer)
    assert runs() == []
    give_rating(asked, score=1, by=asked.customer)
    assert runs() == [("Machine down", "done")]
    assert [tag.name for tag in asked.ticket.tags.all()] == ["unhappy"]


def test_a_view_lists_low_ratings_of_finished_tickets(asked: Rating, admin: User) -> None:
    view = save_view(SavedView(name="Unhappy", owner=admin, conditions=tree("low"), finished=True), by=admin)

    def listed() -> list[int]:
        page = Api(admin).get("tickets/", view=view.pk).json()
        return [row["number"] for row in page["results"]]

    assert listed() == []
    give_rating(asked, score=1, by=asked.customer)
    assert listed() == [asked.ticket.number]
