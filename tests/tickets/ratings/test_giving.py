"""What customers say of our help."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from time_machine import TimeMachineFixture

from accounts.models import Notification, User
from tests.invariants import broken_rules
from tests.tickets.ratings.conftest import DAY
from tickets.models import Event, Rating, RatingSettings
from tickets.operations.rating import RatingFixed, give_rating


def give(rating: Rating, score: int, **more: Any) -> Rating:
    return give_rating(rating, score=score, by=rating.customer, **more)


def test_an_answer_is_kept_and_told_in_the_ticket(asked: Rating) -> None:
    rating = give(asked, 5, comment="Quick and kind.")
    assert (rating.score, rating.label, rating.comment) == (5, "Good", "Quick and kind.")
    event = Event.objects.get(action="rated")
    assert event.by_customer == asked.customer
    assert event.particulars["after"] == "Good"
    assert broken_rules([asked.ticket]) == []


def test_the_same_answer_again_changes_nothing(asked: Rating) -> None:
    give(asked, 5)
    give(asked, 5)
    assert asked.answers.count() == Event.objects.filter(action="rated").count() == 1


def test_an_answer_can_be_changed_for_seven_days_and_each_is_kept(asked: Rating, clock: TimeMachineFixture) -> None:
    give(asked, 5)
    clock.shift(7 * DAY)
    assert give(asked, 1, reason="It took too long").score == 1
    assert [a.score for a in asked.answers.all()] == [5, 1]
    assert Event.objects.filter(action="rated").latest("pk").particulars["before"] == "Good"
    clock.shift(1)
    with pytest.raises(RatingFixed):
        give(asked, 5)
    asked.refresh_from_db()
    assert asked.score == 1


def test_the_answer_keeps_the_scale_it_was_given_in(asked: Rating) -> None:
    RatingSettings.objects.update(scale="five")
    with pytest.raises(ValidationError):
        give(asked, 4)
    assert give(asked, 3).label == "Fair"


def test_nobody_rates_what_they_were_not_asked_about(asked: Rating) -> None:
    Rating.objects.update(asked_at=None)
    with pytest.raises(ValidationError):
        give(asked, 5)


def test_a_low_score_is_told_to_those_who_helped(asked: Rating, agent: User) -> None:
    give(asked, 3)
    assert not Notification.objects.filter(kind="low_rating").exists()
    give(asked, 1, reason="It took too long")
    told = Notification.objects.get(kind="low_rating")
    assert told.user == agent
    assert told.ticket_number == asked.ticket.number
    assert told.text == "The customer rated it not good: it took too long"


def test_a_low_score_nobody_owns_is_told_to_the_administrators(asked: Rating, admin: User) -> None:
    asked.ticket.assignee = None
    asked.ticket.save()
    Rating.objects.update(resolved_by=None)
    give(asked, 1)
    assert Notification.objects.get(kind="low_rating").user == admin
