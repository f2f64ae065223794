"""From results to what is believed: retries, recovery, and the guard against flapping."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from knowledgebase.monitoring.judging import FLAPS, LOOKED_BACK, STEADY, Patience, Standing, State, judge
from knowledgebase.monitoring.result import Verdict

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
VERDICTS = {"+": Verdict.UP, "~": Verdict.SLOW, "-": Verdict.DOWN}


def states(results: str, patience: Patience | None = None) -> list[State]:
    """Return what is believed after each result; + works, ~ slow, - fails."""
    found: list[State] = []
    before, patience = Standing(), patience or Patience(2, 2)
    for minute, sign in enumerate(results):
        before = judge(before, VERDICTS[sign], patience, at=START + timedelta(minutes=minute))
        found.append(before.state)
    return found


UP, SLOW, DOWN, UNKNOWN, FLAPPING = State.UP, State.SLOW, State.DOWN, State.UNKNOWN, State.FLAPPING


@pytest.mark.parametrize(
    ("results", "believed"),
    [
        ("+", [UP]),
        ("-", [UNKNOWN]),
        ("--", [UNKNOWN, DOWN]),
        ("+-+", [UP, UP, UP]),
        ("+--", [UP, UP, DOWN]),
        ("+--+", [UP, UP, DOWN, DOWN]),
        ("+--++", [UP, UP, DOWN, DOWN, UP]),
        ("+~~", [UP, UP, SLOW]),
        ("+~~--", [UP, UP, SLOW, SLOW, DOWN]),
        # Slow and then down speak for the same: it does not work as it should.
        ("+~-", [UP, UP, DOWN]),
        ("+~~+~+", [UP, UP, SLOW, SLOW, SLOW, SLOW]),
        ("+--~~", [UP, UP, DOWN, DOWN, SLOW]),
    ],
)
def test_bad_news_and_good_news_take_their_number_of_results(results: str, believed: list[State]) -> None:
    assert states(results) == believed


def test_one_result_is_enough_where_that_is_wanted() -> None:
    assert states("+-+", Patience(1, 1)) == [UP, DOWN, UP]


def test_a_state_knows_since_when() -> None:
    standing = Standing()
    for minute, sign in enumerate("+---"):
        standing = judge(standing, VERDICTS[sign], Patience(2, 2), at=START + timedelta(minutes=minute))
    assert (standing.state, standing.since) == (DOWN, START + timedelta(minutes=2))


def test_what_flickers_is_no_chain_of_outages() -> None:
    found = states("+-" * 10, Patience(1, 1))
    first = found.index(FLAPPING)
    assert first == FLAPS
    assert set(found[first:]) == {FLAPPING}


def test_what_flickers_below_the_patience_is_found_all_the_same() -> None:
    assert states("+-" * 10, Patience(3, 3))[-1] == FLAPPING


def test_calm_ends_the_flapping_whichever_way_it_goes() -> None:
    for calm, after in (("+", UP), ("-", DOWN)):
        found = states("+-" * 5 + calm * STEADY, Patience(1, 1))
        assert found[-1] == after
        assert found[-3] == FLAPPING


def test_an_outage_after_a_flicker_is_an_outage_and_its_end_an_end() -> None:
    assert states("+-" * 5 + "-" * 4 + "++", Patience(2, 2))[-3:] == [DOWN, DOWN, UP]


def test_patience_is_asked_of_what_was_a_flicker_too() -> None:
    found = states("-+" * 5 + "-" * 9, Patience(9, 1))
    assert found[-2:] == [FLAPPING, DOWN]


def test_three_outages_in_a_day_are_outages() -> None:
    results = ("+" * 60 + "---") * 3 + "+++"
    assert FLAPPING not in states(results)


def test_the_history_stays_short() -> None:
    standing = Standing()
    for minute in range(100):
        standing = judge(standing, Verdict.UP, Patience(), at=START + timedelta(minutes=minute))
    assert standing.history == "+" * LOOKED_BACK
