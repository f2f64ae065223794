"""What became of a call does not depend on how its news travelled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels_inbox.models.call import Call, CallStep
from channels_inbox.phone.reading import NEXT, Reading, Step, read

S, K = Call.State, CallStep.Kind
BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)

# A busy machine is no failure.
calmly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def step(kind: str, seconds: int = 0, **particulars: object) -> Step:
    return Step(kind, BEGAN + timedelta(seconds=seconds), f"{kind}-{seconds}", dict(particulars))


def story(*told: tuple[str, int]) -> Reading:
    return read([step(kind, seconds) for kind, seconds in told])


steps = st.lists(
    st.builds(
        step,
        st.sampled_from([kind.value for kind in K]),
        st.integers(0, 600),
    ),
    min_size=1,
    max_size=12,
)


@calmly
@given(steps, st.randoms(use_true_random=False), st.integers(0, 11))
def test_doubled_and_shuffled_news_read_the_same(told: list[Step], chance: object, twice: int) -> None:
    mixed = [*told, *told[:twice]]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert read(mixed) == read(told)


@calmly
@given(steps)
def test_a_call_is_over_exactly_when_its_end_was_told(told: list[Step]) -> None:
    found = read(told)
    over = any(s.kind == K.HUNG_UP for s in told)
    assert (found.ended_at is not None) == over
    # The names for what goes on and for what is over have only these in common.
    assert (found.state in set(NEXT.values()) | {S.IVR, S.RINGING}) != over or found.state in {
        S.VOICEMAIL,
        S.CALLBACK_REQUESTED,
    }


@calmly
@given(steps)
def test_no_time_is_negative_and_who_talked_was_answered(told: list[Step]) -> None:
    found = read(told)
    assert (found.wait_seconds or 0) >= 0
    assert (found.talk_seconds or 0) >= 0
    assert found.talk_seconds is None or found.answered_at is not None
    if found.state == S.COMPLETED and found.answered_at is None:
        assert any(s.kind == K.TRANSFERRED for s in told)


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ([(K.MENU, 0), (K.HUNG_UP, 9)], S.ABANDONED_IVR),
        ([(K.MENU, 0), (K.QUEUED, 9), (K.HUNG_UP, 50)], S.ABANDONED_QUEUE),
        ([(K.RINGING, 0), (K.HUNG_UP, 20)], S.MISSED),
        ([(K.QUEUED, 0), (K.ANSWERED, 9), (K.HUNG_UP, 99)], S.COMPLETED),
        ([(K.RINGING, 0), (K.ANSWERED, 9), (K.HELD, 20), (K.HUNG_UP, 99)], S.ABANDONED_HOLD),
        ([(K.RINGING, 0), (K.ANSWERED, 9), (K.HELD, 20), (K.RESUMED, 30), (K.HUNG_UP, 99)], S.COMPLETED),
        ([(K.MENU, 0), (K.VOICEMAIL, 9), (K.HUNG_UP, 60)], S.VOICEMAIL),
        ([(K.MENU, 0), (K.QUEUED, 9), (K.CALLBACK, 30), (K.HUNG_UP, 60)], S.CALLBACK_REQUESTED),
        ([(K.MENU, 0), (K.TRANSFERRED, 9), (K.HUNG_UP, 60)], S.COMPLETED),
        ([(K.MENU, 0), (K.QUEUED, 9)], S.QUEUED),
        ([(K.RINGING, 0), (K.ANSWERED, 9), (K.TRANSFERRED, 30)], S.TRANSFERRED),
    ],
)
def test_each_outcome_has_its_name(told: list[tuple[str, int]], outcome: str) -> None:
    assert story(*told).state == outcome


def test_the_wait_of_somebody_who_gave_up_is_kept() -> None:
    found = story((K.MENU, 0), (K.QUEUED, 30), (K.HUNG_UP, 95))
    assert (found.state, found.wait_seconds, found.talk_seconds) == (S.ABANDONED_QUEUE, 65, None)


def test_an_answer_told_after_the_end_still_counts() -> None:
    late = story((K.RINGING, 0), (K.HUNG_UP, 60), (K.ANSWERED, 61))
    assert (late.state, late.talk_seconds) == (S.COMPLETED, 0)


def test_a_call_that_failed_says_so_unless_somebody_talked() -> None:
    failed = read([step(K.RINGING), step(K.HUNG_UP, 5, cause="failed")])
    talked = read([step(K.RINGING), step(K.ANSWERED, 2), step(K.HUNG_UP, 5, cause="failed")])
    assert (failed.state, talked.state) == (S.FAILED, S.COMPLETED)
