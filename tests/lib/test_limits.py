from __future__ import annotations

from pytest_django.fixtures import Settings

from helpdesk.lib.limits import allow


def test_the_limit_holds_for_each_person_and_each_act_apart() -> None:
    assert [allow("ask", "maya", limit=2, seconds=60) for _ in range(3)] == [True, True, False]
    assert allow("ask", "ana", limit=2, seconds=60)
    assert allow("reply", "maya", limit=2, seconds=60)


def test_a_name_of_any_length_and_shape_can_be_counted() -> None:
    who = "x y\n" * 500
    assert allow("ask", who, limit=1, seconds=60)
    assert not allow("ask", who, limit=1, seconds=60)


def test_without_a_cache_nobody_is_turned_away(settings: Settings) -> None:
    away = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": away}
    assert [allow("ask", "maya", limit=1, seconds=60) for _ in range(3)] == [True] * 3
