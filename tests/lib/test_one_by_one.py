"""One row that fails holds up no other."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from helpdesk.lib.one_by_one import one_by_one


def test_the_others_have_their_turn(caplog: pytest.LogCaptureFixture) -> None:
    assert one_by_one(lambda n: 12 // n, [4, 0, 3]) == 7
    assert "0 failed" in caplog.text


def test_a_database_that_is_gone_is_no_rows_fault() -> None:
    seen: list[int] = []

    def act(row: int) -> int:
        seen.append(row)
        raise OperationalError

    with pytest.raises(OperationalError):
        one_by_one(act, [1, 2])
    assert seen == [1]
