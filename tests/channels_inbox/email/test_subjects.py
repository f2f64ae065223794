"""What a subject says about the mail."""

from __future__ import annotations

import pytest

from channels_inbox.adapters.email.subject import is_forward, is_reply, strip_prefixes, ticket_numbers


@pytest.mark.parametrize(
    "prefix",
    ["Re:", "RE :", "Re[5]:", "Re(2):", "Re^3:", "AW:", "Antw:", "SV:", "Vá:", "Odp:", "Ynt:", "RIF:", "R:", "RES:", "Отв:",
     "ΑΠ:", "回复：", "答复:", "返信:", "답장:", "رد:", "תגובה:", "Re: Fwd: AW:"],
)  # fmt: skip
def test_a_reply_prefix_is_known(prefix: str) -> None:
    assert is_reply(f"{prefix} The grinder")
    assert strip_prefixes(f"{prefix} The grinder") == "The grinder"


@pytest.mark.parametrize(
    "prefix",
    ["Fw:", "FWD:", "Fwd[2]:", "WG:", "TR:", "RV:", "I:", "VB:", "VS:", "VL:", "ENC:", "Doorst:", "VIDERESENDT:", "Továbbítás:",
     "ΠΡΘ:", "İLT:", "Пересл:", "PD:", "Přep:", "转发:", "轉寄:", "転送:", "전달:", "Trs:", "Chuyển tiếp:", "Fwd: Re:"],
)  # fmt: skip
def test_a_forward_prefix_is_known(prefix: str) -> None:
    assert is_forward(f"{prefix} The grinder")
    assert strip_prefixes(f"{prefix} The grinder") == "The grinder"


@pytest.mark.parametrize(
    "subject", ["Report: noise", "Invoice: 42", "R2D2: parts", "I need help: urgent", "Regarding: x", ""]
)
def test_an_ordinary_word_is_no_prefix(subject: str) -> None:
    assert not is_reply(subject)
    assert not is_forward(subject)
    assert strip_prefixes(subject) == subject


def test_an_answer_to_a_forward_is_an_answer() -> None:
    assert not is_forward("Re: Fwd: The grinder")


@pytest.mark.parametrize(
    ("subject", "numbers"),
    [
        ("Re: [#1042] The grinder", (1042,)),
        ("[Halden #1042] The grinder", (1042,)),
        ("[Halden Support 1042] The grinder", (1042,)),
        ("The grinder (#7) and [#1042]", (1042, 7)),
        ("Order 1042 of 2025", ()),
        ("[list] hello", ()),
        ("[#99999999999999]", ()),
    ],
)
def test_ticket_numbers_are_found_where_we_put_them(subject: str, numbers: tuple[int, ...]) -> None:
    assert ticket_numbers(subject) == numbers
