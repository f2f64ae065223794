"""Two texts side by side: each line is kept, changed word by word, added or removed."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledgebase.comparing import changes, compare


def told(before: str, after: str) -> list[tuple[str, str, str]]:
    return [
        (row.sign, "".join(p.text for p in row.before), "".join(p.text for p in row.after))
        for row in compare(before, after)
    ]


def test_a_changed_line_stands_beside_what_it_was() -> None:
    assert told("Cool for 20 minutes.\nOpen.", "Cool for 40 minutes.\nOpen.\nClose.") == [
        ("±", "Cool for 20 minutes.", "Cool for 40 minutes."),
        ("", "Open.", "Open."),
        ("+", "", "Close."),
    ]


def test_only_the_words_that_differ_are_marked() -> None:
    row = compare("Cool for 20 minutes.", "Cool for 40 minutes.")[0]
    assert [(piece.text, piece.mark) for piece in row.inline] == [
        ("Cool for ", ""),
        ("20", "del"),
        ("40", "ins"),
        (" minutes.", ""),
    ]


def test_a_removed_line_is_shown_as_removed() -> None:
    assert told("Run two cups.\nLook for drops.", "Look for drops.") == [
        ("−", "Run two cups.", ""),
        ("", "Look for drops.", "Look for drops."),
    ]


@given(
    st.lists(st.sampled_from(["a b c", "a b d", "x", "", "y z"])), st.lists(st.sampled_from(["a b c", "q", "", "y z"]))
)
@settings(max_examples=200, deadline=None)
def test_no_word_is_lost_on_either_side(old: list[str], new: list[str]) -> None:
    rows = compare("\n".join(old), "\n".join(new))
    left = ["".join(p.text for p in row.before) for row in rows if row.before]
    right = ["".join(p.text for p in row.after) for row in rows if row.after]
    assert left == [line for line in old if line]
    assert right == [line for line in new if line]


def test_two_long_texts_that_share_nothing_are_compared_soon() -> None:
    started = time.process_time()
    rows = compare("\n".join(f"old {n}" for n in range(2000)), "\n".join(f"new {n} x" for n in range(2000)))
    assert changes(rows) == 4000
    assert time.process_time() - started < 10


def test_long_lists_of_like_lines_are_compared_soon() -> None:
    old = "\n".join(line for n in range(1500) for line in ("- yes", f"Price {n}"))
    new = "\n".join(line for n in range(1500) for line in ("- yes", f"Cost {n}, new"))
    started = time.process_time()
    compare(old, new)
    compare(old.replace("\n", " "), new.replace("\n", " "))
    compare("\n".join(["a", "b"] * 2000), "\n".join(["b", "c", "a"] * 1500))
    assert time.process_time() - started < 10


def test_a_line_changed_amid_many_like_ones_is_the_only_change() -> None:
    before = ["- yes", "- no"] * 1000
    after = [*before[:900], "- perhaps not", *before[900:]]
    assert changes(compare("\n".join(before), "\n".join(after))) == 1


def test_a_changed_long_paragraph_stands_beside_what_it_was() -> None:
    paragraph = "Close the valve, wait for the needle to fall, then open it again. " * 10
    rows = compare(f"{paragraph}\nEnd.", f"Now: {paragraph}\nEnd.")
    assert [row.sign for row in rows] == ["±", ""]
    assert [piece.text for piece in rows[0].inline if piece.mark == "ins"] == ["Now: "]
