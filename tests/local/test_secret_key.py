"""A data folder has one key, whoever starts first."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from helpdesk.local.secret_key import secret_key


def test_the_key_outlives_a_restart_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    made = secret_key(tmp_path / "data")
    assert len(made) >= 50
    assert secret_key(tmp_path / "data") == made
    assert secret_key(tmp_path / "other") != made
    assert [f.name for f in (tmp_path / "data").iterdir()] == ["secret_key"]
    assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600


def test_first_starts_at_once_agree_on_a_whole_key(tmp_path: Path) -> None:
    start = Barrier(8)

    def begin(_: int) -> list[str]:
        keys = []
        for n in range(20):
            start.wait()
            keys.append(secret_key(tmp_path / str(n)))
        return keys

    with ThreadPoolExecutor(8) as starts:
        first, *others = starts.map(begin, range(8))
    assert all(first)
    assert all(keys == first for keys in others)
