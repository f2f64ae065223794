from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from pytest_django.fixtures import Settings
from redis import Redis

from helpdesk.lib.limits import allow


def test_the_limit_holds_for_each_person_and_each_act_apart() -> None:
    assert [allow("ask", "maya", limit=2, seconds=60) for _ in range(3)] == [True, True, False]
    assert allow("ask", "ana", limit=2, seconds=60)
    assert allow("reply", "maya", limit=2, seconds=60)


def test_a_name_of_any_length_and_shape_can_be_counted() -> None:
    who = "x y\n" * 500
    assert allow("ask", who, limit=1, seconds=60)
    assert not allow("ask", who, limit=1, seconds=60)


def test_a_window_that_ends_between_two_commands_is_not_counted_for_ever() -> None:
    allow("ask", "maya", limit=1, seconds=60)
    with Redis.from_url(settings.CACHES["default"]["LOCATION"]) as valkey:
        (key,) = valkey.keys(f"*{cache.key_prefix}*")
        # What INCR finds when the key ran out just before it: nothing, and so no end either.
        valkey.set(key, 0)
        assert allow("ask", "maya", limit=1, seconds=60)
        assert 0 < valkey.ttl(key) <= 60
        assert not allow("ask", "maya", limit=1, seconds=60)


def test_without_a_cache_nobody_is_turned_away(settings: Settings) -> None:
    away = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": away}
    assert [allow("ask", "maya", limit=1, seconds=60) for _ in range(3)] == [True] * 3
