"""What names one person or case goes; what the text is about stays."""

from __future__ import annotations

from time import process_time

import pytest

from helpdesk.lib.personal import without_personal


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Write to maya.l+shop@cafenorr.example.", "Write to [email]."),
        ("Call +46 31 555 0142 today", "Call [number] today"),
        ("Where is order 40113?", "Where is order [number]?"),
        ("Serial HX-2031-99 hums", "Serial [number] hums"),
        ("IBAN DE89 3704 0044 0532 0130 00, please", "IBAN [number], please"),
        ("See https://halden.example/orders/7?key=abc now", "See [link] now"),
        ("Hello Maya,\nturn it to 6.", "Hello,\nturn it to 6."),
        ("Error E5 after 24 hours at 9 bar", "Error E5 after 24 hours at 9 bar"),
        ("It came on 12 May 2026", "It came on 12 May 2026"),
    ],
)
def test_addresses_links_and_numbers_go(text: str, left: str) -> None:
    assert without_personal(text) == left


@pytest.mark.parametrize("unit", ["a", "-", "a-", "a.", "1-", "a1"])
def test_a_long_text_without_blanks_takes_no_longer_than_another(unit: str) -> None:
    """Looked ahead from each letter to its end, a line of dashes took half a minute; now some hundredths."""
    before = process_time()
    without_personal(unit * 40_000)
    assert process_time() - before < 4


def test_addresses_and_keys_go_however_long_they_are() -> None:
    text = f"{'a' * 90}.b@cafenorr.example {'a-' * 20}1234 (x@y.example) <'z@y.example>"
    assert without_personal(text) == "[email] [number] ([email]) <[email]>"


def test_known_names_go_whole_and_in_parts_but_not_words_that_look_like_them() -> None:
    names = ["Maya Lindqvist", "Will Short"]
    text = "Maya said so. It belongs to Maya Lindqvist’s café; the will is short, Will."
    assert without_personal(text, names=names) == (
        "[name] said so. It belongs to [name] café; the will is short, [name]."
    )


def test_a_whole_name_goes_however_it_is_written() -> None:
    names = ["Maya Lindqvist", "Will Short"]
    text = "signed maya  lindqvist and WILL SHORT; the will is short"
    assert without_personal(text, names=names) == "signed [name] and [name]; the will is short"


def test_a_text_without_names_is_left_alone() -> None:
    assert without_personal("Turn the collar to 6.", names=["", "  "]) == "Turn the collar to 6."
