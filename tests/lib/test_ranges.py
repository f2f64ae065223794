"""Players ask for parts of a sound; what they get adds up to the whole."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.http import FileResponse
from django.test import RequestFactory

from helpdesk.lib.ranges import in_part

SOUND = bytes(range(100))


def ask(asked: str, *, method: str = "GET", content: bytes = SOUND, condition: str = "") -> Any:
    headers = {"Range": asked, **({"If-Range": condition} if condition else {})}
    request = RequestFactory().generic(method, "/sound", headers=headers)
    whole = FileResponse(BytesIO(content), content_type="audio/wav", filename="call.wav")
    return in_part(whole, request)


def read(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize(
    ("asked", "said", "part"),
    [
        ("bytes=0-1", "bytes 0-1/100", SOUND[:2]),
        ("bytes=5-5", "bytes 5-5/100", SOUND[5:6]),
        ("bytes=90-", "bytes 90-99/100", SOUND[90:]),
        ("bytes=90-400", "bytes 90-99/100", SOUND[90:]),
        ("bytes=-10", "bytes 90-99/100", SOUND[90:]),
        ("bytes=-400", "bytes 0-99/100", SOUND),
    ],
)
def test_a_part_is_that_part(asked: str, said: str, part: bytes) -> None:
    response = ask(asked)
    assert (response.status_code, response["Content-Range"]) == (206, said)
    assert (read(response), response["Content-Length"]) == (part, str(len(part)))
    assert (response["Content-Type"], response["Accept-Ranges"]) == ("audio/wav", "bytes")


@pytest.mark.parametrize("asked", ["", "bytes=", "bytes=-", "bytes=9-2", "lines=0-1", "bytes=0-1,5-6", "bytes=a-b"])
def test_what_is_no_single_range_gets_the_whole(asked: str) -> None:
    response = ask(asked)
    assert (response.status_code, read(response)) == (200, SOUND)
    assert "Content-Range" not in response


@pytest.mark.parametrize(
    ("asked", "content"),
    [("bytes=100-", SOUND), ("bytes=-0", SOUND), ("bytes=0-", b"")],
    ids=["behind", "none", "empty"],
)
def test_what_lies_behind_the_end_is_told_the_length(asked: str, content: bytes) -> None:
    response = ask(asked, content=content)
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(content)}")


def test_a_condition_or_a_head_gets_the_whole() -> None:
    assert ask("bytes=0-1", condition='"some tag"').status_code == 200
    assert ask("bytes=0-1", method="HEAD").status_code == 200
